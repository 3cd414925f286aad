"""Handwriting drawn by Qt: on a page, on a pad, as a small picture on white."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from oa_client.app.ink import Ink, Stroke
from oa_client.app.ink_line import Line, below_each_other, box_of, lines_of
from oa_client.layout.ink import COLOURS

MARGIN = 150
PRINTED = 1300
"""The longest side of a picture that is saved, in pixels of a screen: 34 cm."""
PIXEL = 96 / 2540
"""Pixels in a hundredth of a millimetre, on a screen of usual size."""


def draw(painter: QPainter, strokes: Iterable[Stroke], scale: float) -> None:
    """Strokes as they lie, `scale` pixels for each hundredth of a millimetre, from where the painter stands."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stroke in strokes:
        for line in lines_of(stroke):
            draw_line(painter, line, scale)


def draw_line(painter: QPainter, line: Line, scale: float) -> None:
    """One line in its width; no thinner than a pixel, or it is not seen."""
    pen = QPen(QColor(*COLOURS[line.colour]), max(1.0, line.width * scale))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    places = [QPointF(x * scale, y * scale) for x, y in line.places]
    if len(places) == 1:
        painter.drawPoint(places[0])
    else:
        painter.drawPolyline(places)


def png(ink: Ink) -> bytes:
    """Everything written as a PNG on white, at 300 dots an inch, smaller only where it would be huge."""
    data, into = QByteArray(), QBuffer()
    into.setBuffer(data)
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    picture(ink, PRINTED, PRINTED, 300 / 96).save(into, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def picture(ink: Ink, wide: int, high: int, ratio: float = 1.0, strokes: tuple[Stroke, ...] | None = None) -> QImage:
    """Everything written, on white paper in every theme, at most so large; `strokes`: only these of it, as placed."""
    whole = below_each_other(ink)
    box = box_of(whole)
    if box is None:
        return QImage()
    across, down = box.width + 2 * MARGIN, box.height + 2 * MARGIN
    scale = min(PIXEL * 1.2, wide / across, high / down) * ratio
    image = QImage(max(1, round(across * scale)), max(1, round(down * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.translate((MARGIN - box.left) * scale, (MARGIN - box.top) * scale)
    draw(painter, whole if strokes is None else strokes, scale)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
