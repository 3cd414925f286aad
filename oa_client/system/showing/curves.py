"""The short notation of paths in an OFD, as lines and curves: M L Q B A C."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from oa_client.system.showing.unreadable import Unreadable

MOST_STEPS = 200_000
_PIECES = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_TAKES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
Point = tuple[float, float]
Step = tuple[str, tuple[float, ...]]
"""``move``, ``line``, ``curve`` with two controls, or ``close``."""


def steps(notation: str) -> Iterator[Step]:
    """The steps of a path; what is no notation ends it. Raises `Unreadable` when there is no end to it."""
    at, start = (0.0, 0.0), (0.0, 0.0)
    for count, (letter, n) in enumerate(_read(notation)):
        if count > MOST_STEPS:
            raise Unreadable("too_big_to_show")
        if letter in {"S", "M"}:
            at = start = (n[0], n[1])
            yield "move", n
        elif letter == "L":
            at = (n[0], n[1])
            yield "line", n
        elif letter == "Q":
            yield "curve", _risen(at, n)
            at = (n[2], n[3])
        elif letter == "B":
            yield "curve", n
            at = (n[4], n[5])
        elif letter == "A":
            yield from _arc(at, n)
            at = (n[5], n[6])
        else:
            yield "close", ()
            at = start


def _read(notation: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    pieces = iter(_PIECES.findall(notation))
    for piece in pieces:
        takes = _TAKES.get(piece)
        if takes is None:
            return
        try:
            numbers = tuple(float(next(pieces)) for _ in range(takes))
        except (ValueError, RuntimeError):
            return
        if not all(abs(x) < 1e7 for x in numbers):
            return
        yield piece, numbers


def _risen(at: Point, n: tuple[float, ...]) -> tuple[float, ...]:
    """A curve of one control as one of two."""
    x, y, to_x, to_y = n
    return (
        at[0] + (x - at[0]) * 2 / 3,
        at[1] + (y - at[1]) * 2 / 3,
        to_x + (x - to_x) * 2 / 3,
        to_y + (y - to_y) * 2 / 3,
        to_x,
        to_y,
    )


def _arc(at: Point, n: tuple[float, ...]) -> Iterator[Step]:
    """Part of an ellipse, as the same notation of SVG has it (its appendix F.6), in curves of at most 90°."""
    rx, ry, turn, large, sweep, to_x, to_y = n
    rx, ry = abs(rx), abs(ry)
    if not rx or not ry or (to_x, to_y) == at:
        yield "line", (to_x, to_y)
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    half_x, half_y = (at[0] - to_x) / 2, (at[1] - to_y) / 2
    x, y = cos * half_x + sin * half_y, -sin * half_x + cos * half_y
    grown = (x / rx) ** 2 + (y / ry) ** 2
    if grown > 1:
        rx, ry = rx * math.sqrt(grown), ry * math.sqrt(grown)
    below = (rx * y) ** 2 + (ry * x) ** 2
    root = math.sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) if below else 0.0
    root = -root if bool(large) == bool(sweep) else root
    mid_x, mid_y = root * rx * y / ry, -root * ry * x / rx
    begin = math.atan2((y - mid_y) / ry, (x - mid_x) / rx)
    whole = math.atan2((-y - mid_y) / ry, (-x - mid_x) / rx) - begin
    if sweep and whole < 0:
        whole += 2 * math.pi
    elif not sweep and whole > 0:
        whole -= 2 * math.pi
    centre_x = cos * mid_x - sin * mid_y + (at[0] + to_x) / 2
    centre_y = sin * mid_x + cos * mid_y + (at[1] + to_y) / 2

    def place(px: float, py: float) -> Point:
        return (centre_x + cos * rx * px - sin * ry * py, centre_y + sin * rx * px + cos * ry * py)

    parts = max(1, math.ceil(abs(whole) / (math.pi / 2) - 1e-9))
    step = whole / parts
    reach = 4 / 3 * math.tan(step / 4)
    for part in range(parts):
        a, b = begin + part * step, begin + (part + 1) * step
        one = place(math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a))
        two = place(math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b))
        yield "curve", (*one, *two, *place(math.cos(b), math.sin(b)))
