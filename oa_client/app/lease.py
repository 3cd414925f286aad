"""离线天数: how long a device may go on without its centre (trust.md, the leaving employee); then it only shows.

Nothing is hidden and nothing is lost by it: what waits goes up with the next link, which begins the days anew. The
days are counted by the latest time of day this device ever saw, so a clock that was set back gains nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from oa_client.app.ports import Clock
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.decision import Refused

DAY = 86400
WARN_DAYS = 3
"""So long before the end it is said."""
KEPT_SECONDS = 600
"""What changed since is written down at most so often."""


@dataclass(frozen=True, slots=True)
class Contact:
    """When the centre last answered, and the latest time of day seen; seconds since 1970."""

    at: int
    seen: int


class ContactBook(Protocol):
    """Where it is kept."""

    def contact(self) -> Contact | None:
        """What was kept; None before anything was."""
        ...

    def keep_contact(self, contact: Contact) -> None:
        """Keep it."""
        ...


class Lease:
    """How many of the days are left. `days` 0: there is no end to them."""

    def __init__(self, days: int, clock: Clock, book: ContactBook) -> None:
        """The days begin now where nothing was ever written down. Not for the GUI thread."""
        self.days, self._clock, self._book = days, clock, book
        self._turns = 0
        now = clock.now()
        self._contact = book.contact() or Contact(now, 0)
        self._kept = Contact(0, 0)
        self.look()

    def look(self) -> None:
        """Write down how late it is, where that matters; a full disk bars nobody. Not for the GUI thread."""
        if not self.days:
            return
        self._contact = replace(self._contact, seen=max(self._contact.seen, self._clock.now()))
        if abs(self._contact.at - self._kept.at) + self._contact.seen - self._kept.seen >= KEPT_SECONDS:
            with suppress(OSError):
                self._book.keep_contact(self._contact)
                self._kept = self._contact

    def hear(self, state: SyncState) -> None:
        """How syncing stands; where the centre answers, the days begin anew. Not for the GUI thread."""
        if state.turns > self._turns or (state.phase is Phase.IDLE and not state.problem):
            self.heard()
        self._turns = state.turns
        self.look()

    def heard(self) -> None:
        """The centre answered. Not for the GUI thread."""
        now = self._clock.now()
        self._contact = Contact(now, now)
        self.look()

    @property
    def left(self) -> int | None:
        """Seconds left, 0 when it is over; None: there is no end."""
        if not self.days:
            return None
        now = max(self._clock.now(), self._contact.seen)
        return max(0, self._contact.at + self.days * DAY - now)

    @property
    def refusal(self) -> Refused | None:
        """Why nothing can be done now."""
        return Refused("offline_too_long", {"days": self.days}) if self.left == 0 else None
