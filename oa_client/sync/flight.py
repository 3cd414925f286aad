"""What is on the way: at most one errand on each channel, since when, and which of them are of a time that is over."""

from __future__ import annotations

from collections.abc import Iterable

from oa_client.sync.errands import Call, Channel, Errand, Fetch, FetchLight, Stream


class Flight:
    """The errands that are being carried."""

    def __init__(self) -> None:
        """None yet."""
        self._on: dict[Channel, tuple[Errand, float]] = {}
        self._old: set[int] = set()

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that are taken."""
        return frozenset(self._on)

    def on(self, channel: Channel) -> Errand | None:
        """What a channel carries."""
        found = self._on.get(channel)
        return found[0] if found else None

    def stream(self, leaving: Call | None) -> bool:
        """Whether records are on the way, or are what leaves now."""
        flying = self.on(Channel.BULK)
        return isinstance(flying.call if flying else leaving, Stream)

    def holds(self, errand: Errand) -> bool:
        """Whether this very errand is on the way."""
        return self.on(errand.channel) == errand

    def since(self, errand: Errand) -> float:
        """When it left."""
        return self._on[errand.channel][1]

    def start(self, errands: Iterable[Errand], now: float) -> None:
        """They leave."""
        self._on |= {errand.channel: (errand, now) for errand in errands}

    def end(self, errand: Errand) -> None:
        """It is over, well or badly."""
        self._on.pop(errand.channel, None)

    def begin_again(self) -> None:
        """The replica begins again: what the centre says of files on the way since before is over."""
        self._old = {e.id for e, _ in self._on.values() if isinstance(e.call, Fetch | FetchLight)}

    def is_old(self, errand: Errand) -> bool:
        """Whether it left before the replica began again."""
        return errand.id in self._old
