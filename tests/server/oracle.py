"""What the feed must say, by brute force: position by position, from nothing but the tables of accesses and members."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from oa_client.protocol.messages import ENTRY, FORGET, WALK, Position
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.work import counter


@dataclass
class Oracle:
    """The history of one person at one moment."""

    head: int
    entries: list[tuple[int, str, int]]
    ways: dict[str, list[tuple[int, int]]]

    @classmethod
    def of(cls, centre: Centre, person: int) -> Oracle:
        with centre.database.read() as c:
            head = counter(c, "seq")
            entries = [(r.seq, r.matter, r.v) for r in c.execute(select(t.entry).order_by(t.entry.c.seq))]
            kinds = {r.id: r.kind for r in c.execute(select(t.matter))}
            members = [r for r in c.execute(select(t.member)) if r.person == person]
            ways: dict[str, list[tuple[int, int]]] = {}
            for a in c.execute(select(t.access)):
                for m in members:
                    if m.scope == a.scope and (m.kinds is None or kinds[a.matter] in json.loads(m.kinds)):
                        low = max(a.since, m.since)
                        high = min(a.until or head + 1, m.until or head + 1)
                        ways.setdefault(a.matter, []).append((low, high))
        return cls(head, entries, ways)

    def at(self, matter: str, seq: int) -> bool:
        return any(low <= seq < high for low, high in self.ways.get(matter, []))

    def visible(self) -> set[str]:
        return {m for m in self.ways if self.at(m, self.head)}

    def seen(self, matter: str) -> int:
        seq = self.head
        while seq > 0 and self.at(matter, seq - 1):
            seq -= 1
        return seq

    def lost(self, matter: str) -> int | None:
        return next((s for s in range(self.head, 0, -1) if self.at(matter, s - 1) and not self.at(matter, s)), None)

    def live(self, since: Position) -> list[Position]:
        seen = self.visible()
        first = {m: s for s, m, v in self.entries if v == 1}
        keys = [(s, ENTRY, m) for s, m, _ in self.entries if m in seen]
        keys += [(lost, FORGET, m) for m in self.ways if m not in seen and (lost := self.lost(m))]
        walks = {self.seen(m) for m in seen if first[m] < self.seen(m) and (first[m], ENTRY, m) <= since}
        keys += [(s, WALK, "") for s in walks]
        return sorted(key for key in keys if key > since)

    def upto(self, high: int) -> set[str]:
        return {m for m in self.visible() if self.seen(m) <= high}

    def truth(self) -> dict[str, int]:
        seen = self.visible()
        return {m: max(v for _, n, v in self.entries if n == m) for m in seen}
