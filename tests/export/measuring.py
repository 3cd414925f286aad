"""A PDF measured by pypdfium2 alone: where characters and rules stand, how large and of what colour they are.

Everything is in millimetres from the top left of the page, sizes of characters in points. The square of a character
reaches 0.88 of its size above its baseline in the faces we ship (their OS/2 tables say so).
"""

import ctypes
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4
ASCENT, DESCENT = 0.88, 0.12


@dataclass(frozen=True)
class Char:
    """One character: its ink, its origin on the baseline, its size in points, its fill, its way of writing."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    x: float
    y: float
    size: float
    colour: tuple
    font: str
    angle: float

    @property
    def head(self):
        return self.y - ASCENT * self.size / MM

    @property
    def foot(self):
        return self.y + DESCENT * self.size / MM


@dataclass(frozen=True)
class Stroke:
    """A ruled line with its ink."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float
    colour: tuple

    @property
    def middle(self):
        return (self.top + self.bottom) / 2

    @property
    def wide(self):
        return self.right - self.left


@dataclass(frozen=True)
class Leaf:
    """A page."""

    width: float
    height: float
    chars: tuple
    strokes: tuple

    @property
    def text(self):
        return "".join(c.words for c in self.chars)

    @property
    def rows(self):
        """Characters by their baselines, down the page; what lies is left out."""
        found = {}
        for char in self.chars:
            if abs(char.angle) < 0.1:
                found.setdefault(round(char.y, 1), []).append(char)
        return [Row(tuple(sorted(found[y], key=lambda c: c.x))) for y in sorted(found)]

    @property
    def body(self):
        """The rows inside the 版心."""
        return [r for r in self.rows if r.foot <= 262.3]

    def row(self, words):
        """The one row that says this."""
        (found,) = [r for r in self.rows if words in r.text]
        return found

    def red(self):
        return [s for s in self.strokes if is_red(s.colour)]

    def black(self):
        return [s for s in self.strokes if not is_red(s.colour)]


@dataclass(frozen=True)
class Row:
    chars: tuple

    @property
    def text(self):
        return "".join(c.words for c in self.chars)

    @property
    def head(self):
        return min(c.head for c in self.chars)

    @property
    def foot(self):
        return max(c.foot for c in self.chars)

    @property
    def left(self):
        """Where its first character's square begins."""
        return self.chars[0].x

    @property
    def right(self):
        """Where the square of its last character ends, were it a hanzi."""
        return self.chars[-1].x + self.chars[-1].size / MM

    @property
    def ink(self):
        return (
            min(c.left for c in self.chars),
            min(c.top for c in self.chars),
            max(c.right for c in self.chars),
            max(c.bottom for c in self.chars),
        )

    def part(self, words):
        """The characters that say this."""
        at = self.text.index(words)
        return Row(self.chars[at : at + len(words)])


def is_red(colour):
    red, green, blue = colour[:3]
    return red > 180 and green < 60 and blue < 60


@dataclass(frozen=True)
class Image:
    """A picture: the page it is on, from 0, and its box."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def images(data):
    """Every picture of a PDF."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [image for n in range(len(document)) for image in _images(document[n], n)]
    finally:
        document.close()


def _images(page, n):
    high = page.get_height()
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)):
        left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
        yield Image(n, left / MM, (high - top) / MM, right / MM, (high - bottom) / MM)


def measured(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return [_leaf(document[n]) for n in range(len(document))]
    finally:
        document.close()


def _leaf(page):
    width, height = page.get_size()
    text = page.get_textpage()
    chars = tuple(c for n in range(text.count_chars()) if (c := _char(text, n, height)).words.strip())
    paths = [o for o in page.get_objects() if o.type == raw.FPDF_PAGEOBJ_PATH]
    return Leaf(width / MM, height / MM, chars, tuple(_stroke(o, height) for o in paths))


def _char(text, n, height):
    left, bottom, right, top = text.get_charbox(n)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, n, x, y)
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, n, name, 100, flags)
    colour = [ctypes.c_uint() for _one in range(4)]
    raw.FPDFText_GetFillColor(text, n, *colour)
    return Char(
        chr(raw.FPDFText_GetUnicode(text, n)),
        left / MM,
        (height - top) / MM,
        right / MM,
        (height - bottom) / MM,
        x.value / MM,
        (height - y.value) / MM,
        raw.FPDFText_GetFontSize(text, n),
        tuple(c.value for c in colour),
        name.value.decode("utf-8", "replace"),
        raw.FPDFText_GetCharAngle(text, n),
    )


def _stroke(item, height):
    """The reader's bounds are half a stroke too far out on every side; test_the_reader_itself sees it on pixels."""
    left, bottom, right, top = item.get_bounds() if hasattr(item, "get_bounds") else item.get_pos()
    wide = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, wide)
    over = wide.value / 2
    colour = [ctypes.c_uint() for _one in range(4)]
    raw.FPDFPageObj_GetStrokeColor(item, *colour)
    return Stroke(
        (left + over) / MM,
        (height - top + over) / MM,
        (right - over) / MM,
        (height - bottom - over) / MM,
        wide.value / MM,
        tuple(c.value for c in colour),
    )
