"""The plain-text tables beside this package, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of `data/<name>.txt` that say something (no blanks, no remarks)."""
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the `[section]`s of `data/<name>.txt`, each with its lines."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1], [])
        else:
            current.append(line)
    return {key: tuple(value) for key, value in found.items()}
