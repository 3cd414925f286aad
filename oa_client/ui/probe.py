"""How late the GUI thread is: a precise timer of 10 ms, the 20 worst delays, and what was being done then."""

from __future__ import annotations

import contextlib
import faulthandler
import time
from collections.abc import Iterator
from dataclasses import dataclass
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
    """A delay of the event loop in milliseconds, when it ended, and the action that took longest in it."""

    late: float
    at: float
    action: str


class Probe(QObject):
    """Measures the event loop while it runs; with `dump`, a thread stuck for a second writes its stacks there.

    A longer `period` in milliseconds costs less and sees every delay all the same, only less sharply.
    """

    def __init__(self, parent: QObject | None = None, dump: TextIO | None = None, *, period: int = PERIOD_MS) -> None:
        super().__init__(parent)
        self._dump, self._period = dump, period
        self._worst: list[Stall] = []
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
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """End; what was measured stays."""
        self._timer.stop()
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
        self._last = now
        self._counts[min(1000, int(late))] += 1
        if late < _SLIGHT:
            self._longest = _NOTHING
            if self._dump is not None:
                self._rearm(now)
            return
        if len(self._worst) < KEPT or late > self._worst[-1].late:
            action = self._doing[-1] if self._doing else self._longest[1]
            self._worst = sorted([*self._worst, Stall(late, time.time(), action)], reverse=True)[:KEPT]
        self._longest = _NOTHING
        self._rearm(now)

    def _rearm(self, now: float) -> None:
        if self._dump is not None and now - self._armed > _REARM_SECONDS:
            self._armed = now
            faulthandler.dump_traceback_later(STUCK_SECONDS, repeat=False, file=self._dump)

    def worst(self) -> tuple[Stall, ...]:
        """The longest delays, longest first."""
        return tuple(self._worst)

    def percentile(self, share: float) -> int:
        """The delay in milliseconds that this share of all ticks stayed within."""
        wanted, seen = share * sum(self._counts), 0
        for late, count in enumerate(self._counts):
            seen += count
            if seen >= wanted:
                return late
        return 0
