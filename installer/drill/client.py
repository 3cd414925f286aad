"""Somebody at the installed client: by its command line, and at its window."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from drill.centre import Account
from drill.roots import HOME, Place
from drill.steps import Patience, need

HOME_OF: Final = "/opt/apps/org.lunyue.client/files"
PROGRAM: Final = f"{HOME_OF}/oa-client"
SAVED: Final = 3
"""The exit code for: kept on this device, not yet at the centre."""


@dataclass
class Client:
    """A person with a profile of his own in a system."""

    place: Place
    account: Account
    folder: str
    log: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> Path:
        """The profile, as this machine sees it."""
        return self.place.at(self.folder)

    def run(self, *words: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """One command line of his to its end."""
        done = self.place.run([PROGRAM, *words], variables=self._variables, seconds=seconds)
        with self.log.open("a", encoding="utf-8") as kept:
            kept.write(f"$ oa-client {' '.join(words)} → {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done

    def asked(self, *words: str) -> tuple[int, Any]:
        """One command line answered as JSON: its exit code and its answer. Raises `Broken` where there is none."""
        done = self.run(*words, "--json")
        try:
            return done.returncode, json.loads(done.stdout) if done.stdout.strip() else None
        except ValueError:
            need(False, f"oa-client {words[0]} 没有回答：{(done.stdout + done.stderr)[-300:]}")
            raise

    def must(self, *words: str, code: int = 0) -> Any:
        """The answer of one command line that ends with that code. Raises `Broken`."""
        got, answer = self.asked(*words)
        need(got == code, f"oa-client {' '.join(words)[:80]} 退出码 {got}：{str(answer)[:300]}")
        return answer

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start it, with the words given or as a window; its process is the program itself."""
        with suppress(OSError):  # what one that was killed left would pass for a window that serves
            self._socket.unlink()
        return self.place.begin([PROGRAM, *words], self.log, variables=self._variables)

    @contextmanager
    def window(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """His window, until the context ends."""
        running = self.begin(*words)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(60 * Patience.times)

    @property
    def served(self) -> bool:
        """Whether a window of his is signed in: from then on it carries out his command lines."""
        return self._socket.exists()

    @property
    def _socket(self) -> Path:
        return self.profile / "instance.sock"

    def todo(self, title: str) -> list[str]:
        """The matters of that title among what he has to do."""
        self.must("sync")
        rows = [*self.must("list", "todo"), *self.must("list", "toread")]
        return [row["id"] for row in rows if row["title"] == title]

    @property
    def _variables(self) -> dict[str, str]:
        return {**self.variables, "OA_PASSWORD": self.account.password, "OA_PROFILE": self.folder}


def at_home(place: Place, account: Account, log: Path, variables: Mapping[str, str] | None = None) -> Client:
    """Somebody whose profile lies in the home folder, under his name."""
    return Client(place, account, f"{HOME}/.local/share/lunyue-{account.user}", log, variables or {})
