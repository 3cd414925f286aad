"""Does the line do what its profile says? `python -m tests.bench.weaklink.selftest [PROFILE …]`: round trip and rate."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from contextlib import suppress

from tests.bench.weaklink.line import Crossed, Run, cross
from tests.bench.weaklink.namespaces import SERVER_IP
from tests.bench.weaklink.profiles import PROFILES, Profile

PORT = 7000
SIZES = {"lan": 20_000_000, "township": 1_500_000, "satellite": 2_500_000}
PINGS = 10


def measure(profile: Profile, size: int, seed: int = 1) -> Crossed:
    """Ten pings and one download; the client says `rtt` in ms and `kbit` a second."""
    words = [sys.executable, "-m", "tests.bench.weaklink.selftest"]
    return cross(Run(profile, [*words, "--serve"], [*words, "--ask", str(size)], PORT, seed=seed, limit=120))


def serve() -> None:
    """Sends a ping back, or as many bytes as it is asked for."""
    with socket.create_server((SERVER_IP, PORT)) as listening, suppress(OSError):
        line, _ = listening.accept()
        while word := line.recv(64):
            line.sendall(word if word == b"p" else bytes(int(word)))


def ask(size: int) -> None:
    """The client's side."""
    with socket.create_connection((os.environ["WL_SERVER_IP"], PORT)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        trips = sorted(_ping(line) for _ in range(PINGS))
        began = time.monotonic()
        line.sendall(str(size).encode())
        left = size
        while left > 0:
            left -= len(line.recv(65536))
        kbit = size * 8 / (time.monotonic() - began) / 1000
    print(json.dumps({"rtt": trips[PINGS // 2] * 1000, "kbit": kbit}))


def _ping(line: socket.socket) -> float:
    began = time.monotonic()
    line.sendall(b"p")
    line.recv(1)
    return time.monotonic() - began


def main(words: list[str]) -> None:
    if words[:1] == ["--serve"]:
        serve()
    elif words[:1] == ["--ask"]:
        ask(int(words[1]))
    else:
        for name in words or PROFILES:
            found = measure(PROFILES[name], SIZES.get(name, 250_000))
            print(f"{name:10} rtt {found.told('rtt') or 0:7.1f} ms  {found.told('kbit') or 0:9.0f} kbit/s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
