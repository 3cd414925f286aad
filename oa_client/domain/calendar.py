"""Working days: the district's own calendar data, and arithmetic on it (domain.md §5).

Placeholder of the interface; see `WorkingDays`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Holidays and make-up working days by date; a year without data falls back to weekends (provisional)."""

    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    years: Mapping[int, str] = field(default_factory=dict)
    close: time = time(17, 0)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on a day."""
        return day in self.makeup or (day.weekday() < 5 and day not in self.holidays)

    def add(self, start: int, days: int) -> int:
        """The moment of close of business `days` working days after `start`; the day of receipt is not counted."""
        day = datetime.fromtimestamp(start, BEIJING).date()
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return int(datetime.combine(day, self.close, BEIJING).timestamp())

    def due(self, start: int, amount: int, unit: str) -> int:
        """The moment a limit of `amount` working_days, days or hours from `start` runs out."""
        if unit == "working_days":
            return self.add(start, amount)
        return start + amount * (3600 if unit == "hours" else 86400)

    def left(self, now: int, due: int, unit: str) -> int:
        """How much of a limit is left at `now`, in its unit, never below 0."""
        if unit != "working_days":
            return max(0, (due - now) // (3600 if unit == "hours" else 86400))
        day = datetime.fromtimestamp(now, BEIJING).date()
        last = datetime.fromtimestamp(due, BEIJING).date()
        return sum(self.is_working(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))
