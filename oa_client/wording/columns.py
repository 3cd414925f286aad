"""The columns of a list that leaves the screen: what its rows say there, each thing in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from oa_client.app.reading import Listed
from oa_client.app.tabular import Cell, Column
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.people import Directory
from oa_client.wording import money, names, serials
from oa_client.wording.lines import Line, due_of, line, origin, standing_here


@dataclass(frozen=True, slots=True)
class Told:
    """A row and its words; what a column is read from."""

    item: Listed
    line: Line
    origin: str
    giver: str = ""
    """For whom it stands here, where that is somebody else."""


Said = tuple[Column, Callable[[Told], Cell]]
"""A column and what stands in it."""


def told(item: Listed, directory: Directory, now: int, calendar: WorkingDays) -> Told:
    """A row in words, as things stand now."""
    giver = directory.people.get(item.giver) if item.giver is not None else None
    said = line(item, directory, now, calendar)
    return Told(item, said, origin(item, directory), giver.name if giver is not None else "")


def columns(kind: str = "") -> tuple[Said, ...]:
    """The columns of a list of all kinds, or of the register of one."""
    return (*_FIRST.get(kind, _MIXED)(), *_last(at=_("登记时间") if kind else _("时间")))


def _title() -> Said:
    return Column(_("标题"), 56), lambda t: t.line.title


def _number(head: str) -> Said:
    return Column(head, 24), lambda t: t.item.row.number


def _origin(head: str) -> Said:
    return Column(head, 28), lambda t: t.origin


def _mixed() -> tuple[Said, ...]:
    kind = (Column(_("类别"), 10), lambda t: names.kind(t.item.kind))
    return kind, _title(), _origin(_("来文单位")), _number(_("文号"))


def _incoming() -> tuple[Said, ...]:
    serial = (Column(_("收文号"), 18), lambda t: serials.listed_serial(t.item.kind, t.item.row))
    return serial, _title(), _origin(_("来文单位")), _number(_("来文文号"))


def _exchange() -> tuple[Said, ...]:
    signed = (Column(_("已签收"), 8), lambda t: t.item.row.ended)
    everybody = (Column(_("收文单位数"), 10), lambda t: t.item.row.total)
    return _number(_("文号")), _title(), signed, everybody


def _instruction() -> tuple[Said, ...]:
    day = (Column(_("批示日期"), 12), lambda t: _day(t.item.row.dated))
    return _origin(_("批示领导")), day, _title(), _number(_("文号"))


_MIXED = _mixed


def _outgoing() -> tuple[Said, ...]:
    return _number(_("文号")), _title(), _origin(_("发文机关"))


def _supervision() -> tuple[Said, ...]:
    serial = (Column(_("督查号"), 18), lambda t: serials.listed_serial(t.item.kind, t.item.row))
    ended = (Column(_("已办结任务"), 10), lambda t: t.item.row.ended)
    return serial, _title(), _origin(_("督查机关")), ended, (Column(_("任务数"), 8), lambda t: t.item.row.total)


def _fiscal() -> tuple[Said, ...]:
    amount = (Column(_("申请金额（元）"), 20), lambda t: money.in_yuan(t.item.row.amount))
    return _title(), _origin(_("申请单位")), amount


def _numbers() -> tuple[Said, ...]:
    return _title(), _origin(_("管号单位"))


_FIRST = {
    "numbers": _numbers,
    "incoming": _incoming,
    "exchange": _exchange,
    "instruction": _instruction,
    "outgoing": _outgoing,
    "supervision": _supervision,
    "fiscal": _fiscal,
}


def _last(at: str) -> tuple[Said, ...]:
    return (
        (Column(_("紧急程度"), 10), lambda t: names.urgency(t.item.row.urgency)),
        (Column(_("环节"), 14), lambda t: standing_here(t.item)),
        (Column(_("代谁办理"), 12), lambda t: t.giver),
        (Column(_("时限"), 17), lambda t: _moment(due_of(t.item))),
        (Column(_("时限情况"), 18), lambda t: t.line.due),
        (Column(at, 17), lambda t: _moment(t.item.since or t.item.row.changed_at)),
        (Column(_("状态"), 10), _state),
    )


def _state(t: Told) -> str:
    return "、".join(w for w in (_("未读") if t.line.unread else "", t.line.mark_words) if w)


def _moment(at: int | None) -> datetime | None:
    """As this office's clocks show it; a table program knows no zones."""
    return None if at is None else datetime.fromtimestamp(at, BEIJING).replace(tzinfo=None)


def _day(at: int | None) -> Cell:
    return None if at is None else datetime.fromtimestamp(at, BEIJING).date()
