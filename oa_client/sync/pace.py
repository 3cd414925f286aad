"""How fast the line was when it last carried much: what that says for compressing, and for bytes on the way."""

from __future__ import annotations

from collections.abc import Callable

LARGER = 512 * 1024
"""Fewer bytes say more of round trips and of the sender than of the line."""
STRETCH = 1.0
"""Seconds of reading after which a stretch is looked at; the best of a transfer is what the line bears, for in the
others it may have waited for the sender."""
ROUNDS, LEAST_WINDOW = 2, 12 * 1024
"""Round trips of bytes worth having on the way: more of them on a slow line only wait in front of it, and are lost, and
sent again, each time it breaks."""
NEAR = 0.05
"""Seconds of a round trip below which next to nothing is on the way."""
SLOW_RATE = 250_000
"""Bytes a second, 2 Mbit/s: below it a byte costs more time than squeezing it out (design.md decision 7)."""


class Pace:
    """The rate of the last larger transfer. A line that was never measured is taken for a slow one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """By this clock, which never jumps."""
        self._clock = clock
        self._rate = self._best = 0.0
        self._began()

    def _began(self) -> None:
        self._bytes, self._seconds = 0, 0.0
        self._stretch, self._peak = (0, 0.0), 0.0

    @property
    def slow(self) -> bool:
        """Whether the line is slow as far as is known."""
        return self._rate < SLOW_RATE

    def reading(self, read: Callable[[], bytes]) -> bytes:
        """Read once; only the time spent in it counts, not that of keeping what came."""
        began = self._clock()
        data = read()
        self._seconds += self._clock() - began
        self._bytes += len(data)
        self._measure()
        return data

    def _measure(self) -> None:
        got, spent = self._bytes - self._stretch[0], self._seconds - self._stretch[1]
        if spent >= STRETCH:
            self._peak = max(self._peak, got / spent)
            self._stretch = (self._bytes, self._seconds)

    def window(self, rtt: float) -> int:
        """Bytes worth having on the way, with round trips of so many seconds; 0: the line was not seen to be slow."""
        known = 0 < self._best < SLOW_RATE
        return max(LEAST_WINDOW, int(ROUNDS * self._best * rtt)) if known and NEAR < rtt < float("inf") else 0

    def over(self) -> None:
        """The transfer is over, well or badly."""
        if self._bytes >= LARGER:
            self._rate = self._bytes / max(self._seconds, 1e-6)
        self._best = self._peak or self._best
        self._began()
