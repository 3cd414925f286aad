"""Of which days a register is, as its head says."""

from __future__ import annotations

from datetime import date

from oa_client.assets import _


def spoken(first: date | None, last: date | None) -> str:
    """2026年, 2026年3月1日至2026年3月31日, or nothing when it is all there is."""
    if first and last and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return _("{year}年").format(year=first.year)
    since = _written(first) if first else ""
    until = _("至{day}").format(day=_written(last)) if last else ""
    return f"{since}{until}" if until or not since else _("{day}起").format(day=since)


def _written(day: date) -> str:
    return _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
