"""A line between two sockets as a township's: so many bytes a second, late, dark every now and then.

`python -m tests.fakes.flaky HOST PORT SEED SPEED` relays to that address and prints its own port. The figures are those
of the bench's profile `flaky`, SPEED times as fast. Whoever is connected when it grows dark hears nothing meanwhile;
half of them are cut off for good. SIGUSR1 makes it a fine line from then on. Packets are not lost: TCP is in between.
"""

from __future__ import annotations

import contextlib
import random
import signal
import socket
import sys
import threading
import time

from tests.bench.weaklink.profiles import PROFILES, Darkness, outages

PROFILE = PROFILES["flaky"]
PIECE = 2048


class Line:
    """The relay's line: how it is now."""

    def __init__(self, seed: int, speed: float) -> None:
        self._began = time.monotonic()
        self._speed = speed
        self._darkness = Darkness(outages(PROFILE, seed))
        self._rng = random.Random(seed)
        self._lock = threading.Lock()
        self._fine = threading.Event()

    def mend(self) -> None:
        """It is a fine line from here on."""
        self._fine.set()

    @property
    def dark(self) -> bool:
        with self._lock:
            return not self._fine.is_set() and self._darkness.at((time.monotonic() - self._began) * self._speed)

    def pass_dark(self) -> bool:
        """Wait for light; False: this connection was cut off meanwhile."""
        if not self.dark:
            return True
        while self.dark:
            self._fine.wait(0.02)
        return self._fine.is_set() or self._rng.random() < 0.5

    def bear(self, size: int, rate: float) -> None:
        """The time that so many bytes take on their way."""
        self._fine.wait(size / (rate * 125 * self._speed))

    def travel(self) -> None:
        """The time of one way."""
        self._fine.wait(PROFILE.rtt / 2000 / self._speed)


def carry(line: Line, source: socket.socket, target: socket.socket, rate: float) -> None:
    """Everything of one direction."""
    with contextlib.suppress(OSError):
        while data := source.recv(PIECE):
            line.bear(len(data), rate)
            if not line.pass_dark():
                break
            target.sendall(data)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def meet(line: Line, client: socket.socket, upstream: tuple[str, int]) -> None:
    """One connection."""
    line.travel()
    line.travel()
    with client, contextlib.suppress(OSError):
        if not line.pass_dark():
            return
        with socket.create_connection(upstream) as centre:
            up = threading.Thread(target=carry, args=(line, client, centre, PROFILE.up), daemon=True)
            up.start()
            line.travel()
            carry(line, centre, client, PROFILE.down)
            up.join()


def main(host: str, port: str, seed: str, speed: str) -> None:
    line = Line(int(seed), float(speed))
    signal.signal(signal.SIGUSR1, lambda *_: line.mend())
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    while True:
        client, _ = listening.accept()
        threading.Thread(target=meet, args=(line, client, (host, int(port))), daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])
