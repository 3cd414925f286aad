"""How much a turn may bring: the fewest round trips that keep nobody waiting."""

from __future__ import annotations

from oa_client.protocol.messages import WalkAsk

WALK_PAGES, BACKLOG_PAGES = 3, 8
"""So many times the budget a page may be on a line that holds: of an inventory, and of what happened meanwhile."""
MOST_PAGES = 8
"""An inventory's pages grow up to this; the centre presses larger ones less hard."""
QUICK = 2.5
"""Seconds of a turn below which the next page may be twice as long: it was the round trip that took them."""


class Room:
    """The item bytes to ask for at once.

    Little where the line breaks, for a page that is cut is lost whole, and of the beginning of an inventory, which
    somebody waits for. A backlog comes in the order it happened in: what is urgent in it, or comes after it, waits for
    all before it however it is cut, and the least in one page. The pages of an inventory grow while they are quick: on
    a far line each costs a round trip, and the records behind them wait for the last.
    """

    def __init__(self, budget: int) -> None:
        """Of a page that nothing is known of."""
        self._budget = budget
        self._pages = WALK_PAGES

    def ask(self, walk: WalkAsk | None, *, failing: bool) -> int:
        """For the next turn; `failing`: the last one broke."""
        if failing:
            self._pages = WALK_PAGES
        if failing or (walk is not None and not walk.place):
            return self._budget
        return self._budget * (BACKLOG_PAGES if walk is None else self._pages)

    def took(self, walk: WalkAsk | None, seconds: float) -> None:
        """A turn that asked for this walk took so long, there and back."""
        if walk is not None and walk.place:
            grown = self._pages * 2 if seconds < QUICK else self._pages // 2 if seconds > QUICK * 2 else self._pages
            self._pages = min(MOST_PAGES, max(WALK_PAGES, grown))
