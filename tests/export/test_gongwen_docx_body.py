"""GB/T 9704-2012, 7.3 and 7.4, measured on the DOCX as LibreOffice shows it: 主体 and 版记, within a millimetre.

LibreOffice puts a quarter of a character between hanzi and figures whatever the file says, so what has figures is
measured where it is aligned.
"""

from dataclasses import replace

import pytest

from oa_client.app.gongwen import Attachment, Block, Day, Imprint, Signer
from oa_client.export.gongwen_docx import typeset
from oa_client.layout.gongwen.profile import Profile
from tests.export.gongwen_papers import (
    ATTACHED,
    BUREAUS,
    DOWN,
    FULL,
    IMPRINT,
    JOINT3,
    JOINT12,
    ORDER,
    PAPERS,
    UNSEALED,
    leaves,
    words,
)
from tests.export.measuring import MM

MILLIMETRE = 1.0
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8
SMALL = 14 / MM
SHORT = replace(DOWN, blocks=words(1), annotation="")


def near(value, figure):
    return abs(value - figure) <= MILLIMETRE


def above(leaf, row):
    return [r for r in leaf.rows if r.foot < row.head][-1]


def signed(found):
    """The page with the date, its row, the row before it."""
    leaf = next(leaf for leaf in found if any(r.text.endswith("2026年1月5日") for r in leaf.body))
    date = leaf.row("2026年1月5日")
    return leaf, date, above(leaf, date)


# ------------------------------------------------------------------ 7.3.1 - 7.3.4


def test_7_3_1_the_title_is_two_empty_lines_below_the_rule_in_the_layouts_lines_and_centred(pages):
    leaf = pages(DOWN)[0]
    first, second = (r for r in leaf.rows if abs(r.chars[0].size - 22) < 0.1)
    assert near(first.head - leaf.red()[0].bottom, 2 * LINE)
    assert [first.text, second.text] == ["宁波市海曙区人民政府关于", "开展冬季安全生产专项整治行动的通知"]
    assert all(near((r.left + r.right) / 2, 106) and "NotoSerifSC-Bold" in r.chars[0].font for r in (first, second))


def test_7_3_1_a_title_that_cannot_be_balanced_is_there_whole(pages):
    made = replace(SHORT, title="ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 4 + "的通知")
    rows = [r for r in pages(made)[0].rows if abs(r.chars[0].size - 22) < 0.1]
    assert "".join(r.text for r in rows) == made.title
    assert all(r.ink[0] >= 28 - MILLIMETRE and r.ink[2] <= 184 + MILLIMETRE for r in rows)


def test_7_3_2_the_recipients_are_one_empty_line_below_flush_left_with_a_colon(pages):
    leaf = pages(DOWN)[0]
    row = leaf.row("各镇（乡）")
    assert near(row.head - above(leaf, row).foot, LEADING + LINE) and near(row.left, 28) and row.text.endswith("：")


def test_7_3_2_recipients_wrap_flush_left(pages):
    leaf = pages(replace(DOWN, recipients=tuple(f"第{n}街道办事处" for n in "一二三四五六七八")))[0]
    rows = [r for r in leaf.rows if "街道办事处" in r.text]
    assert len(rows) > 1 and all(near(r.left, 28) for r in rows)


def test_7_3_3_paragraphs_begin_two_characters_in_and_go_on_flush_left(pages):
    rows = pages(DOWN)[0].rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("为深入贯彻"))
    assert near(rows[at].left, 28 + 2 * CHAR) and near(rows[at + 1].left, 28)


def test_7_3_3_the_four_levels_have_their_numbers_and_faces(pages):
    rows = [r for leaf in pages(DOWN) for r in leaf.rows]
    faces = {"一、总体要求": "Sans", "（一）提高政治站位。": "Fang", "1.落实责任": "Fang", "（1）明确分工": "Fang"}
    for said, face in faces.items():
        row = next(r for r in rows if r.text.startswith(said))
        assert face in row.chars[0].font and near(row.left, 28 + 2 * CHAR)


def test_7_3_3_page_one_shows_text(pages):
    for name in PAPERS:
        assert "为深入" in pages(PAPERS[name])[0].text or FULL[:5] in pages(PAPERS[name])[0].text


def test_7_3_4_the_note_is_an_empty_line_below_two_in_and_hangs_below_the_names_first_character(pages):
    leaf = next(leaf for leaf in pages(ATTACHED) if "附件：1." in leaf.text)
    rows = leaf.rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("附件：1."))
    assert near(rows[at].left, 28 + 2 * CHAR) and near(rows[at].head - rows[at - 1].foot, LEADING + LINE)
    assert near(rows[at + 1].left, rows[at].part("2026").left) and near(rows[at + 2].left, rows[at].chars[3].x)


# ------------------------------------------------------------------ 7.3.5 - 7.3.7


def test_7_3_5_1_the_date_stands_four_characters_from_the_right_the_name_centred_above(pages):
    _leaf, date, name = signed(pages(SHORT))
    assert near(date.right, 184 - 4 * CHAR) and near(date.head - name.head, LINE)
    layouts = leaves(SHORT)[-1].row("2026年1月5日") if len(leaves(SHORT)) == 1 else None
    assert name.text == "宁波市海曙区人民政府" and (layouts is None or near(name.right, 184))


@pytest.mark.parametrize("document", [SHORT, JOINT3, JOINT12], ids=["one", "three", "twelve"])
def test_7_3_5_the_signature_stands_where_the_layout_put_it(pages, document):
    """So that seals, whose places the layout says, fall on it: 7.3.5.1 measures those on the PDF."""
    for mine, theirs in zip(pages(document), leaves(document), strict=True):
        own = [
            r for r in theirs.rows if r.text in {"2026年1月5日", "宁波市海曙区人民政府"} or r.text.startswith("海曙区")
        ]
        for row in own:
            assert any(near(r.head, row.head) and near(r.ink[2], row.ink[2]) for r in mine.rows)


def test_7_3_5_1_joint_every_organ_signs_in_order(pages):
    text = "".join(leaf.text for leaf in pages(replace(JOINT12, signatures=tuple(f"第{n}局" for n in range(10, 22)))))
    assert [text.index(f"第{n}局") for n in range(10, 22)] == sorted(text.index(f"第{n}局") for n in range(10, 22))
    assert all(any(n in leaf.text for leaf in pages(JOINT12)) for n in BUREAUS)


def test_7_3_5_2_unsealed_the_name_is_one_empty_line_below_and_two_characters_from_the_right(pages):
    made = replace(UNSEALED, blocks=words(1))
    leaf, date, name = signed(pages(made))
    assert near(name.right, 184 - 2 * CHAR) and near(name.head - above(leaf, name).foot, LEADING + LINE)
    assert near(date.head - name.head, LINE)
    assert near(date.left - name.left, 2 * CHAR)


def test_7_3_5_2_unsealed_a_date_longer_than_the_name_stands_two_from_the_right(pages):
    _leaf, date, name = signed(pages(replace(UNSEALED, blocks=words(1), signatures=("区政府",))))
    assert near(date.right, 184 - 2 * CHAR) and name.text == "区政府"


def test_7_3_5_3_the_title_is_left_of_the_stamp_and_the_date_an_empty_line_below_it(pages):
    """The stamp is 40 by 20 mm, two empty lines below the text, four characters from the right."""
    leaf, date, title = signed(pages(ORDER))
    text = next(r for r in leaf.rows if r.text.endswith("通知如下。"))
    middle = text.foot + LEADING + 2 * LINE + 10
    assert title.text == "区长" and near(title.right, 184 - 4 * CHAR - 40 - 2 * CHAR)
    assert near((title.head + title.foot) / 2, middle) and near(date.right, 184 - 4 * CHAR)
    assert near(date.head, middle + 10 + LEADING + LINE)


def test_7_3_5_3_joint_one_organ_a_line(pages):
    found = pages(replace(ORDER, signers=(Signer("海曙区区长"), Signer("鄞州区区长"))))
    rows = [r for leaf in found for r in leaf.rows if "区区长" in r.text]
    assert [r.text for r in rows] == ["海曙区区长", "鄞州区区长"] and near(rows[0].right, rows[1].right)


@pytest.mark.parametrize("count", [28 * 20, 28 * 27, 28 * 29, 28 * 31])
def test_7_3_5_5_no_page_bears_a_signature_without_text(pages, count):
    found = pages(replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),)))
    leaf, _date, name = signed(found)
    above_it = [r for r in leaf.rows if r.foot < name.head and abs(r.chars[0].size - 16) < 0.1]
    assert len(above_it) >= 2 and not any("此页无正文" in x.text for x in found)


def test_7_3_6_the_annotation_is_in_brackets_below_the_date_two_characters_in(pages):
    leaf, date, _name = signed(pages(replace(SHORT, annotation="此件公开发布")))
    row = leaf.row("此件公开")
    assert row.text == "（此件公开发布）" and near(row.left, 28 + 2 * CHAR) and near(row.head - date.head, LINE)


def test_7_3_7_an_attachment_begins_a_page_with_its_mark_and_its_title_on_the_third_line(pages):
    leaf = next(leaf for leaf in pages(ATTACHED) if leaf.text.startswith("附件2"))
    mark, title = leaf.rows[:2]
    assert mark.text == "附件2" and near(mark.left, 28) and near(mark.head, 37) and "Sans" in mark.chars[0].font
    assert title.text == "考核办法" and near(title.head, 37 + 2 * LINE) and near((title.left + title.right) / 2, 106)


def test_7_3_7_one_that_is_not_bound_with_it_bears_the_number(pages):
    made = replace(SHORT, attachments=(Attachment("名册", words(1), apart=True),))
    assert any(leaf.rows[0].text == "海政〔2026〕1号附件" for leaf in pages(made) if leaf.rows)


# ------------------------------------------------------------------ 7.4


RULED = [n for n in PAPERS if n != "letter"]


@pytest.mark.parametrize("name", RULED)
def test_7_4_1_the_last_rule_is_the_lower_edge_of_the_type_area_of_the_last_page(pages, name):
    lines = pages(PAPERS[name])[-1].black()
    assert near(max(s.middle for s in lines), 262)
    assert all(near(s.left, 28) and near(s.right, 184) for s in lines)


def rules(leaf):
    """Rules by their height, each once: the reader meets a border several times."""
    return [thick for _y, thick in sorted({(round(s.middle, 1), round(s.thickness, 2)) for s in leaf.black()})]


def test_7_4_1_the_first_and_last_rule_are_thick_the_others_thin(pages):
    further = replace(SHORT, imprint=replace(IMPRINT, further=("共印120份", "校对：张三")))
    for made, count in ((SHORT, 3), (further, 5)):
        found = rules(pages(made)[-1])
        assert len(found) == count
        assert all(abs(x - (0.35 if n in {0, count - 1} else 0.25)) < 0.05 for n, x in enumerate(found))


@pytest.mark.parametrize("name", PAPERS)
def test_7_4_2_copies_are_in_size_4_a_character_in_and_hang_after_the_colon(pages, name):
    rows = pages(PAPERS[name])[-1].rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("抄送："))
    assert near(rows[at].left, 28 + SMALL) and abs(rows[at].chars[0].size - 14) < 0.01
    assert near(rows[at + 1].left, rows[at].chars[3].x) and rows[at + 1].text.endswith("。")
    assert rows[at].ink[2] <= 184 - SMALL + MILLIMETRE


@pytest.mark.parametrize("name", RULED)
def test_7_4_3_the_office_stands_a_character_from_the_left_the_date_from_the_right_above_the_last_rule(pages, name):
    row = pages(PAPERS[name])[-1].row("印发")
    assert row.text == "宁波市海曙区人民政府办公室2026年1月6日印发"
    assert near(row.left, 28 + SMALL) and near(row.right, 184 - SMALL) and 0 < 262 - row.foot < 5


def test_7_4_an_office_too_long_for_its_line_has_the_date_below(pages):
    made = replace(SHORT, imprint=Imprint((), "宁波市海曙区" * 6 + "办公室", Day(2026, 1, 6)))
    leaf = pages(made)[-1]
    assert near(leaf.row("印发").right, 184 - SMALL) and near(max(s.middle for s in leaf.black()), 262)


def test_7_3_2_recipients_that_moved_stand_above_the_copies_without_a_rule_between(pages):
    leaf = pages(JOINT12)[-1]
    moved, copies = leaf.row("主送："), leaf.row("抄送：")
    assert moved.head < copies.head and not [s for s in leaf.black() if moved.foot < s.middle < copies.head]


@pytest.mark.parametrize("name", [n for n in RULED if n != "attached"])
def test_7_4_the_imprint_is_on_an_even_page(pages, name):
    """Behind an empty page, too, which LibreOffice leaves out of a PDF: see the traps."""
    assert len(pages(PAPERS[name])) % 2 == 0


def test_10_1_a_letters_imprint_has_no_rules_and_ends_at_the_foot_of_the_type_area(pages):
    leaf = pages(PAPERS["letter"])[-1]
    assert not leaf.strokes and "印发" not in leaf.text
    rows = [r for r in leaf.rows if not r.text.startswith("—")]
    assert near(rows[-1].foot, 262) or 262 - rows[-1].foot < 3


def test_an_organs_template_moves_what_it_may(as_pdf):
    made = typeset(SHORT, profile=Profile().with_template({"title.size": 20, "imprint.even": 0}))[0]
    assert any(abs(c.size - 20) < 0.01 for c in as_pdf(made.data)[0].chars)


def test_7_3_3_lines_moved_to_the_signatures_page_go_on_at_the_left(pages):
    row = pages(JOINT12)[2].rows[0]
    assert row.text.startswith("制重特大事故") and near(row.left, 28)
