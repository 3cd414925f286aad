"""What this device knows of money: the rules of approval and the budget lines, out of the rows the centre sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from oa_client.app.reading import Library
from oa_client.domain.money.purse import Line, Purse, read_line
from oa_client.domain.money.ruling import Rules, Version, read_versions
from oa_client.domain.people import Scope

RULES, BUDGET, KEY = "fiscal_rules", "budget", "latest"
Row = Callable[[str, str], Mapping[str, object] | None]
"""Reads a row by kind and key."""
Chain = tuple[tuple[str, Scope], ...]


def purse_of(row: Row) -> Purse:
    """What is known of money, asked for only where a rule wants it."""
    return Purse(lambda: _rules(row), lambda matter: _line(row, matter))


def _rules(row: Row) -> Rules | None:
    said = row(RULES, KEY)
    return None if said is None else read_versions(said)


def _line(row: Row, matter: str) -> Line | None:
    said = row(BUDGET, matter)
    return None if said is None else read_line(matter, said)


def in_force(library: Library, now: int) -> Version | None:
    """The rules as they hold now, as far as known here."""
    rules = _rules(library.row)
    return rules.at(now) if rules is not None else None


def lines(library: Library) -> tuple[Line, ...]:
    """Every budget line that this person is told of, the newest year first. Not for the GUI thread."""
    found = (read_line(matter, said) for matter, said in library.rows_under(BUDGET, "").items())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (-one.year, one.code, one.title)))


def chain_for(library: Library, amount: object, line: object, fund: object, now: int) -> Chain | None:
    """Whom an application would pass if it were handed in now; None: not known yet, or no rule fits."""
    version = in_force(library, now)
    known = _line(library.row, line) if isinstance(line, str) and line else None
    if version is None or not isinstance(amount, int) or amount <= 0 or (bool(line) and known is None):
        return None
    return version.chain(known.fund if known is not None else str(fund or ""), amount, within=known is not None)


def alike(library: Library, fields: Mapping[str, object]) -> Line | None:
    """A line known here that has the title, codes, year and fund of one that is to be given: perhaps the same money."""
    codes = " ".join(str(fields[name]) for name in ("function_code", "economy_code") if fields.get(name))
    wanted = (str(fields.get("title") or "").strip(), codes, fields.get("line_year"), fields.get("fund"))
    return next((one for one in lines(library) if (one.title, one.code, one.year, one.fund) == wanted), None)
