"""A leader goes on leave and somebody stands in: real processes, links that go and come, and the end while offline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from oa_client.domain.calendar import BEIJING
from tests.journeys.district import Centre, Desk, People, district

WORDS = "同意，请防汛办会同水利局落实，周五前报结果。"


def written(days: float = 0.0) -> str:
    """A moment from now, as people type it."""
    return f"{datetime.now(BEIJING) + timedelta(days=days):%Y-%m-%d %H:%M}"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with district(tmp_path / "centre", people=60, matters=0) as made:
        yield made


def again(centre: Centre) -> None:
    """A centre that starts lets its timers go off at once."""
    centre.stop()
    centre.start()


def todo(desk: Desk) -> dict[str, dict[str, Any]]:
    desk.must("sync")
    found = desk.must("list", "todo")
    assert isinstance(found, list)
    return {row["id"]: row for row in found}


def made(answer: object) -> str:
    assert isinstance(answer, dict)
    return str(answer["id"])


def test_who_stands_in_acts_in_the_leaders_name_until_he_is_back(centre: Centre, tmp_path: Path) -> None:
    people = People(centre, tmp_path)
    accounts = [a for a in centre.accounts if "leader" in a.roles]
    unit = next(u for u in dict.fromkeys(a.unit for a in accounts) if sum(a.unit == u for a in accounts) > 1)
    leader, head = people.of(unit, "leader", 0), people.of(unit, "leader", 1)
    chief = people.of(next(a.unit for a in accounts if a.unit != unit), "leader", 0)
    clerks = [a for a in centre.accounts if a.roles == ["clerk"] and a.unit != unit]
    deputy = people.of(clerks[0].unit, "clerk")
    third = people.of(next(a.unit for a in clerks if a.unit != clerks[0].unit), "clerk")
    for desk in (leader, head, chief, deputy, third):
        desk.must("sync")

    # 请假, allowed, begun: what waits for him waits for his deputy too, under both names
    leave = made(
        leader.must(
            "new", "leave", "--leave-type", "年休假", "--from", written(), "--until", written(5),
            "--unit-head", head.account.name, "--in-charge", chief.account.name, "--deputy", deputy.account.name,
        )
    )  # fmt: skip
    assert todo(head)[leave]["kind"] == "leave"
    head.must("do", leave, "approve")
    chief.must("sync")
    chief.must("do", leave, "approve")  # on a leader's leave two decide
    paper = made(
        third.must(
            "new", "circulation", "--title", "关于启动防汛四级响应的请示", "--mode", "parallel", "--purpose", "action",
            "--readers", leader.account.name,
        )
    )  # fmt: skip
    second = made(
        third.must(
            "new", "circulation", "--title", "关于调拨沙袋的请示", "--mode", "parallel", "--purpose", "action",
            "--readers", leader.account.name,
        )
    )  # fmt: skip
    again(centre)
    waiting = todo(deputy)
    assert {waiting[m]["for"] for m in (paper, second)} == {leader.account.name}
    assert leave not in {row["id"] for name in ("todo", "toread", "ledger") for row in deputy.must("list", name)}
    deputy.must("do", paper, "mark_read", "--for", leader.account.name, "--opinion", WORDS)
    leader.must("sync")
    done = leader.must("list", "done")
    assert paper in {row["id"] for row in done}, "he sees in his 已办 what was done for him"
    line = leader.must("show", paper)["lines"][-1]
    assert line["who"] == f"{deputy.account.name}（代{leader.account.name}）"
    assert line["text"] == WORDS

    # nobody hands on what he holds for another
    _, said = deputy.run(
        "new", "delegation", "--for", leader.account.name, "--taker", third.account.name,
        "--from", written(), "--until", written(1),
    )  # fmt: skip
    assert said["code"] == "delegate_may_not_delegate"

    # no link; meanwhile the leader comes back early: the deputy's words come back to him, the work to the leader
    centre.stop()
    _, said = deputy.run("do", second, "mark_read", "--for", leader.account.name, "--opinion", "拟同意调拨。")
    assert said["state"] == "saved"
    assert second not in {row["id"] for row in deputy.must("list", "todo")}
    centre.start()
    leader.must("do", leave, "report_back")
    assert second in todo(leader)
    deputy.run("sync")
    back = deputy.must("outbox", "list")
    assert "authority_ended" in str(back)
    assert "拟同意调拨。" in str(back)
    assert second not in {row["id"] for row in deputy.must("list", "todo")}
    _, said = deputy.run("do", paper, "add_note", "--for", leader.account.name, "--opinion", "补充一点")
    assert said["code"] == "behalf_over"
