"""Lines to the centre: how long they take, and what they do to an errand. Everything is drawn from the one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum

from oa_client.sync.errands import Call, Channel, Fetch, Stream, Turn


class Fate(StrEnum):
    """What a line does to one errand."""

    FINE = "fine"
    LOST_REQUEST = "request lost"
    LATE_REQUEST = "request given up, comes late"
    LOST_REPLY = "reply lost"
    LATE_REPLY = "reply given up, comes late"
    TWICE_UP = "request comes twice"
    TWICE_DOWN = "reply comes twice"
    TORN = "reply torn"
    CUT = "cut in the middle"
    PORTAL = "a portal answers"
    BUSY = "centre busy"
    BROKEN = "centre breaks"


ANYWHERE = (
    Fate.LOST_REQUEST,
    Fate.LATE_REQUEST,
    Fate.LOST_REPLY,
    Fate.LATE_REPLY,
    Fate.TWICE_UP,
    Fate.TWICE_DOWN,
    Fate.PORTAL,
    Fate.BUSY,
    Fate.BROKEN,
)


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds one way, bytes a second up and down, and how often something happens to an errand."""

    name: str
    latency: float
    up: float
    down: float
    trouble: float


LAN = Line("lan", 0.001, 10e6, 10e6, 0.0)
LINES = (
    Line("good lan", 0.001, 10e6, 10e6, 0.02),
    Line("village", 0.15, 8_000, 16_000, 0.10),
    Line("satellite", 0.35, 30_000, 120_000, 0.10),
    Line("redial", 0.20, 4_000, 6_000, 0.25),
    Line("flaky", 0.05, 60_000, 60_000, 0.45),
)


@dataclass
class Way:
    """One device's way to the centre: its line, whether it is cut now, and what is on it."""

    line: Line
    cut: bool = False
    cuts: int = 0
    users: set[object] = field(default_factory=set)

    @property
    def round_trip(self) -> float:
        return 2 * self.line.latency

    @property
    def stall(self) -> float:
        """After so much silence a carrier gives up (design.md decision 8)."""
        return max(4.0, 6 * self.round_trip)

    def up(self, size: int) -> float:
        return self.line.latency + size * self.share / self.line.up

    def down(self, size: int) -> float:
        return self.line.latency + size * self.share / self.line.down

    @property
    def share(self) -> int:
        """Connections share a line."""
        return max(1, len(self.users))

    def fate(self, rng: random.Random, call: Call, channel: Channel) -> Fate:
        if rng.random() >= self.line.trouble:
            return Fate.FINE
        if isinstance(call, Turn):
            return rng.choice((*ANYWHERE, Fate.TORN))
        if isinstance(call, Stream):
            return rng.choice((*ANYWHERE, Fate.TORN, Fate.CUT, Fate.CUT))
        if isinstance(call, Fetch):
            return rng.choice((Fate.LOST_REQUEST, Fate.LOST_REPLY, Fate.CUT, Fate.CUT, Fate.BUSY))
        return rng.choice((Fate.LOST_REQUEST, Fate.LATE_REQUEST, Fate.LOST_REPLY, Fate.TWICE_UP, Fate.BUSY))

    def break_off(self) -> None:
        self.cut = True
        self.cuts += 1
