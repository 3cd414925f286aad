"""What is true at the centre, followed entry by entry: the oracle's copy, so that a check costs no query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import ENTRY, WALK, Position
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.access import mine, sights
from tests.sim.broken import broken

if TYPE_CHECKING:
    from tests.sim.world import World

_E = t.entry.c
_SINCE = select(_E.seq, _E.matter, _E.v, _E.device, _E.n, _E.envelope, _E.data, _E.hash).order_by(_E.seq)


class Ledger:
    """Every record at the centre, whose command made which entry, and what each person ever saw."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.begin(0)

    def begin(self, epoch: int) -> None:
        """Everything anew: the centre is another."""
        self.epoch = epoch
        self.seq = 0
        self.records: dict[str, list[tuple[bytes, bytes]]] = {}
        self.heads: dict[str, bytes] = {}
        self.firsts: dict[str, int] = {}
        self.effects: dict[tuple[int, int], tuple[str, int]] = {}
        self.last: dict[tuple[int, str], int] = {}

    def catch_up(self) -> None:
        """Read what was written since; whether the centre keeps its promises (I3, I6)."""
        with self.world.centre.database.read() as c:
            rows = c.execute(_SINCE.where(_E.seq > self.seq)).all()
        for row in rows:
            self._take(row)

    def _take(self, row) -> None:
        self.seq = row.seq
        record = self.records.setdefault(row.matter, [])
        self.firsts.setdefault(row.matter, row.seq)
        if row.v != len(record) + 1:
            raise broken("I5", f"{row.matter}: v{row.v} after {len(record)} at the centre")
        record.append((bytes(row.envelope), bytes(row.data)))
        self.heads[row.matter] = bytes(row.hash)
        if row.n:
            self._command(row)

    def _command(self, row) -> None:
        name = (row.device, row.n)
        if name in self.effects:
            raise broken("I3", f"command {name} took effect as {self.effects[name]} and as {(row.matter, row.v)}")
        self.effects[name] = (row.matter, row.v)
        self._in_whose_name(row)
        before = self.last.get((row.device, row.matter), 0)
        if before > row.n:
            raise broken("I6", f"{row.matter}: command {row.n} of device {row.device} after its {before}")
        self.last[row.device, row.matter] = row.n

    def _in_whose_name(self, row) -> None:
        """The record says for whom somebody acted, and he might: authority is judged on arrival."""
        entry = read(Stored(bytes(row.envelope), bytes(row.data)))
        behalf = self.world.behalf(row.device, row.n)
        said = (entry.on_behalf, entry.delegation)
        if said != ((behalf.giver, behalf.delegation) if behalf else (None, None)):
            raise broken("I5", f"{row.matter} v{row.v}: the record says {said}, and it was {behalf}")
        if behalf and behalf.delegation not in self.world.alive and not self.world.restores:
            raise broken("I2", f"{row.matter} v{row.v}: {behalf.delegation} had ended")

    def told_by(self, person: int, position: Position) -> set[str]:
        """The matters a person sees of which the feed has spoken at or before a position.

        It speaks of a matter he sees from its first entry on with that entry, of any other with the `walk` at the
        position since which he sees it. A page may end inside a tie, so that is a comparison of full keys.
        """
        with self.world.centre.database.read() as c:
            me = mine(c, PersonId(person))
            found = sights(c, me, self.records)
        return {m for m, s in found.items() if s.seen is not None and self._key(m, s.seen) <= tuple(position)}

    def _key(self, matter: str, seen: int) -> Position:
        return (seen, WALK, "") if self.firsts[matter] < seen else (seen, ENTRY, matter)
