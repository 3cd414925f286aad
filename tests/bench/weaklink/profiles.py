"""The lines: what a profile is, and when its outages are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

FRAME = 1514


@dataclass(frozen=True, slots=True)
class Profile:
    """A line. Rates in kbit/s (0: none); rtt in ms; loss as a share, each way; outage: mean seconds up and down.

    `redial`: an outage also kills the connections made before it, silently, as a new address does. `queue`: seconds of
    the rate that wait before the line, at least 16 frames.
    """

    name: str
    down: float = 0.0
    up: float = 0.0
    rtt: float = 0.0
    loss: float = 0.0
    outage: tuple[float, float] | None = None
    redial: bool = False
    queue: float = 0.5


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("lan"),
        Profile("township", 1000, 512, 120, 0.005),
        Profile("village", 128, 64, 400, 0.02),
        Profile("flaky", 128, 64, 400, 0.02, (20, 10)),
        Profile("satellite", 2000, 2000, 700),
        Profile("redial", 128, 64, 400, 0.02, (50, 10), redial=True),
    )
}


def outages(profile: Profile, seed: int, *, periodic: bool = False) -> Iterator[tuple[float, float]]:
    """When the line is dark: (from, to) in seconds after the start, without end; none for a line without outages.

    Drawn: each stretch lies between half and one and a half times its mean, so that nothing can lock onto a rhythm.
    Periodic: every stretch is its mean, as the figures of before were measured.
    """
    if profile.outage is None:
        return
    rng = Random(f"outage {seed}")
    at = 0.0
    while True:
        light, dark = (mean * (1.0 if periodic else rng.uniform(0.5, 1.5)) for mean in profile.outage)
        yield at + light, at + light + dark
        at += light + dark


class Darkness:
    """Whether the line is dark now, asked in the order of time."""

    def __init__(self, stretches: Iterator[tuple[float, float]]) -> None:
        self._stretches = stretches
        self._now = next(stretches, None)

    def at(self, seconds: float) -> bool:
        """Whether it is dark so many seconds after the start."""
        while self._now is not None and seconds >= self._now[1]:
            self._now = next(self._stretches, None)
        return self._now is not None and seconds >= self._now[0]
