"""What clients are told of money beside the applications, as rows: the rules of approval, how each budget line stands.

The matters and the balances are the truth; rows are their view. A line is told to its unit and to those who decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from oa_client.domain.decision import Claim
from oa_client.domain.money.purse import LIMITS, SPENT
from oa_client.domain.people import EVERYONE, Scope, unit_scope
from server_stub import tables as t
from server_stub.fold import Fold
from server_stub.purse import line, rules
from server_stub.rows import put_row
from server_stub.work import Work, counter, set_counter

RULES, BUDGET, KEY = "fiscal_rules", "budget", "latest"
_FOLLOWED = "fiscal_rules"
"""Counts in the entry whose version the lines are told by."""
_MONEY = frozenset({*LIMITS, *LIMITS.values(), SPENT})


def note_money(work: Work, fold: Fold, matter: str, claims: Iterable[Claim]) -> None:
    """An entry was made in a matter, and these were taken or given back with it: who has to know is told."""
    kind = fold.process.kind
    if kind == "fiscal_rules":
        _tell_rules(work)
        follow_rules(work)
    moved = {one.registry for one in claims} & _MONEY
    for line_of in sorted(_moved(work, matter, fold.version) if moved else {matter} if kind == "budget_line" else ()):
        _tell_line(work, line_of)


def follow_rules(work: Work) -> None:
    """Each line is told to who decides by the rules now in force, and no more to who did: once for each version.

    Asked when rules are made and as time goes on: a version may begin later than it was made.
    """
    known = rules(work)
    version = known.at(work.now) if known is not None else None
    if version is None or counter(work.connection, _FOLLOWED) == version.v:
        return
    m = t.matter.c
    for matter in work.connection.scalars(select(m.id).where(m.kind == "budget_line").order_by(m.number)).all():
        _tell_line(work, matter, moved=False)
    set_counter(work.connection, _FOLLOWED, version.v)


def _moved(work: Work, matter: str, v: int) -> set[str]:
    """The lines whose balances an entry moved."""
    c = t.claim.c
    found = select(c.key).where(c.matter == matter, c.v == v, c.registry.in_(sorted(_MONEY)))
    return set(work.connection.scalars(found))


def _tell_rules(work: Work) -> None:
    found = rules(work)
    versions = [{**one.plain, "v": one.v} for one in (found.versions if found is not None else ())]
    put_row(work, RULES, KEY, EVERYONE, {"versions": versions, "unit": found.unit if found is not None else 0})
    work.touched.add(EVERYONE)


def _tell_line(work: Work, matter: str, *, moved: bool = True) -> None:
    """To all who have to know it; where it has not `moved`, only to those who were not told yet."""
    found = line(work, matter)
    if found is None:
        return
    before = _told(work, matter)
    now = {found.owner, *_deciding(work), *_bureau(work, matter)}
    for owner in sorted(now if moved else now - before):
        put_row(work, BUDGET, matter, owner, found.plain)
        work.touched.add(owner)
    for owner in sorted(before - now):
        put_row(work, BUDGET, matter, owner, None)
        work.touched.add(owner)


def _told(work: Work, matter: str) -> set[Scope]:
    """Whom a line is told to."""
    r = t.row.c
    there = select(r.owner).where(r.kind == BUDGET, r.key == matter, r.data.is_not(None))
    return {Scope(owner) for owner in work.connection.scalars(there)}


def _deciding(work: Work) -> Iterator[Scope]:
    """Who holds a node of the rules that are in force."""
    known = rules(work)
    version = known.at(work.now) if known is not None else None
    yield from version.holders.values() if version is not None else ()


def _bureau(work: Work, matter: str) -> Iterator[Scope]:
    """The unit that gave the line."""
    fold = work.fresh.get(matter) or work.known(matter)
    if fold is not None and fold.state is not None:
        yield unit_scope(fold.state.unit)
