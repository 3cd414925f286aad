"""财政审批台账: every application with what was asked for, approved and paid; what they come to by unit and month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from oa_client.app.directory import People
from oa_client.app.forms import Column
from oa_client.app.registers import LEFT
from oa_client.app.sheets import SheetSource
from oa_client.app.tabular import Cell
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.money.amounts import capital
from oa_client.wording import names
from oa_client.wording.cells import signature
from oa_client.wording.money import in_yuan
from oa_client.wording.register_form import Line, Sums, day, text

GRANTED = frozenset({"approved", "issued", "paying", "paid", "reconciled", "archived"})
"""Where the last word has been said; before it what a node cut the amount to is not approved yet."""
_LAST_WORDS = frozenset({"decide", "record_decision"})
_WORTH = 28.0


def columns() -> tuple[Column, ...]:
    """The columns of the register."""
    return (
        Column(_("申请日期"), 22, middle=True),
        Column(_("申请单位"), 32),
        Column(_("事由"), 46),
        Column(_("资金来源"), 24, middle=True),
        *_worths(),
        Column(_("终批"), 28),
        Column(_("终批日期"), 22, middle=True),
        Column(_("环节"), 32, middle=True),
        Column(_("备注"), 13),
    )


def _worths() -> tuple[Column, ...]:
    return tuple(
        Column(label, _WORTH, right=True) for label in (_("申请金额（元）"), _("批准金额（元）"), _("已支付（元）"))
    )


def line(source: SheetSource, _people: People) -> Line:
    """One application."""
    fields = source.fields
    last = next((s for s in reversed(source.said) if s.action in _LAST_WORDS), None) if _granted(source) else None
    cells = (
        day(source.opened_at),
        source.unit,
        source.title,
        names.choice("fund", text(fields, "fund")),
        *map(_yuan, _amounts(source)),
        signature(last) if last is not None else "",
        day(last.at) if last is not None else None,
        names.stage(source.kind, source.stage),
        "" if source.said else _("未取全文"),
    )
    return Line(cells)


def _granted(source: SheetSource) -> bool:
    return source.stage in GRANTED


def _amounts(source: SheetSource) -> tuple[int | None, ...]:
    """What was asked for, what was approved by the last word, what was paid; in 分."""
    asked, approved, paid = (source.fields.get(name) for name in ("amount", "approved", "paid"))
    said = (asked, approved if _granted(source) else None, paid)
    return tuple(one if isinstance(one, int) else None for one in said)


def _yuan(cents: int | None) -> Cell:
    return None if cents is None else in_yuan(cents)


def sums(sources: Sequence[SheetSource], people: People) -> tuple[Sums, ...]:
    """What those come to that still stand: by unit in protocol order, and by the month in which they were handed in."""
    counted = [source for source in sources if source.stage not in LEFT]
    if not counted:
        return ()
    order = {unit.name: n for n, unit in enumerate(people.in_order())}
    units = sorted({s.unit for s in counted}, key=lambda name: (order.get(name, len(order)), name))
    months = sorted({_month(s) for s in counted})
    title = _("合计（按单位）") + _left_out(sources, counted)
    return (
        Sums(title, _heads(_("申请单位")), _grouped(counted, units, lambda s: s.unit), tuple(_in_words(counted))),
        Sums(_("合计（按申请月份）"), _heads(_("月份")), _grouped(counted, months, _month)),
    )


def _left_out(sources: Sequence[SheetSource], counted: Sequence[SheetSource]) -> str:
    """How many of the lines are not in the sums, and of how many that are in them less is known here."""
    left, unread = len(sources) - len(counted), sum(not s.said for s in counted)
    said = (
        _("不计退回、撤回和作废的 {n} 件").format(n=left) if left else "",
        _("{n} 件未取全文，批准和支付金额未计").format(n=unread) if unread else "",
    )
    return "".join(f"　{one}" for one in said if one)


def _month(source: SheetSource) -> str:
    return f"{datetime.fromtimestamp(source.opened_at, BEIJING):%Y-%m}"


def _heads(first: str) -> tuple[Column, ...]:
    return (Column(first, 60), Column(_("件数"), 16, middle=True), *_worths())


def _grouped(
    counted: Sequence[SheetSource], groups: Sequence[str], of: Callable[[SheetSource], str]
) -> tuple[tuple[Cell, ...], ...]:
    by = {group: [s for s in counted if of(s) == group] for group in groups}
    return (*(_sum(group, some) for group, some in by.items()), _sum(_("合计"), counted))


def _sum(name: str, some: Sequence[SheetSource]) -> tuple[Cell, ...]:
    return (name, len(some), *map(_yuan, _totals(some)))


def _totals(some: Sequence[SheetSource]) -> tuple[int, ...]:
    return tuple(sum(one or 0 for one in column) for column in zip(*map(_amounts, some), strict=True))


def _in_words(counted: Sequence[SheetSource]) -> Iterator[tuple[str, str]]:
    asked, approved, _paid = _totals(counted)
    yield _("申请合计大写"), capital(asked)
    yield _("批准合计大写"), capital(approved)
