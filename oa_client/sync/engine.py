"""The sync engine: decides what to carry now and what to make of what came; no thread, clock, chance or socket.

Whoever drives it asks for `errands`, carries them, and hands back what arrived, was delivered or failed; all from one
thread. `wake_at` says when to ask again though nothing happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from oa_client.app.lineuse import LineUse, NoOriginals, Originals
from oa_client.app.ports import Changes, Clock, Files, Outbox
from oa_client.app.replica import Feed, Replica
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.matter import MatterId
from oa_client.protocol.messages import FileState, RowUp, SyncReply, SyncRequest, Woken
from oa_client.sync.again import offer_again
from oa_client.sync.bulk import Bulk
from oa_client.sync.choosing import Choosing
from oa_client.sync.errands import (
    Call,
    Channel,
    Errand,
    Fault,
    Fetch,
    FetchLight,
    Parts,
    Reply,
    SendPart,
    Stream,
    Trouble,
    Turn,
    Wait,
    local_code,
)
from oa_client.sync.failure import TORN, Next, broke_the_centre, what_next
from oa_client.sync.flight import Flight
from oa_client.sync.patience import Patience
from oa_client.sync.progress import Progress
from oa_client.sync.replication import Torn, apply_reply, missing, next_walk, settle
from oa_client.sync.room import Room
from oa_client.sync.rows import Rows
from oa_client.sync.state import Policy, Rng
from oa_client.sync.upward import Load, Upward
from oa_client.sync.waiting import Waiting


class Engine:
    """One device's syncing."""

    def __init__(
        self,
        outbox: Outbox,
        replica: Replica,
        files: Files,
        clock: Clock,
        rng: Rng,
        policy: Policy | None = None,
        originals: Originals | None = None,
    ) -> None:
        """Over open stores; the outbox is brought into line with the replica before the first errand.

        `originals` come by themselves as far as the use of the line allows; without them only what is asked for.
        """
        self.policy = policy or Policy()
        self._outbox = outbox
        self._replica = replica
        self._clock = clock
        self._rows = Rows(outbox, replica)
        self._up = Upward(outbox, self._rows, clock, rng, self.policy)
        self._choosing = Choosing(outbox, files, clock, originals or NoOriginals())
        self._bulk = Bulk(outbox, replica, files, self.policy, self._choosing)
        self._patience = Patience(rng, self.policy)
        self._room = Room(self.policy.budget)
        self._progress = Progress(outbox)
        self._flight = Flight()
        self._load = Load()
        self._ids = count(1)
        self._feed: Feed | None = None
        self._pull = True
        self._paused = False
        self._waiting = Waiting(self.policy)
        self._changes = Changes()
        self._unsettled = True

    # what to do

    def errands(self, now: float) -> list[Errand]:
        """What to carry now, at most one on each free channel. `now` is the time that never jumps."""
        if self._stopped():
            return []
        feed = self._known_feed()
        self._bulk.tick()
        bulk = self._bulk_call(feed, now)
        calls = zip(Channel, (self._control(feed, now, bulk), bulk, self._wait(feed, now)), strict=True)
        errands = [Errand(next(self._ids), channel, call) for channel, call in calls if call]
        self._flight.start(errands, now)
        self._note_pass(feed)
        return errands

    def _stopped(self) -> bool:
        if self._outbox.session() is None:
            self._patience.stop = Phase.NEEDS_SIGN_IN
        return self._paused or self._patience.stop is not None

    def _known_feed(self) -> Feed:
        if self._unsettled:
            self._settle()
        if self._feed is None:
            self._feed = self._replica.feed()
        return self._feed

    def _free(self, channel: Channel, now: float) -> bool:
        return channel not in self._flight.channels and self._patience.may(channel, now)

    def _control(self, feed: Feed, now: float, bulk: Call | None) -> Turn | None:
        if not self._free(Channel.CONTROL, now):
            return None
        wanted = feed.epoch != 0 and self._up.wanted(now)
        walk = None if self._bulk.alone and self._flight.stream(bulk) else next_walk(feed)
        if not (wanted or self._pull or walk):
            return None
        self._load = self._up.load(now, rows=self._rows.may_go(feed)) if wanted else Load()
        request = SyncRequest(
            epoch=feed.epoch,
            position=feed.position,
            commands=list(self._load.commands),
            rows=[RowUp(row.kind, row.key, dict(row.data)) for row in self._load.rows],
            walk=walk,
            budget=self._room.ask(walk, failing=self._patience.turns_fail),
            more=self._load.more,
        )
        return Turn(request, self._load.rows)

    def _bulk_call(self, feed: Feed, now: float) -> Call | None:
        if not self._free(Channel.BULK, now):
            return None
        if (call := self._bulk.next(feed)) is None:
            self._patience.nothing_left(Channel.BULK)
        return call

    def _wait(self, feed: Feed, now: float) -> Wait | None:
        busy = Channel.CONTROL in self._flight.channels or self._pull or feed.walks or self._patience.turns_fail
        return None if busy or not self._free(Channel.WAIT, now) else self._waiting.call(feed)

    def _note_pass(self, feed: Feed) -> None:
        if self.idle and feed.epoch and not self._up.waiting:
            self._progress.full_pass(self._clock.now())

    @property
    def idle(self) -> bool:
        """Nothing is on the way or left to do now, as far as the last look for errands found."""
        busy = self._flight.channels - {Channel.WAIT} or self._pull or (self._feed is None or self._feed.walks)
        return not busy and not self._patience.failing

    def wake_at(self) -> float:
        """When to ask for errands again though nothing happened; may be in the past or infinite."""
        if self._stopped():
            return float("inf")
        turn = self._clock.monotonic() + self._choosing.use.until_turn(self._clock.now())
        return min(self._retry_at(), turn)

    def _retry_at(self) -> float:
        due = self._up.wake_at() if Channel.CONTROL not in self._flight.channels else float("inf")
        return min(self._patience.wake_at(self._flight.channels), due)

    def unwanted(self) -> tuple[Errand, ...]:
        """Errands on the way to be broken off and gone on with later: a file while words wait, or one wanted sooner."""
        flying, bulk = self._flight.on(Channel.BULK), self._bulk
        if flying is None or not isinstance(flying.call, Fetch):
            return ()
        better = bulk.holds(flying.call) or bulk.words_wait(self._known_feed()) or bulk.outranked(flying.call)
        return (flying,) if better else ()

    # what came of it

    def arrived(self, errand: Errand, parts: Parts) -> None:
        """Part of a stream or of a file: kept at once."""
        if self._flight.holds(errand):
            self._kept(errand, lambda: self._keep_parts(errand.call, parts))

    def _keep_parts(self, call: Call, parts: Parts) -> None:
        self._bulk.arrived(call, parts)
        self._note_changes()
        if isinstance(call, Stream) and self._up.waiting:
            self._settle()
        elif isinstance(call, FetchLight):
            self._changes |= Changes(matters=frozenset({MatterId(call.matter)}), origin="light")
        self._patience.moved(Channel.BULK)

    def delivered(self, errand: Errand, reply: Reply) -> None:
        """An errand ended well. One that is not on the way any more changes nothing."""
        if self._flight.holds(errand):
            seconds = self._clock.monotonic() - self._flight.since(errand)
            if self._kept(errand, lambda: self._take(errand.call, reply, seconds)):
                self._flight.end(errand)

    def _kept(self, errand: Errand, keep: Callable[[], None]) -> bool:
        """Do it; what does not hold together or cannot be kept is a failed errand."""
        try:
            keep()
        except Torn:
            self.failed(errand, TORN)
        except OSError as error:
            self.failed(errand, Fault(Trouble.LOCAL, local_code(error)))
        else:
            return True
        return False

    def _take(self, call: Call, reply: Reply, seconds: float) -> None:
        match call:
            case Turn() if isinstance(reply, SyncReply):
                self._take_turn(call, reply)
                self._room.took(call.request.walk, seconds)
            case Wait():
                self._take_wait(call, woken=isinstance(reply, Woken))
            case SendPart() if isinstance(reply, FileState):
                self._bulk.sent(call, reply, seconds)
                self._patience.moved(Channel.BULK)
                if reply.stored:
                    self._up.again()
            case Fetch() | FetchLight():
                self._bulk.done(call)
                self._note_changes()
            case Stream():
                self._take_stream_end()
            case _:
                raise Torn("another kind of reply")

    def _take_turn(self, call: Turn, reply: SyncReply) -> None:
        if call.request.epoch not in {0, reply.epoch}:
            self._begin_again({})
            return
        with self._replica.page() as page:
            fits = apply_reply(page, call.request, reply)
        self._feed = feed = self._replica.feed()
        self._pull = reply.more or not fits
        self._patience.went_well(Channel.CONTROL)
        if not fits:
            return  # the replica began again while it was on the line
        self._rows.taken(call.rows, feed, more=reply.more)
        self._up.answered(reply.outcomes, self._clock.monotonic(), call.rows)
        self._progress.turn(reply)
        self._bulk.named(sum(header.full for header in reply.page.headers) if reply.page else 0)
        self._note_changes()
        self._bulk.look()
        self._bulk.went_through(self._clock.monotonic())
        self._settle()

    def _note_changes(self) -> None:
        self._changes |= (changes := self._replica.take_changes())
        self._bulk.heard(changes.matters)

    def _take_stream_end(self) -> None:
        if self._bulk.stream_done():
            self._patience.went_well(Channel.BULK)
        else:
            self._patience.rest(Channel.BULK, self._clock.monotonic())
        self._settle()

    def _take_wait(self, call: Wait, *, woken: bool) -> None:
        self._patience.went_well(Channel.WAIT)
        self._bulk.went_through(self._clock.monotonic())
        if not woken:
            self._waiting.quiet()
        elif call.position == self._known_feed().position:
            self._pull = True

    def _settle(self) -> None:
        """After every change of the replica: the outbox follows, and asks for what it misses."""
        changed = settle(self._outbox, self._replica)
        self._unsettled = False
        self._bulk.miss(missing(self._outbox, self._replica))
        self._up.look()
        if changed:
            self._changes |= Changes(outbox=True, origin="sync")

    def _begin_again(self, facts: Mapping[str, object]) -> None:
        """The centre was restored: offer again what it may have lost, then rebuild the replica from it."""
        offer_again(self._outbox, self._replica, facts)
        self._flight.begin_again()
        with self._replica.page() as page:
            page.wipe(0)
        self._changes |= self._replica.take_changes() | Changes(outbox=True, origin="sync")
        self._feed = None
        self._pull = True
        self._rows.begin_again()
        self._progress.begin_again()
        self._bulk.again()
        self._up.again()

    # what went wrong

    def failed(self, errand: Errand, fault: Fault) -> None:
        """An errand ended badly. One that is not on the way any more changes nothing."""
        if not self._flight.holds(errand):
            return
        let_go = self._flight.is_old(errand) or (fault.broke and errand in self.unwanted())
        began = self._flight.since(errand)
        self._flight.end(errand)
        if (told := self._bulk.awaits(errand.call, fault)) is not None:
            self._changes |= told
            return
        if let_go:  # that was no fault of the line, or of one that nothing waits for any more
            self._bulk.look()
            return
        now = self._clock.monotonic()
        self._patience.note(errand.channel, fault)
        try:
            if self._answered_whole(errand, fault):
                return
        except OSError as error:  # what the refusal leads to cannot be kept here: as with a reply that cannot
            fault = Fault(Trouble.LOCAL, local_code(error))
            self._patience.note(errand.channel, fault)
        if self._bulk.failed(errand.call, fault):
            self._patience.over(Channel.BULK)
            return
        self._up.look()
        channel = errand.channel
        self._pull |= channel is Channel.CONTROL
        if channel is Channel.WAIT and not self._waiting.cut(fault, now - began):
            self._pull = True
            channel = Channel.CONTROL
        self._patience.rest(channel, now, at_least=fault.after, broke=fault.broke)
        if broke_the_centre(errand.call, fault):
            self._up.broke(self._load)

    def _answered_whole(self, errand: Errand, fault: Fault) -> bool:
        """Whether a refusal of the centre leads on without resting."""
        match what_next(errand.call, fault, self._known_feed().epoch, stopped=self._patience.stop is not None):
            case Next.BEGIN_AGAIN:
                self._begin_again(fault.facts)
            case Next.TAKE_STATE if isinstance(errand.call, SendPart) and fault.state is not None:
                self._bulk.sent(errand.call, fault.state, 0.0)
            case Next.HALVE:
                return self._up.refused_whole(self._load)
            case Next.REST:
                return False
            case _:
                pass
        return True

    # what people do

    def look(self) -> None:
        """Something was written: a command, a row, a wish for a file or a record."""
        self._up.look()
        self._bulk.look()

    def kick(self) -> None:
        """Somebody clicked, or the network changed: try everything now."""
        self._patience.kick()
        self._up.again()
        self._bulk.again()
        self._pull = True

    def pause(self) -> None:
        """Carry nothing new until `resume`."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self.kick()

    def hold_files(self, *, held: bool) -> None:
        """Fetch no attachments, or let them go on where they were."""
        self._bulk.hold = held
        self._bulk.look()

    def use(self, use: LineUse) -> None:
        """From now on use the line so."""
        self._bulk.use(use)

    # how it stands

    def take_changes(self) -> Changes:
        """What changed since the last call."""
        changes, self._changes = self._changes, Changes()
        return changes

    def state(self) -> SyncState:
        """How it stands now."""
        wake = float("inf") if self._stopped() else self._retry_at()
        filling = self._feed is not None and any(walk[0] == "upto" for walk, _ in self._feed.walks)
        state = SyncState(
            phase=self._phase(),
            parked=self._up.parked,
            stuck=self._up.stuck + self._bulk.stuck,
            problem=self._patience.problem,
            files_held=self._bulk.hold,
            next_try=wake if wake != float("inf") else 0.0,
        )
        bulk = self._bulk
        return self._progress.on(state, filling=filling, records=bulk.records, short=bulk.wanted, items=bulk.items)

    def _phase(self) -> Phase:
        stopped = Phase.PAUSED if self._paused else self._patience.phase()
        return stopped or (Phase.IDLE if self.idle else Phase.SYNCING)
