"""The exit codes the README promises, each brought about on a system of its own; and what they leave alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from drill.client import HOME_OF, Client, at_home
from drill.ground import Ground
from drill.packages import last
from drill.roots import Place
from drill.screen import Screen
from drill.steps import Patience, Step, need, until
from drill.traces import differences, traces

RESOURCES: Final = f"{HOME_OF}/resources"
YEAR: Final = 366 * 86_400
SMALL: Final = 60
"""Megabytes of a disk on which a profile still fits, and of which the program says that they are few."""
PASSING: Final = (".lock", ".sock", "-shm", ".log", "badge.json", "started.json", "window.ini")
INTERRUPTED, UNANSWERED, NO_SCREEN = 130, 75, 28


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a machine: what ends the self-test, which check says it, whether all opens nonetheless."""

    code: int
    check: str
    name: str
    hurt: Callable[[Client], None]
    opens: bool = False


def meet(ground: Ground, place: Place, screen: Screen) -> None:
    """Each fault on a system that begins the same: somebody signed in."""
    one = at_home(place, ground.centre.of("town", "clerk"), ground.log("codes"))
    with ground.steps.step("登录，取回") as step:
        one.must("login", "--server", ground.centre.url, "--user", one.account.user)
        step.figure = f"{one.must('sync')['items']} 项"
    for number, fault in enumerate(FAULTS):
        with ground.steps.step(f"退出码 {fault.code}：{fault.name}") as step:
            _meets(_like(ground, one, f"codes-{number}"), fault, step)
    with ground.steps.step("磁盘写满时办事：退出码 1，写的都在") as step:
        _full(_like(ground, one, "codes-full"), step)
    with ground.steps.step(f"退出码 {NO_SCREEN}：连不上屏幕") as step:
        _no_screen(_like(ground, one, "codes-screen"), step)
    with ground.steps.step(f"退出码 {UNANSWERED}：窗口没有回答") as step:
        _unanswered(_like(ground, one, "codes-window"), screen, step)
    with ground.steps.step(f"退出码 {INTERRUPTED}：用 Ctrl+C 中断") as step:
        _interrupted(ground, _like(ground, one, "codes-cut"), step)


def _like(ground: Ground, one: Client, name: str) -> Client:
    return replace(one, place=ground.branch(one.place, name))


def _meets(one: Client, fault: Fault, step: Step) -> None:
    fault.hurt(one)
    before = traces(one.profile)
    code, message = self_test(one, fault.check)
    step.figure = f"“{message}”"
    need(code == fault.code, f"自检退出码 {code}")
    need(message and "Traceback" not in message, f"没有说 {fault.check} 不对")
    opened, answer = one.asked("list", "todo")
    need(opened == (0 if fault.opens else fault.code), f"list 退出码 {opened}：{answer}")
    if not fault.opens:
        step.figure += _stays_shut(one, fault)
        changed = differences(before, traces(one.profile), PASSING)
        need(not changed, f"本机数据变了：{changed[:3]}")


def self_test(one: Client, check: str) -> tuple[int, str]:
    """How it ends, and what it says of one check; of a program too damaged to look, what that says."""
    done = one.run("self-test", "--json")
    if not done.stdout:
        return done.returncode, last(done.stderr, 1)
    checks = json.loads(done.stdout)["checks"]
    return done.returncode, next((c["message"] for c in checks if c["check"] == check and not c["good"]), "")


def _stays_shut(one: Client, fault: Fault) -> str:
    """No window comes up either; without a screen it says so where it was begun."""
    done = replace(one, variables={**one.variables, "QT_QPA_PLATFORM": "offscreen"}).run(seconds=60)
    need(done.returncode == fault.code, f"窗口退出码 {done.returncode}：{last(done.stderr)}")
    need("Traceback" not in done.stderr, last(done.stderr))
    return "；命令行、窗口都不打开"


# what hurts


def _closed(one: Client) -> None:
    one.profile.chmod(0o500)


def _of_another(one: Client) -> None:
    for path in (one.profile, *one.profile.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
    one.profile.chmod(0o777)


def _on_a_small_disk(one: Client) -> None:
    one.place.small(one.folder, SMALL)


def _of_a_later_version(one: Client) -> None:
    path = one.profile / "started.json"
    said = json.loads(path.read_text("utf-8"))
    later = {name: f"{name}_{int(head.rpartition('_')[2]) + 1}" for name, head in said["schemas"].items()}
    path.write_text(json.dumps({**said, "schemas": later, "version": "9.0.0"}), "utf-8")


def _without_a_part(one: Client) -> None:
    one.place.at(f"{RESOURCES}/qss/base.qss").unlink()


def _with_a_part_altered(one: Client) -> None:
    with one.place.at(f"{RESOURCES}/qss/base.qss").open("a", encoding="utf-8") as part:
        part.write("\n")


def _without_its_database(one: Client) -> None:
    for engine in one.place.at(f"{HOME_OF}/lib/sqlcipher3").glob("*.so"):
        engine.write_bytes(b"\x7fELF damaged")


def _released_next_year(one: Client) -> None:
    """The clock of a whole machine is not to be turned here: the release is turned instead."""
    _restamp(one.place, built=int(time.time()) + YEAR)


def _with_broken_fonts(one: Client) -> None:
    font = one.place.at(f"{RESOURCES}/fonts/NotoSansSC-Bold.ttf")
    font.write_bytes(b"no font")
    _as_built(one.place, font)


def _with_a_broken_preview(one: Client) -> None:
    for library in one.place.at(f"{HOME_OF}/lib/pypdfium2_raw").glob("*.so"):
        library.write_bytes(b"\x7fELF damaged")
        _as_built(one.place, library)


def _without_its_words(one: Client) -> None:
    words = one.place.at(f"{HOME_OF}/lib/PySide6/Qt/translations/qtbase_zh_CN.qm")
    words.unlink()
    _as_built(one.place, words)


def _as_built(place: Place, changed: Path) -> None:
    """As somebody's own build would have it: what the release says of a file is what it is, or nothing."""
    said = json.loads(place.at(f"{RESOURCES}/release.json").read_text("utf-8"))
    for part, folder in (("files", RESOURCES), ("program", HOME_OF)):
        name = os.path.relpath(changed, place.at(folder))
        if name in said.get(part, {}):
            digest = {name: hashlib.sha256(changed.read_bytes()).hexdigest()} if changed.exists() else {}
            said[part] = {**{one: was for one, was in said[part].items() if one != name}, **digest}
    _restamp(place, **said)


def _restamp(place: Place, **said: object) -> None:
    release = place.at(f"{RESOURCES}/release.json")
    release.write_text(json.dumps({**json.loads(release.read_text("utf-8")), **said}), "utf-8")


FAULTS: Final = (
    Fault(20, "folder", "数据文件夹没有权限", _closed),
    Fault(20, "folder", "数据文件夹是别人的", _of_another),
    Fault(21, "room", "磁盘剩余太少", _on_a_small_disk, opens=True),
    Fault(22, "data", "数据由更新的版本保存", _of_a_later_version),
    Fault(23, "parts", "程序文件缺失", _without_a_part),
    Fault(23, "parts", "程序文件与安装时不一样", _with_a_part_altered, opens=True),
    Fault(24, "store", "加密数据库用不了", _without_its_database),
    Fault(25, "clock", "系统时间早于程序发布", _released_next_year, opens=True),
    Fault(26, "fonts", "随附字体读不出来", _with_broken_fonts, opens=True),
    Fault(27, "preview", "附件预览启动不起来", _with_a_broken_preview, opens=True),
    Fault(29, "toolkit", "界面部件不全", _without_its_words, opens=True),
)


# what is no fault of the machine's parts


def _full(one: Client, step: Step) -> None:
    one.place.small(one.folder, SMALL)
    filler = one.profile / "filler"
    matter = one.must("list", "todo")[0]["id"]
    before = one.must("outbox")
    filler.write_bytes(b"\0" * shutil.disk_usage(one.profile).free)
    code, told = one.asked("do", matter, "mark_read", "--opinion", "已阅。" * 4000)
    step.figure = f"退出码 {code}：{told['message']}"
    need((code, told["code"]) == (1, "disk_full"), f"代码 {told}")
    filler.unlink()
    need(one.must("outbox") == before, "待上传的变了")
    one.must("do", matter, "mark_read", "--opinion", "已阅。")


def _no_screen(one: Client, step: Step) -> None:
    for variables in ({}, {"DISPLAY": ":99"}):
        done = replace(one, variables=variables).run(seconds=60)
        step.figure = last(done.stderr, 1)
        need(done.returncode == NO_SCREEN, f"退出码 {done.returncode}")
        need("Traceback" not in done.stderr and step.figure, "没有说明")


def _unanswered(one: Client, screen: Screen, step: Step) -> None:
    shown = replace(one, variables=screen.variables)
    with shown.window() as running:
        until(lambda: shown.served, 120, "窗口没有打开")
        running.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        try:
            done = one.run("list", "todo", seconds=200)
        finally:
            running.send_signal(signal.SIGCONT)
        step.figure = f"{time.monotonic() - began:.0f} 秒后说“{last(done.stderr, 1)}”"
        need(done.returncode == UNANSWERED, f"退出码 {done.returncode}")
        one.must("list", "todo")


def _interrupted(ground: Ground, one: Client, step: Step) -> None:
    """While the centre keeps it waiting."""
    assert ground.centre.process is not None
    ground.centre.process.send_signal(signal.SIGSTOP)
    begun = one.log.stat().st_size
    try:
        running = one.begin("sync")
        until(lambda: _talks(running.pid), 60, "没有去连中心")
        running.send_signal(signal.SIGINT)
        code = _ended(running)
    finally:
        ground.centre.process.send_signal(signal.SIGCONT)
    said = one.log.read_bytes()[begun:].decode("utf-8", "replace")
    step.figure = f"退出码 {code}：{last(said, 1)}"
    need(code == INTERRUPTED and "Traceback" not in said, "没有说明白")
    one.must("sync")


def _talks(process: int) -> bool:
    """Whether it has a connection: by then it is past its own start."""
    with suppress(OSError):
        return any(
            str(Path(handle.path).readlink()).startswith("socket:") for handle in os.scandir(f"/proc/{process}/fd")
        )
    return False


def _ended(running: subprocess.Popen[bytes]) -> int:
    try:
        return running.wait(60 * Patience.times)
    finally:
        running.kill()
