"""Which stories the demo district tells: years end, desks are full, some things are late."""

from __future__ import annotations

import random
from collections.abc import Iterator

from server_stub.demo.cast import OUTER, Cast, Desks, Seat
from server_stub.demo.hours import Hours, date_of
from server_stub.demo.prose import Prose
from server_stub.demo.story import Fields, Story, opening

DAY = 86400
_PAST_QUIRKS = ("return", "forward", "add", "urge", "close", "skip", "recall", "note")
_NOW_QUIRKS = ("urge", "note", "add", "forward", "stay_returned")


class Planner:
    """Draws stories; what stays open goes where the desks want it."""

    def __init__(self, cast: Cast, prose: Prose, hours: Hours, rng: random.Random, now: int) -> None:
        """Until `now`."""
        self._cast = cast
        self._prose = prose
        self._hours = hours
        self._rng = rng
        self._now = now
        self.desks = Desks(cast, rng)
        self._clerks = [s for s in cast.seats.values() if s.role == "clerk" and len(cast.reach(s.unit)) > 2]

    def past(self, count: int) -> Iterator[Story]:
        """Circulations of the last quarter that have run their course."""
        for _ in range(count):
            at = self._hours.within(self._now - int(self._rng.uniform(14, 75) * DAY))
            sender = self._rng.choice(self._clerks)
            reach = [s for s in self._cast.reach(sender.unit) if s.person != sender.person]
            readers = self._rng.sample(reach, min(len(reach), self._rng.randint(2, 7)))
            yield self._story(sender, readers, at, frozenset(), self._quirk(_PAST_QUIRKS, 0.45))

    def current(self, count: int) -> Iterator[Story]:
        """Circulations of the last days that lie on desks now."""
        for _ in range(count):
            at = self._hours.within(self._now - int(self._rng.triangular(0.3, 11, 2) * DAY))
            if at > self._now - 3600:
                at = self._hours.within(self._now - 4 * DAY)
            yield self._for_desks(at)

    def _for_desks(self, at: int) -> Story:
        seats = list(self._cast.seats.values())
        first = max(seats, key=lambda s: self.desks.need(s) + self._rng.random() * 4)
        sender = self._cast.sender_for(first, self._rng) or self._rng.choice(self._clerks)
        reach = [s for s in self._cast.reach(sender.unit) if s.person != sender.person]
        wanting = self.desks.neediest(reach, self._rng, self._rng.randint(6, 13))
        done = [s for s in self._rng.sample(reach, min(2, len(reach))) if s not in wanting]
        mode = "sequential" if self._rng.random() < 0.12 else "parallel"
        if mode == "sequential" and wanting:
            readers = [*done, *wanting]
            wanting = wanting[:1]
        else:
            readers = [*wanting, *done]
        readers = readers or reach[:2]
        self.desks.give(wanting)
        leave = frozenset(s.scope for s in wanting)
        return self._story(sender, readers, at, leave, self._quirk(_NOW_QUIRKS, 0.3), mode=mode)

    def _quirk(self, quirks: tuple[str, ...], chance: float) -> str:
        return self._rng.choice(quirks) if self._rng.random() < chance else ""

    def _story(
        self, sender: Seat, readers: list[Seat], at: int, leave: frozenset[str], quirk: str, mode: str = ""
    ) -> Story:
        mode = mode or self._rng.choice(("parallel", "parallel", "sequential", "grouped"))
        if quirk in {"return", "stay_returned"}:
            mode = "sequential"
            leave = frozenset()
        purpose = "action" if leave or self._rng.random() < 0.6 else "information"
        doc = self._prose.circulation(self._cast.units[sender.unit], on=date_of(at))
        groups = self._groups(readers, mode)
        due = self._due(at, late=bool(leave)) if purpose == "action" else None
        return Story(sender, doc, at, opening(doc, groups, mode, purpose, due), leave, quirk)

    def _groups(self, readers: list[Seat], mode: str) -> list[list[str]]:
        scopes = [seat.scope for seat in readers]
        if mode == "grouped" and len(scopes) > 2:
            half = len(scopes) // 2
            return [scopes[:half], scopes[half:]]
        return [scopes]

    def _due(self, at: int, *, late: bool) -> int | None:
        """A limit: for what lies on desks now mostly around today."""
        if not late:
            return self._hours.closing(at + self._rng.randint(3, 8) * DAY)
        chance = self._rng.random()
        if chance < 0.15:
            return None
        near = self._rng.randint(-2, 0) if chance < 0.3 else self._rng.randint(0, 2) if chance < 0.6 else 6
        return max(self._hours.closing(at + DAY), self._hours.closing(self._now + near * DAY))

    def broadcasts(self, count: int) -> Iterator[Story]:
        """Documents for everybody's information."""
        for n in range(count):
            at = self._hours.within(self._now - int((0.3 + n * 40 / max(1, count)) * DAY))
            sender = self._rng.choice([s for s in self._clerks if self._broad(s) or n % 4 == 0])
            unit = self._cast.units[sender.unit]
            scope = "*" if self._broad(sender) else f"t{unit.id}"
            doc = self._prose.circulation(unit, on=date_of(at))
            fields = opening(doc, [[scope]], "broadcast", "information", None)
            yield Story(sender, doc, min(at, self._now - 1800), fields, frozenset(), "")

    def _broad(self, seat: Seat) -> bool:
        return seat.level in {"district", "department"}

    def bulletins(self, count: int) -> Iterator[tuple[int, Seat, Seat, Fields]]:
        """Notices: when, by whom, who reviews, and what is filled in."""
        units = [u for u in self._cast.district.units if u.level in {"district", "department", *OUTER}]
        for n in range(count):
            unit = self._rng.choice(units)
            here = self._cast.of_unit[unit.id]
            authors = [s for s in here if s.role != "leader"]
            leaders = [s for s in here if s.role == "leader"]
            if not authors or not leaders:
                continue
            at = self._hours.within(self._now - int((0.2 + n * 25 / max(1, count)) * DAY))
            made = self._prose.bulletin(unit, on=date_of(at))
            scope = f"t{unit.id}" if unit.level in OUTER else "*"
            until = self._hours.closing(self._now + self._rng.randint(3, 30) * DAY)
            reviewer = self._rng.choice(leaders)
            fields: Fields = {
                "title": made.title,
                "body": made.body,
                "scope": [scope],
                "level": "street" if unit.level in OUTER else "district",
                "valid_until": until,
                "reviewer": reviewer.scope,
            }
            yield min(at, self._now - 1800), self._rng.choice(authors), reviewer, fields
