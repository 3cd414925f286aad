"""A link to a centre in the same process: carries one errand at once, and loses, repeats, delays or tears as told.

Everything passes through the bytes of the wire, so nobody shares an object with the other end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import msgspec

from oa_client.protocol.messages import (
    EntryItem,
    MattersRequest,
    StreamPart,
    SyncReply,
    SyncRequest,
    WireEntry,
    Woken,
)
from oa_client.sync.errands import Call, Errand, Fault, Reply, Stream, Trouble, Turn, Wait
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.problems import Refusal

NO_LINK = Fault(Trouble.LINK)


class Weather(Enum):
    """What happens to an errand."""

    FINE = "fine"
    LOST_REQUEST = "lost request"
    LOST_REPLY = "lost reply"
    LATE = "late"
    TWICE_UP = "twice up"
    TWICE_DOWN = "twice down"
    TORN = "torn"
    PORTAL = "portal"
    CUT = "cut"


@dataclass
class Carried:
    """What came back: parts first, then the end, good or bad."""

    parts: list[StreamPart] = field(default_factory=list)
    reply: Reply = None
    fault: Fault | None = None


def copied(message, kind):
    return msgspec.json.decode(msgspec.json.encode(message), type=kind)


class Link:
    """One device's way to the centre."""

    def __init__(self, centre: Centre, caller: Caller) -> None:
        self.centre = centre
        self.caller = caller

    def carry(self, call: Call) -> Carried:
        """Have the centre do it."""
        try:
            return self._carry(call)
        except Refusal as refusal:
            fault = Fault(Trouble.PROBLEM, refusal.problem.code, refusal.status, refusal.problem.facts)
            return Carried(fault=fault)

    def _carry(self, call: Call) -> Carried:
        if isinstance(call, Turn):
            reply = self.centre.sync(self.caller, copied(call.request, SyncRequest))
            return Carried(reply=copied(reply, SyncReply))
        if isinstance(call, Stream):
            parts = self.centre.matters(self.caller, copied(call.request, MattersRequest))
            return Carried([copied(part, StreamPart) for part in parts])
        assert isinstance(call, Wait)
        woken = self.centre.waiting(self.caller, call.epoch, call.position)
        return Carried(reply=copied(woken, Woken) if woken else None)


def hand_over(engine, errand: Errand, carried: Carried, *, cut: int | None = None) -> None:
    """Give the engine what came back; with `cut` only so many parts, then silence."""
    for part in carried.parts[:cut]:
        engine.arrived(errand, [part])
    if cut is not None:
        engine.failed(errand, NO_LINK)
    elif carried.fault is not None:
        engine.failed(errand, carried.fault)
    else:
        engine.delivered(errand, carried.reply)


def tear(carried: Carried, choice: int) -> Carried:
    """A reply that does not hold together any more: a byte, a version, an item or a part is wrong."""
    if isinstance(carried.reply, SyncReply):
        return Carried(reply=_torn_reply(carried.reply, choice))
    parts = [part for part in carried.parts if part.entries]
    if not parts:
        return Carried(fault=NO_LINK)
    part = parts[choice % len(parts)]
    bad = msgspec.structs.replace(part, entries=[foreign(part.entries[0]), *part.entries[1:]])
    return Carried([bad if one is part else one for one in carried.parts], carried.reply, carried.fault)


def _torn_reply(reply: SyncReply, choice: int) -> SyncReply:
    entries = [item for item in reply.live if isinstance(item, EntryItem)]
    if not entries:
        return msgspec.structs.replace(reply, digest="0" * 64)
    victim = entries[choice % len(entries)]
    rest = [item for item in reply.live if item is not victim]
    match choice % 3:
        case 0:
            return msgspec.structs.replace(reply, live=rest)
        case 1:
            wrong = msgspec.structs.replace(victim, e=changed(victim.e))
        case _:
            wrong = msgspec.structs.replace(victim, v=victim.v + 1)
    live = [wrong if item is victim else item for item in reply.live]
    return msgspec.structs.replace(reply, live=live)


def changed(entry: WireEntry) -> WireEntry:
    """The same entry with other words."""
    return WireEntry(entry.e, msgspec.Raw(b'{"action":"say","fields":{"opinion":"forged"}}'), entry.n)


def foreign(entry: WireEntry) -> WireEntry:
    """An entry whose envelope names another matter."""
    envelope = msgspec.json.decode(entry.e)
    envelope[0] = "0-0"
    return WireEntry(msgspec.Raw(msgspec.json.encode(envelope)), entry.d, entry.n)
