"""A restore leaves people and their accounts as they were right before it: nobody who was shut out gets in again.

What the backup says of them is of its own day. So the data that a restore sets aside are read first: who was disabled
since stays out, a password given since is the one that counts, who was added since keeps his number, who was moved
holds what he was moved to. Never the reverse: who was out of office in the backup, or in the data set aside, is so
afterwards. Units and posts added since keep their numbers too, for what was sent to one must never come to another.
A unit that was renamed keeps its later name: nothing in a record tells it, and a name says nothing of what one may do.
In all else, closed or not, where it belongs and what its posts may do, one that the backup knows is as it has it: what
comes back was decided by that. What was done stands in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from sqlalchemy import Connection, delete, func, insert, inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError

from oa_client.domain.people import Directory, Person, PersonId, Post, PostId, Unit, UnitId
from server_stub import tables as t
from server_stub.accounts import end_tokens
from server_stub.audit import note
from server_stub.coming_back import expect_also
from server_stub.database import reading
from server_stub.people import NONE_GIVEN, Last, free_again, put_things, read_directory
from server_stub.restoring import RESTORE_GAP
from server_stub.work import Work, counter

_ACTION, _RESTORE = "people_kept", "restore"


@dataclass(frozen=True, slots=True)
class Account:
    """What an account is: its name, what is kept of the password, and when it was given."""

    user: str
    password: str
    changed_at: int


@dataclass(frozen=True, slots=True)
class Before:
    """What the data that go aside say of people."""

    centre: int
    directory: Directory
    accounts: Mapping[PersonId, Account]
    devices: tuple[tuple[int, int], ...]
    """(device, person) of those signed in, or made, at or after a moment, and of those a restore there waits for."""
    behind: bool = False
    """Whether they are of a restore that went further back and knew of nothing else, and nobody was changed since."""
    places_behind: bool = False
    """The same of units and posts."""
    last: Last = NONE_GIVEN
    """The numbers left free there: they too are of data of a restore, and of what that one did not know."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who is not as the backup has him. `what`: added, disabled, enabled, password, user, moved, details.

    `posts`: what he holds now. `enabled` alone was not carried over.
    """

    user: str
    name: str
    what: tuple[str, ...]
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleKept:
    """How people stand since the last restore: `day` is the backup's last moment, 0 where it is not known.

    `kept`: who is not as in the backup; None: the data set aside could not be asked, all is as of that day. `places`:
    units and posts that are not as they were before the restore. `renamed`: units that are, by their name in the backup
    and the one they have.
    """

    day: int
    kept: tuple[Kept, ...] | None
    places: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def last_known(connection: Connection) -> int:
    """The last moment of which a database knows anything."""
    moments = (func.max(t.audit.c.at), func.max(t.matter.c.changed_at))
    return max(connection.execute(select(moment)).scalar() or 0 for moment in moments)


def read_before(path: Path, since: int) -> Before | None:
    """What a database says of people, of whatever version it is; None where it cannot be read or is not there."""
    if not path.exists():
        return None
    try:
        with reading(path) as connection:
            return said_before(connection, since)
    except (SQLAlchemyError, ValueError, TypeError, KeyError):  # what damaged bytes are taken for
        return None


def said_before(connection: Connection, since: int) -> Before:
    """What it says; `since`: of devices, those that were there at that moment or after it."""
    devices = tuple(sorted(_devices(connection, since)))
    last = Last(*(counter(connection, name) for name in Last._fields))
    centre, directory, accounts = counter(connection, "centre"), read_directory(connection), read_accounts(connection)
    behind, places_behind = (_is_behind(connection, since, of) for of in ("people.%", "units.%"))
    return Before(centre, directory, accounts, devices, behind, places_behind, last)


def _is_behind(connection: Connection, since: int, of: str) -> bool:
    """`of`: what an administrator does about them is noted so."""
    people, a = people_kept(connection), t.audit.c
    if people is None or people.kept is not None or people.day >= since:
        return False
    restored = select(func.max(a.id)).where(a.action == _RESTORE).scalar_subquery()
    return connection.execute(select(a.id).where(a.id > restored, a.action.like(of))).first() is None


def _devices(connection: Connection, since: int) -> set[tuple[int, int]]:
    k, d = t.token.c, t.device.c
    signed_in = connection.execute(select(k.device, k.person).where(k.until > since)).all()
    made = connection.execute(select(d.id, d.person).where(d.made_at >= since)).all()
    return {(device, person) for device, person in (*signed_in, *made, *_awaited(connection))}


def _awaited(connection: Connection) -> list[tuple[int, int]]:
    """Whom an earlier restore, not closed yet, still waits for."""
    if not counter(connection, "restoring") or not inspect(connection).has_table(t.expected.name):
        return []
    e = t.expected.c
    return [(row.device, row.person) for row in connection.execute(select(e.device, e.person).where(~e.came))]


def keep_people(work: Work, before: Before | None) -> None:
    """Carry over what was so before the restore, and note it. Data of another centre say nothing of this one."""
    if before is None or before.centre != counter(work.connection, "centre"):
        return
    put_things(work, _added(work.directory, before.directory))
    accounts = read_accounts(work.connection)
    before = _without_what_is_older(before, work.directory)
    renamed = _renamed(work.directory, before.directory)
    names = tuple((work.directory.units[unit.id].name, unit.name) for unit in renamed)
    put_things(work, renamed)
    was = work.directory
    people = [_carried(was, before.directory, person) for person in sorted(before.directory.people)]
    put_things(work, [person for person in people if was.people.get(person.id) != person])
    for person in {p for p, account in before.accounts.items() if _counts(account, accounts.get(p))}:
        _set(work.connection, person, before.accounts[person])
        end_tokens(work, person)
    free_again(work, RESTORE_GAP, before.last)
    expect_also(work.connection, before.devices)
    differ = _differ(was, before, accounts, people)
    told = PeopleKept(0, tuple(differ), tuple(_places(was, before.directory)), names)
    note(work, _ACTION, msgspec.json.encode(told).decode())


def _added(was: Directory, before: Directory) -> list[Unit | Post]:
    """The units and posts that the backup does not know."""
    units = [unit for unit in before.units.values() if unit.id not in was.units]
    return [*units, *(post for post in before.posts.values() if post.id not in was.posts)]


def _renamed(was: Directory, before: Directory) -> list[Unit]:
    """The units with the names they had before the restore; none that another beside it has as well by then."""
    then = was.units
    now = {id: replace(unit, name=before.units.get(id, unit).name) for id, unit in then.items()}
    while doubled := [id for id in now if now[id] != then[id] and _beside(now, now[id]) > 1]:
        now |= {id: then[id] for id in doubled}
    return [unit for unit in now.values() if unit != then[unit.id]]


def _beside(units: Mapping[UnitId, Unit], one: Unit) -> int:
    """How many of its name belong where it does."""
    return sum((unit.name, unit.parent) == (one.name, one.parent) for unit in units.values())


def _without_what_is_older(before: Before, was: Directory) -> Before:
    """Where they are behind, the backup knows the later of what both know; who is out of office in either stays so."""
    said = before.directory
    units, posts, people = said.units, said.posts, said.people
    if before.places_behind:
        units, posts = {**units, **was.units}, {**posts, **was.posts}
    if before.behind:
        both = {id: (one, was.people[id]) for id, one in people.items() if id in was.people}
        now = {id: replace(then, active=one.active and then.active) for id, (one, then) in both.items()}
        people = {**people, **now}
    return replace(before, directory=Directory(units, posts, people))


def read_accounts(connection: Connection) -> dict[PersonId, Account]:
    """All of them."""
    rows = connection.execute(select(t.account)).all()
    return {PersonId(row.person): Account(row.user, row.password, row.changed_at) for row in rows}


def _carried(was: Directory, before: Directory, person: PersonId) -> Person:
    now, then = before.people[person], was.people.get(person)
    posts = tuple(post for post in now.posts if post in was.posts)
    return replace(now, posts=posts, active=now.active and (then is None or then.active))


def _counts(account: Account, then: Account | None) -> bool:
    """Whether it is carried over: the data that go aside may themselves be of a restore that went back further."""
    return then is None or (account != then and account.changed_at >= then.changed_at)


def _set(connection: Connection, person: PersonId, account: Account) -> None:
    """His account; a name that had been another's is his now."""
    a = t.account
    connection.execute(delete(a).where(or_(a.c.person == person, a.c.user == account.user)))
    values = {"user": account.user, "password": account.password, "changed_at": account.changed_at}
    connection.execute(insert(a).values(person=person, **values))


def _differ(
    was: Directory, before: Before, accounts: Mapping[PersonId, Account], people: Iterable[Person]
) -> Iterator[Kept]:
    for person in people:
        what = tuple(_what(was.people.get(person.id), before.directory.people[person.id], accounts, before))
        if what:
            account = before.accounts.get(person.id)
            yield Kept(account.user if account else "", person.name, what, _titles(was, person.posts))


def _what(then: Person | None, now: Person, accounts: Mapping[PersonId, Account], before: Before) -> Iterator[str]:
    if then is None:
        yield "added"
    if not now.active and (then is None or then.active):
        yield "disabled"
    if then is None:
        return
    if now.active and not then.active:
        yield "enabled"
    old, new = accounts.get(then.id), before.accounts.get(then.id)
    if new and _counts(new, old):
        if old and old.changed_at != new.changed_at:
            yield "password"
        if old is None or old.user != new.user:
            yield "user"
    if now.posts != then.posts:
        yield "moved"
    if replace(now, active=then.active, posts=then.posts) != then:
        yield "details"


def _titles(directory: Directory, posts: Iterable[PostId]) -> tuple[str, ...]:
    held = (directory.posts[post] for post in posts if post in directory.posts)
    units = directory.units
    return tuple(f"{units[one.unit].name if one.unit in units else ''}{one.title}" for one in held)


def _places(was: Directory, before: Directory) -> Iterator[str]:
    """Units and posts, by the names they had before the restore."""
    for unit in before.units.values():
        if was.units.get(unit.id) != unit:
            yield unit.name
    for post in before.posts.values():
        if was.posts.get(post.id) != post:
            yield from _titles(before, [post.id])


def people_kept(connection: Connection) -> PeopleKept | None:
    """What the last restore did about people; None: there was none."""
    a = t.audit.c
    last = connection.execute(select(a.id, a.object).where(a.action == _RESTORE).order_by(a.id.desc()).limit(1)).first()
    if last is None:
        return None
    day = int(last.object or 0)
    said = connection.execute(select(a.object).where(a.action == _ACTION, a.id > last.id)).scalar()
    return PeopleKept(day, None) if said is None else replace(msgspec.json.decode(said, type=PeopleKept), day=day)
