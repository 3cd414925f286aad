"""Handwriting as a pen gives it: characters from hand-made strokes, sampled 133 times a second, pressed and a little shaken."""

import math
import random
from itertools import pairwise

from oa_client.app.ink import PAD, WIDTHS, Colour, Ink, Point, Stroke, Surface
from oa_client.app.ink_line import simplified

EVERY = 7.5
"""Milliseconds between two places a pen tells."""
SPEED = 6
"""Hundredths of a millimetre a pen goes in a millisecond."""
PEN_UP = 140

# In a square of 100 by 100: every stroke as the corners a hand goes through.
GLYPHS = {
    "同": [
        [(18, 14), (17, 50), (14, 92)],
        [(18, 15), (50, 13), (84, 14), (83, 50), (82, 88), (76, 92), (68, 86)],
        [(34, 32), (50, 31), (67, 30)],
        [(36, 48), (36, 60), (37, 74)],
        [(36, 49), (50, 48), (64, 48), (63, 60), (62, 72)],
        [(38, 73), (50, 72), (62, 71)],
    ],
    "意": [
        [(50, 4), (53, 9)],
        [(24, 15), (50, 13), (78, 12)],
        [(38, 18), (41, 25)],
        [(63, 17), (58, 26)],
        [(12, 31), (50, 29), (90, 27)],
        [(32, 38), (32, 48), (33, 58)],
        [(32, 39), (50, 38), (67, 37), (67, 48), (66, 57)],
        [(34, 48), (50, 47), (65, 47)],
        [(34, 58), (50, 57), (66, 57)],
        [(22, 72), (18, 80), (12, 86)],
        [(34, 68), (37, 82), (46, 90), (62, 91), (74, 88), (73, 80)],
        [(52, 68), (56, 76)],
        [(74, 66), (82, 72), (87, 80)],
    ],
    "请": [
        [(16, 10), (23, 20)],
        [(8, 36), (24, 34), (23, 60), (22, 84), (32, 76)],
        [(44, 16), (66, 14), (88, 12)],
        [(48, 28), (66, 27), (84, 25)],
        [(40, 41), (66, 39), (94, 37)],
        [(66, 5), (66, 22), (66, 39)],
        [(50, 52), (50, 72), (46, 94)],
        [(50, 53), (66, 52), (82, 51), (82, 74), (81, 92), (74, 88)],
        [(52, 65), (66, 64), (80, 63)],
        [(52, 77), (66, 76), (80, 75)],
    ],
    "速": [
        [(14, 16), (21, 25)],
        [(8, 42), (22, 40), (18, 56), (24, 66), (14, 84)],
        [(8, 84), (30, 82), (56, 90), (94, 92)],
        [(38, 22), (62, 20), (90, 18)],
        [(44, 34), (45, 44), (46, 52)],
        [(44, 35), (64, 33), (82, 32), (81, 42), (80, 50)],
        [(46, 52), (62, 51), (80, 50)],
        [(63, 6), (63, 40), (62, 80)],
        [(60, 54), (50, 66), (38, 74)],
        [(66, 54), (76, 64), (88, 70)],
    ],
    "办": [
        [(22, 32), (50, 29), (72, 28), (70, 60), (66, 84), (58, 90), (50, 82)],
        [(46, 8), (44, 40), (34, 66), (14, 90)],
        [(18, 46), (14, 56), (8, 64)],
        [(80, 42), (86, 52), (92, 62)],
    ],
}


def points_of(corners, start, square, left, top, rng):
    """What the pen tells of one stroke: harder in the middle, lighter as it leaves, never quite straight."""
    scale = square / 100
    corners = [(left + x * scale, top + y * scale) for x, y in corners]
    lengths = [math.dist(a, b) for a, b in pairwise(corners)]
    whole = sum(lengths) or 1.0
    count = max(3, round(whole / SPEED / EVERY))
    found = []
    for n in range(count + 1):
        share = n / count
        eased = share - math.sin(2 * math.pi * share) / (2 * math.pi) * 0.6
        far, k = eased * whole, 0
        while k < len(lengths) - 1 and far > lengths[k]:
            far -= lengths[k]
            k += 1
        (ax, ay), (bx, by) = corners[k], corners[k + 1]
        part = min(1.0, far / (lengths[k] or 1.0))
        shake = 4 * math.sin(n * 0.9 + left)
        pressure = 260 + 620 * math.sin(math.pi * min(1.0, 0.12 + share * 0.88)) ** 0.6 + rng.uniform(-12, 12)
        x, y = ax + (bx - ax) * part + shake, ay + (by - ay) * part + shake / 2
        found.append(Point(round(x), round(y), max(0, min(1023, round(pressure))), round(start + n * EVERY)))
    return tuple(found)


def strokes_of(
    text, *, left=600, top=600, square=1500, colour=Colour.BLACK, width=WIDTHS[0], surface=0, seed=1, raw=False
):
    """A text as strokes, written from the left; `raw`: every place the pen told, else as the canvas keeps them."""
    rng, found, at = random.Random(seed), [], 0.0
    for number, glyph in enumerate(text):
        x = left + number * round(square * 1.12) + rng.uniform(-30, 30)
        for corners in GLYPHS[glyph]:
            points = points_of(corners, at, square, x, top + rng.uniform(-25, 25), rng)
            at = points[-1].t + PEN_UP
            found.append(Stroke(points if raw else simplified(points), width, colour, surface))
    return tuple(found)


def ink_of(text="同意", on=None, **how):
    """A text written on a pad, or on another surface."""
    return Ink((on or Surface(*PAD),), strokes_of(text, **how))
