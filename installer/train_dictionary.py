"""Trains the dictionary of the live pages on what crosses the wire in a demo district (design.md decision 7).

    python installer/train_dictionary.py [FOLDER]

The same seed gives the same bytes with the same zstandard. A dictionary that was shipped never changes, for both ends
know it by its number: train a better one under the next number, and keep the old file as long as it may be met.
"""

from __future__ import annotations

import hashlib
import pathlib
import sys
import tempfile
from collections.abc import Iterator

import msgspec
import zstandard
from sqlalchemy import select

from oa_client.domain.people import PersonId
from oa_client.protocol import codec
from oa_client.protocol.dictionary import DICTIONARY
from oa_client.protocol.messages import CommandUp, Outcome, RowUp, SyncReply, SyncRequest, Walk, WalkAsk
from oa_client.protocol.record import Envelope
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.demo.build import build
from server_stub.workdays import district_days

TARGET = pathlib.Path(__file__).resolve().parent.parent / "oa_client" / "protocol"
PEOPLE, MATTERS, SEED, NOW = 300, 1200, 20_260_105, 1_790_000_000
SIZE, K, D, LEVEL = 96 * 1024, 200, 8, 19
EPOCH = 5_000_000_000_000_000
EVERY = 3
"""Each so manieth person's wire is listened to."""

_data = msgspec.json.Decoder(dict[str, object])
_envelope = msgspec.json.Decoder(Envelope)


def samples(centre: Centre) -> Iterator[bytes]:
    """What people of the district send and are sent, page by page."""
    with centre.database.read() as connection:
        people = connection.scalars(select(t.device.c.person).distinct().order_by(t.device.c.person)).all()
    for person in people[::EVERY]:
        caller = Caller(PersonId(person), person)
        yield from map(codec.encode, _down(centre, caller))
        yield from map(codec.encode, _up(centre, caller))


def _down(centre: Centre, caller: Caller) -> Iterator[SyncReply]:
    first = centre.sync(caller, SyncRequest(centre.epoch))
    head = first.as_of
    yield from _walked(centre, caller, ("upto", 0, head), 6)
    yield from _walked(centre, caller, ("rows", 0, head), 1)
    position = _behind_the_directory(centre)
    for _ in range(40):
        reply = centre.sync(caller, SyncRequest(centre.epoch, position, budget=6_000))
        yield msgspec.structs.replace(reply, epoch=EPOCH)
        if not reply.more:
            return
        position = reply.position


def _walked(centre: Centre, caller: Caller, walk: Walk, pages: int) -> Iterator[SyncReply]:
    ask = WalkAsk(walk)
    for _ in range(pages):
        reply = centre.sync(caller, SyncRequest(centre.epoch, (walk[2], 9, ""), walk=ask, budget=8_000))
        yield msgspec.structs.replace(reply, epoch=EPOCH)
        if reply.page is None or not reply.page.next:
            return
        ask = WalkAsk(walk, reply.page.next)


def _behind_the_directory(centre: Centre) -> tuple[int, int, str]:
    with centre.database.read() as connection:
        return (connection.scalars(select(t.entry.c.seq).order_by(t.entry.c.seq)).first() or 1) - 1, 9, ""


def _up(centre: Centre, caller: Caller) -> Iterator[SyncRequest | SyncReply]:
    """His acts as they went up, a few a turn, and the centre's answers."""
    e, m = t.entry.c, t.matter.c
    with centre.database.read() as connection:
        rows = connection.execute(
            select(e.seq, e.envelope, e.data, e.n, m.kind)
            .join(t.matter, m.id == e.matter)
            .where(e.actor == caller.person, e.v > 1)
            .order_by(e.seq)
        ).all()
    for start in range(0, len(rows), 5):
        turn = rows[start : start + 5]
        commands = [_command(caller, r.n, r.kind, bytes(r.envelope), bytes(r.data)) for r in turn]
        position = (turn[0].seq, 9, "")
        signed = [RowUp("receipt", c.matter, {}) for c in commands[:1]]
        yield SyncRequest(EPOCH, position, commands, signed)
        outcomes = [Outcome(c.n, "a", (c.base or 0) + 1, receipt=_receipt(c)) for c in commands]
        yield SyncReply(EPOCH, NOW, turn[-1].seq, position, position, outcomes=outcomes)


def _command(caller: Caller, n: int, kind: str, envelope: bytes, data: bytes) -> CommandUp:
    said, fields = _envelope.decode(envelope), _data.decode(data)
    action, track = str(fields.pop("action", "")), fields.pop("track", None)
    held = [(track, f"p{caller.person}")] if isinstance(track, int) else []
    return CommandUp(
        n=n,
        matter=said.matter,
        kind=kind,
        action=action,
        post=said.post,
        made_at=said.at,
        fields=fields,
        track=track if isinstance(track, int) else None,
        edition=1,
        base=said.v - 1,
        holders=held,
    )


def _receipt(command: CommandUp) -> str:
    return f"{(command.base or 0) + 1}:{hashlib.sha256(codec.encode(command)).hexdigest()}"


def train(folder: pathlib.Path) -> bytes:
    """The dictionary of a demo district built there."""
    build(folder, people=PEOPLE, matters=MATTERS, seed=SEED, now=NOW)
    centre = Centre.open(folder, clock=lambda: NOW, calendar=district_days())
    centre.pages = 1 << 30
    try:
        heard = list(samples(centre))
    finally:
        centre.close()
    print(f"{len(heard):,} messages, {sum(map(len, heard)):,} bytes")
    return zstandard.train_dictionary(SIZE, heard, k=K, d=D, level=LEVEL, dict_id=DICTIONARY).as_bytes()


def main() -> None:
    """Write it beside the module that reads it, or into another folder."""
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    with tempfile.TemporaryDirectory() as folder:
        found = train(pathlib.Path(folder))
    path = target / f"wire-{DICTIONARY}.dict"
    path.write_bytes(found)
    print(f"{path.name}: {len(found):,} bytes, SHA-256 {hashlib.sha256(found).hexdigest()}")


if __name__ == "__main__":
    main()
