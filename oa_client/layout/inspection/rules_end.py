"""Rules of what follows 正文: 附件说明, 署名, 成文日期, 附注, 附件 (7.3.4-7.3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.app.gongwen import Shape
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import DATE, NOTE, Attached, flat
from oa_client.layout.inspection.facts import Para
from oa_client.layout.inspection.judging import Rules, Seen, Sight, em
from oa_client.layout.inspection.looks import bare, is_stand_in

RULES = Rules()
_ITEM = re.compile(r"^(?:附\s*件\s*\d*\s*[:：]?\s*)?(?P<n>\d{1,2})\s*(?P<dot>[.\uff0e、,，]?)\s*(?P<name>.+)$")


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
            told = f"{item['n']}{item['dot']}" if item else ""
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
    """The name and the date of a document of one organ; the others are laid out too freely to be judged."""
    if sight.found.date is None or len(sight.found.names) != 1 or sight.found.shape is Shape.ORDER:
        return None
    return sight.found.names[0], sight.found.date


def _sealed(sight: Sight) -> bool | None:
    """Whether name and date are set for a seal; None when neither way is recognised."""
    signed = _signed(sight)
    if signed is None:
        return None
    name, date = signed
    if abs(name.first.middle - date.first.middle) <= (1.6 if _stood_in(date) else 0.8) * em(date):
        return True
    return False if date.first.left > name.first.left else None


@RULES.of("signature.place", "7.3.5.1、7.3.5.2")
def _signature_place(sight: Sight) -> Iterator[Seen]:
    """Name over the middle of the date, or the date two characters in from the name."""
    signed = _signed(sight)
    if signed is None:
        return
    name, date = signed
    shift = (date.first.left - name.first.left) / em(date)
    off = abs(name.first.middle - date.first.middle) / em(date)
    longer = date.last.right > name.last.right + 0.5 * em(date)
    unsealed = abs(shift - sight.profile["unsealed.date"]) <= 0.55 or (longer and shift > 0)
    if off <= 0.8 or unsealed:
        yield Seen(True, round(shift, 1), 2.0, date)
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
    if signed is not None and signed[0].last.page == signed[1].page:
        gap = sight.blanks(signed[0].last.foot, signed[1].first.head)
        yield Seen(abs(gap) <= 0.6, round(gap, 1), 0.0, signed[1])


@RULES.figure("date.indent")
def _date_indent(sight: Sight) -> Iterator[Seen]:
    """Only of one organ: of several the last seal has its place at the edge. A long name moves the date in."""
    signed = _signed(sight)
    if signed is not None and _sealed(sight):
        gap = sight.space_right(signed[1])
        if sight.space_right(signed[0]) > 0.6:
            yield sight.figure("date.indent", gap, signed[1])


@RULES.figure("unsealed.indent")
def _unsealed_indent(sight: Sight) -> Iterator[Seen]:
    """The longer of both is two characters from the right."""
    signed = _signed(sight)
    if signed is not None and _sealed(sight) is False:
        yield sight.figure("unsealed.indent", min(map(sight.space_right, signed)), signed[0])


@RULES.figure("unsealed.blank")
def _unsealed_blank(sight: Sight) -> Iterator[Seen]:
    signed = _signed(sight)
    above = (sight.found.note or sight.found.body)[-1:]
    if signed is not None and _sealed(sight) is False and above and _beside(above[0], signed[0]):
        yield sight.figure("unsealed.blank", sight.blanks(above[0].last.foot, signed[0].first.head), signed[0])


@RULES.of("signature.alone", "7.3.5.5", Strength.PRACTICE)
def _alone(sight: Sight) -> Iterator[Seen]:
    """Text stands on the page that is signed; where a DOCX breaks is not known."""
    date, many = sight.found.date, len(sight.found.names) > 5
    if date is None or many or sight.reading.flowing or not sight.found.body or sight.found.shape is None:
        return
    above = (*sight.found.body, *sight.found.note)
    yield Seen(any(row.page == date.page for p in above for row in p.rows), para=date)


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


# ------------------------------------------------------------------ 附件


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
        if not _lies(sight, one.mark):
            yield Seen(abs(sight.indent(one.mark)) <= 0.5, round(sight.indent(one.mark), 1), 0.0, one.mark)


def _lies(sight: Sight, para: Para) -> bool:
    return any(leaf.lies for leaf in sight.reading.leaves if leaf.number == para.page)


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
            if not _lies(sight, para):
                off = sight.off_middle(para)
                yield Seen(off < 4, round(off, 1), 0.0, para)


@RULES.of("attachment.before", "7.3.7")
def _attachment_before(sight: Sight) -> Iterator[Seen]:
    """Before the 版记."""
    if sight.found.imprint:
        behind = [p for p in sight.found.imprint if re.match(r"^附\s*件\s*\d*[:：]?$", flat(p.text))]
        if behind or sight.found.attached:
            yield Seen(not behind, para=behind[0] if behind else sight.found.attached[0].mark)
