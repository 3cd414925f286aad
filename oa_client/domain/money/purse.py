"""What the rule may know of money beside an application: the rules of approval, the budget lines, what is alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oa_client.domain.money.ruling import Rules
from oa_client.domain.people import Scope, is_scope

TAKEN, TOTAL, SPENT = "budget", "budget_total", "budget_spent"
"""The balances of a line, by its matter: what applications hold of it or have spent, its worth, what was paid."""
LIMITS: Mapping[str, str] = {TAKEN: TOTAL}
"""The balances that never grow above another one of the same key."""
INVOICE, VOUCHER = "invoice", "voucher"
"""The registries in which an invoice and a payment are found, each once."""
ONCE = frozenset({VOUCHER})
"""The registries of which each key is taken by one act: not by a second of the same matter either."""
SPLIT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line (预算指标) as known here; `at`: when this was so."""

    matter: str
    title: str
    owner: Scope
    year: int
    fund: str
    total: int
    taken: int = 0
    spent: int = 0
    open: bool = True
    code: str = ""
    at: int = 0

    @property
    def left(self) -> int:
        """What may still be applied for."""
        return self.total - self.taken

    @property
    def over(self) -> int:
        """By how much it is overdrawn (超支): never by an act, but where a restore lost what had been given back."""
        return max(-self.left, 0)

    @property
    def plain(self) -> dict[str, object]:
        """As a row says it."""
        names = ("title", "owner", "year", "fund", "total", "taken", "spent", "open", "code", "at")
        return {name: getattr(self, name) for name in names}


def read_line(matter: str, row: Mapping[str, object]) -> Line | None:
    """A line as a row says it; None for anything else."""
    owner, numbers = row.get("owner"), [row.get(n) for n in ("year", "total", "taken", "spent", "at")]
    if not is_scope(owner) or not all(isinstance(n, int) for n in numbers):
        return None
    year, total, taken, spent, at = (int(str(n)) for n in numbers)
    texts = (str(row.get(name, "")) for name in ("title", "fund", "code"))
    title, fund, code = texts
    return Line(
        matter, title, Scope(str(owner)), year, fund, total, taken, spent, open=bool(row.get("open")), code=code, at=at
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks for, so that others like it are found."""

    matter: str
    unit: int
    payee: str
    project: str
    now: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Another application of the same unit for the same thing within `SPLIT_DAYS`."""

    matter: str
    amount: int


def _no_rules() -> Rules | None:
    return None


def _no_line(_: str) -> Line | None:
    return None


def _nothing_alike(_: Asked) -> tuple[Alike, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Purse:
    """How what is known is asked for; without it nothing is, and the centre decides."""

    rules: Callable[[], Rules | None] = _no_rules
    line: Callable[[str], Line | None] = _no_line
    alike: Callable[[Asked], tuple[Alike, ...]] = _nothing_alike
