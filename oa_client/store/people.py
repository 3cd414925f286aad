"""The directory out of its rows: units, posts and persons as this device knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select

from oa_client.app.directory import FOLK
from oa_client.domain.people import Directory, Person, Post, Role, Unit
from oa_client.domain.standing_in import StandIn
from oa_client.protocol.standing_in import HELD, of_row
from oa_client.store.tables import row

DIRECTORY_KINDS = FOLK


def read_held(connection: Connection) -> tuple[StandIn, ...]:
    """The delegations the centre told this device of, given or held."""
    found = (of_row(key, _objects.decode(data)) for key, data in connection.execute(_HELD))
    return tuple(one for one in found if one is not None)


_HELD = select(row.c.key, row.c.data).where(row.c.kind == HELD, row.c.data.is_not(None)).order_by(row.c.key)
T = TypeVar("T")
_objects = msgspec.json.Decoder(dict[str, object])


def read_directory(connection: Connection) -> Directory:
    """Everybody. A row that is no good is left out, so that one cannot hide the others.

    A number not everybody may see comes as rows of its own, ``mobile``, with the key ``<person>/<scope>``.
    """
    found: dict[str, list[dict[str, object]]] = {kind: [] for kind in DIRECTORY_KINDS}
    mobiles: dict[str, object] = {}
    for kind, key, data in connection.execute(_ROWS):
        if kind == "mobile":
            mobiles[key.partition("/")[0]] = _objects.decode(data).get("mobile", "")
        elif key.isascii() and key.isdigit():
            found[kind].append({**_known(kind, _objects.decode(data)), "id": int(key)})
    for person in found["person"]:
        if number := mobiles.get(str(person["id"])):
            person["mobile"] = number
    return Directory(
        {u.id: u for u in _made(found["unit"], Unit)},
        {p.id: p for p in _made(found["post"], Post)},
        {p.id: p for p in _made(found["person"], Person)},
    )


def _known(kind: str, data: dict[str, object]) -> dict[str, object]:
    """A post with the roles this build knows: one that came later must not hide the post from who holds it."""
    if kind != "post":
        return data
    named = (data.get("roles"), data.get("more_roles"))
    roles = [role for these in named if isinstance(these, list) for role in these if role in _ROLES]
    return {**data, "roles": roles}


_ROLES = frozenset(role.value for role in Role)
_ROWS = select(row.c.kind, row.c.key, row.c.data).where(
    row.c.kind.in_(sorted(DIRECTORY_KINDS)), row.c.data.is_not(None)
)


def _made(values: list[dict[str, object]], kind: type[T]) -> Iterator[T]:
    for one in values:
        try:
            yield msgspec.convert(one, kind)
        except msgspec.ValidationError:
            continue
