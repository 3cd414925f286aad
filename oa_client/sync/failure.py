"""What an errand that ended badly says of what to do next. Pure: the engine does it."""

from __future__ import annotations

from enum import Enum, auto

from oa_client.sync.errands import Call, Fault, SendPart, Stream, Trouble, Turn, Wait

TORN = Fault(Trouble.TORN, "torn")
"""An answer that does not hold together."""
REFUSED, BROKEN = frozenset({400, 413}), 500
"""Answers to a turn that something in it may have caused."""


class Next(Enum):
    """What to do after a bad end."""

    REST = auto()
    """Rest, and try again."""
    BEGIN_AGAIN = auto()
    """The centre was restored: fill the replica anew."""
    GO_ON = auto()
    """Nothing is wrong here any more, or nothing is tried until somebody does something."""
    TAKE_STATE = auto()
    """The centre holds another part of the file than was thought: go on from there."""
    HALVE = auto()
    """Something in the turn is no good: look for it."""


def what_next(call: Call, fault: Fault, epoch: int, *, stopped: bool) -> Next:
    """After this end of this call, with a replica of this epoch; `stopped`: nothing is tried any more."""
    if fault.trouble is not Trouble.PROBLEM:
        return Next.REST
    if fault.code == "epoch":
        return Next.BEGIN_AGAIN if _asked_in(call) == epoch else Next.GO_ON
    if stopped:
        return Next.GO_ON
    if isinstance(call, SendPart) and fault.state is not None:
        return Next.TAKE_STATE
    return Next.HALVE if isinstance(call, Turn) and fault.status in REFUSED else Next.REST


def broke_the_centre(call: Call, fault: Fault) -> bool:
    """Whether the centre stumbled over a turn, perhaps over something in it."""
    return isinstance(call, Turn) and fault.status == BROKEN


def _asked_in(call: Call) -> int | None:
    """The epoch a call was made in; when the replica has left it, what is said of it is news no more."""
    match call:
        case Turn() | Stream():
            return call.request.epoch
        case Wait():
            return call.epoch
        case _:
            return None
