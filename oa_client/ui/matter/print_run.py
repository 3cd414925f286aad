"""Pages on their way to a printer: drawn by the jailed child one after the other, put on paper as they come."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QObject, QRect, Qt, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from oa_client.app.preview import Document, Layout, Pixels, Preview
from oa_client.ui.widgets.running import Runner

DOTS = 300
"""Dots of an inch: what pages are drawn at. Outlines sent to a printer as fonts lose glyphs on some."""


def printer_for(layout: Layout) -> QPrinter:
    """A printer set to the paper of these pages, from edge to edge."""
    width, height = layout.sizes[0]
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DOTS)
    lying = width > height
    turned = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, QMarginsF()))
    printer.setFullPage(True)
    return printer


class PrintRun(QObject):
    """One document on its way. `over`: True when every page is with the printer."""

    over = Signal(bool)

    def __init__(self, preview: Preview, runner: Runner, document: Document, layout: Layout, printer: QPrinter) -> None:
        super().__init__()
        self._preview, self._runner, self._document, self._layout = preview, runner, document, layout
        self._printer = printer
        self._painter = QPainter()
        self._left = self._wanted()

    def _wanted(self) -> list[int]:
        """The pages somebody chose, from 0."""
        total = len(self._layout.sizes)
        first, last = self._printer.fromPage() or 1, self._printer.toPage() or total
        return list(range(max(1, first) - 1, min(last, total)))

    def begin(self) -> None:
        """Send the first; the others follow."""
        if not self._left or not self._painter.begin(self._printer):
            self.over.emit(False)
            return
        self._next()

    def _next(self) -> None:
        number = self._left[0]
        width = round(self._layout.sizes[number][0] / 72 * DOTS)
        preview, document = self._preview, self._document
        self._runner.run(lambda: preview.page(document, number, width), self._put, self._failed, name="print.page")

    def _put(self, pixels: Pixels) -> None:
        image = QImage(pixels.data, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32)
        paper = QRect(0, 0, self._printer.width(), self._printer.height())
        size = image.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(paper.topLeft(), size)
        target.moveCenter(paper.center())
        self._painter.drawImage(target, image)
        del self._left[0]
        if not self._left:
            self.over.emit(self._painter.end())
        elif self._printer.newPage():
            self._next()
        else:
            self._failed(OSError())

    def _failed(self, _error: Exception) -> None:
        self._printer.abort()
        self._painter.end()
        self.over.emit(False)
