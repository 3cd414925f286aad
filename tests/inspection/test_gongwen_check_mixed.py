"""Documents in disorder: the rules find what they can and never fail themselves; and how lines tell the edges."""

import io
import random
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from oa_client.layout.inspection.facts import Leaf
from oa_client.layout.inspection.inspecting import inspected, rules
from oa_client.layout.inspection.rows import Glyph, gathered
from oa_client.layout.tree import Text
from oa_client.system.inspection.opening import read
from oa_client.system.showing.unreadable import Unreadable
from tests.export.gongwen_papers import PAPERS
from tests.inspection.changed import clean
from tests.inspection.faulty import pdf

MM = 72 / 25.4


def mixed_pdf(document, rng):
    def change(_page, item):
        luck = rng.random()
        if luck < 0.12:
            return
        if isinstance(item, Text) and luck < 0.25:
            item = replace(item, words="".join(rng.sample(item.words, len(item.words))))
        elif isinstance(item, Text) and luck < 0.32:
            item = replace(item, words=item.words[: rng.randint(0, 3)] or "、")
        elif isinstance(item, Text) and luck < 0.4:
            item = replace(item, x=rng.uniform(0, 500), y=rng.uniform(0, 840), size=rng.choice([1, 9, 16, 40]))
        yield item

    return pdf(document, change=change)


def mixed_docx(document, rng):
    found = docx.Document(io.BytesIO(clean(document)))
    body = found.element.body
    for paragraph in list(body.iter(qn("w:p"))):
        luck = rng.random()
        if luck < 0.15 and paragraph.getparent() is body:
            body.remove(paragraph)
        elif luck < 0.3:
            for text in paragraph.iter(qn("w:t")):
                words = text.text or ""
                text.text = "".join(rng.sample(words, len(words)))[: rng.choice([0, 1, 2, 50])]
        elif luck < 0.4 and paragraph.pPr is not None:
            for said in [c for c in paragraph.pPr if c.tag != qn("w:sectPr") and rng.random() < 0.5]:
                paragraph.pPr.remove(said)
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mixed", [mixed_pdf, mixed_docx])
def test_a_document_in_disorder_is_judged_by_every_rule(mixed, seed):
    rng = random.Random(seed)
    try:
        report = inspected(read(mixed(PAPERS[rng.choice(list(PAPERS))], rng)))
    except Unreadable as why:
        assert str(why) == "no_text"  # noqa: PT017 - nothing was left of it
    else:
        assert [f.rule for f in report.findings] == [rule.code for rule in rules()]


def set_lines(count, step, size):
    """Ten lines of hanzi so far apart, in points, from the 订口 on."""
    return [
        Glyph(
            "国",
            1,
            28 + n * step / MM,
            60 + line * 10,
            28 + (n * step + size) / MM,
            55 + line * 10,
            size,
            "仿宋",
            (0, 0, 0),
        )
        for line in range(10)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "step", "size", "right"),
    [
        (27, 16.0, 16.0, None),  # not spread: the edge may be up to a character further
        (27, 16.4, 16.0, 28 + (26 * 16.4 + 16) / MM),
        (28, 15.75, 15.75, 28 + 28 * 15.75 / MM),
        (25, 15.75, 15.75, 28 + 25 * 15.75 / MM),  # too short by more than a character
    ],
)
def test_lines_tell_the_right_edge_only_when_they_reach_it(count, step, size, right):
    found = gathered((Leaf(1, 210, 297),), set_lines(count, step, size), (), ()).area
    assert found.left == pytest.approx(28, abs=0.06)
    assert found.right == (None if right is None else pytest.approx(right, abs=0.06))
