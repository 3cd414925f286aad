"""Amounts as people write them, and in capital figures as the rules for cheques and invoices have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.domain.money.amounts import MOST, BadAmount, capital, figures, read_amount

DIGITS = {d: n for n, d in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def spoken(text):
    """What capital figures say, in 分, by a reader that knows nothing of the writer."""
    total = part = digit = 0
    for c in text.removesuffix("整"):
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in UNITS:
            part, digit = part + digit * UNITS[c], 0
        elif c == "万":
            total, part, digit = total + (part + digit) * 10_000, 0, 0
        elif c == "亿":
            total, part, digit = (total + part + digit) * 10**8, 0, 0
        elif c == "元":
            total, part, digit = (total + part + digit) * 100, 0, 0
        elif c == "角":
            total, digit = total + digit * 10, 0
        elif c == "分":
            total, digit = total + digit, 0
    return total


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (10_030_000, "壹拾万零叁佰元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_500, "叁佰贰拾伍元整"),
        (100_000_000_000_00, "壹仟亿元整"),
        (100_000_005_00, "壹亿零伍元整"),
        (100_050_000_00, "壹亿零伍万元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (0, "零元整"),
    ],
)
def test_capital_figures(cents, said):
    assert capital(cents) == said


@given(st.integers(1, MOST))
def test_capital_figures_say_the_amount_and_never_two_zeros(cents):
    said = capital(cents)
    assert spoken(said) == cents
    assert "零零" not in said
    assert "零元" not in said
    assert said.endswith(("整", "分"))


@given(st.integers(1, MOST))
def test_what_is_shown_is_read_back(cents):
    assert read_amount(figures(cents)) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,234.50", 123_450),
        ("12.3万元", 12_300_000),
        ("￥100", 10_000),
        ("人民币 1万元整", 1_000_000),
        ("１２３．４５", 12_345),
        ("0.01", 1),
        ("0.0001万", 100),
        ("3千万", 3_000_000_000),
        ("1.5亿元", 15_000_000_000),
        ("9,999,999,999,999.99", MOST),
    ],
)
def test_amounts_as_people_write_them(text, cents):
    assert read_amount(text) == cents


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0", "amount_zero"),
        ("0.00元", "amount_zero"),
        ("-5", "amount_negative"),
        ("-5万元", "amount_negative"),
        ("1.234", "amount_decimals"),
        ("0.0000001万", "amount_decimals"),
        ("1." + "0" * 40 + "1", "amount_decimals"),
        ("10,000,000,000,000.00", "amount_too_large"),
        ("9" * 400, "amount_too_large"),
        ("100美元", "amount_foreign"),
        ("$100", "amount_foreign"),
        ("￥100 usd", "amount_two_currencies"),
        ("100美元700元", "amount_two_currencies"),
        ("", "amount_unreadable"),
        ("1,23", "amount_unreadable"),
        ("1e5", "amount_unreadable"),
        ("十万", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("=A1*2", "amount_unreadable"),
    ],
)
def test_what_is_no_amount_is_refused_for_one_reason(text, code):
    with pytest.raises(BadAmount) as bad:
        read_amount(text)
    assert bad.value.code == code


def test_nothing_below_zero_is_written_out():
    with pytest.raises(ValueError, match="-1"):
        capital(-1)
