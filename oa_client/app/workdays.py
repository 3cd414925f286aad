"""The working calendar on a device: as shipped, with what the district's administrator announced since."""

from __future__ import annotations

from collections.abc import Mapping

from oa_client.domain.calendar import BadCalendar, WorkingDays

CALENDAR, KEY = "calendar", "latest"
"""The row in which the centre tells everybody what was announced."""


def in_force(shipped: WorkingDays, said: Mapping[str, object] | None) -> WorkingDays:
    """The calendar to count by. What a newer centre says in a way unknown here is left out as a whole."""
    try:
        return shipped if said is None else shipped.with_json(dict(said))
    except BadCalendar:
        return shipped
