"""A day at the installed client: signing in, a circulation from one profile to another, Pinyin, pages, paper."""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from drill.centre import Account
from drill.client import Client, at_home
from drill.ground import Ground
from drill.roots import HOME, SHARED, UID, Place
from drill.screen import Screen, place_of
from drill.steps import Broken, Step, need, until

TITLE: Final = "关于开展冬季安全生产大检查的通知"
WINDOW: Final = "轮阅"
SAID: Final = "你好"
"""What `nihao` and a space make of Pinyin."""
ON_PAPER: Final = ("文件传阅单", "送阅单位", "送阅日期", "办理时限", "紧急程度", "阅毕时间")
HEADING: Final = "办理意见"
BELOW: Final = 52
"""Points from the middle of the heading down to the field."""
ATTACHED: Final = "Test3.pdf"


def work(ground: Ground, place: Place, screen: Screen) -> None:
    """The day, step by step."""
    centre = ground.centre
    sender = at_home(place, centre.of("district", "clerk"), ground.log("sender"))
    reader = at_home(place, centre.of("street", "leader"), ground.log("reader"), screen.variables)
    matter = ""
    with ground.steps.step("登录，发一件带附件的轮阅") as step:
        matter = _circulate(ground, sender, reader.account, step)
    with reader.desk(centre.url) as running:
        with ground.steps.step("窗口：中文不是方块") as step:
            _open(ground, reader, screen, step)
        with ground.steps.step("预览附件，子进程关在笼子里") as step:
            _look(ground, reader, matter, running.pid, screen, step)
        with ground.steps.step("打印预览") as step:
            _print(ground, screen, step)
        with ground.steps.step("fcitx5 拼音打字，阅毕") as step:
            _write(ground, reader, screen, matter, step)
    with ground.steps.step("两边的办理记录一致，可核验") as step:
        _verify(sender, reader, matter, step)
    with ground.steps.step("处理单存成 PDF") as step:
        _sheet(ground, reader, screen, matter, step)
    with ground.steps.step("本人改密码：本机照开，旧密码登录不了") as step:
        _change_password(ground, sender, step)


def _circulate(ground: Ground, sender: Client, reader: Account, step: Step) -> str:
    sender.must("login", "--server", ground.centre.url, "--user", sender.account.user)
    sender.must("sync")
    paper = sender.place.at(f"{HOME}/{ATTACHED}")
    need(ground.samples is not None, "没有样本文件夹（--samples）")
    assert ground.samples is not None
    shutil.copy(ground.samples / ATTACHED, paper)
    words = ("--title", TITLE, "--to", reader.name, "--mode", "grouped", "--purpose", "action")
    made = sender.must("new", "circulation", *words, "--attach", f"{HOME}/{ATTACHED}")
    sender.must("sync")
    step.figure = f"{made['id']}，附件 {paper.stat().st_size / 1e3:.0f} KB"
    return str(made["id"])


def _open(ground: Ground, reader: Client, screen: Screen, step: Step) -> None:
    window = screen.window(WINDOW)
    until(lambda: reader.served, 120, "窗口里没有登录成")
    screen.large(screen.window(WINDOW))
    step.figure = f"窗口 {window}，已登录"
    screen.shows(ground.steps.picture("desk"), ("待办", "待阅", "政务督查", "通讯录"))
    screen.key("ctrl+2")
    seen = screen.shows(ground.steps.picture("todo"), ("冬季安全",))
    at = place_of(seen, "冬季")
    need(at, "找不到那一件")
    assert at is not None
    screen.click(at)
    screen.key("Return")
    screen.shows(ground.steps.picture("matter"), ("附件",))


def _look(ground: Ground, reader: Client, matter: str, parent: int, screen: Screen, step: Step) -> None:
    child = until(lambda: preview_child(parent), 60, "没有预览子进程")
    seen = screen.shows(ground.steps.picture("light"), ("取原件",))
    at = place_of(seen, "取原件")
    need(at, "屏幕上没有“取原件”")
    assert at is not None
    screen.click(at)
    until(lambda: _here(reader, matter), 60, "原件没有取来", pause=1)
    screen.shows(ground.steps.picture("pages"), ("适合宽度", "第1页", "共4页"), enough=1)
    child = until(lambda: preview_child(parent), 60, "没有预览子进程")
    step.figure = "，".join(caged(child, parent))


def _here(reader: Client, matter: str) -> bool:
    _, shown = reader.asked("show", matter)
    return bool(shown["files"][0]["here"])


def preview_child(parent: int) -> int:
    """The process that draws pages for that one; 0 while there is none."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes()
            stat = (process / "stat").read_text()
        except OSError:
            continue
        if b"--preview-child" in said and int(stat.rpartition(")")[2].split()[1]) == parent:
            return int(process.name)
    return 0


def caged(child: int, parent: int) -> list[str]:
    """What holds the child. Raises `Broken` where something does not."""
    said = dict(line.split(":", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":" in line)
    need(said["NoNewPrivs"].strip() == "1", "子进程可以取得更多权限")
    own, others = (Path(f"/proc/{pid}/ns/net").readlink() for pid in (child, parent))
    need(own != others, "子进程看得见网络")
    files = next(line for line in Path(f"/proc/{child}/limits").read_text().splitlines() if "Max file size" in line)
    need(files.split()[3] == "0", "子进程能写文件")
    return ["无网络", "不能写文件", "不能提权"]


def _write(ground: Ground, reader: Client, screen: Screen, matter: str, step: Step) -> None:
    heading = place_of(screen.shows(ground.steps.picture("opinion"), (HEADING,)), HEADING)
    need(heading, "找不到写意见的地方")
    assert heading is not None
    screen.click((heading[0] + 300, heading[1] + BELOW))
    screen.key("ctrl+space")
    screen.type("nihao")
    with suppress(Broken):  # for the picture; what counts is what comes of it
        screen.shows(ground.steps.picture("pinyin"), (SAID,), 60)
    screen.key("space")
    fields = until(lambda: _opinion(reader), 20, "草稿里没有打进去的字", pause=0.5)
    need(SAID in fields, f"打出来的是“{fields}”")
    screen.key("ctrl+Return")
    until(lambda: _done(reader, matter), 40, "没有办成", pause=0.5)
    step.figure = f"nihao␠ → {fields}"


def _opinion(reader: Client) -> str:
    _, drafts = reader.asked("drafts")
    return "".join(str(one["fields"].get("opinion", "")) for one in drafts or ())


def _done(reader: Client, matter: str) -> bool:
    _, shown = reader.asked("show", matter)
    return any(SAID in str(line) and not line["pending"] for line in shown["lines"])


def _print(ground: Ground, screen: Screen, step: Step) -> None:
    screen.key("ctrl+p")
    screen.window("打印预览")
    try:
        screen.shows(ground.steps.picture("print"), ON_PAPER, enough=2)
    finally:
        screen.key("Escape")
    step.figure = "传阅单排出来了"


def _verify(sender: Client, reader: Client, matter: str, step: Step) -> None:
    told = []
    for one in (sender, reader):
        one.must("sync")
        verdict = one.must("record", "verify", matter)
        need(verdict["good"], f"核验不通过：{verdict}")
        told.append((verdict["entries"], verdict["head"]))
    need(told[0] == told[1], f"两边不同：{told}")
    shown = sender.must("show", matter)
    need(SAID in str(shown["lines"]), "发件人看不到意见")
    step.figure = f"{told[0][0]} 条，{told[0][1][:8]}"


def _sheet(ground: Ground, reader: Client, screen: Screen, matter: str, step: Step) -> None:
    inside = f"{HOME}/传阅单.pdf"
    reader.must("sheet", matter, "--out", inside, "--history")
    made = reader.place.at(inside)
    shutil.copyfile(made, ground.shared / "sheet.pdf")  # the client's own is nobody else's to read
    shutil.copy(made, ground.steps.out / f"{ground.suite}-sheet.pdf")
    text = screen.run("pdftotext", f"{SHARED}/sheet.pdf", "-").stdout
    fonts = [line.split()[0] for line in screen.run("pdffonts", f"{SHARED}/sheet.pdf").stdout.splitlines()[2:]]
    need(TITLE in "".join(text.split()) and SAID in text, "PDF 里没有标题或意见")
    step.figure = f"{made.stat().st_size / 1e3:.0f} KB，字体 {'、'.join(fonts)}"
    need(made.stat().st_uid == UID, "文件不归本人")


def _change_password(ground: Ground, sender: Client, step: Step) -> None:
    new = secrets.token_urlsafe(12)
    before = replace(sender, folder=f"{HOME}/before")
    told = replace(sender, variables={"OA_NEW_PASSWORD": new}).must("password")
    sender.account = replace(sender.account, password=new)
    again = sender.must("sync")
    words = ("login", "--server", ground.centre.url, "--user", sender.account.user)
    refused, why = before.asked(*words)
    need(refused == 1, f"旧密码登录退出码 {refused}")
    replace(sender, folder=f"{HOME}/after").must(*words)
    step.figure = f"另退出 {told['ended']} 台，本机照常同步（{again['items']} 项）；旧密码：“{why['message']}”"
