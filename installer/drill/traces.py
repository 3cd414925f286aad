"""What lies in folders, told by hashes: to see what a step changed and what it left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

Traces = Mapping[str, str]
"""Each file's path below the folder, and the hash of what it holds; a link's is where it leads."""


def traces(folder: Path) -> dict[str, str]:
    """The files below a folder as they are now."""
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {str(path.relative_to(folder)): _trace(path) for path in found}


def _trace(path: Path) -> str:
    if path.is_symlink():
        return f"-> {path.readlink()}"
    with path.open("rb") as given:
        return hashlib.file_digest(given, "sha256").hexdigest()


def differences(before: Traces, after: Traces, passing: Iterable[str] = ()) -> list[str]:
    """What came, went or changed; files whose names end as in `passing` do not count."""
    ends = tuple(passing)
    names = sorted(name for name in {*before, *after} if not (ends and name.endswith(ends)))
    return [f"{_sign(before.get(n), after.get(n))}{n}" for n in names if before.get(n) != after.get(n)]


def _sign(before: str | None, after: str | None) -> str:
    return "+" if before is None else "-" if after is None else "~"


def left(place: Path, owned: Iterable[str]) -> list[str]:
    """Which of a package's files are still there."""
    paths = (place / name.lstrip("/") for name in sorted(owned))
    return [str(path.relative_to(place)) for path in paths if path.is_symlink() or path.exists()]
