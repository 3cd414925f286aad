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
    due: int = 0
    unit: int = 0
    source: str = ""
    applied: int = 0
    extended: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    turns: list[tuple[int, str, int]] = field(default_factory=list)
    """What became of it, one after the other: when, what, and its day from then on."""
    pauses: list[list[int]] = field(default_factory=list)
    closings: list[tuple[int, int, int, list[list[int]]]] = field(default_factory=list)
    """When, its day, when the leading unit had applied, and what had been suspended by then."""


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
    action, leads = said.get("action"), said.get("track") == 0
    match action:
        case "issue":
            one.issued, one.due, one.unit = at, int(given["due"]), int(str(given["lead"])[1:])
        case "grant_extension":
            one.extended.append(at)
            one.due = max(one.due, int(given["new_due"])) if leads else one.due
        case "apply_completion" if leads:
            one.applied = at
        case "send_back":
            one.returned.append(at)
        case "close":
            one.closings.append((at, one.due, one.applied, [list(pause) for pause in one.pauses]))
        case "suspend":
            one.pauses.append([at, 0])
        case "resume":
            one.pauses[-1][1] = at
            found = said.get("found")
            dues = found.get("dues") if isinstance(found, dict) else None
            if isinstance(dues, dict) and isinstance(dues.get("0"), int):
                one.due = dues["0"]
        case "recount":
            found = said.get("found")
            moved = found.get("dues", []) if isinstance(found, dict) else []
            one.due = next((int(day["due"]) for day in moved if day["track"] == 0), one.due)
    turn = _TURNS.get(str(action)) or (_TURNS_OF_THE_LEAD.get(str(action)) if leads else None)
    if action == "recheck" and given["finding"] == "reopen":
        turn = "waiting"
    if action == "resume":
        turn = next(before for _, before, _ in reversed(one.turns) if before != "suspended")
    if one.issued:
        one.turns.append((at, turn or one.turns[-1][1], one.due))


_TURNS = {"issue": "going", "suspend": "suspended", "close": "over", "cancel": "over", "merge": "over"}
_TURNS_OF_THE_LEAD = {"apply_completion": "waiting", "send_back": "going", "pass_completion": "waiting"}
"""Where it stands after an act, or after one on the strand of the unit that leads: number 0, as it is given out."""


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
        if one.issued:
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
    for at, due, applied, pauses in one.closings:
        add(at, "closed")
        add(at, "in_time", int(applied <= due))
        stood = sum(days.between(begin, min(end, applied)) for begin, end in pauses if begin < applied)
        add(at, "days", days.between(one.issued, applied) - stood)
    for end in _ends(one.issued, now):
        _at, turn, due = next(then for then in reversed(one.turns) if then[0] <= end)
        if turn != "over":
            add(end, "going")
            add(end, "overdue", int(turn == "going" and due < end))
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
