"""The invented district 明州区: its units, posts and people, built purely from a size and a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from . import names
from .ladders import Rung, ladder
from .places import Organ, Place, departments, places

Level = Literal["district", "department", "street", "town", "community", "village"]
Role = Literal["leader", "clerk", "handler", "principal", "reviewer", "supervisor"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Unit:
    """A unit of the directory; `order` is its place by protocol among all units."""

    id: int
    name: str
    parent: int | None
    level: Level
    order: int
    organ: str  # as it signs a document
    code: str  # 机关代字


@dataclass(frozen=True)
class Post:
    """A post of a unit; 收发员 and 科员 posts may have several holders, all others have one."""

    id: int
    unit: int
    title: str
    roles: frozenset[Role]
    order: int


@dataclass(frozen=True)
class Person:
    """A person with the reading of the name (from the table this package carries)."""

    id: int
    name: str
    login: str
    phone: str
    office_phone: str
    pinyin: str
    initials: str
    unit: int  # home unit, that of the first post


@dataclass(frozen=True)
class Holding:
    """That a person holds a post."""

    person: int
    post: int


@dataclass(frozen=True)
class District:
    """All of it, every tuple ordered by id."""

    name: str
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    persons: tuple[Person, ...]
    holdings: tuple[Holding, ...]

    def unit(self, name: str) -> Unit:
        """Return the unit of that name."""
        return next(u for u in self.units if u.name == name)

    def children(self, parent: int) -> tuple[Unit, ...]:
        """Return the units directly under `parent`, by protocol."""
        return tuple(sorted((u for u in self.units if u.parent == parent), key=lambda u: u.order))

    def people_of(self, unit: int, role: Role | None = None) -> tuple[Person, ...]:
        """Return those who hold a post in the unit (with that role), by the order of their posts."""
        posts = {p.id: p.order for p in self.posts if p.unit == unit and (role is None or role in p.roles)}
        best: dict[int, int] = {}
        for held in self.holdings:
            if held.post in posts:
                best[held.person] = min(posts[held.post], best.get(held.person, 9999))
        return tuple(self.persons[i - 1] for i in sorted(best, key=lambda i: (best[i], i)))


def build(people: int, seed: int) -> District:
    """Return a district of exactly `people` persons (60 to 1,800 is what it is made for)."""
    if people < 60:
        raise ValueError("a district needs at least 60 people")
    rng = random.Random(seed)
    units = _units(people)
    sizes = _sizes(units, people, rng)
    return _Builder(rng, units, sizes).district()


def _share(people: int, low: int, high: int) -> int:
    """Return a figure that grows from `low` at 60 people to `high` at 1,500."""
    return min(high, low + max(0, people - 60) * (high - low) // 1440)


def _units(people: int) -> list[Unit]:
    made = [Unit(1, "明州区", None, "district", 1, "明州区人民政府", "明政")]

    def add(name: str, parent: int, level: Level, organ: str, code: str) -> int:
        made.append(Unit(len(made) + 1, name, parent, level, len(made) + 1, organ, code))
        return len(made)

    organs: Sequence[Organ] = departments()
    wanted = sorted(organs, key=lambda o: o.rank)[: _share(people, 6, len(organs))]
    for organ in sorted(wanted, key=organs.index):
        add(organ.name, 1, "department", organ.organ, organ.code)
    all_places: Sequence[Place] = places()
    streets = [p for p in all_places if p.kind == "street"][: _share(people, 2, 9)]
    towns = [p for p in all_places if p.kind == "town"][: _share(people, 1, 8)]
    ids = [(p, add(p.name, 1, p.kind, p.organ, p.code)) for p in (*streets, *towns)]
    for place, parent in ids:
        main = _share(people, 2, 8)
        side = min(len(place.lesser), _share(people, 0, 2))
        first, second = (
            (place.communities, place.villages) if place.kind == "street" else (place.villages, place.communities)
        )
        kinds: tuple[Level, Level] = ("community", "village") if place.kind == "street" else ("village", "community")
        for level, chosen in zip(kinds, (first[:main], second[:side]), strict=True):
            for base in chosen:
                tail, committee = ("社区", "居民") if level == "community" else ("村", "村民")
                name = base + tail
                add(name, parent, level, f"{place.name}{name}{committee}委员会", base[:2] + tail[0])
    return made


_LEAST = {"district": 3, "department": 3, "street": 6, "town": 6, "community": 2, "village": 2}
_USUAL = {"district": 11, "department": 13, "street": 32, "town": 28, "community": 6, "village": 5}


def _sizes(units: Sequence[Unit], people: int, rng: random.Random) -> list[int]:
    """Share the people out: the least each unit needs, the rest by its usual size."""
    sizes = [_LEAST[u.level] for u in units]
    rest = people - sum(sizes)
    if rest < 0:
        raise ValueError("too few people for these units")
    want = [(_USUAL[u.level] - _LEAST[u.level]) * rng.uniform(0.6, 1.5) for u in units]
    total = sum(want)
    exact = [rest * w / total for w in want]
    sizes = [s + int(e) for s, e in zip(sizes, exact, strict=True)]
    by_remainder = sorted(range(len(units)), key=lambda i: (int(exact[i]) - exact[i], i))
    for i in by_remainder[: people - sum(sizes)]:
        sizes[i] += 1
    return sizes


class _Builder:
    def __init__(self, rng: random.Random, units: list[Unit], sizes: list[int]) -> None:
        self.rng = rng
        self.units = units
        self.sizes = sizes
        self.posts: list[Post] = []
        self.persons: list[Person] = []
        self.holdings: list[Holding] = []
        self.logins: set[str] = set()
        self.everyone: set[str] = set()

    def district(self) -> District:
        for unit, size in zip(self.units, self.sizes, strict=True):
            self._fill(unit, size)
        self._second_units()
        self._supervisors()
        return District("明州区", tuple(self.units), tuple(self.posts), tuple(self.persons), tuple(self.holdings))

    def _fill(self, unit: Unit, size: int) -> None:
        here: set[str] = set()
        known: dict[str, int] = {}
        for rung in ladder(unit.level, unit.name, size):
            person = self._person(unit, here, "l" in rung.roles)
            self._hold(person, self._post(unit, rung, known))
            if rung.also:
                self._hold(person, self._post(unit, Rung(rung.also, rung.roles, rung.order + 1), known))

    def _post(self, unit: Unit, rung: Rung, known: dict[str, int]) -> int:
        if rung.shared and rung.title in known:
            return known[rung.title]
        roles = frozenset(r for r in ROLES if r[0] in rung.letters)
        self.posts.append(Post(len(self.posts) + 1, unit.id, rung.title, roles, rung.order))
        known[rung.title] = len(self.posts)
        return len(self.posts)

    def _hold(self, person: int, post: int) -> None:
        self.holdings.append(Holding(person, post))

    def _person(self, unit: Unit, here: set[str], senior: bool) -> int:
        """Add a person; nobody in the unit has the name, and few in the district."""
        name = names.pick(self.rng, here, senior)
        if name.full in self.everyone and self.rng.random() < 0.75:
            name = names.pick(self.rng, self.everyone | here, senior)
        here.add(name.full)
        self.everyone.add(name.full)
        number = len(self.persons) + 1
        self.persons.append(
            Person(
                number,
                name.full,
                names.login(name, self.logins),
                names.mobile(number),
                names.landline(number),
                name.pinyin,
                name.initials,
                unit.id,
            )
        )
        return number

    def _second_units(self) -> None:
        """The government office's clerk also opens the district's own letters; some villages share a clerk."""
        by_title = {(p.unit, p.title): p.id for p in self.posts}
        office = next((u for u in self.units if u.name == "区政府办公室"), None)
        holder = {h.post: h.person for h in reversed(self.holdings)}
        if office is not None:
            self._hold(holder[by_title[office.id, "收发员"]], by_title[1, "区收发室收发员"])
        for unit in self.units:
            if unit.level in ("street", "town") and self.rng.random() < 0.5:
                inner = [u for u in self.units if u.parent == unit.id]
                if len(inner) >= 2:
                    one, other = self.rng.sample(inner, 2)
                    names_there = {
                        self.persons[h.person - 1].name
                        for h in self.holdings
                        if self.posts[h.post - 1].unit == other.id
                    }
                    lender = holder[by_title[one.id, "文书"]]
                    if self.persons[lender - 1].name not in names_there:
                        self._hold(lender, by_title[other.id, "文书"])

    def _supervisors(self) -> None:
        """督查员 of the district sit in the government office; in a street or town its office head supervises."""
        office = next((u for u in self.units if u.name == "区政府办公室"), None)
        seats = [self._supervisor(1, "区政府督查室督查员", office.id)] if office is not None else []
        seats += [self._supervisor(u.id, "督查专员", u.id) for u in self.units if u.level in ("street", "town")]
        for person, post in seats:
            self._hold(person, post)

    def _supervisor(self, unit: int, title: str, seated: int) -> tuple[int, int]:
        """Who of a unit is to be supervisor of another, or of his own, and the post made for him."""
        roles = {p.id: p.roles for p in self.posts if p.unit == seated}
        person = next(h.person for h in self.holdings if "handler" in roles.get(h.post, ()))
        self.posts.append(Post(len(self.posts) + 1, unit, title, frozenset({"supervisor"}), 88))
        return person, len(self.posts)
