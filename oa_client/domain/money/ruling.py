"""Who decides on how much: the approval rules of the finance bureau, as people write them and as they are asked.

A table has a line for each rule, its cells apart by a bar: where the money comes from, within the budget or outside,
above which amount, up to which (it included), and the nodes it passes::

    年初预算 | 预算内 | 0 | 10万元 | 业务科室 > 财政局长 > 分管副区长
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from oa_client.domain.money.amounts import BadAmount, read_amount
from oa_client.domain.people import Scope, is_scope

UNIT_HEAD = "unit_head"
"""The first node of every chain; whoever applies names him."""
FIRST = "finance_section"
HELD = (FIRST, "finance_bureau_head", "vice_head", "district_head")
"""The nodes whose holders a version of the rules names."""
MEETING = "meeting"
"""A node that is a meeting: the finance section records what it decided."""
NODES = (*HELD, MEETING)
FUNDS = ("annual", "extra", "grant", "carried", "reserve")
ANY = "any"
MOST_RULES = 100
_FUNDS = dict(zip(("年初预算", "追加", "上级补助", "结转", "机动", "不限"), (*FUNDS, ANY), strict=True))
_WITHIN: Mapping[str, bool | None] = {"预算内": True, "预算外": False, "不限": None}
_NAMED = {
    "业务科室": FIRST,
    "业务科室初审": FIRST,
    "财政局长": "finance_bureau_head",
    "财政局负责人": "finance_bureau_head",
    "分管副区长": "vice_head",
    "分管财政副区长": "vice_head",
    "分管副县长": "vice_head",
    "区长": "district_head",
    "县长": "district_head",
    "常务会议": MEETING,
    "经费审批小组": MEETING,
    "会议": MEETING,
}


class BadRules(ValueError):
    """A table of rules cannot be taken: in which line, and why."""

    def __init__(self, why: str, line: int = 0, at: Range | None = None) -> None:
        """`line` counts from 1; 0: the table as a whole. `at` is the money about which it says nothing, or too much."""
        super().__init__(f"{line}: {why}")
        self.why, self.line, self.at = why, line, at

    @property
    def facts(self) -> dict[str, object]:
        """As a refusal says it."""
        said = {} if self.at is None else asdict(self.at)
        return {"line": self.line, "why": self.why, **said}


@dataclass(frozen=True, slots=True)
class Range:
    """Money of a fund, within the budget or outside, more than `above` and at most `up_to` (None: however much)."""

    fund: str
    within: bool | None
    above: int
    up_to: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """Money of a fund, more than `above` and at most `up_to` (None: however much), passes these nodes."""

    fund: str
    within: bool | None
    above: int
    up_to: int | None
    nodes: tuple[str, ...]

    def fits(self, fund: str, amount: int, *, within: bool) -> bool:
        """Whether this is the rule for an application."""
        more = self.above < amount and (self.up_to is None or amount <= self.up_to)
        return more and self.fund in {fund, ANY} and self.within in {within, None}

    def meets(self, other: Rule) -> bool:
        """Whether both could be the rule for the same application."""
        funds = self.fund == other.fund or ANY in {self.fund, other.fund}
        within = self.within is other.within or None in {self.within, other.within}
        apart = (self.up_to is not None and self.up_to <= other.above) or (
            other.up_to is not None and other.up_to <= self.above
        )
        return funds and within and not apart

    def common(self, other: Rule) -> Range:
        """What both are about, where they meet."""
        fund = other.fund if self.fund == ANY else self.fund
        within = other.within if self.within is None else self.within
        ends = [end for end in (self.up_to, other.up_to) if end is not None]
        return Range(fund, within, max(self.above, other.above), min(ends, default=None))


@dataclass(frozen=True, slots=True)
class Version:
    """The rules from a day on, and who holds each node; `v` is the entry that put them in force."""

    since: int
    rules: tuple[Rule, ...]
    holders: Mapping[str, Scope]
    v: int = 0

    def chain(self, fund: str, amount: int, *, within: bool) -> tuple[tuple[str, Scope], ...] | None:
        """The nodes an application passes after the head of its unit, each with its holder; None: no rule fits."""
        rule = next((r for r in self.rules if r.fits(fund, amount, within=within)), None)
        return None if rule is None else tuple((n, self.holders[FIRST if n == MEETING else n]) for n in rule.nodes)

    @property
    def plain(self) -> dict[str, object]:
        """As an entry and a row say it."""
        rules = [[r.fund, r.within, r.above, r.up_to, list(r.nodes)] for r in self.rules]
        return {"since": self.since, "rules": rules, "holders": dict(self.holders)}


@dataclass(frozen=True, slots=True)
class Rules:
    """Every version there is. `unit`: who made them, the district's finance office; 0: not known here."""

    versions: tuple[Version, ...] = ()
    unit: int = 0

    def at(self, moment: int) -> Version | None:
        """The version in force at a moment: the one that began last, of several of one day the newest."""
        begun = [v for v in self.versions if v.since <= moment]
        return max(begun, key=lambda one: (one.since, one.v), default=None)


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a table as people write it. Raises `BadRules`."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    rules: list[Rule] = []
    for n, line in lines:
        rule = _rule(line, n)
        if (met := next((other for other in rules if rule.meets(other)), None)) is not None:
            raise BadRules("overlap", n, rule.common(met))
        rules.append(rule)
    if not rules or len(rules) > MOST_RULES:
        raise BadRules("empty" if not rules else "many")
    if (hole := next(holes(rules), None)) is not None:
        raise BadRules("hole", 0, hole)
    return tuple(rules)


def holes(rules: Iterable[Rule]) -> Iterator[Range]:
    """The amounts no rule is about, of the money that some rule is about; rules do not overlap."""
    known = tuple(rules)
    for fund in FUNDS:
        for within in (True, False):
            its = [r for r in known if r.fund in {fund, ANY} and r.within in {within, None}]
            end: int | None = 0
            for rule in sorted(its, key=lambda r: r.above):
                if end is not None and rule.above > end:
                    yield Range(fund, within, end, rule.above)
                end = rule.up_to
            if its and end is not None:
                yield Range(fund, within, end, None)


def _rule(line: str, n: int) -> Rule:
    cells = [cell.strip() for cell in re.split("[|\uff5c\t]", line)]
    if len(cells) != 5:
        raise BadRules("cells", n)
    fund, within = _FUNDS.get(cells[0]), cells[1]
    if fund is None or within not in _WITHIN:
        raise BadRules("fund" if fund is None else "within", n)
    above, up_to = _amount(cells[2], n), None if cells[3] == "不限" else _amount(cells[3], n)
    if up_to is not None and up_to <= above:
        raise BadRules("range", n)
    return Rule(fund, _WITHIN[within], above, up_to, _nodes(cells[4], n))


def _amount(cell: str, n: int) -> int:
    if cell == "0":
        return 0
    try:
        return read_amount(cell)
    except BadAmount as bad:
        raise BadRules("amount", n) from bad


def _nodes(cell: str, n: int) -> tuple[str, ...]:
    names = [name.strip() for name in re.split("[>\uff1e→]", cell)]
    if any(name not in _NAMED for name in names):
        raise BadRules("node", n)
    nodes = tuple(_NAMED[name] for name in names)
    if nodes[0] != FIRST or len(nodes) < 2 or len(set(nodes)) != len(nodes):
        raise BadRules("chain", n)
    return nodes


def wanted(rules: tuple[Rule, ...]) -> frozenset[str]:
    """The nodes whose holders these rules need."""
    return frozenset(FIRST if n == MEETING else n for rule in rules for n in rule.nodes)


def read_version(value: object, v: int = 0) -> Version | None:
    """A version as an entry or a row says it; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    since, rules, holders = value.get("since"), value.get("rules"), value.get("holders")
    if not isinstance(since, int) or not isinstance(rules, list) or not isinstance(holders, Mapping):
        return None
    held = {str(k): Scope(str(s)) for k, s in holders.items() if is_scope(s)}
    read = tuple(_plain_rules(rules))
    sound = len(read) == len(rules) and wanted(read) <= held.keys()
    return Version(since, read, held, int(str(value.get("v", v)))) if sound else None


def _plain_rules(rules: list[object]) -> Iterator[Rule]:
    for one in rules:
        if isinstance(one, list) and len(one) == 5 and isinstance(one[4], list) and set(one[4]) <= set(NODES):
            fund, within, above, up_to, nodes = one
            yield Rule(str(fund), within, int(above), up_to, tuple(nodes))


def read_versions(value: object) -> Rules:
    """Every version that a row tells of; what cannot be read is left out."""
    found = value.get("versions") if isinstance(value, Mapping) else None
    versions = (read_version(one) for one in (found if isinstance(found, list) else []))
    unit = value.get("unit") if isinstance(value, Mapping) else 0
    return Rules(tuple(v for v in versions if v is not None), unit if isinstance(unit, int) else 0)
