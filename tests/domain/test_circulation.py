import pytest

from oa_client.domain.circulation import CIRCULATION, MOST_READERS
from oa_client.domain.decision import Accepted, Command, Refused
from oa_client.domain.matter import MatterId
from oa_client.domain.rulebook import decide
from oa_client.domain.tracks import with_holders
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    DELEGATE,
    FIRST,
    HANDLER,
    HEAD,
    LEADER,
    OUTSIDER,
    REVIEWER,
    SECOND,
    STREET,
    THIRD,
    VILLAGE,
    Record,
)

REASON = "内容有误"


def circulated(mode="sequential", readers=("p4", "p6", "p7"), purpose="information", by=CLERK, **fields):
    record = Record(CIRCULATION)
    groups = [list(r) if isinstance(r, tuple) else [r] for r in readers]
    record.does(by, "circulate", title="关于防汛工作的通知", mode=mode, purpose=purpose, readers=groups, **fields)
    return record


# ---------------------------------------------------------------- 送阅


def test_a_sequential_circulation_is_delivered_to_the_first_reader_only():
    record = circulated()
    assert record.matter.stage == "circulating"
    assert record.states() == ["delivered", "pending", "pending"]


def test_a_parallel_circulation_is_delivered_to_all_at_once():
    assert circulated("parallel").states() == ["delivered"] * 3


def test_a_grouped_circulation_goes_from_group_to_group_and_to_all_of_one_at_once():
    record = circulated("grouped", (("p4", "p6"), ("p7", "p8")))
    assert record.states() == ["delivered", "delivered", "pending", "pending"]
    record.does(HANDLER, "mark_read")
    assert record.states() == ["read", "delivered", "pending", "pending"]
    record.does(HEAD, "mark_read")
    assert record.states() == ["read", "read", "delivered", "delivered"]


def test_a_broadcast_is_completed_at_once_and_its_readers_have_receipts():
    record = circulated("broadcast", ("t1",))
    assert record.matter.stage == "completed"
    assert record.matter.tracks == ()
    assert record.tasks_of(VILLAGE) == [("read", "read", None)]
    assert record.refused(VILLAGE, "mark_read") == "no_track"


def test_whoever_sees_a_broadcast_may_comment_in_words():
    record = circulated("broadcast", ("t4",))
    record.does(VILLAGE, "comment", opinion="已阅，照办。")
    assert record.refused(OUTSIDER, "comment", opinion="已阅") == "not_allowed"


def test_a_person_who_is_no_clerk_circulates_inside_his_unit_only():
    circulated(readers=("p1", "p2"), by=COLLEAGUE)
    record = Record(CIRCULATION)
    asked = {"title": "通知", "mode": "sequential", "purpose": "information"}
    assert record.refused(COLLEAGUE, "circulate", readers=[["p4"]], **asked) == "not_allowed"
    asked["mode"] = "broadcast"
    assert record.refused(COLLEAGUE, "circulate", readers=[["t1"]], **asked) == "not_allowed"
    assert record.refused(COLLEAGUE, "circulate", readers=[["*"]], **asked) == "not_allowed"


@pytest.mark.parametrize(
    ("mode", "purpose", "readers", "code"),
    [
        ("sequential", "information", [["p99"]], "unknown_reader"),
        ("sequential", "information", [["p11"]], "unknown_reader"),
        ("sequential", "information", [["u2"]], "reader_not_a_person"),
        ("parallel", "information", [["p4"] * (MOST_READERS + 1)], "too_many_readers"),
        ("broadcast", "action", [["t1"]], "broadcast_for_information"),
        ("sequential", "information", [], "missing_field"),
        ("sequential", "information", [[]], "bad_value"),
    ],
)
def test_readers_must_be_known_persons_and_not_too_many(mode, purpose, readers, code):
    record = Record(CIRCULATION)
    assert record.refused(CLERK, "circulate", title="通知", mode=mode, purpose=purpose, readers=readers) == code


# ---------------------------------------------------------------- 阅毕


def test_reading_passes_the_turn_and_the_last_reading_completes():
    record = circulated(readers=("p4", "p6"))
    record.does(HANDLER, "mark_read", opinion="已阅")
    assert record.states() == ["read", "delivered"]
    record.does(HEAD, "mark_read")
    assert record.matter.stage == "completed"


def test_a_pending_reader_neither_sees_nor_acts():
    record = circulated()
    assert not record.seen_by(THIRD)
    assert record.tasks_of(THIRD) == []
    assert record.refused(THIRD, "mark_read") == "not_allowed"


def test_a_pending_reader_who_sees_it_for_another_reason_waits_for_his_turn():
    record = circulated(readers=("p4", "p1"))
    assert record.refused(CLERK, "mark_read") == "not_your_turn"


def test_a_task_for_action_is_to_be_done_and_asks_for_an_opinion():
    record = circulated(purpose="action")
    assert record.tasks_of(HANDLER) == [("act", "read", 0)]
    assert record.refused(HANDLER, "mark_read") == "missing_field"
    assert record.refused(HANDLER, "mark_read", opinion=" \n ") == "missing_field"
    record.does(HANDLER, "mark_read", opinion="拟同意。")


def test_a_task_for_information_is_to_be_read_and_asks_for_nothing():
    record = circulated()
    assert record.tasks_of(HANDLER) == [("read", "read", 0)]
    record.does(HANDLER, "mark_read")


def test_a_late_reading_of_a_skipped_task_is_accepted():
    record = circulated(readers=("p4", "p6"))
    record.does(CLERK, "skip", 0, reason="出差")
    assert record.states() == ["skipped", "delivered"]
    record.does(HANDLER, "mark_read", opinion="补阅")
    assert record.states() == ["read", "delivered"]
    record.does(HEAD, "mark_read")
    assert record.matter.stage == "completed"


def test_a_late_reading_of_a_skipped_task_is_accepted_after_completion():
    record = circulated(readers=("p4",))
    record.does(CLERK, "skip", 0, reason="出差")
    assert record.matter.stage == "completed"
    record.does(HANDLER, "mark_read")
    assert (record.states(), record.matter.stage) == (["read"], "completed")


def test_a_reader_skipped_before_his_turn_never_saw_it_and_cannot_read_it():
    record = circulated()
    record.does(CLERK, "skip", 2, reason="出差")
    assert record.refused(THIRD, "mark_read", 2) == "not_allowed"


def test_reading_twice_is_already_done():
    record = circulated()
    record.does(HANDLER, "mark_read")
    assert record.refused(HANDLER, "mark_read", 0, opinion="再次") == "already_done"


def test_delivered_tasks_can_be_read_after_closing_and_while_paused():
    record = circulated("grouped", (("p4", "p6"), ("p7",)))
    record.does(HANDLER, "send_back", reason=REASON)
    record.does(HEAD, "mark_read")
    assert (record.states(), record.matter.stage) == (["returned", "read", "pending"], "paused")
    closed = circulated("parallel")
    closed.does(CLERK, "close")
    closed.does(HANDLER, "mark_read")
    assert closed.matter.stage == "closed"


def test_reading_a_recalled_task_is_refused_as_recalled():
    record = circulated("parallel", ("p4", "p6"))
    record.does(CLERK, "recall_reader", 0)
    assert record.refused(HANDLER, "mark_read", 0, opinion="已阅") == "recalled"


def test_reading_in_a_recalled_circulation_is_refused_as_recalled():
    record = circulated()
    record.does(CLERK, "recall")
    assert record.matter.stage == "recalled"
    assert record.refused(HANDLER, "mark_read", 0, opinion="已阅") == "recalled"


# ---------------------------------------------------------------- two holders of one post


def test_of_two_clerks_of_one_post_the_first_acts_and_the_seconds_words_become_a_note():
    record = circulated(readers=("o21", "p6"))
    record.does(FIRST, "mark_read", opinion="已阅，转业务科。")
    late = record.ask(SECOND, "mark_read", 0, opinion="建议补充附件。")
    assert isinstance(late, Accepted)
    assert late.entries[0].data == {"action": "add_note", "track": 0, "fields": {"opinion": "建议补充附件。"}}
    record.append(SECOND, late)
    assert record.states() == ["read", "delivered"]
    assert record.matter.track(0).ended_by == 3


def test_the_second_of_one_post_without_words_is_told_it_is_done():
    record = circulated(readers=("o21", "p6"))
    record.does(FIRST, "mark_read")
    assert record.refused(SECOND, "mark_read", 0) == "already_done"
    assert record.refused(FIRST, "mark_read", 0, opinion="又及") == "already_done"


def test_the_late_words_of_a_second_holder_never_send_a_task_back():
    record = circulated(readers=("o21", "p6"))
    record.does(FIRST, "mark_read")
    assert record.refused(SECOND, "send_back", 0, reason=REASON) == "already_done"


# ---------------------------------------------------------------- 加阅, 转阅


@pytest.mark.parametrize(
    ("place", "turns", "states"),
    [
        ("after", [0, 2, 3, 1], ["delivered", "pending", "pending", "pending"]),
        ("parallel", [0, 1, 2, 0], ["delivered", "pending", "pending", "delivered"]),
        ("last", [0, 1, 2, 3], ["delivered", "pending", "pending", "pending"]),
    ],
)
def test_a_reader_is_added_after_beside_or_last(place, turns, states):
    record = circulated()
    record.does(CLERK, "add_reader", reader=["p10"], place=place)
    assert [t.turn for t in record.matter.tracks] == turns
    assert record.states() == states


def test_after_me_means_after_the_turn_going_on_even_when_a_later_one_was_skipped():
    record = circulated()
    record.does(CLERK, "skip", 2, reason="出差")
    record.does(CLERK, "add_reader", reader=["p10"], place="after")
    record.does(HANDLER, "mark_read")
    assert record.states() == ["read", "pending", "skipped", "delivered"]


def test_a_reader_adds_readers_only_where_it_is_allowed_and_while_he_reads():
    record = circulated()
    assert record.refused(HANDLER, "add_reader", reader=["p10"], place="last") == "not_allowed"
    allowed = circulated(may_add=True)
    allowed.does(HANDLER, "add_reader", reader=["p10"], place="after")
    allowed.does(HANDLER, "mark_read")
    assert allowed.refused(HANDLER, "add_reader", reader=["p10"], place="after") == "not_allowed"


def test_a_leader_who_sees_it_adds_readers():
    record = circulated(readers=("p6", "p4"))
    record.does(HEAD, "add_reader", reader=["p8"], place="parallel")
    record.does(REVIEWER, "add_reader", reader=["p10"], place="last")
    assert record.refused(LEADER, "add_reader", reader=["p8"], place="parallel") == "not_allowed"


def test_adding_to_a_completed_circulation_opens_it_again():
    record = circulated(readers=("p4",))
    record.does(HANDLER, "mark_read")
    record.does(CLERK, "add_reader", reader=["p6"], place="after")
    assert (record.matter.stage, record.states()) == ("circulating", ["read", "delivered"])


def test_a_broadcast_takes_no_further_readers():
    record = circulated("broadcast", ("t4",))
    assert record.refused(CLERK, "add_reader", reader=["p6"], place="last") == "broadcast_has_no_turns"


def test_forwarding_puts_a_new_task_in_the_place_of_mine():
    record = circulated(may_forward=True, due=2_000_000_000)
    record.does(HANDLER, "forward", reader="p10", note="请阅")
    assert record.states() == ["forwarded", "pending", "pending", "delivered"]
    new = record.matter.tracks[3]
    assert (new.holder, new.turn, new.replaces, new.due) == ("p10", 0, 0, 2_000_000_000)
    assert record.seen_by(HANDLER)
    assert record.tasks_of(HANDLER) == []
    record.does(STREET, "mark_read")
    assert record.states() == ["forwarded", "delivered", "pending", "read"]


def test_forwarding_needs_leave_to_forward():
    assert circulated().refused(HANDLER, "forward", reader="p10") == "not_allowed"


# ---------------------------------------------------------------- 退回, 续送


@pytest.mark.parametrize("mode", ["sequential", "grouped"])
def test_sending_back_in_turn_pauses_and_is_for_the_sender_to_handle(mode):
    record = circulated(mode)
    record.does(HANDLER, "send_back", reason=REASON)
    assert (record.matter.stage, record.states()) == ("paused", ["returned", "pending", "pending"])
    assert ("act", "returned", None) in record.tasks_of(CLERK)
    assert record.tasks_of(HEAD) == []


def test_sending_back_in_parallel_goes_on():
    record = circulated("parallel", ("p4", "p6"))
    record.does(HANDLER, "send_back", reason=REASON)
    assert (record.matter.stage, record.states()) == ("circulating", ["returned", "delivered"])
    record.does(HEAD, "mark_read")
    assert record.matter.stage == "completed"


def test_sending_back_needs_a_reason():
    assert circulated().refused(HANDLER, "send_back") == "missing_field"


@pytest.mark.parametrize(("reader", "holder"), [(None, "p4"), ("p10", "p10")])
def test_resuming_makes_a_new_task_for_the_same_or_another_reader(reader, holder):
    record = circulated()
    record.does(HANDLER, "send_back", reason=REASON)
    record.does(CLERK, "resume", **({"reader": reader} if reader else {}))
    assert record.matter.stage == "circulating"
    assert record.states() == ["redone", "pending", "pending", "delivered"]
    assert (record.matter.tracks[3].holder, record.matter.tracks[3].turn) == (holder, 0)


# ---------------------------------------------------------------- 催阅, 撤回, 跳过, 改序, 结束


def test_urging_is_an_entry_only():
    record = circulated()
    before = record.matter
    record.does(CLERK, "urge_reading", tracks=[0])
    assert (record.matter.tracks, record.matter.stage) == (before.tracks, before.stage)
    assert record.refused(CLERK, "urge_reading", tracks=[1]) == "not_reading"


def test_recalling_one_task_passes_the_turn():
    record = circulated(readers=("p4", "p6"))
    record.does(CLERK, "recall_reader", 0)
    assert record.states() == ["withdrawn", "delivered"]
    record.does(HEAD, "mark_read")
    assert record.refused(CLERK, "recall_reader", 1) == "wrong_stage"


def test_a_task_that_was_read_cannot_be_recalled():
    record = circulated()
    record.does(HANDLER, "mark_read")
    assert record.refused(CLERK, "recall_reader", 0) == "already_read"
    assert record.refused(CLERK, "recall") == "already_read"


def test_recalling_all_takes_every_task_back_and_those_delivered_keep_seeing_it():
    record = circulated("grouped", (("p4", "p6"), ("p7",)))
    record.does(CLERK, "recall", reason="文件有误")
    assert record.states() == ["withdrawn"] * 3
    assert record.seen_by(HANDLER)
    assert not record.seen_by(THIRD)
    assert record.tasks_of(HANDLER) == []


def test_skipping_needs_a_reason_and_passes_the_turn():
    record = circulated()
    assert record.refused(CLERK, "skip", 0) == "missing_field"
    record.does(CLERK, "skip", 0, reason="休假")
    assert record.states() == ["skipped", "delivered", "pending"]


def test_readers_still_waiting_are_reordered():
    record = circulated()
    record.does(CLERK, "reorder", tracks=[2, 1])
    record.does(HANDLER, "mark_read")
    assert record.states() == ["read", "pending", "delivered"]


@pytest.mark.parametrize("tracks", [[0, 1], [1, 1, 2], [7]])
def test_only_waiting_readers_each_named_once_are_reordered(tracks):
    assert circulated().refused(CLERK, "reorder", tracks=tracks) == "not_waiting"


def test_closing_withdraws_the_waiting_and_leaves_delivered_tasks():
    record = circulated()
    record.does(CLERK, "close")
    assert (record.matter.stage, record.states()) == ("closed", ["delivered", "withdrawn", "withdrawn"])
    assert record.tasks_of(HANDLER) == [("read", "read", 0)]
    assert record.refused(CLERK, "skip", 0, reason="休假") == "wrong_stage"


def test_any_clerk_of_the_senders_unit_stands_in_for_him_and_nobody_else():
    record = circulated(readers=("p1", "p2"), by=COLLEAGUE)
    record.does(CLERK, "urge_reading")
    record.does(DELEGATE, "urge_reading")
    assert record.refused(FIRST, "urge_reading") == "not_allowed"
    assert record.refused(LEADER, "urge_reading") == "not_allowed"


# ---------------------------------------------------------------- several tasks of one person


def test_a_person_circulated_to_twice_can_open_every_task():
    record = circulated("parallel", ("p4", "p4", "o22"))
    assert record.tasks_of(HANDLER) == [("read", "read", 0), ("read", "read", 1), ("read", "read", 2)]
    for track in (1, 2, 0):
        record.does(HANDLER, "mark_read", track)
    assert record.matter.stage == "completed"


def test_without_a_task_named_the_open_one_is_meant_before_a_skipped_one():
    record = circulated(readers=("p4", "p4"))
    record.does(CLERK, "skip", 0, reason="重复")
    record.does(HANDLER, "mark_read")
    assert record.states() == ["skipped", "read"]


def test_a_task_of_somebody_else_is_none_of_mine():
    record = circulated("parallel")
    assert record.refused(HEAD, "mark_read", 0) == "no_track"


# ---------------------------------------------------------------- 按人办理


def named(record, action, holders, track=None, **fields):
    command = Command(MatterId("7-1"), "circulation", action, fields, track, holders=holders)
    return decide(CIRCULATION, record.matter, command, record.context(CLERK, at_centre=True))


def test_a_track_held_by_whom_the_author_saw_is_acted_on():
    record = circulated("parallel")
    assert isinstance(named(record, "skip", {1: "p6"}, 1, reason=REASON), Accepted)
    assert isinstance(named(record, "urge_reading", {0: "p4", 1: "p6"}, tracks=[0, 1]), Accepted)


def test_a_track_held_by_another_is_not():
    found = named(circulated("parallel"), "skip", {1: "p8"}, 1, reason=REASON)
    assert found == Refused("changed_since", {"action": "skip", "track": 1, "holder": "p8"})


def test_nor_one_among_many_in_a_field_nor_one_that_is_not_there():
    record = circulated("parallel")
    many = named(record, "urge_reading", {0: "p4", 1: "p8", 2: "p7"}, tracks=[0, 1, 2])
    assert many == Refused("changed_since", {"action": "urge_reading", "track": 1, "holder": "p8"})
    assert named(record, "skip", {9: "p8"}, 9, reason=REASON).code == "changed_since"


def test_a_command_bears_the_holders_of_the_tracks_it_names_and_of_no_others():
    matter = circulated("parallel").matter
    skip, urge = CIRCULATION.action("skip"), CIRCULATION.action("urge_reading")
    one = Command(MatterId("7-1"), "circulation", "skip", {}, 2)
    some = Command(MatterId("7-1"), "circulation", "urge_reading", {"tracks": [1, 0, 7], "note": "2"})
    assert with_holders(skip, matter, one).holders == {2: "p7"}
    assert with_holders(urge, matter, some).holders == {1: "p6", 0: "p4"}
    assert with_holders(skip, matter, Command(MatterId("7-1"), "circulation", "skip", {})).holders == {}
