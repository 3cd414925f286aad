"""/etc/lunyue as administrators leave it: policies with mistakes in them, and a folder that nobody else may read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from drill.client import Client
from drill.ground import Ground
from drill.packages import last
from drill.screen import Screen, place_of
from drill.steps import Step, need, until

FOLDER: Final = "etc/lunyue"
WRITTEN: Final[dict[str, bytes]] = {
    "policies.json": '{\n  "MaxAttachmentMB": 30,\n  "IdleLockMinutes": "十",\n  "AllowExprt": false\n}\n'.encode(),
    "policies.d/10-half.json": b'{"ServerUrls": 7,\n',
    "policies.d/20-gbk.json": '{"CaFile": "/etc/根证书.pem"}'.encode("gbk"),
    "policies.d/30-open.json": b'{"AllowPrint": false}',
    "policies.d/40-list.json": b'["LogLevel"]',
    "policies.d/50-good.json": b'{"LogLevel": {"value": "info", "state": "default"}}',
    "policies.d/60-state.json": b'{"NightFetch": {"value": true, "state": "maybe"}}',
}
"""What is written there: two that are good, and every mistake that an administrator's hand makes."""
OPEN_TO_ALL: Final = "policies.d/30-open.json"
FAULTS: Final = frozenset({
    ("policies.json", 3, "IdleLockMinutes", "bad_value"), ("policies.json", 4, "AllowExprt", "unknown"),
    ("policies.d/10-half.json", 2, "", "not_json"), ("policies.d/20-gbk.json", 0, "", "not_text"),
    (OPEN_TO_ALL, 0, "", "unsafe"), ("policies.d/40-list.json", 0, "", "not_object"),
    ("policies.d/60-state.json", 1, "NightFetch", "bad_state"),
})  # fmt: skip
HOLDS: Final = {"MaxAttachmentMB": (30, "locked"), "LogLevel": ("info", "default"), "AllowPrint": (True, "built-in")}
SEEN: Final = ("管理员的设定", "没有采用")
MIDDLE, DOWN = (760, 400), 60
"""Where the settings lie, and how far the wheel turns to their end."""


def meet(ground: Ground, one: Client, screen: Screen) -> None:
    """Both, for somebody signed in to the new version."""
    with ground.steps.step("策略写错：逐条说明，其余照用，照常打开") as step:
        _wrong(one, step)
        _window(ground, one, screen, "policies", SEEN)
    with ground.steps.step("/etc/lunyue 读不了：说一句，照常打开") as step:
        _closed(one, step)
        _window(ground, one, screen, "closed", SEEN)


def lay_down(folder: Path) -> None:
    """Write them all, owned by root; one of them for anybody to change."""
    for name, data in WRITTEN.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o755)
        path.write_bytes(data)
        path.chmod(0o666 if name == OPEN_TO_ALL else 0o644)


def faults(told: Any) -> frozenset[tuple[str, int, str, str]]:
    """What ``--policy-dump --json`` says is wrong: the file, the line, the key, what it is."""
    found = told["faults"]
    return frozenset((one["file"].removeprefix(f"/{FOLDER}/"), one["line"], one["key"], one["code"]) for one in found)


def _wrong(one: Client, step: Step) -> None:
    lay_down(one.place.at(FOLDER))
    said = one.run("--policy-dump")
    told = one.must("--policy-dump")
    found = faults(told)
    need(found == FAULTS, f"说的是 {sorted(found ^ FAULTS)}")
    need(all(fault["message"] in said.stdout for fault in told["faults"]), "给人看的和给程序看的不同")
    values = {policy["name"]: (policy["value"], policy["layer"]) for policy in told["policies"]}
    differs = {name: values[name] for name, wanted in HOLDS.items() if values[name] != wanted}
    need(not differs, f"采用的是 {differs}")
    rows = one.must("list", "todo")
    doctor = one.run("doctor")
    need("IdleLockMinutes" in doctor.stdout, "doctor 没有提到")
    message = next(fault["message"] for fault in told["faults"] if fault["key"] == "IdleLockMinutes")
    step.figure = f"{len(FAULTS)} 处错各说一句，退出码 0；待办 {len(rows)}；如“{message}”"


def _closed(one: Client, step: Step) -> None:
    folder = one.place.at(FOLDER)
    folder.chmod(0o700)
    told = one.must("--policy-dump")
    need([(fault["code"]) for fault in told["faults"]] == ["unreadable"], f"说的是 {told['faults']}")
    rows = one.must("list", "todo")
    done = one.run("doctor")
    need("Traceback" not in done.stderr, last(done.stderr))
    step.figure = f"“{told['faults'][0]['message']}”；待办 {len(rows)}"


def _window(ground: Ground, one: Client, screen: Screen, name: str, wanted: tuple[str, ...]) -> None:
    """The window opens, and its settings say what is wrong."""
    with one.window() as running:
        screen.large(screen.window("轮阅"))
        until(lambda: one.served, 120, "窗口没有打开")
        seen = screen.shows(ground.steps.picture(f"{name}-desk"), ("设置",))
        at = place_of(seen, "设置")
        need(at, "找不到“设置”")
        assert at is not None
        screen.click(at)
        screen.scroll(MIDDLE, DOWN)
        screen.shows(ground.steps.picture(name), wanted)
        need(running.poll() is None, "窗口没有了")
