"""The sync engine: decides what to carry now and what to make of what came; no thread, clock, chance or socket.

Whoever drives it asks for `errands`, carries them, and hands back what arrived, was delivered or failed; all from one
thread. `wake_at` says when to ask again though nothing happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from oa_client.app.ports import BadStore, Changes, Clock, Feed, Files, NoRoom, Outbox, Replica
from oa_client.app.standing import FirstSync, Phase, SyncState
from oa_client.protocol.messages import FileState, RowUp, SyncReply, SyncRequest, Walk, WalkAsk, Woken
from oa_client.sync.bulk import Bulk
from oa_client.sync.errands import (
    Call,
    Channel,
    Errand,
    Fault,
    Fetch,
    Parts,
    Reply,
    SendPart,
    Stream,
    Trouble,
    Turn,
    Wait,
)
from oa_client.sync.replication import Torn, apply_reply, missing, settle
from oa_client.sync.state import Backoff, Policy, Rng
from oa_client.sync.upward import Load, Upward

STOPS = {401: Phase.NEEDS_SIGN_IN, 403: Phase.LOCKED, 426: Phase.UPGRADE}
"""Answers after which nothing is tried until somebody does something."""


class Engine:
    """One device's syncing."""

    def __init__(
        self, outbox: Outbox, replica: Replica, files: Files, clock: Clock, rng: Rng, policy: Policy | None = None
    ) -> None:
        """Over open stores; the outbox is brought into line with the replica before the first errand."""
        self.policy = policy or Policy()
        self._outbox = outbox
        self._replica = replica
        self._clock = clock
        self._up = Upward(outbox, clock, rng, self.policy)
        self._bulk = Bulk(outbox, replica, files, self.policy)
        self._rests = {channel: Backoff(rng, self.policy) for channel in Channel}
        self._flying: dict[Channel, tuple[Errand, float]] = {}
        self._load = Load()
        self._ids = count(1)
        self._feed: Feed | None = None
        self._pull = True
        self._stop: Phase | None = None
        self._paused = False
        self._portal = False
        self._wait = self.policy.wait_first
        self._changes = Changes()
        self._state = SyncState()
        self._first = FirstSync()
        self._unsettled = True

    # what to do

    def errands(self, now: float) -> list[Errand]:
        """What to carry now, at most one on each free channel. `now` is the time that never jumps."""
        if self._stopped():
            return []
        feed = self._known_feed()
        found = [self._control(feed, now), self._bulk_call(feed, now), self._waiting(feed, now)]
        errands = [Errand(next(self._ids), channel, call) for channel, call in zip(Channel, found, strict=True) if call]
        self._flying |= {errand.channel: (errand, now) for errand in errands}
        self._note_pass(feed)
        return errands

    def _stopped(self) -> bool:
        if self._outbox.session() is None:
            self._stop = Phase.NEEDS_SIGN_IN
        return self._paused or self._stop is not None

    def _known_feed(self) -> Feed:
        if self._unsettled:
            self._settle()
        if self._feed is None:
            self._feed = self._replica.feed()
        return self._feed

    def _free(self, channel: Channel, now: float) -> bool:
        return channel not in self._flying and now >= self._rests[channel].until

    def _control(self, feed: Feed, now: float) -> Turn | None:
        if not self._free(Channel.CONTROL, now):
            return None
        wanted = feed.epoch != 0 and self._up.wanted(now)
        if not (wanted or self._pull or feed.walks):
            return None
        self._load = self._up.load(now) if wanted else Load()
        request = SyncRequest(
            epoch=feed.epoch,
            position=feed.position,
            commands=list(self._load.commands),
            rows=[RowUp(row.kind, row.key, dict(row.data)) for row in self._load.rows],
            walk=next_walk(feed),
            budget=self.policy.budget,
        )
        return Turn(request, self._load.rows)

    def _bulk_call(self, feed: Feed, now: float) -> Call | None:
        return self._bulk.next(feed) if self._free(Channel.BULK, now) else None

    def _waiting(self, feed: Feed, now: float) -> Wait | None:
        quiet = Channel.CONTROL not in self._flying and not self._pull and not feed.walks
        if not (self.policy.wait and quiet and feed.epoch and self._free(Channel.WAIT, now)):
            return None
        if self._rests[Channel.CONTROL].count:
            return None
        return Wait(feed.epoch, feed.position, self._wait)

    def _note_pass(self, feed: Feed) -> None:
        if self.idle and feed.epoch:
            if self._state.last_full_pass < self._clock.now():
                self._state = replace(self._state, last_full_pass=self._clock.now())
            self._first = FirstSync()

    @property
    def idle(self) -> bool:
        """Nothing is on the way or left to do now, as far as the last look for errands found."""
        busy = self._flying.keys() - {Channel.WAIT} or self._pull or (self._feed is None or self._feed.walks)
        return not busy and not any(self._rests[c].count for c in (Channel.CONTROL, Channel.BULK))

    def wake_at(self) -> float:
        """When to ask for errands again though nothing happened; may be in the past or infinite."""
        if self._stopped():
            return float("inf")
        rests = [r.until for c, r in self._rests.items() if r.until and c not in self._flying]
        due = self._up.wake_at() if Channel.CONTROL not in self._flying else float("inf")
        return min([*rests, due], default=float("inf"))

    def unwanted(self) -> tuple[Errand, ...]:
        """Errands on the way that are better broken off: a file while words wait. It goes on later where it was."""
        flying = self._flying.get(Channel.BULK)
        if flying is None or not isinstance(flying[0].call, Fetch):
            return ()
        return (flying[0],) if self._bulk.words_wait(self._known_feed()) else ()

    # what came of it

    def arrived(self, errand: Errand, parts: Parts) -> None:
        """Part of a stream or of a file: kept at once."""
        if self._is_flying(errand):
            self._kept(errand, lambda: self._keep_parts(errand.call, parts))

    def _keep_parts(self, call: Call, parts: Parts) -> None:
        if isinstance(call, Stream) and not isinstance(parts, bytes):
            self._bulk.stream_parts(call, list(parts))
            self._changes |= self._replica.take_changes()
            self._first = replace(self._first, records=self._bulk.records)
            if self._up.waiting:
                self._settle()
        elif isinstance(call, Fetch) and isinstance(parts, bytes):
            self._bulk.file_bytes(call, parts)
        self._rests[Channel.BULK].reset()

    def delivered(self, errand: Errand, reply: Reply) -> None:
        """An errand ended well. One that is not on the way any more changes nothing."""
        if self._is_flying(errand):
            began = self._flying[errand.channel][1]
            if self._kept(errand, lambda: self._take(errand.call, reply, self._clock.monotonic() - began)):
                self._flying.pop(errand.channel, None)
                self._portal = False

    def _is_flying(self, errand: Errand) -> bool:
        return self._flying.get(errand.channel, (None, 0.0))[0] == errand

    def _kept(self, errand: Errand, keep: Callable[[], None]) -> bool:
        """Do it; what does not hold together or cannot be kept is a failed errand."""
        try:
            keep()
        except Torn as torn:
            self.failed(errand, Fault(Trouble.TORN, "torn", facts={"why": str(torn)}))
        except OSError as error:
            self.failed(errand, Fault(Trouble.LOCAL, _local_code(error)))
        else:
            return True
        return False

    def _take(self, call: Call, reply: Reply, seconds: float) -> None:
        match call:
            case Turn() if isinstance(reply, SyncReply):
                self._take_turn(call, reply)
            case Wait():
                self._take_wait(call, woken=isinstance(reply, Woken))
            case SendPart() if isinstance(reply, FileState):
                self._bulk.sent(call, reply, seconds)
                self._rests[Channel.BULK].reset()
                if reply.stored:
                    self._up.again()
            case Fetch():
                self._bulk.file_done(call)
            case Stream():
                self._take_stream_end()
            case _:
                raise Torn("another kind of reply")

    def _take_turn(self, call: Turn, reply: SyncReply) -> None:
        if call.request.epoch not in {0, reply.epoch}:
            self._begin_again()
            return
        with self._replica.page() as page:
            apply_reply(page, call.request, reply)
        self._outbox.rows_done(call.rows)
        self._up.answered(reply.outcomes, self._clock.monotonic())
        self._feed = None
        self._pull = reply.more
        self._rests[Channel.CONTROL].reset()
        self._bulk.look()
        self._count_turn(reply)
        self._settle()

    def _count_turn(self, reply: SyncReply) -> None:
        self._changes |= self._replica.take_changes()
        headers = len(reply.page.headers) if reply.page else 0
        self._state = replace(
            self._state, turns=self._state.turns + 1, items=self._state.items + len(reply.live) + headers, problem=""
        )
        if reply.page and reply.page.walk[0] == "upto":
            self._first = FirstSync(True, self._first.headers + headers, self._first.records, self._first.of)

    def _take_stream_end(self) -> None:
        if self._bulk.stream_done():
            self._rests[Channel.BULK].reset()
        else:
            self._rests[Channel.BULK].fail(self._clock.monotonic())
        self._settle()

    def _take_wait(self, call: Wait, *, woken: bool) -> None:
        self._rests[Channel.WAIT].reset()
        if not woken:
            self._wait = min(self.policy.wait_most, self._wait * 2)
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

    def _begin_again(self) -> None:
        """The centre was restored: offer again what it may have lost, then rebuild the replica from it."""
        self._outbox.reoffer(self._clock.now() - self.policy.offer_again)
        with self._replica.page() as page:
            page.wipe(0)
        self._changes |= self._replica.take_changes() | Changes(outbox=True, origin="sync")
        self._feed = None
        self._pull = True
        self._first = FirstSync()
        self._bulk.streams = 0
        self._up.again()
        self._bulk.again()

    # what went wrong

    def failed(self, errand: Errand, fault: Fault) -> None:
        """An errand ended badly. One that is not on the way any more changes nothing."""
        if not self._is_flying(errand):
            return
        _, began = self._flying.pop(errand.channel)
        now = self._clock.monotonic()
        rest = self._rests[errand.channel]
        self._state = replace(self._state, problem=fault.code or fault.trouble.value)
        self._portal = fault.trouble is Trouble.PORTAL
        if self._answered_whole(errand, fault):
            return
        if self._portal:
            rest.hold(now, self.policy.portal_again)
        elif errand.channel is Channel.WAIT and fault.trouble is Trouble.LINK and now - began > 5:
            self._wait = max(self.policy.wait_least, self._wait // 2)
            rest.fail(now)
        else:
            rest.fail(now, at_least=fault.after)
        self._up.lost()
        self._bulk.failed(errand.call, for_good=fault.trouble is Trouble.PROBLEM and fault.status in {400, 404, 413})

    def _answered_whole(self, errand: Errand, fault: Fault) -> bool:
        """Whether a refusal of the centre leads on without resting."""
        if fault.trouble is not Trouble.PROBLEM:
            return False
        if fault.code == "epoch":
            self._begin_again()
            return True
        if (stop := STOPS.get(fault.status)) is not None and fault.code != "not_visible":
            self._stop = stop
            return True
        if isinstance(errand.call, SendPart) and fault.state is not None:
            self._bulk.sent(errand.call, fault.state, 0.0)
            return True
        whole = isinstance(errand.call, Turn) and fault.status in {400, 413, 500}
        return whole and self._up.refused_whole(self._load)

    # what people do

    def look(self) -> None:
        """Something was written: a command, a row, a wish for a file or a record."""
        self._up.look()
        self._bulk.look()

    def kick(self) -> None:
        """Somebody clicked, or the network changed: try everything now."""
        for rest in self._rests.values():
            rest.reset()
        self._up.again()
        self._bulk.again()
        self._pull = True
        self._portal = False
        if self._stop is not Phase.UPGRADE:
            self._stop = None

    def pause(self) -> None:
        """Carry nothing new until `resume`."""
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self.kick()

    # how it stands

    def take_changes(self) -> Changes:
        """What changed since the last call."""
        changes, self._changes = self._changes, Changes()
        return changes

    def state(self, now: float) -> SyncState:
        """How it stands now."""
        wake = self.wake_at()
        filling = self._feed is not None and any(walk[0] == "upto" for walk, _ in self._feed.walks)
        first = replace(self._first, of=self._first.records + self._bulk.short)
        return replace(
            self._state,
            phase=self._phase(),
            waiting=len(self._outbox.pending()),
            refused=len(self._outbox.refused()),
            parked=self._up.parked,
            first=first if filling or self._first.names_ready else None,
            next_try=max(0, int(wake - now)) if wake != float("inf") else 0,
        )

    def _phase(self) -> Phase:
        if self._paused:
            return Phase.PAUSED
        if self._stop is not None:
            return self._stop
        if self._portal:
            return Phase.PORTAL
        if any(rest.count for rest in self._rests.values()):
            return Phase.OFFLINE
        return Phase.IDLE if self.idle else Phase.SYNCING


def _local_code(error: OSError) -> str:
    if isinstance(error, NoRoom):
        return "no_room_to_sync"
    return error.code if isinstance(error, BadStore) else "cannot_keep"


def next_walk(feed: Feed) -> WalkAsk | None:
    """The walk to go on with: the beginning of an inventory first (my open tasks), then rows, then the rest."""

    def rank(walk: Walk, place: str) -> int:
        return 1 if walk[0] == "rows" else 0 if not place else 2

    best = min(feed.walks, key=lambda w: rank(*w), default=None)
    return WalkAsk(*best) if best else None
