"""The lists: the ones a matter stands in for me; and, as SQL, confirmed lines with what waits laid over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from oa_client.app.reading import GATHERED, Listed, ListName, Mark
from oa_client.domain.matter import Duty, MatterId, Row, Task
from oa_client.domain.people import EVERYONE, Directory, PersonId, Scope, person_scope
from oa_client.domain.standing_in import StandIn
from oa_client.store.codec import pack, pack_bytes, unpack_row


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom a person acts by which delegation: the scopes that mean that one, in matters of these kinds."""

    giver: PersonId
    delegation: str
    scopes: frozenset[Scope]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Me:
    """Whose lists these are."""

    person: PersonId
    scopes: frozenset[Scope]
    behalf: tuple[Behalf, ...] = ()


def me_in(directory: Directory, person: PersonId, held: Sequence[StandIn] = ()) -> Me:
    """The person with every scope that means him; one the directory does not know yet is at least himself.

    `held`: the delegations that are his to act by.
    """
    known = directory.scopes_of(person)
    if person not in directory.people:
        known = frozenset({person_scope(person), EVERYONE})
    mine = (one for one in held if one.taker == person)
    return Me(person, known, tuple(_behalf(directory, one) for one in sorted(mine, key=lambda one: one.id)))


def _behalf(directory: Directory, one: StandIn) -> Behalf:
    """As the centre hands it over: what is his own, his posts' and, of a clerk, his desk's."""
    scopes = frozenset(s for s in directory.scopes_of(one.giver) if s[0] in "oc")
    return Behalf(one.giver, one.id, scopes | {person_scope(one.giver)}, one.kinds)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    list: ListName
    at: int
    step: str = ""
    since: int = 0
    due: int | None = None
    unread: bool = False
    giver: int = 0
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands: all that decides about its lines."""

    id: MatterId
    kind: str
    row: Row
    tasks: Sequence[Task]
    acted: bool
    whole: bool


def lines(
    me: Me, kind: str, row: Row, tasks: Sequence[Task], *, acted: bool, receipt: bool, read: bool
) -> Iterator[Line]:
    """The lists a matter stands in for me, each once: with the oldest open task that asks the most."""
    mine = [t for t in tasks if t.holder in me.scopes and not (t.by_receipt and receipt)]
    for name, duty in ((ListName.TODO, Duty.ACT), (ListName.TOREAD, Duty.READ)):
        open_here = [t for t in mine if t.duty is duty]
        if open_here:
            yield _waiting(name, row, open_here, read=read)
        elif line := _for_another(me, kind, row, [t for t in tasks if t.duty is duty], name, read=read):
            yield line
    if kind in GATHERED:
        here = _waiting(ListName.LEDGER, row, mine, read=read) if mine else Line(ListName.LEDGER, 0, due=row.due)
        yield replace(here, at=row.opened_at, since=row.opened_at)
    if acted and row.opener != me.person and not any(t.duty is Duty.ACT for t in mine):
        yield Line(ListName.DONE, row.changed_at)
    if row.opener == me.person:
        yield Line(ListName.SENT, row.changed_at)


def _for_another(me: Me, kind: str, row: Row, tasks: Sequence[Task], name: ListName, *, read: bool) -> Line | None:
    """What waits for one this person acts for. A receipt is given by the reader himself."""
    for one in me.behalf:
        his = [t for t in tasks if t.holder in one.scopes and not t.by_receipt] if kind in one.kinds else []
        if his:
            return replace(_waiting(name, row, his, read=read), giver=one.giver, delegation=one.delegation)
    return None


def _waiting(name: ListName, row: Row, tasks: Sequence[Task], *, read: bool) -> Line:
    """The line of a list in which something waits for me."""
    newest = max(tasks, key=lambda t: t.since)
    due = min((t.due for t in tasks if t.due is not None), default=row.due)
    return Line(name, newest.since, newest.step, newest.since, due, not read)


def line_values(now: Standing, line: Line) -> dict[str, object]:
    """A line as its columns."""
    return {
        "matter": now.id,
        "list": line.list.value,
        "at": line.at,
        "kind": now.kind,
        "urgency": now.row.urgency,
        "step": line.step,
        "since": line.since,
        "due": line.due,
        "unread": int(line.unread),
        "whole": int(now.whole),
        "row": pack_bytes(now.row),
        "giver": line.giver,
        "delegation": line.delegation,
    }


_ALONE = "SELECT matter FROM listing WHERE list = :list{filters}"
_CONFIRMED = "SELECT matter, at FROM listing WHERE list = :list{filters}"
_NOT_OVERLAID = " AND matter NOT IN (SELECT matter FROM temp.overlaid)"
_WAITING = " UNION ALL SELECT matter, at FROM temp.waiting WHERE list = :list{filters}"
_COUNT = "SELECT count(*) FROM listing WHERE list = :list"
_NEWEST = " ORDER BY at DESC, matter DESC"


_NOT_OVER = " AND delegation NOT IN (SELECT value FROM json_each(:gone))"
"""Without what stands there by a delegation whose time is over, though the centre has not said so yet."""


def ids_sql(*, kind: bool, urgency: bool, over: bool, gone: bool = False) -> str:
    """The query for the ids of a list."""
    filters = (" AND kind = :kind" if kind else "") + (" AND urgency = :urgency" if urgency else "")
    lasting = _NOT_OVER if gone else ""
    if not over:
        return _ALONE.format(filters=filters) + lasting + _NEWEST
    return _CONFIRMED.format(filters=filters) + lasting + _NOT_OVERLAID + _WAITING.format(filters=filters) + _NEWEST


def ids(
    connection: Connection,
    name: ListName,
    kind: str | None,
    urgency: str | None,
    *,
    over: bool,
    gone: Sequence[str] = (),
) -> tuple[MatterId, ...]:
    """A list's matters, newest first; `over`: something waiting lies over it; `gone`: delegations that are over."""
    sql = ids_sql(kind=kind is not None, urgency=urgency is not None, over=over, gone=bool(gone))
    given = {"list": name.value, "kind": kind, "urgency": urgency, "gone": pack(list(gone)) if gone else None}
    values = {k: v for k, v in given.items() if v is not None}
    cursor = connection.exec_driver_sql(sql, values).cursor
    assert cursor is not None
    return tuple(row[0] for row in cursor.fetchall())


def counts(connection: Connection, *, over: bool, gone: Sequence[str] = ()) -> dict[ListName, int]:
    """How many are in each list."""
    confirmed = _COUNT + (_NOT_OVER if gone else "") + (_NOT_OVERLAID if over else "")
    given = {"gone": pack(list(gone))} if gone else {}
    found = {n: int(connection.exec_driver_sql(confirmed, {"list": n.value, **given}).scalar() or 0) for n in ListName}
    if over:
        for name, number in connection.exec_driver_sql("SELECT list, count(*) FROM temp.waiting GROUP BY list"):
            found[ListName(name)] += number
    return found


def listed(row: Any, mark: Mark) -> Listed:
    """A confirmed line."""
    return Listed(
        MatterId(row.matter),
        row.kind,
        unpack_row(row.row),
        row.step,
        row.since,
        row.due,
        bool(row.unread),
        bool(row.whole),
        mark,
        PersonId(row.giver) if row.giver else None,
    )


def of_row(id: MatterId, kind: str, row: Row, *, whole: bool) -> Listed:
    """A matter as a row of no list in particular: since its last change."""
    return Listed(id, kind, row, since=row.changed_at, due=row.due, whole=whole)
