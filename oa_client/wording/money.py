"""Money in words: amounts with their capital figures, how a budget line stands, whom an application passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from oa_client.app.directory import People
from oa_client.app.fiscal import Chain
from oa_client.app.tabular import Cell, Column, Tabular
from oa_client.assets import _
from oa_client.domain.money.amounts import capital, figures
from oa_client.domain.money.purse import Line
from oa_client.domain.money.ruling import Rule, Version
from oa_client.wording import moments, names


def yuan(cents: int) -> str:
    """An amount in figures."""
    return _("{yuan} 元").format(yuan=figures(cents))


def rest(fields: Mapping[str, object]) -> int:
    """What of an application was approved and is not paid, in 分."""
    approved, paid = (value if isinstance(value := fields.get(name), int) else 0 for name in ("approved", "paid"))
    return max(approved - paid, 0)


def in_yuan(cents: int) -> Decimal:
    """An amount as a table program adds it up."""
    return Decimal(cents).scaleb(-2)


def both(cents: int) -> str:
    """An amount in figures, and in capital ones beside them."""
    return _("{yuan} 元（{capital}）").format(yuan=figures(cents), capital=capital(cents))


def masked(account: str) -> str:
    """An account of which only the ends can be read."""
    return account if len(account) < 9 else f"{account[:4]}{'*' * (len(account) - 8)}{account[-4:]}"


def left(line: Line, now: int) -> str:
    """What is left of a line, and since when that is known."""
    words = _("{left} 元，截至 {time}").format(left=_left(line), time=moments.full(line.at, now))
    return words if line.open else _("{words}（已停用）").format(words=words)


def _left(line: Line) -> str:
    """What is left of it, or by how much it is overdrawn."""
    if line.over:
        return _("超支 {over}").format(over=figures(line.over))
    return _("可用 {left}").format(left=figures(line.left))


def line_name(line: Line) -> str:
    """A line as people call it."""
    return "　".join(part for part in (line.title, line.code, names.choice("fund", line.fund)) if part)


def given_already(line: Line, people: People) -> str:
    """That there is such a line: worth a look, and hinders nobody."""
    return _("已有名称、科目、来源相同的指标：{name}（{unit}，总额 {total}）；请核对是不是重复下达。").format(
        name=line_name(line), unit=people.label(line.owner) or _("（已不在通讯录）"), total=yuan(line.total)
    )


def steps(chain: Chain, people: People) -> Iterator[str]:
    """The nodes of a chain, each with who holds it."""
    for node, holder in chain:
        who = people.label(holder) or _("（已不在通讯录）")
        yield _("{node}：{who}").format(node=names.track_role(node), who=who)


def passes(chain: Chain, people: People) -> str:
    """The chain in one line, behind the head of the unit."""
    return " → ".join((names.track_role("unit_head"), *steps(chain, people)))


def budget(lines: tuple[Line, ...], people: People, now: int) -> Tabular:
    """预算指标执行: what each line is worth, what is held of it, what was paid and what is left."""
    columns = (
        Column(_("年度"), 8),
        Column(_("使用单位"), 24),
        Column(_("指标名称"), 36),
        Column(_("科目"), 20),
        Column(_("资金来源"), 12),
        Column(_("指标总额（元）"), 20),
        Column(_("已占用（元）"), 20),
        Column(_("其中已支付（元）"), 20),
        Column(_("可用（元）"), 20),
    )
    rows = tuple(tuple(_row(one, people)) for one in lines)
    return Tabular(_("预算指标执行情况（截至 {time}）").format(time=moments.written(now)), columns, rows)


def _row(line: Line, people: People) -> Iterator[Cell]:
    yield from (str(line.year), people.label(line.owner), line.title, line.code, names.choice("fund", line.fund))
    yield from (in_yuan(n) for n in (line.total, line.taken, line.spent))
    yield _left(line) if line.over else in_yuan(line.left)


def rules(version: Version, people: People) -> Iterator[str]:
    """The rules of a version, a line each, and who holds the nodes."""
    yield _("自 {day} 起执行").format(day=moments.written(version.since))
    for rule in version.rules:
        yield _rule(rule)
    for node, holder in version.holders.items():
        yield _("{node}：{who}").format(node=names.track_role(node), who=people.label(holder))


def _rule(rule: Rule) -> str:
    fund = _("各类资金") if rule.fund == "any" else names.choice("fund", rule.fund)
    within = {True: _("预算内"), False: _("预算外"), None: ""}[rule.within]
    least = _("超过 {yuan}").format(yuan=yuan(rule.above)) if rule.above else ""
    most = _("不超过 {yuan}").format(yuan=yuan(rule.up_to)) if rule.up_to is not None else ""
    nodes = " → ".join(names.track_role(node) for node in rule.nodes)
    return "　".join(part for part in (fund, within, least, most, nodes) if part)
