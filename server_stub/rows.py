"""Versioned rows: what is nobody's record (design.md §2, hard line). Each kind has its rule of merging.

| kind | key | owner | data | rule |
|---|---|---|---|---|
| unit, post, person | id | ``*`` | see `directory` | the centre only |
| read | matter | ``p<me>`` | {"at"} | first stays |
| receipt | matter | ``p<me>`` | {"at", "text"?, "seen"?: "light"} | first stays |
| receipts | matter | ``c<opener's unit>`` | {"n", "total", "light"?} | the centre counts |
| digest | ``latest`` | ``p<me>`` | `protocol.digest.Digest` | the centre only |
| settings | any | ``p<me>`` | any | by key; null removes |

A person sees a row from the later of its revision and the start of his membership in its owner; when that membership
ends, the row is no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, Select, bindparam, delete, insert, or_, select

from oa_client.domain.fields import check_fields
from oa_client.domain.people import PersonId, Scope, clerks_scope, person_scope
from oa_client.domain.table import Field, FieldType
from oa_client.protocol.messages import ROW, RowItem, RowUp
from server_stub import tables as t
from server_stub.access import Mine, visible
from server_stub.items import Item
from server_stub.restoring import era
from server_stub.work import Work

MOST_DATA = 16 * 1024
_data = msgspec.json.Decoder(dict[str, object])
_encode = msgspec.json.Encoder(order="deterministic").encode
_NEW = insert(t.row)
_AWAY = delete(t.row).where(
    t.row.c.kind == bindparam("of_kind"),
    t.row.c.key == bindparam("of_key"),
    t.row.c.owner == bindparam("of_owner"),
)
_WORDS = (Field("text", FieldType.TEXT, limit=2000),)


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


def take_rows(work: Work, me: Mine, ups: list[RowUp]) -> None:
    """Merge a person's row changes; what is not his to change, or malformed, changes nothing."""
    for up in ups:
        if len(_encode(up.data)) > MOST_DATA or len(up.key) > 200:
            continue
        if up.kind == "settings":
            _merge_settings(work, me, up)
        elif up.kind in {"read", "receipt"} and visible(work.connection, me, up.key):
            _sign(work, me, up)


def _merge_settings(work: Work, me: Mine, up: RowUp) -> None:
    owner = person_scope(me.person)
    before = get_row(work.connection, "settings", up.key, owner) or {}
    merged = {k: v for k, v in {**before, **up.data}.items() if v is not None}
    if merged != before and len(_encode(merged)) <= MOST_DATA:
        put_row(work, "settings", up.key, owner, merged)
        work.touched.add(owner)


def _signed_at(work: Work, up: RowUp) -> int:
    """Now; while a restored centre gathers, the moment that stood in the row which its owner brings back.

    His word is taken for it, but nothing was read before it was there.
    """
    before = up.data.get("at")
    if type(before) is not int or not era(work.connection).restoring:
        return int(work.now)
    opened = work.connection.execute(select(t.matter.c.opened_at).where(t.matter.c.id == up.key)).scalar()
    return int(before) if opened is not None and opened <= before < work.now else int(work.now)


def _sign(work: Work, me: Mine, up: RowUp) -> None:
    """A read mark or a receipt: the first one stays."""
    owner = person_scope(me.person)
    if get_row(work.connection, up.kind, up.key, owner) is not None:
        return
    data: dict[str, object] = {"at": _signed_at(work, up)}
    if up.kind == "receipt" and (text := up.data.get("text")):
        if check_fields(_WORDS, {"text": text}, lambda _: False) is not None:
            return
        data["text"] = text
    if up.kind == "receipt" and up.data.get("seen") == "light":
        data["seen"] = "light"
    put_row(work, up.kind, up.key, owner, data)
    work.touched.add(owner)
    if up.kind == "receipt":
        count_receipts(work, up.key)


def count_receipts(work: Work, matter: str) -> None:
    """How many of those asked have signed, told to the clerks of the unit that opened the matter."""
    task, m, r = t.task.c, t.member.c, t.row.c
    asked = set(
        work.connection.scalars(
            select(m.person)
            .distinct()
            .join(t.task, task.holder == m.scope)
            .where(task.matter == matter, task.by_receipt, m.until.is_(None), m.why == "directory")
        )
    )
    unit = work.connection.execute(select(t.matter.c.unit).where(t.matter.c.id == matter)).scalar()
    if not asked or unit is None:
        return
    owners = {person_scope(PersonId(person)) for person in asked}
    signed = work.connection.execute(select(r.owner, r.data).where(r.kind == "receipt", r.key == matter)).all()
    done = [row.data for row in signed if row.owner in owners and row.data is not None]
    data: dict[str, object] = {"n": len(done), "total": len(asked)}
    if light := sum(_data.decode(bytes(one)).get("seen") == "light" for one in done):
        data["light"] = light
    put_row(work, "receipts", matter, clerks_scope(unit), data)


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
