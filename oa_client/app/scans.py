"""The scan inbox: what a scanner or 高拍仪 saved into its folder, and where it goes once it is registered."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol


class ScanState(Enum):
    """How a file in the folder stands. WRITING: its size was another a moment ago."""

    READY = "ready"
    WRITING = "writing"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file of the folder."""

    path: Path
    size: int
    saved_at: int
    state: ScanState

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Inbox:
    """What stands in the folder, the newest first; `trouble`: a code why it cannot be looked into."""

    scans: tuple[Scan, ...] = ()
    trouble: str = ""

    @property
    def ready(self) -> int:
        """How many can be registered."""
        return sum(scan.state is ScanState.READY for scan in self.scans)


class ScanFolder(Protocol):
    """A watched folder. Touches the disk: not for the GUI thread. Never deletes anything."""

    def look(self, folder: str) -> Inbox:
        """What stands there now; an empty name is no folder."""
        ...

    def stands(self, scan: Scan) -> bool:
        """Whether the file is still the one that was seen: scanners use a name again."""
        ...

    def put_away(self, scan: Scan) -> Path | None:
        """Move a registered file into the folder 已登记 beside it; where it lies now, None when it stays.

        Another file of its name stays.
        """
        ...

    def bring_back(self, lies: Path, path: Path) -> bool:
        """Move what was put away to where it was; False when it is gone, or another has its name by now."""
        ...


def hash_of(path: Path) -> str:
    """The hash by which a file is named. Not for the GUI thread. Raises OSError."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
