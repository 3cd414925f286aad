"""GB/T 9704-2012, 7.3.5 and 7.3.6, measured on the PDF: 署名, 成文日期, room for seals, 附注.

No seal is painted; where it goes (`Laid.places`) is held against the text as the reader sees it.
"""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from oa_client.app.gongwen import Block, Day, Signer, Signing
from tests.export.gongwen_papers import (
    BUREAUS,
    DOWN,
    FULL,
    JOINT3,
    JOINT12,
    ORDER,
    UNSEALED,
    leaves,
    set_,
    table,
    words,
)
from tests.export.measuring import MM

TENTH = 0.2
CHAR = 15.75 / MM
LINE = CHAR * 15 / 8
LEADING = CHAR * 7 / 8
SHORT = replace(DOWN, blocks=words(1), annotation="")


def near(value, figure):
    return abs(value - figure) <= TENTH


def signed(document):
    """The page with the date, its row, the row before it, and where the text above ended."""
    leaf = next(leaf for leaf in leaves(document) if any(r.text.endswith("2026年1月5日") for r in leaf.body))
    rows = leaf.body
    at = next(n for n, r in enumerate(rows) if r.text.endswith("2026年1月5日"))
    return leaf, rows[at], rows[at - 1]


def seals(document):
    return [(p.organ, p.page, p.x / MM, p.y / MM, p.width / MM) for p in set_(document)[2].places]


# ------------------------------------------------------------------ 7.3.5.1


def test_7_3_5_1_the_date_stands_four_characters_from_the_right():
    _leaf, date, _name = signed(SHORT)
    assert near(date.right, 184 - 4 * CHAR)


def test_7_3_5_1_the_name_is_above_the_date_and_centred_on_it():
    _leaf, date, name = signed(SHORT)
    assert name.text == "宁波市海曙区人民政府" and near(date.head - name.head, LINE)
    assert near((name.left + name.right) / 2, (date.left + date.right) / 2)


def test_7_3_5_1_a_long_name_stays_inside_the_type_area():
    long = replace(SHORT, signatures=("宁波市海曙区人力资源和社会保障局劳动保障监察大队",))
    _leaf, date, name = signed(long)
    assert name.ink[2] <= 184 + TENTH and near((name.left + name.right) / 2, (date.left + date.right) / 2)


@pytest.mark.parametrize("document", [SHORT, JOINT3, JOINT12], ids=["one", "three", "twelve"])
def test_7_3_5_1_the_first_seal_begins_within_a_line_of_the_text(document):
    (_organ, page, _x, y, wide) = seals(document)[0]
    rows = leaves(document)[page].body
    text = [r for r in rows if r.text.endswith("通知如下。")][-1]
    assert 0 <= y - wide / 2 - text.foot <= LINE


def test_7_3_5_1_name_and_date_are_in_the_lower_middle_of_the_seal():
    _leaf, date, name = signed(SHORT)
    ((_organ, _page, x, y, wide),) = seals(SHORT)
    assert near(wide, 42) and near(x, (name.left + name.right) / 2)
    middle = (name.head + date.foot) / 2
    assert 2 <= middle - y <= wide / 4 and date.foot < y + wide / 2


def test_7_3_5_1_joint_every_organ_has_its_seal_in_order_over_its_name():
    found = seals(JOINT12)
    assert [s[0] for s in found] == list(BUREAUS)
    leaf = leaves(JOINT12)[found[0][1]]
    for organ, _page, x, y, wide in found:
        inside = "".join(
            c.words
            for c in sorted(leaf.chars, key=lambda c: (round(c.y), c.x))
            if abs(c.x + CHAR / 2 - x) < wide / 2 and abs(c.y - y) < wide / 2
        )
        assert organ in inside


@pytest.mark.parametrize("document", [JOINT3, JOINT12], ids=["three", "twelve"])
def test_7_3_5_1_joint_seals_neither_touch_nor_cross_nor_leave_the_type_area(document):
    found = seals(document)
    for (_a, _p, x, y, wide), (_b, _q, other_x, other_y, _w) in combinations(found, 2):
        assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 > wide + 0.5
    assert all(x - wide / 2 >= 28 and x + wide / 2 <= 184 for _o, _p, x, _y, wide in found)
    rows = {}
    for _o, _p, x, y, _w in found:
        rows.setdefault(round(y, 2), []).append(round(x, 2))
    assert len(set(map(tuple, rows.values()))) == 1


def test_7_3_5_1_joint_the_last_seal_is_over_the_date():
    _leaf, date, _names = signed(JOINT12)
    _organ, _page, x, y, wide = seals(JOINT12)[-1]
    date = date.part("2026年1月5日")
    assert near(x, (date.left + date.right) / 2) and y - wide / 2 < date.head and date.foot < y + wide / 2


# ------------------------------------------------------------------ 7.3.5.2


def test_7_3_5_2_unsealed_the_name_is_one_empty_line_below_and_two_characters_from_the_right():
    made = replace(UNSEALED, blocks=words(1))
    leaf, date, name = signed(made)
    text = [r for r in leaf.body if r.text.endswith("通知如下。")][-1]
    assert near(name.right, 184 - 2 * CHAR) and near(name.head - text.foot, LEADING + LINE)
    assert near(date.head - name.head, LINE)


def test_7_3_5_2_unsealed_the_date_begins_two_characters_right_of_the_name():
    _leaf, date, name = signed(replace(UNSEALED, blocks=words(1)))
    assert near(date.left - name.left, 2 * CHAR)


def test_7_3_5_2_unsealed_a_date_longer_than_the_name_stands_two_from_the_right():
    _leaf, date, name = signed(replace(UNSEALED, blocks=words(1), signatures=("区政府",)))
    assert near(date.right, 184 - 2 * CHAR) and near(date.left - name.left, 2 * CHAR)


def test_7_3_5_2_unsealed_joint_names_stand_below_each_other():
    made = replace(JOINT3, signing=Signing.UNSEALED, blocks=words(1))
    leaf, date, last = signed(made)
    rows = leaf.body
    at = rows.index(last)
    assert [r.text for r in rows[at - 2 : at + 1]] == list(BUREAUS[:3]) and near(date.head - last.head, LINE)
    assert set_(made)[2].places == ()


# ------------------------------------------------------------------ 7.3.5.3


def test_7_3_5_3_the_stamp_is_two_empty_lines_below_four_characters_from_the_right():
    ((_organ, page, x, y, wide),) = seals(ORDER)
    high = set_(ORDER)[2].places[0].height / MM
    text = [r for r in leaves(ORDER)[page].body if r.text.endswith("通知如下。")][-1]
    assert near(x + wide / 2, 184 - 4 * CHAR) and near(y - high / 2 - text.foot, LEADING + 2 * LINE)


def test_7_3_5_3_the_title_is_two_characters_left_of_the_stamp_in_its_middle():
    ((_organ, page, x, y, wide),) = seals(ORDER)
    row = leaves(ORDER)[page].row("区长")
    assert near(row.right, x - wide / 2 - 2 * CHAR) and near((row.head + row.foot) / 2, y)


def test_7_3_5_3_the_date_is_one_empty_line_below_four_characters_from_the_right():
    ((_organ, _page, _x, y, _wide),) = seals(ORDER)
    high = set_(ORDER)[2].places[0].height / MM
    _leaf, date, _before = signed(ORDER)
    assert near(date.right, 184 - 4 * CHAR) and near(date.head - (y + high / 2), LEADING + LINE)


def test_7_3_5_3_joint_one_organ_a_line():
    made = replace(ORDER, signers=(Signer("海曙区区长"), Signer("鄞州区区长")))
    (first, second) = seals(made)
    assert near(first[2], second[2]) and second[3] > first[3] + set_(made)[2].places[0].height / MM


# ------------------------------------------------------------------ 7.3.5.4 - 7.3.6


def test_7_3_5_4_the_date_has_arabic_figures_without_zeros():
    made = replace(SHORT, date=Day(2026, 1, 5))
    text = "".join(leaf.text for leaf in leaves(made))
    assert "2026年1月5日" in text and "2026年01月05日" not in text


@pytest.mark.parametrize("count", range(28 * 8, 28 * 36, 28))
def test_7_3_5_5_no_page_bears_a_signature_without_text(count):
    """However long the text is, and never by 此页无正文."""
    made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
    found, _printed, laid = set_(made)
    leaf, _date, name = signed(made)
    above = [r for r in leaf.body if r.foot < name.head and abs(r.chars[0].size - 15.75) < 0.1]
    assert len(above) >= 2
    assert not any("此页无正文" in x.text for x in found)
    assert all(p.y + p.height / 2 <= 262 * MM + 0.1 for p in laid.places)


def test_7_3_5_5_the_lines_move_together_before_a_page_is_added():
    counts = range(28 * 8, 28 * 36, 28)
    told = {
        r
        for n in counts
        for r in set_(replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:n]),)))[2].remarks
    }
    assert "pitch_changed" in told


def test_7_3_5_5_a_pitch_that_was_moved_stays_within_the_profile():
    for count in range(28 * 8, 28 * 36, 28):
        made = replace(DOWN, annotation="", copy=None, blocks=(Block(text=FULL[:count]),))
        for leaf in leaves(made):
            rows = [r for r in leaf.body if len(r.chars) == 28 and abs(r.chars[0].size - 15.75) < 0.1]
            for a, b in pairwise(rows):
                assert 28 - 0.1 <= (b.chars[0].y - a.chars[0].y) * MM <= 31.5 + 0.1


def test_a_signature_after_a_table_alone_on_its_page_is_told():
    told = set()
    for n in range(10, 30):
        told |= set(set_(replace(DOWN, annotation="", blocks=(*words(1), table(n))))[2].remarks)
    assert told <= {"pitch_changed", "lines_moved", "tail_alone"}


def test_7_3_6_the_annotation_is_in_brackets_below_the_date_two_characters_in():
    made = replace(SHORT, annotation="此件公开发布")
    leaf, date, _name = signed(made)
    row = leaf.row("此件公开")
    assert row.text == "（此件公开发布）" and near(row.left, 28 + 2 * CHAR) and near(row.head - date.head, LINE)


@pytest.mark.parametrize("signing", Signing)
def test_more_organs_than_a_page_can_hold_go_on_over_pages(signing):
    many = tuple(f"海曙区第{n}街道办事处" for n in range(1, 31))
    made = replace(JOINT3, organs=many, signing=signing, signers=tuple(Signer(f"第{n}局局长") for n in range(1, 31)))
    found, _printed, laid = set_(made)
    names = [s.title for s in made.signers] if signing is Signing.STAMPED else list(many)
    text = "".join(r.text for leaf in found[1:] for r in leaf.body)
    if signing is not Signing.SEALED:
        assert all(n in text for n in names)
    for leaf in found[1:]:
        assert all(r.foot <= 262 + TENTH for r in leaf.body)
    for place in laid.places:
        assert (place.y - place.height / 2) / MM >= 37 - TENTH and (place.y + place.height / 2) / MM <= 262 + TENTH
    assert len(laid.places) == (0 if signing is Signing.UNSEALED else 30)


def test_the_last_lines_stay_together_before_a_signature_no_page_can_hold():
    many = tuple(f"海曙区第{n}街道办事处" for n in range(1, 31))
    for count in range(28 * 14, 28 * 36, 28):
        found = leaves(replace(JOINT3, organs=many, blocks=(Block(text=FULL[:count]),)))
        lines = [sum(r.text in FULL for r in leaf.body) for leaf in found]
        assert 1 not in lines and sum(lines) == sum(r.text in FULL for leaf in found for r in leaf.rows)
