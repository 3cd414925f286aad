"""The bulk stream: the records a client asks for, in its order, each read in a snapshot of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from oa_client.protocol.messages import LIVE_PAGE, StreamPart, WireEntry
from oa_client.protocol.record import Stored, digest
from server_stub import tables as t
from server_stub.access import mine
from server_stub.commands import Caller
from server_stub.database import Database
from server_stub.entries import wire
from server_stub.work import counter

MOST_WANTS = 20_000
_GROUP = 16


@dataclass
class Stream:
    """One request being answered. It ends without its last line when the epoch changes under it."""

    database: Database
    caller: Caller
    epoch: int
    wants: list[tuple[str, int]]

    def parts(self) -> Iterator[StreamPart]:
        """The lines, the digest over the heads last."""
        heads: list[bytes] = []
        as_of = 0
        for start in range(0, len(self.wants), _GROUP):
            with self.database.read() as connection:
                if counter(connection, "epoch") != self.epoch:
                    return
                as_of = counter(connection, "seq")
                group = list(self._group(connection, as_of, self.wants[start : start + _GROUP], heads))
            yield from group
        yield StreamPart(as_of, end=True, digest=digest(heads))

    def _group(
        self, connection: Connection, as_of: int, wants: list[tuple[str, int]], heads: list[bytes]
    ) -> Iterator[StreamPart]:
        ids = [matter for matter, _ in wants]
        m = t.matter.c
        found = connection.execute(
            select(m.id, m.version, m.number).where(m.id.in_(ids), mine(connection, self.caller.person).sees())
        )
        known = {row.id: row for row in found}
        for matter, have in wants:
            row = known.get(matter)
            if row is None:
                yield StreamPart(as_of, matter, gone=True)
                continue
            entries, head = _read(connection, self.caller, matter, max(0, min(have, row.version)))
            heads.append(head)
            yield from _split(as_of, matter, row.version, row.number, entries)


def _read(connection: Connection, caller: Caller, matter: str, have: int) -> tuple[list[WireEntry], bytes]:
    e = t.entry.c
    rows = connection.execute(
        select(e.envelope, e.data, e.device, e.n, e.hash).where(e.matter == matter, e.v > have).order_by(e.v)
    ).all()
    entries = [wire(Stored(bytes(r.envelope), bytes(r.data)), r.n if r.device == caller.device else 0) for r in rows]
    if rows:
        return entries, bytes(rows[-1].hash)
    last = select(e.hash).where(e.matter == matter).order_by(e.v.desc()).limit(1)
    return entries, bytes(connection.execute(last).scalar_one())


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
