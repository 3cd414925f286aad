"""How long nobody has touched anything, and when the window is to be locked for it. No Qt."""

from __future__ import annotations

from oa_client.app.ports import Clock


class Idle:
    """Counts from the last touch by the clock that never jumps, and over a sleep of the machine by the time of day."""

    def __init__(self, minutes: int, clock: Clock) -> None:
        """`minutes`: after so many it is time."""
        self._seconds, self._clock = minutes * 60, clock
        self.touch()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = (self._clock.monotonic(), self._clock.now())

    @property
    def over(self) -> bool:
        """Whether it is time. A clock that was set back locks later by that at most, never by the other clock."""
        ran, at = self._touched
        return self._clock.monotonic() - ran >= self._seconds or self._clock.now() - at >= self._seconds
