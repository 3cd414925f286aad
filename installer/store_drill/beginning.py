"""From a bare machine to a centre that people work with: installed, begun, served over TLS, backed up."""

from __future__ import annotations

import json
import re
from pathlib import Path

from packing.server_tree import NAME

from store_drill.ground import DATA, LEFT, PEOPLE, UNITS, URL, USERS, Drill, circulate, looked_up, must, ok, one_page
from store_drill.machine import until

EVERYWHERE = ".".join("0000")

_GIVEN = "初始(?:密码|口令)"
"""What stands before a password; an older package calls it 口令."""


def set_up(drill: Drill, package: Path) -> None:
    """From nothing to a centre that serves."""
    told = drill.install(package)
    must("还没有中心" in told, told)
    must(drill.machine.active() == "inactive", drill.machine.active())
    units = [f"{NAME}{ending}" for ending in (".service", "-backup.service", "-backup.timer")]
    verified = drill.said("systemd-analyze", "verify", *units)
    must(not verified, verified)
    drill.said("systemctl", "start", "oa-server")
    must("condition" in drill.machine.journal().lower(), drill.machine.journal())
    ok("装好，什么也没有自己启动，systemd-analyze verify 没有话说")
    begin(drill)


def begin(drill: Drill) -> None:
    """A centre with three people; whoever typed the commands, the files are the service's."""
    told = drill.said("oa-server", "init", "--district", "海东区")
    must(re.search(rf"{_GIVEN} \w{{14}}", told), told)
    for name, text in (("单位.csv", UNITS), ("人员.csv", PEOPLE)):
        (drill.machine.root / "root" / name).write_text(text, "utf-8")
    drill.said("oa-server", "units", "import", "/root/单位.csv")
    told = drill.said("oa-server", "people", "import", "/root/人员.csv")
    passwords = dict(re.findall(rf"账号 (\w+)　{_GIVEN} (\w+)", told))
    must(set(passwords) == {*USERS, LEFT}, told)
    (drill.desk / "passwords.json").write_text(json.dumps(passwords), "utf-8")
    drill.owned()
    ok("init、units import、people import；root 打的命令，文件都归 oa-server")


def serve_with_tls(drill: Drill) -> None:
    """The certificate, the service, clients that sync over it, a light copy made by the jailed child."""
    drill.set(HOST=EVERYWHERE)
    refused = drill.said("oa-server", "serve", code=1)
    must("tls init" in refused, refused)
    drill.said("oa-server", "tls", "init", "--name", "127.0.0.1", "--organisation", "海东区")
    keys = drill.said("stat", "-c", "%a %U %n", f"{DATA}/tls/ca.key", f"{DATA}/tls/server.pem")
    must(all(line.startswith("600 oa-server") for line in keys.splitlines()), keys)
    drill.said("systemctl", "enable", "--now", "oa-server", "oa-server-backup.timer")
    drill.serving()
    (drill.desk / "ca.pem").write_text(drill.said("oa-server", "tls", "export") + "\n", "ascii")
    for user in (*USERS, LEFT):
        (drill.desk / user).mkdir()
        link = {"proxy": "none", "ca_file": str(drill.desk / "ca.pem")}
        (drill.desk / user / "link.json").write_text(json.dumps(link), "utf-8")
        drill.client(user, "login", "--server", URL, "--user", user)
        drill.client(user, "sync")
    ok("没有证书时 0.0.0.0 拒绝；tls init 后服务起来，三个客户端按 CA 文件经 TLS 登录、同步")


def attach(drill: Drill) -> None:
    """A paper with a scan, of which the jailed child makes a light copy."""
    scan = drill.desk / "扫描.pdf"
    scan.write_bytes(one_page())
    circulate(drill, "安装之后", "--attach", str(scan))
    until(lambda: lights(drill) == 1, "简版做好")
    ok("两个客户端之间轮阅一件，记录核验相符；附件的简版由受限的子进程做出")


def lights(drill: Drill) -> int:
    """How many light copies there are."""
    return looked_up(drill, "SELECT count(*) FROM light")


def back_up(drill: Drill) -> None:
    """The timer's unit, by hand."""
    drill.said("systemctl", "start", "oa-server-backup")
    told = drill.machine.journal("oa-server-backup")
    must("已核验" in told, told)
    must("oa-server-backup.timer" in drill.said("systemctl", "list-timers", "--all", "--no-pager"), "没有定时器")
    ok(re.search(r"已核验：.*", told).group(0))  # type: ignore[union-attr]


def exposure(drill: Drill) -> None:
    """What systemd thinks of what the units may do: 0 nothing, 10 everything."""
    told = [
        drill.said("systemd-analyze", "security", "--no-pager", f"{NAME}{part}.service") for part in ("", "-backup")
    ]
    found = [re.findall(r"level for \S+ (\d+\.\d)", text) for text in told]
    must(all(found), "\n".join(told))
    ok(f"systemd-analyze security：服务 {found[0][0]}，备份 {found[1][0]}")
