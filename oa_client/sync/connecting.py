"""Making a connection on a line that comes back at any moment: several tries, each a little after the one before.

What is sent while a line is down is lost, and the system sends it again only after a second; on a line that has a new
address even that is in vain. So the next try does not wait until the one before is given up. The first that stands is
taken, the others are closed unused: nothing was asked on them.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable
from typing import NoReturn

EVERY = 0.5
"""Seconds after which another try begins, at the least; where a round trip is longer, a little more than one."""
ROUNDS = 1.25

Connect = Callable[[], socket.socket]


class Race:
    """Tries side by side; the first that stands wins. `seconds`: how long its handshake took."""

    def __init__(self, connect: Connect, *, every: float, tries: int, wanted: Callable[[], bool]) -> None:
        """`connect` gives up by itself; nobody waits for it once it is not `wanted` any more."""
        self._connect = connect
        self._every = every
        self._tries = tries
        self._wanted = wanted
        self._ends: queue.SimpleQueue[tuple[socket.socket, float] | Exception] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._over = False
        self.seconds = 0.0

    def run(self) -> socket.socket:
        """The connection. Raises what the last try ended with, or at once what is no matter of time."""
        begun = ended = 0
        while ended < self._tries:
            if begun < self._tries:
                begun += 1
                threading.Thread(target=self._try, name="connect", daemon=True).start()
            end = self._end()
            if isinstance(end, tuple):
                made, self.seconds = end
                return made
            ended += end is not None
            if not self._wanted():
                self._give_up(ConnectionAbortedError())
            if end is not None and (ended == self._tries or not _ran_out(end)):
                self._give_up(end)
        raise TimeoutError

    def _end(self) -> tuple[socket.socket, float] | Exception | None:
        """What the next try to end came to; None when none did before another is to begin."""
        try:
            return self._ends.get(timeout=self._every)
        except queue.Empty:
            return None

    def _give_up(self, why: Exception) -> NoReturn:
        """Nobody waits for a connection any more."""
        with self._lock:
            late, self._over = self._over, True
        if late:  # it came just now
            self._ends_standing().close()
        raise why

    def _ends_standing(self) -> socket.socket:
        while isinstance(end := self._ends.get(), Exception):
            pass
        return end[0]

    def _try(self) -> None:
        began = time.monotonic()
        try:
            made = self._connect()
        except Exception as error:  # noqa: BLE001 - told to who waits for it
            self._ends.put(error)
            return
        with self._lock:
            late, self._over = self._over, True
            if not late:
                self._ends.put((made, time.monotonic() - began))
        if late:
            with contextlib.suppress(OSError):
                made.close()


def _ran_out(error: Exception) -> bool:
    """Whether time alone ended a try."""
    return isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError)
