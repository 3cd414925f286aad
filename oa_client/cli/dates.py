"""Days and moments as people write them: 2026年11月23日, 2026-11-23, 2026/11/23, with a time behind or without."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from oa_client.cli.plain_words import Wrong
from oa_client.domain.calendar import BEIJING

END_OF_WORK = 17
"""The hour meant where only a day is said."""
_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?)?"
)


def moment(text: str) -> int:
    """Seconds since 1970 of a moment in Beijing; of a day alone its 17:00. Raises `Wrong`."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        return int(_moment(found).timestamp()) if found else _wrong(text)
    except ValueError:
        return _wrong(text)


def day(text: str) -> date:
    """A day. Raises `Wrong`."""
    return datetime.fromtimestamp(moment(text), BEIJING).date()


def _moment(found: re.Match[str]) -> datetime:
    year, month, on = (int(found[name]) for name in ("year", "month", "day"))
    hour = END_OF_WORK if found["hour"] is None else int(found["hour"])
    return datetime(year, month, on, hour, int(found["minute"] or 0), tzinfo=BEIJING)


def _wrong(text: str) -> int:
    msg = f"日期请写成 2026年11月30日、2026-11-30 或 2026/11/30，后面可加 17:00：{text}"
    raise Wrong(msg)
