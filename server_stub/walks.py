"""Walks: inventories of matters and rows, page by page, that may be broken off and resumed at a place.

A walk goes in three stages: matters with a task open for me, then all others, each newest first; then what is gone. A
place is ``stage.p.seq.matter``: `p` is the position at which the first stage began, so that the second need not repeat
what the first has listed; `seq` and `matter` are where the last page ended. A matter that moves to another place
meanwhile has a new entry, which comes live.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, and_, not_, or_, select, true

from oa_client.protocol.messages import Header, RowItem, Walk, WalkAsk, WalkPage
from server_stub import tables as t
from server_stub.access import Mine, Sight, sights
from server_stub.feed import lost_between
from server_stub.headers import header_size, headers, my_open_task
from server_stub.items import cut
from server_stub.problems import Refusal
from server_stub.rows import walk_rows

TASKS, OTHERS, GONE = 1, 2, 3
_BATCH = 200
_MatterRow = Row[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk stands."""

    stage: int
    began: int
    seq: int
    matter: str

    def __str__(self) -> str:
        return f"{self.stage}.{self.began}.{self.seq}.{self.matter}"


def _read_place(text: str, head: int) -> Place:
    if not text:
        return Place(TASKS, head, 1 << 62, "")
    try:
        stage, began, seq, matter = text.split(".", 3)
        place = Place(int(stage), int(began), int(seq), matter)
    except ValueError:
        raise Refusal(400, "bad_request", field="place") from None
    if place.stage not in {TASKS, OTHERS, GONE} or not 0 <= place.seq < 1 << 63 or not 0 <= place.began < 1 << 63:
        raise Refusal(400, "bad_request", field="place")
    return place


@dataclass(frozen=True, slots=True)
class Asked:
    """A walk by one person at one moment."""

    connection: Connection
    me: Mine
    walk: Walk
    now: int
    head: int


def walk_page(asked: Asked, ask: WalkAsk, budget: int) -> WalkPage:
    """The next page of a walk. Raises `Refusal` for a walk there cannot be."""
    name, low, high = ask.walk
    if name not in {"upto", "at", "moved", "rows"} or not 0 <= low <= high <= asked.head:
        raise Refusal(400, "bad_request", field="walk")
    return _rows_page(asked, ask, budget) if name == "rows" else _matters_page(asked, ask, budget)


def _rows_page(asked: Asked, ask: WalkAsk, budget: int) -> WalkPage:
    _, low, high = ask.walk
    found = walk_rows(asked.connection, asked.me, low, high, ask.place)
    size = cut([item.size for _, item in found], budget)
    rows = [item.value for _, item in found[:size] if isinstance(item.value, RowItem)]
    following = found[size - 1][0] if size < len(found) else ""
    return WalkPage(ask.walk, ask.place, following, rows=rows)


def _matters_page(asked: Asked, ask: WalkAsk, budget: int) -> WalkPage:
    place = _read_place(ask.place, asked.head)
    got: list[Header] = []
    left = budget
    for stage in range(place.stage, GONE + 1):
        if stage != place.stage:
            place = Place(stage, place.began, 1 << 62, "")
        found, sizes = _stage(asked, place, left)
        size = cut(sizes, left) if not got or sum(sizes[:1]) <= left else 0
        got += _headers(asked, found[:size])
        left -= sum(sizes[:size])
        if size < len(found):
            end = _end(place, found[:size])
            return WalkPage(ask.walk, ask.place, str(end), headers=got)
    return WalkPage(ask.walk, ask.place, headers=got)


_Found = Sequence["_MatterRow | str"]


def _end(place: Place, found: _Found) -> Place:
    if not found:
        return place
    last = found[-1]
    if isinstance(last, str):
        return Place(place.stage, place.began, place.seq, last)
    return Place(place.stage, place.began, last.seq, last.id)


def _headers(asked: Asked, found: _Found) -> list[Header]:
    gone = [Header(one, gone=True) for one in found if isinstance(one, str)]
    rows = [one for one in found if not isinstance(one, str)]
    return headers(asked.connection, asked.me, rows, asked.now) + gone if rows else gone


def _stage(asked: Asked, place: Place, budget: int) -> tuple[_Found, list[int]]:
    """What comes in this stage behind the place, a little more than fits."""
    if place.stage == GONE:
        gone = _gone(asked, place)
        return gone, [len(matter) + 30 for matter in gone]
    found: list[_MatterRow] = []
    sizes: list[int] = []
    total = 0
    for row in _listed(asked, place):
        found.append(row)
        sizes.append(header_size(row))
        total += sizes[-1]
        if total > budget and len(found) > 1:
            break
    return found, sizes


def _gone(asked: Asked, place: Place) -> list[str]:
    name, low, high = asked.walk
    if name != "moved":
        return []
    return sorted(m for m, _ in lost_between(asked.connection, asked.me, low, high) if m > place.matter)


def _listed(asked: Asked, place: Place) -> Iterator[_MatterRow]:
    """The matters of a stage behind the place, newest first, in batches."""
    m = t.matter.c
    seq = place.seq
    stage = _has_task(asked) if place.stage == TASKS else not_(_had_task(asked, place.began))
    while True:
        batch = asked.connection.execute(
            select(t.matter)
            .where(m.seq < seq, asked.me.sees(), _candidates(asked), stage)
            .order_by(m.seq.desc())
            .limit(_BATCH)
        ).all()
        seen = sights(asked.connection, asked.me, (row.id for row in batch))
        yield from (row for row in batch if _belongs(asked.walk, row, seen.get(row.id, Sight())))
        if len(batch) < _BATCH:
            return
        seq = batch[-1].seq


def _belongs(walk: Walk, row: _MatterRow, sight: Sight) -> bool:
    """Whether a matter seen now is of the walk."""
    name, low, high = walk
    if sight.seen is None:
        return False
    if name == "upto":
        return sight.seen <= high
    begun = low <= sight.seen <= high
    return begun or (name == "moved" and row.seq >= low)


def _candidates(asked: Asked) -> ColumnElement[bool]:
    """SQL on `matter`: what may be of the walk, decided by an index."""
    name, low, high = asked.walk
    if name == "upto":
        return true()
    a = t.access.c
    begun = t.matter.c.id.in_(
        select(a.matter).where(
            or_(
                and_(a.scope.in_(asked.me.ever), a.since.between(low, high)),
                a.scope.in_(asked.me.begun(low, high)),
            )
        )
    )
    return or_(begun, t.matter.c.seq >= low) if name == "moved" else begun


def _has_task(asked: Asked) -> ColumnElement[bool]:
    task = t.task.c
    return select(task.matter).where(task.matter == t.matter.c.id, my_open_task(asked.me)).exists()


def _had_task(asked: Asked, began: int) -> ColumnElement[bool]:
    """SQL on `matter`: it was listed in the first stage, for its task stands since before that began."""
    task = t.task.c
    old = Mine(asked.me.person, tuple(m for m in asked.me.members if m.since <= began))
    return select(task.matter).where(task.matter == t.matter.c.id, task.seq <= began, my_open_task(old)).exists()
