"""GB/T 9704-2012, 7.4, measured on the PDF: 版记."""

from dataclasses import replace

import pytest

from oa_client.app.gongwen import Block, Day, Imprint, Signing
from oa_client.export.gongwen import typeset
from oa_client.layout.gongwen.lay import NoText
from oa_client.layout.gongwen.profile import Profile
from tests.export.gongwen_papers import DOWN, FULL, IMPRINT, LONG, PAPERS, leaves, set_, words
from tests.export.measuring import MM, measured

TENTH = 0.2
SMALL = 14 / MM
SHORT = replace(DOWN, blocks=words(1), annotation="")


def near(value, figure):
    return abs(value - figure) <= TENTH


def last(document=SHORT):
    return leaves(document)[-1]


RULED = [n for n in PAPERS if n != "letter"]


@pytest.mark.parametrize("name", RULED)
def test_7_4_1_the_last_rule_is_the_lower_edge_of_the_type_area_of_the_last_page(name):
    assert near(max(s.middle for s in last(PAPERS[name]).black()), 262)


@pytest.mark.parametrize("name", RULED)
def test_7_4_1_rules_are_as_wide_as_the_type_area(name):
    for line in last(PAPERS[name]).black():
        assert near(line.left, 28) and near(line.right, 184)


def test_7_4_1_the_first_and_last_rule_are_thick_the_others_thin():
    lines = sorted(last().black(), key=lambda s: s.middle)
    assert [round(s.thickness, 2) for s in lines] == [0.35, 0.25, 0.35]


def test_7_4_1_the_first_rule_is_above_the_first_element():
    lines = sorted(last().black(), key=lambda s: s.middle)
    assert 0 < last().row("抄送：").head - lines[0].bottom < 5


def test_7_4_2_copies_are_in_size_4_fangsong_a_character_from_the_left():
    row = last().row("抄送：")
    assert near(row.left, 28 + SMALL) and abs(row.chars[0].size - 14) < 0.01 and "Fang" in row.chars[0].font


def test_7_4_2_copies_wrap_below_the_character_after_the_colon_and_end_with_a_full_stop():
    rows = last().rows
    at = next(n for n, r in enumerate(rows) if r.text.startswith("抄送："))
    assert near(rows[at + 1].left, rows[at].chars[3].x)
    assert rows[at + 1].text.endswith("。") and rows[at].ink[2] <= 184 - SMALL + TENTH


def test_7_4_3_the_office_stands_a_character_from_the_left_the_date_from_the_right():
    row = last().row("印发")
    assert row.text == "宁波市海曙区人民政府办公室2026年1月6日印发"
    assert near(row.left, 28 + SMALL) and near(row.right, 184 - SMALL) and abs(row.chars[0].size - 14) < 0.01


def test_7_4_3_they_stand_right_above_the_last_rule():
    row = last().row("印发")
    assert 0 < 262 - row.foot < 5


def test_7_4_3_further_items_are_apart_by_a_thin_rule():
    made = replace(SHORT, imprint=replace(IMPRINT, further=("共印120份",)))
    lines = sorted(last(made).black(), key=lambda s: s.middle)
    assert [round(s.thickness, 2) for s in lines] == [0.35, 0.25, 0.25, 0.35]
    assert lines[1].middle < last(made).row("共印120份").head < lines[2].middle


def test_7_4_an_office_too_long_for_its_line_has_the_date_below():
    made = replace(SHORT, imprint=Imprint((), "宁波市海曙区" * 6 + "办公室", Day(2026, 1, 6)))
    row = last(made).row("印发")
    assert near(row.right, 184 - SMALL) and all(r.ink[2] <= 184 for r in last(made).rows)


@pytest.mark.parametrize("name", RULED)
def test_7_4_the_imprint_is_on_an_even_page(name):
    assert len(leaves(PAPERS[name])) % 2 == 0 and "抄送" in last(PAPERS[name]).text


def test_7_4_an_office_may_have_it_right_behind_the_text():
    short = replace(SHORT, title="关于放假的通知", blocks=(Block(text="放假。"),), signing=Signing.UNSEALED)
    printed, _laid = typeset(short, profile=Profile().with_template({"imprint.even": 0}))
    found = measured(printed.data)
    assert len(found) == 1 and "抄送" in found[0].text


@pytest.mark.parametrize("name", PAPERS)
def test_7_4_the_imprint_never_crosses_the_text(name):
    leaf = last(PAPERS[name])
    top = leaf.row("抄送：").head
    assert not [r for r in leaf.body if r.head < top < r.foot]


def test_7_4_a_document_of_many_pages_has_it_on_the_last_only():
    assert ["抄送" in leaf.text for leaf in leaves(LONG)] == [False] * (len(leaves(LONG)) - 1) + [True]


@pytest.mark.parametrize("count", [588, 602])
def test_7_4_the_lines_move_together_rather_than_leave_an_empty_page_before_it(count):
    """At 22 lines a page these texts end a little too low for the imprint."""
    made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
    found, _printed, laid = set_(made)
    assert len(found) == 2 and all(leaf.chars for leaf in found) and "pitch_changed" in laid.remarks


def test_7_4_an_imprint_no_page_can_hold_is_refused_and_not_cut_off():
    many = tuple(f"海曙区第{n}街道办事处、第{n}镇人民政府" for n in range(1, 50))
    for document in (replace(DOWN, recipients=many), replace(DOWN, imprint=replace(IMPRINT, copies_to=many))):
        with pytest.raises(NoText):
            typeset(document)
