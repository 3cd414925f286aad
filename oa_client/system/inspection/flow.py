"""The paragraphs of a DOCX one below the other, with their lines reckoned, their rules and what stands by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.layout.faces import MM
from oa_client.layout.inspection.facts import Para, Row, Stroke
from oa_client.system.inspection.setting import NATURAL, Box, Indents, Letter, indents, lines, para, parts, row
from oa_client.system.inspection.shapes import Base, Line, TextBox, high_inline, shapes
from oa_client.system.inspection.styles import Form, Look, Styles, colour, number
from oa_client.system.inspection.tables import lay
from oa_client.system.showing.numbering import Numbers
from oa_client.system.showing.tree import each, under

PAGE = "1"
"""What stands for the number of a page."""
MOST_PARAS, MOST_LETTERS, DEEPEST = 20_000, 1_000_000, 8
_WITHIN = frozenset(
    {"sdt", "sdtContent", "ins", "smartTag", "customXml", "AlternateContent", "Choice", "hyperlink", "fldSimple"}
)
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DOUBLES = {
    "double",
    "thinThickSmallGap",
    "thickThinSmallGap",
    "thinThickMediumGap",
    "thickThinMediumGap",
    "thinThickLargeGap",
    "thickThinLargeGap",
}
_MOST_WEIGHT = 12.0


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one kind, in points; `grid`: from line to line of its grid, 0 without one."""

    wide: float
    high: float
    left: float
    right: float
    top: float
    bottom: float
    grid: float = 0.0
    foot: float = 0.0

    @property
    def box(self) -> Box:
        """Where its text stands."""
        return Box(self.left, self.wide - self.right)


@dataclass(frozen=True, slots=True)
class Typical:
    """How one paragraph is set: its length, how high a line of it is, how wide its hanzi are, in points."""

    letters: int
    high: float
    wide: float


class Flow:
    """Goes through a document from its beginning. `page` counts hard pages; `y` is where the next line begins."""

    def __init__(self, styles: Styles, numbers: Numbers, section: Section) -> None:
        self.styles, self.numbers, self.section = styles, numbers, section
        self.page, self.y = 1, section.top
        self.paras: list[Para] = []
        self.strokes: list[Stroke] = []
        self.typical: dict[int, Typical] = {}
        """How the paragraphs outside tables are set, by their numbers."""
        self._n = self._letters = 0
        self._fixed = False
        self._table = 0
        self._begun = False

    def turn(self) -> None:
        """A new page."""
        self.page += 1
        self.y = self.section.top
        self._begun = False

    # paragraphs

    def paragraph(self, part: Element, box: Box) -> None:
        """One paragraph, where the flow is or at its own place."""
        form = self.styles.form(part)
        self._n += 1
        if self._n > MOST_PARAS or self._letters > MOST_LETTERS:
            return
        if form.is_on("pageBreakBefore") and self._begun:
            self.turn()
        frame = form.said.get("framePr")
        if frame is not None and frame.get("y") and frame.get("vAnchor", "text") in {"page", "margin"}:
            self._framed(part, form, frame)
            return
        self._flowing(part, form, box)

    def _framed(self, part: Element, form: Form, frame: dict[str, str]) -> None:
        """At its own place: the flow goes on where it was."""
        kept, before = self.y, self._fixed
        section = self.section
        across = 0.0 if frame.get("hAnchor") == "page" else section.left
        left = across + number(frame.get("x", ""), 0.0) / 20
        wide = number(frame.get("w", ""), 0.0) / 20 or section.box.right - left
        self.y = (section.top if frame.get("vAnchor") == "margin" else 0.0) + number(frame["y"], 0.0) / 20
        self._fixed = True
        self._flowing(part, form, Box(left, left + wide))
        self.y, self._fixed = kept, before

    def _flowing(self, part: Element, form: Form, box: Box) -> None:
        mark = self.styles.mark(form, part)
        pages, begun = list(self._letters_of(part, form, mark)), len(self.paras)
        self.y += self._space(form, "before")
        top = self.y
        for n, letters in enumerate(pages):
            if n:
                self.turn()
            if not letters and n and n == len(pages) - 1:
                continue  # what is left of a paragraph that only turns the page
            before = len(self.paras)
            self._lined(letters, form, box, mark.size, first=not n)
            if n and begun < before < len(self.paras):
                self.paras[before - 1 : before + 1] = [_joined(*self.paras[before - 1 : before + 1])]
        self.y += self._space(form, "after")
        self._apart(part, box, top)

    def _space(self, form: Form, side: str) -> float:
        counted = form.points("spacing", f"{side}Lines", 100.0)
        return counted * (self.section.grid or 15.6) if counted else form.points("spacing", side)

    def _lined(self, letters: Sequence[Letter], form: Form, box: Box, marked: float, *, first: bool) -> None:
        size = max((a.look.size for a in letters if a.word.strip()), default=marked)
        most = Counter(a.look.size for a in letters[:40]).most_common(1)[0][0] if letters else size
        own = indents(form, most)
        if not first:
            own = Indents(own.hang, own.hang, own.right)
        high = self._high(form, size)
        top = self.y
        self._begun = True
        if any(a.word.strip() for a in letters):
            self._put(letters, form, box, own, size, high)
        else:
            self.y += high
        framed = self._fixed and "framePr" in form.said  # its borders are the frame's
        self._borders(
            form, box if framed else Box(box.left + min(own.hang, own.first, 0.0), box.right - own.right), top
        )

    def _put(self, letters: Sequence[Letter], form: Form, box: Box, own: Indents, size: float, high: float) -> None:
        """Its lines; what a tab or a wide gap parts is a paragraph of its own."""
        main: list[Row] = []
        mine: list[Letter] = []
        beside: list[tuple[Row, list[Letter]]] = []
        for line in lines(letters, form, box, own):
            head = self.y + (high - size) / 2
            for n, some in enumerate(parts(line)):
                made, said = row(some, self.page, head, size), [p.letter for p in some]
                if n or (some[0].after_tab and main):
                    beside.append((made, said))
                else:
                    main.append(made)
                    mine += said
            self.y += high
        hanzi = [round(a.wide, 2) for a in letters if "\u4e00" <= a.word <= "\u9fff"]
        if hanzi and not self._table:
            self.typical[self._n] = Typical(len(letters), high, Counter(hanzi).most_common(1)[0][0])
        self._letters += len(letters)
        for rows, said in ([(main, mine)] if main else []) + [([r], s) for r, s in beside]:
            hang = (box.left + own.hang) / MM if len(rows) > 1 or own.hang != own.first else None
            self.paras.append(para(self._n, rows, said, hang, table=self._table > 0, fixed=self._fixed))

    def _high(self, form: Form, size: float) -> float:
        """A line."""
        told, rule = form.points("spacing", "line"), form.get("spacing", "lineRule", "auto")
        natural, grid = size * NATURAL, self.section.grid
        if told and rule == "exact":
            return max(0.05, told)
        if told and rule == "atLeast":
            return max(told, natural)
        if grid and form.get("snapToGrid", default="1") not in {"0", "false"} and not self._table:
            natural = math.ceil(natural / grid - 0.15) * grid
        return natural * (form.points("spacing", "line", 240.0) or 1.0)

    def _letters_of(self, part: Element, form: Form, mark: Look) -> Iterator[list[Letter]]:
        """Its letters, page by page where it breaks one itself."""
        found: list[Letter] = []
        numbered = under(part, "pPr", "numPr")
        which, depth = (
            (form.get("numPr"), "0") if numbered is None else (_val(numbered, "numId"), _val(numbered, "ilvl"))
        )
        if which:
            found += (Letter(c, mark) for c in self.numbers.next(which, int(depth) if depth.isdecimal() else 0))
        fields = [0]
        for run in _runs(part):
            for word in self._run(run, form, fields):
                if word is None:
                    yield found
                    found = []
                else:
                    found.append(word)
        yield found

    def _run(self, run: Element, form: Form, fields: list[int]) -> Iterator[Letter | None]:
        look = self.styles.look(form, run)
        for one in run:
            if one.tag == "br" and one.get("type") == "page":
                yield None
            elif one.tag in _MARKS and not look.hidden:
                yield Letter(_MARKS[one.tag], look)
            elif one.tag == "instrText" and "PAGE" in (one.text or "").upper().split():
                fields[0] = 1
            elif one.tag == "fldChar" and one.get("fldCharType") == "end":
                yield from (Letter(c, look) for c in PAGE * fields[0])
                fields[0] = 0
            elif one.tag == "t" and not look.hidden:
                fields[0] = 0
                yield from (Letter(c, look) for c in one.text or "" if c.isprintable() or c in "\u3000 ")

    # rules and shapes

    def _borders(self, form: Form, box: Box, top: float) -> None:
        for side in ("top", "bottom"):
            told = form.said.get(f"pBdr.{side}", {})
            weight = number(told.get("sz", ""), 0.0) / 8
            if told.get("val", "nil") in {"nil", "none", ""} or not 0 < weight < _MOST_WEIGHT:
                continue
            space = number(told.get("space", ""), 0.0)
            y = top - space - weight / 2 if side == "top" else self.y + space + weight / 2
            self.rule(box, y, weight, told)
            if side == "bottom":
                self.y += space + weight

    def rule(self, box: Box, y: float, weight: float, told: dict[str, str]) -> None:
        """A border; some are two lines."""
        kind, ink = told.get("val", ""), colour(told.get("color", "auto"))
        thin = min(0.75, weight)
        pairs = {"double": (weight, weight), "thin": (thin, weight), "thick": (weight, thin)}
        name = "double" if kind == "double" else "thin" if kind.startswith("thinThick") else "thick"
        for n, one in enumerate(pairs[name] if kind in _DOUBLES else (weight,)):
            self.strokes.append(_stroke(self.page, box.left, box.right, y + n * (weight + 1.5), one, ink))

    def _apart(self, part: Element, box: Box, top: float) -> None:
        """What hangs on a paragraph and stands by itself."""
        section = self.section
        base = Base(section.wide, section.high, box.left, box.right, section.top, section.high - section.bottom, top)
        for shape in _drawings(part):
            self.y += min(high_inline(shape), section.high)
            for one in shapes(shape, base):
                if isinstance(one, Line):
                    self.strokes.append(_stroke(self.page, one.left, one.right, one.y, one.thickness, one.colour))
                else:
                    self._boxed(one)

    def _boxed(self, one: TextBox) -> None:
        if self._table > DEEPEST or one.right <= one.left:
            return
        kept, before = self.y, self._fixed
        self.y, self._fixed = one.top, True
        for inside in one.content:
            if inside.tag == "p":
                self.paragraph(inside, Box(one.left, one.right))
        self.y, self._fixed = kept, before

    # tables

    def table(self, part: Element, box: Box) -> None:
        """A table; one without upright rules only puts things beside each other."""
        if self._table < DEEPEST:
            lay(self, part, box)

    def within(self, *, real: bool, at: float | None) -> bool:
        """Into a table, one with a place of its own `at` a height; gives what `out` wants to know."""
        self._table += real
        before, self._fixed = self._fixed, self._fixed or at is not None
        self.y = self.y if at is None else at
        return before

    def out(self, *, real: bool, before: bool) -> None:
        """Out of it."""
        self._table -= real
        self._fixed = before

    def block(self, part: Element, box: Box) -> None:
        """A paragraph, a table, or what holds them."""
        if part.tag == "p":
            self.paragraph(part, box)
        elif part.tag == "tbl":
            self.table(part, box)
        elif part.tag in _WITHIN:
            for one in part:
                self.block(one, box)


def _joined(one: Para, other: Para) -> Para:
    """A paragraph that goes on on the next page."""
    return replace(one, pieces=one.pieces + other.pieces, rows=one.rows + other.rows, hang=other.first.left)


def _stroke(page: int, left: float, right: float, y: float, weight: float, ink: tuple[int, int, int]) -> Stroke:
    return Stroke(page, left / MM, right / MM, y / MM, weight / MM, ink)


def _val(part: Element, name: str) -> str:
    one = part.find(name)
    return one.get("val", "") if one is not None else ""


def _runs(part: Element) -> Iterator[Element]:
    """Runs in their order, also inside links and insertions, never inside shapes."""
    for one in part:
        if one.tag == "r":
            yield one
            yield from _runs_in_choice(one)
        elif one.tag in _WITHIN:
            yield from _runs(one)


def _runs_in_choice(run: Element) -> Iterator[Element]:
    for one in each(run, "AlternateContent"):
        for choice in each(one, "Choice"):
            yield from each(choice, "r")


def _drawings(part: Element) -> Iterator[Element]:
    """Drawings of a paragraph's own runs, not of boxes within."""
    for one in part:
        if one.tag in {"drawing", "pict"}:
            yield one
        elif one.tag in _WITHIN or one.tag == "r":
            yield from _drawings(one)
