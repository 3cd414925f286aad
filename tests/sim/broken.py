"""How an invariant says that it does not hold."""

from __future__ import annotations


class Broken(AssertionError):
    """One of I1 to I12 does not hold."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant


def broken(invariant: str, what: str) -> Broken:
    return Broken(invariant, what)
