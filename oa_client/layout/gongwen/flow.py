"""Pages as they fill: lines down the 版心, tables torn by rows, lying tables on pages of their own (8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from oa_client.layout.gongwen.body import Flowing, Grid
from oa_client.layout.gongwen.figure import Figure
from oa_client.layout.gongwen.justify import Line, texts
from oa_client.layout.gongwen.setting import EPS, Place, Setting
from oa_client.layout.gongwen.tail import Tail, torn
from oa_client.layout.grid import Frame, Sheet
from oa_client.layout.tree import Brush, Item, Picture, Rule, Text

ENOUGH = 2
"""So many lines of text stand above a signature where there is a choice."""


class Flow:
    """`y`: where the tops of the next line's characters are; `low`: below which there is no ink yet."""

    def __init__(self, setting: Setting, items: Iterable[Item] = (), y: float | None = None) -> None:
        self.setting = setting
        self.pages: list[list[Item]] = [list(items)]
        self.y = setting.area.top if y is None else y
        self.low = self.y
        self.places: list[Place] = []
        self.worded: Counter[int] = Counter()
        """How many lines of 正文 a page has."""
        self.begun = bool(self.pages[0])
        self.begins = self.y
        """Where on page 1 the first line below the title is."""

    @property
    def page(self) -> int:
        """The page being filled, from 0."""
        return len(self.pages) - 1

    def turn(self) -> None:
        """Go on on a new page."""
        self.pages.append([])
        self.y = self.low = self.setting.area.top
        self.begun = False

    def fits(self, high: float) -> bool:
        """Whether something so high stands on this page."""
        return self.y + high <= self.setting.area.bottom + EPS

    def blank(self, high: float) -> None:
        """Leave so much free; nothing at the top of a page."""
        if self.begun:
            self.y += high

    def put(self, *items: Item) -> None:
        """Items where they are."""
        self.pages[-1] += items
        self.begun = True

    def line(self, line: Line, *, follow: float = 0.0) -> None:
        """One line of the text, on a page where `follow` more has room."""
        if not self.fits(line.size + follow) and self.begun:
            self.turn()
        self.put(*texts(self.setting, line, self.setting.area.left, self.y))
        self.low = self.y + line.size
        self.y = self.low + self.setting.leading
        self.worded[self.page] += 1

    def apart(self, found: Sequence[Line], blank: float) -> None:
        """Lines below the text, with so much left free above them."""
        if found:
            self.blank(blank)
        for line in found:
            self.line(line)

    def text(self, found: Sequence[Flowing], *, follow: float = 0.0) -> None:
        """Paragraphs and tables: a heading with what it heads, the last two lines with something `follow` high."""
        for n, one in enumerate(found):
            if isinstance(one, Grid):
                self.table(one)
            elif isinstance(one, Figure):
                self.figure(one)
            elif _heads(one):
                self.lines(one, self._wants(found, n + 1, follow), len(one))
            else:
                self.lines(one, follow if n == len(found) - 1 else 0.0, ENOUGH)

    def lines(self, found: Sequence[Line], follow: float, kept: int) -> None:
        """One paragraph; the last lines of it, so many as are `kept`, stay with what follows."""
        for n, line in enumerate(found):
            left = len(found) - n
            self.line(line, follow=(left - 1) * self.setting.pitch + follow if follow and left <= kept else 0.0)

    def _wants(self, found: Sequence[Flowing], n: int, follow: float) -> float:
        """How much of what comes next stands on the page of the heading before it."""
        if n == len(found):
            return follow
        one, pitch = found[n], self.setting.pitch
        if isinstance(one, Grid):
            return 0.0 if one.landscape else self.setting.leading + one.begins
        if isinstance(one, Figure):
            return self.setting.leading + one.high(self.setting)
        if _heads(one):
            return len(one) * pitch + self._wants(found, n + 1, follow)
        whole = n == len(found) - 1 and len(one) <= ENOUGH
        return len(one) * pitch + follow if whole else pitch

    def tail(self, made: Tail) -> None:
        """署名 and what belongs to it: whole, where a page can hold it."""
        area = self.setting.area
        if made.high > area.bottom - area.top:
            for part in torn(self.setting, made):
                self._whole(part)
        elif made.texts:
            self._whole(made)

    def _whole(self, made: Tail) -> None:
        if not self.fits(made.high):
            self.turn()
        self.put(*(replace(t, y=t.y + self.y) for t in made.texts))
        self.places += (replace(p, y=p.y + self.y, page=self.page) for p in made.places)
        self.low = self.y + made.high
        self.y += made.high + self.setting.leading

    def figure(self, one: Figure) -> None:
        """A picture with its caption, whole on one page; what follows stands on the lines of the grid as before."""
        high = one.high(self.setting)
        if not self.fits(high) and self.begun:
            self.turn()
        self.put(*one.items(self.setting, self.y))
        self.low = self.y + high
        self.y = self.low + self.setting.leading
        self.worded[self.page] += ENOUGH

    # tables

    def table(self, grid: Grid) -> None:
        """A table where the text stands, or lying."""
        if grid.landscape:
            self.lie(grid)
            return
        area = self.setting.area
        if not self.fits(grid.begins):
            self.turn()
        sheet = Sheet(Frame(area.left, area.width, area.bottom), self.y, lambda: ([], area.top))
        sheet.pages = [self.pages[-1]]
        first = self.page
        sheet.rows(grid.rows, (grid.head,))
        sheet.close()
        self.pages[-1:] = sheet.pages
        self.y, self.low, self.begun = sheet.y + self.setting.leading, sheet.y, True
        self.worded.update(self._filled(first))

    def _filled(self, first: int) -> Counter[int]:
        """A table fills the pages it is on."""
        return Counter(dict.fromkeys(range(first, len(self.pages)), ENOUGH))

    def lie(self, grid: Grid, above: Iterable[Item] = (), y: float | None = None) -> None:
        """On pages of its own, its head at the left edge: 订口 of odd pages, 切口 of even ones.

        `above` stands over it on the first of them, which goes on at `y`; both as the page lies.
        """
        if self.begun:
            self.turn()
        area = replace(self.setting, lying=True).area
        sheet = Sheet(Frame(area.left, area.width, area.bottom), area.top if y is None else y, lambda: ([], area.top))
        sheet.pages = [list(above)]
        sheet.rows(grid.rows, (grid.head,))
        sheet.close()
        high = self.setting.profile.length("page.height")
        first = self.page
        self.pages[-1:] = [[_turned(item, high) for item in page] for page in sheet.pages]
        self.worded.update(self._filled(first))
        self.y = self.low = self.setting.area.bottom
        self.begun = True


def _heads(lines: Sequence[Line]) -> bool:
    """Whether a paragraph is a heading by itself."""
    return bool(lines) and all(line.keep for line in lines)


def _turned(item: Item, high: float) -> Item:
    """What stands on a lying page, on the page as it is bound."""
    match item:
        case Text():
            return replace(item, x=item.y, y=high - item.x, upward=True)
        case Rule():
            return replace(item, x=item.y, y=high - item.x, to_x=item.to_y, to_y=high - item.to_x)
        case Brush():
            return replace(item, places=tuple((y, high - x) for x, y in item.places))
        case Picture():  # a lying page holds a table and nothing else
            return item
