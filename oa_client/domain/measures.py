"""督查 in numbers: what of an item counts, taken from its record, and how items are counted (domain.md §4.5, §1.8).

Matters are counted, never people: by the unit that leads, by source and by month. An item counts from the day it was
handed out; one that was cancelled or merged counts no more. Flows (handed out, closed, extended, …) belong to the
month in which they happened, stocks (going on, overdue) to its end, or to now in the month that is running.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta

from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.matter import Entry, Matter
from oa_client.domain.people import Directory, Scope, UnitId, is_scope

KIND = "supervision"
HOUR = 6
"""From this hour of the morning on the centre counts, once a day."""
_CLOSED = frozenset({"closed", "objected", "evaluated", "archived"})
_LEFT = frozenset({"cancelled", "merged", "declined"})


@dataclass(frozen=True, slots=True)
class Item:
    """An item as far as it counts; moments in seconds, `days` working days from handing out to closing."""

    organ: Scope
    unit: UnitId
    source: str
    issued: int
    due: int | None
    closed: int | None = None
    days: int = 0
    suspended: bool = False
    extended: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()

    @property
    def in_time(self) -> bool:
        """Whether it was closed, and not after its day."""
        return self.closed is not None and (self.due is None or self.closed <= self.due)


@dataclass(frozen=True, slots=True)
class Count:
    """How many: handed out, closed, of these in time; their working days; extensions, 退办; going on, overdue."""

    issued: int = 0
    closed: int = 0
    in_time: int = 0
    days: int = 0
    extended: int = 0
    returned: int = 0
    going: int = 0
    overdue: int = 0

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def in_time_share(self) -> float | None:
        """按期办结率: closed in time of all closed or overdue; None where there is none."""
        all_of_them = self.closed + self.overdue
        return self.in_time / all_of_them if all_of_them else None

    @property
    def mean_days(self) -> float | None:
        """Working days from handing out to closing, on average; None where none was closed."""
        return self.days / self.closed if self.closed else None


NAMES = tuple(f.name for f in fields(Count))
NOTHING = Count()
Cell = tuple[str, UnitId, str]
"""Month (``2026-11``), leading unit, source."""


def item(matter: Matter, entries: Iterable[Entry], directory: Directory, calendar: WorkingDays) -> Item | None:
    """What of a matter counts; None while it was not handed out, and when it was cancelled or merged."""
    issued, source = matter.fields.get("issued_at"), matter.fields.get("source")
    if matter.kind != KIND or not isinstance(issued, int) or matter.stage in _LEFT:
        return None
    closed = _moment(matter, "closed_at") if matter.stage in _CLOSED else None
    acts = [(entry.action, entry.at) for entry in entries]
    return Item(
        organ=_scope(matter, "organ"),
        unit=directory.unit_of(_scope(matter, "lead")) or UnitId(0),
        source=str(source or ""),
        issued=issued,
        due=_moment(matter, "due"),
        closed=closed,
        days=calendar.left(issued, closed, "working_days") if closed is not None else 0,
        suspended=matter.stage == "suspended",
        extended=tuple(at for action, at in acts if action == "grant_extension"),
        returned=tuple(at for action, at in acts if action == "send_back"),
    )


def _moment(matter: Matter, name: str) -> int | None:
    value = matter.fields.get(name)
    return value if isinstance(value, int) else None


def _scope(matter: Matter, name: str) -> Scope:
    value = matter.fields.get(name)
    return Scope(str(value)) if is_scope(value) else Scope("u0")


def month_of(moment: int) -> str:
    """The month in which a moment lies in Beijing."""
    return datetime.fromtimestamp(moment, BEIJING).strftime("%Y-%m")


def months(first: int, last: int) -> Iterator[tuple[str, int]]:
    """Every month from one moment to another, each with the moment at which it ends."""
    day = datetime.fromtimestamp(first, BEIJING).date().replace(day=1)
    while _start(day) <= last:
        after = (day + timedelta(days=31)).replace(day=1)
        yield day.strftime("%Y-%m"), _start(after)
        day = after


def _start(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())


def cells(items: Iterable[Item], now: int) -> Mapping[Cell, Count]:
    """The items counted by month, unit and source, up to now."""
    found: dict[Cell, Count] = {}
    for one in items:
        for month, end in months(one.issued, now):
            count = _in_month(one, month, min(end, now + 1))
            if count != NOTHING:
                key = (month, one.unit, one.source)
                found[key] = found.get(key, NOTHING).plus(count)
    return found


def _in_month(one: Item, month: str, end: int) -> Count:
    """What an item adds to a month that ends, as far as it has gone, at a moment that is in it no more."""
    closed = one.closed is not None and one.closed < end
    here = one.closed is not None and month_of(one.closed) == month
    late = one.due is not None and one.due < end - 1
    return Count(
        issued=month_of(one.issued) == month,
        closed=here,
        in_time=here and one.in_time,
        days=one.days if here else 0,
        extended=sum(month_of(at) == month for at in one.extended),
        returned=sum(month_of(at) == month for at in one.returned),
        going=not closed,
        overdue=not closed and late and not one.suspended,
    )
