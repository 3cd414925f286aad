"""GB/T 9704-2012, 7.2, measured on the PDF: 版头. A 行 is a character of size 3 and seven eighths of one."""

from dataclasses import replace

import pytest

from oa_client.app.gongwen import Number, Sensitivity, Urgency
from oa_client.export.gongwen import typeset
from oa_client.layout.gongwen.profile import Profile
from tests.export.gongwen_papers import BUREAUS, DOWN, JOINT3, JOINT12, UP, UP3, leaves, set_
from tests.export.measuring import MM, is_red, measured

TENTH = 0.2
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8


def near(value, figure):
    return abs(value - figure) <= TENTH


def first(document):
    return leaves(document)[0]


def mark(leaf):
    """The ink of what is red: left, top, right, bottom."""
    red = [c for c in leaf.chars if is_red(c.colour)]
    return (min(c.left for c in red), min(c.top for c in red), max(c.right for c in red), max(c.bottom for c in red))


# ------------------------------------------------------------------ 7.2.1 - 7.2.3


def test_7_2_1_the_copy_number_has_six_digits_at_the_top_left_corner():
    row = first(DOWN).rows[0]
    assert row.text == "000001" and near(row.head, 37) and near(row.left, 28)
    assert abs(row.chars[0].size - 15.75) < 0.01


def test_7_2_2_a_mark_is_in_heiti_flush_left_on_the_second_line():
    row = first(DOWN).rows[1]
    assert row.text == "内部" and near(row.head, 37 + LINE) and near(row.left, 28)
    assert "Sans" in row.chars[0].font and abs(row.chars[0].size - 15.75) < 0.01


def test_7_2_3_the_urgency_is_in_heiti_below_the_mark():
    row = first(DOWN).rows[2]
    assert row.text == "特急" and near(row.head, 37 + 2 * LINE) and near(row.left, 28)
    assert "Sans" in row.chars[0].font


def test_7_2_3_missing_ones_close_up():
    row = first(replace(DOWN, copy=None, sensitivity=None, urgency=Urgency.URGENT)).rows[0]
    assert row.text == "加急" and near(row.head, 37)
    both = first(replace(DOWN, copy=None, sensitivity=Sensitivity.WORK_SECRET)).rows
    assert [r.text for r in both[:2]] == ["工作秘密", "特急"]


# ------------------------------------------------------------------ 7.2.4


def test_7_2_4_mark_is_35_mm_below_the_type_area():
    assert near(mark(first(DOWN))[1], 37 + 35)


def test_7_2_4_mark_of_an_upward_document_is_at_the_same_height():
    """80 mm was the rule of 1999."""
    assert near(mark(first(UP))[1], 72)


def test_7_2_4_mark_is_centred_inside_the_type_area():
    left, _top, right, _bottom = mark(first(DOWN))
    assert abs((left - 28) - (184 - right)) < 1.0 and left >= 28 and right <= 184


def test_7_2_4_mark_is_red_xiaobiaosong_with_the_word_file():
    red = [c for c in first(DOWN).chars if is_red(c.colour)]
    assert "".join(c.words for c in red) == "宁波市海曙区人民政府文件"
    assert all("NotoSerifSC-Bold" in c.font for c in red)


@pytest.mark.parametrize("name", ["海曙区", "宁波市海曙区人力资源和社会保障局鼓楼街道劳动保障监察中队"])
def test_7_2_4_mark_is_one_line_within_22_by_15_mm_a_character(name):
    left, top, right, bottom = mark(first(replace(DOWN, organs=(name,))))
    count = len(name) + 2
    assert bottom - top <= 22 + TENTH and (right - left) / count <= 15 + TENTH and right - left <= 156


def test_7_2_4_mark_of_a_joint_issue_has_the_host_first_and_the_word_file_beside():
    leaf = first(JOINT3)
    red = [r for r in leaf.rows if is_red(r.chars[0].colour)]
    assert [r.text.removesuffix("文件") for r in red] == list(BUREAUS[:3])
    word = next(r for r in red if r.text.endswith("文件")).part("文件")
    _left, top, right, bottom = mark(leaf)
    assert near((word.ink[1] + word.ink[3]) / 2, (top + bottom) / 2) and near(word.ink[2], right)
    assert near(top, 72)


def test_7_2_4_names_of_a_joint_issue_are_as_wide_as_the_longest():
    red = [r for r in first(JOINT3).rows if is_red(r.chars[0].colour)]
    names = [r.part(n) for r, n in zip(red, BUREAUS[:3], strict=True)]
    assert max(n.ink[0] for n in names) - min(n.ink[0] for n in names) < 1.0
    assert max(n.ink[2] for n in names) - min(n.ink[2] for n in names) < 1.0


def test_7_2_4_mark_of_twelve_organs_leaves_text_on_page_one():
    leaf = first(JOINT12)
    assert [n for n in BUREAUS if n in leaf.text] == list(BUREAUS)
    assert "为深入贯彻" in leaf.text and near(mark(leaf)[1], 72)


def test_7_2_4_a_joint_mark_too_high_for_any_title_below_it_gives_way():
    """An organ may let it be 120 mm high; twelve names as high as that leave no room for a title."""
    printed, laid = typeset(JOINT12, profile=Profile().with_template({"mark.joint.height": 120}))
    assert "为深入贯彻" in measured(printed.data)[0].text and laid.remarks


def test_7_2_4_mark_of_too_many_organs_is_the_host_alone_and_says_so():
    many = tuple(f"海曙区第{n}街道办事处" for n in "一二三四五六七八九十") + tuple(
        f"鄞州区第{n}街道办事处" for n in "一二三四五六七八九十"
    )
    made = replace(JOINT3, organs=many)
    red = "".join(c.words for c in first(made).chars if is_red(c.colour))
    assert red == "海曙区第一街道办事处文件" and "host_only" in set_(made)[2].remarks


# ------------------------------------------------------------------ 7.2.5 - 7.2.7


def test_7_2_5_the_number_is_two_empty_lines_below_the_mark():
    leaf = first(DOWN)
    assert near(leaf.row("〔2026〕").head - mark(leaf)[3], LEADING + 2 * LINE)


def test_7_2_5_the_number_is_centred_in_size_3_fangsong():
    row = first(DOWN).row("〔2026〕")
    assert (
        near((row.left + row.right) / 2, 106) and "Fang" in row.chars[0].font and abs(row.chars[0].size - 15.75) < 0.01
    )


def test_7_2_5_the_number_has_hexagonal_brackets_four_digits_no_zero_and_no_di():
    assert first(replace(DOWN, number=Number("海政办发", 2026, 7))).row("〔").text == "海政办发〔2026〕7号"


def test_7_2_5_upward_the_number_is_a_character_from_the_left_beside_the_last_signatory():
    row = first(UP3).row("〔2026〕")
    assert near(row.left, 28 + CHAR) and row.text.endswith("欧阳小小")


def test_7_2_6_one_signatory_stands_a_character_from_the_right():
    row = first(UP).row("签发人")
    assert row.text == "海政〔2026〕1号签发人：王小明"
    assert near(row.right, 184 - CHAR)


def test_7_2_6_signatories_stand_two_on_a_line_below_the_first_name():
    leaf = first(UP3)
    above, below = leaf.row("签发人"), leaf.row("欧阳小小")
    assert above.text == "签发人：王小明李四"
    assert near(below.part("欧阳小小").left, above.part("王小明").left)
    assert near(below.head - above.head, LINE) or set_(UP3)[2].remarks == ("pitch_changed",)


def test_7_2_6_only_the_names_are_in_kaiti():
    """楷体 is not shipped: 仿宋 stands in for it, and the file says so."""
    _pages, printed, _laid = set_(UP)
    assert "楷体" in printed.stand_ins
    assert "楷体" not in set_(replace(DOWN, blocks=DOWN.blocks[:1]))[1].stand_ins


@pytest.mark.parametrize("document", [DOWN, UP, UP3], ids=["down", "up", "up3"])
def test_7_2_7_the_red_rule_is_4_mm_below_the_number(document):
    leaf = first(document)
    (line,) = leaf.red()
    assert near(line.top - leaf.row("〔2026〕").foot, 4)


def test_7_2_7_the_red_rule_is_as_wide_as_the_type_area():
    (line,) = first(DOWN).red()
    assert near(line.left, 28) and near(line.right, 184)
    assert 0.35 <= line.thickness <= 1
