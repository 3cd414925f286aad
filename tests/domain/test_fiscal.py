"""财政审批: the chain by the rules at their very edges, back and forth, what was approved and what is paid."""

from dataclasses import replace

import pytest

from oa_client.domain.calendar import day_of
from oa_client.domain.matter import Running
from oa_client.domain.money.purse import Alike, Purse
from oa_client.domain.money.ruling import BadRules, Range, Rule, Rules, Version, read_rules, read_versions
from oa_client.domain.people import Role
from tests.domain.money import LINE, TABLE, in_force, purse
from tests.domain.office import (
    DELEGATE,
    FINANCE,
    FINANCE_HEAD,
    FIRST,
    HANDLER,
    HEAD,
    LEADER,
    MONDAY,
    STREET,
    THIRD,
    VICE_HEAD,
    Record,
    table,
)

WAN = 1_000_000
SECTION, BUREAU, VICE, DISTRICT, MEETING = (
    "finance_section",
    "finance_bureau_head",
    "vice_head",
    "district_head",
    "meeting",
)
FILE = {"sha256": "a" * 64, "name": "会议纪要.pdf", "size": 3}
ASKED = {"title": "购置防汛排水泵", "unit_head": "p6", "line": LINE, "payee": "江海机电公司", "purpose": "排涝"}


class Application(Record):
    """An application under rules that may change on the way."""

    def __init__(self, known=None):
        super().__init__(table("fiscal"))
        self.purse = known or purse()

    def context(self, actor, **more):
        return super().context(actor, **{"purse": self.purse, **more})

    @property
    def at(self):
        return self.matter.stage

    def chain(self):
        return [t.role for t in self.matter.tracks if t.state != "lapsed"]

    def applies(self, amount, **more):
        self.does(HANDLER, "apply", **{**ASKED, "amount": amount, **more})
        return self

    def up_to(self, stage):
        steps = {
            "unit_head": lambda: self.does(HEAD, "agree"),
            SECTION: lambda: self.does(FINANCE, "review", opinion="属实", **self.ticked()),
            BUREAU: lambda: self.does(FINANCE_HEAD, "approve"),
        }
        while self.at != stage:
            steps[self.at]()
        return self

    def ticked(self):
        return {"split_looked": True} if self.matter.fields.get("split") else {}


@pytest.mark.parametrize(
    ("amount", "last"),
    [(1, VICE), (10 * WAN, VICE), (10 * WAN + 1, DISTRICT), (100 * WAN, DISTRICT)],
)
def test_the_chain_at_the_very_edges(amount, last):
    nodes = Application().applies(amount).chain()
    assert nodes[:4] == ["unit_head", SECTION, BUREAU, VICE]
    assert nodes[-1] == last


def test_above_the_last_threshold_a_meeting_comes_before_the_head_of_the_district():
    assert Application().applies(100 * WAN + 1).chain()[-2:] == [MEETING, DISTRICT]


def test_outside_the_budget_other_rules_hold():
    record = Application().applies(WAN, line=None, fund="extra")
    assert record.chain()[-1] == MEETING
    assert record.matter.fields["fund"] == "extra"


@pytest.mark.parametrize("more", [{"line": None, "fund": "carried"}, {"line": None, "fund": "annual"}])
def test_no_rule_for_it_is_one_refusal(more):
    assert Application().refused(HANDLER, "apply", **{**ASKED, "amount": WAN, **more}) == "no_fiscal_rule"


def test_no_rule_before_the_first_day_of_the_rules():
    record = Application(purse(in_force(since=MONDAY + 86_400)))
    assert record.refused(HANDLER, "apply", **ASKED, amount=WAN) == "no_fiscal_rule"
    record.now += 86_400
    record.applies(WAN)


def test_a_rule_that_changes_on_the_way_changes_nothing_under_way_and_holds_for_what_is_handed_in_again():
    record = Application().applies(20 * WAN)
    before = record.chain()
    shorter = in_force("年初预算｜不限｜0｜不限｜业务科室＞财政局长", since=MONDAY + 60, v=2)
    record.purse = purse(in_force(), shorter)
    record.up_to(VICE)
    assert record.chain() == before
    record.does(VICE_HEAD, "send_back", reason="请补合同")
    record.does(HANDLER, "reapply", **ASKED, amount=20 * WAN)
    assert record.chain()[-3:] == ["unit_head", SECTION, BUREAU]
    assert record.matter.fields["chain_rules"] == 2


def test_of_two_versions_of_one_day_the_newer_holds():
    first, second = in_force(v=1), in_force("年初预算｜不限｜0｜不限｜业务科室＞财政局长", v=2)
    assert Rules((second, first)).at(MONDAY) is second


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": 0}, "amount_zero"),
        ({"amount": -1}, "amount_negative"),
        ({"amount": 10**15}, "amount_too_large"),
        ({"amount": 1.5}, "bad_value"),
        ({"amount": None}, "missing_field"),
        ({"line": None}, "missing_field"),
        ({"line": "7-8"}, "no_budget_line"),
        ({"unit_head": "p2"}, "outside_unit"),
        ({"unit_head": "p3"}, "not_a_leader"),
        ({"unit_head": "u2"}, "leader_not_a_person"),
    ],
)
def test_bad_input_is_refused_for_one_reason(more, code):
    assert Application().refused(HANDLER, "apply", **{**ASKED, "amount": WAN, **more}) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"owner": "u3"}, "line_of_other_unit"),
        ({"open": False}, "budget_line_closed"),
        ({"year": 2025}, "budget_line_closed"),
    ],
)
def test_a_line_that_cannot_be_charged_is_refused(line, code):
    assert Application(purse(**line)).refused(HANDLER, "apply", **ASKED, amount=WAN) == code


def test_the_last_word_is_the_centres_and_in_person():
    record = Application().applies(WAN).up_to(VICE)
    assert record.refused(VICE_HEAD, "approve") == "final_approval_here"
    away = record.context(VICE_HEAD, at_centre=False)
    assert type(record.ask(VICE_HEAD, "decide", context=away)).__name__ == "NeedsCentre"
    record.does(VICE_HEAD, "decide")
    assert record.at == "approved"
    assert record.matter.fields["approved"] == WAN
    assert [c.running for c in record.matter.clocks] == [Running.RUNNING]


def test_who_stands_in_may_not_give_the_last_word_and_is_told_for_whom_he_asked():
    record = Application().applies(WAN).up_to(VICE)
    standing_in = replace(VICE_HEAD, person=FINANCE.person, on_behalf=VICE_HEAD.person, delegation="d1")
    refused = record.ask(standing_in, "decide")
    people = record.context(VICE_HEAD).directory.people
    assert refused.code == "sign_in_person"
    assert refused.facts["taker"] == people[FINANCE.person].name
    assert refused.facts["giver"] == people[VICE_HEAD.person].name
    record.does(replace(standing_in, may_sign=True), "decide")
    assert record.at == "approved"


def test_before_the_last_nobody_decides():
    record = Application().applies(20 * WAN).up_to(VICE)
    assert record.refused(VICE_HEAD, "decide") == "not_final_yet"
    record.does(VICE_HEAD, "approve")
    assert record.at == DISTRICT
    record.does(LEADER, "decide", approved=15 * WAN)
    assert record.matter.fields["approved"] == 15 * WAN


def test_no_more_is_approved_than_was_asked_for():
    record = Application().applies(WAN).up_to(VICE)
    assert record.refused(VICE_HEAD, "decide", approved=WAN + 1) == "approved_too_much"
    assert record.refused(VICE_HEAD, "decide", approved=0) == "amount_zero"


def test_after_a_cut_whoever_decides_says_the_amount_anew():
    record = Application().applies(101 * WAN).up_to(VICE)
    record.does(VICE_HEAD, "approve")
    cut = {"meeting": "第12次常务会议", "met_on": MONDAY, "opinion": "核减", "approved": 90 * WAN, "files": [FILE]}
    record.does(FINANCE, "record_decision", **cut)
    assert record.refused(LEADER, "decide") == "missing_field"
    record.does(LEADER, "decide", approved=80 * WAN)
    assert record.matter.fields["approved"] == 80 * WAN


def test_what_was_approved_for_a_line_is_charged_to_no_other():
    record = Application().applies(WAN).up_to(VICE)
    record.does(VICE_HEAD, "decide")
    other = {"indicator": "海财〔2026〕8号", "line": "7-8"}
    assert record.refused(FINANCE, "issue_indicator", **other) == "line_as_approved"
    assert record.refused(FINANCE, "issue_indicator", indicator="海财〔2026〕8号") == "missing_field"
    record.does(FINANCE, "issue_indicator", **{**other, "line": LINE})
    record = Application().applies(WAN).up_to("unit_head")
    record.does(HEAD, "send_back", reason="预算外")
    record.does(HANDLER, "reapply", **{**ASKED, "line": None, "fund": "extra"}, amount=WAN)
    record.up_to(MEETING)
    said = {"meeting": "第12次常务会议", "met_on": MONDAY, "opinion": "同意", "files": [FILE]}
    record.does(FINANCE, "record_decision", **said)
    record.does(FINANCE, "issue_indicator", **{**other, "line": LINE})


def test_a_meeting_is_recorded_with_its_minutes():
    record = Application().applies(WAN, line=None, fund="extra").up_to(MEETING)
    said = {"meeting": "区政府第12次常务会议", "met_on": MONDAY, "opinion": "会议同意"}
    assert record.refused(FINANCE, "record_decision", **said) == "missing_field"
    record.does(FINANCE, "record_decision", **said, files=[FILE])
    assert record.at == "approved"
    assert record.refused(FINANCE, "issue_indicator", indicator="海财〔2026〕8号") == "missing_field"
    record.does(FINANCE, "issue_indicator", indicator="海财〔2026〕8号", line=LINE)
    assert record.matter.fields["line_title"] == "办公设备购置"


def test_back_to_the_node_before_and_on_again():
    record = Application().applies(20 * WAN).up_to(VICE)
    record.does(VICE_HEAD, "send_back", to="before", reason="请核价")
    assert record.at == BUREAU
    assert record.tasks_of(FINANCE_HEAD)
    assert not record.tasks_of(VICE_HEAD)
    record.does(FINANCE_HEAD, "approve")
    assert record.at == VICE


def test_the_head_of_the_unit_has_nobody_before_him_but_the_applicant():
    record = Application().applies(WAN)
    found = record.does(HEAD, "send_back", to="before", reason="金额不对")
    assert record.at == "returned"
    assert [(c.key, c.amount, c.exact) for c in found.claims] == [(LINE, 0, True)]


def test_each_way_out_says_that_nothing_is_held():
    for leave in ("withdraw", "void"):
        record = Application().applies(WAN).up_to(VICE)
        back = record.does(VICE_HEAD, "send_back", reason="不符合要求")
        out = record.does(HANDLER if leave == "withdraw" else FINANCE, leave, reason="不办了")
        for found in (back, out):
            assert ("budget", LINE, 0) in [(c.registry, c.key, c.amount) for c in found.claims if c.exact]


def test_paid_in_parts_and_never_more_than_was_approved():
    record = Application().applies(WAN).up_to(VICE)
    record.does(VICE_HEAD, "decide", approved=900_000)
    record.does(FINANCE, "issue_indicator", indicator="海财〔2026〕8号", line=LINE)
    paid = {"paid_on": MONDAY}
    assert record.refused(FINANCE, "pay", payment=900_001, voucher="1", **paid) == "paid_too_much"
    record.does(FINANCE, "pay", payment=600_000, voucher="1", **paid)
    assert record.at == "paying"
    assert record.refused(FINANCE, "void", reason="不办了") == "wrong_stage"
    assert record.refused(FINANCE, "pay", payment=300_001, voucher="2", **paid) == "paid_too_much"
    assert record.refused(FINANCE, "pay", payment=0, voucher="2", **paid) == "amount_zero"
    record.does(FINANCE, "pay", payment=300_000, voucher="2", **paid)
    assert record.at == "paid"
    found = record.does(FINANCE, "reconcile")
    assert [(c.registry, c.amount, c.exact) for c in found.claims] == [("budget", 900_000, True)]
    record.does(FINANCE, "archive", archive_year=2026)


DAY = 86_400


def test_a_payment_is_of_a_day_that_has_come():
    record = Application().applies(WAN).up_to(VICE)
    record.does(VICE_HEAD, "decide")
    record.does(FINANCE, "issue_indicator", indicator="海财〔2026〕8号", line=LINE)
    paid, evening, tomorrow = {"payment": WAN, "voucher": "1"}, day_of(record.now) + DAY - 1, day_of(record.now) + DAY
    assert record.refused(FINANCE, "pay", paid_on=tomorrow, **paid) == "paid_in_future"
    assert record.refused(FINANCE, "pay", paid_on=record.now + 365 * DAY, **paid) == "paid_in_future"
    record.does(FINANCE, "pay", paid_on=evening, **paid)


def test_what_was_approved_and_not_paid_goes_back_with_a_reason():
    record = Application().applies(WAN).up_to(VICE)
    record.does(VICE_HEAD, "decide")
    record.does(FINANCE, "issue_indicator", indicator="海财〔2026〕8号", line=LINE)
    record.does(FINANCE, "pay", payment=900_000, voucher="1", paid_on=record.now)
    assert record.refused(FINANCE, "reconcile") == "rest_unexplained"
    found = record.does(FINANCE, "reconcile", opinion="合同结算核减。")
    assert [(c.registry, c.amount, c.exact) for c in found.claims] == [("budget", 900_000, True)]


def test_parts_that_cross_a_threshold_together_are_looked_at():
    record = Application(purse(alike=[Alike("7-5", 6 * WAN)])).applies(6 * WAN)
    assert record.matter.fields["split"] == ["7-5"]
    assert record.matter.fields["split_total"] == 12 * WAN
    record.up_to(SECTION)
    assert record.refused(FINANCE, "review", opinion="属实") == "missing_field"
    assert record.refused(FINANCE, "review", opinion="属实", split_looked=False) == "split_not_looked"
    record.does(FINANCE, "review", opinion="分属两个项目", split_looked=True)


@pytest.mark.parametrize("other", [4 * WAN, 200 * WAN])
def test_parts_that_stay_below_it_or_would_pass_those_nodes_anyway_are_none(other):
    record = Application(purse(alike=[Alike("7-5", other)])).applies(6 * WAN)
    assert "split" not in record.matter.fields


def test_invoices_are_claimed_one_by_one_and_given_back_with_what_is_left_out():
    record = Application()
    found = record.does(HANDLER, "apply", **ASKED, amount=WAN, invoices="044001900111、ＡＢ12　ab12")
    keys = [(c.key, c.release) for c in found.claims if c.registry == "invoice"]
    assert keys == [("", True), ("044001900111", False), ("ab12", False), ("ab12", False)]
    record.does(HEAD, "send_back", reason="改")
    found = record.does(HANDLER, "reapply", **ASKED, amount=WAN)
    assert [(c.key, c.release) for c in found.claims if c.registry == "invoice"] == [("", True)]


def test_a_device_that_does_not_know_the_rules_hands_in_and_waits_for_the_centre():
    record = Application(Purse())
    far = record.context(HANDLER, at_centre=False)
    record.does(HANDLER, "apply", context=far, fields={**ASKED, "amount": WAN})
    assert record.at == "unit_head"
    assert record.refused(HEAD, "agree", context=record.context(HEAD)) == "chain_unknown"


def test_a_stranger_and_a_delegate_decide_nothing():
    record = Application().applies(WAN)
    assert record.refused(THIRD, "agree") == "not_allowed"
    assert record.refused(DELEGATE, "agree") == "not_allowed"
    assert record.refused(FIRST, "agree") == "no_track"


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("", "empty", 0),
        ("年初预算｜预算内｜0｜10万元", "cells", 1),
        ("福利费｜预算内｜0｜10万元｜业务科室＞财政局长", "fund", 1),
        ("追加｜内外｜0｜10万元｜业务科室＞财政局长", "within", 1),
        ("追加｜不限｜零｜10万元｜业务科室＞财政局长", "amount", 1),
        ("追加｜不限｜10万元｜5万元｜业务科室＞财政局长", "range", 1),
        ("追加｜不限｜0｜5万元｜财政局长", "chain", 1),
        ("追加｜不限｜0｜5万元｜业务科室＞业务科室", "chain", 1),
        ("追加｜不限｜0｜5万元｜业务科室＞镇长", "node", 1),
        (f"{TABLE}\n追加｜预算外｜50万元｜60万元｜业务科室＞财政局长", "overlap", 6),
        (f"{TABLE}\n不限｜不限｜0｜1元｜业务科室＞财政局长", "overlap", 6),
        ("追加｜不限｜0｜10万元｜业务科室＞财政局长\n追加｜不限｜20万元｜不限｜业务科室＞财政局长", "hole", 0),
    ],
)
def test_a_table_of_rules_that_cannot_be_taken_says_where_and_why(text, why, line):
    with pytest.raises(BadRules) as bad:
        read_rules(text)
    assert (bad.value.why, bad.value.line) == (why, line)


_MORE = "业务科室＞财政局长"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (f"追加｜不限｜0｜10万元｜{_MORE}\n追加｜不限｜20万元｜不限｜{_MORE}", ("extra", True, 10 * WAN, 20 * WAN)),
        (f"追加｜预算外｜1万元｜不限｜{_MORE}", ("extra", False, 0, WAN)),
        (f"追加｜不限｜0｜10万元｜{_MORE}", ("extra", True, 10 * WAN, None)),
        (f"不限｜不限｜0｜5万元｜{_MORE}\n追加｜不限｜5万元｜不限｜{_MORE}", ("annual", True, 5 * WAN, None)),
        (f"追加｜预算内｜0｜不限｜{_MORE}\n不限｜不限｜9万元｜10万元｜{_MORE}", ("extra", True, 9 * WAN, 10 * WAN)),
    ],
)
def test_the_money_without_a_rule_or_with_two_is_named(text, at):
    with pytest.raises(BadRules) as bad:
        read_rules(text)
    assert bad.value.at == Range(*at)


def test_a_version_with_a_hole_that_is_in_force_is_still_read():
    holed = Version(
        0, (Rule("extra", None, 0, 10 * WAN, ("finance_section", "finance_bureau_head")),), in_force().holders, 1
    )
    assert read_versions({"versions": [holed.plain | {"v": 1}]}).versions == (holed,)


def test_a_version_travels_as_a_row():
    version = in_force(v=3)
    assert read_versions({"versions": [{**version.plain, "v": 3}, {"since": "x"}]}).versions == (version,)


class Money(Record):
    """What the bureau keeps: a line, or the rules, where these are known or not yet made."""

    def __init__(self, kind, known=None):
        super().__init__(table(kind))
        self.purse = known or purse()

    def context(self, actor, **more):
        return super().context(actor, **{"purse": self.purse, **more})


LINE_SAID = {"title": "设备", "owner": "u2", "line_year": 2026, "function_code": "2010301", "fund": "annual"}
STREETS = replace(STREET, roles=frozenset({Role.FINANCE, Role.FINANCE_HEAD}))
"""A street's own finance office."""
ANOTHER = replace(HANDLER, roles=STREETS.roles)
"""Who keeps the accounts of another department."""


@pytest.mark.parametrize("actor", [STREETS, ANOTHER])
def test_only_the_bureau_that_made_the_rules_gives_budget_lines(actor):
    assert Money("budget_line").refused(actor, "grant", **LINE_SAID, total=WAN) == "lines_by_bureau"
    assert Money("budget_line", Purse()).refused(actor, "grant", **LINE_SAID, total=WAN) == "no_bureau_yet"
    assert Money("budget_line", Purse()).refused(FINANCE, "grant", **LINE_SAID, total=WAN) == "no_bureau_yet"
    unknown = Money("budget_line", Purse())
    unknown.does(FINANCE, "grant", **LINE_SAID, total=WAN, context=unknown.context(FINANCE))


def test_the_rules_are_made_once_for_the_district_and_by_no_street():
    said = {"title": "审批权限", "effective_from": MONDAY, "table": TABLE, "basis": "海政发〔2026〕1号"}
    who = {"finance_section": "o33", "finance_bureau_head": "o34", "vice_head": "o14", "district_head": "o12"}
    assert Money("fiscal_rules", Purse()).refused(STREETS, "enact", **said, **who) == "not_the_bureau"
    assert Money("fiscal_rules").refused(ANOTHER, "enact", **said, **who) == "already_taken"
    Money("fiscal_rules", Purse()).does(FINANCE_HEAD, "enact", **said, **who)


def test_a_line_is_made_larger_and_smaller_by_entries():
    record = Money("budget_line")
    given = {"title": "设备", "owner": "u2", "line_year": 2026, "function_code": "2010301", "fund": "annual"}
    assert record.refused(FIRST, "grant", **given, total=WAN) == "not_allowed"
    assert record.refused(FINANCE, "grant", **given, total=0) == "amount_zero"
    assert record.refused(FINANCE, "grant", **{**given, "owner": "p3"}, total=WAN) == "line_of_a_person"
    for wide in ("t2", "*"):
        assert record.refused(FINANCE, "grant", **{**given, "owner": wide}, total=WAN) == "line_of_several"
    record.does(FINANCE, "grant", **given, total=WAN)
    record.does(FINANCE, "supplement", amount=500_000, basis="海财〔2026〕3号")
    assert record.refused(FINANCE, "reduce", amount=1_500_001, basis="海财〔2026〕4号") == "reduced_too_much"
    found = record.does(FINANCE, "reduce", amount=200_000, basis="海财〔2026〕4号")
    assert [(c.registry, c.amount, c.release) for c in found.claims] == [("budget_total", 200_000, True)]


def test_only_who_has_the_office_stands_in_the_rules():
    record = Record(table("fiscal_rules"))
    said = {"title": "审批权限", "effective_from": MONDAY, "table": TABLE, "basis": "海政发〔2026〕1号"}
    who = {"finance_section": "o33", "finance_bureau_head": "o34", "vice_head": "o14", "district_head": "o12"}
    assert record.refused(FINANCE, "enact", **said, **who) == "not_allowed"
    assert record.refused(FINANCE_HEAD, "enact", **said, **{**who, "vice_head": "o12"}) == "not_of_finance"
    assert record.refused(FINANCE_HEAD, "enact", **said, **{**who, "district_head": None}) == "missing_field"
    assert record.refused(FINANCE_HEAD, "enact", **{**said, "table": "？"}, **who) == "bad_fiscal_rules"
    record.does(FINANCE_HEAD, "enact", **said, **who)
    record.does(FINANCE_HEAD, "change", **{k: v for k, v in said.items() if k != "title"}, **who)
    assert [v.v for v in record.matter.fields["versions"]] == [1, 2]
