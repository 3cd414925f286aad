"""What a delegation matter opens at the centre while it is active, no longer: memberships, and rows that say so.

The matter is the truth. `delegation` and `member` hold what its taker may see and do since which position of the feed;
rows tell the two of them (``delegation``) what for, and everybody (``away``) only who stands in for whom until when.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from oa_client.domain.people import EVERYONE, Scope, person_scope
from oa_client.domain.standing_in import ACTIVE, DELEGATION, GOING, StandIn, stand_in
from oa_client.protocol.standing_in import AWAY, HELD, away_row, held_row
from server_stub import tables as t
from server_stub.delegations import delegate, end_delegation, follow_posts
from server_stub.fold import Fold, load
from server_stub.rows import get_row, put_row
from server_stub.work import Work


def follow_stand_in(work: Work, before: Fold, fold: Fold) -> None:
    """An entry was appended: where it is a delegation's, what it opens follows."""
    was, now = _active(before), _active(fold)
    if was == now:
        return
    if was is not None and (now is None or _opens(was) != _opens(now)):
        _end(work, was)
    if now is not None and (was is None or _opens(was) != _opens(now)):
        delegate(work, now.id, now.giver, now.taker, tuple(sorted(now.kinds)))
    if now is not None:
        _tell(work, now)


def _active(fold: Fold) -> StandIn | None:
    state = fold.state
    return stand_in(state) if state is not None and state.stage == ACTIVE and state.kind == DELEGATION else None


def _opens(one: StandIn) -> tuple[object, ...]:
    return one.giver, one.taker, one.kinds


def _tell(work: Work, one: StandIn) -> None:
    for owner in (one.giver, one.taker):
        put_row(work, HELD, one.id, person_scope(owner), held_row(one))
        work.touched.add(person_scope(owner))
    if one.away:
        put_row(work, AWAY, one.id, EVERYONE, away_row(one))


def _end(work: Work, one: StandIn) -> None:
    end_delegation(work, one.id)
    owners: tuple[tuple[str, Scope], ...] = (
        (HELD, person_scope(one.giver)),
        (HELD, person_scope(one.taker)),
        (AWAY, EVERYONE),
    )
    for kind, owner in owners:
        if get_row(work.connection, kind, one.id, owner) is not None:
            put_row(work, kind, one.id, owner, None)
    work.touched |= {person_scope(one.giver), person_scope(one.taker)}


def restand(work: Work) -> None:
    """Bring what delegations open into line with their matters, after a rebuild or a restore."""
    d = t.delegation.c
    going = {one.id: one for one in _all(work) if one is not None}
    live = set(work.connection.execute(select(d.id).where(d.ended.is_(False))).scalars())
    known = set(work.connection.execute(select(t.matter.c.id).where(t.matter.c.kind == DELEGATION)).scalars())
    for name in sorted((live & known) - set(going)):
        _end_named(work, name)
    for name in sorted(set(going) - live):
        one = going[name]
        delegate(work, one.id, one.giver, one.taker, tuple(sorted(one.kinds)))
        _tell(work, one)
    follow_posts(work, work.directory.people)


def _end_named(work: Work, name: str) -> None:
    fold = load(work.connection, work.kinds, name)
    one = stand_in(fold.state) if fold is not None and fold.state is not None else None
    if one is not None:
        _end(work, one)


def _all(work: Work) -> Iterator[StandIn | None]:
    m = t.matter.c
    for name in work.connection.execute(select(m.id).where(m.kind == DELEGATION, m.stage == ACTIVE)).scalars().all():
        fold = work.fresh.get(name) or load(work.connection, work.kinds, name)
        yield _active(fold) if fold is not None else None


def going_of(work: Work, person: int) -> list[str]:
    """The delegations that are not over, given by a person or taken by him."""
    m, f = t.matter.c, t.field.c
    taken = select(f.matter).where(f.name == "taker", f.value == f"p{person}")
    query = select(m.id).where(m.kind == DELEGATION, m.stage.in_(sorted(GOING)), (m.opener == person) | m.id.in_(taken))
    return list(work.connection.execute(query.order_by(m.number)).scalars())
