"""What may be somebody's next password."""

import pytest

from oa_client.domain.passwords import fault_of
from oa_client.wording.sentences import SENTENCES

PRESENT = "x7Kq2mPw9Tr4bn"

REFUSED = {
    "": "password_short",
    "桂花开了又香": "password_short",
    "7 个字符啊": "password_short",
    "a2c4e6g": "password_short",
    "泵" * 129: "password_long",
    PRESENT: "password_same",
    "wangxiaoming": "password_name",
    "WangXiaoming": "password_name",
    "wangxiaoming2026": "password_name",
    "!!wangxiaoming!!": "password_name",
    "11111111": "password_easy",
    "12345678": "password_easy",
    "1234567890": "password_easy",
    "87654321": "password_easy",
    "1234abcd": "password_easy",
    "一一一一一一一一": "password_easy",
    "桂花开了\n又香又甜": "password_signs",
    "桂花开了\u3000又香又甜": "password_signs",
    "桂花开了\udc80又香又甜": "password_signs",
}


@pytest.mark.parametrize("new", REFUSED)
def test_what_cannot_be_is_told_by_its_reason_and_has_a_sentence(new):
    assert fault_of("wangxiaoming", PRESENT, new) == REFUSED[new]
    assert REFUSED[new] in SENTENCES


GOOD = (
    "a2c4e6g8",
    "泵" * 60 + "站水位高" * 17,
    "桂花开了又香又甜",
    "correct horse battery",
    "13957400000",
    "x7Kq2mPw9Tr4bN",
    "wangxiaoming爱吃汤圆",
)


@pytest.mark.parametrize("new", GOOD)
def test_no_mixture_is_asked_for(new):
    assert 8 <= len(new) <= 128
    assert fault_of("wangxiaoming", PRESENT, new) == ""


def test_an_account_of_digits_is_only_itself():
    assert fault_of("20190417", PRESENT, "20190417") == "password_name"
    assert fault_of("20190417", PRESENT, "19850603") == ""
