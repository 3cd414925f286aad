"""Finding whom somebody means by a few letters, without a screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oa_client.app.directory import Member, People
from oa_client.assets import _
from oa_client.domain.people import Scope, clerks_scope, post_scope, under_scope
from oa_client.ui.widgets.people_chosen import away_words, name_of, place_of


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: what choosing it means, and how it reads."""

    scope: Scope
    words: str


def hits(
    people: People, text: str, *, units: bool, by_post: bool, organs: bool = False, limit: int = 50
) -> tuple[Hit, ...]:
    """Persons by name, pinyin or initials; units and their 收发岗 by name. The best first, nobody twice."""
    wanted = "".join(text.casefold().split())
    if organs:
        return tuple(_units(people, wanted, whole=False))[:limit]
    persons = [_hit(people, member, by_post=by_post) for member in people.search(text, limit)]
    found = (
        [*_units(people, wanted, whole=units), *persons] if units else [*persons, *_units(people, wanted, whole=False)]
    )
    return tuple({hit.scope: hit for hit in reversed(found[:limit])}.values())[::-1]


def _hit(people: People, member: Member, *, by_post: bool) -> Hit:
    away = away_words(people, member.scope)
    words = "　".join(p for p in (member.person.name, away, member.post.title, member.unit.name) if p)
    return Hit(post_scope(member.post.id) if by_post else member.scope, words)


def _units(people: People, wanted: str, *, whole: bool) -> Iterable[Hit]:
    """Units of this name: whole where that is meant, else their 收发岗."""
    for unit in people.directory.units.values():
        named = f"{unit.name}收发岗"
        if not wanted or unit.closed or wanted not in named:
            continue
        if whole:
            yield Hit(under_scope(unit.id), name_of(people, under_scope(unit.id)))
        if people.clerks(unit.id):
            yield Hit(clerks_scope(unit.id), _("{unit}收发岗").format(unit=unit.name))


def recent_hits(people: People, recent: Iterable[Scope]) -> tuple[Hit, ...]:
    """Who was chosen lately and is still in office."""
    known = [s for s in dict.fromkeys(recent) if people.directory.knows(s)]
    return tuple(
        Hit(s, "　".join(p for p in (name_of(people, s), away_words(people, s), place_of(people, s)) if p))
        for s in known
    )


def kept_groups(
    people: People, kept: Iterable[tuple[str, tuple[Scope, ...]]], *, units: bool
) -> tuple[tuple[str, tuple[Scope, ...]], ...]:
    """The 常用分组 with who of them is in office and can be chosen here; none that would add nobody."""
    found = ((name, tuple(s for s in scopes if _choosable(people, s, units=units))) for name, scopes in kept)
    return tuple((name, scopes) for name, scopes in found if scopes)


def _choosable(people: People, scope: Scope, *, units: bool) -> bool:
    return people.directory.knows(scope) and (units or scope[0] in "poc")
