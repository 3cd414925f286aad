from oa_client.domain.acceptance import NOWHERE
from oa_client.domain.decision import Accepted
from oa_client.domain.exchange import EXCHANGE
from oa_client.domain.matter import MatterId
from tests.domain.office import CLERK, COLLEAGUE, FIRST, THIRD, Record

FILE = {"sha256": "a" * 64, "name": "海政发〔2026〕12号.pdf", "size": 9}
INCOMING = MatterId("8-1")


def sent(**more):
    record = Record(EXCHANGE)
    fields = {"title": "关于防汛的通知", "issuer": "区政府办", "number": "海政办〔2026〕3号", "files": [FILE]}
    record.does(CLERK, "send", **{**fields, "receivers": ["c2", "c3"], **more})
    return record


def told(record, actor, action, receiver, **fields):
    record.append(actor, record.ask(actor, action, following=INCOMING, receiver=receiver, **fields))


def test_each_receiver_gets_a_matter_of_its_own():
    record = Record(EXCHANGE)
    fields = {"title": "通知", "issuer": "区政府办", "files": [FILE], "receivers": ["c2", "c3"], "copied_to": ["c5"]}
    found = record.does(CLERK, "send", **fields)
    commands = [f.command for f in found.follow_ups]
    assert [c.fields["registry"] for c in commands] == ["c2", "c3", "c5"]
    assert {(c.kind, c.action, c.matter) for c in commands} == {("incoming", "deliver", "")}
    assert all(c.fields["files"] == [FILE] and c.fields["source"] == "7-1" for c in commands)
    assert [(t.holder, t.role) for t in record.matter.tracks] == [("c2", "main"), ("c3", "main"), ("c5", "copy")]


def test_no_receiver_sees_what_the_others_did():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert not record.seen_by(FIRST)
    assert not record.seen_by(THIRD)
    assert record.refused(FIRST, "note_signed", receiver="c3") == "not_allowed"


def test_what_each_did_is_seen_and_all_signed_is_said():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert (record.states(), record.matter.stage) == (["signed", "pending"], "sent")
    told(record, THIRD, "note_signed", "c3", by="p7")
    assert record.matter.stage == "received"
    told(record, FIRST, "note_answered", "c2", words="已照办。")
    told(record, FIRST, "note_concluded", "c2")
    assert record.states() == ["concluded", "signed"]


def test_what_comes_back_is_work_until_it_is_sent_again_or_settled():
    record = sent()
    told(record, FIRST, "note_returned", "c2", reason="不属我单位")
    assert record.tasks_of(CLERK) == [("act", "returned", None)]
    assert record.refused(CLERK, "close") == "returned_waits"
    again = record.does(CLERK, "resend", receivers=["c5"])
    assert again.follow_ups[0].command.fields["files"] == [FILE]
    assert record.tasks_of(CLERK) == []
    assert record.states() == ["settled", "pending", "pending"]


def test_what_a_receiver_voids_or_merges_is_said_of_that_receiver_alone():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    told(record, FIRST, "note_voided", "c2", by="p3", reason="与纸质件重复")
    assert (record.states(), record.matter.stage) == (["voided", "pending"], "sent")
    told(record, THIRD, "note_signed", "c3", by="p7")
    told(record, THIRD, "note_merged", "c3", by="p7", reason="与前一件是同一事项")
    assert record.states() == ["voided", "merged"]
    assert record.entries[-1].fields["reason"] == "与前一件是同一事项"
    record.does(CLERK, "resend", receivers=["c2"])


AT = {"delivery/7-1/c2": MatterId("7-1.1"), "delivery/7-1/c3": MatterId("7-1.2")}
"""Where the receivers' matters are found, as the centre knows it."""


def at_centre(record, actor):
    return record.context(actor, at_centre=True, holder_of=lambda registry, key: AT.get(f"{registry}/{key}"))


def does_at_centre(record, action, **fields):
    found = record.ask(CLERK, action, context=at_centre(record, CLERK), fields=fields)
    assert isinstance(found, Accepted), found
    record.append(CLERK, found)
    return [(f.command.matter, f.command.action, dict(f.command.fields)) for f in found.follow_ups]


def test_who_has_not_signed_has_it_taken_back_and_hears_why():
    record = sent(receivers=["c2", "c3"])
    said = does_at_centre(record, "withdraw", tracks=[1], reason="附件有误")
    assert said == [("7-1.2", "note_withdrawn", {"reason": "附件有误"})]
    assert (record.states(), record.matter.stage) == (["pending", "withdrawn"], "sent")
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert record.matter.stage == "received"
    record.does(CLERK, "resend", receivers=["c3"])


def test_all_of_them_taken_back_is_said_of_the_whole():
    record = sent()
    said = does_at_centre(record, "withdraw", tracks=[0, 1], reason="文号有误")
    assert [(matter, action) for matter, action, _ in said] == [
        ("7-1.1", "note_withdrawn"),
        ("7-1.2", "note_withdrawn"),
    ]
    assert (record.states(), record.matter.stage) == (["withdrawn", "withdrawn"], "withdrawn")
    assert record.tasks_of(CLERK) == []


def test_nothing_is_taken_back_without_naming_whom_and_why_nor_what_was_signed_for():
    record = sent()
    assert record.refused(CLERK, "withdraw", reason="附件有误") == "nobody_chosen"
    assert record.refused(CLERK, "withdraw", tracks=[0]) == "missing_field"
    assert record.refused(CLERK, "ask_back", tracks=[0], reason="附件有误") == "nobody_to_ask"
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert record.refused(CLERK, "withdraw", tracks=[0, 1], reason="附件有误") == "already_signed"
    assert record.refused(COLLEAGUE, "withdraw", tracks=[1], reason="附件有误") == "not_allowed"


def test_who_signed_is_asked_for_it_and_decides_himself():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    said = does_at_centre(record, "ask_back", tracks=[0], reason="附件有误")
    assert said == [("7-1.1", "note_asked_back", {"reason": "附件有误"})]
    told(record, FIRST, "note_kept", "c2", by="p3", reason="已按此办理")
    assert record.states() == ["signed", "pending"]
    told(record, FIRST, "note_returned", "c2", by="p3", reason="应发文单位请求")
    assert record.states() == ["returned", "pending"]


def test_a_receiver_nobody_finds_is_not_told_and_the_centre_refuses_for_it():
    record = sent()
    found = record.ask(CLERK, "withdraw", tracks=[0], reason="x")
    assert [f.command.matter for f in found.follow_ups] == [NOWHERE]


def test_an_organ_gets_it_once():
    record = Record(EXCHANGE)
    fields = {"title": "通知", "issuer": "区政府办", "files": [FILE]}
    assert record.refused(CLERK, "send", **fields, receivers=["c2"], copied_to=["c2"]) == "receiver_twice"
    assert record.refused(CLERK, "send", **fields, receivers=["c1"]) == "sent_to_itself"
    assert record.refused(CLERK, "send", **fields, receivers=["p3"]) == "receiver_not_an_organ"
    assert record.refused(COLLEAGUE, "send", **fields, receivers=["c2"]) == "not_allowed"
    assert sent().refused(CLERK, "resend", receivers=["c2"]) == "already_sent"


def test_a_request_has_one_main_receiver():
    record = Record(EXCHANGE)
    fields = {"title": "请示", "issuer": "东街道", "genre": "request", "files": [FILE]}
    assert record.refused(CLERK, "send", **fields, receivers=["c2", "c3"]) == "request_one_receiver"
    record.does(CLERK, "send", **fields, receivers=["c2"], copied_to=["c3"])


def test_an_organ_named_twice_would_have_a_strand_nobody_can_sign_for():
    record = Record(EXCHANGE)
    fields = {"title": "通知", "issuer": "区政府办", "files": [FILE]}
    assert record.refused(CLERK, "send", **fields, receivers=["c2", "c2"]) == "receiver_twice"
    assert record.refused(CLERK, "send", **fields, receivers=["c2"], copied_to=["c3", "c3"]) == "receiver_twice"
    assert sent().refused(CLERK, "resend", receivers=["c5", "c5"]) == "receiver_twice"


def test_who_has_the_document_gets_no_second_strand():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert record.refused(CLERK, "resend", receivers=["c2"]) == "already_sent"
    told(record, FIRST, "note_answered", "c2", words="已照办。")
    assert record.refused(CLERK, "resend", receivers=["c2"]) == "already_sent"


def test_who_has_done_with_it_may_get_it_once_more():
    record = sent()
    told(record, FIRST, "note_signed", "c2", by="p3")
    told(record, FIRST, "note_concluded", "c2")
    again = record.does(CLERK, "resend", receivers=["c2"], note="上次缺附件 2")
    command = again.follow_ups[0].command
    assert (command.kind, command.action, command.matter, command.fields["registry"]) == (
        "incoming",
        "deliver",
        "",
        "c2",
    )
    assert (record.states(), record.matter.stage) == (["concluded", "pending", "pending"], "sent")
    told(record, FIRST, "note_added", "c2", words="补充一点。")
    assert record.states() == ["concluded", "pending", "pending"], "the first matter's words do not sign for the second"
    told(record, FIRST, "note_signed", "c2", by="p3")
    told(record, FIRST, "note_concluded", "c2")
    assert record.states() == ["concluded", "pending", "concluded"]


def test_who_sent_it_back_may_get_it_again_and_sign_for_it():
    record = sent()
    told(record, FIRST, "note_returned", "c2", reason="缺附件")
    record.does(CLERK, "resend", receivers=["c2"])
    told(record, FIRST, "note_signed", "c2", by="p3")
    assert record.states() == ["settled", "pending", "signed"]


def test_what_one_organ_answered_goes_to_no_other():
    record = sent()
    answer = {"sha256": "b" * 64, "name": "西街道的答复.pdf", "size": 9}
    told(record, FIRST, "note_signed", "c2", by="p3")
    told(record, FIRST, "note_answered", "c2", words="见附件。", files=[answer])
    again = record.does(CLERK, "resend", receivers=["c5"])
    assert again.follow_ups[0].command.fields["files"] == [FILE]
