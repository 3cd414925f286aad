"""A person's device: stores that last, a clock that may be wrong, a line, and the program that runs on it or not."""

from __future__ import annotations

import random
from collections import deque
from typing import TYPE_CHECKING

from oa_client.app.overlay import confirm
from oa_client.app.ports import Session, Standing
from oa_client.app.replica import Feed
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import PersonId
from oa_client.protocol import record
from oa_client.sync.driver import INTERNAL, REST, SLEPT_SECONDS, STILL
from oa_client.sync.errands import Channel, Errand, Fault, SendPart, Turn, Wait
from oa_client.sync.state import Policy
from tests.sim.carrying import Journey
from tests.sim.invariants import CIRCLES
from tests.sim.lines import Line, Way
from tests.sim.stores import DiskFiles, DiskOutbox, DiskReplica
from tests.sim.timeline import WallClock
from tests.sim.watching import Promise
from tests.sim.wire import SIGNED_OUT, SimLink
from tests.sync.office import Device, Killed, plain

if TYPE_CHECKING:
    from tests.sim.world import World


class Seat(Device):
    """One device in the simulation."""

    def __init__(self, world: World, number: int, person: int, link: SimLink, line: Line, kinds: Kinds) -> None:
        self.world, self.number, self.name = world, number, f"p{person}/{link.caller.device}"
        self.way = Way(line)
        self.seed = world.rng.random()
        self.running: Running | None = None
        outbox = DiskOutbox()
        self.disk = outbox.disk
        clock = WallClock(world.timeline, world.clock)
        stores = (outbox, DiskReplica(self.disk), DiskFiles(self.disk))
        super().__init__(person, link, clock, world.policy, *stores, kinds=kinds)
        self.older = kinds is not world.kinds
        self.told_out = False
        """The running program was told that it is signed out, and nobody has done anything about it yet."""
        # what the invariants remember
        self.dirty = True
        self.touched: set[str] = set()
        self.settled: set[int] = set()
        self.fetched: set[str] = set()
        self.read: set[str] = set()
        self.promises: list[Promise] = []
        self.feed_before, self.feed_moved = Feed(), False
        self.idle_errands: dict[Channel, deque[float]] = {c: deque(maxlen=CIRCLES) for c in Channel}

    def __post_init__(self) -> None:
        self.replica.me = PersonId(self.person)
        number = self.link.caller.device
        self.outbox.keep_session(Session("memory", f"p{self.person}", PersonId(self.person), "", number, "token"))

    def boot(self) -> None:
        """The program starts."""
        self.told_out = False
        self.start()
        self.running = Running(self.world, self)
        self.running.look()

    def start(self) -> None:
        self.engine = self.make(
            self.outbox, self.replica, self.files, self.clock, random.Random(self.seed), self.policy
        )

    def crash(self) -> None:
        """The process is gone, and with it all that was in flight; it starts again in a while."""
        if self.running is not None:
            self.running.die()
            self.running = None
            self.world.timeline.after(self.world.rng.uniform(1, 60), self.boot)

    def is_told_out(self) -> None:
        """Somebody reads it, and signs in after a while, if he may."""
        self.told_out = True
        self.world.timeline.after(self.world.rng.uniform(1, 300), self.sign_in)

    def sign_in(self) -> None:
        if self.person in self.world.out:
            self.world.timeline.after(60, self.sign_in)
        elif not self.link.signed_in:
            self.link.signed_in = True
            self.world.story.operation("sign in", self.name, "signs in again")
            if self.running is not None:
                self.running.take(self.engine.kick)

    @property
    def up(self) -> bool:
        return self.running is not None

    def has_left(self, n: int) -> bool:
        """Whether a command is on its way or farther."""
        found = self.outbox._open.get(n)
        return found is None or found.standing is not Standing.QUEUED

    def as_of_version(self, matter: str, v: int) -> object:
        """A matter as it stood at a version, from what is shown."""
        entries = [record.read(record.Stored(bytes(e.e), bytes(e.d))) for e in self.replica.shown(matter)[:v]]
        return plain(confirm(self.kinds, entries).matter)


def brought_nothing(errand: Errand, reply: object) -> bool:
    """Whether the same may be asked again for nothing: an empty turn; a wait with no turn after it."""
    if isinstance(errand.call, Turn):
        return not (reply.live or reply.outcomes or reply.page or reply.opened or errand.call.rows)
    return isinstance(errand.call, Wait)


def policy(rng: random.Random) -> Policy:
    """Small pages and small parts: what is cut should be cut often."""
    budget = rng.choice((1, 400, 700, 1100, 4000, 65_536))
    return Policy(
        budget=budget, batch=rng.choice((3, 3, 50)), wants=rng.choice((2, 40)), first_wants=2,
        part_first=2048, part_most=8192,
    )  # fmt: skip


class Running:
    """A running program: what `sync.driver` does with an engine, in virtual time."""

    def __init__(self, world: World, seat: Seat) -> None:
        self.world, self.seat, self.engine = world, seat, seat.engine
        self.journeys: set[Journey] = set()
        self.alive = True
        self._awake = (seat.clock.monotonic(), seat.clock.now())
        self._ticket = 0
        self._still = 0.0
        self.failures = dict.fromkeys(Channel, 0)
        self._fails, self._kick = self.engine.failed, self.engine.kick
        self.engine.failed, self.engine.kick = self._counted, self._kicked

    def _kicked(self) -> None:
        """Whatever somebody does passes here."""
        self.seat.told_out = False
        self._kick()

    def _counted(self, errand: Errand, fault: Fault) -> None:
        """Every failure passes here, also one that the engine finds itself."""
        self.failures[errand.channel] += 1
        if errand.channel is Channel.WAIT:
            self.failures[Channel.CONTROL] += 1  # one that never began makes the turns rest
        self.seat.idle_errands[errand.channel].append(self.world.timeline.now)
        self._fails(errand, fault)
        if fault == SIGNED_OUT:
            self.seat.is_told_out()

    def die(self) -> None:
        self.alive = False
        for journey in tuple(self.journeys):
            journey.end()

    def flying(self, channel: Channel) -> Journey | None:
        return next((j for j in self.journeys if j.errand.channel is channel), None)

    def take(self, act, errand: Errand | None = None) -> None:
        """Something for the engine. A full disk met outside its own care is a failed errand, as in the driver."""
        if not self.alive:
            return
        self.seat.dirty = True
        try:
            act()
        except OSError:
            if errand is not None:
                self.take(lambda: self.engine.failed(errand, INTERNAL))
            return
        except Killed:
            self._killed()
            return
        self.look()

    def _killed(self) -> None:
        self.world.story.operation("killed", self.seat.name, "is killed before a write")
        self.seat.crash()

    def failed(self, errand: Errand, fault: Fault, *, on_purpose: bool = False) -> None:
        """It ended badly; one that was broken off for another is no fault of the line, and what is watched stays so."""
        if self.alive:
            words = fault.code or fault.trouble.value
            self.world.story.tell(self.seat.name, f"#{errand.id} failed: {words}")
            self.take(lambda: self.engine.failed(errand, fault), errand)
            if not on_purpose:
                self.world.failed(self, errand, fault)

    def delivered(self, errand: Errand, reply: object) -> None:
        """It ended well, unless the engine finds otherwise."""
        self._came(errand, reply)
        before = self.failures[errand.channel]
        self.take(lambda: self.engine.delivered(errand, reply), errand)
        if self.failures[errand.channel] == before:
            self.failures[errand.channel] = 0

    def _came(self, errand: Errand, reply: object) -> None:
        circles = self.seat.idle_errands[errand.channel]
        if isinstance(errand.call, Turn):
            self.seat.idle_errands[Channel.WAIT].clear()
        if brought_nothing(errand, reply):
            circles.append(self.world.timeline.now)
        else:
            circles.clear()
        if isinstance(errand.call, Turn):
            told = f"#{errand.id} back: {len(reply.live)} items, {len(reply.outcomes)} outcomes, as of {reply.as_of}"
            self.world.story.tell(self.seat.name, told)
        elif isinstance(errand.call, SendPart):
            self.world.story.tell(self.seat.name, f"#{errand.id} kept up to {reply.at}")

    def look(self) -> None:
        """`Driver._look_round`, and when to look again."""
        now = self.world.timeline.now
        if not self.alive or now < self._still:
            return
        try:
            if self._slept(now):
                self.engine.kick()
            errands = self.engine.errands(now)
        except OSError:
            self._still = now + STILL
            self.world.timeline.after(STILL, self.look)
            return
        except Killed:
            self._killed()
            return
        for errand in errands:
            self.seat.dirty = True
            journey = Journey(self.world, self, errand)
            self.journeys.add(journey)
            self.world.sets_out(self, journey)
            journey.begin()
        for errand in self.engine.unwanted():
            if journey := self.flying(errand.channel):
                journey.abort()
        self._again(now)

    def _again(self, now: float) -> None:
        self._ticket += 1
        ticket = self._ticket
        rest = max(REST, min(self.engine.wake_at() - now, 60.0))
        self.world.timeline.after(rest, lambda: ticket == self._ticket and self.look())

    def _slept(self, now: float) -> bool:
        before, self._awake = self._awake, (now, self.seat.clock.now())
        return self._awake[1] - before[1] - (now - before[0]) > SLEPT_SECONDS
