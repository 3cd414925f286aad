"""Characters of a PDF gathered to lines, lines to paragraphs, and the page's own measures from what most lines do."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

from oa_client.layout.faces import MM
from oa_client.layout.inspection import edges
from oa_client.layout.inspection.edges import NOMINAL, Lined
from oa_client.layout.inspection.facts import Area, Colour, Folio, Leaf, Para, Piece, Reading, Row, Stroke
from oa_client.layout.inspection.looks import is_red

ASCENT, DESCENT = 0.88, 0.12
"""How far the square of a character reaches above and below its baseline, in the faces of 公文."""
FOLIO = re.compile(r"^(?:[-—–―－─~·.]*\d{1,4}[-—–―－─~·.]*|第?\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4})$")
_NUMBERED = re.compile(r"\d{1,2}[.\uff0e、](?!\d)")
_SAME_LINE = 0.8
"""Baselines no further apart, in millimetres, are those of one line."""
_APART = 2.1
"""A gap so many characters wide parts a line in two pieces."""
_TEXT = 15.75
_HANZI = 10
"""Hanzi side by side in a line that may tell how far apart they are."""
_LONG = 20
"""Characters of a line that may tell the edges."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its origin on the baseline, the right and top of its ink, its look."""

    word: str
    page: int
    x: float
    y: float
    right: float
    top: float
    size: float
    font: str
    colour: Colour
    stretch: float = 1.0
    upright: bool = True

    @property
    def end(self) -> float:
        """Where its square ends."""
        wide = self.size * self.stretch / MM
        return self.x + (wide if ord(self.word) > 0x2E7F else max(self.right - self.x, wide / 4))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row and what it is made of."""

    row: Row
    glyphs: tuple[Glyph, ...]

    @property
    def size(self) -> float:
        return Counter(round(g.size, 1) for g in self.glyphs).most_common(1)[0][0]


def gathered(
    leaves: tuple[Leaf, ...],
    glyphs: Sequence[Glyph],
    strokes: tuple[Stroke, ...],
    uprights: tuple[Stroke, ...],
    *,
    unread: int = 0,
) -> Reading:
    """The whole file."""
    lying = {leaf.number for leaf in leaves if leaf.lies}
    high = {leaf.number: leaf.height for leaf in leaves}
    lines = [x for _n, page in _by_page(glyphs) for x in _lines([g for g in page if g.upright])]
    boxes = _boxes([*(s for s in uprights if s.page not in lying), *(s for s in strokes if s.page in lying)])
    numbers = [x for x in lines if _is_folio(x, leaves) and not _inside(x.row, boxes)]
    rest = [x for x in lines if x not in numbers]
    for n, page in _by_page(glyphs):
        rest += _lines([replace(g, x=high[n] - g.y, y=g.x, upright=True) for g in page if not g.upright])
    rest.sort(key=lambda x: x.row.page)
    tables = {id(x) for x in rest if _inside(x.row, boxes)}
    upright = tuple(_once(s for s in strokes if s.page not in lying and not _of_box(s, boxes)))
    words = [x for x in rest if id(x) not in tables and x.row.page not in lying]
    lined = [_lined(x) for x in words]
    area = edges.area(lined, upright, [(page, top) for page, top, _bottom in boxes])
    pitch = _pitch(words)
    slack = max(0.0, (pitch - 15.75) / 2 / MM)
    paras = tuple(_paras(rest, tables, area))
    bare = replace(area, slack=slack)
    folios = tuple(_folio(x) for x in numbers)
    return Reading(
        leaves,
        paras,
        upright,
        folios,
        bare,
        pitch,
        _spread(words, pitch),
        _characters(lined, area),
        unread=unread,
    )


def _once(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """Some programs draw a line twice over itself."""
    seen: set[tuple[int, float, float, float]] = set()
    for one in strokes:
        place = (one.page, round(one.left, 1), round(one.right, 1), round(one.middle, 1))
        if place not in seen:
            seen.add(place)
            yield one


def _by_page(glyphs: Iterable[Glyph]) -> Iterator[tuple[int, list[Glyph]]]:
    for page, found in groupby(sorted(glyphs, key=lambda g: g.page), key=lambda g: g.page):
        yield page, list(found)


def _lines(glyphs: Sequence[Glyph]) -> Iterator[_Line]:
    """Lines of one page from the top, each in its pieces from the left."""
    band = list[Glyph]()
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x)):
        if band and glyph.y - band[0].y > _SAME_LINE:
            yield from _parted(band)
            band = []
        band.append(glyph)
    if band:
        yield from _parted(band)


def _parted(band: Sequence[Glyph]) -> Iterator[_Line]:
    found = list[Glyph]()
    for glyph in sorted(band, key=lambda g: g.x):
        if found and glyph.x - found[-1].end > _APART * max(glyph.size, found[-1].size) / MM:
            yield _line(found)
            found = []
        found.append(glyph)
    yield _line(found)


def _line(found: Sequence[Glyph]) -> _Line:
    said = "".join(g.word for g in _spaced(found))
    head = min(g.y - ASCENT * g.size / MM for g in found)
    foot = max(g.y + DESCENT * g.size / MM for g in found)
    row = Row(said, found[0].page, found[0].x, found[-1].end, head, foot, min(g.top for g in found))
    return _Line(row, tuple(_spaced(found)))


def _spaced(found: Sequence[Glyph]) -> Iterator[Glyph]:
    """With a blank where one was seen."""
    before: Glyph | None = None
    for glyph in found:
        if before is not None and glyph.x - before.end > 0.7 * glyph.size / MM:
            yield replace(before, word="　")
        yield glyph
        before = glyph


def _is_folio(line: _Line, leaves: Sequence[Leaf]) -> bool:
    leaf = next(leaf for leaf in leaves if leaf.number == line.row.page)
    if leaf.width > leaf.height:  # its number stands at a side, and what stands at its foot is a table's
        return False
    return (
        line.row.foot > leaf.height - 38 and FOLIO.match(line.row.words.replace("　", "").replace(" ", "")) is not None
    )


def _folio(line: _Line) -> Folio:
    row = line.row
    return Folio(row.page, row.words, row.left, row.right, _dash_top(line), tuple(_pieces([line])))


def _dash_top(line: _Line) -> float:
    """The top of the dashes' ink; without dashes, of the digits."""
    dashes = [g.top for g in line.glyphs if not g.word.isdigit() and g.word.strip()]
    return min(dashes or [line.row.ink])


# ------------------------------------------------------------------ tables


def _boxes(uprights: Iterable[Stroke]) -> list[tuple[int, float, float]]:
    """From where to where a page has upright rules: tables."""
    spans: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in uprights:
        spans[one.page].append((one.left, one.right))
    found = []
    for page, some in spans.items():
        merged: list[tuple[float, float]] = []
        for top, bottom in sorted(some):
            if merged and top <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(bottom, merged[-1][1]))
            else:
                merged.append((top, bottom))
        found += [(page, top, bottom) for top, bottom in merged]
    return found


def _inside(row: Row, boxes: Iterable[tuple[int, float, float]]) -> bool:
    return any(row.page == page and top - 1 < (row.head + row.foot) / 2 < bottom + 1 for page, top, bottom in boxes)


def _of_box(stroke: Stroke, boxes: Iterable[tuple[int, float, float]]) -> bool:
    return any(stroke.page == page and top - 1 < stroke.middle < bottom + 1 for page, top, bottom in boxes)


# ------------------------------------------------------------------ the page's measures


def _lined(line: _Line) -> Lined:
    steps = (
        tuple(b.x - a.x for a, b in pairwise(line.glyphs) if _is_hanzi(a.word) and _is_hanzi(b.word))
        if len(line.glyphs) >= _LONG
        else ()
    )
    return Lined(line.row, line.size, is_red(line.glyphs[0].colour), steps)


def _pages(lines: Iterable[_Line]) -> Iterator[tuple[int, list[Row]]]:
    for page, found in groupby(lines, key=lambda x: x.row.page):
        yield page, [x.row for x in found]


def _most(found: Counter[float]) -> float:
    """The commonest value, with its near neighbours counted in."""
    return max(found, key=lambda v: (sum(n for other, n in found.items() if abs(other - v) < 0.35), -v))


def _pitch(lines: Sequence[_Line]) -> float:
    """From baseline to baseline of most text lines, in points; 3号 with its 7/8 when there are none."""
    long = [x for x in lines if x.size < 20 and len(x.row.words) > 5]
    text = [x for x in long if abs(x.size - _TEXT) < 1] or long
    steps = Counter(
        round((b.row.foot - a.row.foot) * MM, 1)
        for a, b in pairwise(text)
        if a.row.page == b.row.page and 15 < (b.row.foot - a.row.foot) * MM < 45
    )
    return _most(steps) if steps else 29.53


def _spread(lines: Sequence[_Line], pitch: float) -> float | None:
    """How many lines the fullest page has, if one is full."""
    count = [len({round(r.foot, 1) for r in page}) for _n, page in _pages(lines) if _full(page, pitch)]
    return float(max(count)) if count else None


def _full(page: Sequence[Row], pitch: float) -> bool:
    """Whether text stands on it line after line from top to bottom."""
    feet = sorted({round(r.foot, 1) for r in page})
    even = all(abs((b - a) * MM - pitch) < 1 for a, b in pairwise(feet))
    return even and len(feet) > 15 and feet[-1] > 240


def _characters(lines: Sequence[Lined], area: Area) -> float | None:
    """How many hanzi the area holds side by side, from how far apart they are in long lines.

    Lines drawn apart to end at the edge hold fewer; so those that are not tell it.
    """
    if area.left is None or area.right is None:
        return None
    long = [x for x in lines if x.size < 20 and x.steps]
    told = [x.steps for x in [x for x in long if abs(x.size - _TEXT) < 1] or long]
    if sum(map(len, told)) <= 50:
        return None
    steps = sorted(median(x) for x in told if len(x) >= _HANZI)
    return float(round((area.right - area.left) / steps[len(steps) // 4])) if steps else None


def _is_hanzi(word: str) -> bool:
    return "\u4e00" <= word <= "\u9fff"


# ------------------------------------------------------------------ paragraphs


def _paras(lines: Sequence[_Line], tables: set[int], area: Area) -> Iterator[Para]:
    left = area.left if area.left is not None else NOMINAL.left or 0.0
    right = area.right if area.right is not None else NOMINAL.right or 0.0
    found, n = list[_Line](), 0
    for line in lines:
        inside = id(line) in tables
        if found and (inside or id(found[-1]) in tables or not _goes_on(found, line, left, right)):
            n += 1
            yield _para(n, found, in_table=id(found[-1]) in tables)
            found = []
        found.append(line)
    if found:
        yield _para(n + 1, found, in_table=id(found[-1]) in tables)


def _goes_on(found: Sequence[_Line], line: _Line, left: float, right: float) -> bool:
    """Whether a line belongs to the paragraph before it: that one was full, and this begins where it should."""
    before, row = found[-1], line.row
    em = line.size / MM
    if abs(before.size - line.size) > 0.6 or before.glyphs[0].colour != line.glyphs[0].colour or line.size >= 20:
        return False
    same = row.page == before.row.page
    if same and not 0 < row.foot - before.row.foot < 2.4 * em:
        return False
    ended = before.row.words.endswith(("。", "：", ":"))
    room = 1.3 if ended else 4.2 if line.size > 15 else 8  # names of a list are not torn
    short = before.row.right < right - room * em
    if short or found[0].row.left > left + 8 * em or _NUMBERED.match(row.words):
        return False
    begins = found[1].row.left if len(found) > 1 else None
    if begins is not None:
        return abs(row.left - begins) < 0.4 * em
    flush = abs(row.left - left) < 0.6 * em
    hangs = row.left > found[0].row.left + 0.6 * em and same and found[0].row.left > left + 0.6 * em
    return flush or hangs


def _para(n: int, found: Sequence[_Line], *, in_table: bool) -> Para:
    hang = found[1].row.left if len(found) > 1 else None
    return Para(n, tuple(_pieces(found)), tuple(x.row for x in found), hang, in_table)


def _pieces(found: Iterable[_Line]) -> Iterator[Piece]:
    glyphs = [g for line in found for g in line.glyphs]
    for look, some in groupby(glyphs, key=lambda g: (g.font, round(g.size, 2), g.colour)):
        yield Piece("".join(g.word for g in some), *look)
