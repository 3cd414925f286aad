"""Money at the centre: balances held, given back once and spent; limits; invoices once; what the rows say."""

from __future__ import annotations

import msgspec
import pytest

from oa_client.domain.money.purse import read_line
from oa_client.domain.money.ruling import read_versions
from oa_client.domain.people import Person, PersonId, Post, PostId, Role, UnitId, unit_scope
from server_stub.entries import wire
from server_stub.fold import record
from server_stub.restore_commands import sentences
from server_stub.rows import get_row
from tests.server.desk import Desk
from tests.server.money import BUREAU, CLERK, HANDLER, HEAD, OTHER, SECTION, STREET_HEAD, VICE, WAN, Money, said_rules

DAY = 86_400


@pytest.fixture
def money() -> Money:
    return Money()


def test_what_is_applied_for_is_held_and_what_is_paid_is_spent(money: Money) -> None:
    line = money.line(100 * WAN)
    matter = money.decided(line, 9 * WAN)
    assert money.balances(line) == (100 * WAN, 9 * WAN, 0)
    money.does(SECTION, "issue_indicator", matter, indicator="海财〔2026〕8号", line=line)
    for n, part in ((1, 5 * WAN), (2, 3 * WAN)):
        money.does(SECTION, "pay", matter, payment=part, paid_on=money.office.clock.now, voucher=f"2026-{n}")
        assert money.balances(line)[1] == 9 * WAN
    money.does(SECTION, "reconcile", matter, opinion="合同结算核减一万元。")
    assert money.balances(line) == (100 * WAN, 8 * WAN, 8 * WAN)


def test_more_than_is_left_is_refused_with_what_is_left_and_nothing_stays(money: Money) -> None:
    line = money.line(10 * WAN)
    money.applied(line, 4 * WAN)
    outcome = money.ask(HANDLER, "apply", **money.asked(line, 6 * WAN + 1))
    assert (outcome.s, outcome.code, outcome.facts["left"]) == ("r", "over_budget", 6 * WAN)
    assert money.balances(line) == (10 * WAN, 4 * WAN, 0)
    money.applied(line, 6 * WAN)


def test_returned_withdrawn_and_void_give_it_back_once(money: Money) -> None:
    line = money.line(10 * WAN)
    matter = money.applied(line, 4 * WAN)
    other = money.applied(line, 5 * WAN, title="另一件", payee="乙公司")
    money.does(STREET_HEAD, "agree", matter)
    money.does(SECTION, "send_back", matter, reason="补合同")
    assert money.balances(line)[1] == 5 * WAN
    money.does(SECTION, "void", matter, reason="不办了")
    assert money.balances(line)[1] == 5 * WAN
    money.does(HANDLER, "withdraw", other, reason="不要了")
    assert money.balances(line)[1] == 0


def test_handed_in_again_on_another_line_it_is_held_there_alone(money: Money) -> None:
    first, second = money.line(), money.line(code="2010302")
    matter = money.applied(first, 4 * WAN)
    money.does(STREET_HEAD, "send_back", matter, reason="换指标")
    money.does(HANDLER, "reapply", matter, **money.asked(second, 3 * WAN))
    assert (money.balances(first)[1], money.balances(second)[1]) == (0, 3 * WAN)


def test_a_line_is_not_made_smaller_than_what_is_held(money: Money) -> None:
    line = money.line(10 * WAN)
    money.applied(line, 4 * WAN)
    less = {"kind": "budget_line", "basis": "海财〔2026〕9号"}
    outcome = money.ask(SECTION, "reduce", line, amount=6 * WAN + 1, **less)
    assert (outcome.code, outcome.facts["left"]) == ("below_taken", 6 * WAN)
    money.does(SECTION, "reduce", line, amount=6 * WAN, **less)
    assert money.balances(line) == (4 * WAN, 4 * WAN, 0)


def test_what_is_approved_less_holds_less(money: Money) -> None:
    line = money.line()
    matter = money.applied(line, 9 * WAN)
    money.does(STREET_HEAD, "agree", matter)
    money.does(SECTION, "review", matter, opinion="可减")
    money.does(BUREAU, "approve", matter)
    money.does(VICE, "decide", matter, approved=7 * WAN)
    assert money.balances(line)[1] == 7 * WAN


def test_the_same_command_sent_again_takes_nothing_twice(money: Money) -> None:
    line = money.line()
    up = money.up(HANDLER, "apply", **money.asked(line, 4 * WAN))
    first, second = (money.office.send(HANDLER, up)[0] for _ in range(2))
    assert first == second
    assert money.balances(line)[1] == 4 * WAN


def test_an_invoice_stands_in_one_application_and_who_sees_that_one_is_told(money: Money) -> None:
    line, theirs = money.line(), money.line(owner="u3", code="2010303")
    first = money.applied(line, WAN, invoices="0440 0190")
    outcome = money.ask(CLERK, "apply", **money.asked(line, WAN, invoices="1；０４４０"))
    assert (outcome.code, outcome.facts["registry"], outcome.facts["key"]) == ("already_taken", "invoice", "0440")
    assert (outcome.facts["matter"], outcome.facts["other"]) == (first, "购置排水泵")
    outcome = money.ask(OTHER, "apply", **money.asked(theirs, WAN, invoices="0440", unit_head="p15"))
    assert outcome.code == "already_taken"
    assert not {"matter", "other"} & set(outcome.facts)
    money.does(HANDLER, "withdraw", first, reason="重报")
    money.does(OTHER, "apply", **money.asked(theirs, WAN, invoices="0440", unit_head="p15"))


def test_a_payment_is_noted_once(money: Money) -> None:
    line = money.line()
    matter = money.decided(line, 9 * WAN)
    money.does(SECTION, "issue_indicator", matter, indicator="8号", line=line)
    paid = {"payment": WAN, "paid_on": money.office.clock.now, "voucher": "2026-1"}
    money.does(SECTION, "pay", matter, **paid)
    second = money.decided(line, 2 * WAN, title="另一件", payee="乙公司")
    money.does(SECTION, "issue_indicator", second, indicator="9号", line=line)
    for one in (second, matter):
        outcome = money.ask(SECTION, "pay", one, **paid)
        assert (outcome.code, outcome.facts["registry"]) == ("already_taken", "voucher"), "also of its own application"
    assert money.balances(line)[2] == WAN


def test_a_split_is_found_by_payee_or_project_of_one_unit_within_thirty_days(money: Money) -> None:
    line, theirs = money.line(), money.line(owner="u3", code="2010303")
    first = money.applied(line, 6 * WAN, payee="江海 机电（公司）")
    other = money.does(OTHER, "apply", **money.asked(theirs, 6 * WAN, unit_head="p15"))
    second = money.applied(line, 6 * WAN, title="排水设备", payee="江海机电(公司)")
    assert "split" not in money.state(other).fields
    assert money.state(second).fields["split"] == [first]
    money.does(HANDLER, "withdraw", second, reason="合并申请")
    money.office.clock.now += 31 * DAY
    late = money.applied(line, 6 * WAN)
    assert "split" not in money.state(late).fields


def test_the_rules_and_the_lines_are_told_to_whom_they_concern(money: Money) -> None:
    line = money.line(10 * WAN)
    money.applied(line, 4 * WAN)
    for person, told in ((HANDLER, True), (SECTION, True), (VICE, True), (HEAD, True), (OTHER, False)):
        desk = Desk(money.office.centre, money.office.device(person))
        desk.rest()
        rows = {key: row for (kind, key), (_, row) in desk.rows.items() if kind == "budget" and row}
        assert (line in rows) == told, person
        if told:
            found = read_line(line, rows[line])  # type: ignore[arg-type]
            assert found is not None
            assert (found.left, found.at) == (6 * WAN, money.office.clock.now)
        assert len(read_versions(desk.rows["fiscal_rules", "latest"][1]).versions) == 1


def test_a_rule_put_in_force_later_holds_from_its_day(money: Money) -> None:
    line = money.line()
    short = said_rules("年初预算｜不限｜0｜不限｜业务科室＞财政局长", money.office.clock.now + DAY)
    money.does(BUREAU, "change", money.rules, kind="fiscal_rules", basis="海政发〔2026〕9号", **short)
    before = money.applied(line, WAN)
    money.office.clock.now += 2 * DAY
    after = money.applied(line, WAN, title="另一件", payee="乙公司")
    assert [t.role for t in money.state(before).tracks][-1] == "vice_head"
    assert [t.role for t in money.state(after).tracks][-1] == "finance_bureau_head"


def told(money: Money, person: int) -> dict[str, int]:
    """The lines a person is told of, with what is taken of each."""
    desk = Desk(money.office.centre, money.office.device(person))
    desk.rest()
    rows = {key: row for (kind, key), (_, row) in desk.rows.items() if kind == "budget" and row}
    return {key: int(str(row["taken"])) for key, row in rows.items()}


def another_vice_head(money: Money, since: int) -> None:
    """The rules name another vice head from then on: post 20."""
    post = Post(PostId(20), UnitId(1), "副区长", frozenset({Role.LEADER, Role.FINANCE_LEADER}))
    money.office.centre.put([post, Person(PersonId(20), "人20", (PostId(20),))])
    other = {**said_rules(since=since), "vice_head": "o20"}
    money.does(BUREAU, "change", money.rules, kind="fiscal_rules", basis="海政发〔2026〕9号", **other)


def test_other_rules_tell_every_line_to_whom_they_name_and_no_more_to_whom_they_do_not(money: Money) -> None:
    line = money.line(10 * WAN)
    money.decided(line, 4 * WAN)
    another_vice_head(money, money.office.clock.now - DAY)
    assert told(money, 20) == {line: 4 * WAN}
    assert told(money, VICE) == {}
    assert told(money, HEAD) == told(money, SECTION) == told(money, HANDLER) == {line: 4 * WAN}


def test_rules_of_a_later_day_tell_it_on_that_day(money: Money) -> None:
    line = money.line(10 * WAN)
    another_vice_head(money, money.office.clock.now + DAY)
    assert (told(money, 20), told(money, VICE)) == ({}, {line: 0})
    money.office.clock.now += DAY
    money.office.centre.run_timers()
    assert (told(money, 20), told(money, VICE)) == ({line: 0}, {})


def test_who_still_decides_by_the_rules_of_before_sees_the_line_until_he_has(money: Money) -> None:
    line = money.line(10 * WAN)
    matter = money.applied(line, 4 * WAN)
    another_vice_head(money, money.office.clock.now - DAY)
    assert told(money, VICE) == {line: 4 * WAN}
    for person, action in ((STREET_HEAD, "agree"), (SECTION, "review"), (BUREAU, "approve")):
        money.does(person, action, matter, **({"opinion": "属实"} if action == "review" else {}))
    money.does(VICE, "decide", matter, approved=3 * WAN)
    assert (told(money, VICE), told(money, 20)) == ({}, {line: 3 * WAN})


def test_without_rules_nobody_applies() -> None:
    bare = Money(ruled=False)
    wish = {**bare.asked("", WAN), "line": None, "fund": "annual"}
    assert bare.ask(HANDLER, "apply", **wish).code == "no_fiscal_rule"


def test_only_the_bureau_of_the_rules_gives_lines_and_it_makes_them_first(money: Money) -> None:
    said = {
        "line_year": 2026,
        "function_code": "2010301",
        "fund": "annual",
        "title": "指标",
        "owner": "u2",
        "total": WAN,
    }
    bare = Money(ruled=False)
    assert bare.ask(SECTION, "grant", kind="budget_line", **said).code == "no_bureau_yet"
    own = frozenset({Role.FINANCE, Role.FINANCE_HEAD})
    money.office.centre.put([Post(PostId(OTHER), UnitId(3), "财政所", own)])
    outcome = money.ask(OTHER, "grant", kind="budget_line", **said)
    assert (outcome.code, outcome.facts) == ("lines_by_bureau", {"unit": "财政局"})
    rules = {"title": "街道审批权限", "basis": "东街办〔2026〕1号", **said_rules()}
    assert money.ask(OTHER, "enact", kind="fiscal_rules", **rules).code == "not_the_bureau"
    assert money.ask(BUREAU, "enact", kind="fiscal_rules", **rules).code == "already_taken"


def test_a_line_that_a_restore_left_overdrawn_is_told_takes_no_more_and_is_put_right(money: Money) -> None:
    line, centre = money.line(100 * WAN), money.office.centre
    first = money.applied(line, 80 * WAN)
    backup = centre.snapshot()
    money.does(HANDLER, "withdraw", first, reason="不办了")
    second = money.up(CLERK, "apply", **money.asked(line, 70 * WAN))
    (outcome,) = money.office.send(CLERK, second)
    with centre.database.read() as connection:
        (kept,) = record(connection, second.matter)
    centre.restore(backup)
    again = msgspec.structs.replace(second, receipt=outcome.receipt, stored=wire(kept))
    assert money.office.send(CLERK, again)[0].s == "a"
    centre.close_restore()
    assert money.balances(line)[:2] == (100 * WAN, 150 * WAN)
    assert [(one.line, one.title, one.over) for one in centre.restore_report().overdrawn] == [
        (line, "指标 2010301", 50 * WAN)
    ]
    assert "超支 500,000.00 元" in "\n".join(sentences(centre.restore_report()))
    with centre.database.read() as connection:
        told = read_line(line, get_row(connection, "budget", line, unit_scope(UnitId(2))) or {})
    assert told is not None
    assert told.over == 50 * WAN
    outcome = money.ask(HANDLER, "apply", **money.asked(line, 1))
    assert (outcome.code, outcome.facts["over"]) == ("line_overdrawn", 50 * WAN)
    outcome = money.ask(SECTION, "reduce", line, kind="budget_line", amount=1, basis="海财〔2026〕4号")
    assert outcome.code == "line_overdrawn"
    money.does(HANDLER, "withdraw", first, reason="原已撤回")
    assert centre.restore_report().overdrawn == ()
    money.applied(line, 30 * WAN)


def test_the_tables_made_anew_say_the_same(money: Money) -> None:
    line = money.line(100 * WAN)
    matter = money.decided(line, 9 * WAN, invoices="7、8")
    money.does(SECTION, "issue_indicator", matter, indicator="8号", line=line)
    money.does(SECTION, "pay", matter, payment=WAN, paid_on=money.office.clock.now, voucher="1")
    back = money.applied(line, 4 * WAN, title="另一件", payee="乙公司")
    money.does(HANDLER, "withdraw", back, reason="不要了")
    before = money.balances(line)
    money.office.centre.rebuild()
    assert money.balances(line) == before == (100 * WAN, 9 * WAN, WAN)
    assert money.ask(HANDLER, "apply", **money.asked(line, WAN, invoices="8")).code == "already_taken"
