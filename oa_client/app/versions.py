"""Which of my files may be an earlier version of another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from oa_client.domain.matter import FileRef

FEW = 3
"""So many are tried: each trial reads both files."""


def likeliest(name: str, newest_first: Sequence[FileRef]) -> tuple[FileRef, ...]:
    """Those of this name, then those with its ending."""
    ending = PurePath(name).suffix.lower()
    found = [file for file in newest_first if PurePath(file.name).suffix.lower() == ending]
    return tuple(sorted(found, key=lambda file: file.name != name)[:FEW])
