"""The day a form offers by itself (常例时限): counted by the calendar, and moving with it as long as nobody picks one.

An action that asks for a day, `DUE`, may ask beside it how that was counted, `USUAL`. What is given there is
``[amount, unit, since]``: so much of a unit of `calendar.UNITS` from a moment on, that at which the form counted. A day
that somebody picked himself comes without it. The state holds it until somebody sets another day of the matter, or of
the strand. Till then the day may still differ from what a calendar of today says: what is over or suspended is not
counted again, nor what would be over by it, and a part's day is brought back to that of the strand above it.
"""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.domain.calendar import LAST_MOMENT, UNITS, WorkingDays

DUE, USUAL = "due", "due_usual"
MOST = 999
"""The longest usual limit, in its unit."""
AHEAD = 86_400
"""So many seconds the clock by which a form counted may be ahead of the centre's: a clock of a wrong day is put right.

One that is some minutes fast is no reason to send anybody's words back: what he saw as the day is what will stand.
"""


@dataclass(frozen=True, slots=True)
class Usual:
    """So much of a unit, from a moment on."""

    amount: int
    unit: str
    since: int

    @property
    def value(self) -> list[object]:
        """As a command carries it, and the state keeps it."""
        return [self.amount, self.unit, self.since]

    def is_ahead(self, now: int) -> bool:
        """Whether it is counted from a moment that is still to come."""
        return self.since > now + AHEAD

    def due(self, days: WorkingDays) -> int:
        """The moment it runs out by a calendar."""
        return days.due(self.since, self.amount, self.unit)

    def moved(self, due: int, now: int, days: WorkingDays) -> int:
        """Where a day that stands as counted stands by a calendar; what is over stays so, and nothing becomes over."""
        counted = self.due(days)
        return due if due <= now or counted <= now else counted


def usual_of(value: object) -> Usual | None:
    """What was given for `USUAL`, or None where it is nothing of the kind."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    amount, unit, since = value
    if not (_is_whole(amount) and 1 <= amount <= MOST and _is_whole(since) and 0 <= since < LAST_MOMENT):
        return None
    return Usual(amount, unit, since) if isinstance(unit, str) and unit in UNITS else None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
