"""A notice of holidays comes while matters run: the day nobody said moves, the one that was said stays."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from oa_client.domain.calendar import BEIJING, WorkingDays
from server_stub.workdays import district_days
from tests.domain.test_usual import stepped
from tests.journeys.district import Centre, Desk, People, district, environment

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with district(tmp_path / "data", people=280, matters=1) as made:
        yield made


def notice(folder: Path) -> tuple[Path, WorkingDays]:
    """A week off that begins within the next ten working days, in one year, and the calendar with it."""
    first = datetime.now(BEIJING).date() + timedelta(days=2)
    if (first + timedelta(days=6)).year != first.year:
        first = date(first.year + 1, 1, 1)
    off = {"name": "调整", "first": str(first), "last": str(first + timedelta(days=6))}
    said = {"years": {str(first.year): {"notice": "国办发明电〔2099〕3号", "holidays": [off], "makeup": []}}}
    file = folder / "notice.json"
    file.write_text(json.dumps(said), encoding="utf-8")
    return file, district_days().with_json(said)


def announced(centre: Centre, file: Path, by: Desk, *more: str) -> str:
    """What the administrator is told, while the centre serves."""
    command = ["calendar", "announce", str(file), "--by", by.account.user, "--data", str(centre.data), *more]
    done = subprocess.run(
        [sys.executable, "-m", "server_stub", *command], check=True, env=environment(), capture_output=True, text=True
    )
    return done.stdout


def recorded(clerk: Desk, leader: Desk, title: str) -> str:
    begun = clerk.must(
        "new", "instruction", "--title", title, "--leader", leader.account.name, "--instructed_at", "2026-11-19",
        "--form", "screen", "--words", "请抓紧办理。",
    )  # fmt: skip
    return str(begun["id"])


def days(desk: Desk, matter: str) -> set[int]:
    """The day of a matter and those of its strands."""
    shown = desk.must("show", matter)
    return {shown["fields"]["due"], *(track["due"] for track in shown["tracks"])}


def test_a_day_nobody_said_moves_with_the_notice_and_one_that_was_said_stays(centre: Centre, tmp_path: Path) -> None:
    people = People(centre, tmp_path / "profiles")
    street = people.units("street")[0]
    clerk, leader, handler = (people.of(street, role) for role in ("clerk", "leader", "handler"))
    clerk.must("sync")
    counted, said, away = (recorded(clerk, leader, title) for title in ("积水点", "路灯", "井盖"))
    to = ("assign", "--manner", "hand_over", "--lead", handler.account.name)

    told = clerk.ran("do", counted, *to)
    assert told.returncode == 0
    assert "时限按常例定为" in told.stdout
    assert "10 个工作日" in told.stdout
    how = clerk.must("show", counted)["fields"]["due_usual"]
    assert how[:2] == [10, "working_days"]
    (first,) = days(clerk, counted)
    assert first == stepped(district_days(), how)
    clerk.must("do", said, *to, "--due", datetime.fromtimestamp(first, BEIJING).strftime("%Y-%m-%d"))
    assert clerk.run("do", away, *to, "--no-sync")[0] == 3

    file, after = notice(tmp_path)
    assert "1 件事项的时限按工作日重算" in announced(centre, file, leader, "--dry-run")
    assert days(clerk, counted) == {first}
    assert "1 件事项的时限按工作日重算" in announced(centre, file, leader)
    clerk.must("sync")
    handler.must("sync")
    moved = stepped(after, how)
    assert moved > first
    assert days(clerk, counted) == days(handler, counted) == {moved}
    assert days(clerk, said) == {first}
    assert days(clerk, away) == {stepped(after, clerk.must("show", away)["fields"]["due_usual"])}, "it came afterwards"
    assert {row["due"] for row in handler.must("list", "todo") if row["title"] == "积水点"} == {moved}
    last = clerk.must("show", counted)["lines"][-1]
    assert last["details"].startswith("时限由")
