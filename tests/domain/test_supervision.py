"""督查: who may do what, the rules one by one, and that no day moves without an entry that says so."""

import random
from dataclasses import replace

import pytest

from oa_client.domain.decision import Claim, NeedsFiles
from oa_client.domain.matter import MatterId, Running
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import row, tasks, timers
from oa_client.domain.supervision.edition_2 import SUPERVISION_2 as SUPERVISION
from oa_client.domain.supervision.promote import INSTRUCTION_2
from oa_client.wording.sentences import sentence
from tests.domain.explorer import Walk
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    FIRST,
    HANDLER,
    HEAD,
    LEADER,
    MONDAY,
    OUTSIDER,
    REVIEWER,
    STREET,
    THIRD,
    VILLAGE,
    Record,
)
from tests.domain.test_calendar import said

DAY = 86_400
DUE = MONDAY + 30 * DAY
MAY_MOVE_A_DAY = {
    "fill_in",
    "amend",
    "issue",
    "grant_extension",
    "turn_long",
    "resume",
    "propose",
    "reassign",
}
SUPERVISOR = COLLEAGUE  # post 13 of the district's own unit


def filled(**more):
    return {
        "title": "老旧小区改造年度任务",
        "mode": "government",
        "source": "meeting",
        "requirements": "年底前完成12个小区改造，按月报进度。",
        "lead": "c2",
        "assist": ["c3"],
        "due": DUE,
        "cycle": "monthly",
        "approver": "p2",
        **more,
    }


def proposed(actor=SUPERVISOR, **more):
    record = Record(SUPERVISION)
    record.does(actor, "propose", **filled(**more))
    return record


def issued(**more):
    record = proposed(**more)
    record.does(LEADER, "approve")
    given = {name: filled(**more)[name] for name in ("lead", "assist", "due")}
    record.does(SUPERVISOR, "issue", **given)
    return record


def signed(**more):
    """Both units have signed for it: unit 2 leads (track 0), unit 3 assists (track 1)."""
    record = issued(**more)
    record.does(FIRST, "accept")
    record.does(THIRD, "accept")
    return record


def broken_down(due=DUE):
    """Unit 4 leads and has given a part of it to its community (track 1)."""
    record = issued(lead="u4", assist=[])
    record.does(STREET, "accept")
    record.does(STREET, "break_down", part="摸底登记", holders=["c5"], due=due)
    return record


def steps(record, actor):
    return [step for _, step, _ in record.tasks_of(actor)]


def clock(record, name, track=None):
    return next(c for c in record.matter.clocks if c.name == name and c.track == track)


# ---------------------------------------------------------------- from the idea to the archive


def test_from_the_proposal_to_the_archive_it_is_always_in_somebodys_work():
    record = proposed()
    assert steps(record, LEADER) == ["approve"]
    approved = record.does(LEADER, "approve", opinion="同意立项。")
    assert [c.registry for c in approved.claims] == ["supervision_number"]
    assert record.matter.fields["supervision_number"] == "2026-1"
    assert steps(record, SUPERVISOR) == ["issue"]
    record.does(SUPERVISOR, "issue", lead="c2", assist=["c3"], due=DUE)
    assert (steps(record, FIRST), steps(record, THIRD)) == (["accept"], ["accept"])
    record.does(FIRST, "accept")
    record.does(THIRD, "accept")
    record.does(FIRST, "report", progress=40, opinion="已开工5个。", problems="管线迁改慢")
    record.does(FIRST, "apply_completion", opinion="12个全部完工。")
    assert steps(record, SUPERVISOR) == ["review"]
    record.does(SUPERVISOR, "send_back", 0, reason="两个未验收")
    early = record.ask(SUPERVISOR, "send_back", 0, fields={"reason": "x"})
    assert "眼下还不能办" in sentence(early.code, early.facts), "nobody else has done it"
    record.does(FIRST, "apply_completion", opinion="已验收。")
    record.does(SUPERVISOR, "pass_completion", 0)
    record.does(THIRD, "apply_completion", opinion="资金已拨付。")
    record.does(SUPERVISOR, "pass_completion", 1)
    assert (record.matter.stage, steps(record, SUPERVISOR)) == ("reported", ["close"])
    record.does(SUPERVISOR, "close", conclusion="任务全部完成。")
    assert (steps(record, FIRST), steps(record, THIRD)) == (["receive"], ["receive"])
    record.does(FIRST, "receive")
    record.does(SUPERVISOR, "serve", 1, note="已书面送达，收发员签收。")
    record.does(SUPERVISOR, "evaluate", grade="good")
    assert tasks(SUPERVISION, record.matter) == ()
    record.now += 40 * DAY
    record.does(SUPERVISOR, "archive", archive_year=2026, retention="ten_years")
    assert record.matter.stage == "archived"
    again = {"archive_year": 2026, "retention": "permanent"}
    assert record.refused(SUPERVISOR, "archive", **again) == "archived_already", "what was filed is not filed otherwise"


def test_a_leader_may_refuse_to_open_it():
    record = proposed()
    record.does(LEADER, "refuse_item", reason="已列入另一项。")
    assert (record.matter.stage, tasks(SUPERVISION, record.matter)) == ("declined", ())


@pytest.mark.parametrize(
    ("actor", "action"), [(FIRST, "approve"), (SUPERVISOR, "approve"), (LEADER, "issue"), (OUTSIDER, "withdraw_item")]
)
def test_nobody_does_anothers_step(actor, action):
    record = proposed()
    if action == "issue":
        record.does(LEADER, "approve")
    fields = {"lead": "c2", "due": DUE} if action == "issue" else {}
    fields = {"reason": "x"} if action == "withdraw_item" else fields
    assert record.refused(actor, action, **fields) == "not_allowed"


# ---------------------------------------------------------------- who may supervise whom (practice.md §3)


def test_government_supervision_is_the_districts_and_whom_it_authorises():
    assert Record(SUPERVISION).refused(STREET, "propose", **filled()) == "no_government_supervision"
    assert Record(SUPERVISION).refused(REVIEWER, "propose", **filled()) == "authorisation_wanted"
    proposed(REVIEWER, authorisation="区政府授权〔2026〕1号")
    proposed(SUPERVISOR)


def test_a_street_supervises_inside_its_own_house():
    inside = {"mode": "internal", "approver": "p2"}
    outside = Record(SUPERVISION).refused(STREET, "propose", **filled(**inside))
    assert outside == "outside_house"
    assert Record(SUPERVISION).refused(STREET, "propose", **filled(**inside, lead="c5", assist=["c1"])) == outside
    record = proposed(STREET, **inside, lead="c5", assist=[])
    record.does(LEADER, "approve")
    record.does(STREET, "issue", lead="c5", due=DUE)
    assert steps(record, VILLAGE) == ["accept"]


def test_only_a_supervisor_proposes_and_only_a_leader_approves():
    assert Record(SUPERVISION).refused(HANDLER, "propose", **filled()) == "not_allowed"
    assert Record(SUPERVISION).refused(SUPERVISOR, "propose", **filled(approver="p4")) == "not_a_leader"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"assist": ["c2"]}, "lead_assists_itself"),
        ({"assist": ["c3", "c3"]}, "unit_named_twice"),
        ({"due": MONDAY - DAY}, "due_in_the_past"),
        ({"lead": "p11"}, "unknown_reader"),
        ({"mode": "internal", "slips": True}, "slips_inside"),
        ({"title": "【机密】专项任务"}, "secret_marking"),
    ],
)
def test_what_is_filled_in_wrong_is_told_with_its_rule(wrong, code):
    assert Record(SUPERVISION).refused(SUPERVISOR, "propose", **filled(**wrong)) == code


# ---------------------------------------------------------------- 签收 and 退单


def test_it_is_signed_for_within_one_working_day_and_sent_back_within_two():
    record = issued()
    assert said(clock(record, "accept", 0).due) == "2026-11-03 17:00"
    assert said(clock(record, "decline", 0).due) == "2026-11-04 17:00"
    assert [said(t.due) for t in tasks(SUPERVISION, record.matter)] == ["2026-11-03 17:00"] * 2
    record.does(FIRST, "decline", reason="不属本单位职责")
    assert steps(record, SUPERVISOR) == ["declined"]
    record.now += 3 * DAY
    assert record.refused(THIRD, "decline", reason="不属本单位职责") == "decline_too_late"
    record.does(THIRD, "accept")


def test_what_was_sent_back_goes_to_another_or_stays_or_falls_away():
    record = issued()
    record.does(FIRST, "decline", reason="不属本单位职责")
    record.does(SUPERVISOR, "insist", 0, reason="三定方案第五条")
    assert steps(record, FIRST) == ["accept"]
    assert record.refused(FIRST, "decline", reason="再退") == "decline_too_late"
    other = issued()
    other.does(FIRST, "decline", reason="不属本单位职责")
    other.does(SUPERVISOR, "reassign", 0, reader="u6", due=DUE)
    assert (other.states(), other.matter.track(2).holder) == (["redone", "delivered", "delivered"], "u6")
    gone = issued(assist=[])
    gone.does(FIRST, "decline", reason="不属本单位职责")
    assert gone.refused(SUPERVISOR, "close", conclusion="x") == "still_supervised"
    gone.does(SUPERVISOR, "take_off", 0, reason="情况属实")
    gone.does(SUPERVISOR, "add_units", assist=["c3"], due=DUE)
    assert (gone.matter.stage, gone.states()) == ("handling", ["withdrawn", "delivered"])


def test_nobody_reports_before_he_has_signed():
    record = issued()
    assert record.refused(FIRST, "report", progress=1, opinion="x") == "sign_first"
    record.does(FIRST, "accept")
    assert record.refused(FIRST, "accept") == "already_done"


# ---------------------------------------------------------------- 分解


def test_a_part_stands_under_its_strand_and_is_judged_by_whom_it_came_from():
    record = broken_down()
    part = record.matter.track(1)
    assert (part.under, part.title, part.role, part.holder, part.due) == (0, "摸底登记", "part", "c5", DUE)
    assert steps(record, VILLAGE) == ["accept"]
    record.does(VILLAGE, "accept")
    record.does(VILLAGE, "report", progress=60, opinion="已登记300户。")
    assert record.matter.track(1).progress == 60
    record.does(VILLAGE, "apply_completion", opinion="登记完毕。")
    assert steps(record, STREET) == ["handle", "review"]
    assert record.refused(SUPERVISOR, "pass_completion", 1) == "not_allowed"
    record.does(STREET, "pass_completion", 1)
    assert record.states() == ["accepted", "done"]


def test_a_strand_ends_only_when_its_parts_have_ended():
    record = broken_down()
    assert record.refused(STREET, "apply_completion", opinion="完成") == "parts_still_open"
    assert record.refused(SUPERVISOR, "close", conclusion="完成") == "still_supervised"
    record.does(VILLAGE, "decline", reason="不属本社区")
    assert record.refused(STREET, "apply_completion", opinion="完成") == "parts_still_open"
    record.does(STREET, "take_off", 1, reason="街道自办")
    record.does(STREET, "apply_completion", opinion="完成")


def test_taking_a_strand_off_ends_all_that_stands_under_it():
    record = broken_down()
    record.does(SUPERVISOR, "take_off", 0, reason="并入他项")
    assert record.states() == ["withdrawn", "withdrawn"]
    assert record.matter.stage == "reported"


def test_a_breakdown_never_comes_back_to_whom_it_came_from():
    record = broken_down()
    record.does(VILLAGE, "accept")
    for above in ("u4", "p10", "c4"):
        named = {"part": "复核", "holders": [above], "due": DUE}
        assert record.refused(VILLAGE, "break_down", 1, **named) == "breakdown_loops", above
    assert record.refused(STREET, "break_down", 0, part="x", holders=["c4"], due=DUE) == "breakdown_loops"
    assert record.refused(STREET, "break_down", 0, part="x", holders=["c2"], due=DUE) == "breakdown_outside"
    assert record.refused(STREET, "break_down", 0, part="x", holders=["c5"], due=DUE + DAY) == "beyond_part_above"
    record.does(STREET, "break_down", 0, part="入户", holders=["p9"], due=DUE)


def test_inside_the_house_a_clerk_gives_it_to_a_colleague():
    record = signed()
    record.does(FIRST, "break_down", part="资金核算", holders=["p4"], due=DUE)
    record.does(HANDLER, "accept")
    assert steps(record, HANDLER) == ["part"]
    assert record.refused(HANDLER, "break_down", part="再转", holders=["c2"], due=DUE) == "breakdown_loops"
    record.does(FIRST, "reassign", 2, reader="p6", due=DUE)
    assert steps(record, HEAD) == ["accept"]
    assert (record.matter.track(3).under, record.matter.track(3).title) == (0, "资金核算")


# ---------------------------------------------------------------- days


def test_a_later_day_is_asked_for_before_the_day_and_never_after():
    record = signed()
    asked = {"new_due": DUE + 10 * DAY, "reason": "管线迁改"}
    assert record.refused(FIRST, "request_extension", new_due=DUE - DAY, reason="x") == "extension_not_later"
    record.does(FIRST, "request_extension", **asked)
    assert record.refused(FIRST, "request_extension", **asked) == "extension_pending"
    assert record.matter.track(0).due == DUE
    assert (steps(record, SUPERVISOR), said(clock(record, "answer", 0).due)) == (
        ["answer_extension"],
        "2026-11-05 17:00",
    )
    record.does(SUPERVISOR, "grant_extension", 0, new_due=DUE + 7 * DAY)
    assert (record.matter.track(0).due, record.matter.fields["due"]) == (DUE + 7 * DAY, DUE + 7 * DAY)
    assert (record.matter.track(1).due, record.matter.track(0).wish) == (DUE, None)
    record.now = DUE + 8 * DAY
    assert record.refused(FIRST, "request_extension", new_due=DUE + 30 * DAY, reason="x") == "extension_after_due"


def test_a_refused_extension_leaves_the_day():
    record = signed()
    record.does(FIRST, "request_extension", new_due=DUE + DAY, reason="x")
    record.does(SUPERVISOR, "refuse_extension", 0, reason="无正当理由")
    assert (record.matter.track(0).due, record.states()[0]) == (DUE, "accepted")
    assert clock(record, "answer", 0).running is Running.STOPPED


def test_a_part_is_made_longer_by_whom_it_came_from_and_not_beyond_what_it_is_part_of():
    record = broken_down(due=DUE - 10 * DAY)
    record.does(VILLAGE, "accept")
    beyond = {"new_due": DUE + DAY, "reason": "x"}
    assert record.refused(VILLAGE, "request_extension", **beyond) == "beyond_part_above"
    record.does(VILLAGE, "request_extension", new_due=DUE - DAY, reason="雨天")
    assert steps(record, STREET) == ["handle", "answer_extension"]
    assert record.refused(SUPERVISOR, "grant_extension", 1, new_due=DUE - DAY) == "not_allowed"
    record.does(STREET, "grant_extension", 1, new_due=DUE - DAY)
    assert (record.matter.track(1).due, record.matter.fields["due"]) == (DUE - DAY, DUE)


def test_while_it_is_suspended_no_limit_runs_and_days_to_come_are_as_much_later():
    record = signed()
    report_due = clock(record, "monthly", 0).due
    record.does(SUPERVISOR, "suspend", reason="等待上级批复")
    assert {c.running for c in record.matter.clocks if c.name == "monthly"} == {Running.PAUSED}
    assert record.refused(FIRST, "report", progress=1, opinion="x") == "wrong_stage"
    record.now += 7 * DAY
    record.does(SUPERVISOR, "resume")
    assert said(record.matter.track(0).due) == "2026-12-09 17:00"  # 2 December and five working days
    assert said(record.matter.fields["due"]) == "2026-12-09 17:00"
    assert clock(record, "monthly", 0).due - report_due >= 7 * DAY
    record.does(FIRST, "report", progress=1, opinion="恢复")


def test_a_day_that_was_over_before_it_was_suspended_stays_over():
    record = signed()
    record.now = DUE + 2 * DAY
    record.does(SUPERVISOR, "suspend", reason="x")
    record.now += 7 * DAY
    record.does(SUPERVISOR, "resume")
    assert record.matter.track(0).due == DUE


def test_each_strand_has_its_own_rest_of_a_limit_when_all_pause():
    record = issued()
    record.now += DAY
    record.does(SUPERVISOR, "add_units", assist=["u6"], due=DUE)
    record.does(SUPERVISOR, "suspend", reason="x")
    assert [c.left for c in record.matter.clocks if c.name == "decline"] == [1, 1, 2]
    record.now += 14 * DAY
    record.does(SUPERVISOR, "resume")
    due = [said(c.due) for c in record.matter.clocks if c.name == "decline"]
    assert due == ["2026-11-18 17:00", "2026-11-18 17:00", "2026-11-19 17:00"]


def test_reports_are_due_in_their_cycle():
    record = signed()
    assert said(clock(record, "monthly", 0).due) == "2026-12-02 17:00"
    record.now += 10 * DAY
    record.does(FIRST, "report", progress=20, opinion="按计划推进")
    assert said(clock(record, "monthly", 0).due) == "2026-12-14 17:00"
    assert said(clock(record, "monthly", 1).due) == "2026-12-02 17:00"
    assert record.refused(FIRST, "report", progress=101, opinion="x") == "too_large"


def test_turned_long_it_goes_on_with_reports_until_it_is_done():
    record = issued(assist=[])
    record.does(FIRST, "accept")
    record.does(FIRST, "apply_completion", opinion="需长期坚持")
    record.does(SUPERVISOR, "turn_long", 0, new_due=DUE + 365 * DAY, cycle="quarterly", reason="长效机制")
    assert (record.states(), steps(record, FIRST)) == (["standing"], ["standing"])
    assert record.refused(SUPERVISOR, "close", conclusion="x") == "still_supervised"
    asked = {"new_due": DUE + 400 * DAY, "reason": "x"}
    assert record.refused(FIRST, "request_extension", **asked) == "no_extension_standing"
    record.does(FIRST, "report", progress=80, opinion="持续推进")
    record.does(FIRST, "apply_completion", opinion="机制已建立")
    record.does(SUPERVISOR, "pass_completion", 0)
    assert record.matter.stage == "reported"


@pytest.mark.parametrize("seed", range(150))
def test_no_day_moves_without_an_entry_that_may_move_it(seed):
    walk = Walk(SUPERVISION, random.Random(f"days{seed}").choice)
    known = 0
    before: dict[object, object] = {}
    for _ in range(40):
        walk.step()
        if walk.matter is None or len(walk.entries) == known:
            assert walk.matter is None or _days(walk.matter) == before
            continue
        known += 1
        entry, after = walk.entries[-1], _days(walk.matter)
        moved = {name for name, due in before.items() if after[name] != due}
        assert not moved or entry.action in MAY_MOVE_A_DAY, (entry.action, moved)
        named = {*_flat(entry.fields), *_flat(entry.data.get("found", {}))}
        assert {after[name] for name in moved} <= named | {None}
        before = after
    walk.replay()


def _days(matter):
    return {"due": matter.fields.get("due"), **{t.id: t.due for t in matter.tracks}}


def _flat(value):
    for one in value.values():
        yield from _flat(one) if isinstance(one, dict) else [one] if not isinstance(one, list) else []


# ---------------------------------------------------------------- 督查单, 销号, 异议


def test_a_slip_is_a_formal_act_off_unless_the_item_allows_it():
    said_so = {"colour": "blue", "opinion": "请于三日内说明情况"}
    assert signed().refused(SUPERVISOR, "slip", 0, **said_so) == "slips_off"
    record = signed(slips=True)
    assert record.refused(LEADER, "slip", 0, **said_so) == "not_allowed"
    assert record.refused(FIRST, "slip", 0, **said_so) == "not_allowed"
    stand_in = replace(SUPERVISOR, person=12, on_behalf=13, delegation="d1")
    assert record.refused(stand_in, "slip", 0, **said_so) == "not_allowed"
    record.does(SUPERVISOR, "slip", 0, **said_so)
    assert record.states() == ["accepted", "accepted"]
    department = proposed(REVIEWER, slips=True, authorisation="授权")
    department.does(LEADER, "approve")
    department.does(REVIEWER, "issue", lead="c2", assist=["c3"], due=DUE)
    assert department.refused(REVIEWER, "slip", 0, **said_so) == "slip_not_yours"


def test_the_object_of_a_conclusion_may_object_once_and_within_thirty_days():
    record = received()
    record.does(FIRST, "object", reason="进度认定有误")
    assert (record.matter.stage, steps(record, LEADER)) == ("objected", ["recheck"])
    assert said(clock(record, "recheck").due) == "2026-12-02 17:00"
    record.does(LEADER, "recheck", finding="uphold", opinion="经复核，认定属实。")
    assert record.matter.stage == "closed"
    assert record.refused(FIRST, "object", reason="不服") == "objected_already"
    late = received()
    assert late.refused(SUPERVISOR, "archive", archive_year=2026, retention="ten_years") == "objection_open"
    late.now += 31 * DAY
    assert late.refused(FIRST, "object", reason="x") == "objection_too_late"
    again = received()
    again.does(FIRST, "object", reason="进度认定有误")
    again.does(LEADER, "recheck", finding="reopen", opinion="事实不清，重新督查。")
    assert (again.matter.stage, steps(again, SUPERVISOR)) == ("reported", ["close"])


def received():
    """The conclusion was signed for."""
    record = closed()
    record.does(FIRST, "receive")
    return record


def closed(**more):
    record = issued(assist=[], **more)
    record.does(FIRST, "accept")
    record.does(FIRST, "apply_completion", opinion="完成")
    record.does(SUPERVISOR, "pass_completion", 0)
    record.does(SUPERVISOR, "close", conclusion="部分完成。")
    return record


def test_inside_a_house_there_is_no_objection_and_the_archive_need_not_wait():
    record = closed(mode="internal")
    assert record.refused(FIRST, "object", reason="x") == "objection_inside"
    absent = record.ask(
        SUPERVISOR,
        "archive",
        archive_year=2026,
        retention="ten_years",
        context=record.context(SUPERVISOR, at_centre=True, has_file=lambda _: False),
    )
    assert not isinstance(absent, NeedsFiles)
    record.does(SUPERVISOR, "archive", archive_year=2026, retention="ten_years")


def test_cancelling_needs_the_leader_and_merging_tells_the_other_item():
    record = signed()
    assert record.refused(SUPERVISOR, "cancel", reason="x") == "not_allowed"
    assert record.refused(LEADER, "keep", reason="x") == "cancel_not_asked"
    record.does(SUPERVISOR, "ask_cancel", reason="政策调整")
    assert "cancel" in steps(record, LEADER)
    record.does(LEADER, "keep", reason="继续")
    assert "cancel" not in steps(record, LEADER)
    record.does(SUPERVISOR, "ask_cancel", reason="政策调整")
    record.does(LEADER, "cancel", reason="同意撤销")
    assert (record.matter.stage, set(record.states())) == ("cancelled", {"withdrawn"})
    assert {c.running for c in record.matter.clocks} == {Running.STOPPED}
    merged = signed()
    found = merged.does(SUPERVISOR, "merge", into="8-1", reason="同一事项")
    assert [(f.command.matter, f.command.action) for f in found.follow_ups] == [("8-1", "absorb")]
    assert tasks(SUPERVISION, merged.matter) == ()


def test_another_post_supervises_it_from_now_on():
    record = signed()
    assert record.refused(SUPERVISOR, "hand_on", new_office="p4", new_approver="p2", reason="x") == "not_a_supervisor"
    mine = {"new_office": "o32", "new_approver": "p2", "reason": "x"}
    assert record.refused(THIRD, "hand_on", **mine) == "not_allowed"
    record.does(SUPERVISOR, "hand_on", new_office="o32", new_approver="p2", reason="岗位调整")
    record.does(FIRST, "apply_completion", opinion="完成")
    assert (steps(record, REVIEWER), steps(record, SUPERVISOR)) == (["review"], [])


def test_its_row_counts_every_strand_once():
    record = broken_down()
    shown = row(SUPERVISION, record.matter)
    assert (shown.ended, shown.total, shown.due, shown.over) == (0, 2, DUE, False)


# ---------------------------------------------------------------- from an instruction


def overdue(**more):
    record = Record(INSTRUCTION_2)
    record.does(
        CLERK, "record", title="关于桥梁检测的情况", leader="p2", instructed_at=MONDAY - DAY, words="请抓紧整改。"
    )
    record.does(CLERK, "assign", manner="supervise", lead="p4", due=MONDAY + DAY, **more)
    return record


def test_an_overdue_instruction_is_taken_up_once():
    record = overdue()
    named = {"supervisor": "o13", "requirements": "限期整改"}
    assert record.refused(CLERK, "supervise", **named) == "not_overdue"
    record.now += 2 * DAY
    assert record.refused(CLERK, "supervise", supervisor="p4", requirements="x") == "not_a_supervisor"
    found = record.does(CLERK, "supervise", **named)
    (opens,) = found.follow_ups
    assert (opens.command.kind, opens.command.action) == ("supervision", "take_up")
    item = Record(SUPERVISION, record.now)
    taken = item.ask(CLERK, "take_up", fields=dict(opens.command.fields), following=MatterId("7-1"))
    assert taken.claims == (Claim("supervised", "7-1"),)
    assert [(f.command.kind, f.command.action) for f in taken.follow_ups] == [("instruction", "note_supervised")]
    item.append(CLERK, taken)
    assert (item.matter.stage, steps(item, SUPERVISOR)) == ("draft", ["fill_in"])
    record.append(CLERK, record.ask(CLERK, "note_supervised", supervision="9-9", following=MatterId("9-9")))
    assert record.matter.fields["supervision"] == "9-9"
    assert record.refused(CLERK, "supervise", **named) == "already_supervised"
    item.does(SUPERVISOR, "fill_in", **filled(source="instruction"))
    assert item.matter.fields["basis_matter"] == "7-1"


def test_where_a_supervisor_was_named_the_centre_takes_it_up_by_itself_once():
    record = overdue(supervisor="o13")
    (timer,) = timers(record.process, record.matter)
    assert (timer.action, timer.at) == ("promote", MONDAY + DAY)
    assert record.refused(CENTRE, "promote") == "not_overdue"
    record.now = timer.at
    (opens,) = record.does(CENTRE, "promote").follow_ups
    assert (opens.command.action, opens.command.fields["office"]) == ("take_up", "o13")
    assert timers(record.process, record.matter) == ()
    assert record.refused(CLERK, "promote") == "not_allowed"
    assert timers(overdue().process, overdue().matter) == ()
