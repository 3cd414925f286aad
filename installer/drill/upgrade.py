"""From the version before to this one, with work that nobody has seen yet, and the power going at the worst moments."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from drill.centre import READER
from drill.client import HOME_OF, PROGRAM, SAVED, Client, at_home
from drill.ground import Ground
from drill.packages import dpkg, installed, last, unchanged
from drill.roots import HOME, Place
from drill.screen import Screen
from drill.steps import Broken, Step, need, until
from drill.traces import differences, traces

ACTS, NEW, DRAFTS = 45, 5, 3
UNFINISHED: Final = "没有写完的意见"
UNSENT: Final = ACTS + NEW
PASSING: Final = (".lock", ".sock", "-shm", ".log", "badge.json", "window.ini")
"""What a client that only looked may leave changed: nothing of the office stands in it."""


@dataclass
class Kept:
    """What must be the same afterwards."""

    device: int = 0
    before: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    held: int = 0
    """Taken back, but listed until the centre has answered: so an older client has it of what it tried to send."""


def drill(ground: Ground, place: Place, screen: Screen) -> None:
    """The upgrade, step by step; the system has the new package, and everything it needs."""
    one = at_home(place, ground.centre.of(*READER), ground.log("upgrade"), screen.variables)
    kept = Kept()
    with ground.steps.step("旧版装上，登录，取回一万件") as step:
        _old(ground, place, one, kept, step)
        _sat_down(ground, one, screen)
    with ground.steps.step(f"断网办 {UNSENT} 件，另有 {DRAFTS} 份草稿") as step:
        ground.centre.stop()
        _unsent(one, kept, step)
    with ground.steps.step("升级，解包途中 kill -9 dpkg：旧版照开，本机数据未动") as step:
        _cut_unpacking(ground, place, one, step)
    with ground.steps.step("再升级，换文件途中 kill -9 dpkg；再装一次即好") as step:
        _cut_renaming(ground, place, step)
    with ground.steps.step("新版第一次启动，升级数据途中 kill -9") as step:
        _cut_first_start(one, kept, step)
    with ground.steps.step("上传途中 kill -9") as step:
        ground.centre.begin()
        _cut_sending(ground, one, kept, step)
    with ground.steps.step(f"再开：{UNSENT} 件各办成一次，草稿都在") as step:
        _settled(ground, one, kept, step)
    with ground.steps.step("退回旧版：拒绝打开新数据，什么都没有动") as step:
        _back(ground, place, one, screen, step)
    with ground.steps.step("再装新版：照常") as step:
        _forward(ground, place, one, kept, step)


def _old(ground: Ground, place: Place, one: Client, kept: Kept, step: Step) -> None:
    need(dpkg(place, "-r", ground.new.name).returncode == 0, "卸不掉新版")
    done = dpkg(place, "-i", ground.old.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    kept.device = one.must("login", "--server", ground.centre.url, "--user", one.account.user)["device"]
    told = one.must("sync")
    desk = one.must("list", "todo")
    step.figure = f"{ground.old.version}，{told['items']} 项，{told['seconds']:.0f} 秒，待办 {len(desk)}"
    need(told["items"] >= 10_000 and len(desk) >= ACTS + DRAFTS, "没有取全")


def _sat_down(ground: Ground, one: Client, screen: Screen) -> None:
    """He has been at the window too, as everybody has."""
    with one.desk(ground.centre.url):
        screen.window("轮阅")
        until((one.profile / "badge.json").exists, 180, "旧版的窗口没有登录成", pause=0.5)


def _unsent(one: Client, kept: Kept, step: Step) -> None:
    desk = [row["id"] for row in one.must("list", "todo") if row["title"].startswith("关于第")]
    need(len(desk) >= ACTS + DRAFTS, f"只有 {len(desk)} 件可办")
    for number, matter in enumerate(desk[:ACTS], 1):
        one.must("do", matter, "mark_read", "--opinion", f"第{number}条意见：已阅，请落实。", code=SAVED)
    for number in range(1, NEW + 1):
        paper = f"{HOME}/附件{number}.txt"
        one.place.at(paper).write_text(f"第{number}份附件\n" * 2000, "utf-8")
        words = ("--title", f"离线新建的第{number}件", "--to", one.account.name, "--mode", "grouped")
        one.must("new", "circulation", *words, "--purpose", "information", "--attach", paper, code=SAVED)
    kept.waiting = one.must("outbox")
    for matter in desk[ACTS : ACTS + DRAFTS]:
        one.must("do", matter, "mark_read", "--opinion", f"{UNFINISHED}（{matter}）", code=SAVED)
        taken_back = max(w["n"] for w in one.must("outbox"))
        one.must("outbox", "undo", str(taken_back))
    kept.drafts = one.must("drafts")
    kept.before = min(w["n"] for w in kept.waiting) - 1
    kept.held = DRAFTS - len(kept.drafts)
    step.figure = f"待上传 {len(kept.waiting)}，草稿 {len(kept.drafts)}，收回待中心答复 {kept.held}"
    need(len(kept.waiting) == UNSENT and len(one.must("outbox")) == UNSENT + kept.held, "待上传的件数不对")


def _cut_unpacking(ground: Ground, place: Place, one: Client, step: Step) -> None:
    before = traces(one.profile)
    half = _killed(ground, place, lambda: _half(place) > 100)
    step.figure = f"杀时已解出 {half} 个文件"
    need(place.run([PROGRAM, "help"]).returncode == 0, "旧版起不来了")
    changed = differences(before, traces(one.profile))
    need(not changed, f"本机数据变了：{changed[:3]}")


def _cut_renaming(ground: Ground, place: Place, step: Step) -> None:
    program = place.at(PROGRAM)
    was = program.stat().st_ino
    with suppress(FileNotFoundError):
        _killed(ground, place, lambda: not program.exists() or program.stat().st_ino != was)
    status = dpkg(place, "-s", ground.new.name).stdout.splitlines()
    done = dpkg(place, "-i", ground.new.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    need(installed(place, ground.new.name) == ground.new.version, "没有装全")
    need(not unchanged(place, ground.new.name), "文件与包里的不一致")
    litter = [p.name for p in place.at("opt").rglob("*.dpkg-*")]
    need(not litter, f"留下了 {litter[:3]}")
    step.figure = f"杀后 {next(line for line in status if line.startswith('Status'))}；再装后完好，无残留"


def _killed(ground: Ground, place: Place, now: Callable[[], bool]) -> int:
    """Install the new package and kill dpkg as soon as it is so far; how many files were half there."""
    running = place.begin(["dpkg", "-i", ground.new.put(ground.shared)], ground.log("dpkg"), root=True)
    try:
        until(lambda: now() or running.poll() is not None, 120, "dpkg 没有走到那一步", pause=0.001)
        need(running.poll() is None, "dpkg 已经装完，没有来得及杀")
    finally:
        running.kill()
        running.wait()
    return _half(place)


def _half(place: Place) -> int:
    """How many files are there that dpkg has not put in their place yet; they come and go meanwhile."""
    return sum(name.endswith(".dpkg-new") for _top, _folders, names in os.walk(place.at(HOME_OF)) for name in names)


def _cut_first_start(one: Client, kept: Kept, step: Step) -> None:
    """Without a link: what writes now is the new version bringing its data up to date."""
    changed = []
    for _ in range(3):
        before = _sizes(one.profile)
        running = one.begin("list", "todo")
        with suppress(Broken):
            until(lambda: _sizes(one.profile) != before or running.poll() is not None, 60, "没有写", pause=0.001)  # noqa: B023
        changed.append(_cut(running))
    step.figure = f"杀了 {len(changed)} 次，杀时{'、'.join(changed)}"
    need(len(one.must("outbox")) == len(kept.waiting) + kept.held, "待上传的少了")
    need(one.must("drafts") == kept.drafts, "草稿变了")


def _cut(running: subprocess.Popen[bytes]) -> str:
    over = running.poll() is not None
    running.kill()
    running.wait()
    return "已走完" if over else "正在走"


def _sizes(profile: Path) -> dict[str, tuple[int, int]]:
    """What was written to last, and how large it is."""
    found = {}
    for path in profile.glob("*.db*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            found[path.name] = (stat.st_mtime_ns, stat.st_size)
    return found


def _cut_sending(ground: Ground, one: Client, kept: Kept, step: Step) -> None:
    running = one.begin("sync")
    try:
        arrived = until(lambda: ground.centre.taken(kept.device, kept.before), 120, "中心什么也没有收到", pause=0.002)
    finally:
        over = _cut(running)
    step.figure = f"杀时中心已收 {len(arrived)} 件，客户端{over}"


def _settled(ground: Ground, one: Client, kept: Kept, step: Step) -> None:
    told = one.must("sync")
    numbers = [waiting["n"] for waiting in kept.waiting]
    found = ground.centre.taken(kept.device, kept.before)
    step.figure = f"中心有 {len(found)} 条，各一次 {len(set(found))}；待上传 {told['waiting']}，被拒 {told['refused']}"
    need(sorted(found) == sorted(numbers), "中心收到的与写的不同")
    need((told["waiting"], told["refused"], told["conflicts"]) == (0, kept.held, 0), "还有没办成的")
    drafts = one.must("drafts")
    need(all(draft in drafts for draft in kept.drafts), "草稿变了")
    words = str(drafts) + str(one.must("outbox"))
    need(words.count(UNFINISHED) >= DRAFTS, "没有写完的意见少了")
    kept.drafts = drafts
    for waiting in kept.waiting[:3]:
        verdict = one.must("record", "verify", waiting["id"])
        need(verdict["good"], f"{waiting['id']} 的办理记录核验不通过")
    lost = [one.account.name for w in kept.waiting[-NEW:] if not one.must("show", w["id"])["files"]]
    need(not lost, "新建的事项缺附件")


def _back(ground: Ground, place: Place, one: Client, screen: Screen, step: Step) -> None:
    done = dpkg(place, "-i", ground.old.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    before, written = traces(one.profile), _schemas(one)
    code, answer = one.asked("list", "todo")
    if code == 0:
        step.figure = f"数据版本相同（{'、'.join(written.values())}）：照常打开"
        need(_schemas(one) == written, "旧版打开了新数据")
        return
    step.figure = f"退出码 {code}：{answer['message']}"
    need(answer["code"] == "store_too_new", "没有拒绝")
    running = one.begin()
    try:
        screen.window("轮阅")
        screen.shows(ground.steps.picture("downgrade"), ("升级客户端",))
    finally:
        running.kill()
        running.wait()
    changed = differences(before, traces(one.profile), PASSING)
    need(not changed, f"本机数据变了：{changed[:4]}")


def _schemas(one: Client) -> dict[str, str]:
    """How the files are laid out, as whoever opened them last says."""
    said: dict[str, str] = json.loads((one.profile / "started.json").read_text("utf-8"))["schemas"]
    return said


def _forward(ground: Ground, place: Place, one: Client, kept: Kept, step: Step) -> None:
    done = dpkg(place, "-i", ground.new.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    told = one.must("sync")
    need(one.must("drafts") == kept.drafts, "草稿变了")
    step.figure = f"{installed(place, ground.new.name)}，待上传 {told['waiting']}"
