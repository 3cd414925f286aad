"""工作移交 at the centre: one entry in every matter in which somebody holds open work, all of them or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from oa_client.domain.handover import Handover, entry_data, open_tracks
from oa_client.domain.matter import EntryType
from oa_client.domain.people import CENTRE, PersonId, person_scope
from oa_client.protocol.record import write
from server_stub import tables as t
from server_stub.cannot import CannotDo
from server_stub.entries import append, find, make_entry
from server_stub.fold import Fold
from server_stub.restoring import era
from server_stub.work import Work


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many matters and tracks went over, and how many open tasks of his are no tracks and stay."""

    matters: int
    tracks: int
    left: int


def hand_over(work: Work, wish: Handover, kinds: Collection[str] = (), *, dry_run: bool = False) -> HandedOver:
    """Hand a person's open tracks to another, in all kinds of matters or in these. Raises `CannotDo`."""
    if era(work.connection).restoring:
        raise CannotDo("中心正在恢复，还有记录没有回来；请先关闭恢复（restore close）再移交。")
    matters = tracks = 0
    for matter, fold in _concerned(work, wish.giver, kinds):
        assert fold.state is not None
        data = entry_data(fold.process, fold.state, wish)
        if data is None:
            continue
        matters, tracks = matters + 1, tracks + len(open_tracks(fold.process, fold.state, wish.giver))
        if not dry_run:
            entry = make_entry(work, fold, CENTRE, matter, EntryType.ASSIGNED, data)
            append(work, fold, entry, write(entry), 0, 0)
    return HandedOver(matters, tracks, _left(work, wish.giver, kinds))


def _concerned(work: Work, giver: PersonId, kinds: Collection[str]) -> Iterator[tuple[str, Fold]]:
    """The matters that are not over, and those in which he has something to do all the same."""
    m, task = t.matter.c, t.task.c
    his = select(task.matter).where(task.holder == person_scope(giver))
    found = select(m.id, m.kind, m.edition, m.stage).where(or_(m.id.in_(his), m.stage.not_in(_everywhere_over(work))))
    for row in work.connection.execute(found.order_by(m.number)).all():
        if kinds and row.kind not in kinds:
            continue
        fold = find(work, row.id)
        if fold is not None and fold.state is not None:
            yield row.id, fold


def _everywhere_over(work: Work) -> list[str]:
    """The stages that mean the end in every kind that knows them: what stands there need not be folded."""
    tables = [table for name in work.kinds.names() if (table := work.kinds.newest(name)) is not None]
    stages = {stage for table in tables for stage in table.stages}
    return sorted(s for s in stages if all(s in table.over for table in tables if s in table.stages))


def _left(work: Work, giver: PersonId, kinds: Collection[str]) -> int:
    """His open tasks that no track carries: what came back to him as the opener, say."""
    task, m = t.task.c, t.matter.c
    joined = t.task.join(t.matter, m.id == task.matter)
    his = select(func.count()).select_from(joined).where(task.holder == person_scope(giver), task.track.is_(None))
    his = his.where(task.by_receipt.is_(False))
    if kinds:
        his = his.where(m.kind.in_(sorted(kinds)))
    return int(work.connection.execute(his).scalar_one())
