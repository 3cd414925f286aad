"""What a list shows of matters, for one person."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, not_, select

from oa_client.domain.people import person_scope
from oa_client.protocol.messages import Header
from server_stub import tables as t
from server_stub.access import Mine

RECENT = 90 * 86400
"""What changed within this time is held in full on the device (design.md decision 10)."""

_row = msgspec.json.Decoder(dict[str, object])


def my_open_task(me: Mine) -> ColumnElement[bool]:
    """SQL on `task` and `matter`: the task is open for this person."""
    r, task = t.row.c, t.task.c
    signed = select(r.key).where(r.kind == "receipt", r.key == task.matter, r.owner == person_scope(me.person)).exists()
    return and_(me.reaches(task.holder, t.matter.c.kind), not_(and_(task.by_receipt, signed)))


def headers(connection: Connection, me: Mine, found: Sequence[Row[tuple[object, ...]]], now: int) -> list[Header]:
    """The headers of rows of `matter`, in their order."""
    ids = [row.id for row in found]
    task, e = t.task.c, t.entry.c
    open_tasks = set(
        connection.scalars(
            select(task.matter)
            .join(t.matter, t.matter.c.id == task.matter)
            .where(task.matter.in_(ids), my_open_task(me))
        )
    )
    acted = set(connection.scalars(select(e.matter).where(e.effective == me.person, e.matter.in_(ids)).distinct()))
    mine = open_tasks | acted
    return [
        Header(
            m=row.id,
            v=row.version,
            number=row.number,
            kind=row.kind,
            edition=row.edition,
            row=_row.decode(bytes(row.row)),
            full=row.id in mine or row.changed_at > now - RECENT,
            task=row.id in open_tasks,
        )
        for row in found
    ]


def header_size(row: Row[tuple[object, ...]]) -> int:
    """About how many bytes a header takes."""
    return len(row.row) + len(row.id) + len(row.kind) + 60


def title_in(row: bytes) -> str:
    """The title in a matter's row as it is stored; '' where it has none."""
    return str(_row.decode(row).get("title", ""))
