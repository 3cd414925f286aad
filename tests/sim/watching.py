"""Promises with a date: something urgent has left, or has arrived, by then; and what the screen showed of an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.sim.seat import Seat


@dataclass(frozen=True, eq=False)
class Watch:
    """By `until` it holds; dropped when a fault comes between."""

    seat: Seat
    words: str
    until: float
    seconds: float
    held: Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Promise:
    """The screen showed this of a matter when command `n` was given, as version `v`, if nobody comes between.

    `before`: my commands that were waiting there and whose entries it counted on.
    """

    n: int
    matter: str
    v: int
    before: tuple[int, ...]
    shown: object

    def alone(self, mine: dict[int, tuple[str, int]]) -> bool:
        """Whether everything came as the screen counted on."""
        first = self.v - len(self.before)
        return all(mine.get(n, ("", 0))[1] == first + k for k, n in enumerate((*self.before, self.n)))


def bound(seat: Seat, others: int = 3) -> float:
    """Ten seconds, and the time of the turn that is on the line already, whose page may be eight times the budget."""
    line, page = seat.way.line, 8 * max(seat.policy.budget, 2_000)
    return 10.0 + 2 * seat.way.round_trip + others * page / 3 / line.down
