"""GB/T 9704-2012, chapters 5 and 8 and 7.5, measured on the DOCX as LibreOffice shows it: within a millimetre."""

import itertools
from dataclasses import replace

import pytest

from oa_client.app.gongwen import Block, Signer, Signing
from oa_client.export.gongwen_docx import typeset
from oa_client.layout.gongwen.profile import Profile
from tests.export.gongwen_papers import (
    ATTACHED,
    DOWN,
    FULL,
    JOINT3,
    LETTER,
    LONG,
    PAPERS,
    heading,
    leaves,
    table,
    words,
)
from tests.export.measuring import MM, is_red

MILLIMETRE = 1.0


def near(value, figure):
    return abs(value - figure) <= MILLIMETRE


def body(leaf):
    return [r for r in leaf.rows if r.foot <= 262 + MILLIMETRE]


@pytest.mark.parametrize("name", [n for n in PAPERS if n != "attached"])
def test_5_1_paper_is_a4_upright(pages, name):
    assert all(near(leaf.width, 210) and near(leaf.height, 297) for leaf in pages(PAPERS[name]))


def test_5_2_1_the_head_margin_is_37_mm(pages):
    assert near(pages(LONG)[1].rows[0].head, 37)


def test_5_2_1_the_binding_margin_is_28_mm_on_odd_and_even_pages(pages):
    """左白边: the standard does not mirror it."""
    assert near(pages(LONG)[1].rows[0].left, 28) and near(pages(LONG)[2].rows[0].left, 28)


def test_5_2_1_the_type_area_is_156_mm_wide(pages):
    rows = pages(LONG)[1].body[:-1]
    assert all(near(r.right - r.left, 156) for r in rows[:10])


def test_5_2_1_the_type_area_is_225_mm_high(pages):
    foot = body(pages(LONG)[1])[-1].foot
    assert near(foot, 262) and foot - pages(LONG)[1].rows[0].head <= 225 + MILLIMETRE


@pytest.mark.parametrize("name", [n for n in PAPERS if n != "attached"])
def test_5_2_1_no_text_leaves_the_type_area(pages, name):
    for leaf in pages(PAPERS[name])[1:]:
        inside = [c for c in leaf.chars if c.y < 265]
        assert all(c.left >= 28 - MILLIMETRE and c.right <= 184 + MILLIMETRE for c in inside)
        assert all(c.head >= 37 - MILLIMETRE and c.foot <= 262 + MILLIMETRE for c in inside)


def test_5_2_2_the_text_is_in_size_3_fangsong(pages):
    """16 pt as Word calls 3号, a quarter of a point closer: a 字 is 15.75 pt wide."""
    row = pages(LONG)[1].rows[0]
    assert abs(row.chars[0].size - 16) < 0.01 and "Fang" in row.chars[0].font
    assert abs((row.chars[27].x - row.chars[0].x) * MM / 27 - 15.75) < 0.1


def test_5_2_3_a_page_has_22_lines_of_28_characters(pages):
    rows = body(pages(LONG)[1])
    assert len(rows) == 22 and [len(r.chars) for r in rows[:10]] == [28] * 10


def test_5_2_3_from_line_to_line_is_29_5_points(pages):
    rows = body(pages(LONG)[1])
    apart = [b.chars[0].y - a.chars[0].y for a, b in itertools.pairwise(rows)]
    assert all(abs(x - 29.5 / MM) < 0.05 for x in apart)


def test_5_2_4_the_text_is_black_and_only_the_head_is_red(pages):
    for leaf in pages(DOWN):
        red = "".join(c.words for c in leaf.chars if is_red(c.colour))
        assert red in {"宁波市海曙区人民政府文件", ""}
        assert all(is_red(c.colour) or c.colour[:3] == (0, 0, 0) for c in leaf.chars)


@pytest.mark.parametrize("pitch", [28, 28.75, 30.25, 31.5])
def test_7_3_5_5_lines_moved_together_or_apart_still_begin_at_37_mm(as_pdf, pitch):
    made = replace(LONG, imprint=None)
    printed, laid = typeset(made, profile=Profile().with_template({"grid.pitch": pitch}))
    rows, pitch = body(as_pdf(printed.data)[1]), laid.plan.setting.pitch
    assert near(rows[0].head, 37) and rows[-1].foot <= 262 + MILLIMETRE
    assert len(rows) == int((225 * MM - 15.75) / pitch) + 1
    assert abs((rows[1].head - rows[0].head) * MM - pitch) < 0.1


# ------------------------------------------------------------------ 7.5


def folio(leaf):
    return leaf.rows[-1] if leaf.rows and leaf.rows[-1].text.startswith("—") else None


def test_7_5_the_dashes_are_7_mm_below_the_type_area(pages):
    for leaf in pages(LONG)[:2]:
        (first, *_digits, last) = folio(leaf).chars
        assert near(first.top, 269) and near(last.top, 269)


def test_7_5_the_number_is_of_size_4_between_two_dashes(pages):
    for n, leaf in enumerate(pages(LONG)[:3]):
        assert folio(leaf).text == f"—{n + 1}—"
        assert all(abs(c.size - 14) < 0.01 for c in folio(leaf).chars)


def test_7_5_odd_pages_bear_it_a_character_from_the_right_even_ones_from_the_left(pages):
    for n, leaf in enumerate(pages(LONG)[:4]):
        assert near(folio(leaf).left, 28 + 14 / MM) if n % 2 else near(folio(leaf).right, 184 - 14 / MM)


def test_7_5_attachments_are_numbered_on_and_the_imprint_behind_an_empty_page_bears_none(pages):
    """LibreOffice leaves the empty page out of a PDF; the numbers know of it."""
    found = pages(ATTACHED)
    upright = [(n, leaf) for n, leaf in enumerate(found) if leaf.width < 250]
    assert [folio(leaf) and folio(leaf).text for _n, leaf in upright] == ["—1—", "—2—", "—6—", None]
    assert "抄送" in found[-1].text


def test_10_1_the_first_page_of_a_letter_bears_none(pages):
    found = pages(LETTER)
    assert folio(found[0]) is None and folio(found[1]).text == "—2—"


# ------------------------------------------------------------------ 8


LYING = replace(DOWN, blocks=(*words(1), table(30, landscape=True)), annotation="", imprint=None)


def lying(document, pages):
    return [(n, leaf) for n, leaf in enumerate(pages(document)) if leaf.width > 250]


@pytest.mark.parametrize("document", [LYING, ATTACHED], ids=["body", "attachment"])
def test_8_a_lying_table_stands_on_lying_pages_inside_the_type_area(pages, document):
    """Turned upright these pages have their 版心 where all have it: its foot is the left of a lying one."""
    found = lying(document, pages)
    assert len(found) > 1
    for _n, leaf in found:
        inside = [c for c in leaf.chars if abs(c.angle) < 0.1]
        assert near(leaf.width, 297) and near(leaf.height, 210)
        assert all(c.left >= 35 - MILLIMETRE and c.right <= 260 + MILLIMETRE for c in inside)
        assert all(c.top >= 28 - MILLIMETRE and c.bottom <= 184 + MILLIMETRE for c in inside)


def test_8_its_head_is_at_the_edge_that_is_the_left_of_the_upright_page(pages):
    for _n, leaf in lying(LYING, pages):
        tops = [c.top for c in leaf.chars if abs(c.angle) < 0.1]
        assert leaf.row("责任单位").ink[1] == min(tops) and min(tops) < 28 + 10


@pytest.mark.parametrize("document", [LYING, ATTACHED], ids=["body", "attachment"])
def test_8_the_page_number_stays_where_other_pages_have_it(pages, document):
    """The line 269 mm from the upright page's head is 28 mm from the left of a lying one."""
    for n, leaf in lying(document, pages):
        turned = [c for c in leaf.chars if abs(c.angle) > 0.1]
        assert "".join(c.words for c in turned) == f"—{n + 1}—"
        assert near(max(c.right for c in turned if c.words == "—"), 297 - 269)
        first, last = turned[0], turned[-1]
        assert near(first.y, 28 + 14 / MM) if n % 2 else near(last.y + 14 / MM, 184 - 14 / MM)


def test_8_nothing_comes_behind_a_lying_attachment_that_is_the_last(pages):
    found = pages(replace(ATTACHED, attachments=ATTACHED.attachments[:1], imprint=None))
    assert found[-1].width > 250 and "区应急局" in found[-1].text


# ------------------------------------------------------------------ bad input


def test_a_table_of_60_pages_says_its_head_on_each_and_loses_no_row(pages):
    found = pages(replace(DOWN, annotation="", blocks=(*words(1), table(1200))))
    with_rows = [leaf for leaf in found if "区应急局" in leaf.text]
    assert len(with_rows) >= 60 and all("责任单位" in leaf.text for leaf in with_rows)
    assert sum(leaf.text.count("区应急局") for leaf in found) == 1200


def test_300_headings_fill_pages(pages):
    many = replace(DOWN, annotation="", blocks=tuple(heading(1, f"第{n}项要求") for n in range(1, 301)))
    found = pages(many)
    assert abs(len(found) - len(leaves(many))) <= 1
    assert all(len(body(leaf)) >= 20 for leaf in found[1:-2])
    assert "三百、第300项要求" in "".join(leaf.text for leaf in found)


@pytest.mark.parametrize("signing", Signing)
def test_30_organs_sign_over_pages(pages, signing):
    many = tuple(f"海曙区第{n}街道办事处" for n in range(1, 31))
    made = replace(JOINT3, organs=many, signing=signing, signers=tuple(Signer(f"第{n}局局长") for n in range(1, 31)))
    found = pages(made)
    text = "".join(leaf.text for leaf in found[1:])
    if signing is Signing.STAMPED:
        assert all(s.title in text for s in made.signers)
    assert text.count("局局长" if signing is Signing.STAMPED else "事处") >= 30
    assert abs(len(found) - len(leaves(made))) <= 2
    for leaf in found:
        assert all(r.foot <= 262 + MILLIMETRE for r in leaf.rows if not r.text.startswith("—"))


def test_characters_in_no_face_give_a_page(pages):
    assert "街道办理。" in pages(replace(DOWN, blocks=(Block(text="请\U0002a701街道办理。"),)))[0].text


def test_text_of_every_length_ends_above_the_imprint_and_on_the_page_the_layout_has_it_on(pages):
    for count in (28 * 11, 28 * 14, 28 * 20):
        made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
        leaf = pages(made)[-1]
        top = leaf.row("抄送：").head
        assert len(pages(made)) == 2 and not [r for r in leaf.body if r.head < top - 1 and r.foot > top]
