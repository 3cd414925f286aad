"""Handwriting fitted into the cell of a sheet: never larger than it was written, and wholly inside."""

from __future__ import annotations

from dataclasses import dataclass

from oa_client.app.ink import Colour, Ink
from oa_client.app.ink_line import Line, below_each_other, box_of, lines_of
from oa_client.layout.tree import BLACK, RED, Brush

POINT = 72 / 2540
"""Points in a hundredth of a millimetre."""
LEAST = 0.3
"""No line is thinner, in points: it would be lost on the office's printer."""
COLOURS = {Colour.BLACK: BLACK, Colour.RED: RED}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Handwriting in a cell: `brushes` from its own upper left corner, `x` from the cell's inner left, `above` free."""

    brushes: tuple[Brush, ...]
    wide: float
    high: float
    above: float = 0.0
    x: float = 0.0

    @property
    def whole(self) -> float:
        """All the height it takes."""
        return self.above + self.high

    def at(self, x: float, y: float) -> tuple[Brush, ...]:
        """Standing there."""
        return tuple(
            Brush(tuple((x + self.x + a, y + b) for a, b in brush.places), brush.thickness, brush.colour)
            for brush in self.brushes
        )


def fitted(ink: Ink, wide: float, high: float) -> Drawn | None:
    """Everything written, at most so wide and high, in points; None where nothing is."""
    strokes = below_each_other(ink)
    box = box_of(strokes)
    if box is None:
        return None
    scale = min(POINT, wide / max(1.0, box.width), high / max(1.0, box.height))
    brushes = tuple(
        Brush(
            tuple(((x - box.left) * scale, (y - box.top) * scale) for x, y in line.places),
            max(LEAST, line.width * scale),
            COLOURS[line.colour],
        )
        for stroke in strokes
        for line in lines_of(stroke)
    )
    return Drawn(brushes, box.width * scale, box.height * scale)


def svg(ink: Ink) -> str:
    """Everything written as a picture of its own size; nothing in it but lines."""
    strokes = below_each_other(ink)
    box = box_of(strokes)
    left, top, wide, high = (box.left, box.top, box.width, box.height) if box else (0.0, 0.0, 1.0, 1.0)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide / 100:.2f}mm" height="{high / 100:.2f}mm" '
        f'viewBox="{left:.0f} {top:.0f} {wide:.0f} {high:.0f}" fill="none" '
        'stroke-linecap="round" stroke-linejoin="round">'
    )
    return "\n".join([head, *(_polyline(line) for stroke in strokes for line in lines_of(stroke)), "</svg>\n"])


def _polyline(line: Line) -> str:
    places = line.places if len(line.places) > 1 else line.places * 2
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    colour = "#{:02x}{:02x}{:02x}".format(*COLOURS[line.colour])
    return f'<polyline points="{points}" stroke="{colour}" stroke-width="{line.width:.0f}"/>'
