"""Real processes for journeys: a centre that can be stopped and started, and people at their own profiles."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.ready import ready

PATIENCE = 30.0
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


def environment(**more: str) -> dict[str, str]:
    """This process's environment without anything of ours, plus the given; code is compiled once, as when installed."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OA_") and k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **more}


@dataclass
class Account:
    """Somebody of the demo district."""

    user: str
    password: str
    name: str
    unit: str
    post: str
    level: str
    roles: list[str]


@dataclass
class Centre:
    """The central store as a process of its own."""

    data: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    accounts: list[Account] = field(default_factory=list)

    def build(self, people: int = 60, matters: int = 12, seed: int = 7) -> None:
        """Make a demo district."""
        subprocess.run(
            [sys.executable, "-m", "server_stub", "demo", "--data", str(self.data)]
            + ["--people", str(people), "--matters", str(matters), "--seed", str(seed)],
            check=True,
            env=environment(),
            stdout=subprocess.DEVNULL,
        )
        raw = json.loads((self.data / "accounts.json").read_text("utf-8"))
        names = set(Account.__dataclass_fields__)
        self.accounts = [Account(**{k: v for k, v in a.items() if k in names}) for a in raw]

    def start(self) -> None:
        """Serve, on the port of the last time; returns when it answers."""
        port_file = self.data / "port"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server_stub", "serve", "--data", str(self.data)]
            + ["--port", str(self.port), "--port-file", str(port_file)],
            env=environment(),
            stdout=subprocess.DEVNULL,
        )
        until = time.monotonic() + PATIENCE
        while not port_file.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError("the centre did not start")
            time.sleep(0.02)
        self.port = int(port_file.read_text())

    def stop(self) -> None:
        """End it as an administrator would."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    @property
    def url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def pick(self, level: str, role: str, *, but: frozenset[str] = frozenset()) -> Account:
        """Somebody of that level and role whose name is his alone."""
        names = Counter(a.name for a in self.accounts)
        fit = (a for a in self.accounts if a.level == level and role in a.roles and names[a.name] == 1)
        return next(a for a in fit if a.user not in but)


@contextmanager
def district(data: Path, people: int = 60, matters: int = 12) -> Iterator[Centre]:
    """The centre of an invented district, serving until the end, whatever becomes of the day."""
    centre = Centre(data)
    centre.build(people, matters)
    centre.start()
    try:
        yield centre
    finally:
        centre.stop()


@dataclass
class Desk:
    """Somebody at a profile of his own, by the command line."""

    account: Account
    profile: Path

    def argv(self, *args: str) -> list[str]:
        """The command line as a process."""
        return [sys.executable, "-m", "oa_client", *args, "--profile", str(self.profile)]

    @property
    def env(self) -> dict[str, str]:
        """With this person's password, since there is no keyring."""
        return environment(OA_PASSWORD=self.account.password)

    def ran(self, *args: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        env = self.env if password is None else environment(OA_PASSWORD=password)
        return ready().run([*args, "--profile", str(self.profile)], env)

    def run(self, *args: str) -> tuple[int, object]:
        """Run one command with ``--json``; its exit code and its answer."""
        done = self.ran(*args, "--json")
        assert done.stderr == "", done.stderr
        return done.returncode, json.loads(done.stdout) if done.stdout else None

    def must(self, *args: str) -> object:
        """Run one command that is done with exit code 0."""
        code, answer = self.run(*args)
        assert code == 0, (code, answer)
        return answer

    def kill_when_saved(self, *args: str) -> None:
        """Run a command and kill -9 it as soon as it has said that the work is saved."""
        with subprocess.Popen(self.argv(*args), env=self.env, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            process.kill()
        assert line.strip() == "已保存在本机"


class People:
    """Whoever of a district a journey needs, each at a profile of his own, signed in and never synced yet."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre = centre
        self.folder = folder
        self._desks: dict[str, Desk] = {}

    def units(self, level: str) -> list[str]:
        """The names of the units of a level, in protocol order."""
        return list(dict.fromkeys(a.unit for a in self.centre.accounts if a.level == level))

    def of(self, unit: str, role: str, n: int = 0) -> Desk:
        """The n-th of a unit with that role whose name nobody else bears."""
        names = Counter(a.name for a in self.centre.accounts)
        fit = [a for a in self.centre.accounts if a.unit == unit and role in a.roles and names[a.name] == 1]
        return self._signed_in(fit[n])

    def _signed_in(self, account: Account) -> Desk:
        if account.user not in self._desks:
            desk = self._desks[account.user] = Desk(account, self.folder / account.user)
            desk.must("login", "--server", self.centre.url, "--user", account.user)
        return self._desks[account.user]


def scan(path: Path) -> Path:
    """A photographed sheet, as a phone makes it."""
    from PIL import Image

    Image.effect_noise((480, 640), 40).convert("L").save(path, "JPEG")
    return path


def printed(path: Path) -> Path:
    """A one-page PDF."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(100, 700, "made by the test")
    canvas.save()
    return path
