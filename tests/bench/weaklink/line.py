"""Running a server and a client over an emulated line, and what crossed it."""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from tests.bench.weaklink.forwarder import END, START, Order
from tests.bench.weaklink.namespaces import SERVER_IP, Namespaces, end
from tests.bench.weaklink.profiles import Profile

ROOT = Path(__file__).resolve().parents[3]
READY = 90.0


@dataclass(frozen=True, slots=True)
class Phase:
    """What crossed the line between two marks."""

    name: str
    seconds: float
    connections: int
    turns: int
    down: Mapping[str, int]
    up: Mapping[str, int]

    def __add__(self, other: Phase) -> Phase:
        return Phase(
            self.name,
            self.seconds + other.seconds,
            self.connections + other.connections,
            self.turns + other.turns,
            {key: value + other.down[key] for key, value in self.down.items()},
            {key: value + other.up[key] for key, value in self.up.items()},
        )


@dataclass(frozen=True, slots=True)
class Crossed:
    """One run. `said` are the JSON lines the client printed; `code` None: cut off at the limit."""

    phases: tuple[Phase, ...]
    said: tuple[dict[str, object], ...]
    code: int | None
    seconds: float

    def phase(self, *names: str) -> Phase | None:
        """These phases together; None when there was none."""
        found = [phase for phase in self.phases if phase.name in names]
        total = found[0] if found else None
        for one in found[1:]:
            assert total is not None
            total += one
        return total

    def told(self, key: str) -> float | None:
        """The last number said under a key."""
        values = [line[key] for line in self.said if key in line]
        return float(values[-1]) if values and isinstance(values[-1], int | float) else None

    def plain(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Run:
    """A server's and a client's command on a line; the server is ready when it listens on `port`."""

    profile: Profile
    server: Sequence[str]
    client: Sequence[str]
    port: int
    seed: int = 1
    periodic: bool = False
    limit: float = 600.0
    log: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def cross(run: Run) -> Crossed:
    """Do it. Everything made for it is gone afterwards, also after a signal."""
    with signals_raise(), tempfile.TemporaryDirectory(prefix="weaklink-") as folder, Namespaces() as spaces:
        return _crossed(run, spaces, Path(folder))


def _crossed(run: Run, spaces: Namespaces, folder: Path) -> Crossed:
    with Path(run.log or os.devnull).open("ab") as log:
        return _logged(run, spaces, folder, log)


def _logged(run: Run, spaces: Namespaces, folder: Path, log: BinaryIO) -> Crossed:
    marks, counts, said = folder / "marks", folder / "counts", folder / "said"
    given = {"WL_SERVER_IP": SERVER_IP, "WL_MARK": str(marks), "WL_PROFILE": run.profile.name}
    env = {**os.environ, "PYTHONPATH": str(ROOT), **given, **run.environment}
    order = Order(run.profile, run.seed, run.periodic, str(marks), str(counts), run.limit + READY + 60)
    words = [sys.executable, "-m", "tests.bench.weaklink.forwarder", order.text()]
    forwarder = spaces.start("m", words, env=env, cwd=ROOT, stdout=subprocess.PIPE)
    assert forwarder.stdout is not None
    with forwarder.stdout as told:
        if told.readline() != b"ready\n":
            raise RuntimeError("the forwarder did not start")
    server = spaces.start("s", run.server, env=env, cwd=ROOT, stdout=log, stderr=log)
    _await(spaces, server, run.port)
    mark(START, str(marks))
    began = time.monotonic()
    with said.open("wb") as out:
        client = spaces.start("c", run.client, env=env, cwd=ROOT, stdout=out, stderr=log)
        code = _wait(client, run.limit)
    seconds = time.monotonic() - began
    forwarder.send_signal(signal.SIGTERM)
    forwarder.wait(10)
    phases = _phases(json.loads(counts.read_text("utf-8")))
    lines = [json.loads(line) for line in said.read_bytes().splitlines() if line.startswith(b"{")]
    return Crossed(phases, tuple(lines), code, seconds)


def _wait(client: subprocess.Popen[bytes], limit: float) -> int | None:
    try:
        return client.wait(limit)
    except subprocess.TimeoutExpired:
        end(client)
        return None


def _await(spaces: Namespaces, server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + READY
    words = ["ip", "netns", "exec", spaces.name("s"), "cat", "/proc/net/tcp", "/proc/net/tcp6"]
    while time.monotonic() < until and server.poll() is None:
        table = subprocess.run(words, capture_output=True, text=True, check=False).stdout
        cells = (line.split() for line in table.splitlines())
        if any(len(c) > 3 and c[3] == "0A" and c[1].endswith(f":{port:04X}") for c in cells):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not listen on {port}")


def _phases(snapshots: list[dict[str, object]]) -> tuple[Phase, ...]:
    return tuple(_between(a, b) for a, b in itertools.pairwise(snapshots) if a["name"] != END)


def _between(a: dict, b: dict) -> Phase:  # type: ignore[type-arg]
    down, up = ({key: b[way][key] - a[way][key] for key in a[way]} for way in ("down", "up"))
    numbers = (b["connections"] - a["connections"], b["turns"] - a["turns"])
    return Phase(a["name"], b["at"] - a["at"], *numbers, down, up)


def mark(name: str, path: str = "") -> None:
    """End a phase, begin the phase `name`; for a client, where WL_MARK says."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.sendto(name.encode(), path or os.environ["WL_MARK"])


@contextmanager
def signals_raise() -> Iterator[None]:
    """The first signal to end ends by an exception, so that everything is cleaned up; more of them change nothing.

    Only the main thread hears signals: it ends the runs of others by `namespaces.end_all`.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _: object) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    for number in before:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
