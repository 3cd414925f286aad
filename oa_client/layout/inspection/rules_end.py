"""Rules of what follows 正文: 附件说明, 署名, 成文日期, 附注, 附件 (7.3.4-7.3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from oa_client.app.gongwen import Shape
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import DATE, NOTE, Attached, flat
from oa_client.layout.inspection.facts import Para, Picture
from oa_client.layout.inspection.judging import ALLOWED, Rules, Seen, Sight, em
from oa_client.layout.inspection.looks import bare, is_stand_in

RULES = Rules()
_SEAL = (28.0, 52.0)
"""The least and most, in millimetres, that a seal measures."""
_ITEM = re.compile(
    r"^(?:附\s*件\s*\d*\s*[:：]?\s*)?(?P<n>\d{1,2})(?:\s*(?P<dot>[.\uff0e、,，])|\s+|(?![\d年月日个项号季期级届批]))\s*(?P<name>.+)$"
)


_OTHERWISE = re.compile(r"^(?:[一二三四五六七八九十]+[、.\uff0e]|[（(][\d一二三四五六七八九十]+[）)]|[①-⑳])")
"""Numbers of other kinds."""


# ------------------------------------------------------------------ 附件说明


def _note(sight: Sight) -> Iterator[Para]:
    return iter(sight.found.note[:1])


def names(sight: Sight) -> list[tuple[str, Para]]:
    """The attachments' names as 附件说明 has them, with the lines that begin them."""
    found: list[tuple[str, Para]] = []
    for n, para in enumerate(sight.found.note):
        text = para.text
        item = _ITEM.match(text)
        if item is not None:
            found.append((item["name"], para))
        elif not n and (said := NOTE.match(text)) is not None:
            found.append((said["rest"], para))
        elif _OTHERWISE.match(text):
            found.append((text, para))
        elif found:
            found[-1] = (found[-1][0] + text, found[-1][1])
    return [(name, para) for name, para in found if name]


@RULES.of("note.colon", "7.3.4")
def _note_colon(sight: Sight) -> Iterator[Seen]:
    for para in _note(sight):
        said = NOTE.match(para.text)
        if said is not None:
            yield Seen(said["colon"] == "：" and not said["n"], f"附件{said['n']}{said['colon']}", "附件：", para)


@RULES.figure("note.blank")
def _note_blank(sight: Sight) -> Iterator[Seen]:
    for para in _note(sight):
        if sight.found.body and _beside(sight.found.body[-1], para):
            yield sight.figure("note.blank", sight.blanks(sight.found.body[-1].last.foot, para.first.head), para)


def _beside(above: Para, below: Para) -> bool:
    return above.last.page == below.page and not above.in_table and below.first.head > above.last.foot


@RULES.figure("note.indent")
def _note_indent(sight: Sight) -> Iterator[Seen]:
    for para in _note(sight):
        yield sight.figure("note.indent", sight.indent(para), para)


@RULES.of("note.punctuation", "7.3.4")
def _note_punctuation(sight: Sight) -> Iterator[Seen]:
    for name, para in names(sight):
        yield Seen(not name.endswith(("。", "；", "，", "、", ".", ";", ",")), name[-1], "", para)


@RULES.of("note.numbers", "7.3.4")
def _note_numbers(sight: Sight) -> Iterator[Seen]:
    """Several bear 1. 2. 3."""
    found = names(sight)
    if len(found) > 1:
        for n, (_name, para) in enumerate(found, 1):
            item = _ITEM.match(para.text)
            told = f"{item['n']}{item['dot'] or ''}" if item else ""
            yield Seen(item is not None and item["dot"] in {".", "\uff0e"} and int(item["n"]) == n, told, f"{n}.", para)


@RULES.of("note.hang", "7.3.4")
def _note_hang(sight: Sight) -> Iterator[Seen]:
    """A name that goes on does so below its own first character."""
    for n, para in enumerate(sight.found.note):
        if len(para.rows) < 2 or para.hang is None:
            continue
        before = _before_name(para.first.words, first=not n)
        wanted = para.first.left + before * em(para)
        off = (para.hang - wanted) / em(para)
        yield Seen(
            abs(off) <= 0.8,
            round((para.hang - sight.left) / em(para), 1),
            round((wanted - sight.left) / em(para), 1),
            para,
        )


def _before_name(words: str, *, first: bool) -> float:
    """How wide what stands before a name is, in characters; digits and points are half as wide."""
    label = re.match(r"^附\s*件\s*\d*[:：]\s*", words) if first else None
    rest = words[label.end() :] if label else words
    number = re.match(r"^\d{1,2}[.\uff0e、]\s*", rest)
    wide = 3.0 if label else 0.0
    return wide + (sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in number[0].strip()) if number else 0.0)


@RULES.of("note.same", "7.3.7")
def _note_same(sight: Sight) -> Iterator[Seen]:
    """附件说明 and the attachments themselves say the same, where the attachments are in the file."""
    found = names(sight)
    attached = [a for a in sight.found.attached if a.title]
    if found and attached and len(attached) == len(sight.found.attached):
        yield Seen(len(found) == len(attached), float(len(attached)), float(len(found)), sight.found.note[0])
        for (name, _para), one in zip(found, attached, strict=False):
            yield Seen(_bare(name) == _bare(_titled(one)), _titled(one), name, one.title[0])


def _titled(one: Attached) -> str:
    return "".join(p.text for p in one.title)


def _bare(words: str) -> str:
    return re.sub(r"[\s。；，;,.《》]", "", words)


@RULES.of("note.there", "7.3.4")
def _note_there(sight: Sight) -> Iterator[Seen]:
    if sight.found.attached and sight.found.shape is not None:
        yield Seen(bool(sight.found.note), para=sight.found.attached[0].mark)


# ------------------------------------------------------------------ 署名、成文日期


@RULES.of("date.there", "7.3.5")
def _date_there(sight: Sight) -> Iterator[Seen]:
    if sight.found.shape in {Shape.FILE, Shape.LETTER, Shape.ORDER}:
        yield Seen(sight.found.date is not None)


@RULES.of("date.arabic", "7.3.5.4")
def _date_arabic(sight: Sight) -> Iterator[Seen]:
    for said, para in _dates(sight):
        yield Seen(bool(re.fullmatch(r"[\d年月日]+", said)), said, "", para)


def _dates(sight: Sight) -> Iterator[tuple[str, Para]]:
    if sight.found.date is not None:
        yield flat(sight.found.date.text), sight.found.date


@RULES.of("date.zero", "7.3.5.4")
def _date_zero(sight: Sight) -> Iterator[Seen]:
    for said, para in _dates(sight):
        parts = DATE.match(said)
        if parts is not None and parts["month"]:
            yield Seen(not (parts["month"].startswith("0") or parts["day"].startswith("0")), said, "", para)


@RULES.of("date.year", "7.3.5.4")
def _date_year(sight: Sight) -> Iterator[Seen]:
    for said, para in _dates(sight):
        parts = DATE.match(said)
        if parts is not None and parts["year"]:
            yield Seen(len(parts["year"]) == 4, said, "", para)


def _signed(sight: Sight) -> tuple[Para, Para] | None:
    """The longest name and the date, where the names stand one below the other; what is beside others is not judged."""
    names, date = sight.found.names, sight.found.date
    if date is None or not names or sight.found.shape is Shape.ORDER:
        return None
    below = all(abs(n.first.left - names[0].first.left) < 0.3 * em(n) for n in names)
    if not below or any(re.search(r"\s", n.text) for n in names):
        return None
    return max(names, key=lambda n: n.last.right), date


def _sealed(sight: Sight) -> bool | None:
    """Whether name and date are set for a seal; None when neither way is recognised, or there are several organs."""
    signed = _signed(sight)
    if signed is None:
        return None
    name, date = signed
    middle = abs(name.first.middle - date.first.middle) / em(date)
    moved = abs(_shift(signed) - sight.profile["unsealed.date"])
    if len(sight.found.names) > 1:
        return False if moved <= 0.55 else None
    if middle <= (1.6 if _stood_in(date) else 0.8) and not (moved < 0.25 and moved + 0.1 < middle):
        return True
    return False if date.first.left > name.first.left else None


def _shift(signed: tuple[Para, Para]) -> float:
    """How many characters the date begins further in than the name."""
    name, date = signed
    return (date.first.left - name.first.left) / em(date)


@RULES.of("signature.place", "7.3.5.1、7.3.5.2")
def _signature_place(sight: Sight) -> Iterator[Seen]:
    """Name over the middle of the date, or the date two characters in from the name."""
    signed = _signed(sight)
    if signed is None:
        return
    name, date = signed
    shift = _shift(signed)
    off = abs(name.first.middle - date.first.middle) / em(date)
    longer = date.last.right > name.last.right + 0.5 * em(date)
    unsealed = abs(shift - sight.profile["unsealed.date"]) <= 0.55 or (longer and shift > 0)
    if off <= 0.8 or unsealed:
        yield Seen(True, round(shift, 1), 2.0, date)
    elif len(sight.found.names) > 1:
        return
    elif font := _stood_in(date):
        yield Seen(None, font, 2.0, date)
    else:
        yield Seen(False, round(shift, 1), 2.0, date)


def _stood_in(para: Para) -> str:
    """The font of its digits where they are not half as wide as hanzi: that moves what it is in."""
    wide = sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in flat(para.text))
    if abs((para.last.right - para.first.left) / em(para) - wide) < 0.7:
        return ""
    return next((bare(p.font) for p in para.pieces if is_stand_in(p.font) and any(c.isdigit() for c in p.words)), "")


@RULES.of("signature.below", "7.3.5.1、7.3.5.2")
def _signature_below(sight: Sight) -> Iterator[Seen]:
    """The date on the line below the name."""
    signed = _signed(sight)
    if signed is not None and sight.found.names[-1].last.page == signed[1].page:
        gap = sight.blanks(sight.found.names[-1].last.foot, signed[1].first.head)
        yield Seen(abs(gap) <= 0.6, round(gap, 1), 0.0, signed[1])


@RULES.figure("date.indent")
def _date_indent(sight: Sight) -> Iterator[Seen]:
    """Only of one organ: of several the last seal has its place at the edge. A long name moves the date in."""
    signed = _signed(sight)
    if signed is not None and _sealed(sight):
        gap = sight.space_right(signed[1])
        if sight.space_right(signed[0]) > 0.6:
            seen, font = sight.figure("date.indent", gap, signed[1]), _stood_in(signed[1])
            yield seen if seen.good or not font else replace(seen, good=None, measured=font)


@RULES.figure("unsealed.indent")
def _unsealed_indent(sight: Sight) -> Iterator[Seen]:
    """The name is two characters from the right; where the date is longer than the name, the date is."""
    signed = _signed(sight)
    if signed is not None and _sealed(sight) is False:
        longer = _wide(signed[1]) - _wide(signed[0])
        about = signed if abs(longer) < 0.6 * em(signed[1]) else signed[longer > 0 :][:1]
        gaps = [sight.space_right(p) for p in about]
        gap = min(gaps, key=lambda g: abs(g - sight.profile["unsealed.indent"]))
        yield sight.figure("unsealed.indent", gap, signed[0])


def _wide(para: Para) -> float:
    return para.last.right - para.first.left


@RULES.figure("unsealed.blank")
def _unsealed_blank(sight: Sight) -> Iterator[Seen]:
    signed = _signed(sight)
    above = (sight.found.note or sight.found.body)[-1:]
    if signed is not None and _sealed(sight) is False and above and _beside(above[0], sight.found.names[0]):
        first = sight.found.names[0]
        yield sight.figure("unsealed.blank", sight.blanks(above[0].last.foot, first.first.head), first)


@RULES.of("signature.alone", "7.3.5.5", Strength.PRACTICE)
def _alone(sight: Sight) -> Iterator[Seen]:
    """Text stands on the page that is signed; where a DOCX breaks is not known."""
    date, many = sight.found.date, len(sight.found.names) > 5
    if date is None or many or sight.reading.flowing or not sight.found.body or sight.found.shape is None:
        return
    above = (*sight.found.body, *sight.found.note)
    yield Seen(any(row.page == date.page for p in above for row in p.rows), para=date)


# ------------------------------------------------------------------ 印章


def _seals(sight: Sight) -> Iterator[Picture]:
    """Round or square pictures of a seal's size beside or over the date."""
    date = sight.found.date
    for one in sight.reading.pictures if date is not None else ():
        wide, high = one.right - one.left, one.bottom - one.top
        near = abs((one.top + one.bottom) / 2 - date.first.foot) < high if date is not None else False
        if date is not None and one.page == date.page and near and all(_SEAL[0] <= x <= _SEAL[1] for x in (wide, high)):
            yield one


@RULES.figure("seal.above")
def _seal_above(sight: Sight) -> Iterator[Seen]:
    """Of several the highest is next to the text."""
    seals = sorted(_seals(sight), key=lambda s: s.top)
    above = (sight.found.note or sight.found.body)[-1:]
    if seals and above and above[0].last.page == seals[0].page and not above[0].in_table:
        lines = sight.blanks(above[0].last.foot, seals[0].top)
        yield Seen(lines <= sight.profile["seal.above"] + ALLOWED["行"], round(lines, 1), 1.0, page=seals[0].page)


@RULES.of("seal.over", "7.3.5.1")
def _seal_over(sight: Sight) -> Iterator[Seen]:
    """The last one is over name and date, and no higher than they: 居印章中心偏下."""
    seals, date = sorted(_seals(sight), key=lambda s: (s.top, s.left)), sight.found.date
    if seals and date is not None:
        last = seals[-1]
        level = last.top < (date.first.head + date.first.foot) / 2 < last.bottom
        across = last.left < date.first.middle < last.right
        below = date.first.foot > (last.top + last.bottom) / 2 - 2
        yield Seen(level and across and below, para=date)


# ------------------------------------------------------------------ 附注


def _annotation(sight: Sight) -> Iterator[Para]:
    if sight.found.annotation is not None:
        yield sight.found.annotation


@RULES.of("annotation.brackets", "7.3.6")
def _annotation_brackets(sight: Sight) -> Iterator[Seen]:
    for para in _annotation(sight):
        yield Seen(
            para.text.startswith("（") and para.text.endswith("）"), para.text[:1] + para.text[-1:], "（）", para
        )


@RULES.figure("annotation.indent")
def _annotation_indent(sight: Sight) -> Iterator[Seen]:
    for para in _annotation(sight):
        yield sight.figure("annotation.indent", sight.indent(para), para)


@RULES.of("annotation.below", "7.3.6")
def _annotation_below(sight: Sight) -> Iterator[Seen]:
    for para in _annotation(sight):
        if sight.found.date is not None and sight.found.date.last.page == para.page:
            gap = sight.blanks(sight.found.date.last.foot, para.first.head)
            yield Seen(abs(gap) <= 0.6, round(gap, 1), 0.0, para)


@RULES.of("annotation.contact", "7.3.6", Strength.PRACTICE)
def _contact(sight: Sight) -> Iterator[Seen]:
    """A 请示 says whom to ring."""
    if sight.found.heading.endswith("请示") and sight.found.shape is Shape.FILE:
        said = sight.found.annotation.text if sight.found.annotation is not None else ""
        yield Seen("联系" in said and bool(re.search(r"\d{5,}", said)), page=0, para=sight.found.annotation)
