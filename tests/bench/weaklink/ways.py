"""One direction of a line: a queue with a rate, then loss, then a fixed delay."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from random import Random

from tests.bench.weaklink.profiles import FRAME


@dataclass(slots=True)
class Count:
    """What went in one direction. `payload` is TCP payload seen for the first time, `resent` what came again."""

    frames: int = 0
    bytes: int = 0
    payload: int = 0
    resent: int = 0
    lost: int = 0
    queue_drops: int = 0
    dark_drops: int = 0

    def plain(self) -> dict[str, int]:
        return asdict(self)


class Way:
    """Frames go in now and are due later, or never."""

    def __init__(self, kbit: float, delay: float, loss: float, queue: float, rng: Random) -> None:
        self.count = Count()
        self._rate = kbit * 1000 / 8
        self._delay = delay
        self._loss = loss
        self._limit = max(16 * FRAME, self._rate * queue) + 0.5  # half a byte for the rounding of times
        self._rng = rng
        self._free_at = 0.0
        self._line: deque[tuple[float, bytes]] = deque()

    def accept(self, now: float, frame: bytes) -> None:
        """Queue a frame, unless the queue is full or the line loses it."""
        leaves = now
        if self._rate:
            start = max(now, self._free_at)
            if (start - now) * self._rate + len(frame) > self._limit:
                self.count.queue_drops += 1
                return
            leaves = self._free_at = start + len(frame) / self._rate
        if self._loss and self._rng.random() < self._loss:
            self.count.lost += 1
            return
        self._line.append((leaves + self._delay, frame))

    @property
    def due(self) -> float:
        """When the next frame is due."""
        return self._line[0][0] if self._line else float("inf")

    def pop(self, now: float) -> bytes | None:
        """A frame that is due, half a millisecond early at most."""
        return self._line.popleft()[1] if self._line and self._line[0][0] <= now + 0.0005 else None
