"""What an administrator may get wrong with a centre at work: told in a sentence, with a code, and the data stay."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from packing.freeze import ROOT
from packing.server_tree import NAME

from store_drill.ground import COPIES, DATA, PORT, SETTINGS, USERS, Drill, circulate, looked_up, must, ok
from store_drill.machine import until

EXPIRED = timedelta(days=900)
"""Longer ago than a certificate of the centre lasts."""
TAKES = f"import socket; held = socket.create_server(('', {PORT})); print('taken', flush=True); input()"


def all_of_them(drill: Drill) -> None:
    """One after the other; afterwards nothing is lost, nothing belongs to another, and work goes on."""
    had = looked_up(drill, "SELECT count(*) FROM entry")
    started_twice(drill)
    port_taken(drill)
    wrong_settings(drill)
    wrong_certificate(drill)
    copies_nowhere(drill)
    copy_cut_short(drill)
    another_user(drill)
    must(looked_up(drill, "SELECT count(*) FROM entry") == had, "办理记录多了或少了")
    drill.owned()
    circulate(drill, "出错之后")


def started_twice(drill: Drill) -> None:
    """A second one on the same data."""
    told = drill.said("oa-server", "serve", "--port", "8641", code=1)
    must("已经在运行" in told and len(told.splitlines()) == 1, told)
    must(drill.machine.answers(PORT), "先开的那个不应答了")
    ok(f"再开一个：{told}")


def port_taken(drill: Drill) -> None:
    """Another program has the port; when it ends, the service comes up by itself."""
    drill.said("systemctl", "stop", NAME)
    with taken(drill):
        drill.said("systemctl", "start", NAME)
        until(lambda: "已被别的程序占着" in drill.machine.last_words(), "日志里说端口被占")
        told = drill.said("oa-server", "serve", code=1)
    must(f"{PORT} 端口已被别的程序占着" in told, told)
    until(lambda: drill.machine.answers(PORT), "端口空出后服务自己起来")
    ok(f"端口被占：{told}；空出后服务自己起来")


@contextmanager
def taken(drill: Drill) -> Iterator[None]:
    """Another program that listens on the port."""
    other = subprocess.Popen(drill.machine.beside("-c", TAKES), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        must(other.stdout.readline() == b"taken\n", "占不了端口")
        yield
    finally:
        other.kill()
        other.communicate()


def wrong_settings(drill: Drill) -> None:
    """A line that is none, a name that is none, a value that is none: the service says so and does not try again."""
    file = drill.machine.root / SETTINGS.lstrip("/")
    kept = file.read_text("utf-8")
    for line, says in (
        ("OA_SERVER_PORT = 8641", "不是“名称=值”"),
        ("OA_SERVER_PROT=8641", "没有 OA_SERVER_PROT 这一项"),
        ("OA_SERVER_PORT=八六四一", "端口要 0 到 65535 的整数"),
        ("OA_SERVER_BACKUP_KEEP=许多", "OA_SERVER_BACKUP_KEEP 要一个正整数"),
    ):
        file.write_text(f"{kept}\n{line}\n", "utf-8")
        command = "backup" if "KEEP" in line else "serve"
        told = drill.said("oa-server", command, code=2)
        must(says in told, told)
        if command == "serve":
            drill.machine.run("systemctl", "reset-failed", NAME)
            drill.machine.run("systemctl", "restart", NAME)
            drill.stopped(2, says)
    file.write_text(kept, "utf-8")
    drill.again()
    ok("设置写错（不成一行、名称、端口、份数）：都有一句话，退出码 2，服务不反复重启；改好即起")


def wrong_certificate(drill: Drill) -> None:
    """One for another name, one that has run out: the clients say which, and keep what is theirs."""
    drill.said("oa-server", "tls", "renew", "--name", "10.9.8.7")
    drill.again()
    other = refused(drill)
    must("证书与地址不符" in other, other)
    issue = (
        f"from server_stub.certificates import *; renew(Path('tls'), ['127.0.0.1'], today() - {EXPIRED.days} * _DAY)"
    )
    made = [sys.executable, "-c", f"from server_stub.certificates import _DAY; {issue}"]
    folder = drill.machine.root / DATA.lstrip("/")
    subprocess.run(made, cwd=folder, env={"PYTHONPATH": str(ROOT)}, check=True)
    drill.said("chown", "oa-server:", f"{DATA}/tls/server.pem")
    drill.again()
    must("证书已经到期" in drill.machine.last_words(), drill.machine.last_words())
    late = refused(drill)
    must("证书不在有效期内" in late, late)
    drill.said("oa-server", "tls", "renew", "--name", "127.0.0.1")
    drill.again()
    drill.client(USERS[0], "sync")
    ok(f"证书是别的名称的：终端说“{other}”；到期的：“{late}”；tls renew 之后终端不用动")


def refused(drill: Drill) -> str:
    """What a client says that does not get through, in one line."""
    done = drill.attempt(USERS[0], "sync")
    must(done.code != 0, done.said)
    return done.said.splitlines()[-1]


def copies_nowhere(drill: Drill) -> None:
    """Where the copies go belongs to another."""
    drill.said("chown", "root:root", COPIES)
    done = drill.machine.run("systemctl", "start", f"{NAME}-backup")
    must(done.code, "备份成了")
    status = drill.said("systemctl", "show", "-p", "ExecMainStatus", f"{NAME}-backup")
    told = drill.machine.last_words(f"{NAME}-backup")
    must("没有权限" in told and COPIES in told and status == "ExecMainStatus=5", f"{status} {told}")
    drill.said("chown", "oa-server:", COPIES)
    drill.said("systemctl", "start", f"{NAME}-backup")
    ok("备份的地方写不进去：退出码 5，日志里说是哪里；归还给 oa-server 后照常备份")


def copy_cut_short(drill: Drill) -> None:
    """A backup of which a part is missing, and one of nothing."""
    drill.said("systemctl", "stop", NAME)
    before = drill.said("sh", "-c", f"sha256sum < {DATA}/centre.db")
    for size in ("50%", "0"):
        cut = f"rm -rf {COPIES}/cut; cp -r $(ls -d {COPIES}/2* | tail -1) {COPIES}/cut"
        most = f"$(( $(stat -c %s {COPIES}/cut/centre.db) / 2 ))" if size == "50%" else size
        drill.said("sh", "-ec", f"{cut}; truncate -s {most} {COPIES}/cut/centre.db; chown -R oa-server: {COPIES}/cut")
        told = drill.said("oa-server", "restore", "--from", f"{COPIES}/cut", code=1)
        must("没有用它，没有改动" in told and len(told.splitlines()) == 1, told)
    must(drill.said("sh", "-c", f"sha256sum < {DATA}/centre.db") == before, "数据变了")
    drill.said("rm", "-r", f"{COPIES}/cut")
    drill.again()
    ok("恢复一份不全的备份：退出码 1，数据一个字节没有动")


def another_user(drill: Drill) -> None:
    """Somebody who is neither root nor the owner."""
    told = ""
    for words in (("units", "list"), ("backup",), ("serve",), ("rollback",)):
        told = drill.said("runuser", "-u", "nobody", "--", "oa-server", *words, code=5)
        must("没有权限" in told and len(told.splitlines()) == 1, told)
    ok(f"别的用户打的命令：{told}")
