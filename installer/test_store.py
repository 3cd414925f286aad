"""Installs the central store's package on clean machines and lives through what an administrator may meet.

    .venv/bin/python installer/test_store.py PACKAGE.deb --previous REV --before REV [--suite SUITE] [--out DIR]

Needs root, systemd-nspawn, and a built PACKAGE. On a machine of each suite: the units are verified; a centre is begun,
a certificate made, units and people imported; a client of the checkout syncs over TLS; the backup's unit runs; the
package of an earlier revision is upgraded to this one with its data; a later one whose step fails and then does not,
and the way back from it; data made by a revision from before versions; removal and purge. Each step prints a line with
what was seen.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from packing.sources import CannotBuild
from reportlab.pdfgen.canvas import Canvas
from store_drill.machine import ROOT, Machine, fresh_root, until
from store_drill.planting import FAILS, LATER, OLD

DATA: Final = "/var/lib/oa-server"
UNITS: Final = "单位,上级,层级,排序,岗位\n海东区,,区,,收发员；区长=领导+主要负责人\n海东街道,,街道,2,\n"
PEOPLE: Final = "姓名,单位,职务,账号\n孙立,海东区,收发员,sunli\n赵明,海东街道,收发员,zhaoming\n"


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
        """Install or exchange the package."""
        self.machine.put(package, "/root/oa-server.deb")
        return self.said("dpkg", "-i", "/root/oa-server.deb")

    def client(self, user: str, *words: str) -> str:
        """What a person's client says. Raises `NotSo`."""
        profile = self.desk / user
        password = json.loads((self.desk / "passwords.json").read_text("utf-8"))[user]
        done = self.machine.client("--profile", str(profile), *words, variables={"OA_PASSWORD": password})
        if done.code:
            raise NotSo(f"{user} {' '.join(words)}：退出码 {done.code}\n{done.said}")
        return done.said

    def serving(self) -> None:
        """Wait until the service answers."""
        until(self.machine.answers, "服务在 8640 应答")


def must(holds: object, seen: str) -> None:
    """Raise `NotSo` with what was seen unless it holds."""
    if not holds:
        raise NotSo(seen)


def ok(told: str) -> None:
    """A step that held."""
    print(f"  ✓ {told}", flush=True)


# ---------------------------------------------------------------- the steps


def set_up(drill: Drill, package: Path) -> None:
    """From nothing to a centre that serves."""
    told = drill.install(package)
    must("还没有中心" in told, told)
    must(drill.machine.active() == "inactive", drill.machine.active())
    units = [f"oa-server{ending}" for ending in (".service", "-backup.service", "-backup.timer")]
    verified = drill.said("systemd-analyze", "verify", *units)
    must(not verified, verified)
    ok("装好，什么也没有自己启动，systemd-analyze verify 没有话说")
    drill.said("systemctl", "start", "oa-server")
    must("condition" in drill.machine.journal().lower(), drill.machine.journal())
    told = drill.said("oa-server", "init", "--district", "海东区")
    must(re.search(r"初始口令 \w{14}", told), told)
    for name, text in (("单位.csv", UNITS), ("人员.csv", PEOPLE)):
        (drill.machine.root / "root" / name).write_text(text, "utf-8")
    drill.said("oa-server", "units", "import", "/root/单位.csv")
    told = drill.said("oa-server", "people", "import", "/root/人员.csv")
    passwords = dict(re.findall(r"账号 (\w+)　初始口令 (\w+)", told))
    must(set(passwords) == {"sunli", "zhaoming"}, told)
    (drill.desk / "passwords.json").write_text(json.dumps(passwords), "utf-8")
    owners = drill.said("find", DATA, "-not", "-user", "oa-server")
    must(not owners, f"不归 oa-server：{owners}")
    ok("init、units import、people import；root 打的命令，文件都归 oa-server")


def serve_with_tls(drill: Drill) -> None:
    """The certificate, the service, clients that sync over it, a light copy made by the jailed child."""
    env = drill.machine.root / "etc/oa-server/oa-server.env"
    env.write_text(env.read_text("utf-8").replace("HOST=127.0.0.1", "HOST=0.0.0.0"), "utf-8")
    refused = drill.said("oa-server", "serve", code=1)
    must("tls init" in refused, refused)
    drill.said("oa-server", "tls", "init", "--name", "127.0.0.1", "--organisation", "海东区")
    keys = drill.said("stat", "-c", "%a %U %n", f"{DATA}/tls/ca.key", f"{DATA}/tls/server.pem")
    must(all(line.startswith("600 oa-server") for line in keys.splitlines()), keys)
    drill.said("systemctl", "enable", "--now", "oa-server", "oa-server-backup.timer")
    drill.serving()
    (drill.desk / "ca.pem").write_text(drill.said("oa-server", "tls", "export") + "\n", "ascii")
    for user in ("sunli", "zhaoming"):
        (drill.desk / user).mkdir()
        link = {"proxy": "none", "ca_file": str(drill.desk / "ca.pem")}
        (drill.desk / user / "link.json").write_text(json.dumps(link), "utf-8")
        drill.client(user, "login", "--server", "https://127.0.0.1:8640", "--user", user)
        drill.client(user, "sync")
    ok("没有证书时 0.0.0.0 拒绝；tls init 后服务起来，两个客户端按 CA 文件经 TLS 登录、同步")


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


def back_up(drill: Drill) -> None:
    """The timer's unit, by hand."""
    drill.said("systemctl", "start", "oa-server-backup")
    told = drill.machine.journal("oa-server-backup")
    must("已核验" in told, told)
    must("oa-server-backup.timer" in drill.said("systemctl", "list-timers", "--all", "--no-pager"), "没有定时器")
    ok(re.search(r"已核验：.*", told).group(0))  # type: ignore[union-attr]


def version(drill: Drill) -> int:
    """The version of the data."""
    return looked_up(drill, "PRAGMA user_version")


def looked_up(drill: Drill, question: str) -> int:
    """A number out of the database, looked up in a copy of it."""
    with tempfile.TemporaryDirectory() as aside:
        for file in (drill.machine.root / DATA.lstrip("/")).glob("centre.db*"):
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


def upgrade(drill: Drill, package: Path) -> None:
    """To the package that is tried, with the service at work."""
    drill.install(package)
    drill.serving()
    circulate(drill, "升级之后")
    ok("从旧包升级：服务自己接着跑，原有数据上又办了一件")


def fail(drill: Drill, later: Path, package: Path) -> None:
    """A later package whose step fails; this one opens the data again."""
    had = version(drill)
    drill.said("touch", FAILS)
    drill.install(later)
    until(lambda: drill.machine.active() == "failed", "服务因升级不成而停下")
    told = drill.machine.journal()
    must("数据保持原样" in told, told)
    status = drill.said("systemctl", "show", "-p", "ExecMainStatus", "-p", "NRestarts", "oa-server")
    must("ExecMainStatus=4" in status and "NRestarts=0" in status, status)
    must(version(drill) == had, f"数据成了第 {version(drill)} 版")
    ok("升级数据的一步失败：退出码 4，不反复重启，数据还是原来的版本")
    drill.install(package)
    drill.serving()
    circulate(drill, "失败之后")
    ok("装回旧包即可照常办理")


def go_back(drill: Drill, later: Path, package: Path) -> None:
    """A later package that works, what is done under it, and the way back."""
    had = version(drill)
    drill.said("rm", "-f", FAILS)
    drill.install(later)
    drill.serving()
    must(version(drill) == had + 1, f"数据是第 {version(drill)} 版")
    kept = drill.said("sh", "-c", f"ls {DATA}/before-upgrade")
    circulate(drill, "新版里办的")
    made = looked_up(drill, "SELECT count(*) FROM entry")
    drill.install(package)
    until(lambda: drill.machine.active() == "failed", "旧程序拒绝新数据")
    told = drill.machine.journal()
    must("请装回新的程序" in told, told)
    must("ExecMainStatus=3" in drill.said("systemctl", "show", "-p", "ExecMainStatus", "oa-server"), "退出码")
    ok(f"升级成功，副本在 before-upgrade（{' '.join(kept.split())}）；装回旧包，退出码 3，没有动数据")
    drill.said("oa-server", "rollback", "--yes")
    drill.said("systemctl", "reset-failed", "oa-server")
    drill.said("systemctl", "start", "oa-server")
    drill.serving()
    for user in ("sunli", "zhaoming", "sunli"):
        drill.client(user, "sync")
    told = drill.said("oa-server", "restore", "status")
    must("0 件事项不完整" in told, told)
    drill.said("oa-server", "restore", "close")
    found = looked_up(drill, "SELECT count(*) FROM entry")
    must(found == made, f"退回之后有 {found} 条办理记录，应为 {made} 条")
    circulate(drill, "退回之后")
    ok(f"rollback：新版里办的由终端补交回来；{told.splitlines()[0]}")


def older_data(drill: Drill, before: str) -> None:
    """Data of a revision from before versions, put in place by hand: copied aside at the start."""
    drill.said("systemctl", "stop", "oa-server")
    drill.said("mv", DATA, f"{DATA}.kept")
    source = drill.desk / "before"
    source.mkdir()
    packed = subprocess.run(["git", "-C", str(ROOT), "archive", before], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(source)], input=packed, check=True)
    made = [sys.executable, "-m", "server_stub", "demo", "--people", "60", "--matters", "40"]
    made += ["--data", str(drill.desk / "data")]
    subprocess.run(made, cwd=source, env={**os.environ, "PYTHONPATH": str(source)}, check=True, capture_output=True)
    shutil.copytree(drill.desk / "data", drill.machine.root / DATA.lstrip("/"))
    drill.said("chown", "-R", "oa-server:oa-server", DATA)
    drill.said("chmod", "700", DATA)
    drill.said("oa-server", "tls", "init", "--name", "127.0.0.1")
    drill.said("systemctl", "start", "oa-server")
    drill.serving()
    must("v0-" in drill.said("ls", f"{DATA}/before-upgrade"), "没有副本")
    drill.said("systemctl", "start", "oa-server-backup")
    found = re.findall(r"已核验：.*", drill.machine.journal("oa-server-backup"))
    drill.said("systemctl", "stop", "oa-server")
    drill.said("rm", "-rf", DATA)
    drill.said("mv", f"{DATA}.kept", DATA)
    ok(f"没有版本号的旧数据（{before[:8]}）：先留副本再打开；{found[-1]}")


def remove(drill: Drill) -> None:
    """Remove and purge; the data stay, and are named."""
    before = drill.said("sh", "-c", f"cd {DATA} && find . -type f | sort | xargs sha256sum | sha256sum")
    told = drill.said("dpkg", "-r", "oa-server")
    must("没有动" in told and drill.machine.active() == "inactive", told)
    must("没有动" in drill.said("dpkg", "-P", "oa-server"), "purge 没有说数据在哪里")
    places = "/etc/oa-server /usr/lib/oa-server /lib/systemd/system/oa-server*"
    left = drill.said("sh", "-c", f"ls -d {places} 2>/dev/null; true")
    must(not left, left)
    after = drill.said("sh", "-c", f"cd {DATA} && find . -type f | sort | xargs sha256sum | sha256sum")
    must(before == after, "数据变了")
    ok("卸载、清除：程序和设置没有了，数据一个字节没有动")


def story(drill: Drill, package: Path, old: Path, later: Path, before: str) -> None:
    """All of it, in order."""
    set_up(drill, old)
    serve_with_tls(drill)
    scan = drill.desk / "扫描.pdf"
    scan.write_bytes(one_page())
    circulate(drill, "安装之后", "--attach", str(scan))
    until(lambda: looked_up(drill, "SELECT count(*) FROM light") == 1, "简版做好")
    ok("两个客户端之间轮阅一件，记录核验相符；附件的简版由受限的子进程做出")
    back_up(drill)
    upgrade(drill, package)
    fail(drill, later, package)
    go_back(drill, later, package)
    older_data(drill, before)
    remove(drill)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 when something is not so."""
    parser = argparse.ArgumentParser(prog="test_store.py")
    parser.add_argument("package", type=Path)
    parser.add_argument("--suite", choices=("bullseye", "bookworm"))
    parser.add_argument("--previous", required=True, help="the revision the older package is built from")
    parser.add_argument("--before", required=True, help="a revision from before data had versions")
    parser.add_argument("--out", type=Path, default=ROOT / "dist/drill")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/lunyue-build")
    given = parser.parse_args(arguments)
    try:
        later = LATER.package(given.out, given.cache, "HEAD")
        old = OLD.package(given.out, given.cache, given.previous)
        for suite in (given.suite,) if given.suite else ("bullseye", "bookworm"):
            print(f"{suite}：{given.package.name}", flush=True)
            with tempfile.TemporaryDirectory(prefix="lunyue-store-", dir=given.out) as place:
                desk = Path(place) / "desk"
                desk.mkdir()
                root = fresh_root(given.out / "roots", suite, Path(place) / "root")
                with Machine(root, f"lunyue-store-{os.getpid()}") as machine:
                    story(Drill(machine, desk), given.package, old, later, given.before)
    except (NotSo, CannotBuild) as problem:
        print(f"  ✗ {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
