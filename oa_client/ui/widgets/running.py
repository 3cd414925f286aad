"""How a presenter has work done away from the screen. No Qt: the bridge is one such runner, tests have another."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol, TypeVar

T = TypeVar("T")


class Lane(Enum):
    """READ may overtake and be dropped; WRITE keeps its order and is done to the end, also at shutdown."""

    READ = "read"
    WRITE = "write"


class Job:
    """Work under way. Cancelled, its result is thrown away."""

    __slots__ = ("cancelled",)

    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        """Nobody wants the result any more."""
        self.cancelled = True


class Runner(Protocol):
    """Does work elsewhere and brings its result home; both ends must be given."""

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        lane: Lane = Lane.READ,
        name: str = "",
    ) -> Job:
        """Do `work`, then `done` with its result or `failed` with what it raised."""
        ...
