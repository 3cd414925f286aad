"""文号登记 as a table: a line a number, and who held the series in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from oa_client.app.directory import People
from oa_client.app.numbers import ASSIGNED, USED, Number, Register
from oa_client.app.tabular import Cell, Column, Tabular
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.people import person_scope, post_scope
from oa_client.domain.series import WRITTEN_OFF, Holding, Series
from oa_client.wording import moments, names, numbering


def heading(register: Register) -> str:
    """海政发（发文字号，2026年）."""
    of = names.choice("of", register.of)
    return _("{word}（{of}，{year}年）").format(word=register.title, of=of, year=register.year)


def summary(register: Register) -> str:
    """How many there are of each, and what is out of order."""
    told = ((name, len(register.those(name))) for name in numbering.STATES)
    counts = "，".join(_("{state} {n} 个").format(state=numbering.state(name), n=n) for name, n in told if n)
    turned = _("倒号 {n} 处").format(n=len(register.turned)) if register.turned else ""
    jumps = "、".join(numbering.span(*run) for run in register.jumps)
    return "；".join(
        x for x in (counts or _("还没有编号"), turned, _("跳号 {runs}").format(runs=jumps) if jumps else "") if x
    )


def holding(one: Holding, people: People) -> str:
    """由王小明（望春街道收发员）持号，2026年11月22日 09:15 起，自13号."""
    span = numbering.span(one.first, one.last) if one.last is not None and one.last >= one.first else ""
    said = _("由{name}（{post}）持号，{since}起，{span}").format(
        name=people.label(person_scope(one.person)),
        post=people.label(post_scope(one.post)),
        since=moments.exact(one.since),
        span=span or _("自{n}号").format(n=one.first),
    )
    ends = {"": _("未交回"), WRITTEN_OFF: _("已核销")}
    return f"{said}，{ends.get(one.ended, _('已交回'))}"


def held(series: Series, people: People) -> str:
    """Who holds it now, each in a sentence."""
    return "；".join(holding(one, people) for one in series.holdings if not one.ended) or _("无人持号")


def out_of_order(numbers: Iterable[Number]) -> tuple[Number, ...]:
    """The lines worth a look: all but those a document has in its turn."""
    return tuple(one for one in numbers if one.state not in {USED, ASSIGNED} or one.before is not None)


def tabular(register: Register, people: People, numbers: Iterable[Number]) -> Tabular:
    """The lines as a table."""
    columns = (
        Column(_("文号"), 24),
        Column(_("情况"), 14),
        Column(_("登记日期"), 12),
        Column(_("公文"), 40),
        Column(_("预留到"), 12),
        Column(_("经办"), 10),
        Column(_("原因"), 30),
        Column(_("备注"), 16),
    )
    return Tabular(heading(register), columns, tuple(_cells(register, one, people) for one in numbers))


def _cells(register: Register, one: Number, people: People) -> tuple[Cell, ...]:
    return (
        numbering.written(register.word, register.year, one.n),
        numbering.state(one.state),
        one.day,
        one.title or one.matter,
        None if one.until is None else datetime.fromtimestamp(one.until, BEIJING).date(),
        people.label(person_scope(one.by)) if one.by is not None else "",
        one.reason,
        _("倒号：早于{n}号").format(n=one.before) if one.before is not None else "",
    )
