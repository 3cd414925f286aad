"""The figures of GB/T 9704-2012 as a checker reads them, and what an organ's template may say instead."""

import re

import pytest

from oa_client.layout.gongwen.profile import FIGURES, NotFree, Profile, Strength

MUST = [f for f in FIGURES.values() if f.strength is Strength.MUST]
FREE = [f for f in FIGURES.values() if f.strength is not Strength.MUST]


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda f: f.key)
def test_every_figure_has_a_clause_a_unit_a_name_and_a_tolerance(figure):
    assert re.fullmatch(r"\d+(\.\d+)*|国发〔1999〕25号", figure.clause)
    assert figure.unit in {"mm", "pt", "字", "行", "位", "人", ""} and figure.what and figure.tolerance >= 0


@pytest.mark.parametrize("figure", MUST, ids=lambda f: f.key)
def test_what_is_prescribed_cannot_be_overridden(figure):
    with pytest.raises(NotFree) as caught:
        Profile().with_template({figure.key: figure.value})
    assert caught.value.why == "must"


@pytest.mark.parametrize("figure", FREE, ids=lambda f: f.key)
def test_what_is_free_has_bounds_that_hold(figure):
    assert figure.low is not None and figure.high is not None and figure.low <= figure.value <= figure.high
    assert Profile().with_template({figure.key: figure.low})[figure.key] == figure.low
    for beyond in (figure.low - 1, figure.high + 1):
        with pytest.raises(NotFree) as caught:
            Profile().with_template({figure.key: beyond})
        assert caught.value.why == "bounds"


def test_an_unknown_figure_is_refused():
    with pytest.raises(NotFree) as caught:
        Profile().with_template({"no.such": 1.0})
    assert caught.value.why == "unknown"


def test_22_lines_and_28_characters_fill_the_type_area():
    profile = Profile()
    used = 21 * profile["grid.pitch"] + profile["text.size"]
    assert 0 <= profile.length("area.height") - used < profile["grid.pitch"]
    assert 0 <= profile.length("area.width") - 28 * profile["text.size"] < 2
    assert profile["page.head"] + profile["area.height"] == 262 and profile["page.bind"] + profile["area.width"] == 184


# As the standard has them, copied by hand: a figure that changes here changes what every checker says.
STANDARD = {
    "page.width": 210,
    "page.height": 297,
    "page.head": 37,
    "page.bind": 28,
    "area.width": 156,
    "area.height": 225,
    "grid.lines": 22,
    "grid.chars": 28,
    "copy.digits": 6,
    "mark.top": 35,
    "number.blank": 2,
    "number.indent": 1,
    "signatory.indent": 1,
    "signatory.row": 2,
    "rule.below": 4,
    "title.blank": 2,
    "recipients.blank": 1,
    "paragraph.indent": 2,
    "note.blank": 1,
    "note.indent": 2,
    "date.indent": 4,
    "seal.above": 1,
    "unsealed.blank": 1,
    "unsealed.indent": 2,
    "unsealed.date": 2,
    "stamp.blank": 2,
    "stamp.indent": 4,
    "stamp.title": 2,
    "stamp.date": 1,
    "annotation.indent": 2,
    "attachment.title.line": 3,
    "imprint.size": 14,
    "imprint.indent": 1,
    "imprint.thick": 0.35,
    "imprint.thin": 0.25,
    "folio.size": 14,
    "folio.below": 7,
    "folio.indent": 1,
    "letter.mark.top": 30,
    "letter.rule.below": 4,
    "letter.rule.foot": 20,
    "letter.rule.width": 170,
    "letter.number.below": 0.875,
    "letter.title.blank": 2,
    "order.mark.top": 20,
    "order.number.blank": 2,
    "order.text.blank": 2,
    "minutes.mark.top": 35,
    "minutes.attendance.blank": 1,
    "minutes.attendance.indent": 2,
}


def test_every_figure_that_is_not_practice_is_the_standards():
    told = {f.key: f.value for f in FIGURES.values() if f.strength is not Strength.PRACTICE}
    sizes = {"text.size": 15.75, "grid.pitch": 29.53, "title.size": 22}
    assert told == STANDARD | sizes
