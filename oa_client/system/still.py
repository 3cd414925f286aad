"""A large address book stays as long as the desktop does: the collector of cycles need not walk through it again.

Seen with 18,000 people: each full collection held the window up for 100 to 260 ms, on whatever thread it began.
"""

from __future__ import annotations

import gc

MANY = 2_000
"""People from which on it is worth it."""


class Still:
    """Called with how many people were read; acts once, for what is garbage at that moment stays for good."""

    def __init__(self) -> None:
        """Nothing was set aside yet."""
        self.done = False

    def __call__(self, people: int) -> None:
        """Set everything that is there now aside, if that is worth it."""
        if people >= MANY and not self.done:
            self.done = True
            gc.collect(1)
            gc.freeze()
