"""The package exchanged for an older, a later, a broken one: what becomes of the data, and the ways back."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from packing.freeze import ROOT
from packing.server_tree import NAME

from store_drill.ground import DATA, USERS, Drill, circulate, looked_up, must, ok, version
from store_drill.planting import FAILS


def upgrade(drill: Drill, package: Path) -> None:
    """To the package that is tried, with the service at work: first on a disk without room for the copy of the data."""
    had = version(drill)
    small = f"mv {DATA} {DATA}.kept; mkdir {DATA}; mount -t tmpfs -o size=40m tmpfs {DATA}; cp -a {DATA}.kept/. {DATA}"
    drill.said("systemctl", "stop", NAME)
    drill.said("sh", "-ec", small)
    drill.said("systemctl", "start", NAME)
    drill.serving()
    drill.install(package)
    drill.stopped(5, "放不下升级前的副本")
    must(version(drill) == had, f"数据成了第 {version(drill)} 版")
    drill.said("mount", "-o", "remount,size=1g", DATA)
    drill.again()
    drill.said("systemctl", "stop", NAME)
    drill.said(
        "sh", "-ec", f"cp -a {DATA} {DATA}.after; umount {DATA}; rm -r {DATA} {DATA}.kept; mv {DATA}.after {DATA}"
    )
    drill.again()
    drill.owned()
    circulate(drill, "升级之后")
    ok(f"从旧包升级：没有地方放副本时退出码 5，数据还是第 {had} 版；腾出地方后成了第 {version(drill)} 版，又办了一件")


def fail(drill: Drill, later: Path, package: Path) -> None:
    """A later package whose step fails; this one opens the data again."""
    had = version(drill)
    drill.said("touch", FAILS)
    drill.install(later)
    drill.stopped(4, "数据保持原样")
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
    drill.stopped(3, "请装回新的程序")
    ok(f"升级成功，副本在 before-upgrade（{' '.join(kept.split())}）；装回旧包，退出码 3，没有动数据")
    drill.said("oa-server", "rollback", "--yes")
    drill.again()
    for user in (*USERS, USERS[0]):
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
