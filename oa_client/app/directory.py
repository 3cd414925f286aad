"""选人 and the address book: finding people as officials look for them, by organ, name, pinyin or initials."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from oa_client.domain.people import (
    Directory,
    Person,
    PersonId,
    Post,
    Role,
    Scope,
    Unit,
    UnitId,
    clerks_scope,
    person_scope,
    post_scope,
    scope_person,
)
from oa_client.domain.standing_in import StandIn
from oa_client.domain.table import Action, FieldType

FOLK = frozenset({"unit", "post", "person", "mobile"})
"""The kinds of rows the directory is made of."""
LEAST_DIGITS = 3
"""Fewer digits than these are in everybody's number."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a post, as a line of the organ tree."""

    person: Person
    post: Post
    unit: Unit

    @property
    def scope(self) -> Scope:
        """How a reader list names him."""
        return person_scope(self.person.id)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody in one unit, with every post he holds there: a line of the address book."""

    person: Person
    unit: Unit
    posts: tuple[Post, ...]

    @property
    def scope(self) -> Scope:
        """How a reader list names him."""
        return person_scope(self.person.id)

    @property
    def title(self) -> str:
        """His posts in this unit, the highest first."""
        return "、".join(post.title for post in self.posts)


class Format(Enum):
    """What the address book can be written as."""

    XLSX = "xlsx"
    CSV = "csv"
    CSV_GB = "csv-gb18030"
    VCARD3 = "vcard3"
    VCARD4 = "vcard4"


WriteDirectory = Callable[[Sequence[Staff], Format, Path], None]
"""Writes lines to a file, whole or not at all. Raises OSError."""


def numbers(person: Person) -> tuple[str, ...]:
    """The numbers to ring somebody by, the first one to try first."""
    return tuple(n for n in (person.phone, person.mobile, person.short) if n)


class People:
    """The directory, prepared for choosing."""

    def __init__(self, directory: Directory, me: PersonId | None = None) -> None:
        """As this device knows it now; of those who match as well, the people of my own organ come first."""
        self.directory, self.me = directory, me
        self.away: Mapping[PersonId, StandIn] = {}
        """Who is away, and who stands in for him."""
        self._own = _own_organ(directory, me)
        self._members: dict[UnitId, list[Member]] = {}
        self._below: dict[UnitId | None, list[Unit]] = {}
        self._findable: tuple[Findable, ...] = ()
        for unit in sorted(directory.units.values(), key=lambda u: (u.order, u.id)):
            if not unit.closed:
                self._below.setdefault(unit.parent, []).append(unit)
        for person in directory.people.values():
            for held in person.posts if person.active else ():
                post = directory.posts.get(held)
                of = directory.units.get(post.unit) if post else None
                if post and of:
                    self._members.setdefault(of.id, []).append(Member(person, post, of))
        for members in self._members.values():
            members.sort(key=lambda m: (m.post.order, m.person.order, m.person.id))

    def roots(self) -> tuple[Unit, ...]:
        """The units without a parent, in protocol order."""
        return self.children(None)

    def children(self, unit: UnitId | None) -> tuple[Unit, ...]:
        """The units right below one, in protocol order."""
        return tuple(self._below.get(unit, ()))

    def in_order(self, under: UnitId | None = None) -> Iterator[Unit]:
        """Every unit, each before those below it, in protocol order."""
        for unit in self.children(under):
            yield unit
            yield from self.in_order(unit.id)

    def members(self, unit: UnitId) -> tuple[Member, ...]:
        """Who is in a unit, in protocol order, never alphabetical."""
        return tuple(self._members.get(unit, ()))

    def everyone_under(self, unit: UnitId) -> Iterator[Member]:
        """Who is in a unit or below it, top down."""
        yield from self.members(unit)
        for child in self.children(unit):
            yield from self.everyone_under(child.id)

    def staff(self, unit: UnitId) -> tuple[Staff, ...]:
        """Who is in a unit, each once, in protocol order of his highest post there."""
        return tuple(_staff(self.members(unit)))

    def staff_under(self, unit: UnitId) -> tuple[Staff, ...]:
        """The same for a unit and every unit below it, top down."""
        return tuple(_staff(self.everyone_under(unit)))

    def staff_of(self, person: PersonId) -> tuple[Staff, ...]:
        """Where somebody is, his main post's unit first."""
        known = self.directory.people.get(person)
        held = [self.directory.posts[p] for p in known.posts if p in self.directory.posts] if known else []
        units = dict.fromkeys(post.unit for post in held)
        return tuple(s for u in units for s in self.staff(u) if s.person.id == person)

    def found(self, text: str, limit: int = 500) -> tuple[Staff, ...]:
        """Who matches a typed text, the best first, each once in each of his units where the match is."""
        return tuple(_staff(self.search(text, limit)))

    def search(self, text: str, limit: int = 50) -> tuple[Member, ...]:
        """Members whose name, pinyin, initials, number, post or unit match: names first, initials, then the rest."""
        wanted = "".join(text.casefold().split())
        if not wanted:
            return ()
        digits = _digits(wanted)
        ranked = (r for one in self._prepared() if (r := _rank(one, wanted, digits, self._own)) is not None)
        return tuple(m for *_place, m in heapq.nsmallest(limit, ranked, key=itemgetter(0, 1, 2, 3, 4)))

    def _prepared(self) -> tuple[Findable, ...]:
        """Everybody as they are found: made by the first search, for with a whole city each letter would make it."""
        if not self._findable:
            self._findable = tuple(_findable(m) for members in self._members.values() for m in members)
        return self._findable

    def named(self, text: str) -> tuple[Scope, ...]:
        """The scopes a typed name can mean: a scope as it stands, else everybody of exactly that name."""
        found = [m.scope for ms in self._members.values() for m in ms if m.person.name == text]
        return tuple(dict.fromkeys(found))

    def label(self, scope: Scope) -> str:
        """A holder's name to show: 王小明, 收发岗（鼓楼街道）, a unit's name."""
        unit = self.directory.units.get(self.directory.unit_of(scope) or UnitId(-1))
        if scope.startswith("p"):
            person = self.directory.people.get(PersonId(int(scope[1:])))
            return person.name if person else scope
        if scope.startswith("o"):
            post = next((p for p in self.directory.posts.values() if post_scope(p.id) == scope), None)
            return f"{unit.name if unit else ''}{post.title}" if post else scope
        return unit.name if unit else ""

    def number(self, scope: Scope) -> str:
        """The number to ring a holder by: a person's, or that of who holds the post or sits at the 收发岗."""
        if (person := scope_person(scope)) is not None:
            known = self.directory.people.get(person)
            return next(iter(numbers(known)), "") if known else ""
        unit = self.directory.unit_of(scope) if scope.startswith(("o", "c")) else None
        held = (m for m in (self.members(unit) if unit is not None else ()) if scope in _meant_by(m))
        return next((n for m in held for n in numbers(m.person)), "")

    def clerks(self, unit: UnitId) -> tuple[Member, ...]:
        """The clerks (收发岗) of a unit."""
        return tuple(m for m in self.members(unit) if Role.CLERK in m.post.roles)


def _meant_by(member: Member) -> tuple[Scope, ...]:
    """The post a member is in, and the 收发岗 if that is it."""
    post = post_scope(member.post.id)
    return (post, clerks_scope(member.unit.id)) if Role.CLERK in member.post.roles else (post,)


def addressed(action: Action, scope: Scope) -> dict[str, object]:
    """What an action's form holds when all that is known is whom it is for."""
    for ask in action.asks:
        if ask.type is FieldType.GROUPS:
            return {ask.name: [[str(scope)]]}
        if ask.type in {FieldType.HOLDERS, FieldType.SCOPES}:
            return {ask.name: [str(scope)]}
    return {}


def _staff(members: Iterable[Member]) -> Iterator[Staff]:
    """Members as lines: the posts somebody holds in one unit together, where the first of them stands."""
    together: dict[tuple[PersonId, UnitId], list[Member]] = {}
    for member in members:
        together.setdefault((member.person.id, member.unit.id), []).append(member)
    for held in together.values():
        yield Staff(held[0].person, held[0].unit, tuple(m.post for m in held))


class Findable(NamedTuple):
    """A member as he is found: what of him is compared, and where he stands among equals."""

    member: Member
    name: str
    initials: str
    pinyin: str
    post: str
    unit: str
    numbers: str


def _findable(member: Member) -> Findable:
    person = member.person
    pinyin = person.pinyin.replace(" ", "")
    rung = " ".join("".join(c for c in number if c.isdigit()) for number in numbers(person))
    return Findable(member, person.name, person.initials, pinyin, member.post.title, member.unit.name, rung)


def _digits(wanted: str) -> str:
    """Three digits or more as they stand in a number, however that is written; else nothing."""
    digits = wanted.replace("-", "")
    return digits if len(digits) >= LEAST_DIGITS and digits.isascii() and digits.isdigit() else ""


def _own_organ(directory: Directory, me: PersonId | None) -> frozenset[UnitId]:
    """The units of the organ, right below the district, in which somebody has his main post; none of the district."""
    known = directory.people.get(me) if me is not None else None
    post = next((directory.posts[p] for p in known.posts if p in directory.posts), None) if known else None
    above = list(directory.ancestors(post.unit)) if post else []
    if len(above) < 2:
        return frozenset()
    return frozenset(unit for unit in directory.units if above[-2] in directory.ancestors(unit))


def _rank(
    one: Findable, wanted: str, digits: str, own: frozenset[UnitId]
) -> tuple[int, bool, int, int, int, Member] | None:
    """How well he fits and where he stands among those who fit as well; None when he does not."""
    if one.name.startswith(wanted):
        rank = 0
    elif one.initials.startswith(wanted) or one.pinyin.startswith(wanted):
        rank = 1
    elif wanted in one.name or wanted in one.pinyin or (digits and digits in one.numbers):
        rank = 2
    elif wanted in one.post or wanted in one.unit:
        rank = 3
    else:
        return None
    member = one.member
    return rank, member.unit.id not in own, member.unit.order, member.post.order, member.person.id, member
