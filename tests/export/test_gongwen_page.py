"""GB/T 9704-2012, chapters 5 and 8 and 7.5, measured on the PDF: paper, 版心, grid, colours, page numbers."""

import itertools
from dataclasses import replace

import pypdfium2
import pytest

from oa_client.app.gongwen import Attachment, Block
from oa_client.export.faces import FontFiles
from oa_client.export.gongwen import typeset
from oa_client.layout.faces import Face
from tests.export.gongwen_papers import ATTACHED, DOWN, FULL, LETTER, LONG, PAPERS, leaves, set_, table, words
from tests.export.measuring import MM, is_red, measured

TENTH = 0.2
"""What a figure may be off, in millimetres."""


def near(value, figure):
    return abs(value - figure) <= TENTH


def test_the_reader_itself_sees_a_rule_where_its_ink_is():
    printed = set_(DOWN)[1]
    (line,) = leaves(DOWN)[0].red()
    picture = pypdfium2.PdfDocument(printed.data)[0].render(scale=10).to_pil().convert("RGB")
    dots = 10 * MM
    column = [is_red(picture.getpixel((round(105 * dots), y))) for y in range(round(120 * dots), round(130 * dots))]
    inked = [120 + n / dots for n, red in enumerate(column) if red]
    assert abs(inked[0] - line.top) < 0.06 and abs(inked[-1] + 1 / dots - line.bottom) < 0.06
    row = [is_red(picture.getpixel((x, round(line.middle * dots)))) for x in range(picture.width)]
    across = [n / dots for n, red in enumerate(row) if red]
    assert abs(across[0] - line.left) < 0.06 and abs(across[-1] + 1 / dots - line.right) < 0.06


@pytest.mark.parametrize("name", PAPERS)
def test_5_1_paper_is_a4_upright(name):
    assert all(near(leaf.width, 210) and near(leaf.height, 297) for leaf in leaves(PAPERS[name]))


def test_5_2_1_the_head_margin_is_37_mm():
    assert near(leaves(LONG)[1].rows[0].head, 37)


def test_5_2_1_the_binding_margin_is_28_mm():
    assert near(leaves(LONG)[1].rows[0].left, 28)


def test_5_2_1_the_type_area_is_156_mm_wide():
    rows = leaves(LONG)[1].body[:-1]
    assert all(near(r.right - r.left, 156) for r in rows[:10])


def test_5_2_1_the_type_area_is_225_mm_high():
    foot = leaves(LONG)[1].body[-1].foot
    assert 262 - 0.9 <= foot <= 262 + TENTH


@pytest.mark.parametrize("name", PAPERS)
def test_5_2_1_no_text_leaves_the_type_area(name):
    for leaf in leaves(PAPERS[name])[1:]:
        inside = [c for c in leaf.chars if c.y < 265 and abs(c.angle) < 0.1]
        assert all(c.left >= 28 - TENTH and c.right <= 184 + TENTH for c in inside)
        assert all(c.head >= 37 - TENTH and c.foot <= 262 + TENTH for c in inside)


def test_5_2_2_the_text_is_in_size_3_fangsong():
    (char, *_more) = leaves(LONG)[1].rows[0].chars
    assert abs(char.size - 15.75) < 0.01 and "Fang" in char.font


def test_5_2_3_a_page_has_22_lines():
    assert len(leaves(LONG)[1].body) == 22


def test_5_2_3_a_line_has_28_characters():
    assert [len(r.chars) for r in leaves(LONG)[1].body[:10]] == [28] * 10


def test_5_2_3_from_line_to_line_is_a_character_and_seven_eighths():
    rows = leaves(LONG)[1].body
    apart = [b.chars[0].y - a.chars[0].y for a, b in itertools.pairwise(rows)]
    assert all(abs(x - 15.75 * 15 / 8 / MM) < 0.01 for x in apart)


def test_5_2_4_the_text_is_black_and_only_the_head_is_red():
    for leaf in leaves(DOWN):
        red = "".join(c.words for c in leaf.chars if is_red(c.colour))
        assert red in {"宁波市海曙区人民政府文件", ""}
        assert all(is_red(c.colour) or c.colour[:3] == (0, 0, 0) for c in leaf.chars)


# ------------------------------------------------------------------ 7.5


def folio(leaf):
    return leaf.rows[-1] if leaf.rows and leaf.rows[-1].text.startswith("—") else None


def test_7_5_the_dashes_are_7_mm_below_the_type_area():
    for leaf in leaves(LONG)[:2]:
        (first, *_digits, last) = folio(leaf).chars
        assert near(first.top, 269) and near(last.top, 269)


def test_7_5_the_number_is_of_size_4_between_two_dashes():
    for n, leaf in enumerate(leaves(LONG)[:3]):
        assert folio(leaf).text == f"—{n + 1}—"
        assert all(abs(c.size - 14) < 0.01 for c in folio(leaf).chars)


def test_7_5_odd_pages_bear_it_a_character_from_the_right():
    for leaf in leaves(LONG)[0:3:2]:
        assert near(folio(leaf).right, 184 - 14 / MM)


def test_7_5_even_pages_bear_it_a_character_from_the_left():
    assert near(folio(leaves(LONG)[1]).left, 28 + 14 / MM)


def test_7_5_attachments_are_numbered_on():
    found = [leaf for leaf in leaves(ATTACHED) if leaf.chars and "抄送" not in leaf.text]
    assert len(found) >= 5
    assert [folio(leaf).text for leaf in found] == [f"—{n + 1}—" for n in range(len(found))]


def test_7_5_an_empty_page_before_the_imprint_and_the_imprint_bear_none():
    wide = replace(DOWN, annotation="", blocks=(Block(text=FULL[: 28 * 21]),))
    found = next(
        leaves(d)
        for n in range(60)
        if (d := replace(wide, blocks=(Block(text=FULL[: 28 * (15 + n)]),))) and not leaves(d)[-2].chars
    )
    assert len(found) % 2 == 0
    assert folio(found[-1]) is None and "抄送" in found[-1].text
    assert all(folio(leaf) for leaf in found[:-2])


def test_10_1_the_first_page_of_a_letter_bears_none():
    found = leaves(LETTER)
    assert folio(found[0]) is None and folio(found[1]).text == "—2—"


# ------------------------------------------------------------------ 8


LYING = replace(DOWN, blocks=(*words(1), table(30, landscape=True)), annotation="", imprint=None)


def lying(leaf):
    return [c for c in leaf.chars if abs(c.angle) > 0.1]


def test_8_a_lying_table_stands_on_an_upright_page_inside_the_type_area():
    found = [leaf for leaf in leaves(LYING) if lying(leaf)]
    assert len(found) > 1
    for leaf in found:
        assert near(leaf.width, 210)
        assert all(c.left >= 28 - TENTH and c.right <= 184 + TENTH for c in lying(leaf))
        assert all(c.top >= 37 - TENTH and c.bottom <= 262 + TENTH for c in lying(leaf))


def test_8_its_head_is_at_the_binding_edge_of_odd_pages_and_the_trimmed_edge_of_even_ones():
    """Both are the left edge: an odd page is bound at its left, an even one at its right."""
    numbers = set()
    for n, leaf in enumerate(leaves(LYING)):
        if not (found := lying(leaf)):
            continue
        numbers.add((n + 1) % 2)
        head = next(c for c in found if c.words == "序")
        assert head.x < 28 + 12 and all(head.x <= c.x + 3 for c in found)
        assert abs(head.angle - 3 * 3.14159 / 2) < 0.01 or abs(head.angle - 3.14159 / 2) < 0.01
    assert numbers == {0, 1}


def test_8_the_page_number_stays_where_other_pages_have_it():
    for n, leaf in enumerate(leaves(LYING)):
        (first, *_rest) = folio(leaf).chars
        assert near(first.top, 269)
        assert near(folio(leaf).left, 28 + 14 / MM) if n % 2 else near(folio(leaf).right, 184 - 14 / MM)


def test_a_lying_attachment_bears_its_mark_and_title_on_the_lying_page():
    found = [leaf for leaf in leaves(ATTACHED) if lying(leaf)]
    assert "附件1" in "".join(c.words for c in lying(found[0]))
    assert "附件1" not in "".join(c.words for c in lying(found[1]))


def test_a_table_of_60_pages_says_its_head_on_each_and_loses_no_row():
    long = replace(DOWN, annotation="", blocks=(*words(1), table(1200)), attachments=())
    printed = typeset(long)[0]
    assert printed.pages >= 60
    found = measured(printed.data)
    with_rows = [leaf for leaf in found if "区应急局" in leaf.text]
    assert len(with_rows) >= 60 and all("责任单位" in leaf.text for leaf in with_rows)
    assert sum(leaf.text.count("区应急局") for leaf in found) == 1200


def test_300_headings_are_numbered_and_all_there():
    from tests.export.gongwen_papers import heading

    many = replace(DOWN, annotation="", blocks=tuple(heading(1, f"第{n}项要求") for n in range(1, 301)))
    found = "".join(leaf.text for leaf in leaves(many))
    assert all(f"、第{n}项要求" in found for n in (1, 150, 300))
    assert "三百、第300项要求" in found and "一百零一、第101项要求" in found and "十一、第11项要求" in found


def test_characters_in_no_face_are_told_and_shown_as_such():
    strange = replace(DOWN, blocks=(Block(text="请\U0002a701街道办理。"),))
    found, printed, _laid = set_(strange)
    assert "\U0002a701" in printed.absent and "〓" in found[0].text


@pytest.mark.parametrize("char", ["\ue863", "\uf8ff", "\U000f0000"])
def test_a_private_character_in_a_name_leaves_a_box_on_paper_and_is_told(char):
    strange = replace(DOWN, title=f"关于王{char}同志任职的通知", blocks=(Block(text=f"任命王{char}为主任。"),))
    found, printed, _laid = set_(strange)
    assert printed.absent == (char,)
    assert "关于王〓同志" in found[0].text.replace("\n", "") and "任命王〓为主任" in found[0].text


def test_what_a_font_draws_at_a_private_place_is_not_taken_for_the_character():
    """Each font has its own there: what one machine shows as a name is another sign on the next."""
    faces = FontFiles()
    (font, *_rest) = faces._chains[Face.TEXT]
    font.face.charToGlyph[0xE863] = font.face.charToGlyph[ord("王")]
    try:
        assert faces.absent(Face.TEXT, "\ue863王") == ("\ue863",)
        assert "".join(run for _name, run in faces.runs(Face.TEXT, "\ue863王")) == "〓王"
    finally:
        del font.face.charToGlyph[0xE863]


def test_attachments_without_text_are_listed_only():
    named = replace(DOWN, annotation="", attachments=(Attachment("名册"),))
    assert "附件：名册" in "".join(leaf.text for leaf in leaves(named))
    assert len(leaves(named)) == 2


@pytest.mark.parametrize("lines", range(1, 6))
def test_no_row_of_a_table_is_torn_that_a_page_can_hold(lines):
    made = replace(DOWN, annotation="", blocks=(*(Block(text="甲乙。") for _n in range(lines)), table(40)))
    for leaf in leaves(made):
        small = "".join(c.words for c in leaf.chars if abs(c.size - 12) < 0.1)
        assert small.count("为深入贯彻") == small.count("有效") == small.count("区应急局")


def test_a_row_higher_than_a_page_goes_on_with_its_number():
    tall = Block(kind=table(1).kind, columns=("序号", "内容"), rows=(("7", "甲" * 3000),), shares=(1.0, 6.0))
    made = replace(DOWN, annotation="", blocks=(*words(1), tall))
    found = leaves(made)
    assert sum(leaf.text.count("甲") for leaf in found) == 3000
    for leaf in (leaf for leaf in found if leaf.text.count("甲") > 100):
        assert any(c.words == "7" and c.left < 60 for c in leaf.chars)
