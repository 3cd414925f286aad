"""How far the centre had come, in a small file outside its database: a database put back by hand is noticed at start.

The file lags up to `EVERY` positions behind a centre that was killed and is exact after one that was closed: a database
before it is certainly an older one, and no crash makes it look so. What the lag hides, a client's receipt shows
(`seal`, `restoring`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

MARK = "centre.mark"
EVERY = 64


@dataclass(frozen=True, slots=True)
class Reached:
    """A place in the life of a centre."""

    epoch: int
    seq: int
    next: int = 0
    """The epoch that is about to begin: written before it is in the database, so that neither is taken for a swap."""


class Mark:
    """The file; without a folder there is none."""

    def __init__(self, folder: Path | None) -> None:
        """Beside the database of this folder."""
        self._path = folder / MARK if folder else None
        self._known = self._read()

    def _read(self) -> Reached | None:
        if self._path is None:
            return None
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Reached)
        except (OSError, msgspec.MsgspecError):
            return None

    def passed(self, now: Reached) -> bool:
        """Whether the centre had been further than this, or in another epoch."""
        known = self._known
        if known is None:
            return False
        if known.next and known.next == now.epoch:
            return False
        return known.epoch != now.epoch or known.seq > now.seq

    def coming(self, epoch: int) -> None:
        """An epoch is about to be written into the database. Raises OSError: then it must not begin."""
        if self._known is not None:
            self._write(Reached(self._known.epoch, self._known.seq, epoch))

    def due(self, seq: int) -> bool:
        """Whether so far on it should be written down again."""
        return self._known is not None and seq >= self._known.seq + EVERY

    def reach(self, now: Reached, *, exact: bool = False) -> None:
        """The database is durably here; written down every now and then, or at once."""
        known = self._known
        due = known is None or known.epoch != now.epoch or now.seq >= known.seq + EVERY
        if known != now and (due or exact):
            self._write(now)

    def _write(self, now: Reached) -> None:
        if self._path is None:
            return
        draft = self._path.with_name(f"{MARK}.{os.getpid()}.new")
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(now))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self._known = now
