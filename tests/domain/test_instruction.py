from oa_client.domain.instruction import INSTRUCTION
from oa_client.domain.matter import MatterId
from tests.domain.office import CLERK, FIRST, HANDLER, LEADER, MONDAY, THIRD, Record

SHEET = {"sha256": "a" * 64, "name": "批示.jpg", "size": 9}
DAY = 86_400


def filled(**more):
    return {
        "title": "关于桥梁检测的情况",
        "leader": "p2",
        "instructed_at": MONDAY - DAY,
        "words": "请抓紧整改。",
        **more,
    }


def recorded(**more):
    record = Record(INSTRUCTION)
    record.does(CLERK, "record", **filled(**more))
    return record


def assigned(**more):
    record = recorded(**more)
    record.does(CLERK, "assign", manner="hand_down", lead="p4", assist=["p7"], due=MONDAY + 10 * DAY)
    return record


def steps(record, actor):
    return [step for _, step, _ in record.tasks_of(actor)]


def test_it_stays_in_somebodys_work_until_the_leader_has_seen_the_result():
    record = recorded()
    assert steps(record, CLERK) == ["assign"]
    record.does(CLERK, "assign", manner="hand_down", lead="p4", due=MONDAY + DAY)
    assert steps(record, HANDLER) == ["handle"]
    record.does(HANDLER, "complete", opinion="已整改。")
    assert steps(record, CLERK) == ["submit"]
    assert record.refused(CLERK, "close", result="完") == "leader_has_not_seen"
    record.does(CLERK, "submit", opinion="已全部整改，请阅示。")
    assert steps(record, LEADER) == ["acknowledge"]
    record.does(LEADER, "acknowledge")
    record.does(CLERK, "close", result="已销号")
    assert record.matter.stage == "closed"


def test_the_leader_may_write_again_and_it_begins_anew():
    record = assigned()
    record.does(HANDLER, "complete", opinion="已整改。")
    record.does(THIRD, "complete", opinion="已协助。")
    record.does(CLERK, "submit", opinion="请阅示。")
    record.does(LEADER, "instruct_again", words="还不够，继续整改。")
    assert (record.matter.stage, steps(record, CLERK)) == ("registered", ["assign"])
    record.does(CLERK, "assign", manner="supervise", lead="p4", due=MONDAY + 20 * DAY)
    assert steps(record, HANDLER) == ["handle"]


def test_words_come_later_only_from_paper():
    assert Record(INSTRUCTION).refused(CLERK, "record", **filled(words="")) == "missing_field"
    assert Record(INSTRUCTION).refused(CLERK, "record", **filled(words="", form="paper")) == "missing_field"
    record = recorded(words="", form="paper", files=[SHEET])
    assert steps(record, CLERK) == ["assign", "write_words"]
    record.does(CLERK, "write_words", words="请抓紧。")
    assert record.matter.texts["words"] == 2
    record.does(LEADER, "confirm_words", opinion="无误。")
    assert record.refused(LEADER, "confirm_words") == "already_confirmed"


def test_what_was_written_on_the_screen_needs_no_confirming():
    assert recorded(form="screen").refused(LEADER, "confirm_words") == "nothing_to_confirm"


def test_a_leader_of_a_higher_level_is_named_and_closed_without_him():
    record = recorded(leader=None, leader_name="王市长", level="city")
    record.does(CLERK, "assign", manner="hand_down", lead="p4", due=MONDAY + DAY)
    record.does(HANDLER, "complete", opinion="已办。")
    assert record.refused(CLERK, "submit", opinion="请阅示") == "leader_elsewhere"
    record.does(CLERK, "close", result="已报市政府办公厅")


def test_it_follows_from_an_incoming_document_and_belongs_to_that_register():
    record = Record(INSTRUCTION)
    found = record.ask(
        FIRST, "take_up", following=MatterId("8-1"), registry="c2", on_document="8-1", fields=filled(leader="p6")
    )
    record.append(FIRST, found)
    assert (record.matter.stage, steps(record, FIRST)) == ("registered", ["assign"])
    assert not record.seen_by(CLERK)
