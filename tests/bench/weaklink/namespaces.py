"""Three network namespaces in a row, server - middle - client, joined by two veth pairs; gone at the end, however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import ClassVar, Self

from tests.bench.weaklink.offload import OFFLOAD

SERVER_IP, CLIENT_IP = "10.203.0.1", "10.203.0.2"
MAC = {"s": "02:77:00:00:00:01", "c": "02:77:00:00:00:02"}
IP = {"s": SERVER_IP, "c": CLIENT_IP}
CONGESTION = "reno"
"""The same for every peer: cubic is not permitted inside a namespace everywhere, and behaves as reno on slow lines."""


def impossible() -> str:
    """Why there can be no emulated line here, in a sentence; empty when there can."""
    if sys.platform != "linux":
        return "an emulated line takes Linux"
    if os.geteuid() != 0:
        return "an emulated line takes root, for its network namespaces"
    if shutil.which("ip") is None:
        return "an emulated line takes the program ip (iproute2)"
    name = f"oaw{os.getpid():x}t"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True, check=False)
    if made.returncode:
        return f"no network namespace can be made here: {made.stderr.strip()}"
    words = ["ip", "link", "add", "wl0", "netns", name, "type", "veth", "peer", "name", "wl1", "netns", name]
    pair = subprocess.run(words, capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", name], check=False)
    return f"no veth pair can be made here: {pair.stderr.strip()}" if pair.returncode else ""


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


class Namespaces:
    """The three; what is started inside them ends with them."""

    ending = False
    """Everything comes to its end: no more of them are made, and nothing more is started."""
    _open: ClassVar[set[Namespaces]] = set()

    def __init__(self) -> None:
        self._tag = f"oaw{os.getpid():x}{os.urandom(2).hex()}"
        self._started: list[subprocess.Popen[bytes]] = []

    def name(self, which: str) -> str:
        """The name of the one of the server (s), the middle (m) or the client (c)."""
        return f"{self._tag}{which}"

    def __enter__(self) -> Self:
        self._open.add(self)
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _make(self) -> None:
        for which in "smc":
            _ip("netns", "add", self.name(which))
        for which in "sc":
            ends = ("netns", self.name(which), "type", "veth", "peer", "name", f"m{which}", "netns", self.name("m"))
            _ip("link", "add", "wl0", *ends)
        for which in "smc":
            self._inside(which, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
            self._inside(which, "ip", "link", "set", "lo", "up")
        for which, other in ("sc", "cs"):
            self._end(which, other)

    def _end(self, which: str, other: str) -> None:
        quiet = (f"net.ipv4.tcp_congestion_control={CONGESTION}", "net.ipv4.tcp_no_metrics_save=1")
        self._inside(which, "sysctl", "-qw", *quiet)
        self._inside(which, "ip", "link", "set", "wl0", "address", MAC[which])
        self._inside(which, "ip", "addr", "add", f"{IP[which]}/24", "dev", "wl0")
        self._inside("m", "ip", "link", "set", f"m{which}", "arp", "off", "up")
        self._inside(which, "ip", "link", "set", "wl0", "up")
        known = ("lladdr", MAC[other], "dev", "wl0", "nud", "permanent")
        self._inside(which, "ip", "neigh", "replace", IP[other], *known)
        self._inside(which, sys.executable, "-c", OFFLOAD, "wl0")
        self._inside("m", sys.executable, "-c", OFFLOAD, f"m{which}")

    def _inside(self, which: str, *words: str) -> None:
        _ip("netns", "exec", self.name(which), *words)

    def start(self, which: str, words: Sequence[str], **options: object) -> subprocess.Popen[bytes]:
        """Start a command inside one of them, in a session of its own."""
        if Namespaces.ending:
            raise RuntimeError("nothing more is started")
        argv = ["ip", "netns", "exec", self.name(which), *words]
        process: subprocess.Popen[bytes] = subprocess.Popen(argv, start_new_session=True, **options)  # type: ignore[call-overload]
        self._started.append(process)
        return process

    def __exit__(self, *_: object) -> None:
        self.end()
        for which in "smc":
            self._empty(which)
            subprocess.run(["ip", "netns", "del", self.name(which)], check=False, capture_output=True)
        self._open.discard(self)

    def end(self) -> None:
        """End what was started inside, from any thread; who waits for it goes on."""
        for process in reversed(list(self._started)):
            end(process)

    def _empty(self, which: str) -> None:
        """End what our commands left running inside."""
        words = ["ip", "netns", "pids", self.name(which)]
        left = subprocess.run(words, check=False, capture_output=True, text=True).stdout.split()
        for pid in left:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass


def end_all() -> None:
    """End what runs on the lines of every thread; each of them cleans up after itself."""
    Namespaces.ending = True
    for spaces in list(Namespaces._open):
        spaces.end()


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its session: asked first, made to after four seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, number)
            process.wait(4)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass
