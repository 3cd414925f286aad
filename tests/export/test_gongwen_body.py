"""GB/T 9704-2012, 7.3.1 to 7.3.4 and 7.3.7, measured on the PDF: title, recipients, text, attachments."""

import itertools
from dataclasses import replace

import pytest

from oa_client.app.gongwen import Attachment, Block
from oa_client.layout.gongwen.numerals import chinese
from tests.export.gongwen_papers import ATTACHED, DOWN, FULL, JOINT12, ORDER, WORDS, heading, leaves, set_, table, words
from tests.export.measuring import MM

TENTH = 0.2
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8


def near(value, figure):
    return abs(value - figure) <= TENTH


def titled(title, **more):
    return [r for r in leaves(replace(DOWN, title=title, **more))[0].rows if abs(r.chars[0].size - 22) < 0.01]


# ------------------------------------------------------------------ 7.3.1


def test_7_3_1_the_title_is_two_empty_lines_below_the_red_rule():
    leaf = leaves(DOWN)[0]
    (line,) = leaf.red()
    assert near(titled(DOWN.title)[0].head - line.bottom, 2 * LINE)


def test_7_3_1_the_title_is_centred_in_size_2_xiaobiaosong():
    for row in titled(DOWN.title):
        assert near((row.left + row.right) / 2, 106)
        assert "NotoSerifSC-Bold" in row.chars[0].font


TITLES = [
    "宁波市海曙区人民政府关于开展冬季安全生产专项整治行动的通知",
    "宁波市海曙区人民政府办公室关于印发海曙区老旧小区改造项目资金管理办法（试行）的通知",
    "宁波市海曙区人民政府关于转发宁波市人民政府关于进一步加强城市生活垃圾分类管理工作的若干意见和海曙区实施方案的通知",
    "宁波市海曙区应急管理局关于做好2026年度危险化学品企业安全生产标准化建设有关工作的函",
]


@pytest.mark.parametrize("title", TITLES, ids=["2", "2b", "3", "2c"])
def test_7_3_1_lines_of_a_title_are_a_trapezoid_or_a_rhombus(title):
    wide = [r.right - r.left for r in titled(title)]
    assert len(wide) > 1 and max(wide) <= 156
    falls = all(a >= b for a, b in itertools.pairwise(wide))
    rises = all(a <= b for a, b in itertools.pairwise(wide))
    rhombus = len(wide) > 2 and min(wide[1:-1]) >= max(wide[0], wide[-1])
    assert falls or rises or rhombus
    assert min(wide) > max(wide) / 3


@pytest.mark.parametrize("title", TITLES, ids=["2", "2b", "3", "2c"])
def test_7_3_1_no_line_of_a_title_begins_with_a_particle_or_ends_in_a_word(title):
    rows = [r.text for r in titled(title)]
    assert "".join(rows) == title
    assert not any(r[0] in "的和与、，）》" for r in rows)
    for word in ("通知", "意见", "办法", "人民政府", "管理", "安全", "生产", "2026年度", "方案"):
        assert sum(r.count(word) for r in rows) == title.count(word)


def test_7_3_1_a_title_breaks_where_its_author_broke_it():
    assert [r.text for r in titled("关于开展\n冬季安全生产专项整治的\n通知")] == [
        "关于开展",
        "冬季安全生产专项整治的",
        "通知",
    ]


def test_7_3_1_a_title_that_cannot_be_balanced_stays_whole_inside_the_type_area():
    title = "A" * 90 + "的通知"
    rows = titled(title)
    assert "".join(r.text for r in rows) == title
    assert all(r.ink[0] >= 28 - TENTH and r.ink[2] <= 184 + TENTH for r in rows)


# ------------------------------------------------------------------ 7.3.2


def test_7_3_2_recipients_are_one_empty_line_below_the_title_flush_left():
    row = leaves(DOWN)[0].row("各镇（乡）")
    assert near(row.head - titled(DOWN.title)[-1].foot, LEADING + LINE) and near(row.left, 28)


def test_7_3_2_recipients_end_with_a_full_width_colon_and_wrap_flush_left():
    many = replace(DOWN, recipients=(*DOWN.recipients, "区人民法院", "区人民检察院", "各直属单位", "各人民团体"))
    rows = leaves(many)[0].rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("各镇"))
    assert rows[at + 1].text.endswith("：") and near(rows[at + 1].left, 28)


def test_7_3_2_too_many_recipients_go_to_the_imprint_above_the_copies():
    crowd = replace(DOWN, recipients=tuple(f"区第{chinese(n)}街道办事处" for n in range(1, 45)))
    found = leaves(crowd)
    assert "为深入贯彻" in found[0].text and "街道办事处" not in found[0].text
    last = found[-1].text
    assert last.index("主送：区第一街道办事处") < last.index("抄送：")
    assert "recipients_moved" in set_(crowd)[2].remarks
    above, below = (found[-1].row(w).head for w in ("主送：", "抄送："))
    assert not [s for s in found[-1].black() if above < s.middle < below]


# ------------------------------------------------------------------ 7.3.3


@pytest.mark.parametrize("document", [DOWN, JOINT12], ids=["down", "joint12"])
def test_7_3_3_page_one_shows_text(document):
    assert "为深入贯彻" in leaves(document)[0].text


def test_7_3_3_a_paragraph_begins_two_characters_in_and_wraps_flush_left():
    rows = leaves(DOWN)[0].rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("为深入"))
    assert near(rows[at].left, 28 + 2 * CHAR) and near(rows[at + 1].left, 28)


def test_7_3_3_an_order_begins_at_its_text():
    assert "为深入贯彻" in leaves(ORDER)[0].text


@pytest.mark.parametrize(
    ("level", "shown", "font"),
    [(1, "一、甲事项", "Sans"), (2, "（一）甲事项", "Fang"), (3, "1.甲事项", "Fang"), (4, "（1）甲事项", "Fang")],
)
def test_7_3_3_headings_of_four_levels(level, shown, font):
    """The second level is 楷体, for which 仿宋 stands in here."""
    row = leaves(replace(DOWN, blocks=(heading(level, "甲事项"), *words(1))))[0].row("甲事项")
    assert row.text == shown and font in row.chars[0].font and near(row.left, 28 + 2 * CHAR)


def test_7_3_3_the_second_level_is_kaiti():
    _pages, printed, _laid = set_(replace(DOWN, blocks=(heading(2, "甲事项"),)))
    assert "楷体" in printed.stand_ins


def test_7_3_3_a_heading_keeps_the_number_it_brings_and_levels_begin_anew():
    blocks = (
        heading(1, "甲"),
        heading(2, "乙"),
        heading(2, "丙"),
        heading(1, "二、丁"),
        heading(2, "戊"),
        heading(3, "己"),
    )
    text = "".join(leaf.text for leaf in leaves(replace(DOWN, blocks=blocks)))
    for shown in ("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己"):
        assert shown in text
    assert "二、二、" not in text


def test_7_3_3_text_goes_on_behind_a_heading_on_its_line():
    row = leaves(replace(DOWN, blocks=(heading(1, "甲事项。", WORDS),)))[0].row("甲事项")
    assert "为深入" in row.text
    assert "Sans" in row.part("甲事项").chars[0].font and "Fang" in row.part("为深入").chars[0].font


def test_7_3_3_no_number_or_year_is_torn_and_no_mark_begins_a_line():
    many = replace(DOWN, blocks=tuple(Block(text="甲" * n + WORDS) for n in range(1, 28)))
    rows = [r.text for leaf in leaves(many) for r in leaf.body]
    assert sum("2026年冬" in r or r.endswith("2026年") for r in rows) >= 27
    assert not any(r[0] in "，。、；：”）》" for r in rows)


# ------------------------------------------------------------------ 7.3.4, 7.3.7


def test_7_3_4_the_note_is_one_empty_line_below_the_text_two_characters_in():
    leaf = next(leaf for leaf in leaves(ATTACHED) if "附件：" in leaf.text)
    rows = leaf.rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("附件："))
    assert near(rows[at].left, 28 + 2 * CHAR)
    pitch = rows[1].chars[0].y - rows[0].chars[0].y
    assert near(rows[at].head - rows[at - 1].foot, pitch - CHAR + pitch)


def test_7_3_4_names_are_numbered_and_wrap_below_their_first_character():
    leaf = next(leaf for leaf in leaves(ATTACHED) if "附件：" in leaf.text)
    rows = leaf.rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("附件："))
    assert rows[at].text.startswith("附件：1.2026年度")
    assert near(rows[at + 1].left, rows[at].chars[5].x)
    assert rows[at + 2].text == "2.考核办法" and near(rows[at + 2].left, rows[at].chars[3].x)


def test_7_3_4_a_single_attachment_has_no_number_and_no_mark_after_it():
    one = replace(DOWN, attachments=(Attachment("考核办法。", words(1)),))
    text = "".join(leaf.text for leaf in leaves(one))
    assert "附件：考核办法" in text and "附件：考核办法。" not in text and "1.考核" not in text


def attachment(n=2, document=ATTACHED):
    return next(leaf for leaf in leaves(document) if leaf.rows and leaf.rows[0].text.endswith(f"附件{n}"))


def test_7_3_7_an_attachment_begins_a_page_with_its_mark_in_heiti_without_a_colon():
    row = attachment().rows[0]
    assert row.text == "附件2" and near(row.head, 37) and near(row.left, 28) and "Sans" in row.chars[0].font


def test_7_3_7_its_title_is_centred_on_the_third_line():
    row = attachment().rows[1]
    assert row.text == "考核办法" and near(row.head, 37 + 2 * LINE) and near((row.left + row.right) / 2, 106)


def test_7_3_7_attachments_stand_before_the_imprint():
    found = leaves(ATTACHED)
    assert "抄送" in found[-1].text and not any("抄送" in leaf.text for leaf in found[:-1])


def test_7_3_7_one_that_is_not_bound_bears_the_number_of_the_document():
    apart = replace(DOWN, attachments=(Attachment("考核办法", words(1), apart=True),))
    assert any(leaf.rows and leaf.rows[0].text == "海政〔2026〕1号附件" for leaf in leaves(apart))


def test_a_heading_is_never_the_last_line_of_a_page():
    for count in range(1, 24):
        made = replace(
            DOWN, blocks=(*(Block(text="甲乙丙丁。") for _n in range(count)), heading(1, "甲事项"), *words(1))
        )
        for leaf in leaves(made):
            assert not leaf.body or not leaf.body[-1].text.endswith("甲事项")


@pytest.mark.parametrize(
    "last", [Block(text="甲乙丙丁。" * 6), Block(text="甲乙。"), table(3)], ids=["two", "one", "table"]
)
def test_a_heading_stays_with_what_it_heads_where_that_goes_over_with_the_signature(last):
    """At some of these lengths the last lines of the text, or a table, move to the next page: a heading moves too."""
    for count in range(28 * 14, 28 * 34, 28):
        made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]), heading(1, "甲事项"), last))
        for leaf in leaves(made):
            rows = [r for r in leaf.body if abs(r.chars[0].size - 15.75) < 0.1]
            assert not rows or not rows[-1].text.endswith("甲事项") or "责任单位" in leaf.text
