"""The address book as lines and words. No Qt; not for the GUI thread, but for `card`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oa_client.app.directory import People, Staff
from oa_client.assets import _
from oa_client.domain.people import PersonId, Scope, Unit, UnitId

Groups = Mapping[str, tuple[Scope, ...]]
Key = tuple[PersonId, UnitId]
GROUP = "g:"
"""Before the name of a group, in the key of its branch."""
LABELS = (("phone", "办公电话"), ("mobile", "手机"), ("short", "短号"))


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with everybody of it and below, or a group: `count` persons, each once."""

    key: str
    name: str
    count: int
    below: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    staff: Staff
    phone: str

    @property
    def key(self) -> Key:
        """Which row it is, whatever else changes."""
        return self.staff.person.id, self.staff.unit.id

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """Its columns."""
        return (
            self.staff.person.name,
            self.staff.title,
            self.staff.unit.name,
            self.phone,
            self.staff.person.short,
        )

    @property
    def spoken(self) -> str:
        """The row in one sentence."""
        person = self.staff.person
        parts = [person.name, self.staff.title, self.staff.unit.name]
        parts += [_("电话 {n}").format(n=self.phone)] if self.phone else [_("没有登记电话")]
        parts += [_("短号 {n}").format(n=person.short)] if person.short else []
        return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody in full: (unit with what it belongs to, posts there), (what number, number)."""

    name: str
    scope: Scope
    places: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]

    @property
    def number(self) -> str:
        """The number to try first."""
        return self.numbers[0][1] if self.numbers else ""

    @property
    def to_copy(self) -> str:
        """Name and numbers in a line, to be pasted somewhere."""
        posts = "、".join(title for _unit, title in self.places)
        told = "，".join(f"{label} {number}" for label, number in self.numbers)
        return f"{self.name}（{posts}）{told}" if posts else f"{self.name} {told}"


def line(staff: Staff) -> Line:
    """A row."""
    return Line(staff, staff.person.phone or staff.person.mobile)


def tree(people: People, groups: Groups) -> tuple[Branch, ...]:
    """The units, and behind them the groups."""
    units = tuple(_branch(people, unit)[0] for unit in people.roots())
    named = tuple(Branch(f"{GROUP}{name}", name, len(_members(people, scopes))) for name, scopes in groups.items())
    return (*units, Branch(GROUP, _("常用分组"), len(named), named)) if named else units


def _branch(people: People, unit: Unit) -> tuple[Branch, frozenset[PersonId]]:
    """A unit's branch, and who is counted in it."""
    below = [_branch(people, child) for child in people.children(unit.id)]
    everybody = frozenset(m.person.id for m in people.members(unit.id)).union(*(held for _b, held in below))
    return Branch(f"u{unit.id}", unit.name, len(everybody), tuple(b for b, _held in below)), everybody


def lines_of(people: People, key: str, groups: Groups) -> tuple[Line, ...]:
    """Who is under a branch."""
    if key.startswith(GROUP):
        return tuple(map(line, _members(people, groups.get(key[len(GROUP) :], ()))))
    return tuple(map(line, people.staff_under(UnitId(int(key[1:])))))


def lines_found(people: People, text: str, limit: int) -> tuple[Line, ...]:
    """Who matches what was typed."""
    return tuple(map(line, people.found(text, limit)))


def _members(people: People, scopes: Iterable[Scope]) -> tuple[Staff, ...]:
    """Everybody a group means, each in one unit, in the group's own order."""
    found: dict[PersonId, Staff] = {}
    for scope in scopes:
        for staff in _meant(people, scope):
            found.setdefault(staff.person.id, staff)
    return tuple(found.values())


def _meant(people: People, scope: Scope) -> tuple[Staff, ...]:
    if scope.startswith("p"):
        return people.staff_of(PersonId(int(scope[1:])))[:1]
    unit = people.directory.unit_of(scope)
    if unit is None:
        return ()
    if scope.startswith("t"):
        return people.staff_under(unit)
    held = people.directory.scopes_of
    return tuple(s for s in people.staff(unit) if scope in held(s.person.id))


def home(people: People, person: PersonId) -> str:
    """The branch to begin with: my own unit, else the first."""
    mine = people.staff_of(person)
    roots = people.roots()
    return f"u{mine[0].unit.id}" if mine else (f"u{roots[0].id}" if roots else "")


def card(people: People, person: PersonId) -> Card | None:
    """Somebody in full, with every post he holds; None when he just left office."""
    staff = people.staff_of(person)
    if not staff:
        return None
    known = staff[0].person
    held = [(label, getattr(known, name)) for name, label in LABELS]
    return Card(
        known.name,
        staff[0].scope,
        tuple((_path(people, s.unit), s.title) for s in staff),
        tuple((_(label), number) for label, number in held if number),
    )


def _path(people: People, unit: Unit) -> str:
    """A unit under what it belongs to, without the top, which everything belongs to."""
    above = [people.directory.units[u].name for u in people.directory.ancestors(unit.id)]
    return " · ".join(reversed(above[:-1] or above))
