"""The handling record as bytes, and the chain that makes it checkable by anyone (design.md decision 22).

``h_v = H(h_{v-1} ‖ len(envelope) ‖ envelope ‖ H(data))`` with H = SHA-256 and h_0 = H(matter id). The envelope is the
JSON array [matter, v, type, n, at, actor, post, unit, on_behalf, delegation]; a lawfully erased entry keeps its
envelope and H(data).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from oa_client.domain.matter import Entry, EntryType, MatterId, Moment
from oa_client.domain.people import SYSTEM, PersonId, PostId, UnitId


class Envelope(msgspec.Struct, array_like=True, frozen=True):
    """Who did what sort of thing when, in which post and for whom; signed into the chain with its data."""

    matter: str
    v: int
    type: str
    n: int
    at: int
    actor: int
    post: int
    unit: int
    on_behalf: int | None = None
    delegation: str | None = None


class Stored(msgspec.Struct, array_like=True, frozen=True):
    """An entry as it is kept and sent: the bytes of its envelope and of its data."""

    envelope: bytes
    data: bytes


class BrokenRecord(ValueError):
    """A record's bytes do not say what they should; the text names matter and version."""


_encode = msgspec.json.Encoder(order="deterministic").encode
_envelope = msgspec.json.Decoder(Envelope)
_data = msgspec.json.Decoder(dict[str, object])


def write(entry: Entry) -> Stored:
    """The bytes of an entry."""
    envelope = Envelope(
        entry.matter,
        entry.v,
        entry.type.value,
        entry.n,
        entry.at,
        entry.actor,
        entry.post,
        entry.unit,
        entry.on_behalf,
        entry.delegation,
    )
    return Stored(_encode(envelope), _encode(entry.data))


def read(stored: Stored) -> Entry:
    """The entry in these bytes. Raises `BrokenRecord`."""
    try:
        e = _envelope.decode(stored.envelope)
        data = _data.decode(stored.data)
        kind = EntryType(e.type)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BrokenRecord(str(error)) from error
    return Entry(
        matter=MatterId(e.matter),
        v=e.v,
        type=kind,
        at=Moment(e.at),
        actor=PersonId(e.actor),
        post=PostId(e.post),
        unit=UnitId(e.unit),
        data=data,
        on_behalf=None if e.on_behalf is None else PersonId(e.on_behalf),
        delegation=e.delegation,
        n=e.n,
    )


def actor_of(envelope: bytes) -> int:
    """Who acted, by an envelope that was checked before."""
    return _envelope.decode(envelope).actor


def is_nobodys(envelope: bytes, data: bytes) -> bool:
    """Whether what was read before is nobody's own act: the centre's, or what followed from an act on another matter.

    Nobody has a receipt for such an entry, so it goes up again with the words behind it.
    """
    return actor_of(envelope) == SYSTEM or (b'"cause"' in data and read(Stored(envelope, data)).cause is not None)


def start(matter: str) -> bytes:
    """h_0 of a matter."""
    return hashlib.sha256(matter.encode()).digest()


def link(before: bytes, stored: Stored) -> bytes:
    """h_v from h_{v-1} and the entry's bytes."""
    h = hashlib.sha256(before)
    h.update(len(stored.envelope).to_bytes(4, "big"))
    h.update(stored.envelope)
    h.update(hashlib.sha256(stored.data).digest())
    return h.digest()


def head(matter: str, entries: Iterable[Stored]) -> bytes:
    """The head hash of a whole record. Raises `BrokenRecord` when it is not 1..k of this matter."""
    h = start(matter)
    for v, stored in enumerate(entries, 1):
        found = _envelope.decode(stored.envelope)
        if (found.matter, found.v) != (matter, v):
            msg = f"{matter} v{v}: the envelope says {found.matter} v{found.v}"
            raise BrokenRecord(msg)
        h = link(h, stored)
    return h


def digest(parts: Iterable[bytes]) -> str:
    """The one digest of a reply, over head hashes (stream) or entry bytes (live), in order."""
    h = hashlib.sha256()
    for part in parts:
        h.update(len(part).to_bytes(4, "big"))
        h.update(part)
    return h.hexdigest()
