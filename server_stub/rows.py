"""Versioned rows: what is nobody's record (design.md §2, hard line). Each kind has its rule of merging.

| kind | key | owner | data | rule |
|---|---|---|---|---|
| unit, post, person | id | ``*`` | see `directory` | the centre only |
| mobile | person/scope | that scope | {"mobile"} | the centre only; see `mobiles` |
| read | matter | ``p<me>`` | {"at"} | first stays |
| receipt | matter | ``p<me>`` | {"at", "text"?, "seen"?: "light"} | first stays |
| receipts | matter | ``c<opener's unit>`` | {"n", "total", "light"?, "units": {unit: [n, total]}} | the centre counts |
| digest | ``latest`` | ``p<me>`` | `protocol.digest.Digest` | the centre only |
| calendar | ``latest`` | ``*`` | {"years", "close"?, "cutoff"?} as in `resources/calendar` | the centre only |
| statistics | see `statistics` | ``u<unit>`` | {"lines"} of a month, or {"at"}: counted up to then | the centre only |
| delegation | its matter | ``p<giver>``, ``p<taker>`` | see `protocol.standing_in` | the centre only |
| away | its matter | ``*`` | {"giver", "taker", "until"} | the centre only |
| settings | any | ``p<me>`` | any | by key; null removes |

A person sees a row from the later of its revision and the start of his membership in its owner; when that membership
ends, the row is no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, insert, or_, select

from oa_client.domain.people import Scope
from oa_client.protocol.messages import ROW, RowItem
from server_stub import tables as t
from server_stub.access import Mine
from server_stub.items import Item
from server_stub.work import Work

_data = msgspec.json.Decoder(dict[str, object])
_encode = msgspec.json.Encoder(order="deterministic").encode
_NEW = insert(t.row)
_AWAY = delete(t.row).where(
    t.row.c.kind == bindparam("of_kind"),
    t.row.c.key == bindparam("of_key"),
    t.row.c.owner == bindparam("of_owner"),
)


def put_row(work: Work, kind: str, key: str, owner: Scope, data: dict[str, object] | None) -> None:
    """A row is now this; None: it is no more."""
    key_of = {"of_kind": kind, "of_key": key, "of_owner": owner}
    work.connection.execute(_AWAY, key_of)
    put_new_rows(work, [(kind, key, owner, data)])


def put_new_rows(work: Work, rows: Iterable[tuple[str, str, Scope, dict[str, object] | None]]) -> None:
    """Rows that were not there before."""
    values = [
        {
            "kind": kind,
            "key": key,
            "owner": owner,
            "rev": work.seq(),
            "data": None if data is None else _encode(data),
        }
        for kind, key, owner, data in rows
    ]
    if values:
        work.connection.execute(_NEW, values)


def get_row(connection: Connection, kind: str, key: str, owner: Scope) -> dict[str, object] | None:
    """What a row says."""
    r = t.row.c
    found = connection.execute(select(r.data).where(r.kind == kind, r.key == key, r.owner == owner)).scalar()
    return None if found is None else _data.decode(bytes(found))


def row_items(connection: Connection, me: Mine, since: int) -> Iterator[Item]:
    """The rows that changed for a person from a position on, those he lost among them."""
    live, r = me.own, t.row.c
    new = [scope for scope, begun in live.items() if begun >= since]
    for row in connection.execute(_select().where(or_(r.owner.in_(sorted(live)) & (r.rev >= since), r.owner.in_(new)))):
        at = max(row.rev, live[row.owner])
        yield _item(at, row.kind, row.key, row.data)
    yield from _lost_rows(connection, me, since)


def _lost_rows(connection: Connection, me: Mine, since: int) -> Iterator[Item]:
    ends: dict[str, int] = {}
    for m in me.members:
        if m.direct and m.until is not None:
            ends[m.scope] = max(m.until, ends.get(m.scope, 0))
    gone = {scope: until for scope, until in ends.items() if until >= since and scope not in me.own}
    for row in connection.execute(_select().where(t.row.c.owner.in_(sorted(gone)))):
        yield _item(gone[row.owner], row.kind, row.key, None)


def _select() -> Select[tuple[str, str, str, int, bytes | None]]:
    r = t.row.c
    return select(r.kind, r.key, r.owner, r.rev, r.data)


def _item(at: int, kind: str, key: str, data: bytes | None) -> Item:
    value = RowItem(at, kind, key, None if data is None else _data.decode(bytes(data)))
    return Item((at, ROW, f"{kind}/{key}"), len(data or b"") + len(kind) + len(key) + 30, value)


def walk_rows(connection: Connection, me: Mine, low: int, high: int, place: str) -> list[tuple[str, Item]]:
    """The next rows of a walk over those that changed from `low` to `high`, each with its place."""
    found = [
        (f"{item.value.k}/{item.value.i}", item)
        for item in row_items(connection, me, low)
        if isinstance(item.value, RowItem) and item.key[0] <= high
    ]
    found = [(at, item) for at, item in found if low > 0 or _there(item)]
    return sorted((one for one in found if not place or one[0] > place), key=lambda one: one[0])


def _there(item: Item) -> bool:
    return isinstance(item.value, RowItem) and item.value.d is not None
