"""发文 that goes back, goes on with others or stops: nothing is stuck for good, no number is lost or given twice."""

from dataclasses import replace

from oa_client.domain.decision import Accepted
from oa_client.domain.issuing_plan import ISSUING_PLAN
from oa_client.domain.numbering import NUMBERS
from oa_client.domain.outgoing.long_text import OUTGOING_2 as OUTGOING
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import row, timers
from oa_client.domain.vocabulary import problems
from tests.domain.office import CLERK, FIRST, HANDLER, HEAD, LEADER, REVIEWER, THIRD, Record
from tests.domain.test_outgoing import (
    DRAFTER,
    FIRST_TEXT,
    SECOND_TEXT,
    at_office,
    drafted,
    numbered,
    revise,
    sealed,
    sha,
    signed,
)

KEPT_OF_HEAD = {ask.name for ask in OUTGOING.action("redraft").asks}


def head(record):
    return {k: v for k, v in record.matter.fields.items() if k in KEPT_OF_HEAD}


def disagreed():
    """A department writes to those below it; one of the departments asked does not agree."""
    record = Record(OUTGOING)
    named = {"organ": "c2", "issuer": "局", "title": "关于防汛的通知", "genre": "notice", "direction": "down"}
    record.does(HANDLER, "draft", fields=named, openness="proactive", receivers=["c5"], body=FIRST_TEXT)
    record.does(HANDLER, "submit", checker="p6")
    record.does(HEAD, "consult", consulted=["p8"])
    record.does(REVIEWER, "countersign", track=0, stance="disagree", opinion="不同意第二条")
    return record


def to_sign(record):
    return record.ask(FIRST, "send_to_sign", signers=["p6"], relief_reviewed=True)


# ------------------------------------------------------------------ 未协商一致 ends by agreeing


def test_whoever_disagreed_and_agrees_when_asked_again_stands_in_the_way_no_more():
    record = disagreed()
    record.does(FIRST, "consult", consulted=["p8"])
    record.does(REVIEWER, "countersign", track=1, stance="agree")
    record.does(FIRST, "end_consultation", opinion="已商定")
    assert isinstance(to_sign(record), Accepted)


def test_a_disagreement_stands_against_silence_and_against_the_consent_of_another_unit():
    record = disagreed()
    record.does(FIRST, "consult", consulted=["p8", "p10"])
    street = record.matter.tracks[2]
    assert street.holder == "p10"
    record.append(CENTRE, _silence(record))
    record.does(FIRST, "end_consultation", tracks=[1, 2], opinion="没有回")
    assert to_sign(record).code == "routing_r11"


def _silence(record):
    record.now = timers(OUTGOING, record.matter)[0].at
    found = record.ask(CENTRE, "note_silence")
    assert isinstance(found, Accepted), found
    return found


def test_a_colleague_who_agreed_beside_him_does_not_take_a_disagreement_back():
    record = Record(OUTGOING)
    named = {"organ": "c2", "issuer": "局", "title": "关于防汛的通知", "genre": "notice", "direction": "down"}
    record.does(HANDLER, "draft", fields=named, openness="proactive", receivers=["c5"], body=FIRST_TEXT)
    record.does(HANDLER, "submit", checker="p6")
    record.does(HEAD, "consult", consulted=["p7", "p8"])
    record.does(REVIEWER, "countersign", track=1, stance="disagree", opinion="不同意")
    from_seven = next(t for t in record.matter.tracks if t.holder == "p7")
    record.does(THIRD, "countersign", track=from_seven.id, stance="agree")
    record.does(FIRST, "end_consultation", opinion="一人不同意")
    assert to_sign(record).code == "routing_r11"


def test_a_draft_sent_back_because_of_a_disagreement_goes_on_its_way_again():
    record = disagreed()
    record.does(FIRST, "end_consultation", opinion="退回再改")
    record.does(FIRST, "send_back", reason="按会签意见改")
    record.does(HANDLER, "submit", checker="p6")
    record.does(HEAD, "pass_check")
    assert to_sign(record).code == "routing_r11", "but nobody signs it before they agree"


def test_one_unit_has_one_strand_to_answer_on_and_after_a_return_a_new_one():
    record = at_office()
    record.does(CLERK, "consult", consulted=["p3"])
    record.append(CENTRE, _silence(record))
    assert record.refused(CLERK, "consult", consulted=["p3"]) == "consulted_twice", "it may still answer"
    record.does(CLERK, "send_back", reason="改后再会签")
    record.does(DRAFTER, "submit", checker="p2")
    record.does(LEADER, "consult", consulted=["p3"])
    assert [track for _, step, track in record.tasks_of(FIRST) if step == "countersign"] == [1]
    record.does(FIRST, "countersign", track=1, stance="agree")
    record.does(CLERK, "end_consultation")


# ------------------------------------------------------------------ the text does not stay locked up


def test_what_goes_back_to_the_drafter_is_his_to_write_at_once():
    record = at_office()
    record.does(CLERK, "check_out", lease_days=7)
    record.does(CLERK, "send_back", reason="请改")
    found = revise(record, DRAFTER, SECOND_TEXT, sha(FIRST_TEXT))
    assert found.entries[0].data["action"] == "revise"


def test_whoever_passes_a_draft_on_keeps_nobody_behind_him_from_writing():
    record = drafted()
    record.does(DRAFTER, "submit", checker="p2")
    record.does(LEADER, "check_out", lease_days=7)
    record.does(LEADER, "pass_check")
    record.does(CLERK, "check_out")
    assert record.matter.fields["editor"] == "p1"


def test_the_office_keeps_its_own_lease_when_it_asks_further_units():
    record = at_office()
    record.does(CLERK, "check_out")
    record.does(CLERK, "consult", consulted=["p3"])
    assert record.matter.fields["editor"] == "p1"


def test_what_lies_with_a_checker_who_is_gone_the_office_sends_back():
    record = drafted()
    record.does(DRAFTER, "submit", checker="p2")
    record.does(CLERK, "send_back", reason="核稿人已调离，请另送")
    record.does(DRAFTER, "submit", checker="p8")
    assert record.matter.fields["checker"] == "p8"


def test_a_suggestion_keeps_every_word_of_the_edit_it_stands_for():
    record = signed()
    record.does(CLERK, "check_out")
    more = {"reason": "补写依据", "note": "第三段", "substantive": True}
    (entry,) = revise(record, CLERK, SECOND_TEXT, "0" * 64, **more).entries
    assert entry.data["action"] == "suggest"
    assert (entry.data["fields"]["reason"], entry.data["fields"]["note"]) == ("补写依据", "第三段")


def test_an_action_in_the_place_of_another_asks_for_all_its_words():
    poorer = replace(OUTGOING.action("suggest"), asks=OUTGOING.action("suggest").asks[:3])
    actions = tuple(poorer if a.name == "suggest" else a for a in OUTGOING.actions)
    found = [line for line in problems(replace(OUTGOING, actions=actions)) if "would be lost" in line]
    assert found
    assert not list(problems(OUTGOING))


def test_one_text_is_given_not_two():
    record = drafted()
    file = {"sha256": "b" * 64, "name": "正文.json", "size": 40_000}
    base = sha(FIRST_TEXT)
    assert record.refused(DRAFTER, "revise", body=SECOND_TEXT, body_file=[file], fields={"base": base}) == "body_twice"


def test_a_drafter_who_stands_in_for_the_checker_does_not_check_his_own_draft():
    record = drafted()
    record.does(DRAFTER, "submit", checker="p2")
    stand_in = replace(LEADER, person=DRAFTER.person, on_behalf=LEADER.person, delegation="d9")
    assert record.refused(stand_in, "pass_check") == "checker_is_drafter"
    other = replace(stand_in, person=1)
    assert isinstance(record.ask(other, "pass_check"), Accepted)


# ------------------------------------------------------------------ numbers


def returned_with_number():
    record = numbered()
    record.does(CLERK, "check_out")
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT), substantive=True, reason="加一段")
    record.does(LEADER, "send_back", reason="重写")
    assert (record.matter.stage, record.matter.fields["number"]) == ("returned", "海政发〔2026〕1号")
    return record


def test_a_number_is_not_withdrawn_with_its_draft_but_void_in_the_register():
    record = returned_with_number()
    assert record.refused(DRAFTER, "withdraw", reason="不发了") == "withdraw_numbered"
    record.does(CLERK, "void", reason="不发了")
    assert (record.matter.stage, record.matter.fields["number"]) == ("void", "海政发〔2026〕1号")


def test_a_document_with_a_number_stays_with_the_organ_that_gave_it():
    """HANDLER may draft in the name of his department and of the district above it."""
    record = Record(OUTGOING)
    named = {"organ": "c2", "issuer": "局", "title": "关于防汛的通知", "genre": "notice", "direction": "down"}
    record.does(HANDLER, "draft", fields=named, openness="proactive", receivers=["c5"], body=FIRST_TEXT)
    record.does(HANDLER, "submit", checker="p6")
    record.does(HEAD, "pass_check")
    record.does(FIRST, "send_to_sign", signers=["p6"], relief_reviewed=True)
    record.does(HEAD, "sign")
    record.does(FIRST, "pass_recheck")
    record.does(FIRST, "number", series_word="海民发")
    record.does(FIRST, "check_out")
    revise(record, FIRST, SECOND_TEXT, sha(FIRST_TEXT), substantive=True, reason="加一段")
    record.does(HEAD, "send_back", reason="重写")
    assert record.refused(HANDLER, "redraft", fields={**head(record), "organ": "c1"}) == "numbered_already"
    record.does(HANDLER, "redraft", fields={**head(record), "title": "关于防汛工作的通知"})


def test_what_was_counted_in_a_plan_is_not_moved_to_another():
    record = at_office()
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True, plan="7-90")
    record.does(LEADER, "sign")
    record.does(CLERK, "pass_recheck")
    record.does(CLERK, "number", series_word="海政发")
    record.does(CLERK, "check_out")
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT), substantive=True, reason="加一段")
    record.does(LEADER, "send_back", reason="重写")
    now = head(record)
    assert record.refused(DRAFTER, "redraft", fields={**now, "plan": "7-91"}) == "counted_already"
    assert record.refused(DRAFTER, "redraft", fields={**now, "plan": None}) == "counted_already"
    record.does(DRAFTER, "redraft", fields=now)


def test_a_word_with_a_space_begins_no_second_series_of_the_same_look():
    record = signed()
    record.does(CLERK, "pass_recheck")
    for word in ("海政发 ", "海 政发", "海政\u200b发", "\u3000海政发"):
        assert record.refused(CLERK, "number", series_word=word) == "word_not_solid"
    record.does(CLERK, "number", series_word="海政发（函）")
    kept = Record(NUMBERS)
    named = {"title": "海政发", "of": "outgoing_number"}
    assert kept.refused(CLERK, "open", fields=named, word="海政发 ") == "word_not_solid"
    assert isinstance(kept.ask(CLERK, "open", fields={"title": "收文", "of": "incoming_number"}), Accepted)


# ------------------------------------------------------------------ pages, days, silence, the plan


def test_a_text_changed_behind_its_pages_is_typeset_and_proofread_again():
    record = numbered()
    record.does(CLERK, "typeset", print_date=record.now)
    record.does(CLERK, "proofread")
    record.does(CLERK, "check_out")
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT), reason="错字")
    assert record.matter.stage == "numbered"
    assert record.refused(CLERK, "seal", files=[{"sha256": "a" * 64, "name": "a.pdf", "size": 1}], sealed_copies=1)


def test_the_register_has_it_by_the_day_it_was_signed():
    record = signed()
    assert row(OUTGOING, record.matter).dated == record.matter.fields["doc_date"]
    assert row(OUTGOING, sealed().matter).dated is not None


def test_nothing_is_said_of_silence_where_everybody_answered():
    record = at_office()
    record.does(CLERK, "consult", consulted=["p3"])
    assert timers(OUTGOING, record.matter)
    record.does(FIRST, "countersign", track=0, stance="agree")
    assert timers(OUTGOING, record.matter) == ()


def test_more_is_asked_of_another_when_whoever_was_asked_has_left():
    record = Record(ISSUING_PLAN)
    record.does(CLERK, "plan", title="2026 年发文计划", plan_year=2026, planned=1)
    record.does(CLERK, "ask_extra", approver="p2", extra=2, reason="防汛")
    record.does(CLERK, "ask_extra", approver="p2", extra=3, reason="防汛，另请")
    record.does(LEADER, "allow_extra")
    assert (record.matter.stage, record.matter.fields["allowed"]) == ("running", 4)
