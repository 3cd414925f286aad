"""A cap on bytes a second: a token bucket, pure; and waiting for it, which ends at once when it must."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

BURST_SECONDS = 1.0
"""A line that lay idle may carry so much at once."""


class Bucket:
    """Bytes that may go now. Who took more than there were waits until they have run in again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """By this clock, which never jumps; without a cap."""
        self._clock = clock
        self._rate = 0
        self._level, self._at = 0.0, clock()

    @property
    def rate(self) -> int:
        """Bytes a second; 0 none."""
        return self._rate

    def cap(self, rate: int) -> None:
        """From now on so many bytes a second; what was taken too much before is forgiven."""
        self._rate = max(0, rate)
        self._level, self._at = self._rate * BURST_SECONDS, self._clock()

    def take(self, size: int) -> None:
        """These bytes went."""
        self._run_in()
        self._level -= size

    def wait(self) -> float:
        """Seconds until more may go."""
        if not self._rate:
            return 0.0
        self._run_in()
        return max(0.0, -self._level / self._rate)

    def _run_in(self) -> None:
        now = self._clock()
        self._level = min(self._rate * BURST_SECONDS, self._level + (now - self._at) * self._rate)
        self._at = now


class Throttle:
    """A bucket that its carrier waits for; any thread may change the cap or end the waiting."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Without a cap."""
        self._bucket = Bucket(clock)
        self._changed = threading.Condition()
        self._cut = self._ended = False

    @property
    def rate(self) -> int:
        """Bytes a second; 0 none."""
        return self._bucket.rate

    def cap(self, rate: int) -> None:
        """From now on so many bytes a second, also for who waits now."""
        with self._changed:
            self._bucket.cap(rate)
            self._changed.notify_all()

    def begin(self) -> None:
        """Another errand begins."""
        with self._changed:
            self._cut = self._ended

    def cut(self) -> None:
        """Nobody waits any more until the next errand."""
        with self._changed:
            self._cut = True
            self._changed.notify_all()

    def end(self) -> None:
        """Nobody waits any more at all."""
        self._ended = True
        self.cut()

    def take(self, size: int) -> None:
        """These bytes went."""
        with self._changed:
            self._bucket.take(size)

    def wait(self) -> bool:
        """Wait until more may go; False when that was cut."""
        with self._changed:
            while not self._cut and (seconds := self._bucket.wait()) > 0:
                self._changed.wait(seconds)
            return not self._cut
