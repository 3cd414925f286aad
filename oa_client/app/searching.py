"""Searching by words and by people: a name asks for that person's matters, whether or not it stands in their texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oa_client.app.directory import People
from oa_client.app.reading import Found, Library
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, Scope, scope_person

MOST = 1000
"""Matters looked through for a name beside other words; hits are counted as far."""
AT_ONCE = 200
_JOINTS = re.compile("[,，、;；。]|的|关于")
_APART = re.compile(
    r"((?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|\d{4}年"
    "|批复|请示|报告|通知|通报|通告|公告|公报|决议|决定|命令|意见|议案|纪要)"
)
"""Where a query is cut when nothing was found: round dates and the kinds of documents."""


@dataclass(frozen=True, slots=True)
class ByName:
    """Whom one word of a query names exactly, and what else it asks for."""

    name: str = ""
    people: tuple[PersonId, ...] = ()
    rest: str = ""


def exactly(people: People, name: str) -> tuple[PersonId, ...]:
    """Everybody of exactly this name."""
    found = (scope_person(Scope(scope)) for scope in people.named(name))
    return tuple(person for person in found if person is not None)


def by_name(people: People, query: str) -> ByName:
    """The first word of a query that is exactly somebody's name."""
    words = query.split()
    for at, word in enumerate(words):
        if found := exactly(people, word):
            return ByName(word, found, " ".join((*words[:at], *words[at + 1 :])))
    return ByName()


def find(library: Library, people: People, query: str, limit: int) -> Found:
    """Matters that hold every word, the newest first, and of the person a word names those that hold the others.

    With a person's among them all go by their last change. Not for the GUI thread.
    """
    found = library.search(query, limit)
    if not found.ids and (looser := apart(query)) != query:
        query, found = looser, library.search(looser, limit)
    named = by_name(people, query)
    theirs = _theirs(library, named, limit)
    if not theirs:
        return replace(found, person=named.name)
    ids = _by_change(library, tuple(dict.fromkeys((*found.ids, *theirs))))
    return replace(found, ids=ids[:limit], total=max(found.total, len(ids)), person=named.name)


def apart(query: str) -> str:
    """What was written in one go, as the words people mean: dates, 文种 and the rest, without 的 and 关于."""
    return " ".join(_APART.sub(r" \1 ", _JOINTS.sub(" ", query)).split())


def _theirs(library: Library, named: ByName, limit: int) -> list[MatterId]:
    """The matters of the person named in which the rest of the query stands."""
    most = MOST if named.rest else limit
    theirs = [matter for person in named.people for matter in library.of_person(person, most)]
    if not (named.rest and theirs):
        return theirs
    held = set(library.search(named.rest, MOST).ids)
    return [matter for matter in theirs if matter in held]


def _by_change(library: Library, ids: Sequence[MatterId]) -> tuple[MatterId, ...]:
    rows = [row for some in batches(ids) for row in library.headed(some)]
    return tuple(row.matter for row in sorted(rows, key=lambda row: -row.row.changed_at))


def batches(ids: Sequence[MatterId]) -> Iterator[Sequence[MatterId]]:
    """As many at a time as the library gives."""
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]
