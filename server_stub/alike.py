"""People with one name in one unit: it happens, but whoever adds the second has to know that there is a first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from oa_client.domain.people import Directory, Person, PersonId, PostId, UnitId


def alike(directory: Directory, name: str, posts: Collection[PostId]) -> list[Person]:
    """Who is in office under this name in a unit of one of these posts."""
    return list(_beside(directory, (p for p in directory.people.values() if p.name == name), posts))


def told_alike(directory: Directory, users: Mapping[PersonId, str], added: Collection[PersonId]) -> Iterator[str]:
    """What there is to say of those added who are not the only ones of their name in a unit, each name once."""
    named: dict[str, list[Person]] = {}
    for person in directory.people.values():
        named.setdefault(person.name, []).append(person)
    told: set[PersonId] = set()
    for one in (directory.people[number] for number in sorted(added)):
        same = list(_beside(directory, named[one.name], one.posts))
        if len(same) > 1 and one.id not in told:
            told |= {p.id for p in same}
            accounts = "、".join(f"账号 {users[p.id]}" if p.id in users else "没有账号" for p in same)
            units = "、".join(directory.units[u].name for u in sorted(_units(directory, one.posts)))
            yield f"{units}有 {len(same)} 个{one.name}（{accounts}）"


def _beside(directory: Directory, people: Iterable[Person], posts: Collection[PostId]) -> Iterator[Person]:
    """Those in office in a unit of one of these posts."""
    units = _units(directory, posts)
    return (p for p in people if p.active and units & _units(directory, p.posts))


def _units(directory: Directory, posts: Collection[PostId]) -> set[UnitId]:
    return {directory.posts[p].unit for p in posts if p in directory.posts}
