"""Working days: the district's own calendar data, and arithmetic on it (domain.md §5).

Data come from the yearly notices of the State Council's office; what names days of a neighbouring year counts
there too. A year without a notice is provisional: weekends and the fixed-date holidays of the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from itertools import accumulate

from oa_client.domain.notices import MIDNIGHT, BadCalendar, Notice, between, read_hours, read_notices

__all__ = ("BEIJING", "LAST_MOMENT", "MIDNIGHT", "UNITS", "BadCalendar", "Lamp", "Notice", "WorkingDays", "day_of")

BEIJING = timezone(timedelta(hours=8))
UNITS = frozenset({"working_days", "days", "hours"})
"""What limits of time are counted in."""
LAST_MOMENT = 7_258_118_400
"""The year 2200: no field holds a later moment, so that calendars can count with any."""
NEAR_DAYS = 3
"""With at most so many working days left a limit is near."""
URGED_BEFORE = frozenset({3, 1, 0})
"""A limit is spoken of so many working days before it, on its day, the day after, and then every week of five."""

_WEEK = 5
_DAY = timedelta(days=1)
_HOUR = 3600
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_LONGEST = 60


class Lamp(Enum):
    """How a limit stands, by arithmetic alone (practice.md §3); words for it are the surface's."""

    NORMAL = "normal"
    NEAR = "near"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Holidays and make-up working days by date; a year without data falls back to weekends (provisional).

    `notices` are the years that were announced. A limit ends at `close` of its last day; what comes in after
    `cutoff`, or on a day off, counts as come in on the next working day.
    """

    notices: Mapping[int, Notice] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    makeup: frozenset[date] = frozenset()
    close: time = time(17, 0)
    cutoff: time = time(17, 0)
    _years: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def from_json(cls, value: object) -> WorkingDays:
        """The calendar written in these JSON values. Raises `BadCalendar`."""
        return cls().with_json(value)

    def with_json(self, value: object) -> WorkingDays:
        """The same with what these JSON values say of some years and of the hours. Raises `BadCalendar`."""
        hours = read_hours(value, {"close": self.close, "cutoff": self.cutoff})
        notices = {**self.notices, **read_notices(value)}
        holidays, makeup = _days_of(notices)
        close, cutoff = hours["close"], hours["cutoff"]
        return replace(self, notices=notices, holidays=holidays, makeup=makeup, close=close, cutoff=cutoff)

    @property
    def years(self) -> Mapping[int, str]:
        """The notice each announced year stands on."""
        return {year: notice.name for year, notice in self.notices.items()}

    def is_provisional(self, year: int) -> bool:
        """Whether a year is reckoned without a notice, by weekends and fixed dates alone."""
        return year not in self.notices

    def year(self, moment: int) -> int:
        """The year in which a moment lies in Beijing."""
        return _day(moment).year

    def is_working(self, day: date) -> bool:
        """Whether offices are open on a day."""
        if day in self.makeup:
            return True
        if day in self.holidays or day.weekday() >= 5:
            return False
        return day.year in self.notices or not _is_fixed_holiday(day)

    def add(self, start: int, days: int) -> int:
        """The close of business `days` working days after `start`; the day of receipt is not counted."""
        return self._closing(self._forward(self._received(start), days))

    def due(self, start: int, amount: int, unit: str) -> int:
        """The moment a limit of `amount` working_days, days or hours from `start` runs out.

        Days are those of the calendar, the first not counted; when the last is a day off, the next working
        day is it.
        """
        if unit == "working_days":
            return self.add(start, amount)
        if unit == "days":
            return self._closing(self._open_day(_day(start) + amount * _DAY))
        return start + amount * _HOUR

    def later(self, due: int, amount: int, unit: str) -> int:
        """The moment a limit that would run out at `due` runs out when it is made `amount` longer."""
        if unit == "working_days":
            return self._closing(self._forward(_day(due), amount))
        return self.due(due, amount, unit)

    def left(self, now: int, due: int, unit: str) -> int:
        """How much of a limit is left at `now`, in its unit, never below 0; what has begun counts as whole.

        For working days and hours ``left(now, due(now, n, unit), unit) == n``; for days too, when the last is
        no day off.
        """
        if unit == "working_days":
            first, last = self._received(now), _day(due)
            return self._apart(first, last)
        if unit == "days":
            return max(0, (_day(due) - _day(now)).days)
        return max(0, -((now - due) // _HOUR))

    def lamp(self, now: int, due: int) -> Lamp:
        """How a limit stands: overdue once it is over, near with at most `NEAR_DAYS` working days left."""
        if now > due:
            return Lamp.OVERDUE
        return Lamp.NEAR if self._apart(_day(now), _day(due)) <= NEAR_DAYS else Lamp.NORMAL

    def urges(self, day: date, due: int) -> bool:
        """Whether a working day is one on which people are reminded of a limit: T-3, T-1, T, T+1, then weekly."""
        last = _day(due)
        if day <= last:
            return self._apart(day, last) in URGED_BEFORE
        return (self._apart(last, day) - 1) % _WEEK == 0

    def recounted(self, now: int, due: int, unit: str, after: WorkingDays) -> int:
        """The moment a running limit that would run out at `due` runs out by another calendar, at the same hour.

        As many working days are left of it as by this one: what has passed stands. Calendar days only move off a day
        that is off now; hours, and what is over, never.
        """
        today, last = _day(now), _day(due)
        if due <= now or unit == "hours":
            return due
        left = self._apart(today, last) if unit == "working_days" else 0
        day = after._forward(today, left) if left else after._open_day(last)
        return due + (day - last).days * 86_400

    def _apart(self, first: date, last: date) -> int:
        """How many working days there are after the first, up to the last."""
        if last <= first:
            return 0
        years = range(first.year, last.year)
        return sum(self._counted(year)[-1] for year in years) + self._within(last) - self._within(first)

    def _within(self, day: date) -> int:
        return self._counted(day.year)[day.timetuple().tm_yday]

    def _counted(self, year: int) -> tuple[int, ...]:
        """How many working days of a year are over by the end of each of its days, 0 before the first; kept."""
        found = self._years.get(year)
        if found is None:
            first, last = date(year, 1, 1), date(year, 12, 31)
            days = (self.is_working(day) for day in (first, *between(first, last)))
            found = self._years[year] = tuple(accumulate(days, initial=0))
        return found

    def _received(self, moment: int) -> date:
        """The working day on which something counts as come in."""
        at = datetime.fromtimestamp(moment, BEIJING)
        return self._open_day(at.date() + _DAY if at.time() > self.cutoff else at.date())

    def _open_day(self, day: date) -> date:
        """The day itself or the first working day after it."""
        return next((d for n in range(_LONGEST) if self.is_working(d := day + n * _DAY)), day)

    def _forward(self, day: date, days: int) -> date:
        while days > 0:
            day += _DAY
            days -= self.is_working(day)
        return day

    def _closing(self, day: date) -> int:
        return int(datetime.combine(day, self.close, BEIJING).timestamp())


def day_of(moment: int) -> int:
    """The first moment of its day in Beijing, where no clock is ever changed."""
    return moment - (moment + 8 * 3600) % 86_400


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment, BEIJING).date()


def _days_of(notices: Mapping[int, Notice]) -> tuple[frozenset[date], frozenset[date]]:
    """The days off and the make-up days; what a later notice says of a day of the year before stands."""
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    for _year, notice in sorted(notices.items()):
        off, worked = (off - notice.worked) | notice.off, (worked - notice.off) | notice.worked
    return off, worked


def _is_fixed_holiday(day: date) -> bool:
    """Whether the law gives the day off without a notice: fixed dates, and 清明 by the sun (2000-2099)."""
    if (day.month, day.day) in _FIXED:
        return True
    years = day.year % 100
    return day.month == 4 and day.day == (years * 2422 + 48100) // 10000 - years // 4
