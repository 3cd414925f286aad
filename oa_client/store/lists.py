"""The lists: the ones a matter stands in for me; and, as SQL, confirmed lines with what waits laid over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from oa_client.app.reading import GATHERED, Listed, ListName, Mark
from oa_client.domain.matter import Duty, MatterId, Row, Task
from oa_client.domain.people import EVERYONE, Directory, PersonId, Scope, person_scope
from oa_client.store.codec import pack_bytes, unpack_row


@dataclass(frozen=True, slots=True)
class Me:
    """Whose lists these are."""

    person: PersonId
    scopes: frozenset[Scope]


def me_in(directory: Directory, person: PersonId) -> Me:
    """The person with every scope that means him; one the directory does not know yet is at least himself."""
    known = directory.scopes_of(person)
    if person not in directory.people:
        known = frozenset({person_scope(person), EVERYONE})
    return Me(person, known)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list."""

    list: ListName
    at: int
    step: str = ""
    since: int = 0
    due: int | None = None
    unread: bool = False


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
    if kind in GATHERED:
        here = _waiting(ListName.LEDGER, row, mine, read=read) if mine else Line(ListName.LEDGER, 0, due=row.due)
        yield replace(here, at=row.opened_at, since=row.opened_at)
    if acted and row.opener != me.person and not any(t.duty is Duty.ACT for t in mine):
        yield Line(ListName.DONE, row.changed_at)
    if row.opener == me.person:
        yield Line(ListName.SENT, row.changed_at)


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
    }


_ALONE = "SELECT matter FROM listing WHERE list = :list{filters}"
_CONFIRMED = "SELECT matter, at FROM listing WHERE list = :list{filters}"
_NOT_OVERLAID = " AND matter NOT IN (SELECT matter FROM temp.overlaid)"
_WAITING = " UNION ALL SELECT matter, at FROM temp.waiting WHERE list = :list{filters}"
_COUNT = "SELECT count(*) FROM listing WHERE list = :list"
_NEWEST = " ORDER BY at DESC, matter DESC"


def ids_sql(*, kind: bool, urgency: bool, over: bool) -> str:
    """The query for the ids of a list."""
    filters = (" AND kind = :kind" if kind else "") + (" AND urgency = :urgency" if urgency else "")
    if not over:
        return _ALONE.format(filters=filters) + _NEWEST
    return _CONFIRMED.format(filters=filters) + _NOT_OVERLAID + _WAITING.format(filters=filters) + _NEWEST


def ids(
    connection: Connection, name: ListName, kind: str | None, urgency: str | None, *, over: bool
) -> tuple[MatterId, ...]:
    """A list's matters, newest first; `over`: something waiting lies over it."""
    sql = ids_sql(kind=kind is not None, urgency=urgency is not None, over=over)
    given = {"list": name.value, "kind": kind, "urgency": urgency}
    values = {k: v for k, v in given.items() if v is not None}
    cursor = connection.exec_driver_sql(sql, values).cursor
    assert cursor is not None
    return tuple(row[0] for row in cursor.fetchall())


def counts(connection: Connection, *, over: bool) -> dict[ListName, int]:
    """How many are in each list."""
    confirmed = _COUNT + _NOT_OVERLAID if over else _COUNT
    found = {n: int(connection.exec_driver_sql(confirmed, {"list": n.value}).scalar() or 0) for n in ListName}
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
    )


def of_row(id: MatterId, kind: str, row: Row, *, whole: bool) -> Listed:
    """A matter as a row of no list in particular: since its last change."""
    return Listed(id, kind, row, since=row.changed_at, due=row.due, whole=whole)
