"""The line a pen draws: points that say nothing are left out, and it is fitted to where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from oa_client.app.ink import Colour, Ink, Point, Stroke, wide_at

NEAR = 5
"""How far a point left out may lie beside the line: 0.05 mm."""
PRESSED = 20
"""So many steps of pressure weigh as much as a hundredth of a millimetre beside the line: seen, 2 % of the width."""
STEPS = 8
"""How many widths a line is drawn in."""


def simplified(points: Sequence[Point], near: float = NEAR) -> tuple[Point, ...]:
    """Ramer-Douglas-Peucker over place and pressure: first and last stay, and whatever lies off the line between."""
    if len(points) < 3:
        return tuple(points)
    kept, spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        at, far = _farthest(points, first, last)
        if far > near:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return tuple(points[n] for n in sorted(kept))


def _farthest(points: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """Which point between lies farthest off the straight line from the one to the other, and how far."""
    a, b = points[first], points[last]
    ax, ay, ap = a.x, a.y, a.pressure / PRESSED
    dx, dy, dp = b.x - ax, b.y - ay, b.pressure / PRESSED - ap
    length, best, found = dx * dx + dy * dy + dp * dp, -1.0, first
    for n in range(first + 1, last):
        p = points[n]
        x, y, z = p.x - ax, p.y - ay, p.pressure / PRESSED - ap
        along = 0.0 if not length else min(1.0, max(0.0, (x * dx + y * dy + z * dp) / length))
        far = (x - along * dx) ** 2 + (y - along * dy) ** 2 + (z - along * dp) ** 2
        if far > best:
            best, found = far, n
    return found, best**0.5 if best > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """Part of a stroke in one width, through these places; a dot is a line with one place."""

    places: tuple[tuple[float, float], ...]
    width: float
    colour: Colour = Colour.BLACK


def lines_of(stroke: Stroke) -> Iterator[Line]:
    """A stroke as lines of a few widths, each beginning where the one before ends."""
    points = stroke.points
    if len(points) == 1:
        yield Line(((points[0].x, points[0].y),), wide_at(stroke, points[0].pressure), stroke.colour)
        return
    pieces = ((a, b, step(stroke, (a.pressure + b.pressure) / 2)) for a, b in pairwise(points))
    for width, group in groupby(pieces, key=lambda piece: piece[2]):
        found = list(group)
        places = ((found[0][0].x, found[0][0].y), *((b.x, b.y) for _a, b, _w in found))
        yield Line(tuple((float(x), float(y)) for x, y in places), width, stroke.colour)


def step(stroke: Stroke, pressure: float) -> float:
    """The width for a pressure, one of a few."""
    full = wide_at(stroke, 1023) / STEPS
    return max(1, round(wide_at(stroke, pressure) / full)) * full


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is written."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From side to side."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


def box_of(strokes: Iterable[Stroke]) -> Box | None:
    """Around everything written, the width of the lines included; None where nothing is."""
    edges = [(p.x, p.y, wide_at(s, p.pressure) / 2) for s in strokes for p in s.points]
    if not edges:
        return None
    return Box(
        min(x - w for x, _y, w in edges),
        min(y - w for _x, y, w in edges),
        max(x + w for x, _y, w in edges),
        max(y + w for _x, y, w in edges),
    )


def below_each_other(ink: Ink) -> tuple[Stroke, ...]:
    """What was written on every surface as on one sheet, one surface below the other; places may lie anywhere."""
    found, top = list[Stroke](), 0.0
    for surface in ink.used:
        strokes = tuple(ink.on(surface))
        box = box_of(strokes)
        assert box is not None
        down = round(top - box.top)
        found += [replace(s, points=tuple(replace(p, y=p.y + down) for p in s.points)) for s in strokes]
        top += box.height + 300
    return tuple(found)
