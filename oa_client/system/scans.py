"""The folder of a scanner, looked into: half-written files wait, what is registered goes to a folder beside it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
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
        return Inbox(tuple(found))

    def _files(self, place: Path) -> Iterator[Scan]:
        before, self._seen = self._seen, {}
        for path in place.iterdir():
            if path.name.startswith(_PASSING) or path.suffix.casefold() in _PART:
                continue
            try:
                found = path.stat()
            except OSError:
                yield Scan(path, 0, 0, ScanState.UNREADABLE)
                continue
            if not stat.S_ISREG(found.st_mode):
                continue
            now = self._seen[path] = (found.st_size, found.st_mtime_ns)
            yield Scan(path, found.st_size, int(found.st_mtime), self._state(path, now, before.get(path)))

    @staticmethod
    def _state(path: Path, now: tuple[int, int], before: tuple[int, int] | None) -> ScanState:
        if now != before:
            return ScanState.WRITING
        if not now[0]:
            return ScanState.EMPTY
        try:
            with path.open("rb") as file:
                file.read(1)
        except OSError:
            return ScanState.UNREADABLE
        return ScanState.READY

    def put_away(self, path: Path) -> Path | None:
        """Move it into 已登记; another of that name there stays as it is."""
        folder = path.parent / DONE
        try:
            folder.mkdir(exist_ok=True)
            free = next(p for n in count() if not (p := folder / _numbered(path, n)).exists())
            path.rename(free)
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


def _numbered(path: Path, n: int) -> str:
    return f"{path.stem}（{n + 1}）{path.suffix}" if n else path.name
