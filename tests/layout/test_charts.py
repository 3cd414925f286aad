"""Charts as layout trees: bars as long as their values, every value written, nothing outside or over another."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oa_client.app.charts import Chart, Series
from oa_client.layout import charts
from oa_client.layout.tree import Rule, Text

WIDTH = 600.0


class Faces:
    """Every hanzi as wide as it is high, all else half of it."""

    def advance(self, _face, char):
        return 0.5 if char.isascii() else 1.0


def chart(*values, names=("办结",), labels=None, **more):
    labels = labels or tuple(f"单位{n}" for n in range(len(values[0])))
    return Chart("办理情况", "件", labels, tuple(Series(n, v) for n, v in zip(names, values, strict=True)), **more)


def drawn(made):
    return charts.draw(made, WIDTH, Faces())


def bars(made):
    """Each filled box: left, right, top, bottom, colour."""
    for item in drawn(made).items:
        if isinstance(item, Rule) and item.colour in charts.PAPER.series:
            half = item.thickness / 2
            yield item.x - half, item.to_x + half, item.y - half, item.to_y + half, item.colour


def rows_of(made):
    head = charts.high(made) - len(made.labels) * charts.ROW - charts.SAID * 2
    return [b for b in bars(made) if b[2] >= head - 0.01]


def said(made):
    return [i.words for i in drawn(made).items if isinstance(i, Text)]


def test_title_and_unit_labels_and_values_are_written():
    words = said(chart((3.0, 0.0, None)))
    assert "办理情况（件）" in words
    assert {"单位0", "单位1", "单位2", "3", "0", "—"} <= set(words)


def test_a_bar_is_as_long_as_its_value():
    long, short = sorted(rows_of(chart((10.0, 4.0))), key=lambda b: b[2])
    assert (short[1] - short[0]) / (long[1] - long[0]) == pytest.approx(0.4, rel=0.02)


def test_series_of_one_bar_join_without_a_gap_in_their_own_colours():
    made = chart((4.0,), (3.0,), (2.0,), names=("按期", "超期", "在办"))
    found = sorted(rows_of(made))
    assert [b[4] for b in found] == list(charts.PAPER.series[:3])
    assert all(abs(a[1] - b[0]) < 0.6 for a, b in pairwise(found))
    assert "4 + 3 + 2" in said(made)
    assert {"按期", "超期", "在办"} <= set(said(made))


@given(st.lists(st.one_of(st.none(), st.floats(0.0, 1e6)), min_size=1, max_size=20), st.integers(0, 1))
def test_nothing_stands_outside_whatever_the_values(values, decimals):
    made = chart(tuple(values), decimals=decimals)
    whole = drawn(made)
    for item in whole.items:
        if isinstance(item, Text):
            wide = sum((0.5 if c.isascii() else 1.0) * item.size for c in item.words)
            assert item.x >= -0.01
            assert item.x + wide <= WIDTH + 0.01, item.words
            assert 0 <= item.y <= whole.height
        else:
            assert -0.01 <= item.x <= item.to_x + 0.2
            assert item.to_x <= WIDTH + 0.01


@given(st.floats(0.01, 1e9), st.integers(0, 1))
def test_the_scale_is_even_and_reaches_over_the_longest_bar(top, decimals):
    marks = charts.scale(chart((top,), decimals=decimals))
    steps = {round((b - a) / marks[1], 6) for a, b in pairwise(marks)}
    assert steps == {1.0}
    assert marks[0] == 0.0
    assert marks[-1] >= top * 0.999
    assert len(marks) <= 12


def test_a_share_is_shown_on_a_scale_up_to_a_hundred():
    assert charts.scale(chart((33.3,), most=100, decimals=1))[-1] == 100.0


def test_a_long_label_is_cut_and_still_begins_as_it_does():
    name = "区" * 60
    words = said(chart((1.0,), labels=(name,)))
    assert any(w.endswith("…") and name.startswith(w[:-1]) and len(w) > 5 for w in words)


def test_more_bars_than_a_page_holds_go_on_in_pieces_of_one_scale():
    made = chart(tuple(float(n) for n in range(40)))
    parts = charts.pieces(made, 18)
    assert [len(p.labels) for p in parts] == [18, 18, 4]
    assert tuple(x for p in parts for x in p.labels) == made.labels
    assert {charts.scale(p)[-1] for p in parts} == {charts.scale(made)[-1]}


def test_nothing_to_show_is_a_chart_all_the_same():
    assert drawn(chart((), labels=())).height > 0
