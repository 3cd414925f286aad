"""Waking those who wait: a ring in the event loop after each commit, with neither thread nor connection held."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from oa_client.domain.people import Scope
from server_stub.keeping import Touched


class Bell:
    """Lets many wait, each for the scopes that mean him. Lives in one event loop; `ring` may come from any thread."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[asyncio.Event]] = {}

    @contextmanager
    def listen(self, scopes: Iterable[str]) -> Iterator[asyncio.Event]:
        """An event that is set when something concerns one of these scopes."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        mine = frozenset(scopes)
        for scope in mine:
            self._waiting.setdefault(scope, set()).add(event)
        try:
            yield event
        finally:
            for scope in mine:
                self._waiting[scope].discard(event)
                if not self._waiting[scope]:
                    del self._waiting[scope]

    def ring(self, touched: Touched) -> None:
        """Something was committed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, touched.scopes)

    def _ring(self, scopes: frozenset[Scope]) -> None:
        for scope in scopes:
            for event in self._waiting.get(scope, ()):
                event.set()
