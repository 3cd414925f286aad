"""The pages of a file, one under the other: scrolled, zoomed, read by keyboard; drawn by the jailed child."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from oa_client.app.preview import Document, Layout, Pixels
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.drawing import Asking, Drawing, Wanted
from oa_client.ui.widgets import plain

GAP = 12
KEPT = 12
ZOOMS = (0.4, 4.0)
POINT = 96 / 72
STEP = 1.15


class PagesView(QAbstractScrollArea):
    """`opened`: how many pages there are; `failed`: a code; `turned`: which page is in sight."""

    opened = Signal(int)
    failed = Signal(str)
    turned = Signal(int)

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self._drawing = drawing
        self._document: Document | None = None
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._images: dict[tuple[int, int], QImage] = {}
        self._old: set[int] = set()
        self._tops: list[int] = []
        self._zoom = 1.0
        self._fit = True
        self._asking = Asking(self._on_layout, self._on_page, self._on_failed)
        self._build()

    def _build(self) -> None:
        plain.named(self, "view.pages", _("文件页面"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().setSingleStep(48)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # what is shown

    def show_document(self, document: Document | None) -> None:
        """Another file, or none."""
        if document == self._document:
            return
        self._drawing.drop(self._asking)
        self._document, self._sizes, self._fit = document, (), True
        self._images.clear()
        self._old.clear()
        self.verticalScrollBar().setValue(0)
        self._place()
        if document is not None:
            self._drawing.open(document, self._asking)

    def grow(self, document: Document) -> None:
        """The same pages and more of them: whoever reads stays where he is."""
        if document == self._document:
            return
        self._drawing.drop(self._asking)
        self._document = document
        self._drawing.open(document, self._asking)

    def renew(self, document: Document) -> None:
        """What is shown was written on: the pages stay as they are until the new ones are drawn, and so does place."""
        if self._document is None or not self._sizes:
            self.show_document(document)
            return
        self._old = {number for number, _width in self._images} | self._old
        self.grow(document)

    def _on_layout(self, document: Document, layout: Layout) -> None:
        if shiboken6.isValid(self) and document == self._document:
            self._sizes = layout.sizes
            self._place()
            self.opened.emit(len(layout.sizes))

    def _on_page(self, wanted: Wanted, pixels: Pixels) -> None:
        if not shiboken6.isValid(self) or wanted.document != self._document:
            return
        image = QImage(pixels.data, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        for key in [k for k in self._images if k[0] == wanted.number]:
            del self._images[key]
        self._images[wanted.number, wanted.width] = image
        self._old.discard(wanted.number)
        self._forget()
        self.viewport().update()

    def _forget(self) -> None:
        """Keep the images nearest to what is in sight."""
        here = self.page
        far = sorted(self._images, key=lambda k: abs(k[0] - here))
        for key in far[KEPT:]:
            del self._images[key]

    def _on_failed(self, document: Document, code: str) -> None:
        if shiboken6.isValid(self) and document == self._document:
            self.failed.emit(code)

    # where it is

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page most in sight, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max(0, sum(top <= middle for top in self._tops) - 1)

    @property
    def drawn(self) -> frozenset[int]:
        """The pages that are there as pixels."""
        return frozenset(number for number, _width in self._images)

    @property
    def stale(self) -> bool:
        """Whether a page in sight is still that of before."""
        return bool(self._old & set(self._in_sight()))

    def _widest(self) -> float:
        return max((width for width, _ in self._sizes), default=595.0) * POINT

    def _place(self) -> None:
        if self._fit:
            self._zoom = max(0.1, (self.viewport().width() - 2 * GAP) / self._widest())
        top, self._tops = GAP, []
        for width, height in self._sizes:
            self._tops.append(top)
            top += round(self._page_width(width) * height / width) + GAP
        bar, side = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, top - self.viewport().height()))
        wide = round(self._widest() * self._zoom) + 2 * GAP
        side.setPageStep(self.viewport().width())
        side.setRange(0, max(0, wide - self.viewport().width()) if not self._fit else 0)
        self._ask()
        self.viewport().update()

    def _page_width(self, points: float) -> int:
        return max(1, round(points * POINT * self._zoom))

    def _rect(self, number: int) -> QRect:
        """Where a page stands in the viewport."""
        width, height = self._sizes[number]
        wide = self._page_width(width)
        left = max(GAP, (self.viewport().width() - wide) // 2) - self.horizontalScrollBar().value()
        return QRect(left, self._tops[number] - self.verticalScrollBar().value(), wide, round(wide * height / width))

    def _in_sight(self) -> list[int]:
        area = self.viewport().rect()
        return [n for n in range(len(self._sizes)) if self._rect(n).intersects(area)]

    def _ask(self) -> None:
        """Have drawn what is in sight, then its neighbours."""
        document = self._document
        if document is None or not self._sizes:
            return
        seen = self._in_sight()
        beside = [n for n in (seen[-1] + 1, seen[0] - 1) if 0 <= n < len(self._sizes)] if seen else []
        ratio = self.devicePixelRatioF()
        widths = [(n, round(self._page_width(self._sizes[n][0]) * ratio)) for n in [*seen, *beside]]
        wanted = tuple(
            Wanted(document, n, width) for n, width in widths if n in self._old or (n, width) not in self._images
        )
        self._drawing.want(wanted, self._asking)

    def _on_scrolled(self) -> None:
        self._ask()
        self.turned.emit(self.page)
        self.viewport().update()

    # zooming and keys

    def fit_width(self) -> None:
        """As wide as there is room."""
        self._fit = True
        self._hold(self._place)

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, the page in sight staying in sight."""
        self._fit = False
        self._zoom = min(ZOOMS[1], max(ZOOMS[0], self._zoom * factor))
        self._hold(self._place)

    def larger(self) -> None:
        """One step larger."""
        self.zoom_by(STEP)

    def smaller(self) -> None:
        """One step smaller."""
        self.zoom_by(1 / STEP)

    def _hold(self, change: object) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        if callable(change):
            change()
        bar.setValue(round(share * bar.maximum()))

    def go_to(self, number: int) -> None:
        """Bring a page to the top."""
        if 0 <= number < len(self._tops):
            self.verticalScrollBar().setValue(self._tops[number] - GAP)

    def look_at(self, number: int, y: float) -> None:
        """Bring what stands so many points below the top of a page into the middle."""
        if 0 <= number < len(self._tops):
            down = self._rect(number).height() * y / self._sizes[number][1]
            self.verticalScrollBar().setValue(round(self._tops[number] + down - self.viewport().height() / 2))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        places = {
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_PageDown: bar.value() + bar.pageStep() * 9 // 10,
            Qt.Key.Key_Space: bar.value() + bar.pageStep() * 9 // 10,
            Qt.Key.Key_PageUp: bar.value() - bar.pageStep() * 9 // 10,
        }
        if event.key() in places and not event.modifiers():
            bar.setValue(places[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    # painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._hold(self._place)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), now.colour("raised"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number in self._in_sight():
            self.paint_page(painter, number, self._rect(number))
        if self.hasFocus():
            painter.setPen(now.colour("link"))
            painter.drawRect(QRect(QPoint(0, 0), self.viewport().size()).adjusted(0, 0, -1, -1))

    def paint_page(self, painter: QPainter, number: int, rect: QRect) -> None:
        """One page where it stands."""
        image = next((i for (n, _w), i in self._images.items() if n == number), None)
        if image is None:
            painter.fillRect(rect, theme.current().colour("card"))
            painter.setPen(theme.current().colour("hint"))
            painter.drawText(
                rect.intersected(self.viewport().rect()),
                Qt.AlignmentFlag.AlignCenter,
                _("正在读取第 {n} 页…").format(n=number + 1),
            )
        elif image.deviceIndependentSize().toSize() == rect.size():
            painter.drawImage(rect.topLeft(), image)
        else:
            painter.drawImage(rect, image)
