"""The matters that are not over, under tables of one sort or another: of the others no entry need be read."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, select

from oa_client.domain.kinds import Kinds
from oa_client.domain.table import Process
from server_stub import tables as t
from server_stub.work import Work


def going_on(work: Work, having: Callable[[Process], object]) -> list[str]:
    """Those under a known table that has this, in a stage that is not the end, oldest first."""
    m = t.matter.c
    return list(work.connection.scalars(select(m.id).where(_not_over(work.kinds, having)).order_by(m.number)))


def _not_over(kinds: Kinds, having: Callable[[Process], object]) -> ColumnElement[bool]:
    m = t.matter.c
    tables = (kinds.get(*one) for one in sorted(kinds.known()))
    return or_(
        false(),
        *(
            and_(m.kind == table.kind, m.edition == table.edition, m.stage.not_in(sorted(table.over)))
            for table in tables
            if table is not None and having(table)
        ),
    )
