"""A restored centre: what an act sent on to another matter takes no place there that is somebody else's."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import permutations

import pytest

from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.table import Action, AudienceRule, Effect, Field, FieldType, FollowUpRule
from oa_client.protocol.record import read
from server_stub.restore_commands import sentences
from server_stub.restoring import REFUSED
from server_stub.steps import Submission
from server_stub.workdays import district_days
from tests.server.office import Office
from tests.server.test_delegation import DAY, House
from tests.server.test_exchange import send, stages
from tests.server.test_own_acts import Told
from tests.server.test_restore import act, brought, entries
from tests.server.test_workdays import TIMED, at, take_in

WRITE = TIMED.actions[0]
REFERRED = replace(
    TIMED,
    actions=(
        replace(WRITE, asks=(*WRITE.asks, Field("to", FieldType.SCOPES, kept=True))),
        *TIMED.actions[1:],
        Action(
            "refer",
            who=("always",),
            states=frozenset({"open"}),
            asks=(Field("into", FieldType.MATTER), Field("reason", FieldType.TEXT)),
            follow_ups=(FollowUpRule("timed", "take_note", {"reason": "reason"}, matter="into"),),
        ),
        Action("reopen", who=("always",), states=frozenset({"over"}), effects=(Effect("move", ("open",)),)),
        Action(
            "take_note",
            who=("caused",),
            states=frozenset({"open"}),
            asks=(Field("reason", FieldType.TEXT),),
            follow_ups=(FollowUpRule("timed", "write", {"title": "reason"}),),
        ),
    ),
    audience=(AudienceRule(("opener",)), AudienceRule(("field", "to"))),
)
"""Also: it may be referred to another, where that is noted and looked into as a third; and it may be opened again."""


def referring() -> Office:
    office = Office.open(kinds=Kinds((*TABLES, REFERRED)), calendar=district_days())
    office.clock.now = at("2027-02-01 09:00")
    return office


def noted(office: Office) -> tuple[Told, str, str]:
    """Behind a backup a notice moves a limit, another matter is referred to that one, and words stand behind both."""
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    backup = office.centre.snapshot()
    assert take_in(office) == 2
    referred = act(office, 9, "refer", other, kind="timed", into=matter, reason="合并安排")
    words = act(office, 1, "add_note", matter, kind="timed", opinion="知悉")
    told = Told(office, referred, words)
    office.centre.restore(backup)
    office.clock.now += 500
    return told, matter, other


def actions(office: Office, matter: str) -> list[str]:
    return [read(stored).action for stored in entries(office, matter)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_follow_up_takes_no_place_of_what_the_centre_did_by_itself(order: tuple[int, int]) -> None:
    office = referring()
    told, matter, _ = noted(office)
    assert told.offer(order) == ["a", "a"]
    told.check()
    assert actions(office, matter) == ["write", "recount", "take_note", "add_note"]
    office.centre.close_restore()
    told.check()
    assert office.centre.restore_report().gaps == office.centre.restore_report().held_back == ()


def test_without_it_the_words_behind_find_their_place_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted defect: what follows is made again at once."""
    office = referring()
    told, _, _ = noted(office)
    monkeypatch.setattr(Submission, "gathers", False)
    assert told.offer() == ["a", "restoring"]
    office.centre.close_restore()
    assert told.offer([1]) == [REFUSED]


@pytest.mark.parametrize("words_too", [True, False])
def test_what_nobody_wrote_behind_is_made_again_at_the_closing_byte_for_byte(*, words_too: bool) -> None:
    office = referring()
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    backup = office.centre.snapshot()
    words = act(office, 1, "add_note", matter, kind="timed", opinion="先办")
    referred = act(office, 9, "refer", other, kind="timed", into=matter, reason="合并安排")
    third = f"{office.device(9).device}-{referred.up.n}.1.1"
    before = [entries(office, name) for name in (matter, other, third)]
    assert [len(one) for one in before] == [3, 2, 1]
    office.centre.restore(backup)
    office.clock.now += 500
    assert brought(office, referred).s == "a"
    assert len(entries(office, matter)) == 1
    report = office.centre.restore_report()
    assert [(one.matter, one.v) for one in report.held_back] == [(other, 2)]
    assert any("另有 1 条记录要转告其他事项" in line for line in sentences(report))
    if words_too:
        assert brought(office, words).s == "a"
    office.centre.close_restore()
    assert office.centre.restore_report().held_back == ()
    if words_too:
        assert [entries(office, name) for name in (matter, other, third)] == before
    assert actions(office, matter) == ["write", *["add_note"] * words_too, "take_note"]
    assert len(entries(office, third)) == 1
    office.centre.rebuild()


def test_two_of_one_second_each_find_their_own() -> None:
    office = referring()
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    backup = office.centre.snapshot()
    twins = [act(office, 9, "refer", other, kind="timed", into=matter, reason=reason) for reason in ("甲", "乙")]
    words = act(office, 1, "add_note", matter, kind="timed", opinion="知悉")
    third = act(office, 9, "refer", other, kind="timed", into=matter, reason="丙")
    told = Told(office, *twins, words, third)
    office.centre.restore(backup)
    assert told.offer((2, 0, 1, 3)) == ["a"] * 4
    office.centre.close_restore()
    told.check()
    assert actions(office, matter) == ["write", "take_note", "take_note", "add_note", "take_note"]


def exchanged(office: Office) -> tuple[Told, str]:
    """Behind a backup the sender, a receiver and the sender again say something, each noted in the exchange."""
    exchange = send(office)
    backup = office.centre.snapshot()
    asked = act(office, 1, "add_note", exchange, kind="exchange", opinion="请尽快签收")
    signed = act(office, 3, "sign_receipt", f"{exchange}.1", kind="incoming", copies=1)
    thanks = act(office, 1, "add_note", exchange, kind="exchange", opinion="收悉")
    told = Told(office, asked, signed, thanks)
    office.centre.restore(backup)
    office.clock.now += 500
    return told, exchange


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_receipt_of_another_organ_takes_no_place_of_the_senders_words(order: tuple[int, ...]) -> None:
    office = Office.open()
    told, exchange = exchanged(office)
    told.offer(order)
    assert told.offer(order) == ["a", "a", "a"]
    told.check()
    assert stages(office, exchange) == ("received", ["signed"])
    office.centre.close_restore()
    told.check()


def test_a_device_of_before_that_brings_nothing_comes_after_the_closing() -> None:
    office = Office.open()
    told, _ = exchanged(office)
    for _who, up in told.ups:
        up.before = []
    assert told.offer() == ["a", "a", "restoring"]
    office.centre.close_restore()
    assert told.offer() == ["a", "a", "a"]
    told.check()


def test_what_came_back_of_an_act_that_never_did_stands_for_the_one_done_in_its_stead() -> None:
    office = Office.open()
    told, exchange = exchanged(office)
    assert told.offer((0, 2)) == ["a", "a"]
    office.centre.close_restore()
    record = entries(office, exchange)
    assert stages(office, exchange) == ("received", ["signed"])
    office.do(3, "sign_receipt", f"{exchange}.1", kind="incoming", copies=1)
    assert entries(office, exchange) == record
    assert stages(office, f"{exchange}.1")[0] == "signed"


def returned(office: Office) -> str:
    """A receiver's return came back in the sender's exchange, behind the sender's words; the return itself is lost."""
    exchange = send(office)
    backup = office.centre.snapshot()
    lost = act(office, 3, "return_document", f"{exchange}.1", kind="incoming", reason="附件缺页")
    words = act(office, 1, "add_note", exchange, kind="exchange", opinion="收悉")
    told = Told(office, lost, words)
    office.centre.restore(backup)
    office.clock.now += 500
    assert told.offer([1]) == ["a"]
    office.centre.close_restore()
    assert _reasons(office, exchange) == ["附件缺页"]
    return exchange


def _reasons(office: Office, exchange: str) -> list[object]:
    record = [read(stored) for stored in entries(office, exchange)]
    return [one.fields["reason"] for one in record if one.action == "note_returned"]


@pytest.mark.parametrize(
    ("said", "reasons"), [("附件缺页", ["附件缺页"]), ("主送单位有误", ["附件缺页", "主送单位有误"])]
)
def test_only_one_that_says_the_same_is_stood_in_for(said: str, reasons: list[str]) -> None:
    office = Office.open()
    exchange = returned(office)
    office.do(3, "return_document", f"{exchange}.1", kind="incoming", reason=said)
    assert _reasons(office, exchange) == reasons
    assert stages(office, exchange) == ("received", ["returned"])
    office.centre.rebuild()
    assert stages(office, exchange) == ("received", ["returned"])


def test_what_came_with_its_act_stands_in_for_no_other() -> None:
    office = referring()
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    office.centre.restore(office.centre.snapshot())
    office.centre.close_restore()
    office.do(9, "refer", other, kind="timed", into=matter, reason="合并安排")
    office.do(1, "end", matter, kind="timed")
    up = office.up(9, "refer", other, kind="timed", into=matter, reason="合并安排")
    assert office.send(9, up)[0].s == "r"


def test_what_cannot_be_carried_out_is_listed_and_tried_again_at_the_next_closing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = referring()
    matter = office.do(1, "write", kind="timed", title="值班安排", to=["p1", "p9"])
    other = office.do(9, "write", kind="timed", title="值班表")
    office.do(1, "end", matter, kind="timed")
    backup = office.centre.snapshot()
    reopened = act(office, 1, "reopen", matter, kind="timed")
    referred = act(office, 9, "refer", other, kind="timed", into=matter, reason="合并安排")
    told = Told(office, reopened, referred)
    record = entries(office, matter)
    office.centre.restore(backup)
    assert told.offer([1]) == ["a"]
    with caplog.at_level(logging.WARNING, "server_stub.closing"):
        office.centre.close_restore()
    report = office.centre.restore_report()
    assert [(one.matter, one.title, one.v) for one in report.held_back] == [(other, "值班表", 2)]
    assert any("第 2 条已恢复，转告其他事项的一步接不上" in line for line in sentences(report))
    assert told.offer([0]) == ["a"]
    office.centre.close_restore()
    assert office.centre.restore_report().held_back == ()
    assert entries(office, matter) == record


def test_what_stands_against_something_held_back_waits_for_the_closing() -> None:
    """Sent once more behind a withdrawal: the receiver's first matter still holds the place of the second."""
    office = Office.open()
    exchange = send(office)
    backup = office.centre.snapshot()
    withdrawn = act(office, 1, "withdraw", exchange, kind="exchange", tracks=[0], reason="附件有误")
    resent = act(office, 1, "resend", exchange, kind="exchange", receivers=["c3"])
    told = Told(office, withdrawn, resent)
    again = f"{office.device(1).device}-{resent.up.n}.1"
    records = {name: entries(office, name) for name in (exchange, f"{exchange}.1", again)}
    office.centre.restore(backup)
    assert told.offer() == ["a", "restoring"]
    ((waiting, _person),) = office.centre.restore_report().gaps[0].waiting
    assert waiting == 3
    office.centre.close_restore()
    assert told.offer([1]) == ["a"]
    assert {name: entries(office, name) for name in records} == records


def test_a_backup_made_while_it_gathers_knows_what_is_held_back() -> None:
    office = Office.open()
    told, exchange = exchanged(office)
    assert told.offer((0, 1)) == ["a", "a"]
    office.centre.restore(office.centre.snapshot())
    assert told.offer([2]) == ["a"]
    office.centre.close_restore()
    told.check()
    assert stages(office, exchange) == ("received", ["signed"])


def test_the_end_of_a_leave_ends_what_it_had_woken_though_neither_was_there_to_be_found() -> None:
    house = House(Office.open())
    office = house.office
    pair = office.do(3, "give", kind="delegation", taker="p1", standing=True)
    fields = {"leave_type": "sick", "from": house.now + 60, "until": house.now + 5 * DAY, "unit_head": "p9"}
    leave = office.do(3, "apply", kind="leave", **fields)
    office.do(9, "approve", leave, kind="leave")
    backup = office.centre.snapshot()
    office.clock.now += 60
    office.centre.run_timers()
    gone = act(office, 3, "add_note", leave, kind="leave", opinion="已出发")
    back = act(office, 3, "report_back", leave, kind="leave")
    told = Told(office, gone, back)
    record = entries(office, pair)
    office.centre.restore(backup)
    office.clock.now += 500
    assert told.offer() == ["a", "a"]
    office.centre.close_restore()
    assert (entries(office, pair), house.stage(pair)) == (record, "asleep")
