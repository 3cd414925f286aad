"""What every step of the store's drill stands on: a machine with the package, the clients' desks, what is looked up."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from packing.server_tree import NAME, PLACES
from reportlab.pdfgen.canvas import Canvas

from store_drill.machine import Ended, Machine, until

DATA: Final = f"/var/lib/{NAME}"
COPIES: Final = f"/var/backups/{NAME}"
SETTINGS: Final = f"/{PLACES['oa-server.env']}"
PORT: Final = 8640
UNITS: Final = "单位,上级,层级,排序,岗位\n海东区,,区,,收发员；区长=领导+主要负责人\n海东街道,,街道,2,\n"
PEOPLE: Final = (
    "姓名,单位,职务,账号\n孙立,海东区,收发员,sunli\n赵明,海东街道,收发员,zhaoming\n钱力,海东街道,收发员,qianli\n"
)
USERS: Final = ("sunli", "zhaoming")
LEFT: Final = "qianli"
"""Who leaves office in the course of it."""
URL: Final = f"https://127.0.0.1:{PORT}"


class NotSo(Exception):
    """Something is not as it has to be; the text says what was seen."""


@dataclass(frozen=True, slots=True)
class Drill:
    """One machine and what is tried on it."""

    machine: Machine
    desk: Path
    """Where the clients' profiles lie."""

    def said(self, *words: str, code: int = 0) -> str:
        """What a command inside said. Raises `NotSo` for another exit code."""
        done = self.machine.run(*words)
        if done.code != code:
            raise NotSo(f"{' '.join(words)}：退出码 {done.code}，应为 {code}\n{done.said}")
        return done.said

    def install(self, package: Path) -> str:
        """Install or exchange the package; the settings stay as they are, and nobody is there to be asked."""
        self.machine.put(package, "/root/oa-server.deb")
        return self.said("dpkg", "--force-confold", "-i", "/root/oa-server.deb")

    def attempt(self, user: str, *words: str) -> Ended:
        """A command of a person's client."""
        profile = self.desk / user
        password = json.loads((self.desk / "passwords.json").read_text("utf-8"))[user]
        return self.machine.client("--profile", str(profile), *words, variables={"OA_PASSWORD": password})

    def client(self, user: str, *words: str) -> str:
        """What a person's client says. Raises `NotSo`."""
        done = self.attempt(user, *words)
        if done.code:
            raise NotSo(f"{user} {' '.join(words)}：退出码 {done.code}\n{done.said}")
        return done.said

    def serving(self) -> None:
        """Wait until the service answers."""
        until(lambda: self.machine.answers(PORT), f"服务在 {PORT} 应答")

    def stopped(self, code: int, says: str) -> None:
        """Wait until the service gave up, at once and with this code, and look whether it said why."""
        until(lambda: self.machine.active() == "failed", f"服务停下，退出码 {code}")
        status = self.said("systemctl", "show", "-p", "ExecMainStatus", "-p", "NRestarts", NAME)
        must(f"ExecMainStatus={code}" in status and "NRestarts=0" in status, status)
        until(lambda: says in self.machine.last_words(), f"日志里说：{says}")

    def again(self) -> None:
        """Start it anew, also one that gave up or was started too often."""
        self.machine.run("systemctl", "reset-failed", NAME)
        self.said("systemctl", "restart", NAME)
        self.serving()

    def set(self, **settings: str) -> None:
        """Write settings into the package's file, each in the place of its own line, marked out or not."""
        file = self.machine.root / SETTINGS.lstrip("/")
        text = file.read_text("utf-8")
        for name, value in settings.items():
            text = re.sub(rf"^#?OA_SERVER_{name}=.*$", f"OA_SERVER_{name}={value}", text, flags=re.MULTILINE)
            must(f"OA_SERVER_{name}={value}" in text, f"{SETTINGS} 里没有 {name}")
        file.write_text(text, "utf-8")

    def owned(self) -> None:
        """Nothing a command made may belong to root: the service could not open it."""
        others = self.said("find", DATA, "-not", "-user", NAME)
        must(not others, f"不归 {NAME}：{others}")


def must(holds: object, seen: str) -> None:
    """Raise `NotSo` with what was seen unless it holds."""
    if not holds:
        raise NotSo(seen)


def ok(told: str) -> None:
    """A step that held."""
    print(f"  ✓ {told}", flush=True)


def circulate(drill: Drill, title: str, *attach: str) -> None:
    """A circulation from one client to the other, and back that it was read."""
    drill.client(
        "sunli",
        "new",
        "circulation",
        "--title",
        title,
        "--to",
        "赵明",
        "--mode",
        "grouped",
        "--purpose",
        "action",
        *attach,
    )
    drill.client("sunli", "sync")
    drill.client("zhaoming", "sync")
    (found,) = [row for row in json.loads(drill.client("zhaoming", "list", "todo", "--json")) if row["title"] == title]
    drill.client("zhaoming", "do", found["id"], "mark_read", "--opinion", "已阅，照办。")
    drill.client("zhaoming", "sync")
    drill.client("sunli", "sync")
    told = drill.client("sunli", "record", "verify", found["id"])
    must("办理记录完整" in told, told)


def version(drill: Drill) -> int:
    """The version of the data."""
    return looked_up(drill, "PRAGMA user_version")


def looked_up(drill: Drill, question: str) -> int:
    """A number out of the database, looked up in a copy of it."""
    with tempfile.TemporaryDirectory() as aside:
        for file in (drill.machine.inside / DATA.lstrip("/")).glob("centre.db*"):
            shutil.copy(file, aside)
        with closing(sqlite3.connect(Path(aside) / "centre.db")) as connection:
            return int(connection.execute(question).fetchone()[0])


def one_page() -> bytes:
    """A PDF of one page with a line on it."""
    page = BytesIO()
    canvas = Canvas(page, pagesize=(595, 842))
    canvas.drawString(72, 720, "one page")
    canvas.showPage()
    canvas.save()
    return page.getvalue()
