"""What the row changes of a person come to: settings by key, read marks and receipts once (`rows` has the rules)."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from oa_client.domain.fields import check_fields
from oa_client.domain.people import person_scope
from oa_client.domain.table import Field, FieldType
from oa_client.protocol.messages import RowUp
from server_stub import tables as t
from server_stub.access import Mine, visible
from server_stub.receipts import note_receipt
from server_stub.restoring import era
from server_stub.rows import get_row, put_row
from server_stub.work import Work

MOST_DATA = 16 * 1024
_encode = msgspec.json.Encoder(order="deterministic").encode
_WORDS = (Field("text", FieldType.TEXT, limit=2000),)


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
        note_receipt(work, up.key, me.person, light="seen" in data)
