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
from server_stub.work import Work

RULES, BUDGET, KEY = "fiscal_rules", "budget", "latest"
_MONEY = frozenset({*LIMITS, *LIMITS.values(), SPENT})


def note_money(work: Work, fold: Fold, matter: str, claims: Iterable[Claim]) -> None:
    """An entry was made in a matter, and these were taken or given back with it: who has to know is told."""
    kind = fold.process.kind
    if kind == "fiscal_rules":
        _tell_rules(work)
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


def _tell_line(work: Work, matter: str) -> None:
    found = line(work, matter)
    if found is None:
        return
    for owner in sorted({found.owner, *_deciding(work), *_bureau(work, matter)}):
        put_row(work, BUDGET, matter, owner, found.plain)
        work.touched.add(owner)


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
