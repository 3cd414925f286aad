"""The live part of the feed (design.md decision 6): what a person learns beyond a position, in the order of full keys.

Every entry of a matter he sees now; each `forget`, where the last way to a matter ended; a `walk` for each position
since which he sees matters that began before it; the rows that mean him. A page may end inside a tie. Whoever is more
than a few pages behind jumps to the head, and walks open over what moved meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from oa_client.protocol.messages import ENTRY, FORGET, WALK, EntryItem, ForgetItem, Position, Walk, WalkItem
from oa_client.protocol.record import Stored
from server_stub import tables as t
from server_stub.access import Mine, sights
from server_stub.commands import Caller
from server_stub.entries import wire
from server_stub.items import Item, cut, end_of, fits_pages
from server_stub.rows import row_items
from server_stub.work import counter

FAR = 20_000
"""Beyond so many positions nobody counts pages: a walk is cheaper."""

PAGES = 2
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Live:
    """A page of the feed, or the jump to its head."""

    items: tuple[Item, ...]
    position: Position
    more: bool = False
    opened: tuple[Walk, ...] = ()


def live(
    connection: Connection, caller: Caller, me: Mine, since: Position | None, budget: int, pages: int = PAGES
) -> Live:
    """The page after a position."""
    head = counter(connection, "seq")
    if since == end_of(head):
        return Live((), since)
    if since is None:
        return Live((), end_of(head), opened=(("rows", 0, head), ("upto", 0, head)))
    jump = Live((), end_of(head), opened=(("rows", since[0], head), ("moved", since[0], head)))
    if head - since[0] > FAR:
        return jump
    items = beyond(connection, caller, me, since, (budget, pages))
    sizes = [item.size for item in items]
    if not fits_pages(sizes, budget, pages):
        return jump
    size = cut(sizes, budget)
    more = size < len(items)
    return Live(tuple(items[:size]), items[size - 1].key if more else end_of(head), more)


Most = tuple[int, int]
"""(budget, pages): entries past so many pages need not be counted."""


def beyond(connection: Connection, caller: Caller, me: Mine, since: Position, most: Most) -> list[Item]:
    """Every item after a position, in order; when entries alone take more than `most`, not all of them."""
    found = [*_entries(connection, caller, me, since, most)]
    found += _forgets(connection, me, since)
    found += _walks(connection, me, since)
    found += [item for item in row_items(connection, me, since[0]) if item.key > since]
    return sorted(found, key=lambda item: item.key)


def _entries(connection: Connection, caller: Caller, me: Mine, since: Position, most: Most) -> Iterator[Item]:
    e = t.entry.c
    rows = connection.execute(
        select(e.seq, e.matter, e.v, e.envelope, e.data, e.device, e.n, t.matter.c.number)
        .join(t.matter, t.matter.c.id == e.matter)
        .where(e.seq >= since[0], me.sees())
        .order_by(e.seq)
    )
    budget, pages = most
    used, filled = 0, 0
    for seq, matter, v, envelope, data, device, n, number in rows:
        key = (seq, ENTRY, matter)
        if key <= since:
            continue
        size = len(envelope) + len(data) + len(matter) + 40
        if used and used + size > budget:
            used, filled = 0, filled + 1
        used += size
        mine = n if device == caller.device else 0
        entry = wire(Stored(bytes(envelope), bytes(data)), mine)
        yield Item(key, size, EntryItem(seq, matter, v, entry, number if v == 1 else 0))
        if filled >= pages:
            rows.close()
            return


def _forgets(connection: Connection, me: Mine, since: Position) -> Iterator[Item]:
    for matter, at in lost_between(connection, me, since[0], None):
        if (at, FORGET, matter) > since:
            yield Item((at, FORGET, matter), len(matter) + 30, ForgetItem(at, matter))


def _walks(connection: Connection, me: Mine, since: Position) -> Iterator[Item]:
    for at in sorted(begun_beyond(connection, me, since)):
        yield Item((at, WALK, ""), 24, WalkItem(at))


def lost_between(connection: Connection, me: Mine, low: int, high: int | None) -> list[tuple[str, int]]:
    """The matters he sees no more and where he lost them, for positions from `low` (to `high`)."""
    ended = me.ended(low, high if high is not None else 1 << 62)
    a = t.access.c
    candidates = connection.scalars(
        select(a.matter).where(or_((a.scope.in_(me.ever)) & (a.until >= low), a.scope.in_(ended))).distinct()
    ).all()
    found = sights(connection, me, candidates)
    return [
        (matter, sight.lost)
        for matter, sight in found.items()
        if sight.seen is None and low <= sight.lost and (high is None or sight.lost <= high)
    ]


def begun_beyond(connection: Connection, me: Mine, since: Position) -> set[int]:
    """The positions beyond one since which he sees matters whose entries do not all come live."""
    a = t.access.c
    found: set[int] = set()
    new = connection.scalars(select(a.matter).where(a.scope.in_(me.ever), a.since >= since[0]).distinct()).all()
    for batch in _batches(new):
        found |= _needed(connection, me, batch, since)
    for m in me.members:
        if m.since < since[0]:
            continue
        for batch in _batches(connection.scalars(select(a.matter).where(a.scope == m.scope).distinct()).all()):
            if m.since in found:
                break
            found |= _needed(connection, me, batch, since)
    return found


def _needed(connection: Connection, me: Mine, matters: Iterable[str], since: Position) -> set[int]:
    seen = {
        matter: sight.seen
        for matter, sight in sights(connection, me, matters).items()
        if sight.seen is not None and (sight.seen, WALK, "") > since
    }
    if not seen:
        return set()
    m = t.matter.c
    firsts = connection.execute(select(m.id, m.first).where(m.id.in_(sorted(seen))))
    return {seen[matter] for matter, first in firsts if first < seen[matter] and (first, ENTRY, matter) <= since}


def _batches(matters: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(matters)
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]
