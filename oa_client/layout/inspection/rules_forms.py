"""Rules of the special formats: letters, orders, minutes (10.1-10.3), and of 签名章 (7.3.5.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import flat
from oa_client.layout.inspection.facts import Para, Stroke
from oa_client.layout.inspection.judging import Rules, Seen, Sight, em

RULES = Rules()
_TOGETHER = 4.0
"""Lines no further apart, in millimetres, are one double line."""


def _is(sight: Sight, shape: Shape) -> bool:
    return sight.found.shape is shape


def _ink(sight: Sight) -> float:
    return min(p.first.ink for p in sight.found.mark)


# ------------------------------------------------------------------ 信函


def _doubles(sight: Sight) -> list[list[Stroke]]:
    """The red lines of page 1, those close together in one."""
    found: list[list[Stroke]] = []
    for line in sorted(sight.found.lines, key=lambda s: s.middle):
        if found and line.middle - found[-1][-1].middle < _TOGETHER:
            found[-1].append(line)
        else:
            found.append([line])
    return found


@RULES.of("letter.mark.top", "10.1", unit="mm")
def _letter_top(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.LETTER):
        yield sight.figure("letter.mark.top", _ink(sight), sight.found.mark[0])


@RULES.of("letter.mark.words", "10.1")
def _letter_words(sight: Sight) -> Iterator[Seen]:
    """The organ's name, without 文件; of a joint letter the host's alone."""
    wide = [s for s in sight.found.lines if s.wide > 162]
    if _is(sight, Shape.LETTER) or len(wide) > 2:
        said = flat("".join(p.text for p in sight.found.mark))
        yield Seen(not said.endswith("文件"), said[-4:], "", sight.found.mark[0] if sight.found.mark else None)


@RULES.figure("letter.rule.below")
def _letter_below(sight: Sight) -> Iterator[Seen]:
    """From the ink of the mark, which is a little less high than its square."""
    doubles = _doubles(sight)
    if _is(sight, Shape.LETTER) and doubles:
        foot = max(p.last.foot for p in sight.found.mark)
        gap = doubles[0][0].middle - doubles[0][0].thickness / 2 - foot
        figure = sight.profile.figures["letter.rule.below"]
        yield Seen(abs(gap - figure.value) <= 2.6, round(gap, 1), 4.0, page=1)


@RULES.figure("letter.rule.foot")
def _letter_foot(sight: Sight) -> Iterator[Seen]:
    doubles = _doubles(sight)
    if _is(sight, Shape.LETTER):
        high = sight.reading.leaves[0].height
        low = [d for d in doubles if d[0].middle > high / 2]
        if not low:
            yield Seen(False, "", 20.0, page=1)
        else:
            line = low[-1][-1]
            yield sight.figure("letter.rule.foot", high - (line.middle + line.thickness / 2), page=1)


@RULES.figure("letter.rule.width")
def _letter_width(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.LETTER):
        for line in sight.found.lines:
            yield sight.figure("letter.rule.width", line.wide, page=1)


@RULES.of("letter.rule.double", "10.1")
def _letter_double(sight: Sight) -> Iterator[Seen]:
    """Thick above thin below the mark, thin above thick at the foot."""
    if _is(sight, Shape.LETTER):
        for n, lines in enumerate(_doubles(sight)):
            weights = [line.thickness for line in lines]
            good = len(lines) == 2 and (weights[0] > weights[1] if not n else weights[0] < weights[1])
            yield Seen(good, "、".join(f"{w:.2f}" for w in weights), "上粗下细" if not n else "上细下粗", page=1)


@RULES.of("letter.rule.centred", "10.1")
def _letter_centred(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.LETTER):
        middle = sight.reading.leaves[0].width / 2
        for line in sight.found.lines:
            off = abs((line.left + line.right) / 2 - middle)
            yield Seen(off < 2.2, round(off, 1), 0.0, page=1)


@RULES.of("letter.number.right", "10.1")
def _letter_number(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.LETTER) and sight.found.number is not None:
        gap = sight.space_right(sight.found.number)
        yield Seen(abs(gap) <= 0.6, round(gap, 1), 0.0, sight.found.number)


@RULES.figure("letter.number.below")
def _letter_number_below(sight: Sight) -> Iterator[Seen]:
    doubles = _doubles(sight)
    if _is(sight, Shape.LETTER) and sight.found.number is not None and doubles:
        line = doubles[0][-1]
        gap = (sight.found.number.first.head - line.middle - line.thickness / 2) / em(sight.found.number)
        yield sight.figure("letter.number.below", gap, sight.found.number)


@RULES.figure("letter.title.blank")
def _letter_title(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.LETTER) and sight.found.title:
        above = [p for p in (*sight.found.corner, sight.found.number) if p is not None]
        if above:
            foot = max(p.last.foot for p in above)
            yield sight.figure(
                "letter.title.blank", sight.blanks(foot, sight.found.title[0].first.head), sight.found.title[0]
            )


@RULES.of("letter.folio", "10.1")
def _letter_folio(sight: Sight) -> Iterator[Seen]:
    """首页不显示页码."""
    if _is(sight, Shape.LETTER):
        yield Seen(not any(f.page == 1 for f in sight.reading.folios) and not _on_first(sight), page=1)


def _on_first(sight: Sight) -> bool:
    """Of a DOCX: whether the first page has no footer of its own."""
    return sight.reading.flowing and bool(sight.reading.folios) and 1 not in sight.reading.unnumbered


# ------------------------------------------------------------------ 命令


@RULES.figure("order.mark.top")
def _order_top(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.ORDER):
        top = _ink(sight) - sight.top
        yield Seen(abs(top - sight.profile["order.mark.top"]) <= 2.2, round(top, 1), 20.0, sight.found.mark[0])


@RULES.of("order.number.centred", "10.2")
def _order_centred(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.ORDER) and sight.found.number is not None:
        off = sight.off_middle(sight.found.number)
        yield Seen(off < 3, round(off, 1), 0.0, sight.found.number)


@RULES.of("order.number.form", "10.2")
def _order_form(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.ORDER):
        said = flat(sight.found.number.text) if sight.found.number is not None else ""
        yield Seen(
            bool(re.fullmatch(r"第[1-9一二三四五六七八九十百]\S*号", said)), said, "第×号", sight.found.number, 1
        )


@RULES.figure("order.number.blank")
def _order_number(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.ORDER) and sight.found.number is not None:
        foot = max(p.last.foot for p in sight.found.mark)
        yield sight.figure("order.number.blank", sight.blanks(foot, sight.found.number.first.head), sight.found.number)


@RULES.figure("order.text.blank")
def _order_text(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.ORDER) and sight.found.number is not None and sight.found.body:
        first = sight.found.body[0]
        if first.page == 1:
            yield sight.figure("order.text.blank", sight.blanks(sight.found.number.last.foot, first.first.head), first)


@RULES.figure("stamp.indent")
def _stamp(sight: Sight) -> Iterator[Seen]:
    """The date four characters from the right, as the stamp above it."""
    if _is(sight, Shape.ORDER) and sight.found.date is not None:
        yield sight.figure("stamp.indent", sight.space_right(sight.found.date), sight.found.date)


@RULES.of("stamp.title", "7.3.5.3")
def _stamp_title(sight: Sight) -> Iterator[Seen]:
    """The signer's title stands before the stamp."""
    if _is(sight, Shape.ORDER) and sight.found.date is not None:
        yield Seen(bool(sight.found.names), para=sight.found.date)


# ------------------------------------------------------------------ 纪要


@RULES.figure("minutes.mark.top")
def _minutes_top(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.MINUTES):
        top = _ink(sight) - sight.top
        yield Seen(abs(top - sight.profile["minutes.mark.top"]) <= 2.2, round(top, 1), 35.0, sight.found.mark[0])


def _attending(sight: Sight) -> Iterator[Para]:
    return (p for p in sight.found.attendance if re.match(r"^(?:出席|请假|列席)", flat(p.text)))


@RULES.of("minutes.attendance.there", "10.3", Strength.PRACTICE)
def _attendance_there(sight: Sight) -> Iterator[Seen]:
    if _is(sight, Shape.MINUTES):
        yield Seen(any(flat(p.text).startswith("出席") for p in sight.found.attendance))


@RULES.of("minutes.attendance.face", "10.3", Strength.USUAL)
def _attendance_face(sight: Sight) -> Iterator[Seen]:
    for para in _attending(sight):
        label = Para(para.n, para.pieces[:1], para.rows)
        yield from (Seen(s.good, s.measured, s.wanted, para) for s in sight.face(label, Face.LABEL))


@RULES.of("minutes.attendance.colon", "10.3")
def _attendance_colon(sight: Sight) -> Iterator[Seen]:
    for para in _attending(sight):
        yield Seen(bool(re.match(r"^(?:出席|请假|列席)(?:人员)?：", flat(para.text))), flat(para.text)[:3], "：", para)


@RULES.figure("minutes.attendance.blank")
def _attendance_blank(sight: Sight) -> Iterator[Seen]:
    first = next(_attending(sight), None)
    above = (*sight.found.body, *sight.found.note)[-1:]
    if first is not None and above and above[0].last.page == first.page and not above[0].in_table:
        yield sight.figure("minutes.attendance.blank", sight.blanks(above[0].last.foot, first.first.head), first)


@RULES.figure("minutes.attendance.indent")
def _attendance_indent(sight: Sight) -> Iterator[Seen]:
    for para in _attending(sight):
        yield sight.figure("minutes.attendance.indent", sight.indent(para), para)
