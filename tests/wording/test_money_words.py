"""What is said of money: the last word that somebody standing in may not give, amounts, how a line stands."""

import pytest

from oa_client.wording.sentences import sentence

ACTING = {"taker": "李芳", "giver": "周建国"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("fiscal", "最终审批由本人办理，李芳（代周建国）不能代批；"),
        ("outgoing", "上行文和重要公文由本人签发，李芳（代周建国）不能代签；"),
    ],
)
def test_what_is_done_in_person_is_told_by_its_kind_and_by_who_stands_in_for_whom(kind, said):
    assert sentence("sign_in_person", {"kind": kind, **ACTING}).startswith(said)
    assert "受托人不能代" in sentence("sign_in_person", {"kind": kind})


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"above": 10_000_000, "up_to": 20_000_000, "within": True},
            "追加 预算内 超过 100,000.00元 不超过 200,000.00元",
        ),
        ({"above": 0, "up_to": 1_000_000, "within": False}, "追加 预算外 不超过 10,000.00元"),
        ({"above": 1_000_000, "up_to": None, "within": None}, "追加 超过 10,000.00元"),
    ],
)
def test_money_without_a_rule_or_with_two_is_told_by_its_range(facts, said):
    hole = sentence("bad_fiscal_rules", {"why": "hole", "line": 0, "fund": "extra", **facts})
    assert hole.startswith(f"审批权限表没有写明“{said}”由谁审批")
    twice = sentence("bad_fiscal_rules", {"why": "overlap", "line": 3, "fund": "extra", **facts})
    assert twice.startswith(f"审批权限表第 3 行与前面的某一行重叠：“{said}”有两个规定")


def test_who_makes_the_rules_is_told_by_his_post_and_his_office():
    said = sentence("not_allowed", {"kind": "fiscal_rules", "action": "enact"})
    assert "区财政部门" in said
    assert "财政局长" in said
    assert "收发岗" not in said
