"""The package goes: nothing of it stays, everything of the user's does."""

from __future__ import annotations

from typing import Final

from drill.client import Client, at_home
from drill.ground import Ground
from drill.packages import dpkg, installed, last
from drill.roots import HOME, Place
from drill.steps import Step, need
from drill.traces import Traces, differences, left, traces

PURGE: Final = "-P"


def leave(ground: Ground, place: Place) -> None:
    """Remove, install again, purge."""
    one = at_home(place, ground.centre.of("town", "clerk"), ground.log("removal"))
    settings = place.at("etc/lunyue/link.json")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text('{"proxy": "none"}\n', "utf-8")
    before: Traces = {}
    with ground.steps.step("有数据的本机") as step:
        one.must("login", "--server", ground.centre.url, "--user", one.account.user)
        told = one.must("sync")
        before = traces(place.at(HOME))
        step.figure = f"{told['items']} 项，{len(before)} 个文件"
    for word, name in (("-r", "卸载"), (PURGE, "清除（purge）")):
        with ground.steps.step(f"{name}：包的文件全无，用户的数据原样") as step:
            _gone(ground, place, word, before, step)
        with ground.steps.step(f"{name}后再装：数据照开") as step:
            _again(ground, place, one, step)
            before = traces(place.at(HOME))
    with ground.steps.step("管理员的设置还在") as step:
        need(settings.read_text("utf-8") == '{"proxy": "none"}\n', "/etc/lunyue/link.json 变了")
        step.figure = "/etc/lunyue/link.json 未动"


def _gone(ground: Ground, place: Place, word: str, before: Traces, step: Step) -> None:
    done = dpkg(place, word, ground.new.name)
    need(done.returncode == 0, last(done.stderr))
    kept = frozenset() if word == PURGE else ground.new.settings()
    owned = ground.new.owns() - kept
    still = left(place.path, owned)
    folder = place.at("opt/apps/org.lunyue.client")
    changed = differences(before, traces(place.at(HOME)))
    told = f"，另有管理员可改的 {len(kept)} 个按 dpkg 的规矩留到清除" if kept else ""
    step.figure = f"查 {len(owned)} 个文件，留下 {len(still)}{told}；用户文件 {len(before)} 个，变动 {len(changed)}"
    need(not still and not folder.exists(), f"留下了 {(still or [str(folder)])[:3]}")
    need(not changed, f"用户的数据变了：{changed[:3]}")
    need(not installed(place, ground.new.name), "dpkg 说还在")


def _again(ground: Ground, place: Place, one: Client, step: Step) -> None:
    done = dpkg(place, "-i", ground.new.put(ground.shared))
    need(done.returncode == 0, last(done.stderr))
    rows = one.must("list", "todo")
    step.figure = f"待办 {len(rows)}"
