"""Virtual time: one heap of what will happen. Nothing sleeps; the clock stands where the next event is."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from tests.sync.office import START

Act = Callable[[], None]


class Timeline:
    """(time, order, event): of two events at one moment the one that was put first comes first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._heap: list[tuple[float, int, Act]] = []
        self._order = count()

    def after(self, seconds: float, act: Act) -> None:
        heappush(self._heap, (self.now + max(0.0, seconds), next(self._order), act))

    def step(self) -> None:
        """Let the next thing happen."""
        self.now, _, act = heappop(self._heap)
        act()


class WallClock:
    """A machine's clock: its time of day may be put wrong by years, the time that runs is everybody's."""

    def __init__(self, timeline: Timeline, common: WallClock | None = None) -> None:
        self.timeline = timeline
        self.common = common
        self.shift = 0

    @property
    def seconds(self) -> float:
        return self.timeline.now

    def now(self) -> int:
        shift = self.shift + (self.common.shift if self.common else 0)
        return START + int(self.timeline.now) + shift

    def monotonic(self) -> float:
        return self.timeline.now
