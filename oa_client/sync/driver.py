"""Drives an engine: for the command line until nothing is left to do, for the desktop on threads of its own."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from oa_client.app.lineuse import LineUse
from oa_client.app.ports import Changes, Clock
from oa_client.app.seat import SyncReport
from oa_client.app.standing import PURPOSES, SyncState
from oa_client.app.synclog import Journal, LogLine, SyncLog
from oa_client.protocol.light import LightPage
from oa_client.sync.engine import Engine
from oa_client.sync.errands import (
    Call,
    Channel,
    Errand,
    Fault,
    Fetch,
    FetchLight,
    Parts,
    SendPart,
    Stream,
    Trouble,
    Turn,
    local_code,
)
from oa_client.sync.movers import Carrier, Failed
from oa_client.sync.sockets import Traffic

JOIN_SECONDS = 3.0
STILL = 30.0
"""Seconds to wait when this machine's own disk is the trouble."""
REST = 0.05
"""The least pause between looks when nothing happens."""

LOOK_SECONDS = 0.2
"""So long the engine does what came before it looks round again."""
AHEAD = 8
"""Parts a mover may be ahead of what is kept."""
LINES_AT_ONCE = 128
"""Lines of a stream kept in one transaction at most, give or take what came together."""
SLEPT_SECONDS = 30
INTERNAL = Fault(Trouble.LOCAL, "internal")

_log = logging.getLogger(__name__)

Changed = Callable[[Changes], None]
Listener = Callable[[SyncState], None]


def run_until_idle(engine: Engine, carrier: Carrier, clock: Clock, patience: float) -> SyncReport:
    """Carry errand after errand until nothing is left, nobody answers, or nothing moved for `patience` seconds."""
    started = last = clock.monotonic()
    faults: list[Fault] = []
    while (now := clock.monotonic()) - last < patience:
        errands = engine.errands(now)
        for errand in errands:
            fault = _carry(engine, carrier, errand)
            if fault is None:
                last = clock.monotonic()
                faults.clear()
            else:
                faults.append(fault)
        if errands:
            continue
        if engine.idle or not _worth_waiting(faults, engine.wake_at() - now, patience - (now - last)):
            break
        time.sleep(max(REST, min(engine.wake_at() - now, patience)))
    return _report(engine, carrier.traffic, clock, started)


def _worth_waiting(faults: list[Fault], seconds: float, left: float) -> bool:
    """A cut line is tried again; a line that was never there, or a refusal, is not."""
    tried = bool(faults) and (faults[0].trouble is Trouble.TORN or faults[0].code == "cut")
    return seconds <= left and (tried or not faults)


def _carry(engine: Engine, carrier: Carrier, errand: Errand) -> Fault | None:
    try:
        engine.delivered(errand, carrier.carry(errand.call, lambda parts: engine.arrived(errand, parts)))
    except Failed as failed:
        engine.failed(errand, failed.fault)
        return failed.fault
    return None


def _report(engine: Engine, traffic: Traffic, clock: Clock, started: float) -> SyncReport:
    now = clock.monotonic()
    state = engine.state()
    code = "" if engine.idle and not state.problem else state.problem or state.phase.value
    return SyncReport(traffic.up, traffic.down, state.turns, state.items, now - started, code)


@dataclass(frozen=True, slots=True)
class Before:
    """What was before this start: bytes on the wire today, and when last nothing was left on either side."""

    today: int = 0
    last_full_pass: int = 0


_NOTHING = Before()


class Meter:
    """Bytes today and bytes a second, measured over a second or more."""

    def __init__(self, today: int) -> None:
        """`today` bytes went before this start."""
        self.today = today
        self._last = (0.0, 0)
        self._speed = 0

    def speed(self, total: int, now: float) -> int:
        """Bytes a second, lately."""
        since, before = self._last
        if now - since >= 1.0:
            self._speed = int((total - before) / (now - since)) if since else 0
            self._last = (now, total)
        return self._speed


@dataclass(frozen=True, slots=True)
class _Event:
    """Something for the engine's thread."""

    act: Callable[[], None]
    errand: Errand | None = None


class Driver:
    """The engine on a thread of its own, and three movers that only carry; call its methods from any thread."""

    def __init__(
        self,
        engine: Engine,
        carriers: Mapping[Channel, Carrier],
        clock: Clock,
        changed: Changed,
        before: Before = _NOTHING,
        log: SyncLog | None = None,
        chore: Callable[[], bool] = lambda: False,
    ) -> None:
        """`changed` is told what came of it, on the engine's thread; `log` is written as it goes.

        `chore` is a small step of what can wait until nothing comes; False when there is nothing of it left to do.
        """
        self._engine = engine
        self._carriers = carriers
        self._clock = clock
        self._changed = changed
        self._inbox: queue.Queue[_Event | None] = queue.Queue()
        self._outboxes: dict[Channel, queue.Queue[Errand | None]] = {c: queue.Queue() for c in carriers}
        self._threads = [threading.Thread(target=self._run, name="sync", daemon=True)]
        for channel in carriers:
            self._threads.append(
                threading.Thread(target=self._move, args=(channel,), name=f"sync-{channel.value}", daemon=True)
            )
        self._ended = threading.Event()
        self._awake = (clock.monotonic(), clock.now())
        self._before = before
        self._state = SyncState(today=before.today, last_full_pass=before.last_full_pass)
        self._meter = Meter(before.today)
        self._journal = Journal(log, self._state) if log is not None else None
        self._spent = dict.fromkeys(PURPOSES, 0)
        self._listeners: list[Listener] = []
        self._stood = threading.Condition()
        self._chore = chore
        self._undone = True

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[str]:
        """End: what is on the way is cut. The names of threads that did not end in time."""
        self._ended.set()
        self._inbox.put(None)
        for channel, carrier in self._carriers.items():
            self._outboxes[channel].put(None)
            carrier.close()
        until = time.monotonic() + JOIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return [t.name for t in self._threads if t.is_alive()]

    def state(self) -> SyncState:
        """How syncing stands."""
        return self._state

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call this, on the engine's thread, whenever it stands differently; the result stops it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wait_for(self, stands: Callable[[SyncState], bool], patience: float) -> bool:
        """Wait until it stands so; False when it does not within `patience` seconds. Not for the GUI thread."""
        with self._stood:
            return self._stood.wait_for(lambda: stands(self._state), patience)

    def look(self) -> None:
        """Something was put into the outbox, or a file was asked for."""
        self._put(self._engine.look)

    def sync_now(self) -> None:
        """Somebody pressed 立即同步, or the network changed: no more patience."""
        self._put(self._engine.kick)

    def pause(self, *, paused: bool) -> None:
        """Send and fetch nothing, or go on."""
        self._put(self._engine.pause if paused else self._engine.resume)

    def hold_files(self, *, held: bool) -> None:
        """Fetch no attachments until somebody lets them go on; words are not held."""
        self._put(partial(self._engine.hold_files, held=held))

    def use(self, use: LineUse) -> None:
        """From now on use the line so, also for what is on it."""
        if Channel.BULK in self._carriers:
            self._carriers[Channel.BULK].cap(use.cap)
        self._put(partial(self._engine.use, use))

    def log(self) -> Sequence[LogLine]:
        """What syncing did lately, oldest first."""
        return self._journal.lines(self._clock.now()) if self._journal is not None else ()

    def _put(self, act: Callable[[], None], errand: Errand | None = None) -> None:
        self._inbox.put(_Event(act, errand))

    def _do(self, event: _Event) -> None:
        """Whatever goes wrong with one errand, the engine goes on."""
        try:
            event.act()
        except Exception:  # noqa: BLE001 - an engine that died would leave the whole device unsynced
            _log.exception("keeping failed")
            if event.errand is not None:
                self._engine.failed(event.errand, INTERNAL)

    def _run(self) -> None:
        while True:
            try:
                self._look_round(self._clock.monotonic())
                going = self._next()
            except Exception as error:  # noqa: BLE001 - an engine that died would leave the whole device unsynced
                _log.exception("the engine stumbled")
                going = self._stand_still(error)
            if not going:
                return

    def _look_round(self, now: float) -> None:
        if self._slept(now):
            self._engine.kick()
        for errand in self._engine.errands(now):
            self._outboxes[errand.channel].put(errand)
        for errand in self._engine.unwanted():
            self._carriers[errand.channel].abort()
        self._tell(now)

    def _stand_still(self, error: Exception) -> bool:
        """This machine cannot read or keep its data now: say so, and look again in a while."""
        code = local_code(error) if isinstance(error, OSError) else "cannot_keep"
        self._stand(replace(self._state, problem=code))
        try:
            event = self._inbox.get(timeout=STILL)
        except queue.Empty:
            return True
        if event is not None:
            self._do(event)
        return event is not None

    def _slept(self, now: float) -> bool:
        """Whether the machine slept since the last look: the time of day went further than the time that runs."""
        before, self._awake = self._awake, (now, self._clock.now())
        return self._awake[1] - before[1] - (now - before[0]) > SLEPT_SECONDS

    def _next(self) -> bool:
        """Do what came, waiting for it as long as the engine may rest; False at the end.

        However much comes, there is a look round in between: a channel that is done has the next thing to carry.
        """
        rest = max(REST, min(self._engine.wake_at() - self._clock.monotonic(), 60.0))
        try:
            event = self._inbox.get(timeout=REST if self._undone else rest)
        except queue.Empty:
            self._undone = self._undone and self._step_of_chore()
            return True
        self._undone = True
        until = self._clock.monotonic() + LOOK_SECONDS
        while event is not None:
            self._do(event)
            if self._clock.monotonic() >= until:
                return True
            try:
                event = self._inbox.get_nowait()
            except queue.Empty:
                return True
        return False

    def _step_of_chore(self) -> bool:
        """What can wait keeps nothing else waiting when it cannot be done: it is left until something comes."""
        try:
            return self._chore()
        except Exception:  # noqa: BLE001 - whatever a chore stumbles over, syncing goes on
            _log.exception("a chore failed")
            return False

    def _tell(self, now: float) -> None:
        up = sum(c.traffic.up for c in self._carriers.values())
        down = sum(c.traffic.down for c in self._carriers.values())
        changes, state = self._engine.take_changes(), self._engine.state()
        today, speed = self._meter.today + up + down, self._meter.speed(up + down, now)
        last = state.last_full_pass or self._before.last_full_pass
        spent = tuple(self._spent.items())
        state = replace(state, up=up, down=down, today=today, speed=speed, last_full_pass=last, spent=spent)
        if changes:
            self._changed(changes)
        self._stand(state)

    def _stand(self, state: SyncState) -> None:
        if state == self._state:
            return
        with self._stood:
            self._state = state
            self._stood.notify_all()
        if self._journal is not None:
            self._journal.hear(state, self._clock.now())
        for listener in list(self._listeners):
            listener(state)

    def _move(self, channel: Channel) -> None:
        carrier, errands = self._carriers[channel], self._outboxes[channel]
        while (errand := errands.get()) is not None:
            before = carrier.traffic.up + carrier.traffic.down
            self._carry(carrier, errand)
            self._spent[_purpose(errand.call)] += carrier.traffic.up + carrier.traffic.down - before

    def _carry(self, carrier: Carrier, errand: Errand) -> None:
        engine = self._engine
        kept = threading.Semaphore(AHEAD)
        come: deque[Parts] = deque()

        def keep() -> None:
            if come:
                parts, number = _together(come)
                kept.release(number)
                engine.arrived(errand, parts)

        def arrived(parts: Parts) -> None:
            while not kept.acquire(timeout=REST):
                if self._ended.is_set():
                    raise Failed(Fault(Trouble.LINK, "cut"))
            come.append(parts)
            self._put(keep, errand)

        try:
            reply = carrier.carry(errand.call, arrived)
        except Failed as failed:
            fault = failed.fault
            self._put(lambda: engine.failed(errand, fault))
        except Exception:  # noqa: BLE001 - a mover that died would leave its channel dead for good
            _log.exception("carrying failed")
            self._put(lambda: engine.failed(errand, INTERNAL))
        else:
            self._put(lambda: engine.delivered(errand, reply), errand)


def _together(come: deque[Parts]) -> tuple[Parts, int]:
    """What is kept next, and as how many arrivals it came.

    Lines of a stream that came while others were being kept are kept at once: a transaction costs as much as several
    records. The deque is emptied from one end by one thread and filled at the other by another.
    """
    parts, number = come.popleft(), 1
    if isinstance(parts, bytes | LightPage):
        return parts, number
    lines = list(parts)
    while come and len(lines) < LINES_AT_ONCE and not isinstance(more := come[0], bytes | LightPage):
        lines += more
        come.popleft()
        number += 1
    return lines, number


def _purpose(call: Call) -> str:
    """What a call's bytes are for; each channel counts its own, so no two threads count one purpose."""
    match call:
        case Turn():
            return "turn"
        case Stream():
            return "record"
        case SendPart() | Fetch() | FetchLight():
            return "file"
        case _:
            return "wait"
