"""The code of a module without what it says of itself to its programmers: docstrings are a third of some libraries."""

from __future__ import annotations

import ast
from importlib.abc import InspectLoader
from pathlib import Path
from types import CodeType
from typing import Final

READ: Final = ("docx", "oa_client.app", "oa_client.domain")
"""Packages whose docstrings are read while running: by the enumerations of docx, and by the schema of `gongwen`."""
SAID: Final = " "
"""What stands in the place of a docstring: not empty, or a dataclass makes one up each time it is loaded."""


def speaks(module: str) -> bool:
    """Whether a module keeps its docstrings."""
    return any(f"{module}.".startswith(f"{package}.") for package in READ)


def silent(source: Path) -> CodeType:
    """A module compiled with every docstring blank: asserts stay, and what asks for one still finds a text."""
    tree = ast.parse(source.read_bytes(), source.name)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _hush(node.body[:1])
    return InspectLoader.source_to_code(tree, source.name)


def _hush(first: list[ast.stmt]) -> None:
    for said in first:
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str):
            said.value.value = SAID
