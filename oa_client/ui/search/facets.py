"""What a search can be narrowed by: facets with counts, worked out over the rows found. No Qt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from oa_client.app.reading import Listed
from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Directory
from oa_client.wording import names
from oa_client.wording.genres import genre_of
from oa_client.wording.lines import origin

MINE = "mine"


class Facet(Enum):
    """The sides of a matter one narrows by, in the order they are shown; 单位 is the longest and comes last."""

    MINE = "mine"
    KIND = "kind"
    GENRE = "genre"
    YEAR = "year"
    UNIT = "unit"


FACET_WORDS = {Facet.MINE: "经手", Facet.KIND: "模块", Facet.GENRE: "文种", Facet.YEAR: "年份", Facet.UNIT: "单位"}
Traits = Mapping[Facet, str]
"""What a matter is on each side; "" where there is nothing to say."""
Wish = Mapping[Facet, str]
"""What was chosen: one value a facet, of several facets all."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value: its words, and how many rows the list shows when it is chosen."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its values."""

    facet: Facet
    words: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> Option | None:
        """The value chosen."""
        return next((option for option in self.options if option.chosen), None)


def traits(row: Listed, directory: Directory, mine: frozenset[MatterId]) -> Traits:
    """A row's sides."""
    return {
        Facet.MINE: MINE if row.matter in mine else "",
        Facet.KIND: row.kind,
        Facet.GENRE: genre_of(row.row.title),
        Facet.YEAR: _year(row),
        Facet.UNIT: _unit(row, directory),
    }


_OF_NUMBER = re.compile(r"[〔[(](20\d\d|19\d\d)[〕\])]")


def _year(row: Listed) -> str:
    """The year of its 文号, else of the day it bears, else of the day it was begun."""
    if (found := _OF_NUMBER.search(row.row.number)) is not None:
        return found[1]
    day = row.row.dated if row.row.dated is not None else row.row.opened_at
    return str(datetime.fromtimestamp(day, BEIJING).year)


def _unit(row: Listed, directory: Directory) -> str:
    """Where it came from; an instruction came from a leader, who is no unit: there the one that entered it."""
    unit = directory.units.get(row.row.unit)
    return (unit.name if unit else "") if row.kind == "instruction" else origin(row, directory)


def fits(one: Traits, wish: Wish) -> bool:
    """Whether a matter is what was wished for on every side."""
    return all(one[facet] == value for facet, value in wish.items())


def groups(found: Iterable[Traits], wish: Wish) -> tuple[Group, ...]:
    """Every facet that has something to choose, each value counted as it will be when chosen beside the others."""
    held = tuple(found)
    made = (Group(facet, _(FACET_WORDS[facet]), tuple(_options(facet, held, wish))) for facet in Facet)
    return tuple(group for group in made if group.options)


def _options(facet: Facet, held: Iterable[Traits], wish: Wish) -> Iterator[Option]:
    others = {other: value for other, value in wish.items() if other is not facet}
    counted = Counter(one[facet] for one in held if fits(one, others))
    values = {value for value in counted if value} | ({wish[facet]} if facet in wish else set())
    for value in sorted(values, key=lambda v: _ORDERS[facet](v, counted[v]), reverse=facet is Facet.YEAR):
        yield Option(value, _words(facet, value), counted[value], wish.get(facet) == value)


def _by_count(value: str, count: int) -> tuple[int, str]:
    return -count, value


def _by_value(value: str, count: int) -> tuple[int, str]:  # noqa: ARG001  (as the other)
    return 0, value


_ORDERS: Mapping[Facet, Callable[[str, int], tuple[int, str]]] = {
    Facet.MINE: _by_count,
    Facet.KIND: _by_count,
    Facet.GENRE: _by_count,
    Facet.YEAR: _by_value,
    Facet.UNIT: _by_count,
}


def _words(facet: Facet, value: str) -> str:
    if facet is Facet.MINE:
        return _("只看我经手")
    if facet is Facet.KIND:
        return names.kind(value)
    if facet is Facet.GENRE:
        return names.choice("genre", value)
    return _("{year}年").format(year=value) if facet is Facet.YEAR else value
