"""An OFD (GB/T 33190) as far as it can be drawn; what was not drawn is said on the page itself."""

from __future__ import annotations

import io
import time
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from reportlab.pdfgen.canvas import Canvas

from oa_client.system.showing.face import FACE, face
from oa_client.system.showing.ofd_book import A4_BOX, Book, Box, Stamp, books, box
from oa_client.system.showing.ofd_page import Drawing
from oa_client.system.showing.paper import A4, GREY, GROUND, MOST_PAGES
from oa_client.system.showing.seals import picture_of
from oa_client.system.showing.tree import each, under, words
from oa_client.system.showing.unreadable import Unreadable

MM = 72 / 25.4
STRIP = 22.0
SECONDS = 7.0
"""Processor time for all pages, of what a request may take; scans inside a long document take longer."""
LARGEST = 5000.0
"""Millimetres of a side."""
_ORDER = {"Background": 0, "Body": 1, "Foreground": 2}


def pages(data: bytes, *, inside: bool = False) -> bytes:
    """The pages as a PDF. Raises `Unreadable`. `inside`: it is the picture of a seal, with no seals of its own."""
    face()
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    drawn = 0
    left_out, until = 0, time.process_time() + SECONDS
    for book in books(data):
        for page, name in book.pages:
            if drawn >= MOST_PAGES or (drawn and time.process_time() > until):
                left_out += 1
                continue
            _Page(book, canvas, page, name, stamped=not inside).draw()
            drawn += 1
    if not drawn:
        raise Unreadable("broken_file")
    if left_out:
        _say_cut(canvas, left_out)
    canvas.save()
    return out.getvalue()


def _say_cut(canvas: Canvas, left_out: int) -> None:
    """A page of its own behind the last that is shown: nobody takes that one for the end."""
    canvas.setPageSize(A4)
    canvas.setFillColorRGB(*GREY)
    canvas.setFont(FACE, 12)
    canvas.drawCentredString(A4[0] / 2, A4[1] / 2, f"后面还有 {left_out} 页，这里不再显示；请用系统阅读器打开原件。")
    canvas.showPage()


class _Page:
    """One page being drawn."""

    def __init__(self, book: Book, canvas: Canvas, page: str, name: str, *, stamped: bool) -> None:
        self._book, self._canvas, self._id = book, canvas, page
        self._drawing = Drawing(book, canvas)
        self._root = _part(book, name)
        self._stamps = [s for s in book.stamps if s.page == page] if stamped else []
        self._unstamped = 0

    def draw(self) -> None:
        """Everything on it, and what is to be said of it."""
        place = _sane(box(words(under(self._root, "Area", "PhysicalBox"))) or self._book.size)
        wide, high = place[2] * MM, place[3] * MM
        self._canvas.saveState()
        self._canvas.transform(MM, 0, 0, -MM, -place[0] * MM, high + place[1] * MM)
        self._layers()
        notes = _part(self._book, self._book.notes.get(self._id, ""))
        if notes is not None:
            self._drawing.notes(notes)
        for stamp in self._stamps:
            self._stamp(stamp)
        self._canvas.restoreState()
        said = self._said()
        self._canvas.setPageSize((wide, high + STRIP if said else high))
        if said:
            self._say(said, wide, high)
        self._canvas.showPage()

    def _layers(self) -> None:
        """The page among its templates, from the lowest."""
        if self._root is None:
            return
        found: list[tuple[int, Element]] = [(_ORDER["Body"], self._root)]
        for one in each(self._root, "Template"):
            template = _part(self._book, self._book.templates.get(one.get("TemplateID", ""), ""))
            if template is None:
                self._drawing.lost += 1
            else:
                found.append((_ORDER.get(one.get("ZOrder", "Background"), 0), template))
        for _order, root in sorted(found, key=lambda pair: pair[0]):
            self._drawing.layers(root)

    def _stamp(self, stamp: Stamp) -> None:
        x, y, wide, high = stamp.place
        self._canvas.saveState()
        self._canvas.translate(x, y)
        self._canvas.setBlendMode("Multiply")  # a seal hides no words, whatever its ground
        if stamp.clip is not None:
            path = self._canvas.beginPath()
            path.rect(*stamp.clip)
            self._canvas.clipPath(path, stroke=0, fill=0)
        if not any(self._seal(name, wide, high) for name in stamp.files):
            self._unstamped += 1
            self._frame(wide, high)
        self._canvas.restoreState()

    def _seal(self, name: str, wide: float, high: float) -> bool:
        """The picture in a file of a seal; whether there was one that could be drawn."""
        try:
            found = picture_of(self._book.zipped.read(name))
        except Unreadable as error:
            if str(error) != "broken_file":
                raise
            return False
        if found is None:
            return False
        if found.kind == "ofd" or found.data.startswith(b"PK"):
            return self._seal_pages(found.data, wide, high)
        self._canvas.saveState()
        self._canvas.scale(wide, high)
        drawn = self._drawing.picture(found.data)
        self._canvas.restoreState()
        return drawn

    def _seal_pages(self, data: bytes, wide: float, high: float) -> bool:
        """A seal that is an OFD itself: its first page."""
        try:
            book = next(books(data))
            root = book.part(book.pages[0][1])
        except (Unreadable, StopIteration, IndexError):
            return False
        place = _sane(box(words(under(root, "Area", "PhysicalBox"))) or book.size)
        inner = Drawing(book, self._canvas)
        self._canvas.saveState()
        self._canvas.scale(wide / place[2], high / place[3])
        for one in each(root, "Template"):
            template = _part(book, book.templates.get(one.get("TemplateID", ""), ""))
            if template is not None:
                inner.layers(template)
        inner.layers(root)
        self._canvas.restoreState()
        self._drawing.lost += inner.lost
        return True

    def _frame(self, wide: float, high: float) -> None:
        self._canvas.setStrokeColorRGB(0.7, 0.1, 0.1)
        self._canvas.setFillColorRGB(0.7, 0.1, 0.1)
        self._canvas.setLineWidth(0.3)
        self._canvas.setDash([1, 1])
        self._canvas.rect(0, 0, wide, high, fill=0)
        text = self._canvas.beginText()
        text.setFont(FACE, 3)
        text.setTextTransform(1, 0, 0, -1, 1, min(high, 5))
        text.textOut("此处有签章，未画出")
        self._canvas.drawText(text)

    def _said(self) -> str:
        """What a reader must know of this page."""
        if self._root is None:
            return "这一页读不出来。"
        said = []
        if self._drawing.lost:
            said.append(f"本页有 {self._drawing.lost} 处未能画出")
        if self._stamps:
            said.append(f"本页有 {len(self._stamps)} 处签章，未验证")
        return "；".join(said) + "，以原件为准。" if said else ""

    def _say(self, said: str, wide: float, high: float) -> None:
        self._canvas.setFillColorRGB(*GROUND)
        self._canvas.rect(0, high, wide, STRIP, fill=1, stroke=0)
        self._canvas.setFillColorRGB(*GREY)
        self._canvas.setFont(FACE, 9)
        self._canvas.drawString(12, high + 7, said)


def _part(book: Book, name: str) -> Element | None:
    """A part read; None when it is not there or broken."""
    try:
        return book.part(name) if name else None
    except Unreadable as error:
        if str(error) != "broken_file":
            raise
        return None


def _sane(place: Box) -> Box:
    return place if 1 <= place[2] <= LARGEST and 1 <= place[3] <= LARGEST else A4_BOX
