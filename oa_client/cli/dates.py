"""Days and moments as people write them: 2026年11月23日, 2026-11-23, 2026/11/23, with a time behind or without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time

from oa_client.cli.plain_words import Wrong
from oa_client.domain.calendar import BEIJING

_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?)?"
)


def moment(text: str, of_day: Callable[[date], int]) -> int:
    """Seconds since 1970 of a moment in Beijing; `of_day`: what a day alone means. Raises `Wrong`."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise _wrong(text)
    try:
        on = date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["hour"] is None:
            return of_day(on)
        return int(datetime.combine(on, time(int(found["hour"]), int(found["minute"] or 0)), BEIJING).timestamp())
    except ValueError as error:
        raise _wrong(text) from error


def day(text: str) -> date:
    """A day. Raises `Wrong`."""
    return datetime.fromtimestamp(moment(text, _midnight), BEIJING).date()


def _midnight(on: date) -> int:
    return int(datetime.combine(on, time(), BEIJING).timestamp())


def _wrong(text: str) -> Wrong:
    return Wrong(f"日期请写成 2026年11月30日、2026-11-30 或 2026/11/30，后面可加 17:00：{text}")
