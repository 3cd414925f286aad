"""Rules of the attachments themselves (7.3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.layout.faces import Face
from oa_client.layout.inspection.elements import Attached, flat
from oa_client.layout.inspection.judging import Rules, Seen, Sight

RULES = Rules()


def _marked(sight: Sight) -> Iterator[tuple[int, Attached]]:
    yield from enumerate(sight.found.attached, 1)


@RULES.of("attachment.colon", "7.3.7")
def _attachment_colon(sight: Sight) -> Iterator[Seen]:
    for _n, one in _marked(sight):
        yield Seen(not one.mark.text.endswith(("：", ":")), para=one.mark)


@RULES.of("attachment.face", "7.3.7")
def _attachment_face(sight: Sight) -> Iterator[Seen]:
    for _n, one in _marked(sight):
        yield from sight.face(one.mark, Face.LABEL)


@RULES.of("attachment.left", "7.3.7")
def _attachment_left(sight: Sight) -> Iterator[Seen]:
    for _n, one in _marked(sight):
        if not sight.lies(one.mark):
            yield Seen(abs(sight.indent(one.mark)) <= 0.5, round(sight.indent(one.mark), 1), 0.0, one.mark)


@RULES.of("attachment.page", "7.3.7")
def _attachment_page(sight: Sight) -> Iterator[Seen]:
    """On a page of its own."""
    for _n, one in _marked(sight):
        before = [p for p in sight.reading.paras if p.n < one.mark.n and p.rows[-1].page == one.mark.page]
        yield Seen(not before, para=one.mark)


@RULES.of("attachment.number", "7.3.7")
def _attachment_number(sight: Sight) -> Iterator[Seen]:
    """Several are numbered one after another, in Arabic figures."""
    if len(sight.found.attached) > 1:
        for n, one in _marked(sight):
            told = flat(one.mark.text).rstrip("：:").rpartition("件")[2]
            yield Seen(told == str(n), told, str(n), one.mark)


@RULES.figure("attachment.title.line")
def _attachment_title(sight: Sight) -> Iterator[Seen]:
    for _n, one in _marked(sight):
        if one.title and one.title[0].page == one.mark.page:
            line = 1 + (one.title[0].first.head - one.mark.first.head) / sight.pitch
            yield Seen(abs(line - 3) <= 0.6, round(line, 1), 3.0, one.title[0])


@RULES.of("attachment.centred", "7.3.7")
def _attachment_centred(sight: Sight) -> Iterator[Seen]:
    for _n, one in _marked(sight):
        for para in one.title:
            if not sight.lies(para):
                off = sight.off_middle(para)
                yield Seen(off < 4, round(off, 1), 0.0, para)


@RULES.of("attachment.before", "7.3.7")
def _attachment_before(sight: Sight) -> Iterator[Seen]:
    """Before the 版记."""
    if sight.found.imprint:
        first = sight.found.imprint[0].n
        behind = [p for p in sight.reading.paras if p.n >= first and re.match(r"^附\s*件\s*\d*[:：]?$", flat(p.text))]
        if behind or sight.found.attached:
            yield Seen(not behind, para=behind[0] if behind else sight.found.attached[0].mark)
