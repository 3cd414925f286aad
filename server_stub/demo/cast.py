"""The demo district's people as the stories need them: who sends, who reads, how much lies on each desk."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from oa_client.domain import people as domain
from server_stub.demo import names
from server_stub.demo.district import District, Post, Unit

OUTER = ("street", "town")
ROOT = 1
OFFICES = ("区委办公室", "区政府办公室")
"""Whose clerks lay documents before the district's leaders."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in his main post."""

    person: int
    post: int
    unit: int
    role: str
    level: str
    name: str

    @property
    def scope(self) -> str:
        """The scope that means him."""
        return f"p{self.person}"


class Cast:
    """Everybody in his place."""

    def __init__(self, district: District) -> None:
        """From the built district."""
        self.district = district
        self.units: dict[int, Unit] = {unit.id: unit for unit in district.units}
        self._posts = {post.id: post for post in district.posts}
        self.held: dict[int, list[int]] = defaultdict(list)
        for holding in district.holdings:
            self.held[holding.person].append(holding.post)
        self.seats = {person.id: self._seat(person.id, person.name) for person in district.persons}
        self.of_unit: dict[int, list[Seat]] = defaultdict(list)
        for seat in self.seats.values():
            self.of_unit[seat.unit].append(seat)

    def _seat(self, person: int, name: str) -> Seat:
        post = self._posts[self.held[person][0]]
        role = next((r for r in ("clerk", "leader", "handler") if r in post.roles), "handler")
        return Seat(person, post.id, post.unit, role, self.units[post.unit].level, name)

    def things(self) -> list[domain.Unit | domain.Post | domain.Person]:
        """The directory as the domain has it."""
        units = [
            domain.Unit(
                domain.UnitId(u.id),
                u.name,
                None if u.parent is None else domain.UnitId(u.parent),
                domain.Level(u.level),
                u.order,
            )
            for u in self.district.units
        ]
        posts = [
            domain.Post(
                domain.PostId(p.id),
                domain.UnitId(p.unit),
                p.title,
                frozenset(domain.Role(r) for r in p.roles),
                p.order,
            )
            for p in self.district.posts
        ]
        people = [
            domain.Person(
                domain.PersonId(p.id),
                p.name,
                tuple(domain.PostId(post) for post in self.held[p.id]),
                p.office_phone,
                p.pinyin,
                p.initials,
                p.id,
                short=names.short(p.id),
                mobile=p.phone,
            )
            for p in self.district.persons
        ]
        return [*units, *posts, *people]

    def clerks(self, unit: int) -> list[Seat]:
        """The clerks of a unit."""
        return [seat for seat in self.of_unit[unit] if seat.role == "clerk"]

    def outer_clerks(self) -> list[Seat]:
        """The clerks of streets and towns."""
        return [s for s in self.seats.values() if s.level in OUTER and s.role == "clerk"]

    def reach(self, unit: int) -> list[Seat]:
        """Whom a unit's clerk writes to: his own house, and those below or beside it."""
        level = self.units[unit].level
        own = list(self.of_unit[unit])
        if level in OUTER:
            return own + [s for child in self.district.children(unit) for s in self.of_unit[child.id]]
        if level in {"community", "village"}:
            return own
        heads = [s for s in self.seats.values() if s.level in OUTER and s.role in {"clerk", "leader"}]
        beside = [s for s in self.seats.values() if s.level == "department" and s.role == "clerk"]
        above = self.of_unit[ROOT] if self.units[unit].name in OFFICES else []
        return own + heads + [s for s in beside + above if s.unit != unit]

    def sender_for(self, seat: Seat, rng: random.Random) -> Seat | None:
        """A clerk from whom a person gets something to do."""
        units: list[int] = [seat.unit]
        parent = self.units[seat.unit].parent
        if parent is not None and seat.level in {"community", "village"}:
            units = [parent]
        elif seat.level == "district":
            units = [u.id for u in self.district.units if u.name in OFFICES]
        elif seat.level in OUTER and (seat.role == "clerk" or rng.random() < 0.4):
            units = [u.id for u in self.district.units if u.level in {"district", "department"}]
        found = [clerk for unit in units for clerk in self.clerks(unit) if clerk.person != seat.person]
        return rng.choice(found) if found else None

    def account(self, person: int, login: str, password: str) -> dict[str, object]:
        """A line of accounts.json."""
        seat = self.seats[person]
        roles = sorted({r for post in self.held[person] for r in self._posts[post].roles})
        return {
            "user": login,
            "password": password,
            "name": seat.name,
            "unit": self.units[seat.unit].name,
            "post": self._posts[seat.post].title,
            "level": seat.level,
            "roles": roles,
        }


class Desks:
    """How much to do lies on each desk, and how much ought to."""

    def __init__(self, cast: Cast, rng: random.Random) -> None:
        """Draw the targets: most for the clerks of streets and towns."""
        self.acts: dict[int, int] = defaultdict(int)
        self.reads: dict[int, int] = defaultdict(int)
        self._wanted = {
            seat.person: rng.randint(11, 16) if seat.level in OUTER and seat.role == "clerk" else rng.randint(6, 10)
            for seat in cast.seats.values()
        }
        self.unread = {person: rng.randint(14, 30) for person in cast.seats}

    def need(self, seat: Seat) -> int:
        """How many more tasks a desk wants."""
        return self._wanted[seat.person] - self.acts[seat.person]

    def neediest(self, seats: Iterable[Seat], rng: random.Random, most: int) -> list[Seat]:
        """Those who want most, a little shuffled."""
        wanting = [seat for seat in seats if self.need(seat) > 0]
        return sorted(wanting, key=lambda s: -self.need(s) + rng.random() * 3)[:most]

    def give(self, seats: Iterable[Seat]) -> None:
        """These get a task that stays open."""
        for seat in seats:
            self.acts[seat.person] += 1
