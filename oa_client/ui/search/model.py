"""A search's answer as rows. No Qt; not for the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from oa_client.app.desk import Desk
from oa_client.app.directory import People, Staff, numbers
from oa_client.app.reading import Found, Listed
from oa_client.app.searching import MOST, batches, exactly
from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.search.facets import Traits, traits

FIRST = 50
"""Rows shown before anything else is asked."""
FOLK = 4
"""People offered above the rows."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person the query may mean: how he is offered, and the name to search for."""

    name: str
    words: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query found, with its rows; `total` may be more. `person`: whose matters are among them."""

    query: str
    rows: tuple[Listed, ...]
    found: Found
    words: tuple[str, ...] = ()
    folk: tuple[Somebody, ...] = ()
    person: str = ""
    total: int = 0
    traits: Mapping[MatterId, Traits] = field(default_factory=dict)


def look(desk: Desk, query: str, limit: int = FIRST) -> Answer:
    """Search this device: its newest hits, and the people the query may mean."""
    found = desk.search(query, limit)
    rows = tuple(row for some in batches(found.ids) for row in desk.headed(some))
    words = desk.stores.library.words(query)
    return Answer(query, rows, found, words, folk(desk.people, query), found.person, found.total)


def sift(desk: Desk, query: str) -> Answer:
    """The same, as far as hits are counted, with what it can be narrowed by."""
    whole = look(desk, query, MOST)
    ids = tuple(row.matter for row in whole.rows)
    mine = frozenset(m for some in batches(ids) for m in desk.stores.library.handled(some))
    directory = desk.rules.directory
    sides = {row.matter: traits(row, directory, mine) for row in whole.rows}
    return Answer(whole.query, whole.rows, whole.found, whole.words, whole.folk, whole.person, whole.total, sides)


def alone(desk: Desk, matter: MatterId) -> Answer:
    """One matter that somebody came from elsewhere to see."""
    rows = desk.headed((matter,))
    return Answer("", rows, Found((matter,), len(rows), 0, 0), total=len(rows))


def folk(people: People, query: str) -> tuple[Somebody, ...]:
    """Whom the query may mean: by letters of his name, or the name itself. Each once, at most `FOLK`."""
    letters = "".join(query.split())
    if letters.isascii() and letters.isalpha():
        found = people.found(letters, FOLK * 4)
    else:
        found = tuple(s for person in exactly(people, query) for s in people.staff_of(person))
    return tuple(_somebody(one) for one in {s.person.id: s for s in reversed(found)}.values())[::-1][:FOLK]


def _somebody(staff: Staff) -> Somebody:
    name, number = staff.person.name, next(iter(numbers(staff.person)), "")
    place = _("{name}（{unit} {post}）").format(name=name, unit=staff.unit.name, post=staff.title)
    spoken = _("查 {place} 的事项").format(place=place)
    return Somebody(name, f"{place} {number}".strip(), f"{spoken}，{number}" if number else spoken)
