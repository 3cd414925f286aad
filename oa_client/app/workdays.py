"""The working calendar on a device: as shipped, with what the district's administrator announced since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from oa_client.domain.calendar import BEIJING, BadCalendar, WorkingDays, day_of

CALENDAR, KEY = "calendar", "latest"
"""The row in which the centre tells everybody what was announced."""

BEGINS = frozenset({"from", "effective_from"})
"""The fields of when something begins: a day alone is the first moment of it."""
PAST = frozenset({"doc_date", "received_at", "instructed_at", "paid_on", "met_on"})
"""The fields of a day that has been when somebody writes it down: today is no later than now."""


def of_day(calendar: WorkingDays, field: str, day: date, now: int) -> int:
    """The moment a day alone means in a field: its beginning, the close of its work of a limit or an end."""
    if field in BEGINS:
        return int(datetime.combine(day, time(), BEIJING).timestamp())
    closing = int(datetime.combine(day, calendar.close, BEIJING).timestamp())
    return min(closing, now) if field in PAST and day_of(closing) == day_of(now) else closing


def in_force(shipped: WorkingDays, said: Mapping[str, object] | None) -> WorkingDays:
    """The calendar to count by. What a newer centre says in a way unknown here is left out as a whole."""
    try:
        return shipped if said is None else shipped.with_json(dict(said))
    except BadCalendar:
        return shipped
