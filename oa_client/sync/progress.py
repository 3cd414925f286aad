"""How far syncing has come and what waits: what the bar and the first filling show."""

from __future__ import annotations

from dataclasses import replace

from oa_client.app.conflicts import is_conflict
from oa_client.app.ports import Outbox
from oa_client.app.standing import FirstSync, SyncState
from oa_client.protocol.messages import SyncReply


class Progress:
    """Counts of what came, and when last nothing was left."""

    def __init__(self, outbox: Outbox) -> None:
        """Nothing came yet; what waits is in this outbox."""
        self._outbox = outbox
        self._turns = 0
        self._items = 0
        self._last_full_pass = 0
        self._first = FirstSync()

    def turn(self, reply: SyncReply) -> None:
        """A turn went through."""
        headers = len(reply.page.headers) if reply.page else 0
        people = sum(row.k == "person" for row in reply.page.rows) if reply.page else 0
        self._turns += 1
        self._items += len(reply.live) + headers
        if reply.page and reply.page.walk[0] == "upto":
            self._first = replace(self._first, names_ready=True, headers=self._first.headers + headers)
        self._first = replace(self._first, people=self._first.people + people)

    def begin_again(self) -> None:
        """The replica is filled anew."""
        self._first = FirstSync()

    def full_pass(self, now: int) -> None:
        """Nothing is left on either side."""
        self._last_full_pass = max(self._last_full_pass, now)
        self._first = FirstSync()

    def on(self, state: SyncState, *, filling: bool, records: int, short: int, items: int) -> SyncState:
        """The state with these figures: `records` came in full, `short` of them were wanted when last asked."""
        first = replace(self._first, records=records, of=max(records, short))
        come_back = self._outbox.refused()
        conflicts = sum(map(is_conflict, come_back))
        return replace(
            state,
            waiting=len(self._outbox.pending()),
            refused=len(come_back) - conflicts,
            conflicts=conflicts,
            last_full_pass=self._last_full_pass,
            turns=self._turns,
            items=self._items + items,
            first=first if filling or self._first.names_ready else None,
        )
