"""The lists as SQL: confirmed lines anti-join what has something waiting, and the waiting lines instead."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from oa_client.app.reading import Listed, ListName, Mark
from oa_client.domain.matter import MatterId
from oa_client.store.codec import unpack_row
from oa_client.store.projections import FULL

_CONFIRMED = "SELECT matter, at FROM listing WHERE list = :list{filters}"
_NOT_OVERLAID = " AND matter NOT IN (SELECT matter FROM temp.overlaid)"
_WAITING = " UNION ALL SELECT matter, at FROM temp.waiting WHERE list = :list{filters}"
_COUNT = "SELECT count(*) FROM listing WHERE list = :list"
_NEWEST = " ORDER BY at DESC, matter DESC"


def ids_sql(*, kind: bool, urgency: bool, over: bool) -> str:
    """The query for the ids of a list."""
    filters = (" AND kind = :kind" if kind else "") + (" AND urgency = :urgency" if urgency else "")
    confirmed = _CONFIRMED.format(filters=filters)
    if not over:
        return confirmed + _NEWEST
    return confirmed + _NOT_OVERLAID + _WAITING.format(filters=filters) + _NEWEST


def ids(
    connection: Connection, name: ListName, kind: str | None, urgency: str | None, *, over: bool
) -> tuple[MatterId, ...]:
    """A list's matters, newest first; `over`: something waiting lies over it."""
    sql = ids_sql(kind=kind is not None, urgency=urgency is not None, over=over)
    given = {"list": name.value, "kind": kind, "urgency": urgency}
    values = {k: v for k, v in given.items() if v is not None}
    cursor = connection.exec_driver_sql(sql, values).cursor
    assert cursor is not None
    return tuple(row[0] for row in cursor)


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
        MatterId(row.id),
        row.kind,
        unpack_row(row.row),
        row.step,
        row.since,
        row.due,
        bool(row.unread),
        row.shown == FULL,
        mark,
    )
