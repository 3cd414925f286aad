"""A laid out page drawn by Qt: the same glyphs of the same font files at the same places as in the PDF."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGlyphRun, QImage, QPainter, QPainterPath, QPen, QRawFont

from oa_client.app.preview import Pixels
from oa_client.layout.faces import FontFile
from oa_client.layout.proof import Typesetter
from oa_client.layout.tree import Brush, Page, Picture, Rule, Text

MOST_WIDE = 4000
LARGE = 48
"""Pixels from which glyphs are filled as outlines."""


class _Files(threading.local):
    """Fonts belong to the thread that opened them; at size 1000, asked for glyphs only."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[FontFile, float], QRawFont] = {}
        self.known: dict[tuple[FontFile, str], int] = {}


_files = _Files()
_MOST_FONTS = 64


def draw(page: Page, width: int, typesetter: Typesetter) -> Pixels:
    """A page so many pixels wide. Not for the GUI thread."""
    wide = max(1, min(width, MOST_WIDE))
    scale = wide / page.width
    image = QImage(wide, max(1, round(page.height * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    hints = QPainter.RenderHint
    painter.setRenderHints(hints.Antialiasing | hints.TextAntialiasing | hints.SmoothPixmapTransform)
    for item in page.items:
        match item:
            case Rule():
                _rule(painter, item, scale)
            case Text():
                _text(painter, item, scale, typesetter)
            case Brush():
                _brush(painter, item, scale)
            case Picture():
                _picture(painter, item, scale)
    painter.end()
    return Pixels(image.width(), image.height(), bytes(image.constBits()))


def _rule(painter: QPainter, rule: Rule, scale: float) -> None:
    """Never thinner than half a pixel: a hairline is seen."""
    pen = QPen(QColor(*rule.colour), max(0.5, rule.thickness * scale))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(rule.x * scale, rule.y * scale, rule.to_x * scale, rule.to_y * scale))


def _brush(painter: QPainter, brush: Brush, scale: float) -> None:
    """As the PDF has it: round ends, a dot where the pen did not move."""
    pen = QPen(QColor(*brush.colour), max(0.5, brush.thickness * scale))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    places = [QPointF(x * scale, y * scale) for x, y in brush.places]
    if len(places) == 1:
        painter.drawPoint(places[0])
    else:
        painter.drawPolyline(places)


def _picture(painter: QPainter, picture: Picture, scale: float) -> None:
    box = QRectF(picture.x * scale, picture.y * scale, picture.width * scale, picture.height * scale)
    painter.save()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.drawImage(box, QImage.fromData(picture.data))
    painter.restore()


def _text(painter: QPainter, text: Text, scale: float, typesetter: Typesetter) -> None:
    if not text.words.strip():
        return
    painter.save()
    painter.translate(text.x * scale, text.y * scale)
    if text.upward:
        painter.rotate(-90)
    if text.stretch != 1.0:
        painter.scale(text.stretch, 1.0)
    painter.setPen(QColor(*text.colour))
    for run in _runs(text, scale, typesetter):
        if text.size * scale > LARGE or text.upward or text.stretch != 1.0:
            painter.fillPath(_outlines(run), QColor(*text.colour))
        else:
            painter.drawGlyphRun(QPointF(0, 0), run)
    painter.restore()


def _outlines(run: QGlyphRun) -> QPainterPath:
    """Large or turned glyphs: Qt leaves some of them out when it is asked for the run."""
    path, font = QPainterPath(), run.rawFont()
    path.setFillRule(Qt.FillRule.WindingFill)
    for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
        path.addPath(font.pathForGlyph(glyph).translated(place))
    return path


def _runs(text: Text, scale: float, typesetter: Typesetter) -> Iterator[QGlyphRun]:
    """The text as glyphs with places, from its beginning; `spacing` is stretched with it, as a PDF has it."""
    x = 0.0
    for part in typesetter.glyphs(text.face, text.words):
        font = _font(part.file, text.size * scale)
        places = []
        for advance in part.advances:
            places.append(QPointF(x * scale, 0))
            x += advance * text.size + text.spacing
        run = QGlyphRun()
        run.setRawFont(font)
        run.setGlyphIndexes([_glyph(part.file, font, char) for char in part.chars])
        run.setPositions(places)
        yield run


def _glyph(file: FontFile, font: QRawFont, char: str) -> int:
    key = file, char
    if key not in _files.known:
        found = font.glyphIndexesForString(char)
        _files.known[key] = found[0] if found else 0
    return _files.known[key]


def _font(file: FontFile, pixels: float) -> QRawFont:
    """The font at a size. Few sizes stand on a page; those of many zooms are let go together."""
    key = file, pixels
    if key not in _files.fonts:
        if len(_files.fonts) >= _MOST_FONTS:
            _files.fonts.clear()
        other = next((font for (known, _), font in _files.fonts.items() if known == file), None)
        font = QRawFont(other) if other is not None else _open(file, pixels)
        font.setPixelSize(pixels)
        _files.fonts[key] = font
    return _files.fonts[key]


def _open(file: FontFile, pixels: float) -> QRawFont:
    """Qt opens the first font of a collection; a further one is found by its family."""
    if not file.index:
        return QRawFont(str(file.path), pixels, QFont.HintingPreference.PreferNoHinting)
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file.path)))
    named = QFont(families[min(file.index, len(families) - 1)] if families else "")
    named.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return QRawFont.fromFont(named)
