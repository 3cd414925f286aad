"""One errand on its way: up a line, to the centre, and back, in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from oa_client.sync.errands import Errand, Fault, Fetch, SendPart, Stream, Trouble, Turn, Wait
from server_stub.problems import Refusal
from tests.fakes.link import NO_LINK, Carried, foreign, tear
from tests.sim.lines import Fate
from tests.sim.wire import problem, size_down, size_up

if TYPE_CHECKING:
    from tests.sim.seat import Running
    from tests.sim.world import World

UNREACHABLE, PORTAL = Fault(Trouble.LINK, "unreachable"), Fault(Trouble.PORTAL, "portal")
THINK = 10.0
"""So much longer than its time a wait is given (`movers`)."""


class Journey:
    """An errand of a running program; when that is dead, what comes back goes nowhere."""

    def __init__(self, world: World, running: Running, errand: Errand) -> None:
        self.world, self.running, self.errand = world, running, errand
        self.seat, self.way, self.link = running.seat, running.seat.way, running.seat.link
        self.call = errand.call
        self.fate = self.way.fate(world.rng, self.call, errand.channel) if world.faults else Fate.FINE
        self.cuts = self.way.cuts
        self.over = False
        """The engine has been told how it ended."""
        self.aborted = False
        self.broken = False

    def begin(self) -> None:
        self.way.users.add(self)
        self.world.story.operation(f"{self.errand.channel.value}: {self.fate}", self.seat.name, self.words())
        if self.way.cut:
            self._later(self.world.rng.uniform(1.5, 4.5), lambda: self.fail(UNREACHABLE))
            return
        up = self.way.up(size_up(self.call))
        match self.fate:
            case Fate.LOST_REQUEST:
                self._later(self.patience, lambda: self.fail(NO_LINK))
            case Fate.LATE_REQUEST:
                self._later(self.patience, lambda: self.fail(NO_LINK))
                self._later(self.patience + self.world.rng.uniform(1, 120), self.ask_again)
            case Fate.PORTAL:
                self._later(up + self.way.line.latency, lambda: self.fail(PORTAL))
            case Fate.BUSY:
                after = self.world.rng.uniform(0, 20)
                self._later(up + self.way.line.latency, lambda: self.fail(refused("busy", 503, after)))
            case Fate.BROKEN:
                self._later(up + self.way.line.latency, lambda: self.fail(refused("internal", 500)))
            case _:
                self._later(up, self.at_the_centre)

    def words(self) -> str:
        return f"#{self.errand.id} {told(self.errand)} — {'no line' if self.way.cut else self.fate}"

    @property
    def patience(self) -> float:
        return self.call.seconds + THINK if isinstance(self.call, Wait) else self.way.stall

    def _later(self, seconds: float, act) -> None:
        self.world.timeline.after(seconds, act)

    # at the centre

    def ask_again(self) -> None:
        """The same request comes a second time, or long after it was given up; nobody hears the answer."""
        if not isinstance(self.call, Wait | Stream | Fetch):
            self.world.story.tell(self.seat.name, f"#{self.errand.id} comes to the centre again")
            self.link.carry(self.call)

    def at_the_centre(self) -> None:
        if not self.running.alive and self.world.rng.random() < 0.5:
            self.ask_again()  # its program was killed while it was on the line
        if self._broken():
            return
        if isinstance(self.call, Stream | Fetch):
            self._flow()
        elif isinstance(self.call, Wait):
            self.world.wait(self, self.call.seconds)
        else:
            self._answer(self.link.carry(self.call))

    def _answer(self, carried: Carried) -> None:
        if self.fate is Fate.TWICE_UP:
            self._later(self.world.rng.uniform(0, 60), self.ask_again)
        if self.fate is Fate.LOST_REPLY:
            self._later(self.patience, lambda: self.fail(NO_LINK))
            return
        if self.fate is Fate.LATE_REPLY:
            self._later(self.patience, lambda: self.fail(NO_LINK))
            self._later(self.patience + self.world.rng.uniform(1, 600), lambda: self.come_late(carried))
            return
        if self.fate is Fate.TORN and isinstance(self.call, Turn) and carried.fault is None:
            carried = tear(carried, self.world.rng.randrange(30))
        self._later(self.way.down(size_down(carried.reply)), lambda: self.arrive(carried))

    def answer_wait(self, carried: Carried) -> None:
        """The wait is over, by news or by its time."""
        if not self._broken():
            self._later(self.way.down(200), lambda: self.arrive(carried))

    # back on the device

    def arrive(self, carried: Carried) -> None:
        if self._broken():
            return
        if carried.fault is not None:
            self.fail(carried.fault)
            return
        self.end()
        self.running.delivered(self.errand, carried.reply)
        if self.fate is Fate.TWICE_DOWN:
            self._later(self.world.rng.uniform(0, 60), lambda: self.come_late(carried))

    def come_late(self, carried: Carried) -> None:
        """A reply nobody waits for any more: to the engine, and now and then past its own check."""
        if carried.fault is None and self.running.alive:
            self.world.late_reply_comes(self, carried)

    def fail(self, fault: Fault) -> None:
        if self.over:
            return
        self.end()
        self.running.failed(self.errand, fault, on_purpose=self.aborted)

    def abort(self) -> None:
        """Its own program broke it off: something else is wanted first."""
        if not self.over and not self.aborted:
            self.aborted = True
            self._later(0, lambda: self.fail(NO_LINK))

    def end(self) -> None:
        self.over = True
        self.way.users.discard(self)
        self.running.journeys.discard(self)

    def _broken(self) -> bool:
        """Whether the line was cut under it; its program notices after a silence, or is dead."""
        if self.over or not self.running.alive:
            return True
        if not self.broken and self.cuts != self.way.cuts:
            self.broken = True
            self._later(self.patience, lambda: self.fail(NO_LINK))
        return self.broken

    # what comes piece by piece

    def _flow(self) -> None:
        parts, fault = self.link.flow(self.call)
        if fault is not None:
            self._later(self.way.down(150), lambda: self.arrive(Carried(fault=fault)))
            return
        if self.fate in {Fate.LOST_REPLY, Fate.LATE_REPLY}:
            self._later(self.patience, lambda: self.fail(NO_LINK))
            return
        self.left = self.world.rng.randrange(6) if self.fate is Fate.CUT else 1 << 30
        self.torn_in = self.world.rng.randrange(4) if self.fate is Fate.TORN else -1
        self.ended = isinstance(self.call, Fetch)
        self._next(parts)

    def _next(self, parts: Iterator[object]) -> None:
        if self._broken():
            return
        try:
            part = next(parts, None)
        except Refusal as refusal:
            part = None
            self.fail(problem(refusal))
            return
        self.left -= 1
        if self.left < 0:
            self._later(self.way.stall, lambda: self.fail(NO_LINK))
        elif part is None:
            self._later(self.way.down(0), self._ended)
        else:
            seconds = size_down(part) * self.way.share / self.way.line.down
            self._later(seconds, lambda: self._part(part, parts))

    def _part(self, part, parts: Iterator[object]) -> None:
        if self._broken():
            return
        if self.torn_in == 0 and not isinstance(part, bytes):
            part = torn(part)
        self.torn_in -= 1
        self.ended = self.ended or bool(getattr(part, "end", False))
        data = part if isinstance(part, bytes) else [part]
        self.running.take(lambda: self.running.engine.arrived(self.errand, data), self.errand)
        self._next(parts)

    def _ended(self) -> None:
        if self.ended:
            self.arrive(Carried())
        elif not self._broken():
            self.fail(NO_LINK)


def refused(code: str, status: int, after: float = 0.0) -> Fault:
    return Fault(Trouble.PROBLEM, code, status, after=after)


def torn(part):
    """A line of a stream that is not what it says: an entry of another matter, or another end."""
    if part.entries:
        return msgspec.structs.replace(part, entries=[foreign(part.entries[0]), *part.entries[1:]])
    return msgspec.structs.replace(part, digest="0" * 64) if part.end else part


def told(errand: Errand) -> str:
    """An errand in words."""
    call = errand.call
    match call:
        case Turn():
            r = call.request
            up = [f"{len(r.commands)} commands"] * bool(r.commands) + [f"{len(r.rows)} rows"] * bool(r.rows)
            walk = [f"walk {r.walk.walk[0]}"] if r.walk else []
            return f"turn ({', '.join(up + walk) or 'news?'})"
        case Stream():
            return f"fetches {len(call.request.wants)} records"
        case SendPart():
            return f"sends file {call.sha256[:6]} {call.at}+{len(call.data)} of {call.size}"
        case Fetch():
            return f"fetches file {call.sha256[:6]} from {call.at} of {call.size}"
        case Wait():
            return f"waits {call.seconds} s"
        case _:
            return errand.channel.value
