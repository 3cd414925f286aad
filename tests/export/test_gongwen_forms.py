"""GB/T 9704-2012, chapter 10, measured on the PDF: letters, orders, minutes."""

from dataclasses import replace

from oa_client.app.gongwen import Sensitivity, Urgency
from tests.export.gongwen_papers import BUREAUS, LETTER, MINUTES, ORDER, leaves
from tests.export.measuring import MM, is_red

TENTH = 0.2
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8


def near(value, figure):
    return abs(value - figure) <= TENTH


def mark(document):
    red = [c for c in leaves(document)[0].chars if is_red(c.colour)]
    return "".join(c.words for c in red), min(c.top for c in red), max(c.bottom for c in red)


def rules(document=LETTER):
    return sorted(leaves(document)[0].red(), key=lambda s: s.middle)


# ------------------------------------------------------------------ 10.1


def test_10_1_the_mark_of_a_letter_is_30_mm_from_the_top_of_the_page():
    words, top, _bottom = mark(LETTER)
    assert words == "宁波市海曙区人民政府" and near(top, 30)


def test_10_1_a_joint_letter_bears_the_host_alone():
    assert mark(replace(LETTER, organs=BUREAUS[:3]))[0] == BUREAUS[0]


def test_10_1_a_red_double_line_is_4_mm_below_the_mark_thick_above_thin():
    upper, lower, *_foot = rules()
    assert near(upper.top - mark(LETTER)[2], 4)
    assert upper.thickness > 2 * lower.thickness and 0.3 <= lower.top - upper.bottom <= 1


def test_10_1_a_second_double_line_is_20_mm_from_the_foot_thin_above_thick():
    *_head, upper, lower = rules()
    assert near(297 - lower.bottom, 20) and lower.thickness > 2 * upper.thickness


def test_10_1_both_are_170_mm_long_and_centred():
    assert len(rules()) == 4
    for line in rules():
        assert near(line.wide, 170) and near((line.left + line.right) / 2, 105)


def test_10_1_they_stand_on_the_first_page_only():
    assert not leaves(LETTER)[1].red()


def test_10_1_the_number_is_flush_right_seven_eighths_of_a_character_below_the_line():
    row = leaves(LETTER)[0].row("〔2026〕")
    assert near(row.right, 184) and near(row.head - rules()[1].bottom, CHAR * 7 / 8)


def test_10_1_copy_number_and_marks_are_flush_left_beside_it():
    rows = leaves(LETTER)[0].rows
    at = next(n for n, r in enumerate(rows) if "〔2026〕" in r.text)
    assert rows[at].text.startswith("000001") and near(rows[at].left, 28)
    assert [r.text for r in rows[at + 1 : at + 3]] == ["内部", "特急"]
    assert near(rows[at + 1].head - rows[at].head, LINE)


def test_10_1_the_title_is_two_empty_lines_below_the_last_element():
    rows = leaves(LETTER)[0].rows
    at = next(n for n, r in enumerate(rows) if r.text == "特急")
    assert near(rows[at + 1].head - rows[at].foot, LEADING + 2 * LINE)
    assert near((rows[at + 1].left + rows[at + 1].right) / 2, 106)


def test_10_1_the_imprint_has_no_rules_office_or_date_and_ends_the_type_area():
    leaf = leaves(LETTER)[-1]
    assert not leaf.black() and "印发" not in leaf.text and "办公室2026" not in leaf.text
    assert near(leaf.body[-1].foot, 262) and leaf.body[-1].text.endswith("各人民团体。")


# ------------------------------------------------------------------ 10.2


def test_10_2_a_third_line_of_the_corner_stands_beside_the_mark_not_on_it():
    leaf = leaves(replace(ORDER, copy=1, sensitivity=Sensitivity.WORK_SECRET, urgency=Urgency.FLASH))[0]
    red = [c for c in leaf.chars if is_red(c.colour)]
    corner = [c for w in ("000001", "工作秘密", "特急") for c in leaf.chars if not is_red(c.colour) and c.words in w]
    assert near(min(c.top for c in red), 57)
    for char in (c for c in corner if 57 < c.head < 66):
        assert all(char.right < c.left or char.foot < c.top for c in red)


def test_10_2_the_mark_of_an_order_is_20_mm_below_the_type_area():
    words, top, _bottom = mark(ORDER)
    assert words == "宁波市海曙区人民政府令" and near(top, 57)


def test_10_2_the_number_is_two_empty_lines_below_and_centred():
    row = leaves(ORDER)[0].row("第3号")
    assert row.text == "第3号" and near(row.head - mark(ORDER)[2], LEADING + 2 * LINE)
    assert near((row.left + row.right) / 2, 106)


def test_10_2_the_text_is_two_empty_lines_below_the_number():
    leaf = leaves(ORDER)[0]
    assert near(leaf.row("为深入贯彻").head - leaf.row("第3号").foot, LEADING + 2 * LINE)
    assert not leaf.red()


# ------------------------------------------------------------------ 10.3


def test_10_3_the_mark_of_minutes_is_35_mm_below_the_type_area():
    words, top, _bottom = mark(MINUTES)
    assert words == "海曙区人民政府常务会议纪要" and near(top, 72)


def test_10_3_those_present_are_one_empty_line_below_the_text():
    rows = [r for leaf in leaves(MINUTES) for r in leaf.body]
    at = next(n for n, r in enumerate(rows) if r.text.startswith("出席："))
    assert rows[at - 1].text.endswith("通知如下。") and near(rows[at].head - rows[at - 1].foot, LEADING + LINE)


def test_10_3_labels_are_in_heiti_two_characters_in():
    for leaf in leaves(MINUTES):
        for label in ("出席：", "请假：", "列席："):
            for row in (r for r in leaf.body if r.text.startswith(label)):
                assert near(row.left, 28 + 2 * CHAR)
                assert all("Sans" in c.font for c in row.chars[:3]) and "Fang" in row.chars[3].font
    text = "".join(leaf.text for leaf in leaves(MINUTES))
    assert text.index("出席：") < text.index("请假：赵六。") < text.index("列席：孙七，周八。")


def test_10_3_names_wrap_below_the_character_after_the_colon():
    rows = [r for leaf in leaves(MINUTES) for r in leaf.body]
    at = next(n for n, r in enumerate(rows) if r.text.startswith("出席："))
    assert near(rows[at + 1].left, rows[at].chars[3].x)


def test_10_3_minutes_bear_no_seal():
    from tests.export.gongwen_papers import set_

    assert set_(MINUTES)[2].places == ()


def test_10_3_no_name_of_a_person_is_torn():
    rows = [r.text for leaf in leaves(MINUTES) for r in leaf.body]
    at = next(n for n, r in enumerate(rows) if r.startswith("出席："))
    assert rows[at].endswith("，") and rows[at + 1].endswith("，")
