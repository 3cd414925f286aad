"""Rules of the 版记 (7.4), and that a letter has less of it (10.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import DATE, PRINTED, flat
from oa_client.layout.inspection.facts import Para, Stroke
from oa_client.layout.inspection.judging import Rules, Seen, Sight, em, ending
from oa_client.layout.inspection.looks import is_black

RULES = Rules()
_SENT = re.compile(r"^(?:抄\s*送|抄\s*报|主\s*送)\s*(?P<colon>[:：]?)")


def _imprint(sight: Sight) -> tuple[Para, ...]:
    return sight.found.imprint


def _lists(sight: Sight) -> Iterator[tuple[re.Match[str], Para]]:
    for para in _imprint(sight):
        if (said := _SENT.match(para.text)) is not None:
            yield said, para


def _printed(sight: Sight) -> tuple[re.Match[str], Para] | None:
    for para in _imprint(sight):
        said = PRINTED.search(flat(para.text))
        if said is not None and not _SENT.match(para.text):
            return said, para
    return None


@RULES.figure("imprint.size")
def _size(sight: Sight) -> Iterator[Seen]:
    for para in _imprint(sight):
        yield sight.size("imprint.size", para)


@RULES.of("imprint.face", "7.4.2")
def _face(sight: Sight) -> Iterator[Seen]:
    for para in _imprint(sight):
        yield from sight.face(para, Face.TEXT)


@RULES.figure("imprint.indent")
def _indent(sight: Sight) -> Iterator[Seen]:
    for para in _imprint(sight):
        if para.first.left < (sight.left + sight.right) / 2 and not _goes_on(para):
            yield sight.figure("imprint.indent", sight.indent(para), para)


def _goes_on(para: Para) -> bool:
    """A line whose beginning says nothing of what it is: the rest of a list."""
    return not re.match(r"^(?:抄|主\s*送|共印|\S{2,40}(?:办公室|办|局|委|会|院|部|厅|府|处|科|中心))", para.text)


@RULES.of("imprint.right", "7.4.3")
def _right(sight: Sight) -> Iterator[Seen]:
    found = _printed(sight)
    if found is not None:
        gap = sight.space_right(found[1])
        yield Seen(abs(gap - 1) <= 0.6, round(gap, 1), 1.0, found[1])


@RULES.of("copies.colon", "7.4.2")
def _colon(sight: Sight) -> Iterator[Seen]:
    for said, para in _lists(sight):
        yield Seen(said["colon"] == "：", said["colon"], "：", para)


@RULES.of("copies.end", "7.4.2")
def _end(sight: Sight) -> Iterator[Seen]:
    lists = [para for _said, para in _lists(sight)]
    for para in lists:
        last = _last_of(sight, para)
        yield Seen(last.text.endswith("。"), ending(last), "。", last)


def _last_of(sight: Sight, first: Para) -> Para:
    """The last line of a list that was read in several pieces."""
    last = first
    for para in _imprint(sight):
        if para.n > first.n:
            if _SENT.match(para.text) or not _goes_on(para) or PRINTED.search(flat(para.text)):
                break
            last = para
    return last


@RULES.of("copies.hang", "7.4.2")
def _hang(sight: Sight) -> Iterator[Seen]:
    """Further lines begin below the first character after the colon."""
    for _said, para in _lists(sight):
        if len(para.rows) > 1 and para.hang is not None:
            off = (para.hang - para.first.left) / em(para)
            yield Seen(abs(off - 3) <= 0.6, round(off, 1), 3.0, para)


@RULES.of("imprint.printed", "7.4.3")
def _word(sight: Sight) -> Iterator[Seen]:
    found = _printed(sight)
    if found is not None and sight.found.shape is not Shape.LETTER:
        yield Seen(found[0]["word"] == "印发", found[0]["word"] or "", "印发", found[1])


@RULES.of("imprint.date", "7.4.3")
def _date(sight: Sight) -> Iterator[Seen]:
    """Arabic, the year in full, no leading zeros."""
    found = _printed(sight)
    if found is not None:
        good = re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", found[0]["date"])
        yield Seen(bool(good), found[0]["date"], "", found[1])


@RULES.of("imprint.later", "7.4.3", Strength.PRACTICE)
def _later(sight: Sight) -> Iterator[Seen]:
    """Printed no earlier than signed."""
    found = _printed(sight)
    own = DATE.match(flat(sight.found.date.text)) if sight.found.date is not None else None
    if found is not None and own is not None:
        printed = [int(n) for n in re.findall(r"\d+", found[0]["date"])]
        signed = [int(n) for n in re.findall(r"\d+", own[0])]
        if len(printed) == 3 == len(signed):
            yield Seen(printed >= signed, found[0]["date"], own[0], found[1])


# ------------------------------------------------------------------ 分隔线


def _lines(sight: Sight) -> list[Stroke]:
    """Black lines of some length from a little above the first line of the 版记 down."""
    if not _imprint(sight):
        return []
    first = _imprint(sight)[0]
    high = 3 * em(first)
    found = [
        s
        for s in sight.reading.strokes
        if s.page == first.page and s.wide > 90 and s.middle > first.first.head - high and is_black(s.colour)
    ]
    return sorted(found, key=lambda s: s.middle)


def _ruled(sight: Sight) -> bool:
    return bool(_imprint(sight)) and sight.found.shape is not None and sight.found.shape is not Shape.LETTER


@RULES.of("imprint.lines", "7.4.1")
def _there(sight: Sight) -> Iterator[Seen]:
    """One above the first line, one below the last, at least."""
    if _ruled(sight):
        lines, own = _lines(sight), _imprint(sight)
        above = any(s.middle < own[0].first.head + 1 for s in lines)
        below = any(s.middle > max(p.last.foot for p in own) - 1 for s in lines)
        yield Seen(above and below, float(len(lines)), "", own[0])


@RULES.of("imprint.between", "7.4.1")
def _between(sight: Sight) -> Iterator[Seen]:
    """One between 抄送 and the office that prints; none between 主送 and 抄送."""
    found, sent = _printed(sight), [p for _said, p in _lists(sight)]
    if found is not None and sent and _ruled(sight):
        foot, head = _last_of(sight, sent[-1]).last.foot, found[1].first.head
        yield Seen(any(foot - 1 < s.middle < head + 1 for s in _lines(sight)), para=found[1])
    if len(sent) > 1 and _ruled(sight):
        foot, head = sent[0].last.foot, sent[1].first.head
        yield Seen(not any(foot - 1 < s.middle < head + 1 for s in _lines(sight)), para=sent[1])


@RULES.of("imprint.width", "7.4.1", unit="mm")
def _width(sight: Sight) -> Iterator[Seen]:
    if _ruled(sight):
        for line in _lines(sight):
            yield Seen(sight.is_across(line), round(line.wide, 1), sight.profile["area.width"], page=line.page)


@RULES.figure("imprint.thick")
def _thick(sight: Sight) -> Iterator[Seen]:
    if _ruled(sight):
        for line in {0: _lines(sight)[:1], 1: _lines(sight)[1:][-1:]}.values():
            for one in line:
                good = abs(one.thickness - sight.profile["imprint.thick"]) <= 0.11
                yield Seen(good, round(one.thickness, 2), 0.35, page=one.page)


@RULES.figure("imprint.thin")
def _thin(sight: Sight) -> Iterator[Seen]:
    if _ruled(sight):
        for one in _lines(sight)[1:-1]:
            good = abs(one.thickness - sight.profile["imprint.thin"]) <= 0.06
            yield Seen(good, round(one.thickness, 2), 0.25, page=one.page)


@RULES.of("imprint.foot", "7.4.1")
def _foot(sight: Sight) -> Iterator[Seen]:
    """The last line is on the lower edge of the 版心; where a DOCX does not say, only a page tells."""
    if _ruled(sight) and _lines(sight):
        last = _lines(sight)[-1]
        if sight.reading.flowing and not _imprint(sight)[-1].fixed:
            yield Seen(None, para=_imprint(sight)[0])
            return
        yield Seen(abs(last.middle - sight.bottom) <= 2.2, round(last.middle, 1), sight.bottom, page=last.page)


@RULES.of("imprint.last", "7.4")
def _last(sight: Sight) -> Iterator[Seen]:
    """On the last page that bears anything."""
    if _imprint(sight) and sight.found.shape is not None:
        if sight.reading.flowing:
            yield Seen(None, para=_imprint(sight)[0])
            return
        last = max((leaf.number for leaf in sight.reading.leaves if leaf.filled), default=0)
        yield Seen(_imprint(sight)[-1].page == last, para=_imprint(sight)[0])


@RULES.figure("imprint.even")
def _even(sight: Sight) -> Iterator[Seen]:
    """By the page's own number where it has one: some programs leave empty pages out of a PDF."""
    if _ruled(sight) and sight.profile["imprint.even"]:
        page = _imprint(sight)[0].page
        told = next((m[0] for f in sight.reading.folios if f.page == page and (m := re.search(r"\d+", f.words))), page)
        good = None if sight.reading.flowing else int(told) % 2 == 0
        yield Seen(good, "" if good is None else float(told), "", _imprint(sight)[0])


@RULES.of("imprint.there", "7.4.2", Strength.PRACTICE)
def _imprint_there(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape in {Shape.FILE, Shape.LETTER} and sight.found.number is not None:
        yield Seen(bool(_imprint(sight)))


# ------------------------------------------------------------------ 信函格式


@RULES.of("letter.imprint", "10.1")
def _letter(sight: Sight) -> Iterator[Seen]:
    """No office, no date, no rules."""
    if sight.found.shape is Shape.LETTER and _imprint(sight):
        found = _printed(sight)
        yield Seen(found is None, para=found[1] if found is not None else _imprint(sight)[0])


@RULES.of("letter.unruled", "10.1")
def _unruled(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.LETTER and _imprint(sight):
        yield Seen(not _lines(sight), float(len(_lines(sight))), 0.0, _imprint(sight)[0])
