"""Tables on plain pages: cells that reach over others, rows that go on over the page, columns as wide as they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oa_client.system.showing.face import advance, plain
from oa_client.system.showing.lines import broken
from oa_client.system.showing.paper import GROUND, INK, PITCH, RULE, Paper

SIZE = 9.0
PAD = 3.0
NARROWEST, WIDEST = 28.0, 220.0
MOST_LINES = 30
"""Of one cell; a cell is no place to read a book."""
CUT = "…（这一格没有显示完，请看原件）"
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """Texts by row and column; `reach`: how many rows and columns a cell takes; `numbers` stand to the right."""

    texts: Sequence[Sequence[str]]
    reach: Mapping[Place, Place] = field(default_factory=dict)
    numbers: frozenset[Place] = frozenset()
    heads: int = 0
    """Rows at the top that are said again on each page."""

    @property
    def columns(self) -> int:
        """How many there are."""
        return max((len(row) for row in self.texts), default=0)


def widths(grid: Grid, most: float = 0.0) -> list[float]:
    """As wide as the texts; pressed together where that is more than `most`."""
    found = [NARROWEST] * grid.columns
    for r, row in enumerate(grid.texts):
        for c, text in enumerate(row):
            if text and grid.reach.get((r, c), (1, 1))[1] == 1:
                longest = max(advance(plain(line), SIZE) for line in text[:400].split("\n"))
                found[c] = max(found[c], min(WIDEST, longest + 2 * PAD + 1))
    total = sum(found)
    if not most or total <= most:
        return found
    spare = max(0.0, most - NARROWEST * len(found))
    wanted = total - NARROWEST * len(found)
    pressed = [NARROWEST + (w - NARROWEST) * spare / wanted if wanted else w for w in found]
    return pressed if sum(pressed) <= most + 1 else [most / len(found)] * len(found)


class _Setting:
    """A grid being set: who owns each place, and how high each row is."""

    def __init__(self, paper: Paper, grid: Grid, wide: Sequence[float]) -> None:
        self._paper, self._grid, self._wide = paper, grid, wide
        self.top_of_page = math.inf
        self._columns = grid.columns
        self._owner = _owners(grid)
        self._lefts = [paper.left + sum(wide[:c]) for c in range(len(wide) + 1)]
        self._lines = {
            (r, c): self._broken(r, c, text) for r, row in enumerate(grid.texts) for c, text in enumerate(row) if text
        }
        self.heights = [self._height(r) for r in range(len(grid.texts))]

    def _broken(self, r: int, c: int, text: str) -> list[str]:
        across = self._grid.reach.get((r, c), (1, 1))[1]
        room = sum(self._wide[c : c + across]) - 2 * PAD
        lines = list(broken(plain(text[:4000]), max(SIZE, room), SIZE))
        if len(lines) <= MOST_LINES:
            return lines
        return [*lines[: MOST_LINES - 1], *broken(CUT, max(SIZE, room), SIZE)]

    def _height(self, r: int) -> float:
        alone = (
            len(self._lines.get((r, c), ()))
            for c in range(self._columns)
            if self._grid.reach.get((r, c), (1, 1))[0] == 1
        )
        return max([1, *alone]) * SIZE * PITCH + 2 * PAD

    def row(self, r: int) -> None:
        """One row where the page stands."""
        top, low = self._paper.y, self._paper.y - self.heights[r]
        if r < self._grid.heads:
            self._ground(low, self.heights[r])
        self._paper.canvas.setStrokeColorRGB(*RULE)
        self._paper.canvas.setLineWidth(0.5)
        for c in range(self._columns):
            self._edges(r, c, top, low)
        for c in range(self._columns):
            if self._owner.get((r, c)) == (r, c):
                self._texts(r, c, top)
        self._paper.y = low

    def _ground(self, low: float, high: float) -> None:
        canvas = self._paper.canvas
        canvas.setFillColorRGB(*GROUND)
        canvas.rect(self._lefts[0], low, self._lefts[-1] - self._lefts[0], high, fill=1, stroke=0)

    def _edges(self, r: int, c: int, top: float, low: float) -> None:
        canvas, mine = self._paper.canvas, self._owner.get((r, c), (r, c))
        left, right = self._lefts[c], self._lefts[c + 1]
        if c == 0:
            canvas.line(left, top, left, low)
        if self._owner.get((r, c + 1), (r, c + 1)) != mine:
            canvas.line(right, top, right, low)
        if r == 0 or top >= self.top_of_page:
            canvas.line(left, top, right, top)
        if self._owner.get((r + 1, c), (r + 1, c)) != mine:
            canvas.line(left, low, right, low)

    def _texts(self, r: int, c: int, top: float) -> None:
        across = self._grid.reach.get((r, c), (1, 1))[1]
        right = self._lefts[min(c + across, len(self._wide))] - PAD
        for number, line in enumerate(self._lines.get((r, c), ()), 1):
            x = self._lefts[c] + PAD
            if (r, c) in self._grid.numbers:
                x = max(x, right - advance(line, SIZE))
            y = top - PAD - number * SIZE * PITCH + SIZE * 0.4
            self._paper.put(x, y, line, SIZE, INK, strong=r < self._grid.heads)


def _owners(grid: Grid) -> dict[Place, Place]:
    """For each place the cell it belongs to."""
    found: dict[Place, Place] = {(r, c): (r, c) for r in range(len(grid.texts)) for c in range(grid.columns)}
    for (r, c), (down, across) in grid.reach.items():
        for row in range(r, min(r + down, len(grid.texts))):
            for column in range(c, min(c + across, grid.columns)):
                found[row, column] = (r, c)
    return found


def table(paper: Paper, grid: Grid, wide: Sequence[float] | None = None) -> None:
    """Set it from where the page stands, over as many pages as it needs."""
    if not grid.texts or not grid.columns:
        return
    setting = _Setting(paper, grid, wide or widths(grid, paper.wide))
    for r in range(len(grid.texts)):
        if paper.room(setting.heights[r]):
            setting.top_of_page = paper.y
            for head in range(grid.heads if r >= grid.heads else 0):
                setting.row(head)
        setting.row(r)
    paper.gap(8)
