"""Row changes on their way up, and what they wait for.

They wait until the centre's own rows are here: what these show already goes no further. A mark of reading or a receipt
waits for its matter, too: the centre drops what somebody marks in a matter that it does not show him, be it that its
author brings it back after a restore, that my own command is to open it, or that it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oa_client.app.ports import Outbox, PendingRow
from oa_client.app.replica import Feed, Replica
from oa_client.sync.again import drop_shown_rows

OF_MATTERS = frozenset({"read", "receipt"})
"""The kinds whose key is a matter."""
NEWS = frozenset({"rows", "moved"})
"""The walks that bring what else would have come live."""
LOOK = 64
"""So many rows beyond those wanted are looked at first; more each time that there are not enough among them."""


class Rows:
    """The rows that may go up now, and what becomes of them."""

    def __init__(self, outbox: Outbox, replica: Replica) -> None:
        """Over the stores."""
        self._outbox = outbox
        self._replica = replica
        self._checked = False
        self._behind = False

    def begin_again(self) -> None:
        """The centre was restored: its rows are others."""
        self._checked = self._behind = False

    def may_go(self, feed: Feed) -> bool:
        """Whether any may, so far as that is no matter of the single row."""
        if self._behind or any(walk[0] == "rows" for walk, _ in feed.walks):
            return False
        if not self._checked:
            self._checked = True
            drop_shown_rows(self._outbox, self._replica)
        return True

    def first(self, limit: int, free: Callable[[PendingRow], bool]) -> tuple[PendingRow, ...]:
        """The oldest whose matters are here and that are free to go, at most so many."""
        looked_at = limit + LOOK
        while True:
            rows = self._outbox.pending_rows(looked_at)
            found = [row for row in self._at_home(rows) if free(row)]
            if len(found) >= limit or len(rows) < looked_at:
                return tuple(found[:limit])
            looked_at *= 4

    def _at_home(self, rows: Sequence[PendingRow]) -> list[PendingRow]:
        here = self._replica.here([row.key for row in rows if row.kind in OF_MATTERS])
        return [row for row in rows if row.kind not in OF_MATTERS or row.key in here]

    def taken(self, rows: Sequence[PendingRow], feed: Feed, *, more: bool) -> None:
        """A turn with these went through, and what it brought is kept; `feed` is how the replica stands with it.

        They are let go only when the replica has heard what became of them: the row as the centre keeps it, which a
        restore asks back from there, or that the matter was gone before the centre looked at its row. That comes with
        the same turn, after the rest of the backlog, or with an inventory of what moved: then all go again.
        """
        self._behind = more or any(walk[0] in NEWS for walk, _ in feed.walks)
        if not self._behind:
            self._outbox.rows_done(self._at_home(rows))
