"""The simulated office: one seed, one heap of events, devices with the real engine, and the real centre."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from oa_client.domain.decision import Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId, PostId
from oa_client.sync.errands import Channel, Errand, Fault, Trouble, Turn
from server_stub import keeping
from server_stub.access import mine, sights
from server_stub.keeping import Touched
from server_stub.problems import Refusal
from server_stub.restoring import lacking_files
from server_stub.seal import Seal
from tests.fakes.link import Carried
from tests.sim import invariants
from tests.sim.broken import broken
from tests.sim.carrying import Journey
from tests.sim.kinds import NEW, OLD
from tests.sim.ledger import Ledger
from tests.sim.lines import LINES, Fate
from tests.sim.mishaps import Mishaps
from tests.sim.people import People
from tests.sim.seat import Running, Seat, policy
from tests.sim.staff import Staff
from tests.sim.story import Printer, Story
from tests.sim.timeline import Timeline, WallClock
from tests.sim.watching import Promise, Watch, bound
from tests.sim.wire import SimLink, problem
from tests.sync.office import plain

ACT, MISHAP, ELSEWHERE, URGENT, ADMIN = 6.0, 25.0, 45.0, 90.0, 300.0
"""Seconds between two of them, on the average; the administrator looks as often as this."""
REST_MOST = 4 * 3600.0
"""So long after the faults have ended, at the most, everybody is at rest."""
RARELY = 8
"""One in so many moves of a position is held against the centre's own tables (I8): that takes a query."""


class World(Staff):
    """Everything that is simulated; `run` is one life of it."""

    kinds = NEW
    rarely = RARELY

    def __init__(self, seed: int, *, devices: int = 4, told: Printer | None = None) -> None:
        self.rng = random.Random(seed)
        self.timeline = Timeline()
        self.story = Story(lambda: self.timeline.now, told)
        self.people = tuple(1 + n % 3 if n else 1 for n in range(-1, devices - 1))
        self.faults = True
        self.restores = 0
        self.contents: dict[str, bytes] = {}
        self.waiters: list[Journey] = []
        self.watches: list[Watch] = []
        self.rings: set[str] = set()
        self.numbers = 0
        super().__init__(pages=self.rng.choice((1, 2, 4, 6)), policy=policy(self.rng))
        self.centre.seal = Seal(self.rng.randbytes(32))
        self.centre.files.stored.clear()  # light copies are made by a thread of their own
        self.ledger = Ledger(self)
        self.ledger.begin(self.centre.epoch)
        self.centre.listeners.append(self.touched)
        self.crowd, self.mishaps = People(self), Mishaps(self)

    def device(self, person: int, make: object = None) -> Seat:
        """The last one is a client one version older, on the far side of a newer wire."""
        number = self.numbers = self.numbers + 1
        old = number == len(self.people)
        link = SimLink(self.centre, self.centre.new_device(PersonId(person)))
        link.newer = old
        return Seat(self, number, person, link, self.rng.choice(LINES), OLD if old else self.kinds)

    def make_clock(self) -> WallClock:
        return WallClock(self.timeline)

    # one life

    def live(self, steps: int, *, liveness: bool) -> None:
        """Until so many operations are done; then, for liveness, the faults end and everybody comes to rest."""
        for seat in self.devices:
            self.timeline.after(self.rng.uniform(0, 30), seat.boot)
        self.now_and_then(ACT, self.somebody_acts)
        self.now_and_then(MISHAP, self.mishaps.something)
        self.now_and_then(ELSEWHERE, self.crowd.somebody_else)
        self.now_and_then(URGENT, self.crowd.urgent_elsewhere)
        self.timeline.after(ADMIN, self.administrator)
        while self.story.operations < steps:
            self.step()
        if liveness:
            self.come_to_rest()

    def now_and_then(self, seconds: float, act: Callable[[], None]) -> None:
        def again() -> None:
            if self.faults:
                act()
                self.timeline.after(self.rng.expovariate(1 / seconds), again)

        self.timeline.after(self.rng.expovariate(1 / seconds), again)

    def somebody_acts(self) -> None:
        seat = self.rng.choice(self.devices)
        seat.dirty = True
        if seat.up:
            self.crowd.something(seat)

    def step(self) -> None:
        self.timeline.step()
        self.check()

    def check(self) -> None:
        if self.rings:
            self.ring()
            self.ledger.catch_up()
        for seat in self.devices:
            if seat.dirty:
                seat.dirty = False
                seat.touched |= seat.replica.take_touched()
                for one in invariants.EACH_STEP:
                    one(self, seat)
                seat.touched.clear()
        if self.watches:
            invariants.i11_urgent(self)

    def come_to_rest(self) -> None:
        """The faults end; nobody clicks. All must come to rest by itself, within `REST_MOST`."""
        self.faults = False
        self.story.tell("everybody", "the faults end")
        for person in sorted(self.out):
            self.enable(person)
        for seat in self.devices:
            self.mishaps.mend(seat)
            self.mishaps.room(seat)
            seat.disk.fuse = None
        self.until_converged(self.timeline.now + REST_MOST)
        invariants.i4_at_rest(self)
        self.story.tell("everybody", "is at rest")

    def until_converged(self, end: float, pause: float = 60.0) -> None:
        """Let time pass, longer each time, until nobody has anything left to do and all hold what they see (I1, I7)."""
        while True:
            until = self.timeline.now + pause
            while self.timeline.now < until:
                self.step()
            late = self.timeline.now > end
            if self.quiet() and (invariants.i1_holds(self) or late):
                invariants.i1_convergence(self)
                return
            if late:
                raise broken("I7", f"never comes to rest: {[self.unrest(s) for s in self.devices]}")
            pause *= 1.5

    def quiet(self) -> bool:
        return not self.centre.restoring and not any(self.unrest(seat) for seat in self.devices)

    def unrest(self, seat: Seat) -> str:
        if not seat.up:
            return f"{seat.name} is not running"
        waiting = [(p.n, p.standing.value, p.code) for p in seat.outbox.pending()]
        if waiting or not seat.engine.idle or seat.outbox.uploads():
            return f"{seat.name}: {waiting[:3]} idle {seat.engine.idle} uploads {len(seat.outbox.uploads())}"
        missing = invariants.files_missing(self, seat)
        return f"{seat.name} lacks files: {[sha[:6] for sha in missing]}" if missing else ""

    # people

    def do(self, seat: Seat, action: str, matter: str = "", *, kind: str = "", undo: int = 0, **fields) -> str:
        """As `Office.do`, by the device's own clock, in the edition of the matter."""
        kind = kind or self.kind_of(seat, matter)
        edition = self.edition_of(seat, matter) if matter else seat.kinds.newest(kind).edition
        command = Command(MatterId(matter), kind, action, fields, edition=edition)
        now = seat.clock.now()
        kept = seat.outbox.queue(command, self.post(seat), now, not_before=now + undo if undo else 0)
        matter = kept.command.matter
        seat.asked[kept.n] = (matter, action)
        behalf = self.stands_in(seat, kind)
        if behalf is not None:
            seat.link.behalf[kept.n] = behalf
        self.story.operation(
            "act", seat.name, f"{kept.n}: {action} {kind} {matter} {fields.get('to', '')} {behalf or ''}"
        )
        if self.rng.random() < 0.3:
            self.promise(seat, kept.n, matter)
        self.look(seat)
        return matter

    def post(self, seat: Seat):
        return PostId(self.posts[seat.person])

    def look(self, seat: Seat) -> None:
        if seat.running is not None:
            seat.running.take(seat.engine.look)

    def edition_of(self, seat: Seat, matter: str) -> int | None:
        """The edition of a matter, where this client knows it."""
        shown = seat.confirmed(matter)
        if shown is not None:
            return shown.edition if seat.kinds.get(shown.kind, shown.edition) else None
        return next((p.command.edition for p in seat.outbox.pending() if p.command.matter == matter), None)

    def promise(self, seat: Seat, n: int, matter: str) -> None:
        here = seat.replica.state.matters.get(matter)
        waiting = [p for p in seat.outbox.pending() if p.command.matter == matter]
        if (here is not None and here.have < here.head) or any(p.receipt for p in waiting):
            return
        if any(p.n in seat.link.behalf for p in waiting):
            return  # the screen does not know for whom they are
        if not invariants.current(self, seat):
            return  # the centre has gone back meanwhile: that is somebody who came between
        shown = seat.shows(matter)
        if shown is not None and shown.matter is not None and not any(line.code for line in shown.lines):
            before = tuple(p.n for p in waiting if p.n != n)
            seat.promises.append(Promise(n, matter, shown.matter.version, before, plain(shown.matter)))

    def named_files(self, seat: Seat) -> list[tuple[str, str, int]]:
        found = []
        for matter in seat.whole():
            shown = seat.confirmed(matter) if matter in seat.replica.state.matters else None
            files = shown.matter.files if shown and shown.matter else ()
            missing = [f for f in files if f.sha256 in self.contents and not seat.files.whole(f.sha256)]
            found += [(f.sha256, matter, f.size) for f in missing]
        return found

    def readable(self, seat: Seat) -> set[str]:
        """The files that matters name which this device holds, as far as it knows their kinds."""
        return {sha for sha, _, _ in self.named_files(seat)}

    # what must be in time

    def watch_leaving(self, seat: Seat, matter: str) -> None:
        if self.undisturbed(seat) and len(seat.outbox.pending()) <= seat.policy.batch:
            n = max(seat.asked)
            seconds = bound(seat)
            self.watches.append(
                Watch(seat, f"command {n} left", self.timeline.now + seconds, seconds, lambda: seat.has_left(n))
            )
            self.timeline.after(seconds, lambda: None)

    def watch_arriving(self, matter: str) -> None:
        if matter not in self.visible(1):
            return
        for seat in self.devices:
            if self.undisturbed(seat) and not seat.replica.state.feed.walks:
                self._watch_arriving(seat, matter)

    def _watch_arriving(self, seat: Seat, matter: str) -> None:
        def held() -> bool:
            return matter in seat.replica.state.matters or matter not in self.visible(seat.person)

        seconds = 2 * bound(seat)
        self.watches.append(Watch(seat, f"{matter} was seen", self.timeline.now + seconds, seconds, held))
        self.timeline.after(seconds, lambda: None)

    def undisturbed(self, seat: Seat) -> bool:
        """Nothing is wrong with a device, its line, or what is on it."""
        if not seat.up or seat.way.cut or not seat.disk.calm or self.centre.restoring:
            return False
        running = seat.running
        if not invariants.current(self, seat) or seat.engine.state().problem:
            return False
        return running.failures[Channel.CONTROL] == 0 and all(
            j.fate is Fate.FINE and j.cuts == seat.way.cuts for j in running.journeys
        )

    def stain(self, seat: Seat) -> None:
        """A fault came between: what was watched there is watched no more."""
        self.watches = [w for w in self.watches if w.seat is not seat]

    # errands

    def sets_out(self, running: Running, journey: Journey) -> None:
        if running.seat.told_out:
            raise broken("I7", f"{running.seat.name} was told that it is signed out, and goes on asking")
        if journey.fate is not Fate.FINE or journey.way.cut:
            self.stain(running.seat)

    def failed(self, running: Running, errand: Errand, fault: Fault) -> None:
        seat = running.seat
        self.stain(seat)
        if errand.channel is Channel.CONTROL and fault.trouble is Trouble.LINK and seat.running is running:
            rest = seat.engine.wake_at() - self.timeline.now
            most = min(
                seat.policy.backoff_most, seat.policy.backoff_first * 2 ** (running.failures[Channel.CONTROL] - 1)
            )
            if running.flying(Channel.CONTROL) is None and float("inf") > rest > most + 0.01:
                raise broken("I7", f"{seat.name} rests {rest:.0f} s after failure {running.failures[Channel.CONTROL]}")

    def wait(self, journey: Journey, seconds: float) -> None:
        """As the centre's route: answered at once, at a ring that means it, or when its time is over."""
        if self.answered(journey):
            return
        self.waiters.append(journey)
        self.timeline.after(seconds, lambda: self.wait_over(journey))

    def answered(self, journey: Journey) -> bool:
        try:
            woken = journey.link.waiting(journey.call)
        except Refusal as refusal:
            journey.answer_wait(Carried(fault=problem(refusal)))
            return True
        if woken is None:
            journey.scopes = frozenset(self.centre.scopes(journey.link.caller))
            return False
        journey.answer_wait(Carried(reply=woken))
        return True

    def wait_over(self, journey: Journey) -> None:
        if journey in self.waiters:
            self.waiters.remove(journey)
            journey.answer_wait(Carried())

    def touched(self, touched: Touched) -> None:
        self.rings |= touched.scopes

    def ring(self) -> None:
        rung, self.rings = self.rings, set()
        for journey in [j for j in self.waiters if j.scopes & rung]:
            if journey.over or self.answered(journey):
                self.waiters.remove(journey)

    def late_reply_comes(self, journey: Journey, carried: Carried) -> None:
        """To an engine that gave it up: it must change nothing. Now and then past that check, too."""
        seat, errand = journey.seat, journey.errand
        self.story.operation("late reply", seat.name, f"#{errand.id} comes back late")
        pages = seat.replica.pages
        journey.running.take(lambda: seat.engine.delivered(errand, carried.reply), errand)
        if seat.replica.pages != pages:
            raise broken("I9", f"{seat.name}: the late reply to #{errand.id} changed something")
        if isinstance(errand.call, Turn) and seat.disk.calm and seat.up and self.rng.random() < 0.5:
            self.late.append((seat, errand, carried))
            self.late_reply(0)

    # the centre

    def go_back(self) -> None:
        self.restores += 1
        self.ledger.catch_up()
        for person in self.posts:  # the backup may not know of it any more
            self.ever[person] |= self.ever_seen(person, set(self.ledger.records))
        self.restore(close=False)
        self.ledger.begin(self.centre.epoch)
        self.rings.add("all")
        self.watches.clear()
        self.gathered = None
        for seat in self.devices:
            seat.promises.clear()
            seat.dirty = True

    def administrator(self) -> None:
        """Closes a restore once everybody has come and nothing more comes back."""
        self.timeline.after(ADMIN, self.administrator)
        self.centre.run_timers()
        if not self.centre.restoring:
            return
        self.gathering.check()
        now = self.head_of_feed()
        here = all(invariants.current(self, seat) and not seat.replica.state.feed.walks for seat in self.devices)
        brought = not any(brings(seat) for seat in self.devices)
        if here and brought and self.gathered == now:
            self.story.operation("close restore", "centre", "the restore is closed")
            self.centre.close_restore()
        self.gathered = now

    gathered: tuple[int, int] | None = None

    def files_lacking(self) -> list[str]:
        with self.centre.database.read() as c:
            return lacking_files(c)

    def ever_seen(self, person: int, matters: set[str]) -> set[str]:
        """Those of these matters to which a way of this person ever led."""
        with self.centre.database.read() as c:
            return set(sights(c, mine(c, PersonId(person)), sorted(matters)))


def brings(seat: Seat) -> bool:
    """Whether a device has something to bring back that was not answered, behind nothing of the same matter that was."""
    answered: set[str] = set()
    for one in seat.outbox.pending():
        if one.code:
            answered.add(one.command.matter)
        elif one.receipt and one.command.matter not in answered:
            return True
    return False


@contextmanager
def drawn(seed: int) -> Iterator[None]:
    """What the centre draws for epochs comes from the seed, too."""
    rng = random.Random(f"epochs {seed}")
    with mock.patch.object(keeping, "draw", lambda: rng.randrange(1 << 52, 1 << 53)):
        yield
