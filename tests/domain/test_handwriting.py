"""手写签批: where it may stand alone, who puts its words down, and that nobody's are lost."""

from dataclasses import replace

import pytest

from oa_client.domain.handwriting import CIRCULATION_2, INCOMING_2, INK, INSTRUCTION_3, MOST_BYTES
from oa_client.domain.kinds import Kinds
from tests.domain.office import CLERK, HANDLER, HEAD, LEADER, MONDAY, Record
from tests.domain.test_incoming import SCAN, paper, steps
from tests.domain.test_instruction import filled


def ink(letter="c", size=900):
    return [{"sha256": letter * 64, "name": "手写批示.ink", "size": size}]


def proposed(**more):
    record = Record(INCOMING_2)
    record.does(CLERK, "register", **paper(**more))
    record.does(CLERK, "propose", opinion="拟请阅示。", leaders=["p2", "p6"], main="p2")
    return record


def test_new_matters_know_handwriting_and_the_old_ones_go_on():
    kinds = Kinds()
    assert INK in kinds.newest("incoming").action("instruct").asks
    assert kinds.newest("circulation") is CIRCULATION_2
    assert kinds.get("incoming", 1).action("instruct").asks != INCOMING_2.action("instruct").asks


def test_a_leader_instructs_by_hand_alone_and_the_clerk_puts_his_words_down():
    record = proposed()
    record.does(LEADER, "instruct", ink=ink())
    at = record.matter.version
    assert record.matter.files[-1].sha256 == "c" * 64
    assert steps(record, CLERK) == ["write_words"]
    record.does(CLERK, "write_words", opinion="请速办。")
    assert record.matter.corrected == {at: at + 1}
    assert steps(record, CLERK) == []


def test_without_hand_or_words_nothing_is_instructed():
    assert proposed().refused(LEADER, "instruct") == "missing_field"


def test_with_typed_words_beside_it_nothing_is_waited_for():
    record = proposed()
    record.does(LEADER, "instruct", opinion="同意。", ink=ink())
    assert steps(record, CLERK) == []
    assert record.states()[0] == "instructed"


def test_a_circle_drawn_by_hand_has_no_words_to_wait_for():
    record = proposed()
    record.does(LEADER, "instruct", mark="circle", ink=ink())
    assert steps(record, CLERK) == []


def test_the_main_approver_of_a_request_may_write_by_hand_but_not_only_circle():
    record = proposed(genre="request")
    assert record.refused(LEADER, "instruct", mark="circle", ink=ink()) == "main_must_write"
    record.does(LEADER, "instruct", ink=ink())


def test_two_leaders_write_before_the_clerk_comes_and_both_are_put_down_in_their_order():
    record = proposed()
    record.does(LEADER, "instruct", ink=ink("c"))
    first = record.matter.version
    record.does(HEAD, "instruct", ink=ink("d"))
    second = record.matter.version
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, files=[SCAN])
    third = record.matter.version
    assert record.matter.fields["awaiting_words"] == first
    assert record.matter.fields["awaiting_more"] == [second, third]
    for n, v in enumerate((first, second, third), 1):
        assert "write_words" in steps(record, CLERK)
        record.does(CLERK, "write_words", opinion=f"其{n}。")
        assert record.matter.corrected[v] == record.matter.version
    assert "write_words" not in steps(record, CLERK)
    assert record.refused(CLERK, "write_words", opinion="其四。") == "no_words_wanted"


AWAY = replace(LEADER, person=13, on_behalf=2, delegation="d1", may_sign=True)


def test_nobody_writes_by_hand_in_anothers_name_and_his_typed_words_say_for_whom():
    record = proposed()
    assert record.refused(AWAY, "instruct", ink=ink()) == "ink_own_hand"
    assert record.refused(AWAY, "instruct", opinion="同意。", ink=ink()) == "ink_own_hand"
    assert Record(INSTRUCTION_3).refused(AWAY, "record", **filled(form="", words=None), ink=ink()) == "ink_own_hand"
    record.does(AWAY, "instruct", opinion="同意。")
    assert (record.entries[-1].actor, record.entries[-1].on_behalf) == (13, 2)


def test_he_confirms_once_and_only_when_the_words_are_in():
    record = proposed()
    record.does(LEADER, "instruct", ink=ink())
    assert record.refused(LEADER, "confirm_words") == "words_first"
    record.does(CLERK, "write_words", opinion="请速办。")
    record.does(LEADER, "confirm_words", opinion="请从速办理。")
    assert record.refused(LEADER, "confirm_words") == "already_done"


def test_nothing_is_archived_while_words_are_wanted():
    record = proposed()
    record.does(LEADER, "instruct", ink=ink())
    record.does(HEAD, "instruct", opinion="同意。")
    record.does(CLERK, "conclude", result="完")
    given = {"archive_year": 2026, "retention": "ten_years"}
    assert record.refused(CLERK, "archive", **given) == "words_still_wanted"
    record.does(CLERK, "write_words", opinion="请速办。")
    record.does(CLERK, "archive", **given)


@pytest.mark.parametrize(
    "files",
    [ink(size=MOST_BYTES + 1), ink(size=40 * 1024 * 1024), [*ink("c"), *ink("d")]],
    ids=["over", "40 MB", "two"],
)
def test_too_large_or_more_than_one_is_refused(files):
    assert proposed().refused(LEADER, "instruct", opinion="同意。", ink=files) == "ink_too_large"


def test_a_leader_writes_down_his_own_instruction_by_hand():
    record = Record(INSTRUCTION_3)
    record.does(LEADER, "record", **filled(words="", ink=ink()))
    assert record.matter.fields["awaiting_words"] == 1


def test_nobody_but_a_leader_writes_an_instruction_by_hand():
    assert Record(INSTRUCTION_3).refused(CLERK, "record", **filled(ink=ink())) == "ink_by_leader"


def test_instructed_again_by_hand_the_words_come_later_and_are_confirmed():
    record = Record(INSTRUCTION_3)
    record.does(CLERK, "record", **filled())
    record.does(CLERK, "assign", manner="hand_down", lead="p4", due=MONDAY + 10 * 86_400)
    record.does(HANDLER, "complete", opinion="已整改。")
    record.does(CLERK, "submit", opinion="请阅示。")
    assert record.refused(LEADER, "instruct_again") == "missing_field"
    record.does(LEADER, "instruct_again", ink=ink())
    again = record.matter.version
    assert steps(record, CLERK) == ["assign", "write_words"]
    assert record.refused(LEADER, "confirm_words") == "words_first"
    record.does(CLERK, "write_words", words="还不够，继续整改。")
    assert record.matter.corrected[again] == record.matter.version
    record.does(LEADER, "confirm_words")
    assert record.refused(LEADER, "confirm_words") == "already_confirmed"


def test_acknowledged_with_a_circle_by_hand():
    record = Record(INSTRUCTION_3)
    record.does(CLERK, "record", **filled())
    record.does(CLERK, "assign", manner="hand_down", lead="p4", due=MONDAY + 10 * 86_400)
    record.does(HANDLER, "complete", opinion="已整改。")
    record.does(CLERK, "submit", opinion="请阅示。")
    record.does(LEADER, "acknowledge", ink=ink())
    assert (record.matter.stage, steps(record, CLERK)) == ("acknowledged", ["close"])


def test_where_words_are_asked_for_a_reader_types_them_beside_his_hand():
    record = Record(CIRCULATION_2)
    given = {"title": "通知", "mode": "parallel", "purpose": "action", "readers": [["p2", "p4"]]}
    record.does(CLERK, "circulate", **given)
    assert record.refused(LEADER, "mark_read", ink=ink()) == "missing_field"
    record.does(LEADER, "mark_read", ink=ink(), opinion="已阅。")
