"""Somebody writing by hand: the strokes so far, what undoing brings back, and when it is full. No Qt, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oa_client.app.ink import (
    FULL_PRESSURE,
    MOST_POINTS,
    MOST_STROKES,
    MOST_TIME,
    WIDTHS,
    Colour,
    Ink,
    Point,
    Stroke,
    Surface,
)
from oa_client.app.ink_line import simplified

MOST_OF_ONE = 5_000
"""A stroke of more places than this goes on as another."""
PAUSE = 1000
"""What is written after coming back begins so many milliseconds after what was there."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was added or taken away, each stroke with its place in the order."""

    added: bool
    strokes: tuple[tuple[int, Stroke], ...]


class InkSession:
    """One act of writing. Times are milliseconds of any clock; only differences count."""

    def __init__(self, ink: Ink | None = None) -> None:
        """From nothing, or from what was written before."""
        self.surfaces: list[Surface] = list(ink.surfaces) if ink else []
        self.strokes: list[Stroke] = list(ink.strokes) if ink else []
        self.width, self.colour = WIDTHS[0], Colour.BLACK
        self.points = ink.points if ink else 0
        self.changes = 0
        self._done: list[Done] = []
        self._undone: list[Done] = []
        self._now: list[Point] = []
        self._on = 0
        self._start: float | None = None
        self._before = max((s.points[-1].t + PAUSE for s in self.strokes), default=0)

    def surface(self, wanted: Surface) -> int:
        """The number of a surface, which is noted the first time."""
        if wanted not in self.surfaces:
            self.surfaces.append(wanted)
        return self.surfaces.index(wanted)

    @property
    def full(self) -> bool:
        """Whether no more goes into one file; what is written stays."""
        return self.points >= MOST_POINTS or len(self.strokes) >= MOST_STROKES

    # writing

    def begin(self, surface: int, x: float, y: float, pressure: float, now: float) -> bool:
        """The pen comes down; False when there is no room for more."""
        self.end()
        if self.full:
            return False
        self._on, self._now = surface, []
        self.move(x, y, pressure, now)
        return True

    def move(self, x: float, y: float, pressure: float, now: float) -> tuple[Point, ...]:
        """The pen goes on: the last two places, to be drawn at once; the first alone is a dot."""
        if self._start is None:
            self._start = now
        surface = self.surfaces[self._on]
        last = self._now[-1].t if self._now else (self.strokes[-1].points[-1].t if self.strokes else 0)
        at = min(MOST_TIME, max(last, self._before + round(now - self._start)))
        point = Point(
            min(surface.width, max(0, round(x))),
            min(surface.height, max(0, round(y))),
            min(FULL_PRESSURE, max(0, round(pressure))),
            at,
        )
        self._now.append(point)
        told = tuple(self._now[-2:])
        if len(self._now) >= MOST_OF_ONE:
            self._split()
        return told

    def _split(self) -> None:
        last, on = self._now[-1], self._on
        self.end()
        if not self.full:
            self._on, self._now = on, [last]

    @property
    def writing(self) -> bool:
        """Whether the pen is down."""
        return bool(self._now)

    @property
    def current(self) -> Stroke | None:
        """The stroke being written."""
        return Stroke(tuple(self._now), self.width, self.colour, self._on) if self._now else None

    def end(self) -> Stroke | None:
        """The pen is lifted: the stroke as it is kept."""
        points, self._now = self._now, []
        if not points:
            return None
        room = max(1, MOST_POINTS - self.points)
        stroke = Stroke(simplified(points)[:room], self.width, self.colour, self._on)
        self._do(Done(True, ((len(self.strokes), stroke),)))
        return stroke

    def erase(self, surface: int, x: float, y: float, reach: float) -> tuple[Stroke, ...]:
        """Take away whole strokes that pass so near."""
        hit = tuple((n, s) for n, s in enumerate(self.strokes) if s.surface == surface and _near(s, x, y, reach))
        if hit:
            self._do(Done(False, hit))
        return tuple(s for _n, s in hit)

    def clear(self) -> None:
        """Everything away; it can be undone."""
        if self.strokes:
            self._do(Done(False, tuple(enumerate(self.strokes))))

    # taking back

    def _do(self, done: Done) -> None:
        self._undone.clear()
        self._done.append(done)
        self._put(done, back=False)

    def undo(self) -> bool:
        """Take back the last change; whether there was one."""
        return self._step(self._done, self._undone, back=True)

    def redo(self) -> bool:
        """Do again what was taken back."""
        return self._step(self._undone, self._done, back=False)

    def _step(self, source: list[Done], other: list[Done], *, back: bool) -> bool:
        if not source:
            return False
        done = source.pop()
        other.append(done)
        self._put(done, back=back)
        return True

    def _put(self, done: Done, *, back: bool) -> None:
        self.changes += 1
        if done.added is not back:
            for n, stroke in done.strokes:
                self.strokes.insert(n, stroke)
        else:
            gone = {n for n, _s in done.strokes}
            self.strokes[:] = [s for n, s in enumerate(self.strokes) if n not in gone]
        count = sum(len(s.points) for _n, s in done.strokes)
        self.points += count if done.added is not back else -count

    @property
    def can_undo(self) -> bool:
        """Whether something can be taken back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether something taken back can be done again."""
        return bool(self._undone)

    def ink(self) -> Ink:
        """What is written by now, in the order of time, on the surfaces that are used."""
        found = sorted(self.strokes, key=lambda s: s.points[0].t)
        used = sorted({s.surface for s in found})
        return Ink(tuple(self.surfaces[n] for n in used), tuple(_moved(s, used.index(s.surface)) for s in found))


def _moved(stroke: Stroke, surface: int) -> Stroke:
    return Stroke(stroke.points, stroke.width, stroke.colour, surface)


def _near(stroke: Stroke, x: float, y: float, reach: float) -> bool:
    reach += stroke.width / 2
    points = stroke.points
    if len(points) == 1:
        return (points[0].x - x) ** 2 + (points[0].y - y) ** 2 <= reach * reach
    return any(_off(points, n, x, y) <= reach * reach for n in range(len(points) - 1))


def _off(points: Sequence[Point], n: int, x: float, y: float) -> float:
    a, b = points[n], points[n + 1]
    dx, dy = b.x - a.x, b.y - a.y
    length = dx * dx + dy * dy
    along = 0.0 if not length else min(1.0, max(0.0, ((x - a.x) * dx + (y - a.y) * dy) / length))
    return (a.x + along * dx - x) ** 2 + (a.y + along * dy - y) ** 2
