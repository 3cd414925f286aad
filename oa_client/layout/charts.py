"""Charts as layout trees: lying bars with title, unit, scale, legend and every value written beside its bar.

The same tree is painted on the screen and set in the PDF. Series differ in lightness, so that they can be told apart
in grey, and each value is written: no reader needs the colours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.app.charts import Chart, Series
from oa_client.layout.breaking import lines
from oa_client.layout.faces import POINTS, Face, Faces, measure, mm
from oa_client.layout.tree import BLACK, Item, Rule, Text

Colour = tuple[int, int, int]
TITLE, SAID = POINTS["4"], POINTS["5"]
ROW, BAR, PAD = mm(7.0), mm(4.2), mm(1.5)
LABEL_SHARE = 0.32
"""The most of the width that labels take."""
STEPS = 5
"""About so many steps on the scale."""
_NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart: words, the fine lines behind the bars, and one for each series in its order."""

    words: Colour = BLACK
    lines: Colour = (205, 208, 214)
    series: tuple[Colour, ...] = ((31, 95, 191), (150, 188, 240), (216, 221, 229), (122, 62, 0))


PAPER = Palette()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart laid out: its parts from the upper left corner (0, 0), and how high it is."""

    items: tuple[Item, ...]
    height: float


def draw(chart: Chart, width: float, faces: Faces, palette: Palette = PAPER) -> Drawn:
    """The chart so wide, in points."""
    wide = measure(faces, Face.TEXT, SAID)
    said = [_said(chart, bar) for bar in _bars(chart)]
    longest = max((sum(map(wide, label)) for label in chart.labels), default=0.0)
    left = min(longest, width * LABEL_SHARE) + PAD * 2
    right = width - max(sum(map(wide, words)) for words in said) - PAD * 3
    return _Drawing(chart, faces, palette, left, right, scale(chart)).drawn()


def _said(chart: Chart, bar: tuple[float | None, ...]) -> str:
    return " + ".join("—" if v is None else _number(v, chart.decimals) for v in bar)


def pieces(chart: Chart, most: int) -> tuple[Chart, ...]:
    """The chart as several, none with more labels than fit, all on one scale."""
    top = scale(chart)[-1]
    starts = range(0, max(len(chart.labels), 1), most)
    return tuple(_piece(chart, slice(start, start + most), top) for start in starts)


def _piece(chart: Chart, of: slice, top: float) -> Chart:
    series = tuple(Series(one.name, one.values[of]) for one in chart.series)
    return Chart(chart.title, chart.unit, chart.labels[of], series, max(top, chart.most), chart.decimals)


def high(chart: Chart) -> float:
    """How high the chart is, whatever its width."""
    return _head(chart) + len(chart.labels) * ROW + SAID * 2


def _head(chart: Chart) -> float:
    return TITLE * 1.8 + (SAID * 1.8 if len(chart.series) > 1 else 0.0)


def scale(chart: Chart) -> tuple[float, ...]:
    """The marks of the scale: from 0 in even steps of 1, 2 or 5 times a power of ten up to what the bars need."""
    top = max(chart.most, *(sum(v or 0.0 for v in bar) for bar in _bars(chart)), 1.0 if not chart.most else 0.0)
    rough = top / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in _NICE if n * power >= rough * 0.999)
    step = step if chart.decimals or step >= 1 else 1.0
    return tuple(n * step for n in range(math.ceil(top / step - 1e-9) + 1))


def _bars(chart: Chart) -> list[tuple[float | None, ...]]:
    return [tuple(one.values[n] for one in chart.series) for n in range(len(chart.labels))] or [()]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A chart between `left`, where its bars begin behind the longest label, and `right`, where its scale ends."""

    chart: Chart
    faces: Faces
    palette: Palette
    left: float
    right: float
    marks: tuple[float, ...]

    def drawn(self) -> Drawn:
        return Drawn((*self._title(), *self._legend(), *self._scale(), *self._rows()), high(self.chart))

    @property
    def _top(self) -> float:
        return _head(self.chart)

    @property
    def _bottom(self) -> float:
        return self._top + len(self.chart.labels) * ROW

    def _x(self, value: float) -> float:
        return self.left + (self.right - self.left) * value / self.marks[-1]

    def _title(self) -> Iterator[Item]:
        said = f"{self.chart.title}（{self.chart.unit}）"
        yield Text(0.0, TITLE, said, Face.LABEL, TITLE, self.palette.words)

    def _legend(self) -> Iterator[Item]:
        if len(self.chart.series) < 2:
            return
        x, y = self.left, TITLE * 1.8 + SAID
        for number, one in enumerate(self.chart.series):
            yield Rule(x, y - SAID * 0.35, x + SAID, y - SAID * 0.35, SAID * 0.8, self._colour(number))
            yield Text(x + SAID * 1.9, y, one.name, Face.TEXT, SAID, self.palette.words)
            x += SAID * 3.4 + self._wide(one.name)

    def _scale(self) -> Iterator[Item]:
        for mark in self.marks:
            x = self._x(mark)
            yield Rule(x, self._top, x, self._bottom, 0.5, self.palette.lines)
            said = _number(mark, 0 if mark == int(mark) else self.chart.decimals)
            at = x - self._wide(said) / 2
            yield Text(at, self._bottom + SAID * 1.2, said, Face.TEXT, SAID, self.palette.words)

    def _rows(self) -> Iterator[Item]:
        for number, (label, bar) in enumerate(zip(self.chart.labels, _bars(self.chart), strict=False)):
            middle = self._top + (number + 0.5) * ROW
            yield from self._label(label, middle + SAID * 0.36)
            yield from self._bar(bar, middle)
            at = self._x(sum(v or 0.0 for v in bar)) + PAD
            yield Text(at, middle + SAID * 0.36, _said(self.chart, bar), Face.TEXT, SAID, self.palette.words)

    def _label(self, label: str, y: float) -> Iterator[Item]:
        room = self.left - PAD * 2
        short = label if self._wide(label) <= room else f"{self._first(label, room - SAID)}…"
        yield Text(self.left - PAD - self._wide(short), y, short, Face.TEXT, SAID, self.palette.words)

    def _first(self, label: str, room: float) -> str:
        return lines(label, room, measure(self.faces, Face.TEXT, SAID))[0]

    def _bar(self, bar: tuple[float | None, ...], middle: float) -> Iterator[Item]:
        done = 0.0
        for number, value in enumerate(bar):
            if value:
                yield from _box(self._x(done), self._x(done + value), middle, self._colour(number))
                done += value

    def _colour(self, number: int) -> Colour:
        return self.palette.series[number % len(self.palette.series)]

    def _wide(self, words: str) -> float:
        return sum(map(measure(self.faces, Face.TEXT, SAID), words))


def _box(x: float, to_x: float, middle: float, colour: Colour) -> Iterator[Rule]:
    """A filled box as one upright stroke as thick as it is wide: lines are drawn a half thickness over their ends."""
    thick, least = to_x - x, 0.05
    half = min(thick, BAR) / 2
    along = max((thick - BAR) / 2, least) if thick >= BAR else 0.0
    across = 0.0 if along else max((BAR - thick) / 2, least)
    yield Rule((x + to_x) / 2 - along, middle - across, (x + to_x) / 2 + along, middle + across, half * 2, colour)


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"
