"""The district whose year is lived: a government, departments, streets; who does what; who is away when."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from oa_client.domain.calendar import BEIJING, WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Matter
from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from server_stub.centre import Centre
from server_stub.entries import find
from server_stub.workdays import announce, district_days
from tests.server.office import Clock, Office

CLERK, SUPERVISOR, LEADER, NOBODY = 1, 5, 9, 0
DEPARTMENTS, STREETS = range(11, 19), range(21, 25)
UNITS = (*DEPARTMENTS, *STREETS)
HOUSE = 1
"""The district government."""
OPEN, SHUT = time(9), time(16, 30)


def clerk_of(unit: int) -> int:
    """The clerk of a unit."""
    return 100 + unit


def deputy_of(seat: int) -> int:
    """Who stands in for whoever has a post."""
    return 500 + seat


def successor_of(seat: int) -> int:
    """Who gets that post when its holder moves; his own before bears the same number."""
    return 700 + seat


class Himself(int):
    """The holder of a post, when nobody can stand in for him."""


@dataclass(frozen=True)
class StandIn:
    """A delegation that has begun."""

    name: str
    giver: int
    taker: int
    begin: int
    end: int


@dataclass
class District:
    """An office of the tests of the centre, with more units, and absences."""

    office: Office
    year: int
    days: WorkingDays
    away: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Posts whose holder is away with nobody standing in."""
    standing: dict[int, StandIn] = field(default_factory=dict)
    """Posts whose holder is away while somebody stands in."""
    seated: list[tuple[int, int, int]] = field(default_factory=list)
    """Since when which post has had whom, where it is not the first one."""

    @classmethod
    def open(cls, year: int) -> District:
        """At the beginning of a year."""
        clock = Clock(moment(date(year, 1, 1)))
        days = district_days()
        office = Office(Centre.open(None, clock=clock, kinds=Kinds(), calendar=days), clock)
        office.centre.put([*_units(), *_posts(), *_people()])
        return cls(office, year, days)

    def announce(self, text: str) -> int:
        """A notice of days off is taken in; in how many matters limits moved."""
        with self.office.centre.work() as work:
            done = announce(work, text, "管理员", "")
            self.days = work.calendar
        return done.matters

    def state(self, matter: str) -> Matter:
        """A matter as the centre has it."""
        with self.office.centre.work() as work:
            fold = find(work, matter)
        assert fold is not None
        assert fold.state is not None
        return fold.state

    def sitting(self, seat: int, at: int | None = None) -> int:
        """Who has a post at a moment, or now; the first holder bears its number."""
        when = self.office.clock.now if at is None else at
        return next((who for since, one, who in reversed(self.seated) if one == seat and since <= when), seat)

    def held(self, person: int, post: int, at: int) -> bool:
        """Whether somebody had a post at a moment."""
        return self.sitting(post, at) == person

    def stood_in(self, seat: int) -> StandIn | None:
        """Who acts now for the one who has this post."""
        one = self.standing.get(seat)
        return one if one is not None and one.giver == self.sitting(seat) else None

    def absent(self, rng: random.Random, times: int) -> None:
        """Everybody but the clerk of the house is away now and then, some days each time."""
        first = moment(date(self.year, 1, 1))
        for person in (SUPERVISOR, LEADER, *map(clerk_of, UNITS)):
            for _ in range(times):
                begin = first + rng.randrange(350) * 86_400
                self.away.setdefault(person, []).append((begin, begin + rng.randrange(2, 12) * 86_400))

    def at_work(self, person: int, at: int, rng: random.Random) -> int:
        """The first moment from then on at which somebody sits at his desk, or the one who stands in for him."""
        if person == NOBODY:
            return at
        while True:
            now = datetime.fromtimestamp(at, BEIJING)
            away = next((end for begin, end in self._gone(person) if begin <= at < end), None)
            if away is not None:
                at = away
            elif not self.days.is_working(now.date()) or now.time() > SHUT:
                at = moment(now.date() + timedelta(days=1)) + 9 * 3600 + rng.randrange(7 * 3600)
            elif now.time() < OPEN:
                at = moment(now.date()) + 9 * 3600 + rng.randrange(7 * 3600)
            else:
                return at

    def _gone(self, person: int) -> list[tuple[int, int]]:
        gone, one = self.away.get(person, []), self.stood_in(person)
        return [*gone, (one.begin, one.end)] if one is not None and isinstance(person, Himself) else gone


def moment(day: date) -> int:
    """When a day begins in Beijing."""
    return int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())


def _units() -> Iterator[Unit]:
    yield Unit(UnitId(HOUSE), "区政府", None, Level.DISTRICT)
    yield from (Unit(UnitId(u), f"第{u}局", UnitId(HOUSE), Level.DEPARTMENT, u) for u in DEPARTMENTS)
    yield from (Unit(UnitId(u), f"第{u}街道", UnitId(HOUSE), Level.STREET, u) for u in STREETS)


def _posts() -> Iterator[Post]:
    roles = {CLERK: Role.CLERK, SUPERVISOR: Role.SUPERVISOR, LEADER: Role.LEADER}
    yield from (Post(PostId(p), UnitId(HOUSE), role.value, frozenset({role})) for p, role in roles.items())
    yield from (Post(PostId(clerk_of(u)), UnitId(u), "收发员", frozenset({Role.CLERK})) for u in UNITS)
    for seat, unit in [(p, HOUSE) for p in roles] + [(clerk_of(u), u) for u in UNITS]:
        yield Post(PostId(deputy_of(seat)), UnitId(unit), "科员")
        yield Post(PostId(successor_of(seat)), UnitId(HOUSE), "科员")


def _people() -> Iterator[Person]:
    seats = (CLERK, SUPERVISOR, LEADER, *map(clerk_of, UNITS))
    everybody = (*seats, *map(deputy_of, seats), *map(successor_of, seats))
    yield from (Person(PersonId(p), f"人{p}", (PostId(p),)) for p in everybody)
