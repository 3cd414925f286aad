"""The same statistics counted another way: straight over the raw entries, by nothing of the rules or the measures."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "calendar" / "cn_workdays.json"
Key = tuple[str, int, str, str]
"""Month, unit, source, and what is counted."""


@dataclass
class Seen:
    """What an item's entries say, one after the other."""

    issued: int = 0
    closed: int = 0
    due: int = 0
    unit: int = 0
    source: str = ""
    ended: bool = False
    suspended: int = 0
    extended: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)


def seen(connection: Connection) -> Mapping[str, Seen]:
    """Every item of supervision by its raw entries."""
    found: dict[str, Seen] = {}
    for matter, envelope, data in connection.execute(text("select matter, envelope, data from entry order by seq")):
        said = json.loads(bytes(data))
        if said.get("kind") == "supervision":
            found[matter] = Seen()
            if said["action"] == "take_up":
                found[matter].source = "instruction"
        if matter in found:
            _look(found[matter], json.loads(bytes(envelope))[4], said)
    return found


def _look(one: Seen, at: int, said: Mapping[str, object]) -> None:
    fields = said.get("fields")
    given = fields if isinstance(fields, dict) else {}
    one.source = str(given.get("source", one.source))
    match said.get("action"):
        case "issue":
            one.issued, one.due, one.unit = at, int(given["due"]), int(str(given["lead"])[1:])
        case "grant_extension":
            one.extended.append(at)
            one.due = max(one.due, int(given["new_due"]))
        case "send_back":
            one.returned.append(at)
        case "close":
            one.closed = at
        case "cancel" | "merge":
            one.ended = True
        case "suspend":
            one.suspended = at
        case "resume":
            one.suspended = 0
            found = said.get("found")
            dues = found.get("dues") if isinstance(found, dict) else None
            if isinstance(dues, dict) and isinstance(dues.get("due"), int):
                one.due = dues["due"]


class Days:
    """Working days by the two files: the shipped one, and what was announced."""

    def __init__(self, announced: Mapping[int, Mapping[str, object]]) -> None:
        said = {int(y): n for y, n in json.loads(SHIPPED.read_text("utf-8"))["years"].items()} | dict(announced)
        self.off = {day for notice in said.values() for day in _off(notice)}
        self.worked = {date.fromisoformat(day) for notice in said.values() for day in notice["makeup"]}
        self.known = set(said)

    def works(self, day: date) -> bool:
        """Whether offices are open."""
        assert day.year in self.known
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def between(self, first: int, last: int) -> int:
        """The working days after the day of the first moment, the day of the last among them."""
        begin, end = _day(first), _day(last)
        return sum(self.works(begin + timedelta(days=n)) for n in range(1, (end - begin).days + 1))


def _off(notice: Mapping[str, object]) -> Iterator[date]:
    for holiday in notice["holidays"]:
        first, last = (date.fromisoformat(holiday[name]) for name in ("first", "last"))
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(at: int) -> date:
    return datetime.fromtimestamp(at + 8 * 3600, UTC).date()


def counted(connection: Connection, now: int, days: Days) -> Mapping[Key, int]:
    """Everything counted, by month, unit, source and name."""
    found: Counter[Key] = Counter()
    for one in seen(connection).values():
        if one.issued and not one.ended:
            found.update(_of(one, now, days))
    return {key: n for key, n in found.items() if n}


def _of(one: Seen, now: int, days: Days) -> Mapping[Key, int]:
    counts: dict[Key, int] = defaultdict(int)

    def add(at: int, name: str, n: int = 1) -> None:
        counts[_month(at), one.unit, one.source, name] += n

    add(one.issued, "issued")
    for at in one.extended:
        add(at, "extended")
    for at in one.returned:
        add(at, "returned")
    if one.closed:
        add(one.closed, "closed")
        add(one.closed, "in_time", int(one.closed <= one.due))
        add(one.closed, "days", days.between(one.issued, one.closed))
    for end in _ends(one.issued, now):
        if not one.closed or one.closed > end:
            add(end, "going")
            add(end, "overdue", int(one.due < end and not one.suspended))
    return counts


def _month(at: int) -> str:
    return _day(at).strftime("%Y-%m")


def _ends(first: int, now: int) -> Iterator[int]:
    """The last moment of each month from one on, the running one's being now."""
    year, month = _day(first).year, _day(first).month
    while True:
        year, month = (year + month // 12, month % 12 + 1)
        end = int(datetime(year, month, 1, tzinfo=UTC).timestamp()) - 8 * 3600 - 1
        yield min(end, now)
        if end >= now:
            return
