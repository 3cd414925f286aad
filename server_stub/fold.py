"""A matter as its record says it stands, with what else the centre needs of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Entry, Matter
from oa_client.domain.rulebook import evolve
from oa_client.domain.table import Process
from oa_client.protocol.record import Stored, link, read, start
from server_stub import tables as t

MOST = 4096
MOST_ENTRIES = (1 << 31) - 1
"""No record has so many."""
_RECORD = (
    select(t.entry.c.envelope, t.entry.c.data)
    .where(t.entry.c.matter == bindparam("of"), t.entry.c.v < bindparam("below"))
    .order_by(t.entry.c.v)
)


@dataclass(frozen=True, slots=True)
class Fold:
    """A matter after some entries: its table, its state and the head of its chain."""

    process: Process
    state: Matter | None
    head: bytes

    @property
    def version(self) -> int:
        """How many entries it has."""
        return self.state.version if self.state else 0


def begin(process: Process, matter: str) -> Fold:
    """A matter before its first entry."""
    return Fold(process, None, start(matter))


def after(fold: Fold, entry: Entry, stored: Stored) -> Fold:
    """The fold after one more entry."""
    return Fold(fold.process, evolve(fold.process, fold.state, entry), link(fold.head, stored))


def process_of(kinds: Kinds, opened: Entry) -> Process | None:
    """The table a record was opened under, by its first entry."""
    edition = opened.data.get("edition")
    return kinds.get(str(opened.data.get("kind", "")), edition if isinstance(edition, int) else 0)


def load(connection: Connection, kinds: Kinds, matter: str, below: int = MOST_ENTRIES) -> Fold | None:
    """A matter folded from its record, of which nothing from version `below` on counts.

    None when there is nothing, or its table is unknown here.
    """
    fold: Fold | None = None
    for stored in record(connection, matter, below):
        entry = read(stored)
        if fold is None:
            process = process_of(kinds, entry)
            if process is None:
                return None
            fold = begin(process, matter)
        fold = after(fold, entry, stored)
    return fold


def record(connection: Connection, matter: str, below: int = MOST_ENTRIES) -> list[Stored]:
    """The bytes of a handling record below a version, in order."""
    rows = connection.execute(_RECORD, {"of": matter, "below": below})
    return [Stored(bytes(envelope), bytes(data)) for envelope, data in rows]


class Folds:
    """The folds used last, so that a busy matter is not folded anew for each command. Only the writer uses it."""

    def __init__(self) -> None:
        """Empty."""
        self._kept: OrderedDict[str, Fold] = OrderedDict()

    def get(self, matter: str) -> Fold | None:
        """A fold kept from before."""
        if matter in self._kept:
            self._kept.move_to_end(matter)
        return self._kept.get(matter)

    def keep(self, folds: dict[str, Fold]) -> None:
        """These are committed."""
        self._kept.update(folds)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """The database was exchanged."""
        self._kept.clear()
