"""GB/T 9704-2012, 7.2 and 10, measured on the DOCX as LibreOffice shows it: 版头, within a millimetre."""

from dataclasses import replace

import pytest

from oa_client.app.gongwen import Number
from tests.export.gongwen_papers import BUREAUS, DOWN, JOINT3, JOINT12, LETTER, MINUTES, ORDER, UP, UP3
from tests.export.measuring import MM, is_red

MILLIMETRE = 1.0
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8


def near(value, figure):
    return abs(value - figure) <= MILLIMETRE


def mark(leaf):
    """The ink of what is red: left, top, right, bottom."""
    red = [c for c in leaf.chars if is_red(c.colour)]
    return (min(c.left for c in red), min(c.top for c in red), max(c.right for c in red), max(c.bottom for c in red))


def test_7_2_1_to_7_2_3_number_mark_and_urgency_are_at_the_top_left_line_by_line(pages):
    rows = pages(DOWN)[0].rows[:3]
    assert [r.text for r in rows] == ["000001", "内部", "特急"]
    assert all(near(r.left, 28) and near(r.head, 37 + n * LINE) for n, r in enumerate(rows))
    assert "Fang" in rows[0].chars[0].font and all("Sans" in r.chars[0].font for r in rows[1:])
    assert all(abs(r.chars[0].size - 16) < 0.01 for r in rows)


def test_7_2_3_missing_ones_close_up(pages):
    row = pages(replace(DOWN, copy=None, sensitivity=None))[0].rows[0]
    assert row.text == "特急" and near(row.head, 37)


@pytest.mark.parametrize("document", [DOWN, UP, UP3, JOINT3, JOINT12], ids=["down", "up", "up3", "joint3", "joint12"])
def test_7_2_4_mark_is_35_mm_below_the_type_area(pages, document):
    assert near(mark(pages(document)[0])[1], 37 + 35)


@pytest.mark.parametrize("document", [DOWN, JOINT3], ids=["one", "joint"])
def test_7_2_4_mark_is_centred_inside_the_type_area(pages, document):
    left, _top, right, _bottom = mark(pages(document)[0])
    assert near(left - 28, 184 - right) and left >= 28 - MILLIMETRE and right <= 184 + MILLIMETRE


def test_7_2_4_mark_is_red_xiaobiaosong_with_the_word_file_on_one_line(pages):
    red = [r for r in pages(DOWN)[0].rows if is_red(r.chars[0].colour)]
    assert [r.text for r in red] == ["宁波市海曙区人民政府文件"]
    assert all("NotoSerifSC-Bold" in c.font for c in red[0].chars)


@pytest.mark.parametrize("name", ["海曙区", "宁波市海曙区人力资源和社会保障局鼓楼街道劳动保障监察中队"])
def test_7_2_4_mark_is_one_line_within_22_by_15_mm_a_character(pages, name):
    leaf = pages(replace(DOWN, organs=(name,)))[0]
    left, top, right, bottom = mark(leaf)
    assert [r.text for r in leaf.rows if is_red(r.chars[0].colour)] == [f"{name}文件"]
    assert bottom - top <= 22 + MILLIMETRE and (right - left) / (len(name) + 2) <= 15 and right - left <= 156


def test_7_2_4_mark_with_figures_is_one_line_though_libreoffice_spaces_them(pages):
    leaf = pages(replace(DOWN, organs=("海曙区第1街道办事处",)))[0]
    assert [r.text for r in leaf.rows if is_red(r.chars[0].colour)] == ["海曙区第1街道办事处文件"]


def test_7_2_4_mark_of_a_joint_issue_has_the_host_first_and_the_word_file_beside(pages):
    leaf = pages(JOINT3)[0]
    red = sorted((c for c in leaf.chars if is_red(c.colour)), key=lambda c: (round(c.y), c.x))
    said = "".join(c.words for c in red)
    assert [said.index(n) for n in BUREAUS[:3]] == sorted(said.index(n) for n in BUREAUS[:3])
    _left, top, right, bottom = mark(leaf)
    word = [c for c in red if c.words in "文件"]
    middle = (min(c.top for c in word) + max(c.bottom for c in word)) / 2
    assert near(middle, (top + bottom) / 2) and near(max(c.right for c in word), right)


def test_7_2_4_names_of_a_joint_issue_are_as_wide_as_the_longest(pages):
    red = [r for r in pages(JOINT12)[0].rows if is_red(r.chars[0].colour) and r.text != "文件"]
    names = [r.part(n) for r, n in zip([r for r in red if r.text.startswith("海曙")], BUREAUS, strict=True)]
    assert max(n.ink[0] for n in names) - min(n.ink[0] for n in names) < MILLIMETRE
    assert max(n.ink[2] for n in names) - min(n.ink[2] for n in names) < MILLIMETRE


@pytest.mark.parametrize("document", [DOWN, JOINT3, JOINT12, MINUTES], ids=["one", "three", "twelve", "minutes"])
def test_7_2_5_the_number_is_two_empty_lines_below_the_mark_in_the_middle(pages, document):
    leaf = pages(document)[0]
    row = leaf.row("第3期" if document is MINUTES else "〔2026〕")
    assert near(row.head - mark(leaf)[3], LEADING + 2 * LINE)
    assert near((row.ink[0] + row.ink[2]) / 2, 106) and "Fang" in row.chars[0].font


def test_7_2_5_the_number_has_hexagonal_brackets_four_digits_no_zero_and_no_di(pages):
    assert pages(replace(DOWN, number=Number("海政办发", 2026, 7)))[0].row("〔").text == "海政办发〔2026〕7号"


@pytest.mark.parametrize("document", [UP, UP3], ids=["one", "three"])
def test_7_2_5_upward_the_number_is_a_character_from_the_left_beside_the_last_signatory(pages, document):
    row = pages(document)[0].row("〔2026〕")
    assert near(row.left, 28 + CHAR) and row.text.endswith(document.signatories[-1])


def test_7_2_6_one_signatory_stands_a_character_from_the_right(pages):
    row = pages(UP)[0].row("签发人")
    assert row.text.endswith("签发人：王小明") and near(row.right, 184 - CHAR)


def test_7_2_6_signatories_stand_two_on_a_line_below_the_first_name(pages):
    leaf = pages(UP3)[0]
    above, below = leaf.row("签发人"), leaf.row("欧阳小小")
    assert above.text == "签发人：王小明李四"
    assert near(below.part("欧阳小小").left, above.part("王小明").left) and near(below.head - above.head, LINE)


@pytest.mark.parametrize("document", [DOWN, UP, UP3, JOINT12], ids=["down", "up", "up3", "joint12"])
def test_7_2_7_the_red_rule_is_4_mm_below_the_number_as_wide_as_the_type_area(pages, document):
    leaf = pages(document)[0]
    line = leaf.red()[0]
    assert near(line.top - leaf.row("〔2026〕").foot, 4)
    assert near(line.left, 28) and near(line.right, 184) and 0.35 <= line.thickness <= 1


# ------------------------------------------------------------------ 10


def test_10_1_a_letters_mark_is_30_mm_below_the_papers_edge(pages):
    leaf = pages(LETTER)[0]
    assert near(mark(leaf)[1], 30) and "文件" not in leaf.text


def test_10_1_its_double_lines_are_4_mm_below_the_mark_and_20_mm_from_the_foot_170_mm_wide(pages):
    leaf = pages(LETTER)[0]
    thick, thin, upper, lower = sorted(leaf.red(), key=lambda s: s.middle)
    assert near(thick.top - mark(leaf)[3], 4) and near(297 - lower.bottom, 20)
    assert thick.thickness > thin.thickness and upper.thickness < lower.thickness
    for line in (thick, thin, upper, lower):
        assert near(line.wide, 170) and near((line.left + line.right) / 2, 105)


def test_10_1_only_the_first_page_has_them(pages):
    assert all(not leaf.red() for leaf in pages(LETTER)[1:])


def test_10_1_its_number_is_at_the_right_below_the_line_the_others_at_the_left(pages):
    leaf = pages(LETTER)[0]
    row = leaf.row("〔2026〕")
    line = sorted(leaf.red(), key=lambda s: s.middle)[1]
    assert row.text.startswith("000001") and near(row.left, 28) and near(row.right, 184)
    assert near(row.head - line.bottom, LEADING)
    assert [near(leaf.row(w).left, 28) for w in ("内部", "特急")] == [True, True]


def test_10_1_its_title_is_two_lines_below_the_last_of_them(pages):
    leaf = pages(LETTER)[0]
    assert near(leaf.row("人民政府关于").head - leaf.row("特急").foot, LEADING + 2 * LINE)


def test_10_2_an_orders_mark_is_20_mm_below_the_type_area_number_and_text_two_lines_further(pages):
    leaf = pages(ORDER)[0]
    number, text = leaf.row("第3号"), leaf.row("为深入贯彻")
    assert near(mark(leaf)[1], 57) and near(number.head - mark(leaf)[3], LEADING + 2 * LINE)
    assert near(text.head - number.foot, LEADING + 2 * LINE) and not leaf.red()


def test_10_2_marks_beside_an_orders_mark_stand_where_they_stand_on_every_paper(pages):
    leaf = pages(replace(ORDER, copy=1, sensitivity=DOWN.sensitivity, urgency=DOWN.urgency))[0]
    assert all(near(leaf.row(w).head, 37 + n * LINE) for n, w in enumerate(("000001", "内部", "特急")))
    assert near(mark(leaf)[1], 57) and near(leaf.row("第3号").head - mark(leaf)[3], LEADING + 2 * LINE)


def test_10_3_minutes_have_their_mark_at_72_mm_and_organ_and_date_above_the_rule(pages):
    leaf = pages(MINUTES)[0]
    row = leaf.row("2026年1月5日")
    assert near(mark(leaf)[1], 72) and near(row.left, 28 + CHAR) and near(row.right, 184 - CHAR)
    assert near(leaf.red()[0].top - row.foot, 4)


def test_10_3_who_was_there_stands_an_empty_line_below_the_text_two_characters_in(pages):
    rows = [r for leaf in pages(MINUTES) for r in leaf.rows]
    at = next(n for n, r in enumerate(rows) if r.text.startswith("出席："))
    assert near(rows[at].left, 28 + 2 * CHAR) and "Sans" in rows[at].chars[0].font
    assert near(rows[at].head - rows[at - 1].foot, LEADING + LINE)
    assert near(rows[at + 1].left, rows[at].chars[3].x)
