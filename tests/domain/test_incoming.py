import pytest

from oa_client.domain.decision import Accepted, Claim, NeedsFiles
from oa_client.domain.fields import FILES_LIMIT
from oa_client.domain.incoming.table import INCOMING
from oa_client.domain.matter import MatterId
from oa_client.domain.numbers import fold_number, plain_number
from tests.domain.office import CLERK, COLLEAGUE, FIRST, HANDLER, HEAD, LEADER, MONDAY, REVIEWER, SECOND, THIRD, Record

SCAN = {"sha256": "a" * 64, "name": "扫描件.pdf", "size": 9}
SHEET = {"sha256": "b" * 64, "name": "批示.jpg", "size": 9}
DAY = 86_400


def paper(**more):
    return {
        "title": "关于防汛工作的通知",
        "issuer": "市水利局",
        "number": "海水〔2026〕12号",
        "handling": "action",
        **more,
    }


def registered(**more):
    """A paper document in the register of unit 1 (clerk p1, leaders p2; p13 handles)."""
    record = Record(INCOMING)
    record.does(CLERK, "register", **paper(**more))
    return record


def delivered():
    """The same, sent by an organ of the district to unit 2 (clerks p3 and p5)."""
    record = Record(INCOMING)
    head = {k: v for k, v in paper().items() if k != "handling"}
    found = record.ask(CLERK, "deliver", registry="c2", source="9-1", files=[SCAN], following=MatterId("9-1"), **head)
    record.append(CLERK, found)
    return record


def steps(record, actor):
    return [step for _, step, _ in record.tasks_of(actor)]


def dispatched(**more):
    record = registered(**more)
    record.does(CLERK, "dispatch", lead="p4", assist=["p7"], due=MONDAY + 3 * DAY)
    return record


# ------------------------------------------------------------ in


def test_what_was_sent_begins_in_the_receivers_hands_and_its_sender_sees_nothing_of_it():
    record = delivered()
    assert steps(record, FIRST) == steps(record, SECOND) == ["sign_receipt"]
    assert not record.seen_by(CLERK)
    assert record.refused(CLERK, "sign_receipt") == "not_allowed"


def test_nobody_delivers_by_himself():
    assert Record(INCOMING).refused(CLERK, "deliver", title="x", issuer="y", registry="c2") == "not_allowed"


def test_signing_and_sending_back_tell_the_exchange_it_came_by():
    record = delivered()
    signed = record.does(FIRST, "sign_receipt", copies=2)
    (told,) = signed.follow_ups
    assert (told.command.kind, told.command.matter, told.command.action) == ("exchange", "9-1", "note_signed")
    assert told.command.fields == {"receiver": "c2", "by": "p3"}
    returned = record.does(SECOND, "return_document", reason="不属本单位职责")
    assert returned.follow_ups[0].command.fields["reason"] == "不属本单位职责"
    assert record.matter.stage == "returned"


@pytest.mark.parametrize(
    ("action", "given", "note"),
    [("void", {}, "note_voided"), ("merge", {"into": "7-9"}, "note_merged")],
)
def test_taking_it_out_of_the_register_tells_the_organ_that_sent_it_why(action, given, note):
    record = delivered()
    record.does(FIRST, "sign_receipt")
    found = record.does(FIRST, action, reason="与纸质件重复", **given)
    told = found.follow_ups[-1].command
    assert (told.kind, told.matter, told.action) == ("exchange", "9-1", note)
    assert told.fields == {"receiver": "c2", "by": "p3", "reason": "与纸质件重复"}
    outside = registered()
    given_up = outside.does(CLERK, action, reason="重复登记", **given)
    assert [f.command.kind for f in given_up.follow_ups] == ["incoming"] * (action == "merge")


def following(record, actor, action, **fields):
    found = record.ask(actor, action, following=MatterId("9-1"), fields=fields)
    assert isinstance(found, Accepted), found
    record.append(actor, found)
    return found


def test_what_its_sender_took_back_is_nobodys_work_and_stays_in_the_record():
    record = delivered()
    following(record, CLERK, "note_withdrawn", reason="附件有误")
    assert (record.matter.stage, steps(record, FIRST)) == ("withdrawn", [])
    assert record.refused(FIRST, "sign_receipt") == "recalled"
    assert record.refused(FIRST, "return_document", reason="x") == "recalled"
    assert record.entries[-1].fields == {"reason": "附件有误"}
    assert record.seen_by(FIRST)
    assert not record.seen_by(CLERK)
    assert delivered().refused(CLERK, "note_withdrawn", reason="x") == "not_allowed"


def test_what_was_signed_for_is_only_asked_back():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    assert record.refused(CLERK, "note_withdrawn", following=MatterId("9-1"), reason="x") == "wrong_stage"
    record.does(FIRST, "enter", **paper())
    record.does(FIRST, "dispatch", lead="p4")
    assert record.refused(FIRST, "return_document", reason="x") == "not_asked_back"
    assert record.refused(FIRST, "keep", reason="x") == "not_asked_back"
    following(record, CLERK, "note_asked_back", reason="附件有误")
    assert steps(record, FIRST) == ["asked_back"]
    (told,) = record.does(FIRST, "keep", reason="已按此办理").follow_ups
    assert (told.command.action, told.command.fields["reason"]) == ("note_kept", "已按此办理")
    assert steps(record, FIRST) == []
    following(record, CLERK, "note_asked_back", reason="确需收回")
    record.does(FIRST, "return_document", reason="应发文单位请求")
    assert (record.matter.stage, record.states()) == ("returned", ["withdrawn"])
    assert (steps(record, FIRST), steps(record, HANDLER)) == ([], [])


@pytest.mark.parametrize("over", ["return_document", "transfer", "merge", "void", "conclude"])
def test_its_sender_reaches_it_until_this_organ_has_done_with_it(over):
    record = Record(INCOMING)
    head = {k: v for k, v in paper().items() if k != "handling"}
    here = Claim("delivery", "9-1/c2", address=True)
    opened = record.ask(CLERK, "deliver", registry="c2", source="9-1", following=MatterId("9-1"), **head)
    assert opened.claims == (here,)
    record.append(CLERK, opened)
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper())
    given = {"transfer": {"to": "c3"}, "merge": {"into": "7-9"}, "conclude": {"result": "已办"}}.get(over, {})
    ended = record.does(FIRST, over, **given, **({} if over == "conclude" else {"reason": "x"}))
    assert Claim("delivery", "9-1/c2", release=True, address=True) in ended.claims


def test_two_clerks_sign_for_the_same_paper_the_second_is_told():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    assert record.refused(SECOND, "sign_receipt") == "already_done"


def test_a_paper_from_outside_tells_nobody():
    assert registered().does(CLERK, "conclude", result="存").follow_ups == ()


def test_registering_takes_the_documents_number_however_it_is_written_and_the_centre_gives_the_receipt_number():
    record = Record(INCOMING)
    found = record.ask(
        CLERK,
        "register",
        context=record.context(CLERK, at_centre=True, given=lambda registry, series: 12),
        fields=paper(number="海水[２０２６] 12 号"),
    )
    key = "c1/市水利局/海水〔2026〕12号"
    series = Claim("incoming_number", "c1/2026/000013")
    assert found.claims == (Claim("incoming", key, instead=True), series)
    record.append(CLERK, found)
    assert record.matter.fields["receipt_number"] == "2026-13"
    offline = record.context(CLERK)
    assert Record(INCOMING).ask(CLERK, "register", context=offline, fields=paper()).claims == found.claims[:1]


def test_a_document_without_number_is_nobodys_double():
    record = Record(INCOMING)
    found = record.ask(CLERK, "register", context=record.context(CLERK), fields=paper(number=""))
    assert found.claims == ()


def test_amending_takes_the_new_number_and_voiding_gives_it_back():
    record = registered()
    amended = record.does(CLERK, "amend", **paper(number="海水〔2026〕21号"))
    assert amended.claims[0].instead and amended.claims[0].key.endswith("21号")
    assert record.does(CLERK, "void", reason="重复登记").claims[0].release


def test_the_same_receipt_number_stays_when_the_register_is_amended():
    record = Record(INCOMING)
    context = record.context(CLERK, at_centre=True, given=lambda *_: 4)
    record.append(CLERK, record.ask(CLERK, "register", context=context, fields=paper()))
    record.does(CLERK, "amend", **paper(title="关于做好防汛工作的通知"))
    assert record.matter.fields["receipt_number"] == "2026-5"


def test_grades_of_telegrams_are_none_of_documents():
    record = Record(INCOMING)
    assert record.refused(CLERK, "register", **paper(urgency="top")) == "telegram_urgency"
    record.does(CLERK, "register", **paper(urgency="top", carrier="telegram"))


# ------------------------------------------------------------ proposed and instructed


def test_leaders_write_in_their_order_then_the_clerk_is_told():
    record = registered()
    record.does(CLERK, "propose", opinion="拟请两位领导阅示。", leaders=["p6", "p2"], main="p2")
    assert (steps(record, HEAD), steps(record, LEADER)) == (["instruct"], [])
    record.does(HEAD, "instruct", mark="circle")
    assert steps(record, LEADER) == ["instruct"]
    assert steps(record, CLERK) == []
    record.does(LEADER, "instruct", opinion="请水利科办理。")
    assert steps(record, CLERK) == ["dispatch"]


def test_reading_by_others_does_not_hold_up_the_leaders():
    record = registered()
    record.does(CLERK, "circulate", readers=["p7"])
    record.does(CLERK, "propose", opinion="拟请阅示。", leaders=["p6", "p2"])
    record.does(HEAD, "instruct", opinion="同意")
    assert steps(record, LEADER) == ["instruct"]
    assert steps(record, THIRD) == ["read"]


def test_a_circle_is_no_consent_of_the_main_approver_of_a_request():
    record = registered(genre="request")
    record.does(CLERK, "propose", opinion="拟请审批。", leaders=["p6", "p2"], main="p2")
    record.does(HEAD, "instruct", mark="circle")
    assert record.refused(LEADER, "instruct", mark="circle") == "main_must_write"
    record.does(LEADER, "instruct", opinion="同意。")


def test_a_proposal_without_leaders_goes_straight_to_being_given_out():
    record = registered()
    record.does(CLERK, "propose", opinion="拟由水利科承办。")
    assert (record.matter.stage, steps(record, CLERK)) == ("instructed", ["dispatch"])


def test_the_proposer_named_at_the_register_proposes():
    record = registered(proposer="p13")
    assert (steps(record, CLERK), steps(record, COLLEAGUE)) == ([], ["propose"])
    record.does(COLLEAGUE, "propose", opinion="拟办")


def test_paper_instruction_is_transcribed_its_words_later_and_confirmed_once():
    record = registered()
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY - DAY, files=[SCAN])
    assert (record.matter.stage, steps(record, CLERK)) == ("instructed", ["dispatch", "write_words"])
    at = record.matter.version
    assert record.refused(CLERK, "transcribe", leader="p6", instructed_at=MONDAY, files=[SCAN]) == "words_wanted_first"
    record.does(CLERK, "write_words", opinion="请速办。")
    assert record.matter.corrected == {at: at + 1}
    assert steps(record, CLERK) == ["dispatch"]
    assert record.seen_by(LEADER)
    record.does(LEADER, "confirm_words", opinion="请从速办理。")
    assert record.refused(LEADER, "confirm_words", opinion="再改") == "already_done"


def test_a_transcription_stands_for_the_leader_who_was_waited_for():
    record = registered()
    record.does(CLERK, "propose", opinion="拟请阅示。", leaders=["p6", "p2"])
    record.does(CLERK, "transcribe", leader="p6", instructed_at=MONDAY, opinion="同意。", files=[SCAN])
    assert record.states() == ["transcribed", "delivered"]
    assert steps(record, LEADER) == ["instruct"]


def test_only_a_leaders_words_are_transcribed_and_never_without_the_sheet():
    record = registered()
    assert record.refused(CLERK, "transcribe", leader="p4", instructed_at=MONDAY, files=[SCAN]) == "not_a_leader"
    assert record.refused(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, opinion="x") == "missing_field"


# ------------------------------------------------------------ handled


def test_lead_and_assist_work_side_by_side_and_the_clerk_concludes():
    record = dispatched()
    assert (steps(record, HANDLER), steps(record, THIRD)) == (["handle"], ["assist"])
    assert {t.due for t in record.matter.tracks} == {MONDAY + 3 * DAY}
    record.does(HANDLER, "report", opinion="已到现场。")
    assert record.refused(CLERK, "conclude", result="完") == "still_handling"
    record.does(THIRD, "complete", opinion="协办意见：无。")
    assert record.matter.stage == "handling"
    record.does(HANDLER, "complete", opinion="已整改。")
    assert (record.matter.stage, steps(record, CLERK)) == ("reported", ["conclude"])
    record.does(CLERK, "conclude", result="已办结")
    assert record.matter.stage == "concluded"


def test_what_is_pressing_needs_a_date():
    record = registered(urgency="flash")
    assert record.refused(CLERK, "dispatch", lead="p4") == "missing_field"


def test_what_is_for_reading_is_read_and_not_given_out():
    record = registered(handling="reading")
    assert record.refused(CLERK, "dispatch", lead="p4") == "only_for_reading"
    record.does(CLERK, "circulate", readers=["p4", "p7"])
    record.does(HANDLER, "mark_read")
    assert record.matter.stage == "reading"
    record.does(THIRD, "mark_read", opinion="已阅。")
    assert record.matter.stage == "read_all"


def test_what_is_sent_back_is_given_to_somebody_else():
    record = dispatched()
    record.does(HANDLER, "send_back", reason="不属本科职责")
    assert "returned" in steps(record, CLERK)
    record.does(CLERK, "reassign", track=0, reader="p8")
    assert steps(record, REVIEWER) == ["handle"]
    assert "returned" not in steps(record, CLERK)


def test_sent_back_by_all_it_is_given_out_anew():
    record = dispatched(title="无人认领")
    record.does(HANDLER, "send_back", reason="不属本科职责")
    record.does(THIRD, "send_back", reason="不属本科职责")
    assert (record.matter.stage, steps(record, CLERK)) == ("reported", ["returned"])
    record.does(CLERK, "dispatch", lead="p13")
    assert (steps(record, CLERK), steps(record, COLLEAGUE)) == ([], ["handle"])


def test_what_was_sent_round_for_reading_and_is_to_be_acted_on_after_all_is_given_out():
    record = registered(handling="reading")
    record.does(CLERK, "circulate", readers=["p13"])
    record.does(CLERK, "amend", **paper(handling="action"))
    record.does(CLERK, "dispatch", lead="p4")
    assert record.matter.stage == "handling"
    assert steps(record, COLLEAGUE) == ["read"]
    assert steps(record, HANDLER) == ["handle"]


def test_a_reader_keeps_his_task_after_the_end():
    record = dispatched()
    record.does(CLERK, "circulate", readers=["p8"])
    record.does(HANDLER, "complete", opinion="完")
    record.does(THIRD, "complete", opinion="完")
    record.does(CLERK, "conclude", result="完")
    assert steps(record, REVIEWER) == ["read"]
    record.does(REVIEWER, "mark_read")


# ------------------------------------------------------------ out


def test_an_answer_goes_back_to_who_sent_it():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper(handling="action"))
    answered = record.does(FIRST, "answer", opinion="同意你社区意见。", reply_number="东街〔2026〕3号")
    command = answered.follow_ups[0].command
    assert (command.action, command.fields["words"]) == ("note_answered", "同意你社区意见。")


def test_what_is_answered_after_the_end_is_told_apart_from_the_answer():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper(handling="action"))
    record.does(FIRST, "conclude", result="已办")
    (told,) = record.does(FIRST, "answer", opinion="补充一点。").follow_ups
    assert (told.command.action, told.command.fields["words"]) == ("note_added", "补充一点。")


def test_who_has_read_it_all_has_done_with_it_and_says_so_once():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper(handling="reading"))
    record.does(FIRST, "circulate", readers=["p4", "p7", "p8"])
    assert record.does(HANDLER, "mark_read").follow_ups == ()
    assert record.does(FIRST, "take_off", track=1).follow_ups == ()
    (told,) = record.does(REVIEWER, "mark_read").follow_ups
    assert (record.matter.stage, told.command.action) == ("read_all", "note_concluded")


def test_the_last_reader_taken_off_ends_it_for_the_sender_too():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper(handling="reading"))
    record.does(FIRST, "circulate", readers=["p4"])
    (told,) = record.does(FIRST, "take_off", track=0).follow_ups
    assert (record.matter.stage, told.command.action) == ("read_all", "note_concluded")


def test_merging_takes_its_files_along_and_needs_the_same_register():
    record = registered(files=[SCAN])
    merged = record.does(CLERK, "merge", into="7-9", reason="同一事项")
    command = merged.follow_ups[0].command
    assert (command.matter, command.action, command.fields["merged"]) == ("7-9", "absorb", "7-1")
    assert command.fields["files"] == [SCAN]
    assert registered().refused(FIRST, "absorb", merged="7-1", following=MatterId("7-1")) == "not_allowed"
    assert registered().refused(CLERK, "merge", into="7-1", reason="x") == "merge_into_itself"


def test_a_transfer_opens_it_in_the_other_organ():
    record = registered(files=[SCAN])
    found = record.does(CLERK, "transfer", to="c3", reason="属该部门职责")
    command = found.follow_ups[0].command
    assert (command.kind, command.action, command.matter) == ("incoming", "deliver", "")
    assert command.fields["registry"] == "c3"
    assert command.fields["files"] == [SCAN]
    assert registered().refused(CLERK, "transfer", to="p7", reason="x") == "receiver_not_an_organ"


def test_what_its_leaders_wrote_on_paper_stays_with_the_organ_when_it_passes_a_document_on():
    record = registered(files=[SCAN])
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, opinion="转西街道。", files=[SHEET])
    found = record.does(CLERK, "transfer", to="c3", reason="属该部门职责")
    assert [f.command.fields["files"] for f in found.follow_ups] == [[SCAN]]


def test_the_instruction_goes_along_where_the_clerk_says_so():
    record = registered(files=[SCAN])
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, opinion="转西街道。", files=[SHEET])
    found = record.does(CLERK, "transfer", to="c3", reason="按批示转办", with_instructions=True)
    assert [f.command.fields["files"] for f in found.follow_ups] == [[SCAN, SHEET]]


def test_what_was_added_to_the_document_later_is_the_document_too():
    record = delivered()
    record.does(FIRST, "sign_receipt")
    record.does(FIRST, "enter", **paper(files=many(1, "登记")))
    record.does(FIRST, "attach", files=many(1, "补充"))
    record.does(FIRST, "absorb", merged="7-9", files=[*many(1, "并入"), SCAN], following=MatterId("7-9"))
    record.does(FIRST, "transcribe", leader="p6", instructed_at=MONDAY, opinion="转。", files=[SHEET, *many(1, "混入")])
    record.does(FIRST, "attach", files=many(1, "混入"))
    found = record.does(FIRST, "transfer", to="c3", reason="属该部门职责")
    carried = found.follow_ups[0].command.fields["files"]
    assert carried == [SCAN, *many(1, "登记"), *many(1, "补充"), *many(1, "并入"), *many(1, "混入")]


def many(count, word="附件"):
    sha = word.encode().hex().ljust(60, "0")
    return [{"sha256": f"{sha}{n:04x}", "name": f"{word}{n}.pdf", "size": 9} for n in range(count)]


def with_files(count):
    """A document of so many files and an instruction of one; FILES_LIMIT of them may come in at once."""
    record = registered(files=many(min(count, FILES_LIMIT)))
    if count > FILES_LIMIT:
        record.does(CLERK, "attach", files=many(count - FILES_LIMIT, "补充"))
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, opinion="转。", files=[SHEET])
    return record


def test_more_files_than_can_be_carried_are_refused_before_anything_is_sent():
    record, to = with_files(FILES_LIMIT), {"to": "c3", "reason": "x"}
    assert record.refused(CLERK, "transfer", **to, with_instructions=True) == "too_many_files"
    assert record.refused(CLERK, "merge", into="7-9", reason="x") == "too_many_files"
    written = {"leader": "p2", "instructed_at": MONDAY, "words": "转。"}
    assert record.refused(CLERK, "follow_through", **written) == "too_many_files"
    assert len(record.does(CLERK, "transfer", **to).follow_ups[0].command.fields["files"]) == FILES_LIMIT
    assert with_files(FILES_LIMIT + 1).refused(CLERK, "transfer", **to) == "too_many_files"


def test_what_is_done_with_is_archived_and_nobodys_work_any_more():
    record = dispatched()
    term = {"archive_year": 2026, "retention": "thirty_years"}
    assert record.refused(CLERK, "archive", **term) == "wrong_stage"
    record.does(HANDLER, "complete", opinion="完")
    record.does(THIRD, "complete", opinion="完")
    record.does(CLERK, "conclude", result="完")
    assert record.refused(HANDLER, "archive", **term) == "not_allowed"
    assert record.refused(CLERK, "archive", archive_year=2026) == "missing_field"
    assert record.refused(CLERK, "archive", **{**term, "archive_year": 26}) == "no_such_year"
    assert record.refused(CLERK, "archive", **{**term, "retention": "60"}) == "bad_value"
    record.does(CLERK, "archive", **term)
    assert record.matter.stage == "archived"
    assert [steps(record, who) for who in (CLERK, HANDLER, THIRD)] == [[], [], []]
    assert record.seen_by(HANDLER)
    for otherwise in ({"archive_year": 2027}, {"retention": "permanent"}, {"item_number": None}):
        again = {**term, "item_number": 12, **otherwise}
        assert record.refused(CLERK, "archive", **again) == "archived_already"
    record.does(CLERK, "archive", **term, item_number=12)
    assert {n: record.matter.fields[n] for n in (*term, "item_number")} == {**term, "item_number": 12}
    for otherwise in ({}, {"item_number": 12}, {"item_number": 13}):
        assert record.refused(CLERK, "archive", **term, **otherwise) == "archived_already"
    record.does(HANDLER, "add_note", opinion="原件在文书柜。")
    assert record.refused(CLERK, "answer", opinion="x") == "wrong_stage"


def test_it_is_archived_with_every_file_and_with_nothing_still_to_be_done():
    record = registered(files=[SCAN])
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, files=[SCAN])
    record.does(CLERK, "conclude", result="完")
    record.does(CLERK, "circulate", readers=["p8"])
    term = {"archive_year": 2026, "retention": "ten_years"}
    assert record.refused(CLERK, "archive", **term) == "still_reading"
    record.does(CLERK, "take_off", track=1)
    assert record.refused(CLERK, "archive", **term) == "words_still_wanted"
    record.does(CLERK, "write_words", opinion="请速办。")
    away = record.context(CLERK, has_file=lambda _: False)
    assert record.ask(CLERK, "archive", context=away, fields=term) == NeedsFiles((SCAN["sha256"],))
    record.does(CLERK, "archive", **term)


def test_what_was_only_read_is_archived_too():
    record = registered(handling="reading")
    record.does(CLERK, "circulate", readers=["p4"])
    record.does(HANDLER, "mark_read")
    record.does(CLERK, "archive", archive_year=2026, retention="ten_years")
    assert record.matter.stage == "archived"


def test_words_that_still_have_to_be_written_are_work_also_after_the_end():
    record = registered()
    record.does(CLERK, "transcribe", leader="p2", instructed_at=MONDAY, files=[SCAN])
    record.does(CLERK, "conclude", result="完")
    assert steps(record, CLERK) == ["write_words"]
    record.does(CLERK, "write_words", opinion="请速办。")
    assert steps(record, CLERK) == []


# ------------------------------------------------------------ 意见更正


def test_an_author_corrects_his_words_and_the_first_text_stays():
    record = dispatched()
    record.does(HANDLER, "report", opinion="已到现场，险情一处。")
    at = record.matter.version
    corrected = record.does(HANDLER, "correct", entry=at, opinion="已到现场，险情两处。", reason="笔误")
    assert corrected.entries[0].type.value == "corrected"
    assert record.matter.corrected == {at: at + 1}
    assert record.entries[at - 1].fields["opinion"] == "已到现场，险情一处。"
    record.does(HANDLER, "correct", entry=at, opinion="已到现场，险情三处。")
    assert record.matter.corrected == {at: at + 2}


@pytest.mark.parametrize("entry", [1, 99, 0])
def test_nobody_corrects_the_words_of_another(entry):
    record = dispatched()
    record.does(HANDLER, "report", opinion="一。")
    assert record.refused(HANDLER, "correct", entry=entry, opinion="二。") == "not_your_words"


def test_who_wrote_nothing_is_offered_no_correction():
    record = dispatched()
    assert isinstance(record.ask(HANDLER, "report", fields={"opinion": "x"}), Accepted)
    assert record.refused(HANDLER, "correct", entry=2, opinion="x") == "not_allowed"


# ------------------------------------------------------------ 文号


@pytest.mark.parametrize(
    "written",
    ["海政发〔2026〕12号", "海政发[2026]12号", "海政发（２０２６）12 号", "海政发【2026】12号", " 海政发﹝2026﹞12号"],
)
def test_a_number_is_the_same_however_it_is_written(written):
    assert plain_number(written) == "海政发〔2026〕12号"
    assert fold_number(written) == fold_number("海政发〔2026〕12号")
