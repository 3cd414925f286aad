"""The directory out of its rows: units, posts and persons as this device knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, select

from oa_client.domain.people import Directory, Person, Post, Unit
from oa_client.store.tables import row

DIRECTORY_KINDS = frozenset({"unit", "post", "person"})

T = TypeVar("T")


def read_directory(connection: Connection) -> Directory:
    """Everybody. A row that is no good is left out, so that one cannot hide the others."""
    found: dict[str, list[str]] = {kind: [] for kind in DIRECTORY_KINDS}
    for kind, data in connection.execute(_ROWS):
        found[kind].append(data)
    return Directory(
        {u.id: u for u in _read(found["unit"], msgspec.json.Decoder(Unit).decode)},
        {p.id: p for p in _read(found["post"], msgspec.json.Decoder(Post).decode)},
        {p.id: p for p in _read(found["person"], msgspec.json.Decoder(Person).decode)},
    )


_ROWS = select(row.c.kind, row.c.data).where(row.c.kind.in_(sorted(DIRECTORY_KINDS)), row.c.data.is_not(None))


def _read(stored: list[str], decode: Callable[[str], T]) -> Iterator[T]:
    for data in stored:
        try:
            yield decode(data)
        except msgspec.MsgspecError:
            continue
