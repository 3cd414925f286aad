"""Which devices have been here since a restore: until all have, the centre may lack what one of them holds.

Expected is each device that was signed in at or after the last moment the backup knows of: no other can have handed in
anything since. What is kept of it is whether it came, not when.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from oa_client.protocol.messages import BATCH, SyncRequest
from server_stub import tables as t

_EXPECTED = select(t.expected.c.device).where(t.expected.c.device == bindparam("of"), ~t.expected.c.came)


@dataclass(frozen=True, slots=True)
class ComingBack:
    """How many devices are expected and came; whose have not, by name; how many are of people out of office."""

    devices: int = 0
    came: int = 0
    people: tuple[str, ...] = ()
    shut_out: int = 0


def expect(connection: Connection, since: int, *, again: bool) -> None:
    """A restore begins from a backup that knows of nothing after `since`; `again`: while one is not closed yet.

    Whom that one waits for may still hold what neither knows.
    """
    k = t.token.c
    connection.execute(update(t.expected).values(came=False) if again else delete(t.expected))
    signed_in = connection.execute(select(k.device, k.person).where(k.until > since).distinct())
    expect_also(connection, [(row.device, row.person) for row in signed_in])


def expect_also(connection: Connection, devices: Iterable[tuple[int, int]]) -> None:
    """These too, (device, person): what was there before the restore says so."""
    known = set(connection.scalars(select(t.expected.c.device)))
    more = {device: person for device, person in devices if device not in known}
    if more:
        rows = [{"device": device, "person": person, "came": False} for device, person in sorted(more.items())]
        connection.execute(insert(t.expected), rows)


def is_expected(connection: Connection, device: int) -> bool:
    """Whether this device has still to come."""
    return connection.execute(_EXPECTED, {"of": device}).first() is not None


def is_all(request: SyncRequest) -> bool:
    """Whether a device has handed in what it had with this turn: a slow line carries a batch in pieces."""
    return not request.more and len(request.commands) < BATCH


def came(connection: Connection, device: int) -> None:
    """It has handed in what it had."""
    connection.execute(update(t.expected).where(t.expected.c.device == device).values(came=True))


def coming_back(connection: Connection) -> ComingBack:
    """As it stands. Who is out of office can bring nothing, and is waited for no more."""
    found = connection.execute(select(t.expected.c.person, t.expected.c.came)).all()
    people = _people(connection)
    there = [row for row in found if row.came or people.get(row.person, ("", True))[1]]
    away = sorted({row.person for row in there if not row.came})
    names = tuple(people.get(person, (str(person), True))[0] for person in away)
    return ComingBack(len(there), sum(row.came for row in there), names, len(found) - len(there))


def _people(connection: Connection) -> dict[int, tuple[str, bool]]:
    r = t.row.c
    rows = connection.execute(select(r.key, r.data).where(r.kind == "person", r.data.is_not(None)))
    said = ((int(key), msgspec.json.decode(bytes(data))) for key, data in rows)
    return {person: (str(data["name"]), data.get("active") is not False) for person, data in said}
