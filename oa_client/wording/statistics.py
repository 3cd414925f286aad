"""督查统计: the same numbers as chart, as table on paper, and as table for a table program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from oa_client.app.charts import Chart, Series
from oa_client.app.forms import Caption, Column, Form, Part, Table
from oa_client.app.statistics import By, Line, Statistics
from oa_client.app.tabular import Column as Head
from oa_client.app.tabular import Tabular
from oa_client.assets import _
from oa_client.domain.calendar import day_of
from oa_client.domain.measures import HOUR, Count
from oa_client.domain.people import Directory, UnitId
from oa_client.wording import moments, names

BY: Mapping[By, str] = {By.UNIT: "按主办单位", By.SOURCE: "按来源", By.MONTH: "按月份"}
HEADS: Mapping[By, str] = {By.UNIT: "主办单位", By.SOURCE: "来源", By.MONTH: "月份"}
KEY = "按期办结率 = 按期办结 ÷（办结 + 超期未办结）。统计的是事项，不统计个人。"
_HOUR, _DAY = 3600, 86_400


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its head, and what it says of a count."""

    head: str
    value: Callable[[Count], int | float | None]
    decimals: int = 0

    def said(self, count: Count) -> str:
        """As it is printed; a dash where there is nothing to say."""
        value = self.value(count)
        return "—" if value is None else f"{value:.{self.decimals}f}"


def _percent(count: Count) -> float | None:
    share = count.in_time_share
    return None if share is None else share * 100


MEASURES = (
    Measure("交办", lambda c: c.issued),
    Measure("办结", lambda c: c.closed),
    Measure("按期办结", lambda c: c.in_time),
    Measure("在办", lambda c: c.going),
    Measure("超期未办结", lambda c: c.overdue),
    Measure("按期办结率（%）", _percent, 1),
    Measure("平均用时（工作日）", lambda c: c.mean_days, 1),
    Measure("延期", lambda c: c.extended),
    Measure("退办", lambda c: c.returned),
)


def period(name: str) -> str:
    """2026 → 2026年, 2026-Q4 → 2026年四季度, 2026-11 → 2026年11月."""
    year, _dash, part = name.partition("-")
    if not part:
        return _("{year}年").format(year=year)
    if part.startswith("Q"):
        return _("{year}年{n}季度").format(year=year, n="一二三四"[int(part[1]) - 1])
    return _("{year}年{n}月").format(year=year, n=int(part))


def label(by: By, of: str, directory: Directory) -> str:
    """What a line is of, in words."""
    if by is By.MONTH:
        return period(of)
    if by is By.SOURCE:
        return names.choice("source", of) if of else _("未注明")
    unit = directory.units.get(UnitId(int(of))) if of.isdigit() else None
    return unit.name if unit else _("（已撤并的单位）")


def none_yet(now: int) -> str:
    """That nothing was counted yet, and when it will be."""
    today = day_of(now) + HOUR * _HOUR
    coming = moments.exact(today if now < today else today + _DAY)
    return _("还没有督查统计：第一件交办后中心随即统计，此后每天一次，下一次在 {at}；联网同步后即到。").format(
        at=coming
    )


def unknown_period(name: str) -> str:
    """That this is no year, quarter or month."""
    return _("“{name}”不是期间：年写 2026，季度写 2026-Q1 到 2026-Q4，月写 2026-01 到 2026-12").format(name=name)


def title(found: Statistics) -> str:
    """What the statistics are called."""
    return _("{period}督查事项办理情况（{by}）").format(period=period(found.period), by=_(BY[found.by]))


def as_of(found: Statistics) -> str:
    """Up to when the centre had counted."""
    if not found.counted_at:
        return _("中心还没有统计")
    return _("中心统计截至 {at}").format(at=moments.exact(found.counted_at))


def rows(found: Statistics, directory: Directory) -> Iterator[tuple[str, Count]]:
    """Every line with its words, then all together."""
    for line in found.lines:
        yield label(found.by, line.of, directory), line.count
    if len(found.lines) > 1:
        yield _("合计"), found.total


def charts(found: Statistics, directory: Directory) -> tuple[Chart, ...]:
    """How many are closed, going on and overdue; the share in time; how long they took."""
    labels = tuple(label(found.by, line.of, directory) for line in found.lines)
    stands = (
        Series(_("按期办结"), _values(found.lines, lambda c: c.in_time)),
        Series(_("超期办结"), _values(found.lines, lambda c: c.closed - c.in_time)),
        Series(_("在办未到期"), _values(found.lines, lambda c: c.going - c.overdue)),
        Series(_("超期未办结"), _values(found.lines, lambda c: c.overdue)),
    )
    share = Series(_("按期办结率"), _values(found.lines, _percent))
    days = Series(_("平均用时"), _values(found.lines, lambda c: c.mean_days))
    return (
        Chart(_("办理情况"), _("件"), labels, stands),
        Chart(_("按期办结率"), "%", labels, (share,), most=100, decimals=1),
        Chart(_("平均办理用时"), _("工作日"), labels, (days,), decimals=1),
    )


def _values(lines: tuple[Line, ...], value: Callable[[Count], int | float | None]) -> tuple[float | None, ...]:
    return tuple(None if (n := value(line.count)) is None else float(n) for line in lines)


def form(found: Statistics, directory: Directory) -> Form:
    """As it is printed: the charts, and under them the same numbers."""
    name = title(found)
    columns = (Column(_(HEADS[found.by]), 40), *(Column(_(m.head), 20, middle=True) for m in MEASURES))
    said = tuple((words, *(m.said(count) for m in MEASURES)) for words, count in rows(found, directory))
    parts: tuple[Part, ...] = (*charts(found, directory), Caption(_(KEY)), Table(columns, said))
    return Form(name, parts, _("{name}（续页）").format(name=name), as_of(found), lying=True)


def tabular(found: Statistics, directory: Directory) -> Tabular:
    """As it is written for a table program: counts are whole numbers there."""
    heads = (Head(_(HEADS[found.by]), 24), *(Head(_(m.head), 12) for m in MEASURES))
    lines = ((words, *(_cell(m, count) for m in MEASURES)) for words, count in rows(found, directory))
    return Tabular(title(found), heads, tuple(lines))


def _cell(measure: Measure, count: Count) -> int | str | None:
    value = measure.value(count)
    return value if value is None or isinstance(value, int) else measure.said(count)
