"""The log of syncing in the profile's folder: a JSON line each, without a word of any document."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec

from oa_client.app.ports import Clock
from oa_client.app.synclog import KEPT_DAYS, LogLine

NAME = "sync.log"
DAY = 86_400
_log = logging.getLogger(__name__)


class FileLog:
    """Keeps `oa_client.app.synclog.SyncLog`; what is older than `KEPT_DAYS` goes when it is opened."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """In a profile's folder."""
        self._path = folder / NAME
        self._lock = threading.Lock()
        since = clock.now() - KEPT_DAYS * DAY
        self._lines = [line for line in _read(self._path) if line.at >= since]
        self._rewrite()

    def _rewrite(self) -> None:
        part = self._path.with_suffix(".part")
        try:
            part.write_text("".join(map(_line, self._lines)), "utf-8")
            part.chmod(0o600)
            part.replace(self._path)
        except OSError:
            _log.exception("the log of syncing could not be written")

    def add(self, line: LogLine) -> None:
        """One more; a full disk costs the line, nothing else."""
        with self._lock:
            self._lines.append(line)
            try:
                with os.fdopen(_opened(self._path), "a", encoding="utf-8") as file:
                    file.write(_line(line))
            except OSError:
                _log.exception("a line of the log of syncing is lost")

    def lines(self) -> Sequence[LogLine]:
        """All of them, oldest first."""
        with self._lock:
            return tuple(self._lines)


def read_lines(folder: Path) -> list[LogLine]:
    """The lines of a profile's log, oldest first; nothing is changed."""
    return list(_read(folder / NAME))


def _read(path: Path) -> Iterator[LogLine]:
    """The lines that can be read: a torn last one, after a power cut, is left out."""
    try:
        text = path.read_text("utf-8", "replace")
    except OSError:
        return
    for line in text.splitlines():
        try:
            yield msgspec.json.decode(line, type=LogLine)
        except (msgspec.MsgspecError, ValueError):
            continue


def _line(line: LogLine) -> str:
    return json.dumps(asdict(line), ensure_ascii=False) + "\n"


def _opened(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
