"""What the engine may be told to do differently, how it stands, and its patience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from oa_client.protocol.messages import BATCH, LIVE_PAGE


class Rng(Protocol):
    """Where chance comes from; `random.Random` is one."""

    def uniform(self, a: float, b: float, /) -> float:
        """A number from a to b."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The engine's figures (design.md decisions 6 to 8). `wait` False: never wait for news (the command line)."""

    batch: int = BATCH
    batch_bytes: int = 48 * 1024
    budget: int = LIVE_PAGE
    wants: int = 6000
    first_wants: int = 200
    wait: bool = True
    wait_first: int = 55
    wait_least: int = 25
    wait_most: int = 600
    backoff_first: float = 2.0
    backoff_most: float = 300.0
    quick_tries: int = 6
    quick_rest: float = 0.2
    portal_again: float = 60.0
    tries: int = 5
    part_first: int = 64 * 1024
    part_most: int = 1024 * 1024
    part_seconds: float = 4.0


class Backoff:
    """Full jitter: after the k-th failure in a row a wait of U(0, min(most, first · 2^k)).

    A line that broke in the middle of a transfer is mostly back within seconds: the first tries after something came
    are quick, and the waits grow only after them.
    """

    def __init__(self, rng: Rng, policy: Policy) -> None:
        """No failure yet."""
        self._rng = rng
        self._policy = policy
        self._quick = 0
        self._grown = 0
        self.count = 0
        self.until = 0.0

    def fail(self, now: float, *, at_least: float = 0.0, broke: bool = False) -> None:
        """It failed again; not before `at_least` seconds. `broke`: the line did, not who is at its end."""
        self.count += 1
        self.until = now + at_least + self._rng.uniform(0.0, self._most(broke=broke))

    def _most(self, *, broke: bool) -> float:
        policy = self._policy
        if broke and self._quick:
            self._quick -= 1
            return policy.quick_rest
        self._grown = min(16, self._grown + 1)
        return min(policy.backoff_most, policy.backoff_first * float(2 ** (self._grown - 1)))

    def hold(self, now: float, seconds: float) -> None:
        """Try again in a while, without growing."""
        self.until = now + seconds

    def moved(self) -> None:
        """Something came: should the line break now, it is worth trying again at once."""
        self.reset()
        self._quick = self._policy.quick_tries

    def reset(self) -> None:
        """It went well, or everything is different now."""
        self.count = self._grown = self._quick = 0
        self.until = 0.0
