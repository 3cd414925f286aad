"""How long to wait for news at a time: longer while the line bears it, shorter after a silent cut."""

from __future__ import annotations

from oa_client.app.replica import Feed
from oa_client.sync.errands import Fault, Trouble, Wait
from oa_client.sync.state import Policy

SILENT = 5.0
"""A wait that lasted longer than this had begun."""


class Waiting:
    """The seconds of the next wait (design.md decision 8)."""

    def __init__(self, policy: Policy) -> None:
        """At first a time that most lines bear."""
        self._policy = policy
        self._seconds = policy.wait_first

    def call(self, feed: Feed) -> Wait | None:
        """A wait for what lies beyond the feed's position, if waiting is wanted and there is one."""
        if not self._policy.wait or feed.epoch == 0:
            return None
        return Wait(feed.epoch, feed.position, self._seconds)

    def quiet(self) -> None:
        """It lasted to its end and nothing came."""
        self._seconds = min(self._policy.wait_most, self._seconds * 2)

    def cut(self, fault: Fault, lasted: float) -> bool:
        """It ended badly. True when it was cut in silence; else it never began, and perhaps there is no link at all."""
        if fault.trouble is not Trouble.LINK or lasted <= SILENT:
            return False
        self._seconds = max(self._policy.wait_least, self._seconds // 2)
        return True
