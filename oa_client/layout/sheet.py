"""A form on A4: title, grid, foot. Twenty millimetres and more stay free at the head, for the stamp of the archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from oa_client.app.charts import Chart
from oa_client.app.forms import Caption, Column, Form, Inked, Line, Part, Signed, Slip, Table, Tall
from oa_client.app.ink import Ink
from oa_client.assets import _
from oa_client.layout import charts
from oa_client.layout.breaking import balanced, lines, plain
from oa_client.layout.faces import POINTS, Face, Faces, measure, mm
from oa_client.layout.grid import PAD, RISE, Cell, Frame, Row, Sheet, Strip, Words
from oa_client.layout.ink import Drawn, fitted
from oa_client.layout.tree import GREY, Item, Page, Pages, Text

A4 = (mm(210), mm(297))
HEAD, LEFT, RIGHT, FOOT = mm(25), mm(25), mm(20), mm(18)
"""Free at the head, at the side where it is bound, at the other, and above the foot's line at the end."""
BOUND_ABOVE = mm(15)
"""Free at both sides of a page that lies: it is bound at its head."""
LABEL = mm(25)
TEXT_SIZE, TABLE_SIZE, LEDGER_SIZE, FOOT_SIZE = POINTS["4"], POINTS["小4"], POINTS["5"], POINTS["小5"]
LEADING = 1.4
LEAST_LINE, LEAST_ROW = mm(10), mm(10)
TIGHT, WORTH_IT = 0.6, 4
"""How much of the room for handwriting stays where that saves a page, of a sheet of so many pages at most."""
HAND, HAND_IN_TABLE = mm(32), mm(16)
"""How high handwriting stands in a cell at most."""
ABOVE_CAPTION = mm(6)
CHART_ROWS = 18
"""The most bars of one piece of a chart: it fits a page, also one that lies."""
BETWEEN = 5.0
"""Between one opinion and the next."""


def lay(form: Form, faces: Faces) -> Pages:
    """The form as pages; the room for handwriting gives way where that saves a page."""
    roomy = _laid(form, faces)
    if not 1 < len(roomy.pages) <= WORTH_IT or not any(isinstance(p, Tall) for p in form.parts):
        return roomy
    parts = tuple(replace(p, least=p.least * TIGHT) if isinstance(p, Tall) else p for p in form.parts)
    tight = _laid(replace(form, parts=parts), faces)
    return tight if len(tight.pages) < len(roomy.pages) else roomy


def _laid(form: Form, faces: Faces) -> Pages:
    wide, high = (A4[1], A4[0]) if form.lying else A4
    left, right = (BOUND_ABOVE, BOUND_ABOVE) if form.lying else (LEFT, RIGHT)
    frame = Frame(left, wide - left - right, high - FOOT)
    setter = Setter(faces, frame.width, LEDGER_SIZE if form.lying else TABLE_SIZE)
    title, y = setter.title(form.title, frame.left)
    sheet = Sheet(frame, y, partial(setter.further, form.more, frame.left))
    sheet.pages[0] += title
    for part in form.parts:
        setter.part(sheet, part)
    sheet.close()
    total = len(sheet.pages)
    pages = tuple(
        Page(wide, high, (*items, *setter.foot(form.mark, n + 1, total, frame, high)))
        for n, items in enumerate(sheet.pages)
    )
    return Pages(plain(form.title), pages, plain(form.mark))


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets words in cells, by what measures them."""

    faces: Faces
    width: float
    table: float

    def title(self, words: str, left: float) -> tuple[list[Item], float]:
        """The title in the middle, and where the grid begins."""
        size = POINTS["2"]
        width = measure(self.faces, Face.TITLE, size)
        found, items, y = balanced(words, self.width, width), list[Item](), HEAD
        for line in found:
            x = left + (self.width - sum(map(width, line))) / 2
            items.append(Text(x, y + size * RISE, line, Face.TITLE, size))
            y += size * LEADING
        return items, y + mm(4)

    def further(self, words: str, left: float) -> tuple[list[Item], float]:
        """The head of a further page, on one line."""
        line = self._short(words, Face.TEXT, TABLE_SIZE, self.width)
        return [Text(left, HEAD + TABLE_SIZE * RISE, line, Face.TEXT, TABLE_SIZE)], HEAD + TABLE_SIZE + mm(3)

    def foot(self, mark: str, number: int, total: int, frame: Frame, high: float) -> Iterator[Item]:
        """Which page of how many, and the mark of the record."""
        y = high - FOOT + mm(6)
        said = _("第 {n} 页　共 {all} 页").format(n=number, all=total)
        wide = self._wide(said, Face.TEXT, FOOT_SIZE)
        short = self._short(mark, Face.TEXT, FOOT_SIZE, frame.width - wide - mm(5))
        yield Text(frame.left, y, short, Face.TEXT, FOOT_SIZE, GREY)
        yield Text(frame.left + frame.width - wide, y, said, Face.TEXT, FOOT_SIZE, GREY)

    def part(self, sheet: Sheet, part: Part | Slip) -> None:
        """One part of the form below what is there."""
        match part:
            case Line():
                sheet.put(self._line(part))
            case Tall():
                sheet.put(self._tall(part))
            case Table():
                sheet.rows(self._rows(part), (self._heads(part.columns),))
            case Caption():
                words = Words(plain(part.words), 0.0, Face.LABEL, TEXT_SIZE, TEXT_SIZE * LEADING)
                sheet.say(words, ABOVE_CAPTION, follow=mm(30))
            case Slip():
                sheet.keep(sum(self._high(one) for one in part.parts))
                for one in part.parts:
                    self.part(sheet, one)
            case Chart():
                for piece in charts.pieces(part, CHART_ROWS):
                    drawn = charts.draw(piece, self.width, self.faces)
                    sheet.figure(drawn.items, drawn.height + mm(6))

    def _high(self, part: Line | Caption) -> float:
        """How much of a page it takes."""
        return self._line(part).high if isinstance(part, Line) else ABOVE_CAPTION + TEXT_SIZE * LEADING

    def _line(self, line: Line) -> Row:
        share = (self.width - LABEL * len(line.blanks)) / sum(b.share for b in line.blanks)
        cells: list[Cell] = []
        for blank in line.blanks:
            wide = share * blank.share
            cells.append(Cell(LABEL, self._label(blank.label, LABEL)))
            cells.append(Cell(wide, self._block(blank.value, wide, TEXT_SIZE)))
        return Row(tuple(cells), LEAST_LINE)

    def _tall(self, tall: Tall) -> Row:
        wide = self.width - LABEL
        again = self._label(_("{label}\n（续）").format(label=tall.label), LABEL)
        strips = tuple(self._opinions(tall.signed, wide))
        label = Cell(LABEL, self._label(tall.label, LABEL), again=again)
        return Row((label, Cell(wide, strips, middle=False)), mm(tall.least), mm(30))

    def _heads(self, columns: Sequence[Column]) -> Row:
        return Row(tuple(Cell(w, self._label(c.label, w, self.table)) for c, w in self._shares(columns)), LEAST_ROW)

    def _rows(self, table: Table) -> Iterator[Row]:
        shares = list(self._shares(table.columns))
        for values in (*table.rows, *(("",) * len(shares) for _blank in range(table.blank))):
            cells = tuple(self._value(c, w, v, n < 2) for n, ((c, w), v) in enumerate(zip(shares, values, strict=True)))
            yield Row(cells, LEAST_ROW)

    def _value(self, column: Column, wide: float, value: str | Inked, again: bool) -> Cell:
        words, ink = (value.words, value.ink) if isinstance(value, Inked) else (value, None)
        strips = self._block(words, wide, self.table, aside=1.0 if column.right else 0.5 if column.middle else 0.0)
        drawn = self._drawn(ink, wide, HAND_IN_TABLE)
        strips = ((drawn, *strips[0]), *strips[1:]) if drawn and strips else ((drawn,),) if drawn else strips
        return Cell(wide, strips, again=strips if again else ())

    def _shares(self, columns: Sequence[Column]) -> Iterator[tuple[Column, float]]:
        one = self.width / sum(c.share for c in columns)
        return ((c, c.share * one) for c in columns)

    # words

    def _label(self, words: str, wide: float, size: float = TEXT_SIZE) -> tuple[Strip, ...]:
        width = measure(self.faces, Face.LABEL, size)
        inner = wide - 2 * PAD
        found = [x for part in words.split("\n") for x in balanced(part, inner, width)]
        return (tuple(self._aside(x, Face.LABEL, size, inner) for x in found),)

    def _aside(self, words: str, face: Face, size: float, inner: float, part: float = 0.5) -> Words:
        """A line with this part of the room that is left before it."""
        x = max(0.0, (inner - self._wide(words, face, size)) * part)
        return Words(words, x, face, size, size * LEADING)

    def _block(self, words: str, wide: float, size: float, *, aside: float = 0.0) -> tuple[Strip, ...]:
        """A value in its cell, line by line."""
        inner = wide - 2 * PAD
        found = lines(words, inner, measure(self.faces, Face.TEXT, size)) if words else ()
        return tuple((self._aside(x, Face.TEXT, size, inner, aside),) for x in found)

    def _drawn(self, ink: Ink | None, wide: float, high: float) -> Drawn | None:
        return fitted(ink, wide - 2 * PAD, high) if ink is not None else None

    def _opinions(self, signed: Sequence[Signed], wide: float) -> Iterator[Strip]:
        above = 0.0
        for bare, group in groupby(signed, key=lambda s: not s.words.strip() and s.ink is None):
            found = list(group)
            if bare and len(found) > 1:
                yield from self._names(found, wide, above)
                above = BETWEEN
                continue
            for one in found:
                yield from self._signed(one, wide, above)
                above = BETWEEN

    def _names(self, signed: Sequence[Signed], wide: float, above: float) -> Iterator[Strip]:
        """Names with their dates, as many on a line as stand there whole."""
        inner, size, row = wide - 2 * PAD, TEXT_SIZE, ""
        for one in signed:
            name = f"{plain(one.name)} {one.date}"
            if row and self._wide(f"{row}　{name}", Face.TEXT, size) > inner:
                yield (Words(row, 0.0, Face.TEXT, size, size * LEADING, above),)
                row, above = "", 0.0
            row = f"{row}　{name}" if row else name
        yield (Words(row, 0.0, Face.TEXT, size, size * LEADING, above),)

    def _signed(self, one: Signed, wide: float, above: float) -> Iterator[Strip]:
        """An opinion, its first two lines together and the last with the name."""
        inner, size = wide - 2 * PAD, TEXT_SIZE
        drawn = self._drawn(one.ink, wide, HAND)
        found: list[Words | Drawn] = [drawn] if drawn else []
        found += self._paragraphs(one.words.strip(), inner) if one.words.strip() else ()
        sign = "　".join(part for part in (plain(one.name), one.date) if part)
        for name in lines(sign, inner, measure(self.faces, Face.TEXT, size)) if sign else ():
            x = inner - self._wide(name, Face.TEXT, size)
            found.append(Words(name, x, Face.TEXT, size, size * LEADING))
        if above and found:
            found[0] = replace(found[0], above=above)
        if len(found) <= 3:
            yield tuple(found)
            return
        yield tuple(found[:2])
        yield from ((w,) for w in found[2:-2])
        yield tuple(found[-2:])

    def _paragraphs(self, words: str, inner: float) -> Iterator[Words]:
        size = TEXT_SIZE
        for part in plain(words).split("\n"):
            indent = 2 * size
            for number, line in enumerate(lines(part, inner, measure(self.faces, Face.TEXT, size), indent=indent)):
                yield Words(line, 0.0 if number else indent, Face.TEXT, size, size * LEADING)

    def _wide(self, words: str, face: Face, size: float) -> float:
        return sum(map(measure(self.faces, face, size), words))

    def _short(self, words: str, face: Face, size: float, room: float) -> str:
        found = lines(words, room, measure(self.faces, face, size))
        if len(found) == 1:
            return found[0]
        return f"{lines(words, room - size, measure(self.faces, face, size))[0]}…"
