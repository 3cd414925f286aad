"""Who acts and who is meant: people, units, posts, and the scopes that address them.

A *scope* names an audience or the holder of a track as a short text, so that it travels, is stored and is
compared as it stands: ``p12`` person 12, ``o5`` whoever holds post 5, ``u3`` everyone of unit 3, ``c3`` the
clerks of unit 3, ``t3`` unit 3 and every unit below it, ``*`` everyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

PersonId = NewType("PersonId", int)
PostId = NewType("PostId", int)
UnitId = NewType("UnitId", int)
Scope = NewType("Scope", str)

SYSTEM = PersonId(0)
"""The centre itself, when one of its timers acts."""

EVERYONE = Scope("*")

_WRITTEN = re.compile(r"\*|[pouct](0|[1-9][0-9]{0,15})", re.ASCII)


class Level(Enum):
    """The level of a unit (区 / 部门 / 街道 / 镇 / 社区 / 村)."""

    DISTRICT = "district"
    DEPARTMENT = "department"
    STREET = "street"
    TOWN = "town"
    COMMUNITY = "community"
    VILLAGE = "village"


class Role(Enum):
    """What a post lets its holder do (domain.md §4). Who is the principal leader of an organ is its leader too.

    A supervisor (督查员) supervises for his unit: 政府督查 in the district's own, 督办 inside any other house.
    """

    CLERK = "clerk"
    LEADER = "leader"
    HANDLER = "handler"
    REVIEWER = "reviewer"
    PRINCIPAL = "principal"
    FINANCE = "finance"
    FINANCE_HEAD = "finance_head"
    FINANCE_LEADER = "finance_leader"
    SUPERVISOR = "supervisor"


def person_scope(person: PersonId) -> Scope:
    """The scope that means one person."""
    return Scope(f"p{person}")


def post_scope(post: PostId) -> Scope:
    """The scope that means whoever holds a post."""
    return Scope(f"o{post}")


def unit_scope(unit: UnitId) -> Scope:
    """The scope that means everyone of a unit."""
    return Scope(f"u{unit}")


def clerks_scope(unit: UnitId) -> Scope:
    """The scope that means the clerks (收发岗) of a unit."""
    return Scope(f"c{unit}")


def under_scope(unit: UnitId) -> Scope:
    """The scope that means a unit and every unit below it."""
    return Scope(f"t{unit}")


def is_scope(text: object) -> bool:
    """Whether a value is written as a scope; each scope is written in one way only."""
    return isinstance(text, str) and _WRITTEN.fullmatch(text) is not None


def scope_person(scope: Scope) -> PersonId | None:
    """The person a scope names, or None when it names more than a person."""
    return PersonId(int(scope[1:])) if scope.startswith("p") else None


@dataclass(frozen=True, slots=True)
class Unit:
    """An organ or an office of one; nested to any depth. `order` is the protocol order among its siblings.

    One that is `closed` keeps its name for the records; nobody sends it anything.
    """

    id: UnitId
    name: str
    parent: UnitId | None
    level: Level
    order: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """A position in a unit; authority belongs to it, not to its holder."""

    id: PostId
    unit: UnitId
    title: str
    roles: frozenset[Role] = frozenset()
    order: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account; `posts` in the order shown, the first is the main one.

    `phone` is the number of his office and `short` the one dialled inside the house. `mobile` is empty, too, where
    the reader may not see it.
    """

    id: PersonId
    name: str
    posts: tuple[PostId, ...]
    phone: str = ""
    pinyin: str = ""
    initials: str = ""
    order: int = 0
    active: bool = True
    short: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting now in one of his posts, perhaps for somebody else under a delegation.

    `may_sign`: that one lets him sign what is else signed in person.
    """

    person: PersonId
    post: PostId
    unit: UnitId
    roles: frozenset[Role] = frozenset()
    on_behalf: PersonId | None = None
    delegation: str | None = None
    may_sign: bool = False

    @property
    def effective(self) -> PersonId:
        """The person whose matter it is."""
        return self.on_behalf or self.person

    @property
    def scopes(self) -> frozenset[Scope]:
        """The holders this actor may act as in this post."""
        held = {person_scope(self.effective), post_scope(self.post), unit_scope(self.unit)}
        if Role.CLERK in self.roles:
            held.add(clerks_scope(self.unit))
        return frozenset(held)


CENTRE = Actor(SYSTEM, PostId(0), UnitId(0))
"""The actor of a timer."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody of the district as known now; answers what the rules and the lists ask about people."""

    units: Mapping[UnitId, Unit] = field(default_factory=dict)
    posts: Mapping[PostId, Post] = field(default_factory=dict)
    people: Mapping[PersonId, Person] = field(default_factory=dict)

    def ancestors(self, unit: UnitId | None) -> Iterator[UnitId]:
        """The unit itself, then its parent, up to the district."""
        seen: set[UnitId] = set()
        while unit is not None and unit in self.units and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.units[unit].parent

    def actor(self, person: PersonId, post: PostId | None = None) -> Actor | None:
        """The person in the given post (his first when None), or None when he does not hold it."""
        known = self.people.get(person)
        if known is None or not known.active:
            return None
        held = [p for p in known.posts if p in self.posts and (post is None or p == post)]
        if not held:
            return None
        chosen = self.posts[held[0]]
        return Actor(person, chosen.id, chosen.unit, chosen.roles)

    def scopes_of(self, person: PersonId) -> frozenset[Scope]:
        """Every scope that means this person, through any of his posts."""
        known = self.people.get(person)
        if known is None or not known.active:
            return frozenset()
        posts = [self.posts[p] for p in known.posts if p in self.posts]
        return frozenset({person_scope(person), EVERYONE}.union(*(self._scopes_of_post(p) for p in posts)))

    def _scopes_of_post(self, post: Post) -> Iterable[Scope]:
        yield post_scope(post.id)
        yield unit_scope(post.unit)
        if Role.CLERK in post.roles:
            yield clerks_scope(post.unit)
        for unit in self.ancestors(post.unit):
            yield under_scope(unit)

    def unit_of(self, scope: Scope) -> UnitId | None:
        """The unit a scope belongs to: a person's main one, a post's, or the one it names; else None."""
        if scope == EVERYONE:
            return None
        number = int(scope[1:])
        if scope[0] == "p":
            known = self.people.get(PersonId(number))
            posts = [self.posts[p] for p in known.posts if p in self.posts] if known else []
            return posts[0].unit if posts else None
        if scope[0] == "o":
            post = self.posts.get(PostId(number))
            return post.unit if post else None
        return UnitId(number) if UnitId(number) in self.units else None

    def is_within(self, scope: Scope, unit: UnitId) -> bool:
        """Whether everybody a scope means belongs to this very unit, by any of his posts."""
        if (person := scope_person(scope)) is not None:
            known = self.people.get(person)
            return known is not None and any(p in self.posts and self.posts[p].unit == unit for p in known.posts)
        return not scope.startswith("t") and self.unit_of(scope) == unit

    def has_role(self, scope: Scope, roles: frozenset[Role], units: frozenset[UnitId] | None = None) -> bool:
        """Whether a person in some post of his, or a post, has one of these roles, in one of `units` where given.

        No whole unit has.
        """
        if (person := scope_person(scope)) is not None:
            known = self.people.get(person)
            held = known.posts if known is not None and known.active else ()
        else:
            held = (PostId(int(scope[1:])),) if scope.startswith("o") else ()
        known_posts = (self.posts[post] for post in held if post in self.posts)
        return any(not roles.isdisjoint(p.roles) and (units is None or p.unit in units) for p in known_posts)

    def only(self, roles: frozenset[Role]) -> Directory:
        """The same district with nobody but whom one of these roles qualifies; everybody when none is named."""
        if not roles:
            return self
        people = {k: p for k, p in self.people.items() if self.has_role(person_scope(k), roles)}
        posts = {k: p for k, p in self.posts.items() if not roles.isdisjoint(p.roles)}
        return Directory(self.units, posts, people)

    def knows(self, scope: Scope) -> bool:
        """Whether a scope names somebody or something that exists and is in office."""
        if scope == EVERYONE:
            return True
        if (person := scope_person(scope)) is not None:
            return person in self.people and self.people[person].active
        unit = self.unit_of(scope)
        return unit is not None and not self.units[unit].closed
