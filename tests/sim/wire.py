"""What a line carries: every call of the engine against the real centre, through the bytes of the wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from oa_client.protocol.messages import CommandUp, MattersRequest, StreamPart, SyncReply, SyncRequest, Woken
from oa_client.sync.errands import Call, Fault, Fetch, SendPart, Stream, Trouble, Turn, Wait
from server_stub.centre import Centre
from server_stub.commands import Caller
from server_stub.problems import Refusal
from tests.fakes.link import Carried, Link, copied

PIECE = 8 * 1024
"""Bytes of a file that arrive at once."""
SIGNED_OUT = Fault(Trouble.PROBLEM, "token", 401)


@dataclass(frozen=True, slots=True)
class Behalf:
    """For whom a command is, by which delegation, in which post of his."""

    giver: int
    delegation: str
    post: int

    def on(self, up: CommandUp) -> CommandUp:
        return msgspec.structs.replace(up, on_behalf=self.giver, delegation=self.delegation, post=self.post)


class SimLink(Link):
    """A device's link; with `newer` the centre's messages bear fields that this client has never heard of."""

    newer = False
    signed_in = True
    """Whether the centre knows its token."""

    def __init__(self, centre: Centre, caller: Caller) -> None:
        super().__init__(centre, caller)
        self.behalf: dict[int, Behalf] = {}
        """Which of its commands are for somebody else. The client has no words for that yet: they are put in here."""

    def carry(self, call: Call) -> Carried:
        return super().carry(call) if self.signed_in else Carried(fault=SIGNED_OUT)

    def _carry(self, call: Call) -> Carried:
        if isinstance(call, SendPart):
            return self._append(call)
        if isinstance(call, Turn) and self.behalf:
            call = replace(call, request=self._for_others(call.request))
        carried = super()._carry(call)
        if self.newer and isinstance(call, Turn):
            carried.reply = from_newer(carried.reply, SyncReply)
        return carried

    def _for_others(self, request: SyncRequest) -> SyncRequest:
        ups = [up if up.void or up.n not in self.behalf else self.behalf[up.n].on(up) for up in request.commands]
        return msgspec.structs.replace(request, commands=ups)

    def _append(self, call: SendPart) -> Carried:
        give = (call.sha256, call.at, call.size, call.data)
        if call.base:
            state = self.centre.append_patch(self.caller, call.sha256, call.base, *give[1:])
        else:
            state = self.centre.append_file(self.caller, *give)
        if state.stored or state.at == call.at + len(call.data):
            return Carried(reply=state)
        return Carried(fault=Fault(Trouble.PROBLEM, "offset", 409, state=state))

    def waiting(self, call: Wait) -> Woken | None:
        if not self.signed_in:
            raise Refusal(SIGNED_OUT.status, SIGNED_OUT.code)
        return self.centre.waiting(self.caller, call.epoch, call.position)

    def flow(self, call: Stream | Fetch) -> tuple[Iterator[StreamPart | bytes], Fault | None]:
        """What arrives piece by piece: read when it is asked for, not before; or why nothing does."""
        if not self.signed_in:
            return iter(()), SIGNED_OUT
        try:
            if isinstance(call, Stream):
                parts = self.centre.matters(self.caller, copied(call.request, MattersRequest))
                return (self._part(part) for part in parts), None
            _, data = self.centre.read_file(self.caller, call.sha256, call.matter, call.at)
            return pieces(data), None
        except Refusal as refusal:
            return iter(()), problem(refusal)

    def _part(self, part: StreamPart) -> StreamPart:
        return from_newer(part, StreamPart) if self.newer else copied(part, StreamPart)


def pieces(data: Iterator[bytes]) -> Iterator[bytes]:
    for block in data:
        yield from (block[at : at + PIECE] for at in range(0, len(block), PIECE))


def problem(refusal: Refusal) -> Fault:
    return Fault(Trouble.PROBLEM, refusal.problem.code, refusal.status, refusal.problem.facts)


def size_up(call: Call) -> int:
    """Bytes of a request, about: words shrink to a third on the wire, file bytes hardly."""
    match call:
        case Turn():
            return 300 + len(msgspec.json.encode(call.request)) // 3
        case Stream():
            return 300 + len(msgspec.json.encode(call.request)) // 3
        case SendPart():
            return 300 + len(call.data)
        case _:
            return 300


def size_down(reply: object) -> int:
    if isinstance(reply, bytes):
        return len(reply)
    return 150 + (len(msgspec.json.encode(reply)) // 3 if reply is not None else 0)


Object = dict[str, msgspec.Raw]
LATER = msgspec.Raw(b'{"of": "a later version"}')


def from_newer(message, kind):
    """The same message from a centre one version on: every object has a field more; entries are what they are."""
    top = more(msgspec.json.encode(message))
    for name in ("live", "outcomes"):
        if name in top:
            items = msgspec.json.decode(top[name], type=list[msgspec.Raw])
            top[name] = msgspec.Raw(msgspec.json.encode([more(item) for item in items]))
    if bytes(top.get("page", b"null")) != b"null":
        top["page"] = msgspec.Raw(msgspec.json.encode(more(top["page"])))
    return msgspec.json.decode(msgspec.json.encode(top), type=kind)


def more(data) -> Object:
    return {"later": LATER} | msgspec.json.decode(data, type=Object)
