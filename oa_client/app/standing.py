"""How syncing stands: one object that bar, banner, badge, sync centre and command line show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Phase(Enum):
    """What the engine is about, in one word."""

    SYNCING = "syncing"
    IDLE = "idle"
    OFFLINE = "offline"
    PORTAL = "portal"
    NEEDS_SIGN_IN = "needs_sign_in"
    UPGRADE = "upgrade"
    LOCKED = "locked"
    PAUSED = "paused"


PURPOSES = ("turn", "record", "file", "wait")
"""What bytes on the wire are for: commands and news, records in full, attachments, waiting for news."""


@dataclass(frozen=True, slots=True)
class FirstSync:
    """How far the first filling is: the names of what is to do are there; headers; `records` of `of` in full."""

    names_ready: bool = False
    headers: int = 0
    records: int = 0
    of: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class SyncState:
    """How syncing stands.

    `last_full_pass`: seconds since 1970 when last nothing was left on either side, 0 never. `waiting`: commands not yet
    answered; `refused`: come back for what they are; `conflicts`: come back because their matters had moved on;
    `parked`: those the centre cannot digest; `stuck`: they, and rows and files of mine that are not tried again until
    somebody acts; `up`, `down`: bytes on the wire; `today`: both, since midnight; `speed`: bytes a second
    now; `problem`: a code, "" is none; `next_try`: when the next attempt begins by itself, on the clock that never
    jumps, 0 none (who shows it counts); `spent`: bytes on the wire
    since the start, by purpose (`PURPOSES`); `files_held`: attachments wait until somebody lets them go on;
    `paused_until`: seconds since 1970 when a pause ends by itself, 0 by hand.
    """

    phase: Phase = Phase.OFFLINE
    last_full_pass: int = 0
    waiting: int = 0
    refused: int = 0
    conflicts: int = 0
    parked: tuple[int, ...] = ()
    stuck: int = 0
    up: int = 0
    down: int = 0
    today: int = 0
    speed: int = 0
    turns: int = 0
    items: int = 0
    first: FirstSync | None = None
    problem: str = ""
    next_try: float = 0.0
    spent: tuple[tuple[str, int], ...] = ()
    files_held: bool = False
    paused_until: int = 0

    @property
    def come_back(self) -> int:
        """What the centre did not accept and its author has to see to: the badge of 同步中心."""
        return self.refused + self.conflicts

    @property
    def settled(self) -> bool:
        """Whether everything of mine is at the centre and everything there is here: the only green."""
        return (
            self.phase is Phase.IDLE
            and self.last_full_pass > 0
            and not (self.waiting or self.come_back or self.stuck or self.problem)
        )
