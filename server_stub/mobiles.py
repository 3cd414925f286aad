"""Who may see somebody's mobile number: everybody, but a leader's only those who have to ring him.

A number that is not for everybody never stands in the person's own row: it travels in rows ``mobile`` with the key
``<person>/<scope>``, one for each scope that may see it and owned by that scope, so that no other device ever gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, select

from oa_client.domain.people import (
    Directory,
    Person,
    PersonId,
    Post,
    Role,
    Scope,
    clerks_scope,
    person_scope,
    post_scope,
)
from server_stub import tables as t
from server_stub.rows import put_row
from server_stub.work import Work

KIND = "mobile"
_data = msgspec.json.Decoder(dict[str, object])


def is_restricted(directory: Directory, person: Person) -> bool:
    """Whether his number is not for everybody: he leads, in some post of his."""
    return any(Role.LEADER in post.roles for post in _posts(directory, person))


def readers(directory: Directory, person: Person) -> frozenset[Scope]:
    """Who may see a leader's number: he, and the leaders and clerks of his units and of those above them."""
    above = {unit for post in _posts(directory, person) for unit in directory.ancestors(post.unit)}
    leaders = (p for p in directory.posts.values() if p.unit in above and Role.LEADER in p.roles)
    return frozenset({person_scope(person.id), *map(clerks_scope, above), *(post_scope(p.id) for p in leaders)})


def _keepers(directory: Directory, person: Person) -> frozenset[Scope]:
    """In whose rows it stands: of one out of office only in his own, so that it is there when he comes back."""
    return readers(directory, person) if person.active else frozenset({person_scope(person.id)})


def _posts(directory: Directory, person: Person) -> Iterator[Post]:
    return (directory.posts[p] for p in person.posts if p in directory.posts)


def read_mobiles(connection: Connection) -> dict[PersonId, str]:
    """The numbers that are not for everybody."""
    r = t.row.c
    found = connection.execute(select(r.key, r.data).where(r.kind == KIND, r.data.is_not(None)))
    return {_person(key): str(_data.decode(bytes(data)).get("mobile", "")) for key, data in found}


def follow(
    work: Work, directory: Directory, people: Iterable[PersonId], numbers: Mapping[PersonId, str]
) -> set[PersonId]:
    """Bring the rows of these people's restricted numbers in line with who may see them now; whose changed."""
    about = frozenset(people)
    wanted = {
        (f"{person}/{scope}", scope): number
        for person, number in numbers.items()
        for scope in _keepers(directory, directory.people[person])
    }
    held = _held(work.connection, about)
    stale = {at for at, number in wanted.items() if held.get(at) != number} | (held.keys() - wanted.keys())
    for key, owner in sorted(stale):
        number = wanted.get((key, owner))
        put_row(work, KIND, key, owner, {"mobile": number} if number else None)
        work.touched.add(owner)
    return {_person(key) for key, _owner in stale}


def _held(connection: Connection, people: frozenset[PersonId]) -> dict[tuple[str, Scope], str]:
    r = t.row.c
    rows = connection.execute(select(r.key, r.owner, r.data).where(r.kind == KIND, r.data.is_not(None)))
    return {
        (key, Scope(owner)): str(_data.decode(bytes(data)).get("mobile", ""))
        for key, owner, data in rows
        if _person(key) in people
    }


def _person(key: str) -> PersonId:
    return PersonId(int(key.partition("/")[0]))
