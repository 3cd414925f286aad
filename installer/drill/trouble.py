"""What goes wrong on real desktops: a full disk, a client that runs while it is replaced, folders nobody may write."""

from __future__ import annotations

import os
import subprocess
import time
from typing import Final

from drill import policies
from drill.client import HOME_OF, PROGRAM, Client, at_home
from drill.ground import Ground
from drill.packages import dpkg, installed, last, lower, unchanged
from drill.roots import HOME, Place
from drill.screen import Screen, joined
from drill.steps import Patience, Step, need, until
from drill.traces import differences, traces

SPARE: Final = 40
"""Megabytes that are left for a package that needs a lot more."""
LATER: Final = (*(f"ctrl+{n}" for n in range(1, 10)), "F1", "Escape")
"""Keys that open pages the window has not made yet, and with them modules that are not loaded yet."""
WRONG: Final = ("Traceback", "Error:", "Fatal Python", "Segmentation")
RENEWED: Final = ("已升级到", "旧版", "退出再打开")
"""What an open window says within a minute of the upgrade beneath it."""
NOTICES: Final = 100
READ_ONLY: Final = 20


def meet(ground: Ground, place: Place, screen: Screen) -> None:
    """Each trouble on a system that begins the same: the old package, somebody signed in."""
    one = at_home(place, ground.centre.of("town", "clerk"), ground.log("trouble"), screen.variables)
    with ground.steps.step("旧版装上，登录") as step:
        need(dpkg(place, "-r", ground.new.name).returncode == 0, "卸不掉新版")
        need(dpkg(place, "-i", ground.old.put(ground.shared)).returncode == 0, "装不上旧版")
        one.must("login", "--server", ground.centre.url, "--user", one.account.user)
        step.figure = f"{ground.old.version}，{one.must('sync')['items']} 项"
    with ground.steps.step("磁盘满时升级：失败说明白，旧版照开，数据未动") as step:
        _no_room(ground, _like(ground, one, "full"), step)
    with ground.steps.step("开着窗口升级：不崩溃，随后的页面照开") as step:
        _while_running(ground, _like(ground, one, "running"), screen, step)
    with ground.steps.step("开着窗口升级：一分钟内说已升级，重开即是新版") as step:
        _says_so(ground, _like(ground, one, "renewed"), screen, step)
    hurt = _like(ground, one, "hurt")
    need(dpkg(hurt.place, "-i", ground.new.put(ground.shared)).returncode == 0, "装不上新版")
    hurt.must("sync")
    policies.meet(ground, hurt, screen)
    with ground.steps.step("家目录只读：一句话说明，不崩溃") as step:
        _read_only(ground, hurt, screen, step)


def _like(ground: Ground, one: Client, name: str) -> Client:
    """The same person on a system that begins as his."""
    place = ground.branch(one.place, f"trouble-{name}")
    return Client(place, one.account, one.folder, one.log, one.variables)


def _no_room(ground: Ground, one: Client, step: Step) -> None:
    used = sum(p.lstat().st_size for p in one.place.at(HOME_OF).rglob("*")) // 1_000_000
    one.place.small("/opt/apps", used + SPARE)
    before = traces(one.profile)
    done = dpkg(one.place, "-i", ground.new.put(ground.shared))
    step.figure = f"余 {SPARE} MB，退出码 {done.returncode}：{_sentence(done.stderr)}"
    need(done.returncode == 1 and "No space left" in done.stderr, "没有说磁盘满")
    need(installed(one.place, ground.old.name) == ground.old.version, "旧版不再是装好的")
    need(not unchanged(one.place, ground.old.name), "旧版的文件变了")
    need(not differences(before, traces(one.profile)), "本机数据变了")
    need(one.must("list", "todo") is not None, "旧版打不开")


def _sentence(said: str) -> str:
    return next((line.strip() for line in said.splitlines() if "No space left" in line), last(said))[-120:]


def _while_running(ground: Ground, one: Client, screen: Screen, step: Step) -> None:
    begun = one.log.stat().st_size
    with one.window("--server", ground.centre.url, "--user", one.account.user) as running:
        screen.large(screen.window("轮阅"))
        until(lambda: one.served, 120, "窗口里没有登录成")
        done = dpkg(one.place, "-i", ground.new.put(ground.shared))
        need(done.returncode == 0, last(done.stderr))
        screen.key(*LATER)
        screen.key("ctrl+2")
        screen.picture(ground.steps.picture("replaced"))
        _still_good(one, running, begun)
        _serves(one)
        _still_good(one, running, begun)
    again = one.must("sync")
    step.figure = f"{len(LATER)} 处页面、导出、同步，未见错误；重启后 {again['items']} 项"


def _says_so(ground: Ground, one: Client, screen: Screen, step: Step) -> None:
    """A window of this release under a lower number: what the one before it knew to say is its own affair."""
    before = ground.old if ground.repacked else lower(ground.new, "0.0.9", ground.work)
    need(dpkg(one.place, "-i", before.put(ground.shared)).returncode == 0, "装不上改号的包")
    with one.window() as running:
        screen.large(screen.window("轮阅"))
        until(lambda: one.served, 120, "窗口没有打开")
        need(dpkg(one.place, "-i", ground.new.put(ground.shared)).returncode == 0, "升级不了")
        began = time.monotonic()
        screen.shows(ground.steps.picture("renewed"), RENEWED, NOTICES)
        step.figure = f"{time.monotonic() - began:.0f} 秒后说了"
        need(running.poll() is None, "窗口没有了")
    with one.window():
        until(lambda: one.served, 120, "新版的窗口没有打开")
        seen = screen.shows(ground.steps.picture("reopened"), ("待办",))
        need(RENEWED[0] not in joined(seen), "新版的窗口还说已升级")


def _still_good(one: Client, running: subprocess.Popen[bytes], begun: int) -> None:
    need(running.poll() is None, f"窗口没有了（退出码 {running.returncode}）")
    said = one.log.read_bytes()[begun:].decode("utf-8", "replace")
    wrong = [line for line in said.splitlines() if any(word in line for word in WRONG)]
    need(not wrong, f"出错：{wrong[-1] if wrong else ''}")


def _serves(one: Client) -> None:
    """What the command line asks of the running window needs modules it has not loaded."""
    one.must("sync")
    for words in (
        ("directory", "--out", f"{HOME}/通讯录.xlsx"),
        ("register", "incoming", "--year", "2026", "--out", f"{HOME}/登记簿.pdf"),
        ("statistics",),
        ("calendar",),
        ("doctor",),
    ):
        done = one.run(*words)
        need(done.returncode in (0, 1) and "Error" not in done.stderr, f"{words[0]}：{last(done.stdout + done.stderr)}")


def _read_only(ground: Ground, one: Client, screen: Screen, step: Step) -> None:
    home = str(one.place.at(HOME))
    for words in (["mount", "--bind", home, home], ["mount", "-o", "remount,bind,ro", home]):
        subprocess.run(words, check=True)
    need(not os.access(one.profile, os.W_OK), "没有变成只读")
    done = one.run("list", "todo")
    said = last(done.stdout + done.stderr, 1)
    step.figure = f"退出码 {done.returncode}：{said}"
    need(done.returncode == READ_ONLY and "Traceback" not in done.stderr, f"没有以退出码 {READ_ONLY} 说明白")
    fresh = one.place.run([PROGRAM, "login", "--server", ground.centre.url, "--user", "x"], given="x\n")
    need("Traceback" not in fresh.stderr, f"第一次登录：{last(fresh.stderr)}")
    running = one.begin()
    try:
        screen.window("轮阅")
        screen.shows(ground.steps.picture("readonly"), ("只读",))
        screen.key("Return")
        need(running.wait(30 * Patience.times) == READ_ONLY, f"窗口退出码 {running.returncode}")
    finally:
        running.kill()
