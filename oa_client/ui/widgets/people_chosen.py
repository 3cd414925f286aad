"""Whom somebody has chosen and in which turns, without a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from oa_client.app.directory import People
from oa_client.assets import _
from oa_client.domain.people import PersonId, Scope, is_scope, person_scope, scope_person
from oa_client.ui.widgets.people_keep import Keep
from oa_client.wording import kept, lines

SEQUENTIAL, PARALLEL, GROUPED, BROADCAST = "sequential", "parallel", "grouped", "broadcast"


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom the dialog is to find. `orders`: the ways of taking turns to choose from, none when turns do not matter.

    `kept`: the 常用分组 of whoever chooses, each with its name; `keep` makes another of those chosen.
    `organs`: units by their 收发岗, and nobody in person.
    """

    title: str
    many: bool = True
    units: bool = False
    organs: bool = False
    orders: tuple[str, ...] = ()
    order: str = PARALLEL
    groups: tuple[tuple[Scope, ...], ...] = ()
    recent: tuple[Scope, ...] = ()
    kept: tuple[tuple[str, tuple[Scope, ...]], ...] = ()
    keep: Keep | None = None


@dataclass(slots=True)
class Chosen:
    """Scopes in groups: one group after the other, inside a group at the same time. Nobody stands in it twice."""

    groups: list[list[Scope]] = field(default_factory=list)
    order: str = PARALLEL
    many: bool = True

    def __len__(self) -> int:
        return sum(len(group) for group in self.groups)

    def flat(self) -> tuple[Scope, ...]:
        """Everybody, in order."""
        return tuple(s for group in self.groups for s in group)

    def add(self, scopes: Iterable[Scope]) -> None:
        """Behind the others; one chosen alone takes the place of who was there."""
        present = set(self.flat())
        for scope in scopes:
            if not self.many:
                self.groups = [[scope]]
            elif scope not in present:
                present.add(scope)
                self._append(scope)

    def _append(self, scope: Scope) -> None:
        if self.order == SEQUENTIAL or not self.groups:
            self.groups.append([scope])
        else:
            self.groups[-1].append(scope)

    def remove(self, scopes: Iterable[Scope]) -> None:
        """No more."""
        gone = set(scopes)
        self.groups = [kept for group in self.groups if (kept := [s for s in group if s not in gone])]

    def clear(self) -> None:
        """Nobody."""
        self.groups = []

    def turn_to(self, order: str) -> None:
        """Another way of taking turns; the order of names stays."""
        flat = list(self.flat())
        if order == SEQUENTIAL:
            self.groups = [[s] for s in flat]
        elif order != GROUPED or self.order == SEQUENTIAL:
            self.groups = [flat] if flat else []
        self.order = order

    def move(self, scope: Scope, step: int) -> None:
        """One place earlier (-1) or later (+1); at the edge of a group into the next, or into one of its own."""
        at = next((i for i, group in enumerate(self.groups) if scope in group), None)
        if at is None:
            return
        if self.order == SEQUENTIAL:
            self._swap_groups(at, at + step)
            return
        group = self.groups[at]
        place = group.index(scope)
        if 0 <= place + step < len(group):
            group[place], group[place + step] = group[place + step], group[place]
        elif self.order == GROUPED:
            self._to_next_group(at, scope, step)

    def _swap_groups(self, at: int, to: int) -> None:
        if 0 <= to < len(self.groups):
            self.groups[at], self.groups[to] = self.groups[to], self.groups[at]

    def _to_next_group(self, at: int, scope: Scope, step: int) -> None:
        group = self.groups[at]
        beside = at + step
        if 0 <= beside < len(self.groups):
            self.groups[beside].insert(len(self.groups[beside]) if step < 0 else 0, scope)
        elif len(group) > 1:
            self.groups.insert(0 if step < 0 else len(self.groups), [scope])
        else:
            return
        group.remove(scope)
        self.groups = [g for g in self.groups if g]

    def split(self, scope: Scope) -> None:
        """From this one on a new group begins."""
        for at, group in enumerate(self.groups):
            place = group.index(scope) if scope in group else 0
            if place:
                self.groups[at : at + 1] = [group[:place], group[place:]]
                return

    def value(self) -> list[list[str]]:
        """As a field of groups keeps it."""
        return [[str(s) for s in group] for group in self.groups]


def groups_in(value: object) -> tuple[tuple[Scope, ...], ...]:
    """The groups in a field's value, whatever its shape; what is no scope is left out."""
    if isinstance(value, str):
        return ((Scope(value),),) if is_scope(value) else ()
    if not isinstance(value, list | tuple):
        return ()
    if all(isinstance(v, str) for v in value):
        flat = tuple(Scope(v) for v in value if is_scope(v))
        return (flat,) if flat else ()
    found = (tuple(Scope(s) for s in v if is_scope(s)) for v in value if isinstance(v, list | tuple))
    return tuple(group for group in found if group)


def name_of(people: People, scope: Scope) -> str:
    """Whom a scope means, as the list of the chosen says it."""
    return kept.holder(people, scope)


def place_of(people: People, scope: Scope) -> str:
    """The unit beside a person's name."""
    directory = people.directory
    unit_id = directory.unit_of(scope) if scope.startswith("p") else None
    unit = directory.units.get(unit_id) if unit_id is not None else None
    return unit.name if unit else ""


def away_words(people: People, scope: Scope) -> str:
    """Beside who is away: by whom what is his is done, until when; he may be chosen all the same."""
    one = people.away.get(scope_person(scope) or PersonId(0))
    if one is None or not people.directory.knows(scope):
        return ""
    return lines.away(people.label(person_scope(one.taker)), one.until)


def summary(people: People, groups: Iterable[Iterable[Scope]], order: str, limit: int = 6) -> str:
    """The chosen in one line: names in their turns, and how many in all."""
    parts = [[name_of(people, s) for s in group] for group in groups]
    count = sum(len(group) for group in parts)
    if not count:
        return ""
    between = " → " if order in {SEQUENTIAL, GROUPED} else "、"
    shown, left = [], limit
    for group in parts:
        if left > 0:
            shown.append("、".join(group[:left]))
            left -= len(group)
    more = _(" 等") if count > limit else ""
    return _("{names}{more}（共 {n}）").format(names=between.join(shown), more=more, n=count)


ORDERS: Mapping[str, str] = {
    SEQUENTIAL: "顺序",
    PARALLEL: "同时",
    GROUPED: "分批",
    BROADCAST: "群发",
}
