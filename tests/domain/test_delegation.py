"""委托 and 请假: who may give what to whom, when it begins and ends, what a leave opens."""

from dataclasses import replace

import pytest

from oa_client.domain.decision import NeedsCentre, Refused
from oa_client.domain.kinds import TABLES
from oa_client.domain.lexicon import holds
from oa_client.domain.matter import Matter, MatterId
from oa_client.domain.people import CENTRE, PersonId
from oa_client.domain.rulebook import audience, offered, tasks, timers
from oa_client.domain.scene import Scene
from oa_client.domain.standing_in import DELEGABLE, PERSONAL, UNDELEGABLE, StandIn, stand_in
from tests.domain.office import (
    CLERK,
    COLLEAGUE,
    DELEGATE,
    DIRECTORY,
    FINANCE,
    FINANCE_HEAD,
    HANDLER,
    HEAD,
    LEADER,
    MONDAY,
    REVIEWER,
    THIRD,
    Record,
    table,
)

DAY = 86_400
HOUR = 3600


WISH = {"taker": "p8", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY}


def given(**more):
    found = Record(table("delegation"))
    fields = {"taker": "p8", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, **more}
    found.does(LEADER, "give", **{name: value for name, value in fields.items() if value is not None})
    return found


def pair(**more):
    return given(**{"from": None, "until": None, "standing": True, **more})


def applied(**more):
    found = Record(table("leave"))
    fields = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, "unit_head": "p6"}
    found.does(HANDLER, "apply", **{**fields, **more})
    return found


def test_it_begins_and_ends_by_the_clock_half_open():
    found = given()
    assert found.matter.stage == "planned"
    (begin,) = timers(found.process, found.matter)
    found.now = begin.at - 1
    assert found.refused(CENTRE, "begin") == "still_to_come"
    found.now = begin.at
    found.does(CENTRE, "begin")
    (finish,) = timers(found.process, found.matter)
    standing = stand_in(found.matter)
    assert standing.lasts(finish.at - 1)
    assert not standing.lasts(finish.at)
    found.now = finish.at - 1
    assert found.refused(CENTRE, "finish") == "still_valid"
    found.now = finish.at
    found.does(CENTRE, "finish")
    assert found.matter.stage == "ended"


def test_it_is_filled_in_without_a_link_and_takes_effect_with_one():
    found = Record(table("delegation"))
    fields = {"taker": "p8", "from": MONDAY, "until": MONDAY + DAY}
    assert isinstance(found.ask(LEADER, "give", context=found.context(LEADER), **fields), NeedsCentre)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"taker": "p2"}, "taker_is_giver"),
        ({"taker": "o32"}, "taker_not_a_person"),
        ({"taker": "p11"}, "unknown_taker"),
        ({"until": MONDAY + DAY}, "ends_before_it_begins"),
        ({"from": MONDAY - 2 * DAY, "until": MONDAY}, "time_is_over"),
        ({"kinds": ["leave"]}, "bad_value"),
        ({"standing": True}, "pair_has_no_dates"),
        ({"until": None}, "missing_field"),
    ],
)
def test_what_cannot_be_given_is_refused_with_its_rule(fields, code):
    found = Record(table("delegation"))
    wish = {"taker": "p8", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, **fields}
    answer = found.ask(LEADER, "give", **{name: value for name, value in wish.items() if value is not None})
    assert isinstance(answer, Refused)
    assert answer.code == code


def test_a_delegate_hands_nothing_on_whether_he_may_sign_or_not():
    for actor in (DELEGATE, replace(DELEGATE, may_sign=True)):
        found = Record(table("delegation"))
        fields = {"taker": "p8", "from": MONDAY + DAY, "until": MONDAY + 2 * DAY}
        assert found.ask(actor, "give", **fields).code == "delegate_may_not_delegate"
        leave = {"leave_type": "annual", "from": MONDAY, "until": MONDAY + DAY, "unit_head": "p6"}
        assert Record(table("leave")).ask(actor, "apply", **leave).code == "leave_is_personal"


def test_every_kind_is_given_or_personal_or_kept_by_its_office():
    assert {t.kind for t in TABLES} == {*DELEGABLE, *PERSONAL, *UNDELEGABLE}
    assert len(DELEGABLE) + len(PERSONAL) + len(UNDELEGABLE) == len({t.kind for t in TABLES})


@pytest.mark.parametrize("kind", sorted(UNDELEGABLE))
def test_what_an_office_keeps_for_everybody_nobody_does_for_another(kind):
    """Whatever he may sign: neither opening one nor anything after it, and he is not offered it."""
    process = table(kind)
    opened = Record(process)
    opened.matter = Matter(
        MatterId("7-1"), kind, 1, process.stages[0], 1, PersonId(14), 33, 3, MONDAY, MONDAY, acted=frozenset({14, 15})
    )
    for actor in (FINANCE, FINANCE_HEAD, CLERK):
        delegate = replace(actor, person=12, on_behalf=actor.person, delegation="d1", may_sign=True)
        for action in process.actions:
            found = opened if not action.opens else Record(process)
            assert found.refused(delegate, action.name) == "not_delegable"
        assert list(offered(process, opened.matter, delegate, DIRECTORY)) == []


@pytest.mark.parametrize("kinds", [[kind] for kind in (*sorted(UNDELEGABLE), *sorted(PERSONAL))])
def test_what_cannot_be_given_is_no_kind_of_a_delegation(kinds):
    assert Record(table("delegation")).refused(LEADER, "give", **{**WISH, "kinds": kinds}) == "bad_value"


@pytest.mark.parametrize("action", ["decide", "slip", "sign"])
def test_what_is_signed_in_person_nobody_signs_for_another_but_by_leave_of_the_giver(action):
    """最终审批, 督查单, 签发 of what goes up or is important (domain.md §4.10)."""
    kind = {"decide": "fiscal", "slip": "supervision", "sign": "outgoing"}[action]
    conditions = [table(kind).action(action).who, *(g.must for g in table(kind).action(action).guards)]
    held = [c for c in conditions if "in_person" in repr(c)]
    assert len(held) == 1
    here = Matter(
        MatterId("7-1"), kind, 1, "signing", 1, PersonId(1), 11, 1, MONDAY, MONDAY, fields={"direction": "up"}
    )
    here = replace(here, fields={**here.fields, "office": "o13"})
    giver = COLLEAGUE if action == "slip" else LEADER
    delegate = replace(giver, person=12, on_behalf=giver.person, delegation="d1")
    for actor, may in ((giver, True), (delegate, False), (replace(delegate, may_sign=True), True)):
        assert holds(held[0], Scene(table(kind), here, actor, directory=DIRECTORY)) is may


def test_the_giver_takes_back_and_the_taker_declines_at_any_time():
    for stage in ("planned", "active"):
        for actor, action, end in ((LEADER, "revoke", "revoked"), (REVIEWER, "decline", "declined")):
            found = given()
            if stage == "active":
                found.now = MONDAY + DAY
                found.does(CENTRE, "begin")
            assert found.matter.stage == stage
            found.does(actor, action, reason="不便代办")
            assert found.matter.stage == end
            assert not timers(found.process, found.matter)
    assert given().refused(THIRD, "revoke") == "not_allowed"
    assert given().refused(REVIEWER, "revoke") == "not_allowed"
    assert given().refused(LEADER, "decline", reason="x") == "not_allowed"


def other(**more):
    before = StandIn(
        MatterId("9-9"), PersonId(2), PersonId(6), frozenset({"outgoing"}), MONDAY + 2 * DAY, MONDAY + 3 * DAY
    )
    return replace(before, **more)


@pytest.mark.parametrize(
    ("before", "fields", "code"),
    [
        (other(), {}, "overlapping"),
        (other(), {"kinds": ["incoming"]}, ""),
        (other(), {"kinds": ["incoming", "outgoing"]}, "overlapping"),
        (other(), {"from": MONDAY + 3 * DAY}, ""),
        (other(), {"until": MONDAY + 2 * DAY}, ""),
        (other(), {"until": MONDAY + 2 * DAY + 1}, "overlapping"),
        (other(standing=True, begins=None, until=None), {}, ""),
        (other(standing=True, begins=None, until=None), {"standing": True, "from": None, "until": None}, "pair_there"),
    ],
)
def test_two_for_the_same_at_one_time_are_refused_with_whom_and_until_when(before, fields, code):
    found = Record(table("delegation"))
    wish = {"taker": "p8", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, **fields}
    known = found.context(LEADER, at_centre=True, stand_ins=lambda giver: (before,) if giver == 2 else ())
    answer = found.ask(LEADER, "give", context=known, **{k: v for k, v in wish.items() if v is not None})
    assert getattr(answer, "code", "") == code
    if code == "overlapping":
        assert answer.facts == {"person": "person 6", "until": before.until}


def test_no_kind_named_means_every_kind_but_what_is_personal():
    assert stand_in(given().matter).kinds == frozenset(DELEGABLE)
    assert stand_in(given(kinds=["outgoing"]).matter).kinds == {"outgoing"}
    assert not PERSONAL & set(DELEGABLE)


def test_a_pair_sleeps_until_a_leave_wakes_it_and_sleeps_again():
    found = pair()
    assert found.matter.stage == "asleep"
    assert not timers(found.process, found.matter)
    named = {"from": found.now, "until": found.now + DAY, "leave": "8-1"}
    assert found.refused(LEADER, "wake", **named) == "not_allowed"
    found.does(CENTRE, "wake", following=MatterId("8-1"), **named)
    assert (found.matter.stage, stand_in(found.matter).until) == ("active", named["until"])
    found.does(LEADER, "finish", following=MatterId("8-1"))
    assert found.matter.stage == "asleep"
    assert stand_in(found.matter).until is None
    assert given().ask(CENTRE, "wake", following=MatterId("8-1"), **named).code == "wrong_stage"


def test_what_a_leave_opens_counts_as_its_applicants():
    found = Record(table("delegation"))
    found.does(
        CENTRE,
        "cover",
        giver="p4",
        taker="p8",
        leave="8-1",
        following=MatterId("8-1"),
        **{"from": MONDAY, "until": MONDAY + DAY},
    )
    assert (found.matter.stage, found.matter.opener) == ("active", 4)
    assert audience(found.process, found.matter) == {"p4", "p8"}
    found.does(HANDLER, "revoke")
    assert found.matter.stage == "revoked"


def test_the_taker_is_told_and_nobody_else_sees_it():
    found = given()
    assert audience(found.process, found.matter) == {"p2", "p8"}
    assert [(t.holder, t.step, t.by_receipt) for t in tasks(found.process, found.matter)] == [("p8", "taken", True)]


# ---------------------------------------------------------------- leave


def test_a_leave_goes_to_the_head_and_by_choice_to_the_leader():
    found = applied()
    found.does(HEAD, "approve")
    assert found.matter.stage == "approved"
    found = applied(in_charge="p2")
    assert found.refused(LEADER, "approve") == "not_allowed"
    found.does(HEAD, "approve")
    assert [(t.holder, t.step) for t in tasks(found.process, found.matter)] == [("p2", "leader_review")]
    found.does(LEADER, "approve")
    assert found.matter.stage == "approved"


def test_one_sent_back_is_reported_again_and_one_withdrawn_is_over():
    found = applied()
    found.does(HEAD, "send_back", reason="请错开汛期")
    found.does(
        HANDLER, "resubmit", leave_type="annual", unit_head="p6", **{"from": MONDAY + DAY, "until": MONDAY + 2 * DAY}
    )
    assert found.matter.stage == "head_review"
    found.does(HANDLER, "withdraw")
    assert found.matter.stage == "withdrawn"


def away(**more):
    found = applied(**more)
    found.does(HEAD, "approve")
    found.now = MONDAY + DAY
    return found, found.does(CENTRE, "begin")


def test_the_deputy_named_or_else_the_pair_stands_in():
    found, began = away(deputy="p3")
    (sent,) = began.follow_ups
    assert (sent.command.kind, sent.command.action, sent.command.matter) == ("delegation", "cover", "")
    assert sent.command.fields == {
        "giver": "p4",
        "taker": "p3",
        "leave": found.matter.id,
        "from": MONDAY + DAY,
        "until": MONDAY + 5 * DAY,
    }
    _, began = away()
    assert began.follow_ups == ()
    found = applied()
    found.does(HEAD, "approve")
    found.now = MONDAY + DAY
    known = found.context(CENTRE, at_centre=True, holder_of=lambda *_: MatterId("9-1"))
    (sent,) = found.ask(CENTRE, "begin", context=known).follow_ups
    assert (sent.command.action, sent.command.matter) == ("wake", "9-1")


def test_coming_back_also_early_ends_it():
    found, _ = away(deputy="p3")
    known = found.context(HANDLER, at_centre=True, holder_of=lambda *_: MatterId("9-1"))
    (sent,) = found.ask(HANDLER, "report_back", context=known).follow_ups
    assert (sent.command.action, sent.command.matter) == ("finish", "9-1")
    found.does(HANDLER, "report_back")
    assert found.matter.stage == "closed"


def test_when_the_time_is_over_it_waits_for_whoever_was_away():
    found, _ = away()
    found.now = MONDAY + 5 * DAY
    found.does(CENTRE, "fall_due")
    assert [(t.holder, t.step) for t in tasks(found.process, found.matter)] == [("p4", "report_back")]
    found.does(HANDLER, "report_back")
    assert found.matter.stage == "closed"


def test_more_time_is_asked_for_before_the_time_is_over_and_allowed_or_not():
    found, _ = away()
    assert found.refused(HEAD, "allow_extension", until=MONDAY + 7 * DAY) == "no_extension_asked"
    assert found.refused(HANDLER, "ask_extension", asked_until=MONDAY + 5 * DAY, reason="x") == "no_extension"
    found.does(HANDLER, "ask_extension", asked_until=MONDAY + 7 * DAY, reason="票已改签")
    assert [(t.holder, t.step) for t in tasks(found.process, found.matter)] == [("p6", "extension")]
    known = found.context(HEAD, at_centre=True, holder_of=lambda *_: MatterId("9-1"))
    (sent,) = found.ask(HEAD, "allow_extension", context=known, until=MONDAY + 7 * DAY).follow_ups
    assert sent.command.fields == {"until": MONDAY + 7 * DAY}
    found.does(HEAD, "allow_extension", until=MONDAY + 7 * DAY)
    assert timers(found.process, found.matter)[0].at == MONDAY + 7 * DAY
    found.now = MONDAY + 7 * DAY
    assert found.refused(HANDLER, "ask_extension", asked_until=found.now + DAY, reason="x") == "leave_is_over"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"unit_head": "p4"}, "approver_cannot_approve"),
        ({"unit_head": "p6", "deputy": "p4"}, "taker_is_giver"),
        ({"unit_head": "o23"}, "approver_not_a_person"),
        ({"unit_head": "p6", "in_charge": "p9"}, "approver_cannot_approve"),
        ({"unit_head": "p6", "until": MONDAY + DAY}, "ends_before_it_begins"),
        ({"unit_head": "p6", "leave_type": "official"}, "missing_field"),
        ({"unit_head": "p6", "deputy": "p11"}, "unknown_taker"),
        ({"unit_head": "p8"}, "head_of_another_unit"),
    ],
)
def test_a_leave_that_makes_no_sense_is_refused(fields, code):
    wish = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, **fields}
    assert Record(table("leave")).ask(HANDLER, "apply", **wish).code == code


def test_a_leader_is_let_go_by_two_others():
    wish = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, "unit_head": "p2"}
    for more in ({}, {"in_charge": "p2"}):
        assert Record(table("leave")).refused(HEAD, "apply", **wish, **more) == "leader_needs_in_charge"
    found = Record(table("leave"))
    found.does(HEAD, "apply", **wish, in_charge="p16")
    found.does(LEADER, "approve")
    assert [(t.holder, t.step) for t in tasks(found.process, found.matter)] == [("p16", "leader_review")]


def test_the_head_of_a_house_above_lets_go_too():
    found = applied(unit_head="p2")
    assert [(t.holder, t.step) for t in tasks(found.process, found.matter)] == [("p2", "head_review")]


def test_what_kind_of_leave_it_is_is_for_the_applicant_who_decides_and_their_clerks():
    found = applied(in_charge="p2", deputy="p13", leave_type="sick")
    assert audience(found.process, found.matter) == {"p4", "c2", "p6", "p2"}
    assert CLERK.scopes.isdisjoint(audience(found.process, found.matter))
