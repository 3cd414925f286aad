"""The code of a library without what it says of itself to its programmers: docstrings are a third of some."""

from __future__ import annotations

import ast
from importlib.abc import InspectLoader
from pathlib import Path
from types import CodeType
from typing import Final

LIBRARIES: Final = frozenset({"PIL", "alembic", "cryptography", "openpyxl", "reportlab", "sqlalchemy", "urllib3"})
"""Those that are large and never read their own docstrings; ours are read, by the schema of `gongwen`."""


def silent(source: Path) -> CodeType:
    """A module compiled with every docstring empty: asserts stay, and what asks for one still finds a text."""
    tree = ast.parse(source.read_bytes(), source.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _hush(node.body[:1])
    return InspectLoader.source_to_code(tree, source.name)


def _hush(first: list[ast.stmt]) -> None:
    for said in first:
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str):
            said.value.value = ""
