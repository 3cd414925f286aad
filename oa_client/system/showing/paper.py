"""Plain pages: headings, paragraphs and tables set one after the other, as a PDF of its own."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from oa_client.system.showing.face import FACE, advance, face, plain
from oa_client.system.showing.lines import broken

A4 = (595.0, 842.0)
MARGIN = 48.0
PITCH = 1.5
MOST_PAGES = 300
INK, GREY, RULE, GROUND = (0.12, 0.14, 0.16), (0.39, 0.43, 0.49), (0.75, 0.78, 0.81), (0.94, 0.95, 0.96)
BODY = 10.5
SIZES = (18.0, 15.0, 13.0, 12.0, 11.0)
"""Of headings, the highest first."""
CUT = "以下内容较多，这里不再显示；请用系统阅读器打开原件。"


class Full(Exception):
    """There are as many pages as anybody turns; the rest is left out, and said so."""


class Paper:
    """A writer that goes down the page and begins another when it is full."""

    def __init__(self, width: float = A4[0], height: float = A4[1], margin: float = MARGIN) -> None:
        """Pages of one size; a table may ask for wider ones."""
        face()
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=(width, height), pageCompression=0)
        self._margin = margin
        self._size = (width, height)
        self._pages = 0
        self.y = 0.0
        self._begun = False

    # pages

    @property
    def wide(self) -> float:
        """How wide a line is."""
        return self._size[0] - 2 * self._margin

    @property
    def left(self) -> float:
        """Where lines begin."""
        return self._margin

    def begin_page(self, width: float = 0.0, height: float = 0.0) -> None:
        """Another page, of another size from here on where one is given. Raises `Full`."""
        if self._begun:
            self.canvas.showPage()
        if self._pages >= MOST_PAGES:
            self._begun = False
            raise Full
        self._pages += 1
        self._size = (width or self._size[0], height or self._size[1])
        self.canvas.setPageSize(self._size)
        self.y = self._size[1] - self._margin
        self._begun = True

    def room(self, high: float) -> bool:
        """See to it that so much fits below; True when that took another page."""
        if self._begun and (self.y - high >= self._margin or self.y >= self._size[1] - self._margin):
            return False
        self.begin_page()
        return True

    def gap(self, high: float) -> None:
        """Room between two things; none at the top of a page."""
        if self._begun and self.y < self._size[1] - self._margin:
            self.y -= high

    # what stands on them

    def text(
        self,
        text: str,
        size: float = BODY,
        *,
        indent: float = 0.0,
        colour: tuple[float, float, float] = INK,
        strong: bool = False,
        centred: bool = False,
    ) -> None:
        """A paragraph."""
        for line in broken(plain(text), self.wide - indent, size):
            self.room(size * PITCH)
            self.y -= size * PITCH
            spare = (self.wide - indent - advance(line, size)) / 2 if centred else 0.0
            self.put(self.left + indent + max(0.0, spare), self.y + size * 0.35, line, size, colour, strong=strong)

    def put(
        self,
        x: float,
        y: float,
        line: str,
        size: float,
        colour: tuple[float, float, float] = INK,
        *,
        strong: bool = False,
    ) -> None:
        """A line at a place."""
        if not line:
            return
        draw = self.canvas.beginText(x, y)
        draw.setFont(FACE, size)
        draw.setFillColorRGB(*colour)
        if strong:
            self.canvas.setLineWidth(size * 0.03)
            draw.setStrokeColorRGB(*colour)
            draw.setTextRenderMode(2)
        draw.textOut(line)
        if strong:
            draw.setTextRenderMode(0)
        self.canvas.drawText(draw)

    def heading(self, text: str, level: int = 0, *, centred: bool = False) -> None:
        """A heading, kept with what follows."""
        size = SIZES[min(level, len(SIZES) - 1)]
        self.gap(size * 0.6)
        self.room(size * PITCH * 3)
        self.text(text, size, strong=True, centred=centred)
        self.gap(size * 0.3)

    def note(self, text: str) -> None:
        """What the program says of the file, on a grey strip."""
        lines = list(broken(plain(text), self.wide - 16, 9))
        high = len(lines) * 9 * PITCH + 8
        self.room(high)
        self.canvas.setFillColorRGB(*GROUND)
        self.canvas.rect(self.left, self.y - high, self.wide, high, fill=1, stroke=0)
        for number, line in enumerate(lines, 1):
            self.put(self.left + 8, self.y - 4 - number * 9 * PITCH + 3.5, line, 9, GREY)
        self.y -= high + 8

    def finish(self, *, cut: bool = False) -> bytes:
        """The PDF; `cut`: not everything is in it."""
        if cut:
            self._pages = 0
            self.begin_page()
            self.note(CUT)
        if not self._begun:
            self.begin_page()
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()
