"""公文交换 and 收文 at the centre: matters of their own, numbers given once, nothing seen that is others'."""

from __future__ import annotations

import hashlib
from pathlib import Path

from oa_client.domain.people import PersonId
from oa_client.protocol.record import read
from server_stub.fold import load, record
from server_stub.ownership import sees_file
from tests.server.office import Office

PDF = b"%PDF-1.4 a notice"
SHA = hashlib.sha256(PDF).hexdigest()
FILE = {"sha256": SHA, "name": "通知.pdf", "size": len(PDF)}


def send(office: Office, **more: object) -> str:
    fields = {
        "title": "关于防汛的通知",
        "issuer": "东街道",
        "number": "东街〔2026〕3号",
        "files": [FILE],
        "receivers": ["c3"],
    }
    return office.do(1, "send", kind="exchange", **{**fields, **more})


def stages(office: Office, matter: str) -> tuple[str, list[str]]:
    with office.centre.database.read() as connection:
        fold = load(connection, office.centre.kinds, matter)
    assert fold is not None
    assert fold.state is not None
    return fold.state.stage, [t.state for t in fold.state.tracks]


def test_what_is_sent_arrives_as_a_matter_of_the_receivers_and_what_they_do_is_told() -> None:
    office = Office.open()
    exchange = send(office)
    incoming = f"{exchange}.1"
    assert stages(office, exchange) == ("sent", ["pending"])
    office.do(3, "sign_receipt", incoming, kind="incoming", copies=1)
    assert stages(office, exchange) == ("received", ["signed"])
    office.do(3, "enter", incoming, kind="incoming", title="关于防汛的通知", issuer="东街道", handling="action")
    office.do(3, "answer", incoming, kind="incoming", opinion="已部署。")
    assert stages(office, exchange) == ("received", ["answered"])


def test_what_a_receiver_took_out_of_its_register_is_told_with_the_reason() -> None:
    office = Office.open()
    exchange = send(office)
    incoming = f"{exchange}.1"
    office.do(3, "sign_receipt", incoming, kind="incoming")
    office.do(3, "void", incoming, kind="incoming", reason="与纸质件重复")
    assert stages(office, exchange) == ("received", ["voided"])
    with office.centre.database.read() as connection:
        told = read(record(connection, exchange)[-1])
    assert (told.action, told.fields["receiver"], told.fields["reason"]) == ("note_voided", "c3", "与纸质件重复")


def test_who_concluded_gets_it_once_more_as_a_matter_of_its_own() -> None:
    office = Office.open()
    exchange = send(office)
    incoming = f"{exchange}.1"
    office.do(3, "sign_receipt", incoming, kind="incoming")
    fields = {"title": "关于防汛的通知", "issuer": "东街道", "handling": "action"}
    office.do(3, "enter", incoming, kind="incoming", **fields)
    office.do(3, "conclude", incoming, kind="incoming", result="已办")
    up = office.up(1, "resend", exchange, kind="exchange", receivers=["c3"])
    assert office.send(1, up)[0].s == "a"
    again = f"{office.device(1).device}-{up.n}.1"
    office.do(3, "answer", incoming, kind="incoming", opinion="补充一点。")
    assert stages(office, exchange) == ("sent", ["concluded", "pending"])
    office.do(3, "sign_receipt", again, kind="incoming")
    assert stages(office, exchange) == ("received", ["concluded", "signed"])
    assert (stages(office, incoming)[0], stages(office, again)[0]) == ("concluded", "signed")


def test_what_is_taken_back_reaches_the_receivers_matter_and_no_other() -> None:
    office = Office.open()
    exchange = send(office, receivers=["c3", "c1"])
    office.do(1, "withdraw", exchange, kind="exchange", tracks=[0], reason="附件有误")
    assert stages(office, exchange) == ("sent", ["withdrawn", "pending"])
    assert (stages(office, f"{exchange}.1")[0], stages(office, f"{exchange}.2")[0]) == ("withdrawn", "delivered")
    (late,) = office.send(3, office.up(3, "sign_receipt", f"{exchange}.1", kind="incoming"))
    assert (late.s, late.code) == ("r", "recalled")


def test_who_was_sent_it_again_is_reached_there_also_after_a_rebuild() -> None:
    office = Office.open()
    exchange = send(office)
    office.do(3, "return_document", f"{exchange}.1", kind="incoming", reason="缺附件")
    up = office.up(1, "resend", exchange, kind="exchange", receivers=["c3"])
    assert office.send(1, up)[0].s == "a"
    again = f"{office.device(1).device}-{up.n}.1"
    office.centre.rebuild()
    office.do(3, "sign_receipt", again, kind="incoming")
    (late,) = office.send(1, office.up(1, "withdraw", exchange, kind="exchange", tracks=[1], reason="附件有误"))
    assert (late.s, late.code) == ("r", "already_signed")
    office.do(1, "ask_back", exchange, kind="exchange", tracks=[1], reason="附件有误")
    office.do(3, "return_document", again, kind="incoming", reason="应发文单位请求")
    assert stages(office, exchange) == ("received", ["settled", "returned"])
    assert stages(office, f"{exchange}.1")[0] == stages(office, again)[0] == "returned"


def test_neither_side_sees_into_the_other() -> None:
    office = Office.open()
    exchange = send(office)
    incoming = f"{exchange}.1"
    office.do(3, "sign_receipt", incoming, kind="incoming")
    (theirs,) = office.send(3, office.up(3, "add_note", exchange, kind="exchange", opinion="x"))
    (ours,) = office.send(1, office.up(1, "add_note", incoming, kind="incoming", opinion="x"))
    assert (theirs.code, ours.code) == ("not_visible", "not_visible")


def test_what_only_follows_from_elsewhere_cannot_be_sent_in() -> None:
    office = Office.open()
    fields = {"title": "假", "issuer": "假", "registry": "c3"}
    (outcome,) = office.send(1, office.up(1, "deliver", kind="incoming", **fields))
    assert (outcome.s, outcome.code) == ("r", "not_allowed")


def test_a_file_goes_to_the_receivers_with_its_matter_only() -> None:
    office = Office.open()
    caller = office.device(1)
    office.centre.append_file(caller, SHA, 0, len(PDF), PDF)
    incoming = f"{send(office)}.1"
    with office.centre.database.read() as connection:
        assert sees_file(connection, PersonId(3), SHA, incoming)
        assert not sees_file(connection, PersonId(2), SHA)
    office.centre.close()


def test_receipt_numbers_run_by_organ_and_year_without_gap_or_double_and_survive_a_rebuild(tmp_path: Path) -> None:
    office = Office.open(tmp_path)

    def register(person: int, number: str) -> str:
        fields = {"title": "文", "issuer": "市局", "number": number, "handling": "action"}
        matter = office.do(person, "register", kind="incoming", **fields)
        with office.centre.database.read() as connection:
            found = read(record(connection, matter)[-1]).data["found"]
        assert isinstance(found, dict)
        return f"{person}:{found['number.receipt_number']['year']}-{found['number.receipt_number']['n']}"

    first = [register(1, "一"), register(3, "一"), register(1, "二")]
    assert first == ["1:2026-1", "3:2026-1", "1:2026-2"]
    office.centre.rebuild()
    assert register(1, "三") == "1:2026-3"
    office.clock.now += 200 * 86_400
    assert register(1, "四") == "1:2027-1"


def test_two_clerks_register_the_same_paper_the_second_is_told_which_one_has_it() -> None:
    office = Office.open()
    fields = {"title": "文", "issuer": "市局", "handling": "action"}
    first = office.do(1, "register", kind="incoming", number="市局〔2026〕7号", **fields)
    (outcome,) = office.send(1, office.up(1, "register", kind="incoming", number="市局[2026]7 号", **fields))
    assert (outcome.s, outcome.code) == ("r", "already_taken")
    office.do(3, "register", kind="incoming", number="市局〔2026〕7号", **fields)
    office.do(1, "void", first, kind="incoming", reason="误登")
    office.do(1, "register", kind="incoming", number="市局〔2026〕7号", **fields)


def test_a_transfer_and_a_merger_carry_the_document_along() -> None:
    office = Office.open()
    fields = {"title": "文", "issuer": "市局", "handling": "action", "files": [FILE]}
    one = office.do(1, "register", kind="incoming", **fields)
    two = office.do(1, "register", kind="incoming", **fields)
    office.do(1, "merge", two, kind="incoming", into=one, reason="同一事项")
    assert stages(office, two)[0] == "merged"
    up = office.up(1, "transfer", one, kind="incoming", to="c3", reason="属西街道")
    assert office.send(1, up)[0].s == "a"
    arrived = f"{office.device(1).device}-{up.n}.1"
    assert stages(office, arrived)[0] == "delivered"


def test_a_number_that_was_taken_out_of_the_register_is_free_again() -> None:
    office = Office.open()
    fields = {"title": "文", "issuer": "市局", "handling": "action"}
    first = office.do(1, "register", kind="incoming", number="市局〔2026〕7号", **fields)
    office.do(1, "amend", first, kind="incoming", **fields)
    office.centre.rebuild()
    office.do(1, "register", kind="incoming", number="市局〔2026〕7号", **fields)


def test_a_merger_with_what_is_not_there_comes_back() -> None:
    office = Office.open()
    fields = {"title": "文", "issuer": "市局", "handling": "action"}
    one = office.do(1, "register", kind="incoming", **fields)
    (outcome,) = office.send(1, office.up(1, "merge", one, kind="incoming", into="99-1", reason="重复"))
    assert (outcome.s, outcome.code) == ("r", "not_visible")


def test_a_merger_tells_nothing_of_what_its_author_does_not_see() -> None:
    office = Office.open()
    fields = {"title": "文", "issuer": "市局", "handling": "action"}
    theirs = office.do(3, "register", kind="incoming", **fields)
    ours = office.do(1, "register", kind="incoming", **fields)
    office.do(3, "void", theirs, kind="incoming", reason="误登")
    (outcome,) = office.send(1, office.up(1, "merge", ours, kind="incoming", into=theirs, reason="重复"))
    assert (outcome.s, outcome.code, outcome.facts) == ("r", "not_visible", {})


def test_what_a_leader_wrote_on_a_telegram_is_followed_like_any_other() -> None:
    office = Office.open()
    fields = {"title": "电报", "issuer": "市局", "handling": "action", "carrier": "telegram", "urgency": "top"}
    one = office.do(1, "register", kind="incoming", **fields)
    office.do(1, "propose", one, kind="incoming", opinion="拟办。")
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "速办。"}
    office.do(1, "follow_through", one, kind="incoming", **written)


def test_an_instruction_bears_the_next_number_of_the_ledger_it_stands_in_whoever_takes_it_up() -> None:
    office = Office.open()
    written = {"leader": "p9", "instructed_at": office.clock.now, "words": "速办。"}
    office.do(1, "record", kind="instruction", title="批示", **written)
    fields = {"title": "文", "issuer": "市局", "handling": "action", "proposer": "p3"}
    one = office.do(1, "register", kind="incoming", **fields)
    office.do(3, "propose", one, kind="incoming", opinion="拟办。")
    up = office.up(3, "follow_through", one, kind="incoming", **written)
    assert office.send(3, up)[0].s == "a"
    with office.centre.database.read() as connection:
        taken_up = load(connection, office.centre.kinds, f"{office.device(3).device}-{up.n}.1")
    assert taken_up is not None
    assert taken_up.state is not None
    assert taken_up.state.fields["ledger_number"] == "2026-2"


def test_bytes_that_come_after_the_document_was_passed_on_reach_who_has_it_now() -> None:
    office = Office.open()
    arrived = f"{send(office)}.1"
    office.do(3, "sign_receipt", arrived, kind="incoming")
    fields = {"title": "通知", "issuer": "东街道", "handling": "action"}
    office.do(3, "enter", arrived, kind="incoming", **fields)
    up = office.up(3, "transfer", arrived, kind="incoming", to="c2", reason="属贵单位")
    assert office.send(3, up)[0].s == "a"
    passed_on = f"{office.device(3).device}-{up.n}.1"
    with office.centre.database.read() as connection:
        assert not sees_file(connection, PersonId(1), SHA, passed_on)
    office.centre.append_file(office.device(1), SHA, 0, len(PDF), PDF)
    with office.centre.database.read() as connection:
        assert sees_file(connection, PersonId(1), SHA, passed_on)
    office.centre.close()
