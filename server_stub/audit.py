"""The audit: who signed in, what was changed; each record bears the hash of those before it, none can be changed."""

from __future__ import annotations

import hashlib

import msgspec
from sqlalchemy import Connection, insert, select

from server_stub import tables as t
from server_stub.work import Work

_START = hashlib.sha256(b"audit").digest()


def note(work: Work, action: str, object_: str = "", *, person: int = 0, device: int = 0, outcome: str = "ok") -> None:
    """Write a record."""
    a = t.audit.c
    last = work.connection.execute(select(a.id, a.hash).order_by(a.id.desc()).limit(1)).first()
    number, before = (last.id + 1, bytes(last.hash)) if last else (1, _START)
    said = (number, work.now, person, device, action, object_, outcome)
    values = dict(zip(("id", "at", "person", "device", "action", "object", "outcome"), said, strict=True))
    work.connection.execute(insert(t.audit).values(**values, hash=_link(before, said)))


def _link(before: bytes, said: tuple[object, ...]) -> bytes:
    return hashlib.sha256(before + msgspec.json.encode(said)).digest()


def broken_at(connection: Connection) -> int | None:
    """The first record that does not follow from those before it; None when all do."""
    a = t.audit.c
    before, expected = _START, 1
    rows = connection.execute(
        select(a.id, a.at, a.person, a.device, a.action, a.object, a.outcome, a.hash).order_by(a.id)
    )
    for *said, found in rows:
        if said[0] != expected or _link(before, tuple(said)) != bytes(found):
            return expected
        before, expected = bytes(found), expected + 1
    return None
