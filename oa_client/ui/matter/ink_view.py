"""The canvas of 手写签批: pages of a document or a sheet of 批示 paper, written on with pen, mouse or finger."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPointingDevice, QTabletEvent

from oa_client.app.ink import FULL_PRESSURE, PAD, Point, Stroke, Surface
from oa_client.app.ink_line import Line, step
from oa_client.app.ink_session import InkSession
from oa_client.app.preview import Document
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import ink_paint
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.widgets import plain

BY_HAND = 0.5 * FULL_PRESSURE
"""How hard a mouse or a finger presses."""
RUBBER = 250
"""How far around its tip the rubber reaches: 2.5 mm."""
RULE = QColor(214, 110, 104)
_TABLET = frozenset({QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease})


def milliseconds() -> float:
    """The clock of the strokes."""
    return time.monotonic() * 1000


class InkView(PagesView):
    """`written`: something changed, to be kept; `filled`: there is no room for more."""

    written = Signal()
    filled = Signal()

    def __init__(self, drawing: Drawing, now: Callable[[], float] = milliseconds) -> None:
        super().__init__(drawing)
        plain.named(self, "view.ink", _("手写区，用笔、鼠标或手指书写"))
        self.session = InkSession()
        self.erasing = False
        self._now = now
        self._file: FileRef | None = None
        self._layer = QPixmap()
        self._pen_seen = False
        self._down = False
        self._rubbing = False
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.viewport().setMouseTracking(False)

    # what is written on

    def show_pad(self) -> None:
        """A sheet of 批示 paper."""
        self.show_document(None)
        self._file = None
        self._sizes = ((PAD[0] * 72 / 2540, PAD[1] * 72 / 2540),)
        self.relay()

    def show_page_of(self, document: Document, file: FileRef) -> None:
        """The pages of a file."""
        self._file = file
        self.show_document(document)

    def take(self, session: InkSession) -> None:
        """Go on with what was written before."""
        self.session = session
        self.relay()

    def _surface(self, number: int) -> Surface:
        wide, high = (round(side * 2540 / 72) for side in self._sizes[number])
        return Surface(wide, high, self._file.sha256 if self._file else "", number)

    # events

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in _TABLET and isinstance(event, QTabletEvent):
            self._pen_seen = True
            rubber = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._on_pen(event.type(), event.position(), event.pressure() * FULL_PRESSURE, rubber=rubber)
            event.accept()
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._is_palm(event):
            self._on_pen(QEvent.Type.TabletPress, event.position(), BY_HAND)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and not self._is_palm(event):
            self._on_pen(QEvent.Type.TabletMove, event.position(), BY_HAND)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._is_palm(event):
            self._on_pen(QEvent.Type.TabletRelease, event.position(), BY_HAND)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def _is_palm(self, event: QMouseEvent) -> bool:
        """Who has a pen rests his hand on the glass: once a pen was seen, touching writes nothing."""
        return self._pen_seen and event.deviceType() is not None and event.device().type() in _TOUCH

    def _on_pen(self, kind: QEvent.Type, at: QPointF, pressure: float, *, rubber: bool = False) -> None:
        if kind == QEvent.Type.TabletPress:
            self._press(at, pressure, rubber=rubber or self.erasing)
        elif self._down and kind == QEvent.Type.TabletMove:
            self._move(at, pressure)
        elif self._down:
            self._lift()

    def _press(self, at: QPointF, pressure: float, *, rubber: bool) -> None:
        number = self._page_under(at)
        if number is None:
            return
        self._down, self._rubbing, self._on = True, rubber, number
        if rubber:
            self._rub(at)
            return
        x, y = self._place_on(number, at)
        surface = self.session.surface(self._surface(number))
        if not self.session.begin(surface, x, y, pressure, self._now()):
            self._down = False
            self.filled.emit()
            return
        current = self.session.current
        if current is not None:
            self._add(current.points)

    def _move(self, at: QPointF, pressure: float) -> None:
        if self._rubbing:
            self._rub(at)
        elif self.session.writing:
            x, y = self._place_on(self._on, at)
            self._add(self.session.move(x, y, pressure, self._now()))
        else:
            self._down = False
            self.filled.emit()

    def _lift(self) -> None:
        self._down = False
        if not self._rubbing and self.session.end() is not None:
            self.written.emit()

    def _rub(self, at: QPointF) -> None:
        x, y = self._place_on(self._on, at)
        if self.session.erase(self.session.surface(self._surface(self._on)), x, y, RUBBER):
            self.redraw()
            self.written.emit()

    # where

    def _page_under(self, at: QPointF) -> int | None:
        return next((n for n in range(self.pages) if self._rect(n).contains(at.toPoint())), None)

    def _place_on(self, number: int, at: QPointF) -> tuple[float, float]:
        rect, scale = self._rect(number), self._ink_scale(number)
        return (at.x() - rect.x()) / scale, (at.y() - rect.y()) / scale

    def _ink_scale(self, number: int) -> float:
        """Pixels in a hundredth of a millimetre, as the page is shown."""
        return self._rect(number).width() / (self._sizes[number][0] * 2540 / 72)

    # drawing

    def relay(self) -> None:
        """Pages and strokes anew."""
        self._place()
        self.redraw()

    def redraw(self) -> None:
        """All strokes in sight anew: after scrolling, zooming, undoing; while writing only the new piece is drawn."""
        ratio = self.devicePixelRatioF()
        self._layer = QPixmap(self.viewport().size() * ratio)
        self._layer.setDevicePixelRatio(ratio)
        self._layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._layer)
        for number in self._in_sight():
            self._draw_page(painter, number)
        painter.end()
        self.viewport().update()

    def _draw_page(self, painter: QPainter, number: int) -> None:
        surface = self._surface(number)
        if surface not in self.session.surfaces:
            return
        at, rect = self.session.surfaces.index(surface), self._rect(number)
        strokes = [s for s in self.session.strokes if s.surface == at]
        if self._on_now(at) is not None:
            strokes.append(self._on_now(at))  # type: ignore[arg-type]
        painter.save()
        painter.translate(rect.topLeft())
        ink_paint.draw(painter, strokes, self._ink_scale(number))
        painter.restore()

    def _on_now(self, surface: int) -> Stroke | None:
        current = self.session.current
        return current if current is not None and current.surface == surface else None

    def _add(self, points: tuple[Point, ...]) -> None:
        """The newest piece of a stroke onto the layer, and only its surroundings to the screen."""
        session, scale, rect = self.session, self._ink_scale(self._on), self._rect(self._on)
        pressure = sum(p.pressure for p in points) / len(points)
        like = Stroke(points, session.width, session.colour)
        line = Line(tuple((float(p.x), float(p.y)) for p in points), step(like, pressure), session.colour)
        painter = QPainter(self._layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        ink_paint.draw_line(painter, line, scale)
        painter.end()
        edge = line.width * scale / 2 + 2
        xs, ys = [p.x * scale + rect.x() for p in points], [p.y * scale + rect.y() for p in points]
        box = QRectF(min(xs) - edge, min(ys) - edge, max(xs) - min(xs) + 2 * edge, max(ys) - min(ys) + 2 * edge)
        self.viewport().update(box.toAlignedRect())

    def _place(self) -> None:
        super()._place()
        if hasattr(self, "_layer"):
            self.redraw()

    def _on_scrolled(self) -> None:
        super()._on_scrolled()
        self.redraw()

    def paint_page(self, painter: QPainter, number: int, rect: QRect) -> None:
        if self._document is not None:
            super().paint_page(painter, number, rect)
            return
        painter.fillRect(rect, Qt.GlobalColor.white)
        painter.setPen(QPen(RULE, 1))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        inside, lines = rect.adjusted(16, 0, -16, 0), 5
        for n in range(1, lines):
            y = rect.y() + rect.height() * n // lines
            painter.drawLine(inside.left(), y, inside.right(), y)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        ratio = self._layer.devicePixelRatio()
        area = event.rect()
        source = QRectF(area.x() * ratio, area.y() * ratio, area.width() * ratio, area.height() * ratio)
        painter.drawPixmap(QRectF(area), self._layer, source)


_TOUCH = frozenset({QPointingDevice.DeviceType.TouchScreen, QPointingDevice.DeviceType.TouchPad})
