"""A real centre for a drill: the checkout's own, or that of the store package in a system of its own."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from packing.freeze import ROOT
from packing.root import settled

from drill.roots import SHARED, CannotDrill, Place
from drill.steps import need, until

ITEMS: Final = 10_000
READER: Final = ("street", "clerk")
"""Whose desk they all come to."""
ON_DESK: Final = 60
"""Of them, how many wait to be done by the one who sees them all."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the demo district."""

    user: str
    password: str
    name: str
    unit: str
    level: str
    roles: tuple[str, ...]


class Server(Protocol):
    """What answers `oa-server`, and where its data lie: as it is told, and as this machine sees it."""

    told: str
    data: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        ...

    def begin(self, words: list[str], log: Path) -> subprocess.Popen[bytes]:
        """One command that goes on."""
        ...


class Checkout:
    """The checkout's server. Raises `CannotDrill` where the Python at hand lacks what it needs."""

    def __init__(self, data: Path) -> None:
        self.data, self.told = data, str(data)
        own = ROOT / ".venv/bin/python"
        self._python = str(own) if own.exists() else sys.executable
        self._env = {**os.environ, "PYTHONPATH": str(ROOT)}
        found = [self._python, "-c", "import server_stub.register"]
        if subprocess.run(found, env=self._env, capture_output=True, check=False).returncode:
            raise CannotDrill(f"{self._python} 跑不了本源码的中心；请先建好 .venv，或用 --store 给出中心库的包。")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        command = [self._python, "-m", "server_stub", *words]
        return subprocess.run(command, env=self._env, text=True, capture_output=True, check=False)

    def begin(self, words: list[str], log: Path) -> subprocess.Popen[bytes]:
        """One command that goes on."""
        with log.open("ab") as out:
            command = [self._python, "-m", "server_stub", *words]
            return subprocess.Popen(command, env=self._env, stdout=out, stderr=out, stdin=subprocess.DEVNULL)


class Packaged:
    """The store package's, in the system it is installed in."""

    def __init__(self, place: Place, shared: Path) -> None:
        self._place, self.told, self.data = place, f"{SHARED}/centre", shared / "centre"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command to its end."""
        return self._place.run(["/usr/bin/oa-server", *words], root=True, seconds=900)

    def begin(self, words: list[str], log: Path) -> subprocess.Popen[bytes]:
        """One command that goes on."""
        return self._place.begin(["/usr/bin/oa-server", *words], log, root=True)


@dataclass
class Centre:
    """A district with people, and the process that serves it."""

    server: Server
    log: Path
    port: int = 0
    accounts: list[Account] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def build(self) -> None:
        """Make a demo district. Raises `Broken`."""
        done = self.server.run("demo", "--data", self.server.told, "--people", "60", "--matters", "12")
        need(done.returncode == 0, f"建不了示范中心：{done.stderr.strip()[-300:]}")
        self.read_accounts()

    def read_accounts(self) -> None:
        """Who there is."""
        raw = json.loads((self.server.data / "accounts.json").read_text("utf-8"))
        self.accounts = [
            Account(a["user"], a["password"], a["name"], a["unit"], a["level"], tuple(a["roles"])) for a in raw
        ]

    def fill(self, user: str) -> None:
        """Ten thousand papers that one of them sees. Raises `Broken`."""
        papers = self.server.data / "papers.jsonl"
        papers.write_text("".join(f"{json.dumps(paper(n), ensure_ascii=False)}\n" for n in range(ITEMS)), "utf-8")
        words = ["--for", user, "--on-desk", str(ON_DESK), "--data", self.server.told]
        done = self.server.run("load", f"{self.server.told}/{papers.name}", *words)
        need(done.returncode == 0, f"装不进 {ITEMS} 件：{done.stderr.strip()[-300:]}")

    def begin(self) -> None:
        """Serve, on the port of the last time. Raises `Broken`."""
        told = self.server.data / "port"
        told.unlink(missing_ok=True)
        options = ["--data", self.server.told, "--port", str(self.port), "--port-file", f"{self.server.told}/port"]
        self.process = self.server.begin(["serve", *options], self.log)
        until(lambda: told.exists() and told.read_text().strip(), 60, "中心没有起来")
        self.port = int(told.read_text())

    def stop(self) -> None:
        """End it, as an administrator does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def of(self, level: str, role: str, n: int = 0) -> Account:
        """The n-th of that level and role whose name nobody else bears."""
        names = Counter(a.name for a in self.accounts)
        return [a for a in self.accounts if a.level == level and role in a.roles and names[a.name] == 1][n]

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Look into its database, changing nothing."""
        with closing(sqlite3.connect(f"file:{self.server.data}/centre.db?mode=ro", uri=True, timeout=30)) as database:
            return database.execute(question, values).fetchall()

    def taken(self, device: int, since: int) -> list[int]:
        """The numbers of a device's commands after the given that became entries, each as often as it did."""
        found = self.ask("SELECT n FROM entry WHERE device = ? AND n > ? ORDER BY n", device, since)
        return [int(str(n)) for (n,) in found]


def paper(number: int) -> dict[str, object]:
    """One of the papers, of a made-up office."""
    minute = number % 60
    return {
        "id": f"i{number}", "type": "通知", "title": f"关于第{number}号事项的通知", "docno": f"演办〔2026〕{number}号",
        "sender": "u0100", "sender_name": "演练发件人", "unit": "演练办公室", "recipients": ["u0200"],
        "urgency": "平件", "created": f"2026-11-{1 + number // 1440:02}T{number % 1440 // 60:02}:{minute:02}:00",
        "body": f"各单位：\n第{number}件，请按要求办理，认真落实，并及时报送情况。",
    }  # fmt: skip


def filled(cache: Path, centre: Centre, edition: str) -> None:
    """The centre with its district and the ten thousand papers: built once for each edition of the server, and kept."""
    kept = cache / f"centre-{edition}"
    if not kept.exists():
        centre.build()
        centre.fill(centre.of(*READER).user)
        copy = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        shutil.copytree(centre.server.data, copy)
        settled(copy, kept)
        return
    shutil.copytree(kept, centre.server.data, dirs_exist_ok=True)
    centre.read_accounts()
