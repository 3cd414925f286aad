"""The address book of a whole city's offices: reading it, opening its page, typing in it, what it holds in memory.

`python -m tests.bench.addresses FOLDER` is the process under measurement; the bench starts it and reads what it says.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from oa_client.app.directory import People
from oa_client.domain.people import Directory, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.store.profile import open_profile
from tests.bench.figures import Extent, Figure, percentile
from tests.crash.record import ROOT
from tests.store.centre import KEY, SESSION, rows_of

PATIENCE = 600
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙", "明芳伟娜敏静强磊军洋勇艳杰涛超霞平刚桂英"
LATIN = dict(
    zip(
        SURNAMES + GIVEN,
        "wang li zhang liu chen yang zhao huang zhou wu xu sun ming fang wei na min jing qiang lei jun yang yong yan "
        "jie tao chao xia ping gang gui ying".split(),
        strict=True,
    )
)
TYPED = ("w", "wx", "wxm", "王", "王小", "办公室", "第三", "8701", "zhanggang", "没有")
OFFICE_OF = 36


def bench(extent: Extent) -> Iterator[Figure]:
    """A profile with so many people, opened in a fresh process."""
    folder = extent.data / f"directory-{extent.people}"
    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    build(folder, extent.people)
    yield Figure("directory", "people", extent.people, "")
    yield Figure("directory", "their rows written into the replica", time.perf_counter() - began, "s")
    said = _said(folder)
    for name, words, unit in (
        ("read", "read from the store and decoded", "ms"),
        ("prepared", "prepared for finding", "ms"),
        ("opened", "page opened, to its first rows", "ms"),
        ("everybody", "the top unit chosen: everybody in one list", "ms"),
    ):
        yield Figure("directory", words, said[name], unit)
    yield Figure(
        "directory", "a letter to its rows, p50 (without the pause of 120 ms)", percentile(said["typed"], 0.5), "ms"
    )
    yield Figure(
        "directory", "a letter to its rows, p95 (without the pause of 120 ms)", percentile(said["typed"], 0.95), "ms"
    )
    yield Figure("directory", "the search itself, p95", percentile(said["found"], 0.95), "ms")
    yield Figure("directory", "the screen held up, longest", said["stall"], "ms", "<= 100")
    yield Figure("directory", "memory for window, page and people", said["more"], "MB")
    yield Figure("directory", "whole process at its largest", said["peak"], "MB", "<= 220")


def build(folder: Path, people: int) -> None:
    """The profile: a district, its offices, and everybody."""
    profile = open_profile(folder, KEY)
    profile.outbox.keep_session(SESSION)
    with profile.replica.page() as page:
        page.wipe(1)
        for kind, key, data in rows_of(district(people)):
            page.put_row(kind, key, data, 1)
    profile.replica.take_changes()
    profile.close()


def district(people: int) -> Directory:
    """Offices of three dozen, with names as common as names are."""
    units = {UnitId(1): Unit(UnitId(1), "明州市", None, Level.DISTRICT)}
    posts, folk = {}, {}
    for n in range(1, people + 1):
        office = UnitId(2 + (n - 1) // OFFICE_OF)
        units.setdefault(office, Unit(office, f"第{office}办公室", UnitId(1), Level.DEPARTMENT, int(office)))
        posts[PostId(n)] = Post(PostId(n), office, "科员", frozenset({Role.HANDLER}), n % OFFICE_OF)
        name = f"{SURNAMES[n % 12]}{GIVEN[n * 7 % 20]}{GIVEN[n * 13 % 20]}"
        latin = [LATIN[c] for c in name]
        folk[PersonId(n)] = Person(
            PersonId(n),
            name,
            (PostId(n),),
            f"0574-87{n:06d}",
            "".join(latin),
            "".join(x[0] for x in latin),
            n % OFFICE_OF,
            short=f"6{n:05d}",
            mobile=f"120{n:08d}",
        )
    return Directory(units, posts, folk)


def _said(folder: Path) -> dict[str, object]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "tests.bench.addresses", str(folder)]
    run = subprocess.run(words, env=env, stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
    return json.loads(run.stdout.splitlines()[-1])


# the process under measurement


def measure(folder: Path) -> dict[str, object]:
    """Open the profile, its page, type in it."""
    from PySide6.QtWidgets import QApplication

    from oa_client.app.desk import Desk
    from oa_client.domain.calendar import WorkingDays
    from oa_client.domain.kinds import Kinds
    from oa_client.system.clock import SystemClock
    from oa_client.system.still import Still
    from oa_client.ui import theme
    from oa_client.ui.probe import Probe
    from tests.bench.desktop import memory, rest, until
    from tests.ui import pictures

    app = QApplication([])
    theme.load_faces()
    profile = open_profile(folder, KEY)
    desk = Desk(profile.stores, SystemClock(), Kinds(), WorkingDays())
    sys.setswitchinterval(0.0002)  # as the desktop does
    bare = memory()["rss"]
    found = _alone(profile)
    desk.when_people_read = Still()  # as the desktop does
    with pictures.desktop(own=desk, page="settings") as shown:
        rest(1.0)
        probe = Probe(app)
        probe.start()
        found["opened"] = _spent(lambda: shown.window.go("directory"), lambda: _page(shown).model.lines, until)
        page = _page(shown)
        found["everybody"] = _spent(
            lambda: page.presenter.choose("u1"), lambda: len(page.model.lines) > OFFICE_OF, until
        )
        found["typed"] = [_typed(page, word[: n + 1], until) for word in TYPED for n in range(len(word))]
        rest(0.5)
        probe.stop()
        found |= {"more": memory()["rss"] - bare, "peak": memory()["peak"]}
        found["stall"] = max((s.late for s in probe.worst()), default=0.0)
    profile.close()
    return found


def _page(shown):
    return shown.window.pages["directory"]


def _spent(do, there, until) -> float:
    began = time.perf_counter()
    do()
    until(there)
    return (time.perf_counter() - began) * 1000


def _typed(page, text: str, until) -> float:
    """From the end of the pause after a letter to the answer on the screen."""
    answers = []
    view = page.presenter._view
    shows = view.show_tree

    def told(*given) -> None:
        shows(*given)
        answers.append(text)

    view.show_tree = told
    try:
        return _spent(lambda: page.presenter.search(text), lambda: answers, until)
    finally:
        view.show_tree = shows


def _alone(profile) -> dict[str, object]:
    """What parts of it take by themselves."""
    began = time.perf_counter()
    directory = profile.library.directory()
    read = time.perf_counter()
    people = People(directory)
    people.found("a")
    prepared = time.perf_counter()
    found = []
    for word in TYPED:
        start = time.perf_counter()
        people.found(word, 500)
        found.append((time.perf_counter() - start) * 1000)
    return {"read": (read - began) * 1000, "prepared": (prepared - read) * 1000, "found": found}


if __name__ == "__main__":
    print(msgspec.json.encode(measure(Path(sys.argv[1]))).decode(), flush=True)
