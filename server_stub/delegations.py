"""Acting for somebody else: who may, in which kinds of matter, and what he sees by it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import delete, insert, select, update

from oa_client.domain.people import Actor, PersonId, PostId, person_scope
from oa_client.domain.standing_in import PERSONAL
from oa_client.protocol.standing_in import HELD, of_row
from server_stub import tables as t
from server_stub.rows import get_row
from server_stub.work import Work


def delegate(work: Work, name: str, giver: PersonId, taker: PersonId, kinds: tuple[str, ...] = ()) -> None:
    """From now on `taker` may act for `giver` in matters of these kinds (all when none), and sees those he gets."""
    limited = msgspec.json.encode(sorted(kinds)).decode() if kinds else None
    work.connection.execute(delete(t.delegation).where(t.delegation.c.id == name))
    work.connection.execute(insert(t.delegation).values(id=name, giver=giver, taker=taker, kinds=limited, ended=False))
    scopes = {person_scope(giver)}
    scopes |= {scope for scope in work.directory.scopes_of(giver) if scope[0] in "oc"}
    since = work.seq()
    rows = [
        {"person": taker, "scope": scope, "since": since, "why": name, "kinds": limited} for scope in sorted(scopes)
    ]
    work.connection.execute(insert(t.member), rows)
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
    if found.kinds is not None and kind not in {*msgspec.json.decode(found.kinds, type=list[str]), *PERSONAL}:
        return None
    row = get_row(work.connection, HELD, name, person_scope(person))
    said = of_row(name, row) if row is not None else None
    if said is not None and not said.lasts(work.now):
        return None
    may_sign = said is not None and said.may_sign
    return replace(actor, person=person, on_behalf=giver, delegation=name, may_sign=may_sign)
