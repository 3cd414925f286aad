"""督查 at the centre: numbered, broken down, told to whom it is about and nobody else; promoted once."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from oa_client.domain.calendar import BEIJING
from oa_client.domain.matter import Matter
from oa_client.domain.people import EVERYONE, Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.protocol.messages import CommandUp, Outcome
from server_stub import tables as t
from server_stub.centre import Centre
from server_stub.fold import load
from server_stub.rows import put_row
from server_stub.statistics import is_due
from server_stub.workdays import announce
from tests.server.office import Office

DAY = 86_400
K = "supervision"


@pytest.fixture
def office() -> Office:
    """The small office with a supervisor of the district (5), one of street 2 (6) and a community (7) under it."""
    return filled(Office.open())


def filled(made: Office) -> Office:
    made.centre.put(
        [
            Unit(UnitId(4), "南社区", UnitId(2), Level.COMMUNITY),
            Post(PostId(5), UnitId(1), "督查员", frozenset({Role.SUPERVISOR})),
            Post(PostId(6), UnitId(2), "督查专员", frozenset({Role.SUPERVISOR, Role.LEADER})),
            Post(PostId(7), UnitId(4), "文书", frozenset({Role.CLERK})),
            *(Person(PersonId(p), f"人{p}", (PostId(p),)) for p in (5, 6, 7)),
        ]
    )
    return made


def state(office: Office, matter: str) -> Matter:
    with office.centre.database.read() as connection:
        fold = load(connection, office.centre.kinds, matter)
    assert fold is not None
    assert fold.state is not None
    return fold.state


def refused(office: Office, person: int, action: str, matter: str = "", **fields: object) -> str:
    up = office.up(person, action, matter, kind=K, **fields)
    (outcome,) = office.send(person, up)
    assert outcome.s == "r", outcome
    return outcome.code


def what(office: Office, **more: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": "防汛隐患整改",
        "mode": "government",
        "source": "meeting",
        "requirements": "限期完成整改。",
        "lead": "c2",
        "assist": ["c3"],
        "due": office.clock.now + 30 * DAY,
        "cycle": "monthly",
        "approver": "p9",
    }
    return {**fields, **more}


def issued(office: Office) -> str:
    matter = office.do(5, "propose", kind=K, **what(office))
    office.do(9, "approve", matter, kind=K)
    due = office.clock.now + 30 * DAY
    office.do(5, "issue", matter, kind=K, lead="c2", assist=["c3"], due=due)
    return matter


def act(office: Office, person: int, action: str, matter: str, track: int, **fields: object) -> Outcome:
    up = office.up(person, action, matter, kind=K, **fields)
    up.track = track
    return office.send(person, up)[0]


def test_each_organ_has_its_own_numbers_for_either_way(office: Office) -> None:
    numbers = [state(office, issued(office)).fields["supervision_number"] for _ in range(2)]
    assert numbers == ["2026-1", "2026-2"]
    inside = what(office, mode="internal", lead="c4", assist=[])
    matter = office.do(6, "propose", kind=K, **inside)
    office.do(9, "approve", matter, kind=K)
    assert state(office, matter).fields["supervision_number"] == "2026-1"


def test_a_street_addresses_nobody_outside_its_house(office: Office) -> None:
    assert refused(office, 6, "propose", **what(office)) == "no_government_supervision"
    inside = what(office, mode="internal", assist=[])
    assert refused(office, 6, "propose", **{**inside, "approver": "p6"}) == "approver_is_proposer"
    assert refused(office, 6, "propose", **{**inside, "lead": "c3"}) == "outside_house"
    assert refused(office, 1, "propose", **inside) == "not_allowed"


def test_a_street_breaks_its_part_down_to_the_community_and_judges_it(office: Office) -> None:
    matter = issued(office)
    assert act(office, 1, "accept", matter, 0).s == "a"
    part = {"part": "入户排查", "holders": ["c4"], "due": office.clock.now + 20 * DAY}
    assert act(office, 1, "break_down", matter, 0, **part).s == "a"
    assert act(office, 7, "accept", matter, 2).s == "a"
    assert act(office, 7, "break_down", matter, 2, **{**part, "holders": ["u2"]}).code == "breakdown_loops"
    assert act(office, 1, "apply_completion", matter, 0, opinion="完成").code == "parts_still_open"
    assert act(office, 7, "apply_completion", matter, 2, opinion="已排查").s == "a"
    assert act(office, 5, "pass_completion", matter, 2).code == "not_allowed"
    assert act(office, 1, "pass_completion", matter, 2).s == "a"
    assert act(office, 1, "apply_completion", matter, 0, opinion="完成").s == "a"
    assert [t.state for t in state(office, matter).tracks] == ["applied", "delivered", "done"]


def test_an_extension_is_judged_when_it_arrives(office: Office) -> None:
    matter = issued(office)
    assert act(office, 1, "accept", matter, 0).s == "a"
    due = state(office, matter).tracks[0].due
    assert due is not None
    office.clock.now = due + DAY
    asked = act(office, 1, "request_extension", matter, 0, new_due=due + 30 * DAY, reason="雨季")
    assert (asked.s, asked.code) == ("r", "extension_after_due")
    assert state(office, matter).tracks[0].due == due


def test_nobody_sees_it_who_has_no_part_in_it(office: Office) -> None:
    matter = office.do(5, "propose", kind=K, **what(office, assist=[]))
    assert refused(office, 3, "add_note", matter, opinion="x") == "not_visible"
    office.do(9, "approve", matter, kind=K)
    office.do(5, "issue", matter, kind=K, lead="c2", due=office.clock.now + 30 * DAY)
    assert refused(office, 3, "add_note", matter, opinion="x") == "not_visible"
    office.do(1, "add_note", matter, kind=K, opinion="收到")


def inside(office: Office) -> str:
    """An item of the street's own."""
    matter = office.do(6, "propose", kind=K, **what(office, mode="internal", lead="c4", assist=[]))
    office.do(9, "approve", matter, kind=K)
    return matter


def test_nobody_merges_into_what_he_does_not_see_or_learns_whether_it_is_there(office: Office) -> None:
    unseen = office.do(5, "propose", kind=K, **what(office, assist=[]))
    mine = inside(office)
    before = state(office, unseen).version
    answers = {refused(office, 6, "merge", mine, into=into, reason="x") for into in (unseen, "99-99")}
    assert answers == {"not_visible"}
    assert state(office, unseen).version == before
    office.do(9, "approve", unseen, kind=K)
    office.do(5, "issue", unseen, kind=K, lead="c2", due=what(office)["due"])
    office.do(1, "break_down", unseen, kind=K, **part_of(office, unseen))
    office.do(6, "merge", mine, kind=K, into=unseen, reason="同一事项")
    assert state(office, mine).stage == "merged"


def part_of(office: Office, matter: str) -> dict[str, object]:
    """What the street gives to its supervisor, who sees the item from then on."""
    office.do(1, "accept", matter, kind=K)
    return {"part": "汇总", "holders": ["p6"], "due": what(office)["due"]}


def overdue(office: Office, **more: object) -> str:
    said = {"title": "桥梁检测", "leader": "p9", "instructed_at": office.clock.now - DAY, "words": "请整改。"}
    matter = office.do(1, "record", kind="instruction", **said)
    due = office.clock.now + DAY
    office.do(1, "assign", matter, kind="instruction", manner="supervise", lead="p2", due=due, **more)
    office.clock.now = due + DAY
    return matter


def test_an_overdue_instruction_becomes_one_item_linked_both_ways(office: Office) -> None:
    instruction = overdue(office)
    first = office.up(1, "supervise", instruction, kind="instruction", supervisor="o6", requirements="限期整改")
    again = office.up(1, "supervise", instruction, kind="instruction", supervisor="o6", requirements="限期整改")
    outcomes = office.send(1, first, again)
    assert [(o.s, o.code) for o in outcomes] == [("a", ""), ("r", "already_supervised")]
    item = f"{office.device(1).device}-{first.n}.1"
    assert state(office, instruction).fields["supervision"] == item
    taken = state(office, item)
    assert (taken.stage, taken.fields["basis_matter"], taken.fields["office"]) == ("draft", instruction, "o6")
    inside = what(office, mode="internal", source="instruction", lead="p2", assist=[])
    office.do(6, "fill_in", item, kind=K, **inside)
    assert state(office, item).stage == "proposed"


def test_the_centre_itself_takes_up_what_is_overdue_where_a_supervisor_was_named(tmp_path: Path) -> None:
    office = filled(Office.open(tmp_path))
    instruction = overdue(office, supervisor="o6")
    assert office.centre.run_timers() > 0
    promoted = state(office, instruction)
    item = str(promoted.fields["supervision"])
    assert item.startswith(f"{instruction}.0."), "named after its cause"
    taken = state(office, item)
    assert (taken.stage, taken.fields["basis_matter"], taken.fields["office"]) == ("draft", instruction, "o6")
    office.centre.run_timers()
    assert state(office, instruction).version == promoted.version, "once"
    inside = what(office, mode="internal", source="instruction", lead="p2", assist=[])
    office.do(6, "fill_in", item, kind=K, **inside)
    office.centre.close()
    again = Centre.open(tmp_path, clock=office.clock, kinds=office.centre.kinds)
    with again.database.read() as connection:
        fold = load(connection, again.kinds, item)
    assert fold is not None and fold.state is not None and fold.state.stage == "proposed"
    again.close()


def test_nobody_takes_up_an_overdue_instruction_without_a_supervisor(office: Office) -> None:
    instruction = overdue(office)
    before = state(office, instruction).version
    office.centre.run_timers()
    assert state(office, instruction).version == before


def test_an_instruction_opened_before_goes_on_under_its_own_edition(office: Office) -> None:
    up = office.up(1, "record", kind="instruction", title="旧批示", leader="p9", instructed_at=1, words="阅。")
    up.edition = 1
    assert office.send(1, up)[0].s == "a"
    late = office.up(1, "supervise", up.matter, kind="instruction", supervisor="o6", requirements="x")
    assert office.send(1, late)[0].code == "unknown_action"


def statistics_told(office: Office) -> set[str]:
    with office.centre.database.read() as connection:
        r = t.row.c
        found = connection.scalars(select(r.key).where(r.kind == "statistics", r.data.is_not(None)))
        return {key for key in found if "/counted/" not in key}


def test_the_first_item_is_counted_without_waiting_for_the_morning(office: Office) -> None:
    office.clock.now = 1_790_000_000 // DAY * DAY + 4 * 3600  # noon in Beijing
    office.centre.run_timers()
    matter = issued(office)
    office.centre.run_timers()
    first = statistics_told(office)
    assert first
    assert act(office, 1, "accept", matter, 0).s == "a"
    issued(office)
    with office.centre.work() as work:
        assert not is_due(work), "what comes later waits for the next morning"


def test_a_centre_that_starts_counts_what_was_not_counted_today(office: Office) -> None:
    office.clock.now = 1_790_000_000 // DAY * DAY + 20 * 3600  # four in the morning
    issued(office)
    office.centre.run_timers()
    office.clock.now += DAY
    with office.centre.work() as work:
        assert not is_due(work)
        assert is_due(work, starting=True)
    office.clock.now += 3 * 3600
    office.centre.run_timers()
    with office.centre.work() as work:
        assert not is_due(work, starting=True)


def counted(office: Office) -> list[list[object]]:
    """What the district is told, of whatever month: each leading unit, source and figures."""
    office.centre.count()
    with office.centre.database.read() as connection:
        rows = connection.execute(select(t.row).where(t.row.c.kind == "statistics", t.row.c.owner == "u1")).all()
    return [line for row in rows for line in json.loads(bytes(row.data)).get("lines", ())]


def finished(office: Office, days: int) -> None:
    """An item that its unit did in so many days."""
    matter = office.do(5, "propose", kind=K, **what(office, assist=[]))
    office.do(9, "approve", matter, kind=K)
    office.do(5, "issue", matter, kind=K, lead="c2", due=what(office)["due"])
    office.do(1, "accept", matter, kind=K)
    office.clock.now += days * DAY
    office.do(1, "apply_completion", matter, kind=K, opinion="完成")
    assert act(office, 5, "pass_completion", matter, 0).s == "a"
    office.do(5, "close", matter, kind=K, conclusion="完成")


def test_what_was_counted_follows_the_calendar_and_the_units(office: Office) -> None:
    office.clock.now += DAY // 2
    first = office.clock.now  # ten in the morning of a Tuesday
    finished(office, 7)
    (line,) = counted(office)
    assert (line[0], line[5]) == (2, 5)  # a week of five working days
    off = [datetime.fromtimestamp(first + n * DAY, BEIJING).date().isoformat() for n in (1, 2)]
    holiday = {"name": "调休", "first": off[0], "last": off[1]}
    notice = {"years": {off[0][:4]: {"notice": "国办发明电〔2026〕1号", "holidays": [holiday], "makeup": []}}}
    with office.centre.work() as work:
        announce(work, json.dumps(notice), "张三", "")
    (line,) = counted(office)
    assert (line[0], line[5]) == (2, 3)
    with office.centre.work() as work:
        put_row(work, "unit", "2", EVERYONE, None)
        work.drop_directory()
    assert [line[0] for line in counted(office)] == [0]


def parts(office: Office) -> list[CommandUp]:
    """Three rows of a table as a device sends them: an item, its part, and a part of that."""
    return beneath([office.up(5, "propose", kind=K, **what(office, title=title, assist=[])) for title in "甲乙丙"])


def beneath(rows: list[CommandUp]) -> list[CommandUp]:
    for above, row in pairwise(rows):
        row.fields = {**row.fields, "parent": above.matter}
    return rows


def test_what_is_part_of_a_refused_item_comes_back_with_it_for_that_reason(office: Office) -> None:
    first, *_ = rows = parts(office)
    first.fields = {**first.fields, "approver": "p5"}
    assert [(o.s, o.code) for o in office.send(5, *rows)] == [
        ("r", "not_a_leader"),
        ("r", "names_refused"),
        ("r", "names_refused"),
    ]
    with office.centre.database.read() as connection:
        assert connection.scalars(select(t.matter.c.id)).all() == []
    again = beneath([office.up(5, "propose", kind=K, **{**row.fields, "approver": "p9"}) for row in rows])
    assert [o.s for o in office.send(5, *again)] == ["a", "a", "a"]
    assert state(office, again[2].matter).fields["parent"] == again[1].matter


def test_part_by_part_and_sent_late_it_is_the_same(office: Office) -> None:
    first, second, third = parts(office)
    void = office.send(5, CommandUp(first.n, first.matter, K, "", first.post, first.made_at, void=True))
    assert void[0].code == "withdrawn"
    assert [office.send(5, row)[0].code for row in (second, third)] == ["names_refused"] * 2
    office.do(5, "propose", kind=K, **what(office, title=first.matter))


def test_a_part_waits_as_long_as_what_it_is_part_of(office: Office) -> None:
    rows = parts(office)
    office.centre.restore(office.centre.snapshot())
    assert [o.code for o in office.send(5, *rows)] == ["restoring", "behind", "behind"]
    office.centre.close_restore()
    assert [o.s for o in office.send(5, *rows)] == ["a", "a", "a"]
