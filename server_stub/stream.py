"""The bulk stream: the records a client asks for, in its order, each read in a snapshot of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from oa_client.protocol.messages import LIVE_PAGE, StreamPart, WalkAsk, WireEntry
from oa_client.protocol.record import Stored, digest
from server_stub import tables as t
from server_stub.access import mine
from server_stub.commands import Caller
from server_stub.database import Database
from server_stub.entries import wire
from server_stub.walks import Asked, walk_page
from server_stub.work import counter

MOST_WANTS = 20_000
_GROUP = 64
_AHEAD = 4 * LIVE_PAGE
"""How much of a walk is listed at once."""
_Row = Any  # a line of `_ENTRY`


@dataclass
class Stream:
    """One request being answered. It ends without its last line when the epoch changes under it."""

    database: Database
    caller: Caller
    epoch: int
    wants: list[tuple[str, int]]
    now: int
    behind: WalkAsk | None = None

    def parts(self) -> Iterator[StreamPart]:
        """The lines, the digest over the heads last."""
        heads: list[bytes] = []
        as_of = 0
        for wants in self._asked_for():
            with self.database.read() as connection:
                if counter(connection, "epoch") != self.epoch:
                    return
                as_of = counter(connection, "seq")
                group = list(self._group(connection, as_of, wants, heads))
            yield from group
        yield StreamPart(as_of, end=True, digest=digest(heads))

    def _asked_for(self) -> Iterator[list[tuple[str, int]]]:
        """What was asked for by name, then what the walk lists behind its place; as many as may be asked for."""
        yield from _groups(self.wants)
        known = {matter for matter, _ in self.wants}
        ask = self.behind
        while ask is not None and len(known) < MOST_WANTS:
            with self.database.read() as connection:
                me = mine(connection, self.caller.person)
                asked = Asked(connection, me, ask.walk, self.now, counter(connection, "seq"))
                page = walk_page(asked, ask, _AHEAD)
            new = [h.m for h in page.headers if h.full and not h.gone and h.m not in known]
            known.update(new)
            yield from _groups([(matter, 0) for matter in new])
            ask = WalkAsk(ask.walk, page.next) if page.next else None

    def _group(
        self, connection: Connection, as_of: int, wants: list[tuple[str, int]], heads: list[bytes]
    ) -> Iterator[StreamPart]:
        ids = [matter for matter, _ in wants]
        m = t.matter.c
        found = connection.execute(
            select(m.id, m.version, m.number).where(m.id.in_(ids), mine(connection, self.caller.person).sees())
        )
        known = {row.id: row for row in found}
        whole = _whole(connection, [matter for matter, have in wants if matter in known and have <= 0])
        for matter, have in wants:
            row = known.get(matter)
            if row is None:
                yield StreamPart(as_of, matter, gone=True)
                continue
            rows = whole.get(matter) or _beyond(connection, matter, max(0, min(have, row.version)))
            entries = [_entry(self.caller, r) for r in rows]
            head = bytes(rows[-1].hash) if rows else _head(connection, matter)
            heads.append(head)
            yield from _split(as_of, matter, row.version, row.number, entries)


def _groups(wants: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    for start in range(0, len(wants), _GROUP):
        yield wants[start : start + _GROUP]


_ENTRY = select(t.entry.c.matter, t.entry.c.envelope, t.entry.c.data, t.entry.c.device, t.entry.c.n, t.entry.c.hash)


def _whole(connection: Connection, matters: list[str]) -> dict[str, list[_Row]]:
    """The entries of several matters: one question for all of them, for whoever begins asks for thousands."""
    e = t.entry.c
    found: dict[str, list[_Row]] = {}
    for row in connection.execute(_ENTRY.where(e.matter.in_(matters)).order_by(e.matter, e.v)) if matters else ():
        found.setdefault(row.matter, []).append(row)
    return found


def _beyond(connection: Connection, matter: str, have: int) -> list[_Row]:
    e = t.entry.c
    return list(connection.execute(_ENTRY.where(e.matter == matter, e.v > have).order_by(e.v)).all())


def _head(connection: Connection, matter: str) -> bytes:
    e = t.entry.c
    last = select(e.hash).where(e.matter == matter).order_by(e.v.desc()).limit(1)
    return bytes(connection.execute(last).scalar_one())


def _entry(caller: Caller, row: _Row) -> WireEntry:
    return wire(Stored(bytes(row.envelope), bytes(row.data)), row.n if row.device == caller.device else 0)


def _split(as_of: int, matter: str, head: int, number: int, entries: list[WireEntry]) -> Iterator[StreamPart]:
    """A long record in several lines."""
    part: list[WireEntry] = []
    size = 0
    for entry in entries:
        one = len(bytes(entry.e)) + len(bytes(entry.d))
        if part and size + one > LIVE_PAGE:
            yield StreamPart(as_of, matter, head, number, part)
            part, size = [], 0
        part.append(entry)
        size += one
    yield StreamPart(as_of, matter, head, number, part)
