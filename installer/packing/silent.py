"""The code of a library without what it says of itself to its programmers: docstrings are a third of some."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Final

LIBRARIES: Final = frozenset({"PIL", "alembic", "cryptography", "openpyxl", "reportlab", "sqlalchemy", "urllib3"})
"""Those that are large and never read their own docstrings; ours are read, by the schema of `gongwen`."""


def silent(source: Path) -> CodeType:
    """A module compiled with every docstring empty: asserts stay, and what asks for one still finds a text."""
    tree = ast.parse(source.read_bytes(), source.name)
    for said in _docstrings(tree):
        said.value = ""
    return compile(tree, source.name, "exec", dont_inherit=True)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                yield first.value
