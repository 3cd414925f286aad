"""A desktop for a drill: an X screen, a window manager, a message bus, fcitx 5, hands that type and eyes that read."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from drill.roots import HOME, SHARED, UID, Place
from drill.steps import Patience, need, until

SIZE: Final = "1366x768x24"
TITLE: Final = 22
"""How high the window manager's title is."""
LARGER: Final = 200
"""Per cent a picture is enlarged before it is read: letters of a screen are small for it."""
PROFILE: Final = """[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us
Layout=

[Groups/0/Items/1]
Name=pinyin
Layout=

[GroupOrder]
0=Default
"""
"""fcitx 5 with a keyboard and Pinyin, as an office's desktop has it."""


@dataclass
class Screen:
    """One that runs; its system is apart from the client's, which reaches it by its sockets alone."""

    place: Place
    shared: Path
    log: Path
    number: str = ""
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """What a session on it has set, as a desktop with fcitx 5 sets it."""
        return {
            "DISPLAY": f":{self.number}", "DBUS_SESSION_BUS_ADDRESS": f"unix:path={SHARED}/bus",
            "XDG_RUNTIME_DIR": f"/run/user/{UID}", "XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "fcitx",
            "XDG_SESSION_TYPE": "x11", "OMP_THREAD_LIMIT": "1",
        }  # fmt: skip

    def start(self) -> None:
        """Put it up. Raises `Broken`."""
        told = self.shared / "display"
        told.unlink(missing_ok=True)
        xvfb = f"exec Xvfb -screen 0 {SIZE} -nolisten tcp -noreset -displayfd 7 7>{SHARED}/display"
        self._begin("sh", "-c", xvfb)
        self.number = until(lambda: told.exists() and told.read_text().strip(), 30, "Xvfb 没有起来") or ""
        self._begin("dbus-daemon", "--session", "--nofork", f"--address=unix:path={SHARED}/bus")
        until((self.shared / "bus").exists, 20, "D-Bus 会话总线没有起来")
        self._begin("openbox")
        config = self.place.at(f"{HOME}/.config/fcitx5")
        config.mkdir(parents=True, exist_ok=True)
        (config / "profile").write_text(PROFILE, "utf-8")
        for path in (config.parent, config, config / "profile"):
            os.chown(path, UID, UID)
        self._begin("fcitx5", "--disable", "wayland")
        until(lambda: self._knows("org.freedesktop.portal.IBus"), 40, "fcitx5 的 ibus 门户没有起来", pause=0.5)

    def _knows(self, name: str) -> bool:
        asked = (
            "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
            "org.freedesktop.DBus.ListNames",
        )  # fmt: skip
        return name in self.run(*asked).stdout

    def stop(self) -> None:
        """Take it down."""
        for process in reversed(self.running):
            process.kill()
            process.wait(10)
        self.running.clear()
        (self.shared / "bus").unlink(missing_ok=True)

    def _begin(self, *words: str) -> None:
        self.running.append(self.place.begin(words, self.log, variables=self.variables))

    def run(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """A command on it."""
        return self.place.run(words, variables=self.variables, seconds=seconds)

    # hands

    def window(self, name: str, seconds: float = 60) -> str:
        """The number of the window of that name, once it is in sight and in front. Raises `Broken`."""
        found = until(lambda: self._found(name), seconds, f"没有出现窗口“{name}”", pause=0.2)
        self.run("xdotool", "windowactivate", "--sync", found[-1])
        return found[-1]

    def _found(self, name: str) -> list[str]:
        return self.run("xdotool", "search", "--onlyvisible", "--name", name).stdout.split()

    def key(self, *keys: str) -> None:
        """Press keys, one after another."""
        done = self.run("xdotool", "key", "--delay", "60", *keys)
        need(done.returncode == 0, f"xdotool：{done.stderr.strip()}")

    def type(self, text: str) -> None:
        """Type letters as a person would."""
        self.run("xdotool", "type", "--delay", "120", text)

    def click(self, at: tuple[int, int], *, times: int = 1) -> None:
        """Press the mouse there."""
        x, y = at
        self.run("xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times), "--delay", "80", "1")

    def scroll(self, at: tuple[int, int], turns: int) -> None:
        """Turn the wheel there, downwards."""
        self.run("xdotool", "mousemove", *map(str, at), "click", "--repeat", str(turns), "--delay", "20", "5")

    def large(self, window: str) -> None:
        """Give a window the whole screen, below its title."""
        self.run("xdotool", "windowmove", window, "0", "0")
        self.run("xdotool", "windowsize", "--sync", window, "1366", str(768 - TITLE))

    # eyes

    def picture(self, place: Path) -> Path:
        """What is on it now."""
        done = self.run("import", "-window", "root", f"{SHARED}/seen.png")
        need(done.returncode == 0, f"截不了屏：{done.stderr.strip()}")
        shutil.move(self.shared / "seen.png", place)
        return place

    def read(self, place: Path) -> list[Word]:
        """Take a picture and read it."""
        shutil.copy(self.picture(place), self.shared / "read.png")
        prepare = f"convert {SHARED}/read.png -colorspace gray -resize {LARGER}% {SHARED}/large.png"
        self.run("sh", "-c", prepare)
        done = self.run("tesseract", f"{SHARED}/large.png", "stdout", "-l", "chi_sim", "--psm", "11", "tsv")
        need(done.returncode == 0, f"认不了字：{done.stderr.strip()}")
        return words(done.stdout, LARGER / 100)

    def shows(self, place: Path, wanted: Sequence[str], seconds: float = 40, *, enough: int = 0) -> list[Word]:
        """Look until all of these can be read on it, or `enough` of them. Raises `Broken` with what is missing."""
        missing, most = list(wanted), len(wanted) - enough if enough else 0

        def look() -> list[Word]:
            nonlocal missing
            seen = self.read(place)
            text = joined(seen)
            missing = [one for one in wanted if one not in text]
            return [] if len(missing) > most else seen

        end = time.monotonic() + seconds * Patience.times
        while not (found := look()):
            need(time.monotonic() < end, f"截图上认不出 {'、'.join(missing)}（{place.name}）")
            time.sleep(0.5)
        return found


@dataclass(frozen=True, slots=True)
class Word:
    """Something read on a screen, and where: its middle, in the screen's own pixels."""

    text: str
    at: tuple[int, int]
    line: tuple[str, ...] = ()


def words(table: str, scale: float) -> list[Word]:
    """What tesseract's table says."""
    found = []
    for line in table.splitlines()[1:]:
        part = line.split("\t")
        if len(part) == 12 and part[11].strip() and float(part[10]) >= 0:
            left, top, wide, high = (int(n) / scale for n in part[6:10])
            found.append(Word(part[11].strip(), (int(left + wide / 2), int(top + high / 2)), tuple(part[1:5])))
    return found


def joined(seen: Iterable[Word]) -> str:
    """All of it without the gaps that reading leaves between characters; a new line where one begins."""
    text, line = "", None
    for word in seen:
        text += ("" if line in (None, word.line) else "\n") + word.text
        line = word.line
    return text


def place_of(seen: Iterable[Word], wanted: str) -> tuple[int, int] | None:
    """Where a text begins to be read."""
    seen = list(seen)
    for first in range(len(seen)):
        run = "".join(w.text for w in seen[first : first + len(wanted)] if w.line == seen[first].line)
        if run.startswith(wanted):
            return seen[first].at
    return None
