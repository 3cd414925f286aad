"""When each connection may try again, and what stands in the way: the engine's view of the link."""

from __future__ import annotations

from collections.abc import Container

from oa_client.app.standing import Phase
from oa_client.sync.errands import Channel, Fault, Trouble
from oa_client.sync.state import Backoff, Policy, Rng

STOPS = {401: Phase.NEEDS_SIGN_IN, 403: Phase.LOCKED, 426: Phase.UPGRADE}
"""Answers after which nothing is tried until somebody does something."""


class Patience:
    """A back-off for each connection. A problem lasts until its connection, or a turn, has gone well again."""

    def __init__(self, rng: Rng, policy: Policy) -> None:
        """Nothing stands in the way."""
        self._policy = policy
        self._rests = {channel: Backoff(rng, policy) for channel in Channel}
        self._problems: dict[Channel, str] = {}
        self._portal = False
        self.stop: Phase | None = None

    def may(self, channel: Channel, now: float) -> bool:
        """Whether it has rested enough."""
        return now >= self._rests[channel].until

    @property
    def failing(self) -> bool:
        """Whether a turn or the bulk connection failed last."""
        return any(self._rests[channel].count for channel in (Channel.CONTROL, Channel.BULK))

    @property
    def turns_fail(self) -> bool:
        """Whether the last turn failed."""
        return self._rests[Channel.CONTROL].count > 0

    @property
    def problem(self) -> str:
        """What went wrong last and is not over, the turns' first."""
        return next((self._problems[channel] for channel in Channel if channel in self._problems), "")

    def phase(self) -> Phase | None:
        """What stands in the way, if anything."""
        if self.stop is not None:
            return self.stop
        if self._portal:
            return Phase.PORTAL
        return Phase.OFFLINE if self.failing else None

    def wake_at(self, flying: Container[Channel]) -> float:
        """When the first that rests may try again."""
        rests = [rest.until for channel, rest in self._rests.items() if rest.until and channel not in flying]
        return min(rests, default=float("inf"))

    def went_well(self, channel: Channel) -> None:
        """Something came: no waiting here, and after a turn nowhere."""
        for one in Channel if channel is Channel.CONTROL else (channel,):
            self._problems.pop(one, None)
        self._portal = False
        self._rests[channel].reset()

    def moved(self, channel: Channel) -> None:
        """Part of a larger thing came."""
        self.went_well(channel)
        self._rests[channel].moved()

    def note(self, channel: Channel, fault: Fault) -> None:
        """Something went wrong."""
        self._problems[channel] = fault.code or fault.trouble.value
        self._portal = fault.trouble is Trouble.PORTAL
        if fault.trouble is Trouble.PROBLEM and fault.code != "not_visible":
            self.stop = STOPS.get(fault.status, self.stop)

    def rest(self, channel: Channel, now: float, *, at_least: float = 0.0, broke: bool = False) -> None:
        """Do not try again at once; soon if only the line broke, in the middle of something."""
        if self._portal:
            self._rests[channel].hold(now, self._policy.portal_again)
        else:
            self._rests[channel].fail(now, at_least=at_least, broke=broke)

    def over(self, channel: Channel) -> None:
        """It will not be tried again: what it failed of is told, and nothing waits for it."""
        self._rests[channel].reset()

    def nothing_left(self, channel: Channel) -> None:
        """There is nothing to try again here: it does not stand as failing. What was `over` is told further."""
        if self._rests[channel].until:
            self._rests[channel].reset()
            self._problems.pop(channel, None)
            self._portal &= any(rest.until for rest in self._rests.values())

    def kick(self) -> None:
        """Everything is different now: try at once."""
        for rest in self._rests.values():
            rest.reset()
        self._problems.clear()
        self._portal = False
        if self.stop is not Phase.UPGRADE:
            self.stop = None
