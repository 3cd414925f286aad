"""Nobody decides on what he asked for himself: not in another post, not for another, not through another."""

from dataclasses import replace

import pytest

from oa_client.domain.people import Level, Person, Post, Role, Unit
from oa_client.domain.supervision.table import SUPERVISION
from tests.domain.office import (
    COLLEAGUE,
    DIRECTORY,
    FINANCE,
    FINANCE_HEAD,
    FIRST,
    HANDLER,
    HEAD,
    LEADER,
    MONDAY,
    REVIEWER,
    STREET,
    VICE_HEAD,
    Record,
    table,
)
from tests.domain.test_fiscal import ASKED, VICE, WAN, Application
from tests.domain.test_supervision import DAY, DUE, filled

SUPERVISOR = COLLEAGUE
STREET_HEAD, ALONE = 17, 18


def behalf(giver, taker):
    """Whoever `taker` is, acting for somebody in that one's post."""
    return replace(giver, person=taker.person, on_behalf=giver.person, delegation="d1")


def moved(**posts):
    """The district with other posts for some people; unit 7 has one person, who leads it and files its papers."""
    more = {
        42: Post(42, 4, "主任", frozenset({Role.LEADER})),
        71: Post(71, 7, "经办", frozenset({Role.HANDLER})),
        72: Post(72, 7, "负责人", frozenset({Role.LEADER})),
    }
    people = {
        **DIRECTORY.people,
        STREET_HEAD: Person(STREET_HEAD, "主任", (42,)),
        ALONE: Person(ALONE, "站长", (71, 72)),
    }
    for name, held in posts.items():
        person = people[int(name[1:])]
        people[person.id] = replace(person, posts=held)
    units = {**DIRECTORY.units, 7: Unit(7, "便民服务站", 4, Level.COMMUNITY)}
    return replace(DIRECTORY, units=units, posts={**DIRECTORY.posts, **more}, people=people)


class Elsewhere:
    """A record in a district with other posts."""

    directory = moved()

    def context(self, actor, **more):
        return replace(super().context(actor, **more), directory=self.directory)


class There(Elsewhere, Application):
    """An application there."""


class Item(Elsewhere, Record):
    """An item of supervision there."""

    def __init__(self):
        super().__init__(SUPERVISION)


# ---------------------------------------------------------------- 财政审批


@pytest.mark.parametrize("named", ["p4", "o23"])
def test_who_applies_is_not_the_head_who_agrees_by_whichever_of_his_posts(named):
    record = There()
    record.directory = moved(p4=(22, 23))
    assert record.refused(HANDLER, "apply", **{**ASKED, "unit_head": named}, amount=WAN) == "head_is_applicant"
    record.does(HANDLER, "apply", **ASKED, amount=WAN)


@pytest.mark.parametrize(
    ("head", "code"),
    [("p18", "head_is_applicant"), ("o72", "head_is_applicant"), ("p8", "outside_unit"), ("p17", ""), ("p2", "")],
)
def test_the_only_head_of_a_unit_takes_his_application_to_a_unit_above(head, code):
    record = There()
    alone = record.directory.actor(ALONE)
    wish = {**ASKED, "unit_head": head, "amount": WAN}
    if code:
        assert record.refused(alone, "apply", **wish) == code
    else:
        record.does(alone, "apply", **wish)
        record.does(record.directory.actor(int(head[1:])), "agree")


def test_where_another_head_is_there_nobody_goes_above():
    record = There()
    record.directory = moved(p4=(22, 23))
    assert record.refused(HANDLER, "apply", **{**ASKED, "unit_head": "p2"}, amount=WAN) == "outside_unit"


def test_a_delegate_agrees_to_his_own_application_in_nobodys_name():
    record = Application().applies(WAN)
    assert record.refused(behalf(HEAD, HANDLER), "agree") == "decides_own"
    record.does(behalf(HEAD, FIRST), "agree")


def test_what_he_handed_in_for_his_giver_he_does_not_decide_on_either():
    record = Application()
    record.does(behalf(HANDLER, VICE_HEAD), "apply", **ASKED, amount=WAN)
    record.up_to(VICE)
    assert record.refused(VICE_HEAD, "decide") == "decides_own"
    record.does(VICE_HEAD, "send_back", reason="请由他人审批")


def test_who_handed_it_in_anew_asked_for_it_too():
    record = Application().applies(20 * WAN)
    record.does(HEAD, "send_back", reason="改")
    record.does(behalf(HANDLER, VICE_HEAD), "reapply", **ASKED, amount=20 * WAN)
    record.up_to(VICE)
    assert record.refused(VICE_HEAD, "approve") == "decides_own"


def test_the_finance_section_does_not_look_at_its_own_application_by_who_made_it():
    record = Application()
    record.does(FINANCE, "apply", **{**ASKED, "unit_head": "p8"}, amount=WAN)
    record.does(REVIEWER, "agree")
    assert record.refused(FINANCE, "review", opinion="属实") == "decides_own"
    record.does(FINANCE, "send_back", reason="由他人经办")


def test_nor_does_it_record_the_decision_on_it():
    record = Application()
    record.does(behalf(HANDLER, FINANCE), "apply", **{**ASKED, "line": None, "fund": "extra"}, amount=WAN)
    record.does(HEAD, "agree")
    record.does(replace(FINANCE, person=12), "review", opinion="属实")
    record.does(FINANCE_HEAD, "approve")
    said = {"meeting": "第12次常务会议", "met_on": MONDAY, "opinion": "同意"}
    said["files"] = [{"sha256": "a" * 64, "name": "纪要.pdf", "size": 3}]
    assert record.refused(FINANCE, "record_decision", **said) == "decides_own"


# ---------------------------------------------------------------- 督查


def proposed(actor=SUPERVISOR, **more):
    record = Item()
    record.does(actor, "propose", **filled(**more))
    return record


@pytest.mark.parametrize(
    ("actor", "approver"),
    [(REVIEWER, "p8"), (REVIEWER, "o32"), (behalf(SUPERVISOR, LEADER), "p2"), (behalf(SUPERVISOR, LEADER), "o12")],
)
def test_who_proposes_an_item_does_not_name_himself_to_open_it(actor, approver):
    wish = filled(approver=approver, authorisation="区政府授权〔2026〕1号")
    assert Item().refused(actor, "propose", **wish) == "approver_is_proposer"


def test_who_proposed_it_opens_it_in_nobodys_name():
    assert proposed().refused(behalf(LEADER, SUPERVISOR), "approve") == "approves_own"
    record = proposed(behalf(SUPERVISOR, LEADER), approver="p16")
    record.does(VICE_HEAD, "hand_on", new_office="o13", new_approver="p2", reason="分管变动")
    assert record.refused(LEADER, "approve") == "approves_own"
    record.does(LEADER, "hand_on", new_office="o13", new_approver="p16", reason="回避")
    record.does(VICE_HEAD, "approve")


@pytest.mark.parametrize(
    ("actor", "office", "approver", "code"),
    [
        (REVIEWER, "o32", "p8", "approver_is_proposer"),
        (REVIEWER, "o13", "p8", "approver_is_proposer"),
        (REVIEWER, "o13", "p13", "not_a_leader"),
        (behalf(LEADER, VICE_HEAD), "o13", "p16", "approver_is_proposer"),
        (LEADER, "o13", "p2", ""),
        (LEADER, "o13", "p16", ""),
    ],
)
def test_nobody_hands_an_item_on_to_himself_to_open_it(actor, office, approver, code):
    record = proposed(REVIEWER, authorisation="区政府授权〔2026〕1号")
    wish = {"new_office": office, "new_approver": approver, "reason": "分工调整"}
    if code:
        assert record.refused(actor, "hand_on", **wish) == code
    else:
        record.does(actor, "hand_on", **wish)


def test_who_came_to_hold_the_supervising_post_opens_nothing_there_and_cancels_nothing():
    record = proposed()
    record.directory = moved(p2=(12, 13))
    assert record.refused(LEADER, "approve") == "approves_own"
    record.does(LEADER, "hand_on", new_office="o13", new_approver="p16", reason="一人两岗")
    record.does(VICE_HEAD, "approve")
    record.directory = moved(p16=(14, 13))
    assert record.refused(VICE_HEAD, "cancel", reason="不办了") == "approves_own"
    record.does(VICE_HEAD, "hand_on", new_office="o13", new_approver="p2", reason="一人两岗")
    record.directory = moved()
    record.does(LEADER, "cancel", reason="不办了")


def test_who_wrote_what_is_asked_for_does_not_open_it_whoever_proposed_it_first():
    record = proposed()
    record.directory = moved(p16=(14, 13))
    record.does(record.directory.actor(16, 13), "amend", **filled(requirements="改写的要求。"))
    record.directory = moved()
    record.does(LEADER, "hand_on", new_office="o13", new_approver="p16", reason="分管变动")
    assert record.refused(VICE_HEAD, "approve") == "approves_own"


def issued(lead):
    record = proposed(lead=lead, assist=[])
    record.does(LEADER, "approve")
    record.does(SUPERVISOR, "issue", lead=lead, due=DUE)
    return record


def test_a_later_day_and_the_end_are_not_granted_by_who_asked_for_them():
    record = issued("c2")
    record.directory = moved(p13=(13, 21))
    there = record.directory.actor(SUPERVISOR.person, 21)
    record.does(there, "accept")
    record.does(there, "request_extension", new_due=DUE + DAY, reason="雨天停工")
    assert record.refused(SUPERVISOR, "grant_extension", 0, new_due=DUE + DAY) == "judges_own"
    record.does(SUPERVISOR, "refuse_extension", 0, reason="撤回")
    record.does(there, "apply_completion", opinion="已完成")
    assert record.refused(SUPERVISOR, "pass_completion", 0) == "judges_own"
    long = {"new_due": DUE + DAY, "cycle": "monthly", "reason": "长期"}
    assert record.refused(SUPERVISOR, "turn_long", 0, **long) == "judges_own"
    record.does(SUPERVISOR, "hand_on", new_office="o41", new_approver="p2", reason="回避")
    record.does(STREET, "pass_completion", 0)


def test_nor_for_the_office_by_a_delegate_who_asked():
    record = issued("c2")
    record.does(FIRST, "accept")
    record.does(FIRST, "request_extension", new_due=DUE + DAY, reason="雨天停工")
    assert record.refused(behalf(SUPERVISOR, FIRST), "grant_extension", 0, new_due=DUE + DAY) == "judges_own"
    record.does(SUPERVISOR, "grant_extension", 0, new_due=DUE + DAY)


def test_an_objection_is_not_looked_at_by_who_handled_the_item():
    record = issued("c2")
    record.directory = moved(p2=(12, 21))
    there = record.directory.actor(LEADER.person, 21)
    record.does(there, "accept")
    record.does(there, "apply_completion", opinion="已完成")
    record.does(SUPERVISOR, "pass_completion", 0)
    record.does(SUPERVISOR, "close", conclusion="完成")
    record.does(there, "object", reason="与事实不符")
    assert record.refused(LEADER, "recheck", finding="uphold", opinion="维持") == "rechecks_own"
    record.does(LEADER, "hand_on", new_office="o13", new_approver="p16", reason="回避")
    record.does(VICE_HEAD, "recheck", finding="uphold", opinion="维持")


# ---------------------------------------------------------------- 请假


@pytest.mark.parametrize("named", [{"unit_head": "p6", "in_charge": "p2"}, {"unit_head": "p2", "in_charge": "p6"}])
def test_nobody_allows_his_own_leave(named):
    record = Record(table("leave"))
    wish = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, **named}
    assert record.refused(HEAD, "apply", **wish) == "approver_is_applicant"


def test_nor_for_the_one_who_allows_it():
    record = Record(table("leave"))
    wish = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, "unit_head": "p6"}
    record.does(HANDLER, "apply", **wish)
    assert record.refused(behalf(HEAD, HANDLER), "approve") == "leave_is_personal"
    record.does(HEAD, "approve")
    record.now = MONDAY + 2 * DAY


def test_a_leave_whose_head_has_become_its_applicant_is_not_allowed_by_him():
    """By a hand on the record that named somebody else: what is asked for is looked at again when it is decided on."""
    record = Record(table("leave"))
    wish = {"leave_type": "annual", "from": MONDAY + DAY, "until": MONDAY + 5 * DAY, "unit_head": "p6"}
    record.does(HANDLER, "apply", **wish)
    record.matter = replace(record.matter, fields={**record.matter.fields, "unit_head": "p4"})
    assert record.refused(HANDLER, "approve") == "approver_is_applicant"
