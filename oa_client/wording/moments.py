"""Dates and times as people in an office say them, in Beijing time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from oa_client.assets import _
from oa_client.domain.calendar import BEIJING

_DAY = timedelta(days=1)
_WEEK = "一二三四五六日"


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at, BEIJING)


def clock(at: int) -> str:
    """09:12."""
    return f"{_local(at):%H:%M}"


def short(at: int, now: int) -> str:
    """The narrow column of a list: 09:12, 昨天, 11月20日, 2025年11月."""
    then, today = _local(at), _local(now).date()
    if then.date() == today:
        return f"{then:%H:%M}"
    if then.date() == today - _DAY:
        return _("昨天")
    if then.year == today.year:
        return _("{month}月{day}日").format(month=then.month, day=then.day)
    return _("{year}年{month}月").format(year=then.year, month=then.month)


def day(at: int, now: int) -> str:
    """A day: 今天, 昨天, 明天, 11月20日, 2025年11月20日."""
    then, today = _local(at).date(), _local(now).date()
    near = {today: _("今天"), today - _DAY: _("昨天"), today + _DAY: _("明天")}
    return near.get(then) or _written(then, today)


def full(at: int, now: int) -> str:
    """A day and a time: 今天 09:12, 11月20日 16:30."""
    return f"{day(at, now)} {_local(at):%H:%M}"


def exact(at: int) -> str:
    """A moment on a record: 2026年11月20日 16:30."""
    then = _local(at)
    return _("{year}年{month}月{day}日 {time}").format(
        year=then.year, month=then.month, day=then.day, time=f"{then:%H:%M}"
    )


def month_day(at: int) -> str:
    """11月28日, of the last day before a moment that is no more in it."""
    then = _local(at - 1)
    return _("{month}月{day}日").format(month=then.month, day=then.day)


def weekday(at: int) -> str:
    """星期三."""
    return _("星期{n}").format(n=_WEEK[_local(at).weekday()])


def _written(then: date, today: date) -> str:
    if then.year == today.year:
        return _("{month}月{day}日").format(month=then.month, day=then.day)
    return _("{year}年{month}月{day}日").format(year=then.year, month=then.month, day=then.day)


def days_left(due: int, now: int) -> int:
    """Days of the calendar between now and a due moment: 0 today, below 0 when it is over."""
    days = (_local(due).date() - _local(now).date()).days
    return min(-1, days) if due < now else days


def due_words(due: int, now: int) -> str:
    """How a limit stands: 剩 3 天, 今天 17:00 到期, 超期 2 天."""
    days = days_left(due, now)
    if due < now:
        late = (_local(now).date() - _local(due).date()).days
        return _("超期 {n} 天").format(n=late) if late else _("今天已超期")
    if days == 0:
        return _("今天 {time} 到期").format(time=clock(due))
    return _("剩 {n} 天").format(n=days)


def dotted(at: int) -> str:
    """A date beside a name on a sheet: 2026.11.21."""
    then = _local(at)
    return f"{then.year}.{then.month}.{then.day}"


def written(at: int) -> str:
    """A day on a form or a register: 2026年11月21日."""
    then = _local(at)
    return _("{year}年{month}月{day}日").format(year=then.year, month=then.month, day=then.day)


def iso(at: int) -> str:
    """A day as machines and some people write it: 2026-11-21."""
    return _local(at).date().isoformat()
