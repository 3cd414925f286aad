"""Acting for somebody else: who may, in which kinds of matter, and what he sees by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec
from sqlalchemy import delete, insert, select, update

from oa_client.domain.people import Actor, PersonId, PostId, person_scope
from oa_client.domain.standing_in import PERSONAL
from oa_client.protocol.standing_in import HELD, of_row
from server_stub import tables as t
from server_stub.rows import get_row
from server_stub.work import Work


def delegate(work: Work, name: str, giver: PersonId, taker: PersonId, kinds: tuple[str, ...]) -> None:
    """From now on `taker` may act for `giver` in matters of these kinds, and sees those he gets."""
    if not kinds:
        raise ValueError(name)
    limited = msgspec.json.encode(sorted(kinds)).decode()
    work.connection.execute(delete(t.delegation).where(t.delegation.c.id == name))
    work.connection.execute(insert(t.delegation).values(id=name, giver=giver, taker=taker, kinds=limited, ended=False))
    _open(work, name, taker, limited, _opened_to(work, giver, taker))
    work.touched.add(person_scope(taker))


def _opened_to(work: Work, giver: PersonId, taker: PersonId) -> frozenset[str]:
    """What the taker sees: what comes to the giver himself and to the posts he holds now; nothing without a post."""
    if work.directory.actor(taker) is None or work.directory.actor(giver) is None:
        return frozenset()
    return frozenset({person_scope(giver), *(s for s in work.directory.scopes_of(giver) if s[0] in "oc")})


def _open(work: Work, name: str, taker: PersonId, kinds: str, scopes: Iterable[str]) -> None:
    since = work.seq()
    rows = [{"person": taker, "scope": s, "since": since, "why": name, "kinds": kinds} for s in sorted(scopes)]
    if rows:
        work.connection.execute(insert(t.member), rows)


def follow_posts(work: Work, people: Iterable[PersonId]) -> None:
    """These hold other posts now: who stands in for one sees what comes to the new ones, and no more to the old."""
    d, moved = t.delegation.c, frozenset(people)
    for one in work.connection.execute(select(t.delegation).where(d.ended.is_(False))).all():
        if one.giver in moved or one.taker in moved:
            _follow(work, one.id, PersonId(one.giver), PersonId(one.taker), one.kinds)


def _follow(work: Work, name: str, giver: PersonId, taker: PersonId, kinds: str) -> None:
    m = t.member
    here = (m.c.why == name, m.c.until.is_(None))
    before, now = set(work.connection.scalars(select(m.c.scope).where(*here))), _opened_to(work, giver, taker)
    if gone := sorted(before - now):
        ended = update(m).where(*here, m.c.scope.in_(gone))
        work.connection.execute(ended.values(until=work.seq()))
    _open(work, name, taker, kinds, now - before)
    if before != now:
        work.touched.add(person_scope(taker))


def end_delegation(work: Work, name: str) -> None:
    """It is over: what was seen only by it is forgotten."""
    d, m = t.delegation, t.member
    work.connection.execute(update(d).where(d.c.id == name).values(ended=True))
    ended = update(m).where(m.c.why == name, m.c.until.is_(None)).values(until=work.seq())
    work.connection.execute(ended)
    taker = work.connection.execute(select(d.c.taker).where(d.c.id == name)).scalar()
    if taker is not None:
        work.touched.add(person_scope(PersonId(taker)))


def acting_for(
    work: Work, person: PersonId, giver: PersonId, name: str, kind: str, post: PostId | None
) -> Actor | None:
    """A person in the post of the one he acts for; None when no such delegation holds now for this kind.

    What nobody does for another is left to the tables, which refuse it by its rule.
    """
    d = t.delegation.c
    found = work.connection.execute(
        select(d.kinds).where(d.id == name, d.giver == giver, d.taker == person, d.ended.is_(False))
    ).first()
    actor = work.directory.actor(giver, post)
    if found is None or actor is None or work.directory.actor(person) is None:
        return None
    if kind not in {*msgspec.json.decode(found.kinds or "[]", type=list[str]), *PERSONAL}:
        return None
    row = get_row(work.connection, HELD, name, person_scope(person))
    said = of_row(name, row) if row is not None else None
    if said is not None and not said.lasts(work.now):
        return None
    may_sign = said is not None and said.may_sign
    return replace(actor, person=person, on_behalf=giver, delegation=name, may_sign=may_sign)
