"""How fast the line was when it last carried much: what that says for compressing, and for bytes on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
PROBE, PAUSE = 6 * 1024, 0.5
"""So many bytes one after another, with no pause of this part of a round trip between, tell the rate of a thin line:
they left together, and the line pulled them apart. A whole reply would not: on a far line it came in several goes."""
SLOW_RATE = 250_000
"""Bytes a second, 2 Mbit/s: below it a byte costs more time than squeezing it out (design.md decision 7)."""


@dataclass
class Line:
    """What the connections to one centre learned of the line they share: bytes and seconds of a round trip.

    `rate` 0: not known yet. Written by several threads; each writes a whole figure, and any of them will do.
    """

    rate: float = 0.0
    rtt: float = float("inf")


class Pace:
    """The rate of the last larger transfer. A line that was never measured is taken for a slow one."""

    def __init__(self, clock: Callable[[], float], line: Line | None = None) -> None:
        """By this clock, which never jumps; `line`: what other connections know of it, and are told."""
        self._clock = clock
        self.line = line or Line()
        self._rate = 0.0
        self._began()

    def _began(self) -> None:
        self._bytes, self._seconds = 0, 0.0
        self._stretch, self._peak = (0, 0.0), 0.0
        self._run = (0, 0.0)

    @property
    def slow(self) -> bool:
        """Whether the line is slow as far as is known."""
        return self._rate < SLOW_RATE

    def reading(self, read: Callable[[], bytes]) -> bytes:
        """Read once; only the time spent in it counts, not that of keeping what came."""
        began = self._clock()
        data = read()
        waited = self._clock() - began
        if self._bytes:  # what lay there at the first look says nothing
            self._follow(len(data), waited)
        self._seconds += waited
        self._bytes += len(data)
        self._measure()
        return data

    def _follow(self, size: int, waited: float) -> None:
        """So much came so long after the bytes before it: a first word on the rate, until there is a better one."""
        if self.line.rate or waited >= PAUSE * self.line.rtt:
            return
        size, waited = self._run = (self._run[0] + size, self._run[1] + waited)
        if size >= PROBE and waited:
            self.line.rate = size / waited

    def _measure(self) -> None:
        got, spent = self._bytes - self._stretch[0], self._seconds - self._stretch[1]
        if spent >= STRETCH:
            self._peak = max(self._peak, got / spent)
            self._stretch = (self._bytes, self._seconds)

    @property
    def window(self) -> int:
        """Bytes worth having on the way; 0: the line was not seen to be slow."""
        rate, rtt = self.line.rate, self.line.rtt
        known = 0 < rate < SLOW_RATE and NEAR < rtt < float("inf")
        return max(LEAST_WINDOW, int(ROUNDS * rate * rtt)) if known else 0

    def over(self) -> None:
        """The transfer is over, well or badly."""
        if self._bytes >= LARGER:
            self._rate = self._bytes / max(self._seconds, 1e-6)
        self.line.rate = self._peak or self.line.rate
        self._began()
