"""The middle of the line: a process that passes Ethernet frames between two devices as a bad line would.

`python -m tests.bench.weaklink.forwarder ORDER` with an `Order` as JSON. It counts what passes, phase by phase: each
datagram on the socket at `order.marks` ends a phase and names the next. Ends at SIGTERM or after `order.limit` seconds,
leaving the phases at `order.counts`. Real frames are dropped and delayed, so TCP on both ends behaves as it does.
"""

from __future__ import annotations

import json
import select
import signal
import socket
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from tests.bench.weaklink.flows import Flows, parse
from tests.bench.weaklink.profiles import Darkness, Profile, outages
from tests.bench.weaklink.ways import Way

ALL_PROTOCOLS = 3
SO_RCVBUFFORCE = 33
OUTGOING = 4
AT_ONCE = 256
START, END = "@start", "@end"


@dataclass(frozen=True, slots=True)
class Order:
    """What to be, and where to tell of it."""

    profile: Profile
    seed: int
    periodic: bool
    marks: str
    counts: str
    limit: float

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Order:
        plain = json.loads(text)
        shape = plain.pop("profile")
        outage = tuple(shape.pop("outage") or ())
        return cls(Profile(**shape, outage=outage or None), **plain)  # type: ignore[arg-type]


class Forwarder:
    """Two devices, a way in each direction."""

    def __init__(self, order: Order) -> None:
        profile, rng = order.profile, Random(order.seed)
        half = profile.rtt / 2000
        self._order = order
        self._server, self._client = _device("ms"), _device("mc")
        self._down = Way(profile.down, half, profile.loss, profile.queue, rng)
        self._up = Way(profile.up, half, profile.loss, profile.queue, rng)
        self._marks = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._marks.bind(order.marks)
        self._marks.setblocking(False)
        self._flows = Flows()
        self._phases: list[dict[str, object]] = []
        self._stop = False
        self._redialled = 0.0
        self._begin(time.monotonic())

    def _begin(self, now: float) -> None:
        """The outages and the phases count from here."""
        self._began = now
        self._phases.clear()
        self._darkness = Darkness(outages(self._order.profile, self._order.seed, periodic=self._order.periodic))

    def run(self) -> None:
        """Forward until told to stop."""
        signal.signal(signal.SIGTERM, lambda *_: setattr(self, "_stop", True))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        poll = select.epoll()
        for one in (self._server, self._client, self._marks):
            poll.register(one.fileno(), select.EPOLLIN)
        until = time.monotonic() + self._order.limit
        print("ready", flush=True)
        while not self._stop and (now := time.monotonic()) < until:
            poll.poll(max(0.0, min(0.5, self._down.due - now, self._up.due - now)))
            self._turn(time.monotonic())
        self._note(END, time.monotonic())
        Path(self._order.counts).write_text(json.dumps(self._phases), "utf-8")

    def _turn(self, now: float) -> None:
        self._hear(now)
        dark = self._darkness.at(now - self._began)
        if dark and self._order.profile.redial:
            self._redialled = now
        self._pass(self._server, self._client, self._down, now, dark=dark, from_client=False)
        self._pass(self._client, self._server, self._up, now, dark=dark, from_client=True)

    def _hear(self, now: float) -> None:
        try:
            while True:
                word = self._marks.recv(200).decode()
                if word == START:
                    self._begin(now)
                self._note(word, now)
        except BlockingIOError:
            pass

    def _note(self, name: str, now: float) -> None:
        self._phases.append(
            {
                "name": name,
                "at": now - self._began,
                "down": self._down.count.plain(),
                "up": self._up.count.plain(),
                "connections": self._flows.connections,
                "turns": self._flows.turns,
            }
        )

    def _pass(
        self, source: socket.socket, target: socket.socket, way: Way, now: float, *, dark: bool, from_client: bool
    ) -> None:
        for _ in range(AT_ONCE):
            try:
                frame, address = source.recvfrom(65600)
            except BlockingIOError:
                break
            if address[2] != OUTGOING:
                self._take(frame, way, now, dark=dark, from_client=from_client)
        while (due := way.pop(now)) is not None:
            if dark:
                way.count.dark_drops += 1
                continue
            try:
                target.send(due)
            except OSError:
                way.count.queue_drops += 1

    def _take(self, frame: bytes, way: Way, now: float, *, dark: bool, from_client: bool) -> None:
        way.count.frames += 1
        way.count.bytes += len(frame)
        segment = parse(frame, from_client=from_client)
        gone = False
        if segment is not None:
            self._flows.see(segment, way.count, now, from_client=from_client)
            gone = bool(self._redialled) and self._flows.born(segment) < self._redialled
        if dark or gone:
            way.count.dark_drops += 1
        else:
            way.accept(now, frame)


def _device(name: str) -> socket.socket:
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
    opened.bind((name, 0))
    opened.setblocking(False)
    return opened


if __name__ == "__main__":
    Forwarder(Order.read(sys.argv[1])).run()
