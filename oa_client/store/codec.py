"""How values stand in columns: JSON texts and domain rows."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from oa_client.domain.matter import Row

_encoder = msgspec.json.Encoder()
_objects = msgspec.json.Decoder(dict[str, object])
_rows = msgspec.json.Decoder(Row)


def pack(value: object) -> str:
    """A value as JSON text."""
    return _encoder.encode(value).decode()


def pack_bytes(value: object) -> bytes:
    """A value as JSON bytes."""
    return _encoder.encode(value)


def unpack(stored: str | bytes | None) -> dict[str, object]:
    """The object in a column; empty when there is none."""
    return _objects.decode(stored) if stored else {}


def unpack_row(stored: bytes) -> Row:
    """A domain row."""
    return _rows.decode(stored)


def row_of(values: Mapping[str, object]) -> Row:
    """A domain row out of a header's JSON values; what is missing or no good is left empty."""
    known = {k: v for k, v in values.items() if k in _BLANK}
    try:
        return msgspec.convert({**_BLANK, **known}, Row)
    except msgspec.ValidationError:
        return msgspec.convert({**_BLANK, "title": str(values.get("title", ""))}, Row)


_BLANK: Mapping[str, object] = {
    "title": "",
    "stage": "",
    "opener": 0,
    "unit": 0,
    "opened_at": 0,
    "changed_at": 0,
    "urgency": "",
    "number": "",
    "due": None,
    "files": 0,
    "ended": 0,
    "total": 0,
    "over": False,
    "origin": "",
    "serial": "",
    "dated": None,
    "amount": 0,
    "mode": "",
    "pinned": None,
}
