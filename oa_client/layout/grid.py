"""A ruled grid that grows over pages: rows as high as their words, torn where a page ends, heads said again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from oa_client.layout.faces import Face, mm
from oa_client.layout.ink import Drawn
from oa_client.layout.tree import Brush, Item, Rule, Text

PAD = mm(1.8)
FRAME, INNER = 1.0, 0.5
RISE = 0.86
"""How far below the top of a character its baseline is, by its size."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words in a cell: `x` from the cell's inner left, `high` from line to line, `above` free before it."""

    text: str
    x: float
    face: Face
    size: float
    high: float
    above: float = 0.0

    @property
    def whole(self) -> float:
        """All the height it takes."""
        return self.above + self.high


Strip = tuple[Words | Drawn, ...]
"""Lines and handwriting that stand on one page together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row. `again` is what it says where the row goes on after a page's end."""

    width: float
    strips: tuple[Strip, ...]
    middle: bool = True
    again: tuple[Strip, ...] = ()

    @property
    def high(self) -> float:
        """How high its words are."""
        return sum(w.whole for s in self.strips for w in s)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side, at least `least` high; torn at a page's end when there is `tears` of room or more."""

    cells: tuple[Cell, ...]
    least: float = 0.0
    tears: float = mm(40)

    @property
    def needs(self) -> float:
        """How high its words make it."""
        return max((c.high for c in self.cells), default=0.0) + 2 * PAD

    @property
    def high(self) -> float:
        """How high it is."""
        return max(self.least, self.needs)

    @property
    def starts(self) -> float:
        """The room it wants on the page it begins on."""
        return min(self.high, self.tears)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where on a page the grid stands."""

    left: float
    width: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """Pages of items as they are filled. `begin` gives each further page's head and where the grid goes on below it."""

    frame: Frame
    y: float
    begin: Callable[[], tuple[list[Item], float]]
    pages: list[list[Item]] = field(default_factory=lambda: [[]])
    top: float | None = None
    head: tuple[Row, ...] = ()

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self.frame.bottom - self.y

    def turn(self) -> None:
        """Go on on a new page, under the same heads."""
        self.close()
        items, self.y = self.begin()
        self.pages.append(items)
        for row in self.head:
            self._draw(row, row.high)

    def close(self) -> None:
        """Draw the frame around what stands on this page."""
        if self.top is not None:
            left, right = self.frame.left, self.frame.left + self.frame.width
            corners = [(left, self.top), (right, self.top), (right, self.y), (left, self.y), (left, self.top)]
            sides = pairwise(corners)
            self.pages[-1] += [Rule(x, y, to_x, to_y, FRAME) for (x, y), (to_x, to_y) in sides]
        self.top = None

    def rows(self, rows: Iterable[Row], head: Sequence[Row] = ()) -> None:
        """Rows one below the other; `head` above them, and again on every page they go on to.

        The last row, where the sum stands, has the one before it on its page.
        """
        groups = list(_groups(list(rows)))
        if head and groups and self.room < sum(r.high for r in (*head, *groups[0][:-1])) + groups[0][-1].starts:
            self.turn()
        for row in head:
            self.put(row)
        self.head = tuple(head)
        for group in groups:
            if len(group) > 1:
                self.keep(sum(row.high for row in group))
            for row in group:
                self.put(row)
        self.head = ()

    def put(self, row: Row) -> None:
        """One row, on as many pages as it needs."""
        fresh = False
        while row.high > self.room + 0.01:
            if row.needs <= self.room + 0.01 and row.least - self.room < row.least / 3:
                break
            torn = _torn(row, self.room) if self.room >= row.tears or fresh else None
            if torn is not None:
                self._draw(torn[0], self.room)
                row = torn[1]
            elif fresh:
                break
            self.turn()
            fresh = True
        self._draw(row, min(row.high, max(self.room, row.needs)))

    def say(self, words: Words, above: float, *, follow: float) -> None:
        """A line outside the grid, which goes on below it with something `follow` high."""
        self.close()
        if self.room < above + words.high + follow:
            self.turn()
            above = 0.0
        at = self.y + above + words.size * RISE
        self.pages[-1].append(Text(self.frame.left + words.x, at, words.text, words.face, words.size))
        self.y += above + words.high

    def keep(self, high: float) -> None:
        """What comes next is so high and stands on one page."""
        if high > self.room:
            self.turn()

    def figure(self, items: Iterable[Item], high: float) -> None:
        """Something drawn, as wide as the grid and so high, whole on one page; the grid goes on below it."""
        self.close()
        if high > self.room:
            self.turn()
        self.pages[-1] += [shifted(item, self.frame.left, self.y) for item in items]
        self.y += high

    def _draw(self, row: Row, high: float) -> None:
        items, x = self.pages[-1], self.frame.left
        if self.top is None:
            self.top = self.y
        else:
            items.append(Rule(x, self.y, x + self.frame.width, self.y, INNER))
        for number, cell in enumerate(row.cells):
            if number:
                items.append(Rule(x, self.y, x, self.y + high, INNER))
            items.extend(_words(cell, x, self.y, high))
            x += cell.width
        self.y += high


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """What stands on one page together: each row by itself, but the last with the one before, unless they are high."""
    last = tuple(rows[-2:])
    if len(last) < 2 or sum(row.high for row in last) > last[0].tears:
        last = tuple(rows[-1:])
    yield from ((row,) for row in rows[: len(rows) - len(last)])
    if last:
        yield last


def shifted(item: Item, x: float, y: float) -> Item:
    """The item so much further to the right and down."""
    if isinstance(item, Rule):
        return replace(item, x=item.x + x, y=item.y + y, to_x=item.to_x + x, to_y=item.to_y + y)
    if isinstance(item, Brush):
        return replace(item, places=tuple((a + x, b + y) for a, b in item.places))
    return replace(item, x=item.x + x, y=item.y + y)


def _words(cell: Cell, x: float, y: float, high: float) -> Iterator[Text | Brush]:
    at = y + ((high - cell.high) / 2 if cell.middle else PAD)
    for words in (w for s in cell.strips for w in s):
        if isinstance(words, Drawn):
            yield from words.at(x + PAD, at + words.above)
            at += words.whole
            continue
        baseline = at + words.above + (words.high - words.size) / 2 + words.size * RISE
        if words.text:
            yield Text(x + PAD + words.x, baseline, words.text, words.face, words.size)
        at += words.whole


def _torn(row: Row, room: float) -> tuple[Row, Row] | None:
    """The row's words that fit the room, and the rest; None when some cell would have nothing on this page."""
    inner = room - 2 * PAD
    firsts = [_fitting(c.strips, inner) for c in row.cells]
    if any(not n and c.strips for n, c in zip(firsts, row.cells, strict=True)):
        return None
    parts = list(zip(row.cells, firsts, strict=True))
    above = tuple(replace(c, strips=c.strips[:n]) for c, n in parts)
    below = tuple(replace(c, strips=c.strips[n:] or c.again) for c, n in parts)
    if not any(c.strips[n:] for c, n in parts):
        return None
    return replace(row, cells=above), replace(row, cells=below, least=0.0)


def _fitting(strips: Sequence[Strip], room: float) -> int:
    used = 0.0
    for number, strip in enumerate(strips):
        used += sum(w.whole for w in strip)
        if used > room + 0.01:
            return number
    return len(strips)
