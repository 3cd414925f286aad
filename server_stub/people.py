"""Keeping the directory: its rows, and the memberships that follow from them."""

from __future__ import annotations

from collections.abc import Iterable

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
from server_stub.directory import KINDS, from_rows, to_row
from server_stub.rows import get_row, put_row
from server_stub.work import Work

_data = msgspec.json.Decoder(dict[str, object])


def read_directory(connection: Connection) -> Directory:
    """Everybody, as the rows say."""
    r = t.row.c
    rows = connection.execute(select(r.kind, r.key, r.data).where(r.kind.in_(KINDS), r.data.is_not(None)))
    return from_rows((kind, key, _data.decode(bytes(data))) for kind, key, data in rows)


def put_things(work: Work, things: Iterable[Unit | Post | Person]) -> None:
    """Units, posts and people are now these; who belongs where follows."""
    changed: set[PersonId] = set()
    everybody = False
    for thing in things:
        kind, key, data = to_row(thing)
        if get_row(work.connection, kind, key, EVERYONE) == data:
            continue
        put_row(work, kind, key, EVERYONE, data)
        if isinstance(thing, Person):
            changed.add(thing.id)
        else:
            everybody = True
    if changed or everybody:
        work.drop_directory()
        work.touched.add(EVERYONE)
        _follow(work, set(work.directory.people) if everybody else changed)


def _follow(work: Work, people: set[PersonId]) -> None:
    """Begin and end memberships where the directory says otherwise than they do."""
    m = t.member
    rows = work.connection.execute(select(m.c.person, m.c.scope).where(m.c.until.is_(None), m.c.why == DIRECTORY))
    held: dict[int, set[str]] = {}
    for person, scope in rows:
        held.setdefault(person, set()).add(scope)
    begun: list[dict[str, object]] = []
    at = work.seq()
    for person in sorted(people):
        now: set[str] = set(work.directory.scopes_of(person))
        before = held.get(person, set())
        if gone := sorted(before - now):
            work.connection.execute(
                update(m)
                .where(m.c.person == person, m.c.scope.in_(gone), m.c.until.is_(None), m.c.why == DIRECTORY)
                .values(until=at)
            )
        begun += [{"person": person, "scope": scope, "since": at, "why": DIRECTORY} for scope in sorted(now - before)]
        if not work.directory.people[person].active:
            work.connection.execute(delete(t.token).where(t.token.c.person == person))
        if now != before:
            work.touched.add(person_scope(person))
    if begun:
        work.connection.execute(insert(m), begun)
