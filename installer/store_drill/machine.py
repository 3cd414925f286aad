"""A small machine of its own for the drill: a Debian root with systemd, started by systemd-nspawn."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from packing.freeze import ROOT
from packing.root import clean, fingerprint, make_root, settled
from packing.sources import CannotBuild

PLAIN: Final = ("dbus", "systemd")
"""What a machine has beside the least of a Debian, so that it starts."""
PATIENCE: Final = 180.0
"""Seconds something may take to come about on a busy machine."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command said and how it ended."""

    code: int
    said: str


@dataclass
class Machine:
    """A machine that runs; everything in it ends with it."""

    root: Path
    name: str
    _nspawn: subprocess.Popen[bytes] | None = field(default=None)
    _leader: int = 0

    def __enter__(self) -> Self:
        """Start it."""
        command = ["systemd-nspawn", "-q", "-D", str(self.root), "--boot", "--register=no", "--keep-unit",
                   f"--machine={self.name}", "--private-network"]  # fmt: skip
        self._nspawn = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._leader = int(until(self._child, "机器启动"))
            until(lambda: self.run("systemctl", "is-system-running").said in {"running", "degraded"}, "机器就绪")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        assert self._nspawn is not None
        self._nspawn.terminate()
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()

    def _child(self) -> str:
        assert self._nspawn is not None
        return Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text("ascii").partition(" ")[0]

    @property
    def inside(self) -> Path:
        """Its files as it sees them itself, with what is mounted there."""
        return Path(f"/proc/{self._leader}/root")

    def run(self, *words: str) -> Ended:
        """A command as root inside."""
        command = ["nsenter", "-t", str(self._leader), "-m", "-u", "-i", "-n", "-p", "-C", "--", *words]
        done = subprocess.run(command, env=clean({"TERM": "dumb"}), capture_output=True, text=True, check=False)
        return Ended(done.returncode, (done.stdout + done.stderr).strip())

    def beside(self, *words: str) -> list[str]:
        """The line of a Python of this machine's on the network of that one."""
        return ["nsenter", "-t", str(self._leader), "-n", "--", sys.executable, *words]

    def client(self, *words: str, variables: Mapping[str, str]) -> Ended:
        """A client of the checkout, on this machine's network."""
        env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        command = self.beside("-m", "oa_client", *words)
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        return Ended(done.returncode, (done.stdout + done.stderr).strip())

    def answers(self, port: int) -> bool:
        """Whether TLS is spoken on its loopback; the port alone is open before the centre is."""
        ask = f"import ssl; ssl.get_server_certificate(('127.0.0.1', {port}), timeout=5)"
        return subprocess.run(self.beside("-c", ask), capture_output=True, check=False).returncode == 0

    def put(self, file: Path, inside: str) -> None:
        """A file of this machine's into it."""
        shutil.copyfile(file, self.root / inside.lstrip("/"))

    def active(self, service: str = "oa-server") -> str:
        """How a service stands: active, inactive or failed."""
        return self.run("systemctl", "is-active", service).said

    def last_words(self, service: str = "oa-server") -> str:
        """What a service said since it began the last time.

        By its unit and that moment: of one that ends at once, journald may no longer learn which run it was.
        """
        began = self.run("systemctl", "show", "-p", "ExecMainStartTimestamp", "--value", service).said
        since = ("--since", began.partition(" ")[2]) if began else ()  # without the day of the week
        return self.run("journalctl", "-u", service, "--no-pager", "-o", "cat", *since).said

    def journal(self, service: str = "oa-server") -> str:
        """What a service said."""
        return self.run("journalctl", "-u", service, "--no-pager", "-o", "cat").said


def until(good: Callable[[], object], what: str) -> str:
    """Wait until something is so; what was found. Raises `CannotBuild` when it does not become so."""
    end = time.monotonic() + PATIENCE
    while not (found := good()):
        if time.monotonic() > end:
            raise CannotBuild(f"等了 {PATIENCE:.0f} 秒没有等到：{what}")
        time.sleep(0.5)
    return str(found)


def fresh_root(roots: Path, suite: str, place: Path, packages: Sequence[str]) -> Path:
    """A clean root of a suite with these packages, copied from the kept one. Raises `CannotBuild`."""
    kept = roots / f"{suite}-{fingerprint(sorted(packages))}"
    if not kept.exists():
        roots.mkdir(parents=True, exist_ok=True)
        making = kept.with_name(f"{kept.name}.{os.getpid()}")
        make_root(making, packages, suite)
        settled(making, kept)
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(place)], check=True)
    return place
