"""督查 in numbers: what of an item counts, taken from its record, and how items are counted (domain.md §4.5, §1.8).

Matters are counted, never people: by the unit that leads, by source and by month. An item counts from the day it was
handed out until it is closed, cancelled or merged. Flows (handed out, closed, extended, …) belong to the month in which
they happened, stocks (going on, overdue) to its end, or to now in the month that is running; what comes later changes
no month before it. An item taken up again and closed a second time was closed twice.

A unit answers for its own time: an item is in time where the application of the leading unit that was passed in the end
came by its day, however long the office looked at it; while an application is looked at nothing is overdue. Its day is
the item's or, where that is earlier, the leading strand's: neither an assisting unit's later day nor a strand given to
another helps it. `days` end with that application, and what stood still while it was suspended is taken off. What it
grants or sends back among those it gave parts to is its own house's business and not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime, timedelta

from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.matter import Entry, Matter, Track, TrackId
from oa_client.domain.people import Directory, Scope, UnitId, is_scope

KIND = "supervision"
HOUR = 6
"""From this hour of the morning on the centre counts, once a day."""
_CLOSED = frozenset({"closed", "objected", "evaluated", "archived"})
_LEFT = frozenset({"cancelled", "merged", "declined"})
_APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Step:
    """How an item stood from a moment on. `waiting`: the leading unit has applied; it is looked at, or was passed."""

    at: int
    due: int | None
    waiting: bool = False
    suspended: bool = False
    closed: bool = False
    left: bool = False

    @property
    def excused(self) -> bool:
        """Whether nothing is overdue meanwhile."""
        return self.waiting or self.suspended


@dataclass(frozen=True, slots=True)
class Closing:
    """That it was closed: when, whether in time, and the working days the leading unit took."""

    at: int
    in_time: bool
    days: int


@dataclass(frozen=True, slots=True)
class Item:
    """An item as far as it counts; moments in seconds, `steps` in their order."""

    organ: Scope
    unit: UnitId
    source: str
    issued: int
    steps: tuple[Step, ...]
    closings: tuple[Closing, ...] = ()
    extended: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()

    def at(self, moment: int) -> Step | None:
        """How it stood just before a moment; None: it was not handed out yet."""
        return next((step for step in reversed(self.steps) if step.at < moment), None)

    @property
    def last(self) -> int | None:
        """Since when nothing of it counts any more; None while it goes on."""
        end = self.steps[-1] if self.steps else None
        return end.at if end is not None and (end.closed or end.left) else None


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


class Reckoning:
    """An item's record read entry by entry: what it comes to in numbers."""

    def __init__(self, calendar: WorkingDays) -> None:
        """By a calendar."""
        self._calendar = calendar
        self._steps: list[Step] = []
        self._closings: list[Closing] = []
        self._flows: dict[str, list[int]] = {"grant_extension": [], "send_back": []}
        self._pauses: list[tuple[int, int]] = []
        self._applied: tuple[TrackId, int] | None = None
        self._matter: Matter | None = None

    def read(self, matter: Matter, entry: Entry) -> None:
        """One more entry, and how the matter stands after it."""
        before, self._matter = self._matter, matter
        if not isinstance(matter.fields.get("issued_at"), int):
            return
        if entry.action in self._flows and not _inside(matter, entry):
            self._flows[entry.action].append(entry.at)
        if entry.action == "apply_completion" and (lead := _lead(matter)) is not None and lead.id == entry.track:
            self._applied = lead.id, entry.at
        step = _step(matter, entry.at)
        if self._steps and self._steps[-1].suspended and not step.suspended:
            self._pauses.append((self._steps[-1].at, entry.at))
        if not self._steps or replace(self._steps[-1], at=step.at) != step:
            self._steps.append(step)
        if matter.stage == "closed" and (before is None or before.stage not in _CLOSED):
            self._closings.append(self._closing(entry.at))

    def _closing(self, at: int) -> Closing:
        step = self._steps[-1]
        issued, done = self._steps[0].at, self._done(at)
        days = self._calendar.left(issued, done, "working_days") - self._paused(issued, done)
        return Closing(at, step.due is None or done <= step.due, max(0, days))

    def _done(self, at: int) -> int:
        """When the leading unit had done it: its last application, which was passed; without one, the closing."""
        lead = _lead(self._matter) if self._matter is not None else None
        known = self._applied is not None and lead is not None and self._applied[0] == lead.id
        return self._applied[1] if known and self._applied is not None else at

    def _paused(self, first: int, last: int) -> int:
        """The working days that were taken out of a stretch."""
        cut = ((max(first, begin), min(last, end)) for begin, end in self._pauses)
        return sum(self._calendar.left(begin, end, "working_days") for begin, end in cut if begin < end)

    def item(self, directory: Directory) -> Item | None:
        """What of it counts; None while it was not handed out."""
        matter = self._matter
        if matter is None or matter.kind != KIND or not self._steps:
            return None
        return Item(
            organ=_scope(matter, "organ"),
            unit=directory.unit_of(_scope(matter, "lead")) or UnitId(0),
            source=str(matter.fields.get("source") or ""),
            issued=self._steps[0].at,
            steps=tuple(self._steps),
            closings=tuple(self._closings),
            extended=tuple(self._flows["grant_extension"]),
            returned=tuple(self._flows["send_back"]),
        )


def _inside(matter: Matter, entry: Entry) -> bool:
    """Whether it is about a part that a unit gave on below: that is its own house's business."""
    about = matter.track(entry.track)
    return about is not None and about.under is not None


def _step(matter: Matter, at: int) -> Step:
    lead = _lead(matter)
    days = (_moment(matter, "due"), lead.due if lead is not None else None)
    return Step(
        at,
        min((day for day in days if day is not None), default=None),
        waiting=lead is not None and (lead.state == _APPLIED or lead.ended_at is not None) and lead.state != "returned",
        suspended=matter.stage == "suspended",
        closed=matter.stage in _CLOSED,
        left=matter.stage in _LEFT,
    )


def _lead(matter: Matter) -> Track | None:
    """The strand of the unit that leads, as it was given out last."""
    leading = [t for t in matter.tracks if t.role == "lead" and t.state not in {"redone", "withdrawn"}]
    return leading[-1] if leading else None


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
        last = now if one.last is None else min(one.last, now)
        for month, end in months(one.issued, last):
            count = _in_month(one, month, min(end, now + 1))
            if count != NOTHING:
                key = (month, one.unit, one.source)
                found[key] = found.get(key, NOTHING).plus(count)
    return found


def _in_month(one: Item, month: str, end: int) -> Count:
    """What an item adds to a month that ends, as far as it has gone, at a moment that is in it no more."""
    here = [closing for closing in one.closings if month_of(closing.at) == month]
    then = one.at(end)
    going = then is not None and not (then.closed or then.left)
    late = then is not None and then.due is not None and then.due < end - 1 and not then.excused
    return Count(
        issued=month_of(one.issued) == month,
        closed=len(here),
        in_time=sum(closing.in_time for closing in here),
        days=sum(closing.days for closing in here),
        extended=sum(month_of(at) == month for at in one.extended),
        returned=sum(month_of(at) == month for at in one.returned),
        going=going,
        overdue=going and late,
    )
