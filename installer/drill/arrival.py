"""The package comes to a clean system: what it needs, what it brings, and that it runs there at all."""

from __future__ import annotations

import fcntl
import re
import subprocess
from contextlib import ExitStack
from typing import Final

from drill.client import HOME_OF, PROGRAM
from drill.ground import Ground
from drill.packages import dpkg, install, installed, last, unchanged
from drill.roots import SHARED, Place
from drill.steps import Step, need

OPTIONAL: Final = {"libcups.so.2": "打印机：有 CUPS 的桌面都有"}
"""Libraries that only a plugin asks for, and that a desktop without them does without."""
REFUSED: Final = {"包坏了": 1, "缺系统库": 1, "正被占着": 2, "正被占着（apt）": 100}
"""What installing ends with, by what keeps it."""
_MISSING: Final = re.compile(r"^\s*(\S+) => not found$", re.MULTILINE)


def arrive(ground: Ground) -> Place:
    """Install the new package on a bare system; the system with it."""
    place = ground.bare("clean")
    with ground.steps.step("干净的系统没有中文字体") as step:
        fonts = list(place.at("usr/share/fonts").rglob("*.[to]t[fc]"))
        step.figure = f"字体文件 {len(fonts)} 个"
        need(not fonts, "系统自带字体，证明不了包里的字体")
    with ground.steps.step("非 root 执行 dpkg -i 被拒绝，什么都没有动") as step:
        _without_root(ground, place, step)
    with ground.steps.step("装不上的各有说法：包坏了、正被占着、缺系统库") as step:
        _refused(ground, place, step)
    with ground.steps.step("apt 只按 Depends 装上") as step:
        said = install(place, ground.new, ground.shared)
        new = re.search(r"(\d+) newly installed", said)
        size = sum(p.lstat().st_size for p in place.at(HOME_OF).rglob("*")) / 1e6
        step.figure = f"{ground.new.version}，连带 {new[1] if new else '?'} 个包，程序 {size:.0f} MB"
    with ground.steps.step("装上的与包里的一致") as step:
        changed = unchanged(place, ground.new.name)
        step.figure = f"{len(ground.new.owns())} 个文件"
        need(not changed, f"不一致：{changed[:200]}")
    with ground.steps.step("每个库都找得到") as step:
        step.figure = _libraries(place)
    with ground.steps.step("命令行起得来") as step:
        _speaks(place, step)
    return place


def _without_root(ground: Ground, place: Place, step: Step) -> None:
    inside = ground.new.put(ground.shared)
    done = place.run(["dpkg", "-i", inside])
    step.figure = f"退出码 {done.returncode}：{last(done.stderr, 1)}"
    need(done.returncode == 2, "没有以退出码 2 拒绝")
    need(not place.at("opt/apps").exists() and not installed(place, ground.new.name), "装上了一部分")


def _refused(ground: Ground, place: Place, step: Step) -> None:
    """As the README's table of what installing ends with has it."""
    inside = ground.new.put(ground.shared)
    told = {
        "包坏了": _broken(ground, place),
        "缺系统库": _bare(ground),
        "正被占着": _busy(place, "dpkg", "-i", inside),
        "正被占着（apt）": _busy(place, "apt-get", "-y", "install", inside),
    }
    step.figure = "，".join(f"{name} {done.returncode}" for name, done in told.items())
    wrong = [name for name, done in told.items() if done.returncode != REFUSED[name]]
    need(not wrong, "；".join(f"{name}：{last(told[name].stderr, 1)}" for name in wrong))
    need(not installed(place, ground.new.name), "装上了一部分")


def _broken(ground: Ground, place: Place) -> subprocess.CompletedProcess[str]:
    """One that did not arrive whole."""
    part = ground.shared / "part.deb"
    part.write_bytes(ground.new.file.read_bytes()[:1_000_000])
    return dpkg(place, "-i", f"{SHARED}/{part.name}")


def _busy(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    """While another program that installs holds dpkg."""
    with ExitStack() as held:
        for name in ("lock-frontend", "lock"):
            fcntl.lockf(held.enter_context(place.at(f"var/lib/dpkg/{name}").open("r+b")), fcntl.LOCK_EX)
        return place.run(words, root=True)


def _bare(ground: Ground) -> subprocess.CompletedProcess[str]:
    """Without apt, where nothing is that it needs."""
    return dpkg(ground.bare("early"), "-i", ground.new.put(ground.shared))


def _libraries(place: Place) -> str:
    """How many were looked at. Raises `Broken` with those that nothing brings."""
    script = f"find {HOME_OF} -type f \\( -name '*.so*' -o -perm -100 \\) | xargs -n 50 ldd 2>/dev/null"
    said = place.run(["sh", "-c", script], root=True, variables={"LD_LIBRARY_PATH": f"{HOME_OF}/lib"}).stdout
    missing = set(_MISSING.findall(said))
    wrong = sorted(missing - set(OPTIONAL))
    need(not wrong, f"找不到 {wrong}")
    need("libc.so.6" in said, "一个库也没有看到")
    return f"查 {said.count('libc.so.6 =>')} 个文件，缺 0（可无：{'、'.join(sorted(missing)) or '无'}）"


def _speaks(place: Place, step: Step) -> None:
    done = place.run([PROGRAM, "help"])
    step.figure = f"help 退出码 {done.returncode}"
    need(done.returncode == 0 and "公文轮阅" in done.stdout, last(done.stdout + done.stderr))
    made = place.run([PROGRAM, "help", "circulation", "--profile", f"{SHARED}/nobody"])
    need(made.returncode == 0, last(made.stderr))
