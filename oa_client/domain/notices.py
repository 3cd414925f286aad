"""The yearly notices of days off and make-up days, as JSON says them; see `resources/calendar`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

MIDNIGHT = time(23, 59, 59)
"""The close of a day that ends at 24:00."""
_LONGEST = 60
_DAY = timedelta(days=1)


class BadCalendar(ValueError):
    """The JSON is not calendar data: at which place, and why as a code with what stands there."""

    def __init__(self, where: str, why: str, said: str = "") -> None:
        """`where` is a path in the JSON, ``years.2027.holidays[0].first``."""
        super().__init__(f"{where}: {why} {said}".rstrip())
        self.where, self.why, self.said = where, why, said


@dataclass(frozen=True, slots=True)
class Notice:
    """What was announced for a year: under which number, the days off, the days off that are worked."""

    name: str
    off: frozenset[date]
    worked: frozenset[date]


def read_notices(value: object) -> Mapping[int, Notice]:
    """The years of a calendar. Raises `BadCalendar`."""
    years = _record(_record(value, "calendar").get("years", {}), "years")
    found = ((_year(name), said, f"years.{name}") for name, said in years.items())
    return {year: _notice(_record(said, where), year, where) for year, said, where in found}


def read_hours(value: object, usual: Mapping[str, time]) -> Mapping[str, time]:
    """When a day closes and what comes too late for it, else the usual. Raises `BadCalendar`."""
    data = _record(value, "calendar")
    return {name: _time(data[name], name) if name in data else at for name, at in usual.items()}


def between(first: date, last: date) -> Iterator[date]:
    """The days after the first up to the last."""
    return (first + n * _DAY for n in range(1, (last - first).days + 1))


def _notice(said: dict[str, object], year: int, where: str) -> Notice:
    off = {d for i, h in enumerate(_items(said, "holidays", where)) for d in _holiday(h, f"{where}.holidays[{i}]")}
    worked = {_date(v, f"{where}.makeup[{i}]") for i, v in enumerate(_items(said, "makeup", where))}
    if off & worked:
        raise BadCalendar(where, "off_and_worked", f"{min(off & worked)}")
    if strange := [d for d in off | worked if abs(d.year - year) > 1]:
        raise BadCalendar(where, "other_year", f"{min(strange)}")
    if weekdays := [d for d in worked if d.weekday() < 5]:
        raise BadCalendar(f"{where}.makeup", "no_weekend", f"{min(weekdays)}")
    return Notice(_text(said.get("notice"), f"{where}.notice"), frozenset(off), frozenset(worked))


def _holiday(value: object, where: str) -> list[date]:
    item = _record(value, where)
    first, last = _date(item.get("first"), f"{where}.first"), _date(item.get("last"), f"{where}.last")
    if not 0 <= (last - first).days < _LONGEST:
        raise BadCalendar(where, "span", f"{first}–{last}")
    return [first, *between(first, last)]


def _record(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadCalendar(where, "object")
    return value


def _items(record: dict[str, object], name: str, where: str) -> list[object]:
    found = record.get(name, [])
    if not isinstance(found, list):
        raise BadCalendar(f"{where}.{name}", "list")
    return found


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise BadCalendar(where, "text")
    return value


def _year(name: str) -> int:
    if not (len(name) == 4 and name.isascii() and name.isdigit() and name > "1999"):
        raise BadCalendar(f"years.{name:.20}", "year")
    return int(name)


def _date(value: object, where: str) -> date:
    try:
        return date.fromisoformat(_text(value, where))
    except ValueError as error:
        raise BadCalendar(where, "date", f"{value!s:.40}") from error


def _time(value: object, where: str) -> time:
    text = _text(value, where)
    try:
        return MIDNIGHT if text == "24:00" else time.fromisoformat(text)
    except ValueError as error:
        raise BadCalendar(where, "time", f"{text:.20}") from error
