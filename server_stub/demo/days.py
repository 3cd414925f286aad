"""Dates as offices write them, and the working days of 2026."""

from __future__ import annotations

import datetime as dt
from functools import cache

_OFF = (
    ("01-01", "01-03"),
    ("02-15", "02-23"),
    ("04-04", "04-06"),
    ("05-01", "05-05"),
    ("06-19", "06-21"),
    ("09-25", "09-27"),
    ("10-01", "10-07"),
)
_ON = frozenset(dt.date.fromisoformat(f"2026-{d}") for d in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"))
_FESTIVALS = (
    ("元旦", "01-01"),
    ("春节", "02-15"),
    ("清明", "04-04"),
    ("“五一”", "05-01"),
    ("端午", "06-19"),
    ("中秋国庆", "09-25"),
)


@cache
def is_working(day: dt.date) -> bool:
    """Return whether offices are open (State Council notice for 2026; other years by weekday only)."""
    if day in _ON:
        return True
    if day.year == 2026 and any(a <= day.isoformat()[5:] <= b for a, b in _OFF):
        return False
    return day.weekday() < 5


def after(day: dt.date, working_days: int) -> dt.date:
    """Return the working day that is so many working days later."""
    while working_days > 0:
        day += dt.timedelta(days=1)
        working_days -= is_working(day)
    return day


def before(day: dt.date, working_days: int) -> dt.date:
    """Return the working day that is so many working days earlier."""
    while working_days > 0:
        day -= dt.timedelta(days=1)
        working_days -= is_working(day)
    return day


def written(day: dt.date) -> str:
    """Return `2026年5月8日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def brief(day: dt.date, seen_from: dt.date) -> str:
    """Return `5月8日`, with the year when it is another one than that of `seen_from`."""
    return written(day) if day.year != seen_from.year else f"{day.month}月{day.day}日"


def weekday(day: dt.date) -> str:
    """Return the character of the weekday: 一 … 日."""
    return "一二三四五六日"[day.weekday()]


def period(on: dt.date) -> str:
    """Return the span a report written on that day looks back at."""
    return {1: f"{on.year - 1}年度", 2: "1月份", 3: "1至2月", 4: "一季度", 7: "上半年", 10: "前三季度"}.get(
        on.month, f"1至{on.month - 1}月"
    )


def festival(on: dt.date) -> tuple[str, dt.date] | None:
    """Return the holiday that begins in 4 to 21 days and its first day, if any."""
    for name, start in _FESTIVALS:
        first = dt.date.fromisoformat(f"{on.year}-{start}")
        if on.year == 2026 and 4 <= (first - on).days <= 21:
            return name, first
    return None
