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
