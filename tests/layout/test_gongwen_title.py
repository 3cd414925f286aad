"""Shapes of titles (GB/T 9704-2012, 7.3.1): 梯形 and 菱形 are; an hourglass is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.layout.gongwen.title import is_shaped, shaped

WORDS = "宁波市海曙区人民政府关于开展冬季安全生产专项整治行动的通知意见办法、（试行）2026年度"


@pytest.mark.parametrize("widths", [(9,), (9, 5), (5, 9), (5, 9, 5), (9, 8, 6), (6, 8, 9), (5, 9, 9, 5)])
def test_trapezoids_and_rhombuses_are_shapes(widths):
    assert is_shaped(widths)


@pytest.mark.parametrize("widths", [(9, 5, 9), (9, 8, 9), (9, 5, 6, 9)])
def test_an_hourglass_is_none(widths):
    assert not is_shaped(widths)


@given(st.text(alphabet=WORDS, min_size=1, max_size=70))
def test_no_character_of_a_title_is_lost_and_no_line_too_wide(text):
    found = shaped(text, 20.0, lambda char: 0.5 if char.isascii() else 1.0)
    assert "".join(found) == text
    assert all(sum(0.5 if c.isascii() else 1.0 for c in line) <= 20.0 for line in found)


def test_an_hourglass_is_passed_over_for_a_shape_that_reads_less_well():
    """After 关于 and before 的 it would read best: ten, four and ten characters."""
    title = "甲乙丙丁戊己庚辛关于子丑寅卯、辰巳午未申酉戌亥的函"
    found = shaped(title, 10.0, lambda _char: 1.0)
    assert "".join(found) == title and is_shaped([len(line) for line in found])


def test_a_long_title_is_tried_in_ways_that_fit_only():
    asked = []

    def measure(char):
        asked.append(char)
        return 1.0

    title = "关于切实做好今冬明春安全防范工作的通知" * 13
    assert "".join(shaped(title, 21.0, measure)) == title
    assert len(asked) < 100, "a character is measured once, however many ways are tried"
