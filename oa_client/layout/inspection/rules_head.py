"""Rules of the 版头 of the 文件 format and what all formats share of it (7.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import MM, Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import NUMBER, SIGNATORY, corner_kind, flat
from oa_client.layout.inspection.facts import Para, Stroke
from oa_client.layout.inspection.judging import Rules, Seen, Sight
from oa_client.layout.inspection.looks import is_red

RULES = Rules()
_UPWARD = re.compile(r"(?:请示|报告)$")
_DOWNWARD = re.compile(r"(?:通知|通报|决定|批复|公告|通告|公报|决议|命令|令)$")
_BY_HAND = 1.6
"""A drawn line is put by hand; where characters end in an exact line, programs differ by half a millimetre."""
_SHAPED = frozenset({Shape.FILE, Shape.LETTER})


def _corner(sight: Sight, kind: str) -> Iterator[Para]:
    return (p for p in sight.found.corner if corner_kind(p) == kind)


@RULES.figure("copy.digits")
def _copy(sight: Sight) -> Iterator[Seen]:
    for para in _corner(sight, "copy"):
        digits = len(re.sub(r"\D", "", para.text))
        wanted = sight.profile["copy.digits"]
        yield Seen(digits == wanted, float(digits), wanted, para)


@RULES.of("copy.place", "7.2.1", Strength.USUAL)
def _copy_place(sight: Sight) -> Iterator[Seen]:
    for para in _corner(sight, "copy"):
        yield Seen(abs(sight.indent(para)) < 0.6, round(sight.indent(para), 1), 0.0, para)


@RULES.of("urgency.face", "7.2.3", Strength.USUAL)
def _urgency_face(sight: Sight) -> Iterator[Seen]:
    for para in _corner(sight, "urgency"):
        yield from sight.face(para, Face.LABEL)


@RULES.of("urgency.place", "7.2.3", Strength.USUAL)
def _urgency_place(sight: Sight) -> Iterator[Seen]:
    for para in _corner(sight, "urgency"):
        yield Seen(abs(sight.indent(para)) < 0.6, round(sight.indent(para), 1), 0.0, para)


@RULES.of("urgency.word", "条例第九条")
def _urgency_word(sight: Sight) -> Iterator[Seen]:
    """特提 and 平急 are grades of telegrams."""
    for para in _corner(sight, "urgency"):
        yield Seen(flat(para.text) in {"特急", "加急"}, flat(para.text), "", para)


@RULES.of("corner.order", "7.2.3")
def _corner_order(sight: Sight) -> Iterator[Seen]:
    kinds = [corner_kind(p) for p in sorted(sight.found.corner, key=lambda p: (p.first.head, p.n))]
    if len(kinds) > 1:
        ranks = [("copy", "mark", "urgency").index(k) for k in kinds]
        yield Seen(ranks == sorted(ranks), para=sight.found.corner[0])


@RULES.of("mark.colour", "7.2.4")
def _mark_colour(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.mark:
        yield Seen(is_red(para.pieces[0].colour), para=para)


@RULES.of("mark.face", "7.2.4", Strength.ADVISED)
def _mark_face(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.mark[:1]:
        yield from sight.face(para, Face.TITLE)


@RULES.of("mark.centred", "7.2.4")
def _mark_centred(sight: Sight) -> Iterator[Seen]:
    """Of a joint mark the whole with 文件 beside it is in the middle."""
    rows = [row for p in sight.found.mark for row in p.rows]
    if rows:
        middle = (min(r.left for r in rows) + max(r.right for r in rows)) / 2
        off = abs(middle - (sight.left + sight.right) / 2)
        yield Seen(off < 3, round(off, 1), 0.0, sight.found.mark[0])


@RULES.figure("mark.top")
def _mark_top(sight: Sight) -> Iterator[Seen]:
    """From the upper edge of the 版心, which is itself free by 1 mm."""
    if sight.found.shape is Shape.FILE:
        top = min(p.first.ink for p in sight.found.mark) - sight.top
        yield Seen(abs(top - sight.profile["mark.top"]) <= 2.2, round(top, 1), 35.0, sight.found.mark[0])


# ------------------------------------------------------------------ 发文字号


def _number(sight: Sight) -> re.Match[str] | None:
    if sight.found.number is None or sight.found.shape is Shape.ORDER:
        return None
    return NUMBER.match(flat(sight.found.number.text))


def _parts(sight: Sight) -> Iterator[tuple[re.Match[str], str, Para]]:
    """The number, what is behind its year, where it stands."""
    number = _number(sight)
    if number is not None and sight.found.number is not None and number["rest"] is not None:
        yield number, number["rest"], sight.found.number


@RULES.of("number.there", "7.2.5")
def _there(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape in _SHAPED:
        yield Seen(sight.found.number is not None, page=1)


@RULES.of("number.brackets", "7.2.5")
def _brackets(sight: Sight) -> Iterator[Seen]:
    for number, _rest, para in _parts(sight):
        pair = f"{number['open'] or ''}{number['close'] or ''}"
        yield Seen(pair == "〔〕", pair, "〔〕", para)


@RULES.of("number.year", "7.2.5")
def _full_year(sight: Sight) -> Iterator[Seen]:
    for number, _rest, para in _parts(sight):
        yield Seen(len(number["year"]) == 4, number["year"], "", para)


@RULES.of("number.leading", "7.2.5")
def _leading(sight: Sight) -> Iterator[Seen]:
    for _year, rest, para in _parts(sight):
        digits = "".join(re.findall(r"\d+", rest)[:1])
        yield Seen(not digits.startswith("0"), digits, digits.lstrip("0"), para)


@RULES.of("number.di", "7.2.5")
def _di(sight: Sight) -> Iterator[Seen]:
    for _year, rest, para in _parts(sight):
        yield Seen("第" not in rest, para=para)


@RULES.of("number.hao", "7.2.5")
def _hao(sight: Sight) -> Iterator[Seen]:
    for _year, rest, para in _parts(sight):
        yield Seen(rest.endswith("号"), para=para)


@RULES.figure("number.blank")
def _number_blank(sight: Sight) -> Iterator[Seen]:
    """Between the mark and the first line below it, which of 上行文 of several signatories is the first of them."""
    if sight.found.shape is Shape.FILE and sight.found.number is not None:
        below = [sight.found.number, *sight.found.signatories]
        foot = max(p.last.foot for p in sight.found.mark)
        first = min(below, key=lambda p: p.first.head)
        if first.page == 1:
            yield sight.figure("number.blank", sight.blanks(foot, first.first.head), first)


@RULES.of("number.centred", "7.2.5")
def _number_centred(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.FILE and sight.found.number is not None and not sight.found.signatories:
        if _is_upward(sight):
            return
        off = sight.off_middle(sight.found.number)
        yield Seen(off < 3, round(off, 1), 0.0, sight.found.number)


@RULES.figure("number.indent")
def _number_indent(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.FILE and sight.found.number is not None and sight.found.signatories:
        yield sight.figure("number.indent", sight.indent(sight.found.number), sight.found.number)


# ------------------------------------------------------------------ 签发人


def _is_upward(sight: Sight) -> bool:
    return bool(_UPWARD.search(sight.found.heading))


@RULES.of("signatory.there", "7.2.6")
def _signatory_there(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.FILE and _is_upward(sight):
        yield Seen(bool(sight.found.signatories), page=1)


@RULES.of("signatory.only", "7.2.6")
def _signatory_only(sight: Sight) -> Iterator[Seen]:
    if sight.found.signatories and sight.found.heading and (_is_upward(sight) or _DOWNWARD.search(sight.found.heading)):
        yield Seen(_is_upward(sight), para=sight.found.signatories[0])


@RULES.of("signatory.colon", "7.2.6")
def _signatory_colon(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.signatories[:1]:
        said = SIGNATORY.match(flat(para.text))
        if said is not None:
            yield Seen(said["colon"] == "：", said["colon"], "：", para)


@RULES.of("signatory.face", "7.2.6")
def _signatory_face(sight: Sight) -> Iterator[Seen]:
    """The names in 楷体; the label before them is no name."""
    for n, para in enumerate(sight.found.signatories):
        words = "".join(p.words for p in para.pieces)
        start = max(words.find("："), words.find(":")) + 1 if not n else 0
        named = _cut(para, start)
        if named is not None:
            yield from sight.face(named, Face.KAI)


def _cut(para: Para, start: int) -> Para | None:
    """The paragraph from a character on."""
    pieces = []
    for piece in para.pieces:
        if len(piece.words) > start:
            pieces.append(type(piece)(piece.words[start:], piece.font, piece.size, piece.colour))
        start = max(0, start - len(piece.words))
    return Para(para.n, tuple(pieces), para.rows, para.hang) if pieces else None


@RULES.figure("signatory.indent")
def _signatory_indent(sight: Sight) -> Iterator[Seen]:
    names = sight.found.signatories
    if names:
        gap = min(map(sight.space_right, names))
        several = len(names) > 1 or " " in names[0].text or "　" in names[0].text
        most = 3.5 if several else 1.5  # columns as wide as the longest name
        yield Seen(0.45 <= gap <= most, round(gap, 1), 1.0, names[0])


@RULES.of("signatory.line", "7.2.6")
def _signatory_line(sight: Sight) -> Iterator[Seen]:
    """The number stands on the line of the last name."""
    if sight.found.signatories and sight.found.number is not None:
        last = max(sight.found.signatories, key=lambda p: p.last.foot)
        off = abs(last.last.foot - sight.found.number.first.foot)
        yield Seen(off < 2.5, para=sight.found.number)


# ------------------------------------------------------------------ 红色分隔线


def _ruled(sight: Sight) -> Iterator[Stroke]:
    if sight.found.shape in {Shape.FILE, Shape.MINUTES} and sight.found.line is not None:
        yield sight.found.line


@RULES.of("rule.there", "7.2.7")
def _rule_there(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.FILE and sight.found.number is not None:
        black = [s for s in sight.reading.strokes if s.page == 1 and s.wide > 100 and s not in sight.found.lines]
        near = [s for s in black if 0 < s.middle - sight.found.number.last.foot < 15]
        yield Seen(bool(sight.found.lines or near), page=1)


@RULES.of("rule.colour", "7.2.7")
def _rule_colour(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape is Shape.FILE and sight.found.number is not None:
        foot = sight.found.number.last.foot
        near = [s for s in sight.reading.strokes if s.page == 1 and s.wide > 100 and 0 < s.middle - foot < 15]
        if near or sight.found.line is not None:
            yield Seen(sight.found.line is not None, page=1)


@RULES.figure("rule.below")
def _rule_below(sight: Sight) -> Iterator[Seen]:
    """From the lowest characters above it to its upper edge."""
    for line in _ruled(sight):
        above = [p for p in (sight.found.number, *sight.found.signatories, *sight.found.issuer) if p is not None]
        feet = [p.last.foot for p in above if p.last.foot < line.middle + 1]
        if feet and sight.found.shape is Shape.FILE:
            gap = line.middle - line.thickness / 2 - max(feet)
            wanted = sight.profile["rule.below"]
            yield Seen(abs(gap - wanted) <= _BY_HAND, round(gap, 1), wanted, page=1)


@RULES.of("rule.width", "7.2.7", unit="mm")
def _rule_width(sight: Sight) -> Iterator[Seen]:
    """As wide as the 版心, and where that is."""
    for line in _ruled(sight):
        if sight.found.shape is Shape.FILE:
            yield Seen(sight.is_across(line), round(line.wide, 1), sight.profile["area.width"], page=1)


@RULES.figure("rule.thickness")
def _rule_thickness(sight: Sight) -> Iterator[Seen]:
    for line in _ruled(sight):
        yield Seen(0.3 <= line.thickness <= 1.2, round(line.thickness, 2), 0.5, page=1)


@RULES.of("mark.size", "7.2.4", Strength.PRACTICE)
def _mark_size(sight: Sight) -> Iterator[Seen]:
    """High as practice has it at most."""
    for para in sight.found.mark[:1]:
        high = para.size / MM
        yield Seen(high <= sight.profile["mark.height.most"] + 1, round(high, 1), 22.0, para)
