"""Keeping the directory: its rows, and the memberships that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from oa_client.domain.people import (
    EVERYONE,
    Directory,
    Person,
    PersonId,
    Post,
    Unit,
    person_scope,
)
from server_stub import tables as t
from server_stub.access import DIRECTORY
from server_stub.delegations import follow_posts
from server_stub.directory import KINDS, from_rows, to_row
from server_stub.mobiles import follow, is_restricted, read_mobiles
from server_stub.rows import get_row, put_row
from server_stub.timers import lapse
from server_stub.work import Work, counter, set_counter

_data = msgspec.json.Decoder(dict[str, object])


def read_directory(connection: Connection) -> Directory:
    """Everybody, as the rows say, with the numbers that are not for everybody."""
    r = t.row.c
    rows = connection.execute(select(r.kind, r.key, r.data).where(r.kind.in_(KINDS), r.data.is_not(None)))
    found = from_rows((kind, key, _data.decode(bytes(data))) for kind, key, data in rows)
    restricted = read_mobiles(connection)
    people = {k: replace(p, mobile=restricted.get(k, p.mobile)) for k, p in found.people.items()}
    return Directory(found.units, found.posts, people) if restricted else found


class Last(NamedTuple):
    """The last numbers that are given, or may have been given before a restore."""

    person: int = 0
    unit: int = 0
    post: int = 0


NONE_GIVEN = Last()


def last_given(work: Work) -> Last:
    """As it stands."""
    now, kept = work.directory, work.connection
    return Last(
        max(counter(kept, "person"), max(now.people, default=0)),
        max(counter(kept, "unit"), max(now.units, default=0)),
        max(counter(kept, "post"), max(now.posts, default=0)),
    )


def leave_free(work: Work, numbers: int) -> None:
    """So many behind the last are nobody's: what was done under one of them, or sent to it, may yet come back."""
    for name, last in last_given(work)._asdict().items():
        set_counter(work.connection, name, last + numbers)


def free_again(work: Work, numbers: int, given: Last) -> None:
    """What was given each of these is known after all; what was left free before, here or as `given` says, stays so."""
    for name, last in given._asdict().items():
        set_counter(work.connection, name, max(counter(work.connection, name) - numbers, last))


def put_things(work: Work, things: Iterable[Unit | Post | Person]) -> None:
    """Units, posts and people are now these; who belongs where, and who may see which number, follows."""
    given = list(things)
    people = {thing.id: thing for thing in given if isinstance(thing, Person)}
    rearranged = [_put(work, thing) for thing in given if not isinstance(thing, Person)]
    everybody = any(rearranged)
    if everybody:
        work.drop_directory()
    before = work.directory
    now = Directory(before.units, before.posts, {**before.people, **people})
    changed = {p.id for p in people.values() if _put(work, _for_everybody(now, p))}
    changed |= _numbers(work, now, now.people if everybody else people)
    if changed or everybody:
        work.drop_directory()
        work.touched.add(EVERYONE)
        _follow(work, set(work.directory.people) if everybody else changed)


def _put(work: Work, thing: Unit | Post | Person) -> bool:
    """Whether its row says something else now."""
    kind, key, data = to_row(thing)
    if get_row(work.connection, kind, key, EVERYONE) == data:
        return False
    put_row(work, kind, key, EVERYONE, data)
    return True


def _for_everybody(directory: Directory, person: Person) -> Person:
    """What everybody may see of him."""
    return replace(person, mobile="") if is_restricted(directory, person) else person


def _numbers(work: Work, directory: Directory, people: Mapping[PersonId, Person]) -> set[PersonId]:
    """Bring the mobile numbers of these people in line with who may see them; whose changed."""
    ringing = [p for p in people.values() if p.mobile]
    moved = {p.id for p in ringing if _put(work, _for_everybody(directory, p))}
    restricted = {p.id: p.mobile for p in ringing if is_restricted(directory, p)}
    return moved | follow(work, directory, people.keys(), restricted)


def _follow(work: Work, people: set[PersonId]) -> None:
    """Begin and end memberships where the directory says otherwise than they do."""
    m = t.member
    rows = work.connection.execute(select(m.c.person, m.c.scope).where(m.c.until.is_(None), m.c.why == DIRECTORY))
    held: dict[int, set[str]] = {}
    for person, scope in rows:
        held.setdefault(person, set()).add(scope)
    begun: list[dict[str, object]] = []
    gone: list[PersonId] = []
    at = work.seq()
    for person in sorted(people):
        now: set[str] = set(work.directory.scopes_of(person))
        before = held.get(person, set())
        if ended := sorted(before - now):
            work.connection.execute(
                update(m)
                .where(m.c.person == person, m.c.scope.in_(ended), m.c.until.is_(None), m.c.why == DIRECTORY)
                .values(until=at)
            )
        begun += [{"person": person, "scope": scope, "since": at, "why": DIRECTORY} for scope in sorted(now - before)]
        if not work.directory.people[person].active:
            work.connection.execute(delete(t.token).where(t.token.c.person == person))
            gone.append(person)
        if now != before:
            work.touched.add(person_scope(person))
    if begun:
        work.connection.execute(insert(m), begun)
    follow_posts(work, people)
    for person in gone:
        lapse(work, person)
