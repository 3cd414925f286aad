"""What a PDF says when it is read back: the words and where they stand, in millimetres from the top left."""

from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Read:
    words: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A page: its size, its characters, its ruled lines (left, top, right, bottom)."""

    width: float
    height: float
    text: str
    chars: tuple[Read, ...]
    rules: tuple[tuple[float, float, float, float], ...]

    @property
    def head(self):
        """How much of the page's top is free of any ink."""
        return min([*(c.top for c in self.chars), *(r[1] for r in self.rules)])

    @property
    def lines(self):
        """The text as read, without the spaces a reader puts in."""
        return [line.replace(" ", "") for line in self.text.splitlines()]

    @property
    def run(self):
        return "".join(self.text.split())


def read(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return [_page(document[n]) for n in range(len(document))]
    finally:
        document.close()


def properties(data):
    document = pypdfium2.PdfDocument(data)
    try:
        return document.get_metadata_dict()
    finally:
        document.close()


def _page(page):
    width, height = page.get_size()
    text = page.get_textpage()
    chars = []
    for n in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(n)
        char = text.get_text_range(n, 1)
        if char.strip():
            chars.append(Read(char, left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    rules = []
    for one in page.get_objects():
        if one.type == raw.FPDF_PAGEOBJ_PATH:
            left, bottom, right, top = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
            rules.append((left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return Sheet(width / MM, height / MM, text.get_text_range(), tuple(chars), tuple(rules))
