"""选人 and the address book: finding people as officials look for them, by organ, name, pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.domain.people import (
    Directory,
    Person,
    PersonId,
    Post,
    Role,
    Scope,
    Unit,
    UnitId,
    person_scope,
    post_scope,
)


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


class People:
    """The directory, prepared for choosing."""

    def __init__(self, directory: Directory) -> None:
        """As this device knows it now."""
        self.directory = directory
        self._members: dict[UnitId, list[Member]] = {}
        for person in directory.people.values():
            for held in person.posts if person.active else ():
                post = directory.posts.get(held)
                unit = directory.units.get(post.unit) if post else None
                if post and unit:
                    self._members.setdefault(unit.id, []).append(Member(person, post, unit))
        for members in self._members.values():
            members.sort(key=lambda m: (m.post.order, m.person.order, m.person.id))

    def roots(self) -> tuple[Unit, ...]:
        """The units without a parent, in protocol order."""
        return self.children(None)

    def children(self, unit: UnitId | None) -> tuple[Unit, ...]:
        """The units right below one, in protocol order."""
        below = [u for u in self.directory.units.values() if u.parent == unit]
        return tuple(sorted(below, key=lambda u: (u.order, u.id)))

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

    def search(self, text: str, limit: int = 50) -> tuple[Member, ...]:
        """Members whose name, pinyin, initials, post or unit match: names first, then initials, then the rest."""
        wanted = "".join(text.casefold().split())
        if not wanted:
            return ()
        ranked = [(rank, m) for ms in self._members.values() for m in ms if (rank := _rank(m, wanted)) is not None]
        ranked.sort(key=lambda r: (r[0], r[1].unit.order, r[1].post.order, r[1].person.id))
        return tuple(m for _, m in ranked[:limit])

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

    def clerks(self, unit: UnitId) -> tuple[Member, ...]:
        """The clerks (收发岗) of a unit."""
        return tuple(m for m in self.members(unit) if Role.CLERK in m.post.roles)


def _rank(member: Member, wanted: str) -> int | None:
    person = member.person
    pinyin = person.pinyin.replace(" ", "")
    if person.name.startswith(wanted):
        return 0
    if person.initials.startswith(wanted) or pinyin.startswith(wanted):
        return 1
    if wanted in person.name or wanted in pinyin:
        return 2
    if wanted in member.post.title or wanted in member.unit.name:
        return 3
    return None
