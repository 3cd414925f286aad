"""Small things of replica.db that several modules read: a matter's row, single values, the feed."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select, update

from oa_client.app.replica import Feed
from oa_client.protocol.messages import Position, Walk
from oa_client.store import tables as t
from oa_client.store.projections import NOTHING


@dataclass(slots=True)
class State:
    """A matter's row while a page works on it."""

    k: int
    id: str
    number: int = 0
    doc: int = 0
    kind: str = ""
    edition: int = 0
    have: int = 0
    head: int = 0
    strays: int = 0
    hash: bytes | None = None
    seen_at: int = -1
    gone_at: int = -1
    full: int = 0
    want: int = 0
    header: bytes | None = None
    header_v: int = 0
    doubt: int = 0
    dirty: bool = False

    def values(self) -> dict[str, object]:
        """Its columns."""
        return {name: getattr(self, name) for name in _COLUMNS}


_COLUMNS = (
    "number",
    "kind",
    "edition",
    "have",
    "head",
    "strays",
    "hash",
    "seen_at",
    "gone_at",
    "full",
    "want",
    "header",
    "header_v",
    "doubt",
)
BY_IDS = select(t.matter.c.k, t.matter.c.id, t.matter.c.doc, *(t.matter.c[name] for name in _COLUMNS)).where(
    t.matter.c.id.in_(bindparam("ids", expanding=True))
)
MAX_K = select(func.max(t.matter.c.k))
UPDATE = update(t.matter).where(t.matter.c.k == bindparam("this")).values({c: bindparam(c) for c in _COLUMNS})
UNSHOW = (
    update(t.matter)
    .where(t.matter.c.k == bindparam("this"))
    .values(doc=0, shown=NOTHING, row=None, changed_at=0, opener=0, acted=0)
)


def get_meta(connection: Connection, name: str) -> str | None:
    """A value of the replica."""
    return connection.execute(select(t.replica_meta.c.value).where(t.replica_meta.c.key == name)).scalar()


def set_meta(connection: Connection, name: str, value: str) -> None:
    """Set a value of the replica."""
    if connection.execute(update(t.replica_meta).where(t.replica_meta.c.key == name).values(value=value)).rowcount == 0:
        connection.execute(insert(t.replica_meta).values(key=name, value=value))


def read_feed(connection: Connection) -> Feed:
    """Where the replica stands."""
    found = get_meta(connection, "feed")
    if found is None:
        return Feed()
    epoch, position = msgspec.json.decode(found, type=tuple[int, Position | None])
    walks = connection.execute(select(t.walk.c.walk, t.walk.c.place).order_by(t.walk.c.id)).all()
    return Feed(epoch, position, tuple((msgspec.json.decode(w.walk, type=Walk), w.place) for w in walks))
