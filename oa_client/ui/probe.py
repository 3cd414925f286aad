"""How late the GUI thread is: a precise timer of 10 ms, the 20 worst delays, and what was being done then.

Late is late for whoever sits before it. Whose fault it is tells the kernel where it counts it (Linux): how long the
thread was ready to run and the machine had no processor for it. What is left is the thread's own: it worked or waited.
"""

from __future__ import annotations

import contextlib
import faulthandler
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QObject, Qt, QTimer

PERIOD_MS = 10
KEPT = 20
STUCK_SECONDS = 1.0
_REARM_SECONDS = 0.25
_SLIGHT = 1.0
_NOTHING = (0.0, "")


@dataclass(frozen=True, slots=True, order=True)
class Stall:
    """A delay of the event loop in milliseconds, when it ended, and the action that took longest in it.

    `starved`: so much of it there was no processor for the thread; 0 where the system does not say.
    """

    late: float
    at: float
    action: str
    starved: float = 0.0

    @property
    def own(self) -> float:
        """What of it the thread made itself."""
        return self.late - self.starved


class Processor:
    """How long the thread that made this has waited for a processor so far, in milliseconds."""

    def __init__(self) -> None:
        """Where the kernel counts it; else it is always 0."""
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._counted = path.open("rb", buffering=0) if path.exists() else None

    def waited(self) -> float:
        """Since the thread began."""
        if self._counted is None:
            return 0.0
        self._counted.seek(0)
        return int(self._counted.read(80).split()[1]) / 1e6

    def close(self) -> None:
        """Ask no more."""
        if self._counted is not None:
            self._counted.close()
        self._counted = None


class Probe(QObject):
    """Measures the event loop while it runs; with `dump`, a thread stuck for a second writes its stacks there.

    A longer `period` in milliseconds costs less and sees every delay all the same, only less sharply.
    """

    def __init__(self, parent: QObject | None = None, dump: TextIO | None = None, *, period: int = PERIOD_MS) -> None:
        super().__init__(parent)
        self._dump, self._period = dump, period
        self._worst: list[Stall] = []
        self._own: list[Stall] = []
        self._processor: Processor | None = None
        self._waited = 0.0
        self._counts = [0] * 1001
        self._doing: list[str] = []
        self._longest = _NOTHING
        self._armed = 0.0
        self._timer = QTimer(self)
        self._timer.setObjectName("probe")
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(period)
        self._timer.timeout.connect(self._tick)
        self._last = 0.0

    def start(self) -> None:
        """Begin, or begin anew."""
        self._processor = self._processor or Processor()
        self._waited = self._processor.waited()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """End; what was measured stays."""
        self._timer.stop()
        if self._processor is not None:
            self._processor.close()
            self._processor = None
        if self._dump is not None:
            faulthandler.cancel_dump_traceback_later()

    @contextlib.contextmanager
    def action(self, name: str) -> Iterator[None]:
        """What is done inside is called `name` if it makes the loop late."""
        self._doing.append(name)
        began = time.perf_counter()
        try:
            yield
        finally:
            self._doing.pop()
            self._longest = max(self._longest, (time.perf_counter() - began, name))

    def _tick(self) -> None:
        now = time.perf_counter()
        late = max(0.0, (now - self._last) * 1000 - self._period)
        waited, self._last = self._waited, now
        self._waited = self._processor.waited() if self._processor is not None else 0.0
        self._counts[min(1000, int(late))] += 1
        if late < _SLIGHT:
            self._longest = _NOTHING
            if self._dump is not None:
                self._rearm(now)
            return
        action = self._doing[-1] if self._doing else self._longest[1]
        self._keep(Stall(late, time.time(), action, min(late, self._waited - waited)))
        self._longest = _NOTHING
        self._rearm(now)

    def _keep(self, stall: Stall) -> None:
        if len(self._worst) < KEPT or stall.late > self._worst[-1].late:
            self._worst = sorted([*self._worst, stall], reverse=True)[:KEPT]
        if len(self._own) < KEPT or stall.own > self._own[-1].own:
            self._own = sorted([*self._own, stall], key=lambda one: one.own, reverse=True)[:KEPT]

    def _rearm(self, now: float) -> None:
        if self._dump is not None and now - self._armed > _REARM_SECONDS:
            self._armed = now
            faulthandler.dump_traceback_later(STUCK_SECONDS, repeat=False, file=self._dump)

    def worst(self) -> tuple[Stall, ...]:
        """The longest delays, longest first."""
        return tuple(self._worst)

    def own(self) -> tuple[Stall, ...]:
        """Those that were longest without the time in which there was no processor for the thread, longest first."""
        return tuple(self._own)

    def percentile(self, share: float) -> int:
        """The delay in milliseconds that this share of all ticks stayed within."""
        wanted, seen = share * sum(self._counts), 0
        for late, count in enumerate(self._counts):
            seen += count
            if seen >= wanted:
                return late
        return 0
