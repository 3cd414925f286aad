"""手写签批 as data: strokes of a pen on a page of a file, or on a pad, and what they may be at most.

Places are whole hundredths of a millimetre from the upper left corner, pressure goes from 0 to 1023, time is in
milliseconds since the first stroke. It travels as a file of its matter (`ink_file.py`), named by its SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from oa_client.domain.handwriting import MOST_BYTES

NAME = "手写批示.ink"
"""What the file of somebody's handwriting is called among the files of a matter."""
MAGIC = b"LYINK"
MOST_STROKES = 10_000
MOST_POINTS = 50_000
MOST_PAGE = 9_999
FULL_PRESSURE = 1023
MOST_WIDE = 200_000
"""Two metres in hundredths of a millimetre: no page is larger, and nothing is written outside of it."""
MOST_TIME = 30 * 24 * 3600 * 1000
WIDTHS = (45, 90)
"""The two pens, thin and thick, at usual pressure, in hundredths of a millimetre."""
PAD = (17_000, 10_000)
"""A sheet of 批示 paper, in hundredths of a millimetre."""

__all__ = ("MOST_BYTES", "BadInk", "Colour", "Ink", "Point", "Stroke", "Surface")


class BadInk(Exception):
    """The one error of handwriting: it is no such file, or too large. `code` says which: bad_ink or ink_too_large."""

    def __init__(self, code: str = "bad_ink") -> None:
        """Which of the two."""
        super().__init__(code)
        self.code = code


class Colour(IntEnum):
    """The two colours of the office."""

    BLACK = 0
    RED = 1


@dataclass(frozen=True, slots=True)
class Point:
    """Where the pen was, how hard it was pressed, and when."""

    x: int
    y: int
    pressure: int
    t: int


@dataclass(frozen=True, slots=True)
class Surface:
    """What was written on: a page (from 0) of the file of this SHA-256, or a pad when there is none; and its size."""

    width: int
    height: int
    file: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke on the surface of that place in `Ink.surfaces`; `width` at usual pressure."""

    points: tuple[Point, ...]
    width: int = WIDTHS[0]
    colour: Colour = Colour.BLACK
    surface: int = 0


@dataclass(frozen=True, slots=True)
class Ink:
    """Everything somebody wrote in one act, in the order of the strokes."""

    surfaces: tuple[Surface, ...]
    strokes: tuple[Stroke, ...]

    @property
    def points(self) -> int:
        """How many there are."""
        return sum(len(s.points) for s in self.strokes)

    def on(self, surface: int) -> Iterator[Stroke]:
        """The strokes on one of its surfaces."""
        return (s for s in self.strokes if s.surface == surface)

    @property
    def used(self) -> tuple[int, ...]:
        """The surfaces something is written on."""
        return tuple(sorted({s.surface for s in self.strokes}))


def is_ink(name: str) -> bool:
    """Whether a file by its name is handwriting; whether it really is, only reading it says."""
    return name.casefold().endswith(".ink")


def wide_at(stroke: Stroke, pressure: float) -> float:
    """How wide a stroke is where the pen is pressed so hard: half at no pressure, one and a half at full."""
    return stroke.width * (0.5 + min(max(pressure, 0), FULL_PRESSURE) / FULL_PRESSURE)
