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

from packing.sources import CannotBuild, mirror

ROOT: Final = Path(__file__).resolve().parents[2]
_CLEAN: Final = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb", "HOME": "/root"}
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
        self._leader = int(until(self._child, "the machine starts"))
        until(lambda: self.run("systemctl", "is-system-running").said in {"running", "degraded"}, "it is up")
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

    def run(self, *words: str) -> Ended:
        """A command as root inside."""
        inside = ["nsenter", "-t", str(self._leader), "-m", "-u", "-i", "-n", "-p", "-C", "--", *words]
        done = subprocess.run(inside, env=_CLEAN, capture_output=True, text=True, check=False)
        return Ended(done.returncode, (done.stdout + done.stderr).strip())

    def client(self, *words: str, variables: Mapping[str, str]) -> Ended:
        """A client of the checkout, on this machine's network."""
        command = ["nsenter", "-t", str(self._leader), "-n", "--", sys.executable, "-m", "oa_client", *words]
        env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        return Ended(done.returncode, (done.stdout + done.stderr).strip())

    def answers(self, port: int = 8640) -> bool:
        """Whether TLS is spoken on its loopback; the port alone is open before the centre is."""
        ask = f"import ssl; ssl.get_server_certificate(('127.0.0.1', {port}), timeout=5)"
        command = ["nsenter", "-t", str(self._leader), "-n", "--", sys.executable, "-c", ask]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def put(self, file: Path, inside: str) -> None:
        """A file of this machine's into it."""
        shutil.copyfile(file, self.root / inside.lstrip("/"))

    def active(self, service: str = "oa-server") -> str:
        """How a service stands: active, inactive or failed."""
        return self.run("systemctl", "is-active", service).said

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


def fresh_root(roots: Path, suite: str, place: Path, packages: Sequence[str] = ("systemd", "dbus")) -> Path:
    """A clean root of a suite, copied from the kept one. Raises `CannotBuild`."""
    kept = roots / suite
    if not kept.exists():
        roots.mkdir(parents=True, exist_ok=True)
        making = roots / f"{suite}.{os.getpid()}"
        command = ["mmdebstrap", "--variant=minbase", "--mode=root", f"--include={','.join(packages)}", suite,
                   str(making), f"{mirror()}/debian"]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotBuild(f"建不了 {suite}：{done.stderr.strip().splitlines()[-1]}")
        making.rename(kept)
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(place)], check=True)
    return place
