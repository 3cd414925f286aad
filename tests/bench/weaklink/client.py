"""Our client at the client's end of the line: `python -m tests.bench.weaklink.client ORDER` with a `Task` as JSON.

Two surfaces of the real client: the command line as processes of its own, and the desktop's engine with its three
connections, without a window. Marks the phases of the line, and prints what it saw as JSON lines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from oa_client.app.desk import Desk
from oa_client.app.reading import ListName
from oa_client.app.standing import SyncState
from oa_client.domain.matter import FileRef, MatterId
from oa_client.doors import LocalDoors
from oa_client.seats import LocalSeat, drive
from oa_client.sync.driver import Driver
from tests.bench.weaklink import bare
from tests.bench.weaklink.line import mark
from tests.bench.weaklink.serve import PORT, order

LOOK = 0.2
"""Seconds between two looks at the desk."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, with which files; `seconds` is how long nothing happens, or when the urgent one comes."""

    name: str
    user: str
    password: str
    profile: str
    centre: str
    on_desk: int = 0
    day: str = ""
    push: str = ""
    files: str = ""
    urgent: str = ""
    seconds: float = 30.0

    def text(self) -> str:
        return json.dumps(asdict(self))

    @property
    def folder(self) -> Path:
        return Path(self.profile)


def say(**values: object) -> None:
    print(json.dumps(values), flush=True)


# the two surfaces


def cli(task: Task, *words: str) -> dict[str, object]:
    """The command line, as a process; its JSON, with its exit code."""
    argv = [sys.executable, "-m", "tests.bench.weaklink.bare", *words, "--profile", task.profile, "--json"]
    env = {**os.environ, "OA_PASSWORD": task.password}
    done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, check=False)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]
    return {**(lines[-1] if lines else {}), "exit": done.returncode}


def login(task: Task) -> None:
    """Sign in, as often as the line makes it necessary."""
    server = f"http://{os.environ['WL_SERVER_IP']}:{PORT}"
    while cli(task, "login", "--server", server, "--user", task.user)["exit"] != 0:
        time.sleep(1)


def sync(task: Task) -> dict[str, object]:
    """`sync` until nothing is left to carry; the last report with the failures before it."""
    failures = 0
    while True:
        report = cli(task, "sync")
        if report.get("code") == "" and report.get("waiting") == 0:
            return {**report, "failures": failures}
        failures += 1
        time.sleep(1)


@contextmanager
def seated(task: Task) -> Iterator[LocalSeat]:
    """The profile, open in this process."""
    bare.allow()
    seat = LocalDoors(task.folder).open(lambda: task.password)
    try:
        yield seat
    finally:
        seat.close()


@contextmanager
def driven(task: Task) -> Iterator[tuple[Desk, Driver]]:
    """The desktop's engine over the profile."""
    with seated(task) as seat:
        driver = drive(seat)
        driver.start()
        try:
            yield seat.desk, driver
        finally:
            driver.stop()


def until(holds: Callable[[], bool]) -> float:
    """Seconds until it holds."""
    began = time.monotonic()
    while not holds():
        time.sleep(LOOK)
    return time.monotonic() - began


def settled(driver: Driver) -> bool:
    return driver.state().settled


# the tasks


def first_sync(task: Task) -> None:
    """A as the desktop does it: when is what is to do usable, when is all of it here."""
    login(task)
    mark("A")
    began = time.monotonic()
    with driven(task) as (desk, driver):
        until(lambda: len(desk.ids(ListName.TODO)) >= task.on_desk)
        say(listed=time.monotonic() - began)
        until(lambda: all(_here(desk, matter) for matter in desk.ids(ListName.TODO)))
        say(usable=time.monotonic() - began)
        mark("A-rest")
        driver.wait_for(lambda state: state.settled, 1e6)
        say(whole=time.monotonic() - began, **dict(desk.stores.library.usage()))
        mark("end")


def first_sync_by_command(task: Task) -> None:
    """A by the command line."""
    login(task)
    mark("A")
    report = sync(task)
    mark("end")
    say(**report)


def day(task: Task) -> None:
    """B: a day by the command line, on a profile that was filled before; then a check with nothing new."""
    order(Path(task.centre), Path(task.day))
    with seated(task) as seat:
        for deed in json.loads(Path(task.push).read_text("utf-8")):
            _act(seat.desk, MatterId(deed["matter"]), deed["text"])
        say(pending=len(seat.desk.pending()))
    mark("B")
    report = sync(task)
    mark("check")
    say(**report)
    say(check=sync(task))
    mark("end")


def _act(desk: Desk, matter: MatterId, words: str) -> None:
    record = desk.record(matter)
    assert record is not None, matter
    action = "answer" if record.kind == "bulletin" else "add_note"
    desk.act(record, action, {"opinion": words}, undo=0)


def urgent(task: Task) -> None:
    """C: something urgent happens while a large attachment loads."""
    with driven(task) as (desk, driver):
        until(lambda: settled(driver))
        matter, file = _large(desk)
        before = set(desk.ids(ListName.TODO))
        mark("C")
        began = time.monotonic()
        desk.want(matter, file)
        driver.look()
        if task.urgent:
            until(lambda: time.monotonic() - began >= task.seconds)
            order(Path(task.centre), Path(task.urgent))
            seen = until(lambda: any(_here(desk, m) for m in desk.ids(ListName.TODO) if m not in before))
            say(urgent=seen)
        until(lambda: desk.attachments.here(file).whole)
        say(file=time.monotonic() - began)
        mark("end")


def _here(desk: Desk, matter: MatterId) -> bool:
    """Whether its text can be read."""
    record = desk.record(matter)
    return record is not None and record.matter is not None and "body" in {*record.matter.texts, *record.matter.fields}


def attachment(task: Task) -> None:
    """D: a large attachment, nothing else."""
    with driven(task) as (desk, driver):
        until(lambda: settled(driver))
        matter, file = _large(desk)
        mark("D")
        desk.want(matter, file)
        driver.look()
        seconds = until(lambda: desk.attachments.here(file).whole)
        mark("end")
        say(file=seconds, size=file.size, same=sum(map(len, desk.attachments.read(file))) == file.size)


def light(task: Task) -> None:
    """G: the light copy of a scan of ten pages: the first page, then all; the original stays at the centre."""
    with driven(task) as (desk, driver):
        until(lambda: settled(driver))
        matter, file = _large(desk)
        time.sleep(task.seconds)  # the centre has made its light copy by then
        mark("G")
        began = time.monotonic()
        desk.want_light(matter, file)
        driver.look()
        _until_pages(desk, file, 1)
        say(first=time.monotonic() - began)
        mark("G-rest")
        _until_pages(desk, file, desk.attachments.light(file).pages)
        say(all=time.monotonic() - began, original=file.size, pages=desk.attachments.light(file).pages)
        mark("end")


def _until_pages(desk: Desk, file: FileRef, pages: int) -> None:
    while desk.attachments.light(file).here < pages:
        time.sleep(LOOK / 10)


def _large(desk: Desk) -> tuple[MatterId, FileRef]:
    """The attachment of the newest thing to do that has one; nothing of it is here."""
    for matter in desk.ids(ListName.TODO):
        record = desk.record(matter)
        if record is not None and record.matter is not None and record.matter.files:
            file = record.matter.files[0]
            assert not desk.attachments.here(file).whole, "it came before it was asked for"
            return matter, file
    raise LookupError("nothing to do has an attachment")


def changed_document(task: Task) -> None:
    """E: a document goes up, and once more after a word of it was changed."""
    first, second = Path(task.files) / "v1.docx", Path(task.files) / "v2.docx"
    words = ("new", "circulation", "--mode", "parallel", "--purpose", "information", "--to", f"p{10_021}")
    say(first=cli(task, *words, "--title", "请审阅", "--attach", str(first)))
    sync(task)
    mark("E")
    say(second=cli(task, *words, "--title", "请审阅（改）", "--attach", str(second)))
    sync(task)
    mark("end")


def return_after_weeks(task: Task) -> None:
    """H: a client that was away meets weeks of work: what is to do, then the rest, and how it went on in between."""
    with seated(task) as seat:
        driver = drive(seat)
        steps = Steps()
        driver.listen(steps.hear)
        known = len(seat.desk.ids(ListName.TODO))
        mark("H")
        began = steps.last = time.monotonic()
        driver.start()
        until(lambda: len(seat.desk.ids(ListName.TODO)) >= known + task.on_desk)
        say(listed=time.monotonic() - began)
        until(lambda: all(_here(seat.desk, matter) for matter in seat.desk.ids(ListName.TODO)))
        say(usable=time.monotonic() - began)
        mark("H-rest")
        driver.wait_for(lambda state: state.settled, 1e6)
        mark("end")
        say(whole=time.monotonic() - began, entries=driver.state().items, silence=steps.longest)
        driver.stop()


@dataclass
class Steps:
    """How long the bar stood still at most while there was something to come."""

    last: float = 0.0
    longest: float = 0.0
    shown: object = None

    def hear(self, state: SyncState) -> None:
        shown = (state.items, state.first, state.today // 1024)
        if shown != self.shown:
            now = time.monotonic()
            self.longest, self.last, self.shown = max(self.longest, now - self.last), now, shown


def idle(task: Task) -> None:
    """F: nothing happens for a while."""
    with driven(task) as (_, driver):
        until(lambda: settled(driver))
        time.sleep(5)
        mark("F")
        time.sleep(task.seconds)
        mark("end")


TASKS = {
    "A": first_sync,
    "A-command": first_sync_by_command,
    "B": day,
    "C": urgent,
    "D": attachment,
    "E": changed_document,
    "F": idle,
    "G": light,
    "H": return_after_weeks,
}

if __name__ == "__main__":
    given = Task(**json.loads(sys.argv[1]))
    TASKS[given.name](given)
