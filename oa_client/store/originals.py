"""The attachments of what waits for me (lineuse.Originals), out of the lists and the records."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, TextClause, bindparam, select, text

from oa_client.app.ink import MOST_BYTES, is_ink
from oa_client.app.lineuse import MB, Original
from oa_client.domain.body import FILE_NAME
from oa_client.domain.matter import MatterId
from oa_client.protocol import record
from oa_client.protocol.record import Stored
from oa_client.store.engine import Database
from oa_client.store.projections import FULL
from oa_client.store.state import get_meta
from oa_client.store.tables import entry

MOST = 200
"""So many matters are looked through; the others' turn comes when these are done with."""
LEAST_ROOM = 1024 * MB
"""Bytes left on the disk below which nothing comes that nobody asked for (sync.md §2.6)."""

_MATTERS = """
SELECT m.k, m.id, m.have FROM listing l JOIN matter m ON m.id = l.matter
WHERE {which} AND l.list IN ('todo', 'toread') AND m.shown = :full
  AND EXISTS (SELECT 1 FROM attachment a WHERE a.k = m.k)
GROUP BY m.k ORDER BY {first}max(l.at) DESC LIMIT :most
"""
_URGENT = text(_MATTERS.format(which="l.urgency IN ('flash', 'urgent')", first="min(l.urgency <> 'flash'), "))
_WORDS = "EXISTS (SELECT 1 FROM task w WHERE w.k = m.k AND w.step = 'write_words')"
_BY_HAND = text(_MATTERS.format(which=f"l.urgency NOT IN ('flash', 'urgent') AND {_WORDS}", first=""))
"""What a clerk is to put down in words he must read, also far from a link; a list shows only the first of his tasks."""
_REST = text(_MATTERS.format(which="l.urgency NOT IN ('flash', 'urgent')", first=""))
_TEXTS = text(
    "SELECT m.id, a.sha256, a.size FROM attachment a JOIN matter m ON m.k = a.k"
    " WHERE a.text > 0 AND a.text = 1 ORDER BY m.changed_at DESC LIMIT :most"
)
_IS_TEXT = text("SELECT 1 FROM attachment WHERE sha256 = :sha256 AND text > 0 LIMIT 1")
_ENTRIES = (
    select(entry.c.k, entry.c.v, entry.c.envelope, entry.c.data)
    .where(entry.c.k.in_(bindparam("ks", expanding=True)))
    .order_by(entry.c.k, entry.c.v)
)

_Known = tuple[str, tuple[Original, ...]]


class StoredOriginals:
    """Keeps `oa_client.app.lineuse.Originals`; read again after the replica changed."""

    def __init__(self, db: Database, room: Callable[[], int] | None = None) -> None:
        """Over the replica's file; `room`: bytes left on its disk."""
        self._db = db
        self._room = room or (lambda: shutil.disk_usage(db.path.parent).free)
        self._known: dict[bool, _Known] = {}
        self._texts: _Known = ("", ())

    def urgent(self) -> tuple[Original, ...]:
        """Handwriting first, small as it is; then of matters marked 特急, then 加急, each the newest first."""
        return self._originals(urgent=True)

    def rest(self) -> tuple[Original, ...]:
        """Of the others, the newest first."""
        return self._originals(urgent=False)

    def texts(self) -> tuple[Original, ...]:
        """The bodies that came as files and are not here, the newest first; the disk may be nearly full."""
        with self._db.read() as connection:
            now = get_meta(connection, "pages") or ""
            if self._texts[0] != now:
                found = connection.execute(_TEXTS, {"most": MOST})
                self._texts = now, tuple(Original(r.sha256, MatterId(r.id), FILE_NAME, r.size) for r in found)
        return self._texts[1]

    def is_text(self, sha256: str) -> bool:
        """Whether it is a body that is not here, be it an earlier version."""
        with self._db.read() as connection:
            return connection.execute(_IS_TEXT, {"sha256": sha256}).first() is not None

    def _originals(self, *, urgent: bool) -> tuple[Original, ...]:
        if self._room() < LEAST_ROOM:
            return ()
        with self._db.read() as connection:
            now = get_meta(connection, "pages") or ""
            known = self._known.get(urgent)
            if known is None or known[0] != now:
                known = now, (_urgent(connection) if urgent else tuple(_read(connection, _REST)))
                self._known[urgent] = known
        return known[1]


def _urgent(connection: Connection) -> tuple[Original, ...]:
    """In the order they come, what is written by hand before everything else."""
    found = [*_read(connection, _URGENT), *filter(_small_ink, _read(connection, _BY_HAND))]
    return tuple(sorted(found, key=lambda one: not _small_ink(one)))


def _small_ink(one: Original) -> bool:
    return is_ink(one.name) and one.size <= MOST_BYTES


def _read(connection: Connection, which: TextClause) -> Iterator[Original]:
    matters = connection.execute(which, {"full": FULL, "most": MOST}).all()
    have = {m.k: m.have for m in matters}
    prefixes: dict[int, list[Stored]] = defaultdict(list)
    for row in connection.execute(_ENTRIES, {"ks": list(have)}) if have else ():
        if row.v <= have[row.k]:
            prefixes[row.k].append(Stored(row.envelope, row.data))
    for m in matters:
        yield from _of(MatterId(m.id), prefixes[m.k])


def _of(matter: MatterId, prefix: list[Stored]) -> Iterator[Original]:
    """Its files, each once; what this build cannot read names none."""
    seen: set[str] = set()
    for stored in prefix:
        try:
            fields = record.read(stored).fields
        except record.BrokenRecord:
            continue
        for sha256, name, size in _files(fields):
            if sha256 not in seen:
                seen.add(sha256)
                yield Original(sha256, matter, name, size)


def _files(value: object) -> Iterator[tuple[str, str, int]]:
    """Hash, name and size of the files that fields name, wherever in them."""
    if isinstance(value, Mapping):
        match value:
            case {"sha256": str(sha256), "name": str(name), "size": int(size)} if size > 0:
                yield sha256, name, size
        for inner in value.values():
            yield from _files(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _files(inner)
