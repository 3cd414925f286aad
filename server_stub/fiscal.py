"""What clients are told of money beside the applications, as rows: the rules of approval, how each budget line stands.

The matters and the balances are the truth; rows are their view. A line is told to its unit and to those who decide: by
the rules in force, and before them to whoever still has an application to decide that was handed in under others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from oa_client.domain.decision import Claim
from oa_client.domain.money.purse import LIMITS, SPENT
from oa_client.domain.people import EVERYONE, Scope, unit_scope
from server_stub import tables as t
from server_stub.entries import find
from server_stub.fold import Fold
from server_stub.purse import line, rules
from server_stub.restoring import era
from server_stub.rows import put_row
from server_stub.work import Work, counter, set_counter

RULES, BUDGET, KEY = "fiscal_rules", "budget", "latest"
_NEXT = "fiscal_rules_next"
"""The counter that holds when other rules begin to count; 0: none will."""
_MONEY = frozenset({*LIMITS, *LIMITS.values(), SPENT})


def note_money(work: Work, fold: Fold, matter: str, claims: Iterable[Claim]) -> None:
    """An entry was made in a matter, and these were taken or given back with it: who has to know is told."""
    kind = fold.process.kind
    if kind == "fiscal_rules":
        _tell_rules(work)
        _retell(work)
    moved = {one.registry for one in claims} & _MONEY
    for line_of in sorted(_moved(work, matter, fold.version) if moved else {matter} if kind == "budget_line" else ()):
        _tell_line(work, line_of)


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


def run_rules(work: Work) -> None:
    """Rules that begin to count by now: whoever they name is told how the lines stand, who is named no more is not."""
    if 0 < counter(work.connection, _NEXT) <= work.now and not era(work.connection).restoring:
        _retell(work)


def _retell(work: Work) -> None:
    """Every line anew, by the rules in force; and when others will be."""
    m = t.matter.c
    for matter in work.connection.scalars(select(m.id).where(m.kind == "budget_line").order_by(m.number)).all():
        _tell_line(work, matter)
    known = rules(work)
    later = [one.since for one in (known.versions if known is not None else ()) if one.since > work.now]
    set_counter(work.connection, _NEXT, min(later, default=0))


def _tell_line(work: Work, matter: str) -> None:
    found = line(work, matter)
    if found is None:
        return
    owners = {found.owner, *_deciding(work), *_bureau(work, matter)}
    for owner in sorted(owners | _told(work, matter)):
        stays = owner in owners or _still_decides(work, owner, matter)
        put_row(work, BUDGET, matter, owner, found.plain if stays else None)
        work.touched.add(owner)


def _told(work: Work, matter: str) -> set[Scope]:
    r = t.row.c
    found = select(r.owner).where(r.kind == BUDGET, r.key == matter, r.data.is_not(None))
    return {Scope(owner) for owner in work.connection.scalars(found)}


def _still_decides(work: Work, owner: Scope, line_of: str) -> bool:
    """Whether an application on a line comes, or will come, before somebody the rules name no more."""
    c = t.claim.c
    found = select(c.matter).where(c.key == line_of, c.registry.in_(sorted(_MONEY))).distinct()
    folds = (find(work, matter) for matter in work.connection.scalars(found).all())
    return any(
        track.holder == owner and track.state in fold.process.open_tracks
        for fold in folds
        if fold is not None and fold.state is not None
        for track in fold.state.tracks
    )


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
