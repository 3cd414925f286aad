"""Where the 版心 of a PDF begins and ends, from what stands on its pages; a side nothing tells stays unknown.

A short document has few lines, and most of them begin two characters in. So the left edge is the place that most of
what is there agrees with: lines flush with it, lines two characters from it, paragraphs that turn at it, and rules that
begin at it. What stands further out speaks against it. The standard's own place is taken unless another clearly
explains the page better; it is told as measured only when enough was seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from oa_client.layout.faces import MM
from oa_client.layout.inspection.facts import Area, Row, Stroke
from oa_client.layout.inspection.looks import is_black, is_red

_ATTACHED = re.compile(r"^附\s*件\s*\d*[:：]?$")
NOMINAL = Area(28.0, 37.0, 184.0, 262.0)
_LONG = 20
"""Characters of a line that may tell the edges."""
_TITLE = 20.0
_NEAR = 0.5
_IMPRINT = 15.0
"""Characters below this size may be a 版记's, which stands one in."""
_OUT, _FLUSH, _TURNED, _RULED = -3.0, 1.0, 2.0, 2.0
_FULL = 230.0
"""A page whose text goes so low is full."""
_KNOWN = 3.0
"""So much must speak for a place before it is told as measured."""
_BETTER, _BETTER_TWICE = 3.0, 1.4
"""By how much a place must beat the standard's: seen in one way, in two ways."""


@dataclass(frozen=True, slots=True)
class Lined:
    """A row of an upright page, outside tables, with its look; `loose`: its characters are not spread."""

    row: Row
    size: float
    red: bool
    steps: tuple[float, ...] = ()

    @property
    def em(self) -> float:
        """A character, in millimetres."""
        return self.size / MM

    @property
    def wide(self) -> bool:
        """Whether it is long enough to tell an edge."""
        return len(self.row.words) >= _LONG


@dataclass(frozen=True, slots=True)
class _Case:
    """What speaks for a place, and in how many ways."""

    place: float
    score: float
    ways: int
    seen: tuple[float, ...]


def area(lines: Sequence[Lined], strokes: Sequence[Stroke], tables: Sequence[tuple[int, float]]) -> Area:
    """The four sides. `tables`: the page and the top of each table."""
    text = [x for x in lines if x.size < _TITLE and not x.red]
    rules = list(_rules(strokes))
    turned = list(_turned(text))
    left = _left(text, rules, turned)
    right = _right([a for a, b in turned if abs(b.row.left - (left or NOMINAL.left or 0)) < _NEAR * 2], left)
    right = right if right is not None else _ruled_right(rules, lines, left)
    bottoms = [x.row.foot for x in lines]
    full = max(bottoms, default=0.0)
    return Area(left, _top(text, left, tables), right, full if full > 240 else None)


def _rules(strokes: Iterable[Stroke]) -> Iterator[Stroke]:
    """Rules as wide as the 版心: the red one of the head and those of the 版记, never the double ones of a letter."""
    wide = [s for s in strokes if s.wide > 100]
    for one in wide:
        beside = any(s is not one and s.page == one.page and abs(s.middle - one.middle) < 4 for s in wide)
        if is_black(one.colour) or (is_red(one.colour) and not beside and one.middle < 240):
            yield one


def _turned(text: Sequence[Lined]) -> Iterator[tuple[Lined, Lined]]:
    """Lines of some length with the line that goes on below: of one size, one line apart, the second no further in."""
    furthest = max((x.row.right for x in text), default=0.0)
    for a, b in pairwise(sorted(text, key=lambda x: (x.row.page, x.row.foot, x.row.left))):
        alike = abs(a.size - b.size) < 0.6 and b.row.left < a.row.left + _NEAR and _follows(a, b)
        full = a.wide and a.row.right > furthest - 2.2 * a.em and not a.row.words.endswith(("。", "；", "：", ":"))
        if alike and full:
            yield a, b


def _follows(a: Lined, b: Lined) -> bool:
    if a.row.page == b.row.page:
        return 0.8 * a.em < b.row.foot - a.row.foot < 2.4 * a.em
    return b.row.page == a.row.page + 1 and a.row.foot > _FULL


# ------------------------------------------------------------------ the left edge


def _left(text: Sequence[Lined], rules: Sequence[Stroke], turned: Sequence[tuple[Lined, Lined]]) -> float | None:
    nominal = NOMINAL.left or 0.0
    places = {nominal, *(round(x.row.left, 1) for x in text), *(round(s.left, 1) for s in rules)}
    places |= {round(x.row.left - 2 * x.em, 1) for x in text}
    cases = [_case(p, text, rules, turned) for p in sorted(places) if p > 0]
    own = next(c for c in cases if c.place == nominal)
    # a place a little beside the standard's is the standard's, as measured
    near = max((c for c in cases if abs(c.place - nominal) < 1), key=lambda c: (c.score, -abs(c.place - nominal)))
    best = max(cases, key=lambda c: (c.score, -abs(c.place - nominal)))
    over = best.score - max(near.score, own.score)
    if over >= (_BETTER_TWICE if best.ways > 1 else _BETTER):
        return _settled(best)
    return _settled(near) if near.score >= _KNOWN else None


def _settled(case: _Case) -> float:
    return Counter(round(x, 1) for x in case.seen).most_common(1)[0][0] if case.seen else case.place


def _case(place: float, text: Sequence[Lined], rules: Sequence[Stroke], turned: Sequence[tuple[Lined, Lined]]) -> _Case:
    flush = [x.row.left for x in text if abs(x.row.left - place) < _NEAR]
    within = [x for x in text if _stands_in(x, place)]
    out = sum(x.row.left < place - max(_NEAR, 0.3 * x.em) for x in text)
    turns = [b.row.left for _a, b in turned if abs(b.row.left - place) < _NEAR]
    ruled = [s.left for s in rules if abs(s.left - place) < 0.8]
    score = _FLUSH * (len(flush) + len(within)) + _TURNED * len(turns) + _RULED * len(ruled) + _OUT * out
    ways = sum(map(bool, (flush, within, turns, ruled)))
    seen = (*flush, *turns) or tuple(ruled)
    return _Case(place, score, ways, seen or tuple(x.row.left - 2 * x.em for x in within))


def _stands_in(line: Lined, place: float) -> bool:
    """Whether it stands in as paragraphs do, or as a 版记 does."""
    off = line.row.left - place
    return abs(off - 2 * line.em) < _NEAR or (line.size < _IMPRINT and abs(off - line.em) < _NEAR)


# ------------------------------------------------------------------ the right edge


def _right(full: Sequence[Lined], left: float | None) -> float | None:
    """Where lines that go on below end, when several do so at one place; one alone tells only what is far off.

    Not those that end in a sign, which some programs hang over the edge.
    """
    full = [x for x in full if x.row.words[-1].isalnum()]
    ends = [x.row.right for x in full]
    nominal = NOMINAL.right or 0.0
    if not ends:
        return None
    if len(ends) < 3:
        short = max(ends) < nominal - 2.5 * full[0].em or max(ends) > nominal + 1.2
        return max(ends) if short and left is not None and max(ends) - min(ends) < 1 else None
    rights = Counter(round(x, 1) for x in ends)
    if rights.most_common(1)[0][1] < max(2, len(ends) / 3):
        return None
    return _far(_most(rights), left, full)


def _far(right: float, left: float | None, full: Sequence[Lined]) -> float | None:
    """Lines that are not spread end up to one character before the edge: then they do not tell where it is."""
    if left is None:
        return right
    size = median(x.em for x in full)
    steps = [s for x in full for s in x.steps]
    wanted = left + (NOMINAL.right or 0.0) - (NOMINAL.left or 0.0)
    loose = bool(steps) and abs(median(steps) - size) < 0.02
    return None if loose and right + 0.5 < wanted < right + size else right


def _ruled_right(rules: Sequence[Stroke], lines: Sequence[Lined], left: float | None) -> float | None:
    """Where rules that begin at the left edge end, if what is centred is centred between their ends."""
    own = [s for s in rules if left is not None and abs(s.left - left) < 0.8]
    middles = [x.row.middle for x in lines if x.size >= _TITLE]
    ends = Counter(round(s.right, 1) for s in own if any(abs(m - (s.left + s.right) / 2) < 0.6 for m in middles))
    return _most(ends) if ends else None


def _most(found: Counter[float]) -> float:
    """The commonest value, with its near neighbours counted in."""
    return max(found, key=lambda v: (sum(n for other, n in found.items() if abs(other - v) < 0.35), -v))


# ------------------------------------------------------------------ the upper edge


def _top(text: Sequence[Lined], left: float | None, tables: Sequence[tuple[int, float]]) -> float | None:
    """The first line of pages beyond the first; one that stands low tells only where it must be the first of its page.

    What stands above the standard's edge tells that it is not kept.
    """
    nominal = NOMINAL.top or 0.0
    pages = {page: list(found) for page, found in groupby(text, key=lambda x: x.row.page)}
    heads = {page: min(found, key=lambda x: x.row.head) for page, found in pages.items()}
    high = [x.row.head for x in heads.values() if x.row.head < nominal - 1.5]
    if high:
        return min(high)
    full = {page + 1 for page, found in pages.items() if max(x.row.foot for x in found) > _FULL}
    first = {n: x for n, x in heads.items() if n > 1 and not any(p == n and top < x.row.foot for p, top in tables)}
    told = [
        x.row.head
        for n, x in first.items()
        if x.row.head < nominal + 5 or (x.row.head < 70 and _begins(x, left, n in full))
    ]
    return min(told) if told else None


def _begins(line: Lined, left: float | None, after_full: bool) -> bool:
    """Whether a page must begin with it: text behind a full page, or what says 附件."""
    edge = left if left is not None else NOMINAL.left or 0.0
    if _ATTACHED.match(line.row.words):
        return abs(line.row.left - edge) < _NEAR * 2
    return after_full and line.wide and (abs(line.row.left - edge) < _NEAR or _stands_in(line, edge))
