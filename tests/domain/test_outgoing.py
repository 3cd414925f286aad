"""发文 step by step (domain.md §4.3): who checks, who is asked, who signs, what is locked, what may not be lost."""

import hashlib
import json
from dataclasses import replace

from oa_client.domain.calendar import BEIJING
from oa_client.domain.decision import Accepted, NeedsCentre, NeedsFiles
from oa_client.domain.outgoing.long_text import OUTGOING_2 as OUTGOING
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import offered, row, timers
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    DIRECTORY,
    FIRST,
    HANDLER,
    HEAD,
    LEADER,
    MONDAY,
    OUTSIDER,
    REVIEWER,
    THIRD,
    VILLAGE,
    Record,
)

DAY = 86_400
FILE = {"sha256": "a" * 64, "name": "盖章扫描件.pdf", "size": 9}
DRAFTER = COLLEAGUE


def body(*paragraphs):
    return json.dumps({"v": 1, "b": [{"p": p} for p in paragraphs]}, ensure_ascii=False)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


LONG_TEXT = body("甲" * 20_000)
FIRST_TEXT, SECOND_TEXT = body("各单位要压实防汛责任。"), body("各单位要压实防汛责任，加强值守。")


def drafted(**more):
    record = Record(OUTGOING)
    fields = {
        "organ": "c1",
        "issuer": "区政府",
        "title": "关于做好防汛工作的通知",
        "genre": "notice",
        "direction": "down",
        "openness": "proactive",
        "receivers": ["c2", "c3"],
        "body": FIRST_TEXT,
    }
    record.as_file(LONG_TEXT)
    record.does(DRAFTER, "draft", **{**fields, **more})
    return record


def at_office(**more):
    record = drafted(**more)
    record.does(DRAFTER, "submit", checker="p2")
    record.does(LEADER, "pass_check")
    return record


def signed(**more):
    record = at_office(**more)
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    record.does(LEADER, "sign")
    return record


def numbered(**more):
    record = signed(**more)
    record.does(CLERK, "pass_recheck")
    record.does(CLERK, "number", series_word="海政发")
    return record


def sealed(**more):
    record = numbered(**more)
    record.does(CLERK, "typeset", print_date=record.now)
    record.does(CLERK, "proofread")
    record.does(CLERK, "seal", files=[FILE], sealed_copies=12)
    return record


def revise(record, actor, text, base, **more):
    return record.does(actor, "revise", fields={"body": text, "base": base, **more})


# ------------------------------------------------------------------ drafting


def test_one_drafts_in_the_name_of_an_organ_he_has_a_post_in_or_under():
    record = Record(OUTGOING)
    fields = {"title": "通知", "issuer": "区", "genre": "notice", "direction": "down", "openness": "proactive"}
    assert record.refused(DRAFTER, "draft", fields=fields, organ="c2") == "organ_not_yours"
    assert record.refused(DRAFTER, "draft", fields=fields, organ="u1") == "organ_not_an_organ"
    assert isinstance(record.ask(HANDLER, "draft", fields=fields, organ="c1"), Accepted), "of a unit below"


def test_openness_is_named_at_drafting_and_withholding_gives_a_reason():
    record = Record(OUTGOING)
    fields = {"title": "通知", "issuer": "区", "genre": "notice", "direction": "down", "organ": "c1"}
    assert record.ask(DRAFTER, "draft", fields=fields).facts == {"field": "openness"}
    assert record.ask(DRAFTER, "draft", fields=fields, openness="withheld").facts == {"field": "withheld_reason"}


def test_a_draft_is_the_drafters_alone_until_he_submits_it():
    record = drafted()
    assert (record.seen_by(DRAFTER), record.seen_by(CLERK), record.seen_by(LEADER)) == (True, False, False)
    record.does(DRAFTER, "submit", checker="p2")
    assert (record.seen_by(CLERK), record.seen_by(LEADER), record.seen_by(FIRST)) == (True, True, False)


def test_what_cannot_go_out_is_drafted_and_kept_but_not_submitted():
    record = drafted(genre="request", direction="up", organ="c1", receivers=["c2", "c3"])
    assert record.refused(DRAFTER, "submit", checker="p2") == "routing_r02"
    record = drafted(genre="report", direction="up", receivers=["c3"], body=body("以上请示妥否，请批示。"))
    assert record.refused(DRAFTER, "submit", checker="p2") == "routing_r04"
    assert record.matter.stage == "draft"
    revise(record, DRAFTER, FIRST_TEXT, record.matter.fields["body_digest"])
    record.does(DRAFTER, "submit", checker="p2")


def test_who_drafted_cannot_check_and_who_checks_has_the_post_for_it():
    record = drafted()
    assert record.refused(DRAFTER, "submit", checker="p13") == "checker_is_drafter"
    assert record.refused(DRAFTER, "submit", checker="p4") == "checker_cannot_check"


def test_a_marking_of_a_state_secret_in_a_block_of_the_body_is_refused():
    record = Record(OUTGOING)
    fields = {"title": "x", "issuer": "x", "genre": "notice", "direction": "down", "openness": "proactive"}
    for text in (body("机密★10年", "正文"), json.dumps({"b": [{"p": "绝密"}]}), body("一", "机 密")):
        found = record.ask(DRAFTER, "draft", fields=fields, organ="c1", body=text)
        assert (found.code, found.facts["field"]) == ("secret_marking", "body")
    assert isinstance(record.ask(DRAFTER, "draft", fields=fields, organ="c1", body=body("涉及商业秘密")), Accepted)


def test_a_body_may_be_32_kib_and_no_more():
    record = Record(OUTGOING)
    fields = {"title": "x", "issuer": "x", "genre": "notice", "direction": "down", "openness": "proactive"}
    room = 32 * 1024 - len(body("").encode())
    assert isinstance(record.ask(DRAFTER, "draft", fields=fields, organ="c1", body=body("a" * room)), Accepted)
    found = record.ask(DRAFTER, "draft", fields=fields, organ="c1", body=body("a" * (room + 1)))
    assert found.code == "too_long"


# ------------------------------------------------------------------ the text, its versions, its lease


def test_every_version_of_the_body_stands_in_the_record_with_the_one_it_was_made_from():
    record = drafted()
    base = record.matter.fields["body_digest"]
    assert base == sha(FIRST_TEXT)
    revise(record, DRAFTER, SECOND_TEXT, base)
    texts = [e.fields["body"] for e in record.entries if "body" in e.fields]
    assert texts == [FIRST_TEXT, SECOND_TEXT]
    assert record.entries[-1].fields["base"] == sha(FIRST_TEXT)
    assert (record.matter.texts["body"], record.matter.fields["body_digest"]) == (2, sha(SECOND_TEXT))


def test_an_edit_on_another_base_becomes_a_suggestion_and_the_body_stays():
    record = drafted()
    revise(record, DRAFTER, SECOND_TEXT, sha(FIRST_TEXT))
    found = revise(record, DRAFTER, body("另一稿"), sha(FIRST_TEXT), note="在家写的")
    assert found.entries[0].data["action"] == "suggest"
    assert record.entries[-1].fields == {"body": body("另一稿"), "base": sha(FIRST_TEXT), "note": "在家写的"}
    assert record.matter.fields["body_digest"] == sha(SECOND_TEXT)
    assert ("act", "suggestion", None) in record.tasks_of(DRAFTER)
    record.does(DRAFTER, "settle_suggestion")
    assert ("act", "suggestion", None) not in record.tasks_of(DRAFTER)


def test_a_suggestion_holds_the_signing_up_until_somebody_looked_at_it():
    record = at_office()
    revise(record, DRAFTER, SECOND_TEXT, sha(FIRST_TEXT))
    assert record.entries[-1].action == "suggest", "the text lies with the office now"
    assert record.refused(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True) == "suggestion_waits"


def test_a_lease_shows_its_end_and_keeps_others_out_until_then():
    record = at_office()
    assert isinstance(record.ask(CLERK, "check_out", context=record.context(CLERK)), NeedsCentre)
    at = record.now
    record.does(CLERK, "check_out", lease_days=3)
    assert (record.matter.fields["editor"], record.matter.fields["lease_until"]) == ("p1", at + 3 * DAY)
    assert record.refused(DRAFTER, "check_out") == "not_editing_now"
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT))
    assert record.entries[-1].action == "revise"
    assert record.matter.fields["lease_until"] == record.entries[-1].at + 3 * DAY, "saving extends it"


def test_an_edit_after_the_lease_has_ended_becomes_a_suggestion():
    record = at_office()
    record.does(CLERK, "check_out")
    record.now = record.matter.fields["lease_until"] - 1
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT))
    record.now = record.matter.fields["lease_until"]
    revise(record, CLERK, FIRST_TEXT, sha(SECOND_TEXT))
    assert record.entries[-1].action == "suggest"
    assert record.matter.fields["body_digest"] == sha(SECOND_TEXT)


def test_one_checked_out_by_somebody_else_is_free_again_when_it_ends_or_is_given_back():
    record = drafted()
    record.does(DRAFTER, "submit", checker="p2")
    record.does(LEADER, "check_out")
    assert record.refused(DRAFTER, "check_out") == "checked_out"
    assert record.refused(CLERK, "check_in") == "checked_out"
    record.does(LEADER, "check_in")
    record.does(DRAFTER, "check_out")
    record.now = record.matter.fields["lease_until"]
    record.does(LEADER, "check_out")
    assert record.matter.fields["editor"] == "p2"


# ------------------------------------------------------------------ 会签


def consulted(*units):
    record = drafted()
    record.does(DRAFTER, "submit", checker="p2")
    record.does(LEADER, "consult", consulted=list(units))
    return record


def test_units_are_asked_side_by_side_and_each_says_one_of_four_things():
    record = consulted("p4", "c3", "p6")
    assert record.matter.stage == "consultation"
    assert record.states() == ["delivered"] * 3
    assert record.tasks_of(HANDLER) == [("act", "countersign", 0)]
    assert record.refused(HANDLER, "countersign", stance="disagree") == "missing_field"
    record.does(HANDLER, "countersign", stance="agree")
    record.does(THIRD, "countersign", stance="disagree", opinion="经费未落实")
    record.does(HEAD, "countersign", stance="agree_with_changes", opinion="第二段加上镇")
    assert record.states() == ["agreed", "disagreed", "agreed_with_changes"]
    assert record.matter.stage == "consultation", "the office goes on, not the last answer"
    assert record.refused(CLERK, "end_consultation") == "missing_field"
    record.does(CLERK, "end_consultation", opinion="已与西街道协商，按原稿报签")
    assert record.matter.stage == "office_review"


def test_silence_is_said_after_five_working_days_and_is_no_consent():
    record = consulted("p4", "p6")
    record.does(HANDLER, "countersign", stance="agree")
    assert record.refused(CLERK, "end_consultation") == "still_consulting"
    (timer,) = timers(OUTGOING, record.matter)
    due = MONDAY + 7 * DAY  # five working days after Monday 2 November is Monday the 9th
    assert DAY > timer.at - due > 0
    record.now = timer.at
    record.does(CENTRE, "note_silence")
    assert record.states() == ["agreed", "silent"]
    assert record.matter.stage == "consultation"
    assert record.refused(CLERK, "end_consultation", opinion="继续") == "missing_field"
    assert record.refused(CLERK, "end_consultation", tracks=[0], opinion="继续") == "not_silent"
    record.does(CLERK, "end_consultation", tracks=[1], opinion="已电话催两次")
    assert record.entries[-1].fields["tracks"] == [1]
    assert record.states() == ["agreed", "silent"], "going on makes no consent of it"


def test_each_that_was_silent_is_named():
    record = consulted("p4", "p6")
    record.now = timers(OUTGOING, record.matter)[0].at
    record.does(CENTRE, "note_silence")
    assert record.refused(CLERK, "end_consultation", tracks=[1], opinion="已催") == "name_the_silent"
    record.does(CLERK, "end_consultation", tracks=[0, 1], opinion="已催")


def test_a_late_answer_still_counts_until_the_leaders_have_it():
    record = consulted("p6")
    record.now = timers(OUTGOING, record.matter)[0].at
    record.does(CENTRE, "note_silence")
    record.does(CLERK, "end_consultation", tracks=[0], opinion="已催")
    record.does(HEAD, "countersign", stance="no_opinion")
    assert record.states() == ["no_opinion"]


def test_a_strand_goes_to_a_colleague_of_the_same_unit_only():
    record = consulted("p4")
    assert record.refused(HANDLER, "forward", reader="p7") == "outside_unit"
    record.does(HANDLER, "forward", reader="p6")
    assert [(t.holder, t.state) for t in record.matter.tracks] == [("p4", "forwarded"), ("p6", "delivered")]


# ------------------------------------------------------------------ 核稿 and its gates


def test_a_normative_document_is_not_signed_before_its_legality_was_reviewed():
    record = at_office(regulatory=True)
    to_sign = {"signers": ["p2"], "relief_reviewed": True}
    assert record.refused(CLERK, "send_to_sign", **to_sign) == "legal_review_wanted"
    record.does(CLERK, "send_legal", legal_reviewer="p8")
    record.does(REVIEWER, "review_legality", legal_result="fail", opinion="第三条没有依据")
    assert record.refused(CLERK, "send_to_sign", **to_sign) == "legal_review_wanted"
    record.does(CLERK, "send_legal", legal_reviewer="p8")
    record.does(REVIEWER, "review_legality", legal_result="pass", opinion="已改")
    record.does(CLERK, "send_to_sign", **to_sign)


def test_fair_competition_is_reviewed_where_the_market_is_concerned():
    record = at_office(market=True)
    to_sign = {"signers": ["p2"], "relief_reviewed": True}
    assert record.refused(CLERK, "send_to_sign", **to_sign) == "fair_review_wanted"
    record.does(CLERK, "send_fair", fair_reviewer="p8")
    record.does(REVIEWER, "review_fairness", fair_result="pass_with_changes", opinion="删去第五条")
    record.does(CLERK, "send_to_sign", **to_sign)


def test_what_goes_down_is_reviewed_for_the_burden_it_lays_on_others():
    record = at_office()
    assert record.refused(CLERK, "send_to_sign", signers=["p2"]) == "relief_not_reviewed"


def test_it_goes_back_to_the_drafter_with_the_reason_from_every_check():
    for take_there in (
        lambda r: None,
        lambda r: r.does(LEADER, "pass_check"),
        lambda r: (
            r.does(LEADER, "pass_check"),
            r.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True),
        ),
    ):
        record = drafted()
        record.does(DRAFTER, "submit", checker="p2")
        take_there(record)
        who = CLERK if record.matter.stage == "office_review" else LEADER
        assert record.refused(who, "send_back") == "missing_field"
        record.does(who, "send_back", reason="依据不足")
        assert record.matter.stage == "returned"
        assert record.tasks_of(DRAFTER) == [("act", "redraft", None)]
        assert not [t for t in record.matter.tracks if t.state in OUTGOING.open_tracks]


def test_the_drafter_withdraws_until_the_leaders_have_it():
    record = at_office()
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    assert record.refused(DRAFTER, "withdraw", reason="不发了") == "already_with_leaders"
    record = at_office()
    record.does(DRAFTER, "withdraw", reason="不发了")
    assert record.matter.stage == "withdrawn"


# ------------------------------------------------------------------ 签发 and 复核


def test_what_goes_up_and_what_is_important_wants_the_principal_leader():
    record = at_office(important=True)
    fields = {"relief_reviewed": True}
    assert record.refused(CLERK, "send_to_sign", signers=["p8"], **fields) == "principal_must_sign"
    assert record.refused(CLERK, "send_to_sign", signers=["p4"], **fields) == "signer_not_a_leader"
    record.does(CLERK, "send_to_sign", signers=["p8", "p2"], **fields)
    plain = at_office()
    plain.does(CLERK, "send_to_sign", signers=["p8"], **fields)


def test_a_joint_document_is_signed_by_a_head_of_each_organ_and_dated_by_the_last():
    record = drafted(organ="c1", receivers=["c4"])
    record.matter = None
    record = Record(OUTGOING)
    fields = {"organ": "c2", "issuer": "局", "title": "关于联合检查的函", "genre": "letter", "direction": "parallel"}
    record.does(HANDLER, "draft", fields=fields, openness="on_request", receivers=["c4"], joint_with=["c3"], body="文")
    record.does(HANDLER, "submit", checker="p6")
    record.does(HEAD, "pass_check")
    assert record.refused(FIRST, "send_to_sign", signers=["p6"]) == "joint_heads_sign"
    record.does(FIRST, "send_to_sign", signers=["p6", "p8"])
    assert record.states() == ["delivered", "pending"]
    record.does(HEAD, "sign")
    assert (record.matter.stage, "doc_date" in record.matter.fields) == ("signing", False)
    record.now += 3 * DAY
    at = record.now
    record.does(REVIEWER, "sign", mark="circle")
    assert record.matter.stage == "signed"
    assert day(record.matter.fields["doc_date"]) == day(at)


def day(moment):
    from datetime import datetime

    return datetime.fromtimestamp(moment, BEIJING).date()


def test_a_bare_signature_is_consent_and_its_day_the_date_of_the_document():
    record = at_office()
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    record.now = MONDAY + 10 * DAY + 15 * 3600 - 9 * 3600 + 8 * 3600
    at = record.now
    record.does(LEADER, "sign")
    assert record.matter.stage == "signed"
    assert day(record.matter.fields["doc_date"]) == day(at)
    assert datetime_of(record.matter.fields["doc_date"]).hour == 0
    record.now += 20 * DAY
    record.does(CLERK, "pass_recheck")
    record.does(CLERK, "number", series_word="海政发")
    record.does(CLERK, "typeset", print_date=record.now)
    assert day(record.matter.fields["doc_date"]) == day(at), "never the day of printing"


def datetime_of(moment):
    from datetime import datetime

    return datetime.fromtimestamp(moment, BEIJING)


def test_a_signature_needs_the_centre_the_files_and_the_text_as_it_was_seen():
    record = at_office(files=[FILE])
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    assert isinstance(record.ask(LEADER, "sign", context=record.context(LEADER)), NeedsCentre)
    away = record.context(LEADER, at_centre=True, has_file=lambda _: False)
    assert isinstance(record.ask(LEADER, "sign", context=away), NeedsFiles)
    assert record.refused(LEADER, "sign", base=record.matter.version - 1) == "changed_since"


def test_what_was_signed_is_named_by_a_hash_of_head_and_body_in_the_entry():
    record = signed()
    first = record.entries[-1].data["found"]["lock.locked"]
    assert record.matter.fields["locked"] == first
    other = signed(title="关于做好防台工作的通知")
    texts = signed(body=SECOND_TEXT)
    again = signed()
    locks = [r.entries[-1].data["found"]["lock.locked"] for r in (other, texts, again)]
    assert first not in locks[:2]
    assert first == locks[2]


def test_a_text_that_came_as_a_file_has_a_version_and_is_locked_too():
    record = drafted()
    long_text, other = record.as_file(LONG_TEXT), record.as_file(body("乙" * 20_000))
    revise(record, DRAFTER, None, sha(FIRST_TEXT), body_file=long_text)
    state = record.matter.fields
    assert (state["body_digest"], state["body_in"], record.matter.texts.get("body")) == (
        sha(LONG_TEXT),
        long_text,
        None,
    )
    assert (record.matter.files, record.matter.document_files) == ((), ()), "it is the text, no attachment"
    revise(record, DRAFTER, FIRST_TEXT, sha(FIRST_TEXT))
    assert record.entries[-1].action == "suggest", "it was made from what the file replaced"
    record.does(DRAFTER, "settle_suggestion")
    locks = set()
    for file in (long_text, other):
        revise(record, DRAFTER, None, record.matter.fields["body_digest"], body_file=file)
        record.does(DRAFTER, "submit", checker="p2")
        record.does(LEADER, "pass_check")
        record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
        record.does(LEADER, "sign")
        locks.add(record.matter.fields["locked"])
        record.does(CLERK, "send_back", reason="再改")
    assert len(locks) == 2


def test_a_document_may_begin_with_a_long_text_and_go_on_with_a_short_one():
    file = Record(OUTGOING).as_file(LONG_TEXT)
    begun = drafted(body=None, body_file=file)
    assert (begun.matter.fields["body_digest"], begun.matter.fields["body_in"]) == (sha(LONG_TEXT), file)
    assert (begun.matter.files, begun.matter.document_files) == ((), ())
    revise(begun, DRAFTER, FIRST_TEXT, sha(LONG_TEXT))
    assert begun.entries[-1].action == "revise"
    assert (begun.matter.fields["body_digest"], begun.matter.texts["body"]) == (sha(FIRST_TEXT), 2)
    assert "body_in" not in begun.matter.fields, "it stands in its field again"


def test_the_words_of_a_long_text_are_judged_as_those_of_a_short_one():
    record = drafted()
    marked = body("甲" * 20_000, "机密★一年")
    assert (
        record.refused(DRAFTER, "revise", fields=base_of(record), body_file=record.as_file(marked)) == "secret_marking"
    )
    hidden = '{"v":1,"b":[{"p":"' + "甲" * 20_000 + r'"},{"p":"\u673a\u5bc6★"}]}'
    assert (
        record.refused(DRAFTER, "revise", fields=base_of(record), body_file=record.as_file(hidden)) == "secret_marking"
    )
    bent = body("甲" * 20_000, "一\u202e二")
    assert record.refused(DRAFTER, "revise", fields=base_of(record), body_file=record.as_file(bent)) == "bad_characters"
    asking = body("甲" * 20_000, "以上请示妥否，请批示。")
    for text, asks in ((asking, True), (LONG_TEXT, False)):
        record.does(DRAFTER, "revise", fields=base_of(record), body_file=record.as_file(text))
        assert record.matter.fields["body_asks"] is asks


def test_the_centre_waits_for_the_bytes_of_a_long_text_and_reads_them_first():
    record = drafted()
    file = record.as_file(LONG_TEXT)
    fields = {**base_of(record), "body_file": file}
    away = record.context(DRAFTER, at_centre=True, has_file=lambda _: False, read_text=lambda _: None)
    assert record.ask(DRAFTER, "revise", context=away, fields=fields) == NeedsFiles((sha(LONG_TEXT),))
    torn = record.context(DRAFTER, at_centre=True, read_text=lambda _: None)
    assert record.ask(DRAFTER, "revise", context=torn, fields=fields).code == "bad_value", "bytes that are no text"
    offline = record.context(DRAFTER, read_text=lambda _: None)
    assert isinstance(record.ask(DRAFTER, "revise", context=offline, fields=fields), Accepted)


def test_a_long_text_is_one_file_under_its_own_name_and_no_longer_than_a_text_may_be():
    record = drafted()
    (file,) = record.as_file(LONG_TEXT)
    for bad, code in (
        ([file, file], "bad_value"),
        ([{**file, "name": "正文.docx"}], "bad_value"),
        ([{**file, "size": 2 * 1024 * 1024 + 1}], "body_too_large"),
    ):
        assert record.refused(DRAFTER, "revise", body_file=bad, fields=base_of(record)) == code


def test_a_signature_waits_for_the_long_text_it_is_given_for():
    record = at_office()
    record.does(CLERK, "check_out")
    file = record.as_file(LONG_TEXT)
    record.does(CLERK, "revise", fields={"base": record.matter.fields.get("body_digest"), "body_file": file})
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    away = record.context(LEADER, at_centre=True, has_file=lambda _: False)
    assert record.ask(LEADER, "sign", context=away) == NeedsFiles((sha(LONG_TEXT),))


def base_of(record):
    return {"base": record.matter.fields["body_digest"]}


def test_what_is_important_nobody_signs_for_another():
    for important, code in ((True, "sign_in_person"), (False, "")):
        record = at_office(important=important)
        record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
        instead = replace(LEADER, person=12, on_behalf=2, delegation="d1")
        assert getattr(record.ask(instead, "sign"), "code", "") == code


def test_whose_name_a_document_bears_is_the_drafters_and_not_amended_on_the_way():
    record = drafted()
    head = {k: v for k, v in record.matter.fields.items() if k in {a.name for a in OUTGOING.action("redraft").asks}}
    assert record.refused(DRAFTER, "redraft", fields={**head, "organ": "c2"}) == "organ_not_yours"
    record.does(DRAFTER, "redraft", fields={**head, "title": "关于防台工作的通知"})
    assert record.matter.fields["title"] == "关于防台工作的通知"
    assert not {"organ", "genre", "direction", "joint_with"} & HEADS


def test_a_change_of_substance_after_the_signature_goes_to_the_signer_again():
    record = signed()
    first = record.matter.fields["locked"]
    record.does(CLERK, "check_out")
    assert record.ask(CLERK, "revise", fields={"body": SECOND_TEXT, "base": sha(FIRST_TEXT)}).facts == {
        "field": "reason"
    }
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT), substantive=True, reason="增加一项要求")
    assert record.matter.stage == "signing"
    assert not {"locked", "doc_date"} & set(record.matter.fields)
    assert record.tasks_of(LEADER) == [("act", "sign", 1)]
    record.now += DAY
    record.does(LEADER, "sign")
    assert record.matter.stage == "signed"
    assert record.matter.fields["locked"] != first
    assert day(record.matter.fields["doc_date"]) == day(record.entries[-1].at)


def test_a_picture_exchanged_after_the_signature_goes_to_the_signer_again():
    first, other = (json.dumps({"v": 1, "b": [{"p": "图1", "i": x * 32}]}, ensure_ascii=False) for x in ("a1", "b2"))
    record = signed(body=first)
    locked = record.matter.fields["locked"]
    record.does(CLERK, "check_out")
    brought = {"sha256": "b2" * 32, "name": "正文图片.png", "size": 9}
    revise(record, CLERK, other, sha(first), pictures=[brought], substantive=True, reason="换图")
    assert (record.matter.stage, record.tasks_of(LEADER)) == ("signing", [("act", "sign", 1)])
    assert [f.sha256 for f in record.matter.document_files] == ["b2" * 32]
    record.now += DAY
    away = record.context(LEADER, at_centre=True, has_file=lambda _: False)
    assert isinstance(record.ask(LEADER, "sign", context=away), NeedsFiles), "he signs for what can be seen"
    record.does(LEADER, "sign")
    assert record.matter.fields["body_digest"] == sha(other)
    assert record.matter.fields["locked"] != locked


def test_a_correction_without_substance_stands_in_the_record_and_goes_on():
    record = numbered()
    first = record.matter.fields["locked"]
    head = {k: v for k, v in record.matter.fields.items() if OUTGOING.action("amend") and k in HEADS}
    record.does(CLERK, "amend", **{**head, "title": "关于做好防汛工作的通知（更正）"}, reason="错字")
    assert (record.matter.stage, record.entries[-1].fields["reason"]) == ("numbered", "错字")
    assert record.matter.fields["locked"] != first
    assert record.matter.fields["locked"] == record.entries[-1].data["found"]["lock.locked"]


HEADS = {ask.name for ask in OUTGOING.action("amend").asks}


def test_a_change_of_substance_after_numbering_keeps_the_number():
    record = numbered()
    record.does(CLERK, "check_out")
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT), substantive=True, reason="加一段")
    record.does(LEADER, "sign")
    record.does(CLERK, "pass_recheck")
    assert (record.matter.stage, record.matter.fields["number"]) == ("numbered", "海政发〔2026〕1号")


def test_nobody_changes_a_text_while_the_leaders_read_it():
    record = at_office()
    record.does(CLERK, "check_out")
    record.does(CLERK, "send_to_sign", signers=["p2"], relief_reviewed=True)
    revise(record, CLERK, SECOND_TEXT, sha(FIRST_TEXT))
    assert record.entries[-1].action == "suggest"
    names = {a.name for a, _ in offered(OUTGOING, record.matter, CLERK, DIRECTORY)}
    assert not {"revise", "amend", "attach", "check_out"} & names


# ------------------------------------------------------------------ number, seal, issue


def test_the_centre_gives_the_number_and_it_is_written_as_the_standard_says():
    record = signed()
    record.does(CLERK, "pass_recheck")
    assert isinstance(record.ask(CLERK, "number", context=record.context(CLERK), series_word="海政发"), NeedsCentre)
    context = record.context(
        CLERK, at_centre=True, given=lambda registry, series: {"outgoing_number": 11}.get(registry, 0)
    )
    found = record.ask(CLERK, "number", context=context, series_word="海政发")
    assert {(c.registry, c.key) for c in found.claims} == {
        ("outgoing_number", "c1/海政发/2026/000012"),
        ("outgoing_total", "c1/2026/000001"),
    }
    record.append(CLERK, found)
    assert record.matter.fields["number"] == "海政发〔2026〕12号"
    assert row(OUTGOING, record.matter).number == "海政发〔2026〕12号"


def test_a_void_document_keeps_its_number_which_nobody_gets_again():
    record = numbered()
    found = record.does(CLERK, "void", reason="重复行文")
    assert record.matter.stage == "void"
    assert record.matter.fields["number"] == "海政发〔2026〕1号"
    assert found.claims == ()


def test_it_is_sealed_with_the_scan_that_comes_back_and_not_issued_without():
    record = numbered()
    record.does(CLERK, "typeset", print_date=record.now)
    record.does(CLERK, "proofread")
    assert record.refused(CLERK, "issue") == "not_sealed"
    assert record.refused(CLERK, "seal", sealed_copies=3) == "missing_field"
    assert isinstance(
        record.ask(CLERK, "seal", context=record.context(CLERK), files=[FILE], sealed_copies=3), NeedsCentre
    )
    away = record.context(CLERK, at_centre=True, has_file=lambda _: False)
    assert isinstance(record.ask(CLERK, "seal", context=away, files=[FILE], sealed_copies=3), NeedsFiles)
    record.does(CLERK, "seal", files=[FILE], sealed_copies=3)
    assert record.matter.fields["sealed_by"] == "p1"
    record.does(CLERK, "issue")


def test_minutes_as_a_rule_bear_no_seal():
    record = numbered(genre="minutes")
    record.does(CLERK, "typeset", print_date=record.now)
    record.does(CLERK, "proofread")
    record.does(CLERK, "issue")
    assert record.matter.stage == "issued"


def test_a_document_is_not_printed_before_it_was_signed():
    record = numbered()
    assert record.refused(CLERK, "typeset", print_date=record.now - 3 * DAY) == "printed_before_signed"
    record.does(CLERK, "typeset", print_date=record.matter.fields["doc_date"])


def test_distribution_is_one_exchange_with_head_files_and_receivers():
    record = sealed(copied_to=["c5"])
    record.does(CLERK, "issue")
    found = record.does(CLERK, "distribute", files=[FILE])
    (sent,) = [f.command for f in found.follow_ups]
    assert (sent.kind, sent.action, sent.matter) == ("exchange", "send", "")
    assert sent.fields["receivers"] == ["c2", "c3"]
    assert sent.fields["copied_to"] == ["c5"]
    assert sent.fields["number"] == "海政发〔2026〕1号"
    assert sent.fields["doc_date"] == record.matter.fields["doc_date"]
    assert (sent.fields["files"], sent.fields["relates"]) == ([FILE], "7-1")


def test_what_goes_only_outside_leaves_on_paper_and_is_no_exchange():
    record = sealed(receivers=[], outside_receivers="市应急局")
    record.does(CLERK, "issue")
    assert record.does(CLERK, "distribute").follow_ups == ()
    assert record.matter.stage == "distributed"


def test_what_is_distributed_is_filed_once_and_its_item_number_may_come_later():
    record = sealed(receivers=[], outside_receivers="市应急局")
    record.does(CLERK, "issue")
    record.does(CLERK, "distribute")
    term = {"archive_year": 2026, "retention": "permanent"}
    record.does(CLERK, "archive", **term)
    assert record.refused(CLERK, "archive", **term) == "archived_already"
    assert record.refused(CLERK, "archive", **{**term, "retention": "ten_years"}, item_number=3) == "archived_already"
    record.does(CLERK, "archive", **term, item_number=3)
    assert record.refused(CLERK, "archive", **term, item_number=4) == "archived_already"
    assert record.matter.fields["item_number"] == 3


def test_who_has_nothing_to_do_with_it_sees_and_does_nothing():
    record = sealed()
    for stranger in (OUTSIDER, VILLAGE):
        assert not record.seen_by(stranger)
        assert record.refused(stranger, "issue") == "not_allowed"
