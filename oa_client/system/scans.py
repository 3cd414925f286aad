"""The folder of a scanner, looked into: half-written files wait, what is registered goes to a folder beside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from oa_client.app.scans import Inbox, Scan, ScanState

DONE = "已登记"
MOST = 200
"""So many of the newest are shown; a folder of thousands is no inbox."""
_PASSING = ("~", ".")
_PART = (".tmp", ".part", ".crdownload")


class WatchedFolder:
    """Keeps `oa_client.app.scans.ScanFolder`; a file counts as whole when two looks find the same size and time."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: dict[Path, tuple[int, int]] = {}

    def look(self, folder: str) -> Inbox:
        """What stands there now."""
        if not folder:
            return Inbox()
        place = Path(folder)
        try:
            found = sorted(self._files(place), key=lambda scan: (-scan.saved_at, scan.name))[:MOST]
        except FileNotFoundError:
            return Inbox(trouble="scan_folder_gone")
        except OSError:
            return Inbox(trouble="scan_folder_unreadable")
        return Inbox(tuple(map(_tried, found)))

    def _files(self, place: Path) -> Iterator[Scan]:
        before, self._seen = self._seen, {}
        for path in place.iterdir():
            if path.name.startswith(_PASSING) or path.suffix.casefold() in _PART:
                continue
            try:
                found = path.lstat()
            except OSError:
                yield Scan(path, 0, 0, ScanState.UNREADABLE)
                continue
            if stat.S_ISLNK(found.st_mode):  # no scanner makes one; it may lead to anything of this person's
                yield Scan(path, 0, int(found.st_mtime), ScanState.UNREADABLE)
                continue
            if not stat.S_ISREG(found.st_mode):
                continue
            now = self._seen[path] = (found.st_size, found.st_mtime_ns)
            yield Scan(path, found.st_size, int(found.st_mtime), _state(now, before.get(path)))

    def stands(self, scan: Scan) -> bool:
        """Whether the file is still the one that was seen."""
        try:
            now = scan.path.lstat()
        except OSError:
            return False
        return stat.S_ISREG(now.st_mode) and (now.st_size, int(now.st_mtime)) == (scan.size, scan.saved_at)

    def put_away(self, scan: Scan) -> Path | None:
        """Move it into 已登记; another of that name there stays as it is, and so does another that took its place."""
        folder, path = scan.path.parent / DONE, scan.path
        if not self.stands(scan):
            return None
        try:
            folder.mkdir(exist_ok=True)
            free = _free(folder, path)
            try:
                path.replace(free)
            except OSError:
                free.unlink()
                raise
        except OSError:
            return None
        self._seen.pop(path, None)
        return free

    def bring_back(self, lies: Path, path: Path) -> bool:
        """Move it out of 已登记 again, over nothing."""
        try:
            if path.exists():
                return False
            lies.rename(path)
        except OSError:
            return False
        return True


def _state(now: tuple[int, int], before: tuple[int, int] | None) -> ScanState:
    if now != before:
        return ScanState.WRITING
    return ScanState.READY if now[0] else ScanState.EMPTY


def _tried(scan: Scan) -> Scan:
    """Whether one that seems whole can be read; only those that are shown are opened."""
    if scan.state is not ScanState.READY:
        return scan
    try:
        with scan.path.open("rb") as file:
            file.read(1)
    except OSError:
        return replace(scan, state=ScanState.UNREADABLE)
    return scan


def _free(folder: Path, path: Path) -> Path:
    """A name nobody has there, taken at once: two desks may put away at the same moment."""
    for n in count():
        free = folder / _numbered(path, n)
        try:
            os.close(os.open(free, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            continue
        return free
    raise AssertionError


def _numbered(path: Path, n: int) -> str:
    return f"{path.stem}（{n + 1}）{path.suffix}" if n else path.name
