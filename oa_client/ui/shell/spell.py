"""Something that is so for a while: 暂停 for 30 minutes, 会议模式 for two hours, or until ended by hand. No Qt."""

from __future__ import annotations

from collections.abc import Callable

from oa_client.app.ports import Clock

PAUSE_SECONDS = 30 * 60
MEETING_SECONDS = 2 * 3600


class Spell:
    """A while; whoever has a timer asks now and then whether it is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._deadline = 0.0
        self.on = False
        self.until = 0
        """The time of day it ends by itself, seconds since 1970; 0: somebody has to end it."""

    def begin(self, seconds: int = 0) -> None:
        """From now on, for so long; 0: until it is ended by hand."""
        self.on = True
        self.until = self._clock.now() + seconds if seconds else 0
        self._deadline = self._clock.monotonic() + seconds

    def end(self) -> None:
        """No more."""
        self.on, self.until = False, 0

    def over(self) -> bool:
        """Whether its time has come: says so once. A machine that slept ends it by the time of day."""
        passed = self._clock.monotonic() >= self._deadline or self._clock.now() >= self.until
        if not (self.on and self.until and passed):
            return False
        self.end()
        return True


class Pausing:
    """暂停 and 恢复 of syncing: tells the engine, and ends a pause by itself when its time has come."""

    def __init__(self, clock: Clock, pause: Callable[[bool], None], told: Callable[[], None]) -> None:
        """`pause` makes the engine pause or go on; `told` hears of either."""
        self._spell = Spell(clock)
        self._pause, self._told = pause, told

    @property
    def until(self) -> int:
        """When it ends by itself; 0: by hand, or there is none."""
        return self._spell.until

    @property
    def on(self) -> bool:
        """Whether somebody paused."""
        return self._spell.on

    def begin(self, seconds: int = 0) -> None:
        """Carry nothing, for so long or until somebody resumes."""
        self._spell.begin(seconds)
        self._pause(True)
        self._told()

    def end(self) -> None:
        """Go on."""
        self._spell.end()
        self._pause(False)
        self._told()

    def look(self) -> None:
        """Go on if it is time."""
        if self._spell.over():
            self.end()
