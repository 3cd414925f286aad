"""Office hours, so that nobody in the demo district works at night or on a holiday."""

from __future__ import annotations

import datetime as dt
import random

from oa_client.domain.calendar import BEIJING, WorkingDays

OPEN, SHUT = dt.time(8, 30), dt.time(17, 30)


class Hours:
    """Moments in office hours."""

    def __init__(self, days: WorkingDays, rng: random.Random) -> None:
        """By a calendar."""
        self._days = days
        self._rng = rng

    def within(self, moment: int) -> int:
        """The moment itself, or a little after the offices open next."""
        at = dt.datetime.fromtimestamp(moment, BEIJING)
        day = at.date()
        if self._days.is_working(day) and OPEN <= at.time() <= SHUT:
            return moment
        if at.time() > OPEN or not self._days.is_working(day):
            day += dt.timedelta(days=1)
        while not self._days.is_working(day):
            day += dt.timedelta(days=1)
        opening = dt.datetime.combine(day, OPEN, BEIJING)
        return int(opening.timestamp()) + self._rng.randint(0, 5400)

    def later(self, moment: int, low_hours: float, high_hours: float) -> int:
        """Some hours later, in office hours."""
        return self.within(moment + int(self._rng.uniform(low_hours, high_hours) * 3600))

    def closing(self, moment: int) -> int:
        """The close of business of the day a moment lies in, or of the next working day."""
        day = dt.datetime.fromtimestamp(moment, BEIJING).date()
        while not self._days.is_working(day):
            day += dt.timedelta(days=1)
        return int(dt.datetime.combine(day, self._days.close, BEIJING).timestamp())


def date_of(moment: int) -> dt.date:
    """The day a moment lies in, here."""
    return dt.datetime.fromtimestamp(moment, BEIJING).date()
