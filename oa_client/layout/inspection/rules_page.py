"""Rules of the page: paper, 版心, grid, colour, 页码 (5.1-5.2, 7.5, 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from oa_client.app.gongwen import Shape
from oa_client.domain.secrecy import find_marking
from oa_client.layout.faces import MM, Face
from oa_client.layout.gongwen.profile import Strength
from oa_client.layout.inspection.elements import flat
from oa_client.layout.inspection.facts import Folio, Para
from oa_client.layout.inspection.judging import ROOM, Rules, Seen, Sight
from oa_client.layout.inspection.looks import is_black, is_red

RULES = Rules()
_SPARE = 1.2
"""So little, in millimetres, a page may be higher than its lines are."""
_ROUNDED = 0.1 / MM
"""A DOCX says how high a line is in tenths of a point, rounded down."""
_FOLIO = re.compile(r"^[—–―─－][　 ]?\d+[　 ]?[—–―─－]$")


@RULES.figure("page.width")
def _width(sight: Sight) -> Iterator[Seen]:
    for leaf in sight.reading.leaves:
        yield sight.figure("page.width", min(leaf.width, leaf.height), page=leaf.number)


@RULES.figure("page.height")
def _height(sight: Sight) -> Iterator[Seen]:
    for leaf in sight.reading.leaves:
        yield sight.figure("page.height", max(leaf.width, leaf.height), page=leaf.number)


def _between(sight: Sight, key: str, least: float, most: float, shown: float) -> Seen:
    """A side the file tells only to within half a leading."""
    figure = sight.profile.figures[key]
    room = figure.tolerance + (0.0 if figure.tolerance >= 1 else 1.0) + ROOM
    return Seen(least - room <= figure.value <= most + room, round(shown, 1), figure.value)


@RULES.figure("page.head")
def _head(sight: Sight) -> Iterator[Seen]:
    if sight.heads is not None:
        low, high = sight.heads
        yield _between(sight, "page.head", low, high, low if sight.reading.flowing else high)


@RULES.figure("page.bind")
def _bind(sight: Sight) -> Iterator[Seen]:
    if sight.reading.area.left is not None:
        yield _between(sight, "page.bind", sight.reading.area.left, sight.reading.area.left, sight.reading.area.left)


@RULES.figure("area.width")
def _area_width(sight: Sight) -> Iterator[Seen]:
    area = sight.reading.area
    if area.left is not None and area.right is not None:
        wide = area.right - area.left
        yield _between(sight, "area.width", wide, wide, wide)


@RULES.figure("area.height")
def _area_height(sight: Sight) -> Iterator[Seen]:
    """Of a PDF only that text goes no lower than it should; a DOCX declares the whole height."""
    area = sight.reading.area
    if area.top is None or area.bottom is None:
        return
    high = area.bottom - area.top
    if sight.reading.flowing:
        seen = _between(sight, "area.height", high - 2 * area.slack, high, high)
        yield Seen(True, seen.measured, seen.wanted) if _holds_all(sight, high) else seen
    else:
        wanted = sight.profile["area.height"]
        yield Seen(high <= wanted + 1.2, round(high, 1), wanted)


def _holds_all(sight: Sight, high: float) -> bool:
    """Whether it ends behind a whole number of lines, and one more would be lower than the 版心."""
    line = sight.pitch + _ROUNDED
    count = int(high / line + 0.05)
    more = (count + 1) * line - sight.leading
    return high - count * line < _SPARE and more > sight.profile["area.height"] + 2 * _ROUNDED


def _words(sight: Sight) -> Iterator[Para]:
    """正文 in paragraphs of some length; where all are short, whatever there is."""
    own = [p for p in sight.found.body if not p.in_table]
    return iter([p for p in own if len(p.text) > 12] or [p for p in own if len(p.text) > 2])


@RULES.figure("text.size")
def _text_size(sight: Sight) -> Iterator[Seen]:
    for para in _words(sight):
        yield sight.size("text.size", para)


@RULES.of("text.face", "5.2.2", Strength.USUAL)
def _text_face(sight: Sight) -> Iterator[Seen]:
    """Paragraphs that are no headings, by the face most of their words are in."""
    for para in _words(sight):
        piece = max(para.pieces, key=lambda p: len(p.words))
        if not _numbered(para):
            yield from sight.faced(piece, Face.TEXT, para)


def _numbered(para: Para) -> bool:
    return bool(
        re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+[条章]", para.text)
    )


@RULES.of("text.colour", "5.2.4")
def _colour(sight: Sight) -> Iterator[Seen]:
    """Everything but the mark is black; of a mark nobody found nothing is said."""
    mark = {p.n for p in sight.found.mark}
    for para in sight.reading.paras:
        odd = [p for p in para.pieces if p.words.strip() and not is_black(p.colour)]
        if para.n not in mark and odd and not (para.page == 1 and is_red(odd[0].colour) and not mark):
            red, green, blue = odd[0].colour
            yield Seen(False, f"#{red:02X}{green:02X}{blue:02X}", "", para)
    if sight.reading.paras:
        yield Seen(True)


@RULES.figure("grid.lines")
def _lines(sight: Sight) -> Iterator[Seen]:
    """So many as it should have, or as go into the 版心 by an organ's own 行距."""
    if sight.reading.lines is not None:
        wanted, pitch = sight.profile["grid.lines"], sight.profile["grid.pitch"] / MM
        leading = pitch - sight.profile["text.size"] / MM
        held = int((sight.profile["area.height"] + leading) / pitch)
        good = min(abs(sight.reading.lines - x) for x in (wanted, held)) < 0.6
        yield Seen(good, round(sight.reading.lines), wanted)


@RULES.figure("grid.chars")
def _characters(sight: Sight) -> Iterator[Seen]:
    """So many as it should have, or as go into the 版心 in an organ's own size."""
    if sight.reading.characters is not None:
        wanted = sight.profile["grid.chars"]
        held = sight.profile["area.width"] / (sight.profile["text.size"] / MM)
        good = min(abs(sight.reading.characters - x) for x in (wanted, int(held), round(held))) < 0.6
        yield Seen(good, round(sight.reading.characters), wanted)


@RULES.of("secrecy", "条例第二十六条")
def _secrecy(sight: Sight) -> Iterator[Seen]:
    for para in sight.reading.paras:
        found = find_marking(para.text) if para.n <= 8 or len(para.text) < 200 else None
        if found is not None and (para.n <= 8 or not _running(para)):
            yield Seen(False, found, "", para)
    yield Seen(True)


def _running(para: Para) -> bool:
    """A sentence that only speaks of such marks."""
    return len(para.text) > 40


# ------------------------------------------------------------------ 页码


def _folios(sight: Sight) -> Iterable[Folio]:
    return sight.reading.folios


@RULES.of("folio.there", "7.5")
def _there(sight: Sight) -> Iterator[Seen]:
    """Every page that bears 正文 has its number; the first of a letter none (10.1), nor one for 版记 alone."""
    if sight.found.shape is None:
        return
    if sight.reading.flowing:
        yield Seen(bool(sight.reading.folios))
        return
    imprint = {p.n for p in sight.found.imprint}
    worded = {row.page for p in sight.reading.paras if p.n not in imprint for row in p.rows}
    numbered = {f.page for f in sight.reading.folios}
    for page in sorted(worded):
        lies = any(leaf.lies and leaf.width > leaf.height for leaf in sight.reading.leaves if leaf.number == page)
        if not lies and not (page == 1 and sight.found.shape is Shape.LETTER):
            yield Seen(page in numbered, page=page)


@RULES.of("folio.form", "7.5")
def _form(sight: Sight) -> Iterator[Seen]:
    for one in _folios(sight):
        yield Seen(bool(_FOLIO.match(one.words.strip())), one.words, f"— {one.page or 1} —", page=one.page)


@RULES.of("folio.order", "7.5")
def _order(sight: Sight) -> Iterator[Seen]:
    """One after another; of a DOCX the field counts.

    An empty page before the 版记 counts though some programs leave it out of the PDF.
    """
    if sight.reading.flowing:
        return
    told = [(f.page, int(m[0])) for f in _folios(sight) if (m := re.search(r"\d+", f.words))]
    if told:
        base = told[0][1] - told[0][0]
        ends = sight.found.imprint[0].page if sight.found.imprint else 0
        for page, number in told:
            base += int(page == ends == told[-1][0] and number == page + base + 1 and number % 2 == 0)
            yield Seen(number - page == base, float(number), float(page + base), page=page)


@RULES.figure("folio.size")
def _size(sight: Sight) -> Iterator[Seen]:
    for one in _folios(sight):
        size = max(p.size for p in one.pieces)
        yield Seen(
            abs(size - sight.profile["folio.size"]) <= 0.85, round(size, 1), sight.profile["folio.size"], page=one.page
        )


@RULES.of("folio.face", "7.5", Strength.USUAL)
def _face(sight: Sight) -> Iterator[Seen]:
    for one in _folios(sight):
        digits = [p for p in one.pieces if any(c.isdigit() for c in p.words)]
        for piece in digits[:1]:
            yield from sight.faced(piece, Face.SONG, page=one.page)


@RULES.figure("folio.below")
def _below(sight: Sight) -> Iterator[Seen]:
    for one in _folios(sight):
        if one.ink is not None and _FOLIO.match(one.words.strip()):
            yield sight.figure("folio.below", one.ink - sight.bottom, page=one.page)


@RULES.of("folio.side", "7.5")
def _side(sight: Sight) -> Iterator[Seen]:
    """At the right of odd pages, at the left of even ones."""
    for one in _folios(sight):
        odd = _is_odd(one)
        if odd is not None and one.left is not None and one.right is not None:
            middle = (one.left + one.right) / 2
            wide = sight.right - sight.left
            is_right = middle > sight.left + wide * 0.6
            is_left = middle < sight.left + wide * 0.4
            told = "居右" if is_right else "居左" if is_left else "居中"
            yield Seen(is_right if odd else is_left, told, "居右" if odd else "居左", page=one.page)
        elif one.parity is None and sight.reading.flowing and one.left is not None:
            yield Seen(False, "单双页相同", "单页居右、双页居左", page=one.page)


@RULES.figure("folio.indent")
def _indent(sight: Sight) -> Iterator[Seen]:
    for one in _folios(sight):
        odd = _is_odd(one)
        if odd is None or one.left is None or one.right is None:
            continue
        size = max(p.size for p in one.pieces) / MM
        gap = (sight.right - one.right) / size if odd else (one.left - sight.left) / size
        if gap < 5:
            yield sight.figure("folio.indent", gap, page=one.page)


def _is_odd(folio: Folio) -> bool | None:
    if folio.parity is not None:
        return folio.parity == 1
    found = re.search(r"\d+", flat(folio.words))
    return int(found[0]) % 2 == 1 if found and folio.page else None
