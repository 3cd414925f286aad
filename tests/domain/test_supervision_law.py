"""督查: what a leader opened is what is done, whom 政府督查 may be about, and how a conclusion is heard again."""

from dataclasses import replace

import pytest

from oa_client.domain.matter import MatterId
from oa_client.domain.rulebook import evolve, tasks
from oa_client.domain.supervision.edition_2 import SUPERVISION_2
from oa_client.domain.supervision.table import SUPERVISION
from tests.domain.office import (
    COLLEAGUE,
    FIRST,
    LEADER,
    REVIEWER,
    STREET,
    THIRD,
    VICE_HEAD,
    VILLAGE,
    Record,
)
from tests.domain.test_calendar import said
from tests.domain.test_supervision import DAY, DUE, MONDAY, clock, filled, steps

SUPERVISOR = COLLEAGUE
both = pytest.mark.parametrize("table", [SUPERVISION, SUPERVISION_2], ids=["edition 1", "edition 2"])


def proposed(table=SUPERVISION_2, actor=SUPERVISOR, **more):
    record = Record(table)
    record.does(actor, "propose", **filled(**more))
    return record


def issued(table=SUPERVISION_2, **more):
    record = proposed(table, **more)
    record.does(LEADER, "approve")
    record.does(SUPERVISOR, "issue", **{name: filled(**more)[name] for name in ("lead", "assist", "due")})
    return record


def signed(table=SUPERVISION_2, **more):
    record = issued(table, **more)
    record.does(FIRST, "accept")
    record.does(THIRD, "accept")
    return record


def closed(table=SUPERVISION_2, closer=SUPERVISOR):
    """Both units did it, and it was closed."""
    record = signed(table)
    for track, actor in enumerate((FIRST, THIRD)):
        record.does(actor, "apply_completion", opinion="完成")
        record.does(SUPERVISOR, "pass_completion", track)
    record.does(closer, "close", conclusion="部分完成。")
    return record


# ---------------------------------------------------------------- who opens it


@both
def test_only_a_leader_of_the_house_or_above_it_opens_an_item(table):
    assert Record(table).refused(SUPERVISOR, "propose", **filled(approver="p6")) == "leader_of_another_house"
    inside = {"mode": "internal", "lead": "c5", "assist": []}
    assert Record(table).refused(STREET, "propose", **filled(**inside, approver="p8")) == "leader_of_another_house"
    proposed(table, REVIEWER, authorisation="授权", approver="p15")
    proposed(table, REVIEWER, authorisation="授权", approver="p2")
    assert proposed(table).refused(SUPERVISOR, "amend", **filled(approver="p6")) == "leader_of_another_house"


@both
def test_the_office_does_not_pick_another_leader_once_one_has_opened_it(table):
    record = proposed(table, approver="p16")
    record.does(SUPERVISOR, "hand_on", new_office="o13", new_approver="p16", reason="未变")
    record.does(VICE_HEAD, "approve")
    friend = {"new_office": "o13", "new_approver": "p6", "reason": "x"}
    assert record.refused(VICE_HEAD, "hand_on", **friend) == "leader_of_another_house"
    other = {"new_office": "o13", "new_approver": "p16", "reason": "分工调整"}
    to_head = {**other, "new_approver": "p2"}
    record.does(SUPERVISOR, "hand_on", **to_head)
    assert record.refused(SUPERVISOR, "hand_on", **other) == "leader_changed_by_leader"
    record.does(LEADER, "hand_on", **other)
    assert record.matter.fields["approver"] == "p16"


@both
def test_what_was_opened_is_handed_out_as_it_is(table):
    record = proposed(table)
    record.does(LEADER, "approve")
    for other in ({"lead": "u4"}, {"assist": []}, {"due": DUE + 270 * DAY}):
        given = {name: filled()[name] for name in ("lead", "assist", "due")} | other
        assert record.refused(SUPERVISOR, "issue", **given) == "approved_otherwise"


def test_under_the_first_edition_a_day_that_has_passed_meanwhile_may_be_a_later_one():
    record = proposed(SUPERVISION)
    record.does(LEADER, "approve")
    record.now = DUE + DAY
    given = {name: filled()[name] for name in ("lead", "assist")}
    assert record.refused(SUPERVISOR, "issue", **given | {"lead": "u4"}, due=DUE + 9 * DAY) == "approved_otherwise"
    record.does(SUPERVISOR, "issue", **given, due=DUE + 9 * DAY)
    newer = proposed()
    newer.does(LEADER, "approve")
    newer.now = DUE + DAY
    assert newer.refused(SUPERVISOR, "issue", **given, due=DUE + 9 * DAY) == "approved_otherwise"


def test_what_is_changed_goes_back_to_the_leader_and_keeps_its_number():
    record = proposed()
    record.does(LEADER, "approve")
    record.does(SUPERVISOR, "amend", **filled(lead="u4"))
    assert (record.matter.stage, steps(record, LEADER)) == ("proposed", ["approve"])
    record.does(LEADER, "approve")
    assert record.matter.fields["supervision_number"] == "2026-1"
    record.does(SUPERVISOR, "issue", lead="u4", assist=["c3"], due=DUE)


@both
def test_it_is_merged_only_into_one_that_its_office_sees(table):
    record = signed(table)
    told = {"merged": "8-1", "title": "街道的一项"}
    found = record.ask(REVIEWER, "absorb", following=MatterId("8-1"), fields=told)
    assert found.code == "not_allowed"
    record.append(THIRD, record.ask(THIRD, "absorb", following=MatterId("8-1"), fields=told))


# ---------------------------------------------------------------- whom it is about


@both
@pytest.mark.parametrize("lead", ["c5", "p4", "o22", "c1"])
def test_government_supervision_is_about_organs(table, lead):
    assert Record(table).refused(SUPERVISOR, "propose", **filled(lead=lead, assist=[])) == "not_an_object"
    assert Record(table).refused(SUPERVISOR, "propose", **filled(lead="u4", assist=[lead])) == "not_an_object"
    record = signed(table)
    assert record.refused(SUPERVISOR, "add_units", assist=[lead], due=DUE) == "not_an_object"
    assert record.refused(SUPERVISOR, "reassign", 0, reader=lead, due=DUE) == "not_an_object"


def test_a_community_only_with_what_it_was_entrusted_by():
    record = issued(lead="c5", assist=[], entrusted="区政府委托书〔2026〕3号")
    assert steps(record, VILLAGE) == ["accept"]
    alone = filled(lead="p9", assist=[], entrusted="区政府委托书〔2026〕3号")
    assert Record(SUPERVISION_2).refused(SUPERVISOR, "propose", **alone) == "not_an_object"


@both
def test_inside_its_house_a_unit_gives_parts_to_communities_and_people(table):
    record = issued(table, lead="u4", assist=[])
    record.does(STREET, "accept")
    record.does(STREET, "break_down", part="登记", holders=["c5"], due=DUE)
    record.does(STREET, "reassign", 1, reader="p9", due=DUE)
    assert [(t.holder, t.state) for t in record.matter.tracks if t.role == "part"][-1] == ("p9", "delivered")
    inside = proposed(table, STREET, mode="internal", lead="c5", assist=[])
    assert (inside.matter.stage, inside.matter.fields["lead"]) == ("proposed", "c5")


# ---------------------------------------------------------------- days


@both
def test_what_is_late_goes_to_another_with_a_day_to_come_and_the_items_day_stays(table):
    record = signed(table)
    record.now = DUE + DAY
    later = record.now + 10 * DAY
    record.does(SUPERVISOR, "reassign", 0, reader="u4", due=later)
    record.does(SUPERVISOR, "add_units", assist=["c6"], due=later)
    assert (record.matter.track(2).due, record.matter.fields["due"]) == (later, DUE)
    before = signed(table)
    assert before.refused(SUPERVISOR, "reassign", 0, reader="u4", due=DUE + DAY) == "beyond_item"


@both
def test_a_late_unit_still_gives_parts_on(table):
    record = issued(table, lead="u4", assist=[])
    record.does(STREET, "accept")
    record.now = DUE + DAY
    later = record.now + 5 * DAY
    record.does(STREET, "break_down", part="登记", holders=["c5"], due=later)
    record.does(STREET, "reassign", 1, reader="p9", due=later)
    assert record.matter.fields["due"] == DUE


@both
def test_turned_long_is_a_result_of_the_review(table):
    record = signed(table)
    turned = {"new_due": DUE + 90 * DAY, "cycle": "monthly", "reason": "长效"}
    assert record.refused(SUPERVISOR, "turn_long", 0, **turned) == "long_on_review"
    record.does(FIRST, "apply_completion", opinion="需长期坚持")
    record.does(SUPERVISOR, "turn_long", 0, **turned)


def test_only_the_leading_units_later_day_makes_the_items_later():
    record = signed()
    for track, actor, item in ((1, THIRD, DUE), (0, FIRST, DUE + 20 * DAY)):
        record.does(actor, "request_extension", new_due=DUE + 20 * DAY, reason="雨季")
        record.does(SUPERVISOR, "grant_extension", track, new_due=DUE + 20 * DAY)
        assert (record.matter.track(track).due, record.matter.fields["due"]) == (DUE + 20 * DAY, item)


@both
def test_a_limit_that_was_over_is_not_revived_by_a_suspension(table):
    record = issued(table)
    record.now += 15 * DAY
    assert record.refused(FIRST, "decline", reason="不属本单位") == "decline_too_late"
    before = clock(record, "decline", 0).due
    record.does(SUPERVISOR, "suspend", reason="x")
    record.now += DAY
    record.does(SUPERVISOR, "resume")
    assert clock(record, "decline", 0).due == before
    assert record.refused(FIRST, "decline", reason="不属本单位") == "decline_too_late"


@both
def test_a_limit_of_that_very_day_still_has_the_day(table):
    record = issued(table)
    record.now = MONDAY + 2 * DAY
    record.does(SUPERVISOR, "suspend", reason="x")
    record.now += 7 * DAY
    record.does(SUPERVISOR, "resume")
    assert said(clock(record, "decline", 0).due) == "2026-11-11 17:00"
    record.does(FIRST, "decline", reason="不属本单位")


# ---------------------------------------------------------------- the conclusion


def test_a_conclusion_is_signed_for_and_the_days_to_object_run_from_then():
    record = closed()
    record.now += 40 * DAY
    record.does(FIRST, "receive")
    assert record.refused(SUPERVISOR, "archive", archive_year=2026, retention="ten_years") == "objection_open"
    record.does(SUPERVISOR, "serve", 1, note="书面送达")
    record.now += 20 * DAY
    record.does(FIRST, "object", reason="时间认定有误")
    record.does(LEADER, "recheck", finding="uphold", opinion="属实")
    assert record.refused(FIRST, "object", reason="不服") == "objected_already"
    record.does(THIRD, "object", reason="另一处有误")
    record.does(LEADER, "recheck", finding="revise", opinion="更正一处")
    assert record.matter.stage == "closed"
    record.does(SUPERVISOR, "archive", archive_year=2026, retention="ten_years")


def test_who_objects_without_having_signed_has_received_it():
    record = closed()
    record.does(FIRST, "object", reason="时间认定有误")
    assert record.states() == ["objected", "concluded"]
    due = clock(record, "recheck").due
    record.now += 5 * DAY
    record.does(THIRD, "object", reason="也有误")
    assert clock(record, "recheck").due == due


def test_a_second_conclusion_may_be_objected_to():
    record = closed()
    record.does(FIRST, "object", reason="事实不清")
    record.does(LEADER, "recheck", finding="reopen", opinion="重新督查")
    assert (record.matter.stage, record.states()) == ("reported", ["done", "done"])
    record.does(SUPERVISOR, "close", conclusion="基本完成。")
    assert steps(record, FIRST) == ["receive"]
    record.does(FIRST, "receive")
    assert "rechecked" not in record.matter.fields
    record.does(FIRST, "object", reason="仍不服")


@both
def test_who_wrote_the_conclusion_does_not_look_at_it_again(table):
    friendly = replace(SUPERVISOR, person=2)
    record = closed(table)
    record.does(FIRST, "object", reason="x")
    stand_in = replace(LEADER, person=13, on_behalf=2, delegation="d1")
    again = {"finding": "uphold", "opinion": "x"}
    assert record.refused(stand_in, "recheck", **again) == "wrote_the_conclusion"
    itself = closed(table, closer=friendly)
    itself.does(FIRST, "object", reason="x")
    assert itself.refused(LEADER, "recheck", **again) == "wrote_the_conclusion"
    itself.does(LEADER, "hand_on", new_office="o13", new_approver="p16", reason="回避")
    itself.does(VICE_HEAD, "recheck", **again)


class Looked:
    """Clocks that say how often they were gone through."""

    def __init__(self, clocks):
        self.clocks, self.times = clocks, 0

    def __iter__(self):
        self.times += 1
        return iter(self.clocks)


def test_the_work_of_hundreds_of_strands_goes_through_their_limits_once():
    record = issued(lead="u4", assist=[])
    record.does(STREET, "accept")
    record.does(STREET, "break_down", part="登记", holders=[f"p{n}" for n in (9, 10)], due=DUE)
    looked = Looked(record.matter.clocks)
    found = tasks(SUPERVISION_2, replace(record.matter, clocks=looked))
    assert found == tasks(SUPERVISION_2, record.matter)
    assert looked.times == 1


def test_what_was_done_under_edition_1_reads_as_before():
    record = closed(SUPERVISION)
    assert (record.states(), tasks(SUPERVISION, record.matter)) == (["done", "done"], ())
    record.does(FIRST, "object", reason="x")
    record.does(LEADER, "recheck", finding="uphold", opinion="属实")
    again = None
    for entry in record.entries:
        again = evolve(SUPERVISION, again, entry)
    assert again == record.matter
    assert record.refused(FIRST, "receive") == "unknown_action"
