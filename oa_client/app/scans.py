"""The scan inbox: what a scanner or 高拍仪 saved into its folder, and where it goes once it is registered."""

from __future__ import annotations

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

    def put_away(self, scan: Scan) -> bool:
        """Move a registered file into the folder 已登记 beside it; whether it went. Another file of its name stays."""
        ...
