"""Rules of title, 主送机关 and 正文 (7.3.1-7.3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.gongwen.title import is_shaped
from oa_client.layout.inspection.elements import flat
from oa_client.layout.inspection.facts import Para, Row
from oa_client.layout.inspection.judging import Rules, Seen, Sight, em, ending

RULES = Rules()
_GENRES = [
    "决议",
    "决定",
    "命令",
    "令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "复函",
    "方案",
    "办法",
    "规定",
    "细则",
    "规划",
    "计划",
    "总结",
    "要点",
]
_LEVELS = (
    (re.compile(r"[一二三四五六七八九十百]+、"), Face.LABEL),
    (re.compile(r"（[一二三四五六七八九十百]+）"), Face.KAI),
    (re.compile(r"\d{1,2}[.\uff0e](?!\d)"), Face.TEXT),
    (re.compile(r"（\d{1,2}）"), Face.TEXT),
)
_WRONG = re.compile(
    r"^(?:\([一二三四五六七八九十]+\)|（[一二三四五六七八九十]+）[、.\uff0e]|[一二三四五六七八九十]+[.\uff0e,，](?!\d)|\d{1,2}、|\(\d{1,2}\)|（\d{1,2}）[、.\uff0e])"
)
_ALMOST = tuple(
    re.compile(shape)
    for shape in (
        r"[一二三四五六七八九十]+[.\uff0e,，](?!\d)",
        r"\([一二三四五六七八九十]+\)",
        r"\d{1,2}、",
        r"\(\d{1,2}\)",
    )
)
"""The same levels in other signs."""
_STOPS = "。！？：；”）"
_CN = {c: n for n, c in enumerate("零一二三四五六七八九")}


# ------------------------------------------------------------------ 标题


def _rows(sight: Sight) -> list[Row]:
    return [row for p in sight.found.title for row in p.rows]


@RULES.figure("title.size")
def _size(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.title[:1]:
        yield sight.size("title.size", para)


@RULES.of("title.face", "7.3.1", Strength.USUAL)
def _face(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.title[:1]:
        yield from sight.face(para, Face.TITLE)


@RULES.figure("title.blank")
def _blank(sight: Sight) -> Iterator[Seen]:
    """Below the red line; of a letter the rule is another (10.1)."""
    line, title = sight.found.line, sight.found.title
    if title and line is not None and sight.found.shape in {Shape.FILE, Shape.MINUTES}:
        head = title[0].first.head
        if title[0].page == 1 and head > line.middle:
            yield sight.figure("title.blank", (head - line.middle) / sight.pitch, title[0])


@RULES.of("title.centred", "7.3.1")
def _centred(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.title:
        off = sight.off_middle(para)
        yield Seen(off < 4, round(off, 1), 0.0, para)


@RULES.of("title.shape", "7.3.1")
def _shape(sight: Sight) -> Iterator[Seen]:
    rows = _rows(sight)
    if len(rows) > 2:
        yield Seen(is_shaped([r.right - r.left + 2 for r in rows]), float(len(rows)), "", sight.found.title[0])


@RULES.of("title.break", "7.3.1")
def _break(sight: Sight) -> Iterator[Seen]:
    """词意完整: no line begins with what belongs to the one before, or is one character alone."""
    for row in _rows(sight)[1:]:
        words = flat(row.words)
        yield Seen(
            not words.startswith(tuple("的和与及、，》”）")) and len(words) > 1, words[:6], "", sight.found.title[0]
        )


@RULES.of("title.punctuation", "GB/T 15834；7.3.1", Strength.PRACTICE)
def _punctuation(sight: Sight) -> Iterator[Seen]:
    if sight.found.title:
        odd = re.findall(r"[。；：:;！!？?,]|，$", sight.found.heading)
        yield Seen(not odd, "".join(odd[:3]), "", sight.found.title[0])


@RULES.of("title.genre", "条例第九条", Strength.PRACTICE)
def _genre(sight: Sight) -> Iterator[Seen]:
    if sight.found.title and sight.found.shape in {Shape.FILE, Shape.LETTER}:
        words = re.sub(r"[（(][^（(]*[）)]$|[。，；]$", "", sight.found.heading)
        yield Seen(words.endswith(tuple(_GENRES)), words[-6:], "", sight.found.title[-1])


# ------------------------------------------------------------------ 主送机关


def _recipients(sight: Sight) -> Iterator[Para]:
    if sight.found.recipients is not None:
        yield sight.found.recipients


@RULES.of("recipients.colon", "7.3.2")
def _colon(sight: Sight) -> Iterator[Seen]:
    for para in _recipients(sight):
        yield Seen(para.text.endswith("："), ending(para), "：", para)


@RULES.of("recipients.left", "7.3.2")
def _left(sight: Sight) -> Iterator[Seen]:
    for para in _recipients(sight):
        yield Seen(abs(sight.indent(para)) <= 0.5, round(sight.indent(para), 1), 0.0, para)


@RULES.figure("recipients.blank")
def _recipients_blank(sight: Sight) -> Iterator[Seen]:
    for para in _recipients(sight):
        if sight.found.title and sight.found.title[-1].last.page == para.page:
            foot = sight.found.title[-1].last.foot
            yield sight.figure("recipients.blank", sight.blanks(foot, para.first.head), para)


@RULES.of("recipients.hang", "7.3.2")
def _recipients_hang(sight: Sight) -> Iterator[Seen]:
    """Its further lines begin at the left too."""
    for para in _recipients(sight):
        if len(para.rows) > 1 and para.hang is not None:
            off = (para.hang - sight.left) / em(para)
            yield Seen(abs(off) <= 0.5, round(off, 1), 0.0, para)


@RULES.of("recipients.one", "条例第十五条", Strength.PRACTICE)
def _one(sight: Sight) -> Iterator[Seen]:
    """A 请示 goes to one."""
    for para in _recipients(sight):
        if sight.found.heading.endswith("请示"):
            yield Seen(not re.search(r"[，、,]", para.text), para=para)


# ------------------------------------------------------------------ 正文


def _plain(sight: Sight) -> Iterator[Para]:
    """Paragraphs of words, of some length or whole sentences, that do not follow a table's look."""
    own = [*sight.found.body, *(p for a in sight.found.attached for p in a.rest if not sight.lies(p))]
    for para in own:
        worded = len(para.rows) > 1 or len(para.text) > 14 or para.text.endswith("。")
        if not para.in_table and worded and sight.off_middle(para) > 2:
            yield para


@RULES.of("text.first", "7.3.3")
def _first(sight: Sight) -> Iterator[Seen]:
    """公文首页必须显示正文. Where a DOCX breaks is not known, but where its text begins is reckoned."""
    if sight.found.shape is None or not sight.found.body:
        return
    first = sight.found.body[0]
    foot = first.first.foot
    shown = first.page == 1 and foot < sight.bottom + 6
    yield Seen(shown, page=1)


@RULES.figure("paragraph.indent")
def _indent(sight: Sight) -> Iterator[Seen]:
    for para in _plain(sight):
        if not _odd(para) and not _goes_on(sight, para):
            yield sight.figure("paragraph.indent", sight.indent(para), para)


def _goes_on(sight: Sight, para: Para) -> bool:
    """The rest, on a new page, of a paragraph that ends in the middle of a sentence."""
    before = next((p for p in reversed(sight.reading.paras) if p.n < para.n and p.text), None)
    if before is None or before not in sight.found.body or before.page >= para.page or before.in_table:
        return False
    return before.text[-1] not in _STOPS and not _level(before)


def _odd(para: Para) -> bool:
    """What is set in its own way: captions, list of names, lines that end a letter."""
    return bool(re.match(r"^(?:图|表|注|附)[\s\d:：]", para.text))


@RULES.of("paragraph.turn", "7.3.3")
def _turn(sight: Sight) -> Iterator[Seen]:
    """回行顶格."""
    for para in _plain(sight):
        if len(para.rows) > 1 and para.hang is not None and not _odd(para):
            off = (para.hang - sight.left) / em(para)
            yield Seen(abs(off) <= 0.5, round(off, 1), 0.0, para)


def _level(para: Para) -> int:
    """0 of what is no heading."""
    own = next((n for n, (shape, _face_) in enumerate(_LEVELS, 1) if shape.match(para.text)), 0)
    return own or next((n for n, shape in enumerate(_ALMOST, 1) if shape.match(para.text)), 0)


def _headings(sight: Sight) -> Iterator[tuple[int, Para]]:
    for para in sight.found.body:
        if not para.in_table and (level := _level(para)):
            yield level, para


@RULES.of("heading.face", "7.3.3", Strength.USUAL)
def _heading_face(sight: Sight) -> Iterator[Seen]:
    """By the heading's own words, to the first full stop."""
    for level, para in _headings(sight):
        wanted = _LEVELS[level - 1][1]
        seen = list(sight.face(_own(para), wanted))
        if level < 3 or any(s.good is False for s in seen):
            yield from (Seen(s.good, s.measured, s.wanted, para) for s in seen)


def _own(para: Para) -> Para:
    pieces, taken = [], 0
    end = para.text.find("。") if "。" in para.text else len(para.text)
    for piece in para.pieces:
        if taken < end:
            pieces.append(type(piece)(piece.words[: end - taken], piece.font, piece.size, piece.colour))
        taken += len(piece.words)
    return Para(para.n, tuple(pieces) or para.pieces, para.rows, para.hang)


@RULES.of("heading.form", "7.3.3", Strength.MAY)
def _heading_form(sight: Sight) -> Iterator[Seen]:
    for para in sight.found.body:
        if para.in_table:
            continue
        wrong = _WRONG.match(para.text)
        if wrong or _level(para):
            yield Seen(not wrong, wrong[0] if wrong else "", "", para)


@RULES.of("heading.order", "7.3.3", Strength.MAY)
def _heading_order(sight: Sight) -> Iterator[Seen]:
    """A level comes below the one above it; 1. may follow 一、 at once."""
    above = 0
    for level, para in _headings(sight):
        good = level <= above + 1 or (level == 3 and above == 1)
        yield Seen(good, float(level), float(above + 1), para)
        above = level


@RULES.of("heading.count", "7.3.3", Strength.PRACTICE)
def _heading_count(sight: Sight) -> Iterator[Seen]:
    """One after another in its level."""
    counts = [0, 0, 0, 0]
    for level, para in _headings(sight):
        counts[level - 1] += 1
        counts[level:] = [0] * (4 - level)
        own = _value(re.sub(r"[^\d一二三四五六七八九十百]", "", para.text[:6].split("、")[0].split(".")[0]))
        if own and own != counts[level - 1]:
            yield Seen(own == 1, float(own), float(counts[level - 1]), para)
            counts[level - 1] = own
        else:
            yield Seen(True, para=para)


def _value(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return _CN.get(words, 0)
    return (_CN.get(tens, 1) if tens else 1) * 10 + (_CN.get(ones, 0) if ones else 0)


@RULES.of("text.nothing", "7.3.5.5", Strength.PRACTICE)
def _nothing(sight: Sight) -> Iterator[Seen]:
    for para in sight.reading.paras:
        if "此页无正文" in flat(para.text):
            yield Seen(False, "", "", para)
    if sight.found.shape is not None:
        yield Seen(True)
