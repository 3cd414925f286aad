"""A picture in the text while it is written: one sign in a line of its own, drawn as a framed thumbnail with its words.

What it shows stands in the format of the sign, so that it is copied, deleted and undone as text is.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QImage,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from oa_client.app.gongwen import Block, BlockKind
from oa_client.assets import _
from oa_client.layout.gongwen.figure import MISSING
from oa_client.ui import theme

MARK = "\ufffc"
FIGURE = QTextFormat.ObjectTypes.UserObject.value + 9
SHA, CAPTION, WIDE = (QTextFormat.Property.UserProperty.value + 30 + n for n in range(3))
HIGH, PAD = 96, 8
"""How high a line with a picture is, and the space inside its frame, in standard type."""
SHAPE = 1.6
"""How wide the thumbnail may be by its height."""


def format_of(block: Block) -> QTextCharFormat:
    """The format of the sign that stands for a picture."""
    made = QTextCharFormat()
    made.setObjectType(FIGURE)
    made.setProperty(SHA, block.picture)
    made.setProperty(CAPTION, block.text)
    made.setProperty(WIDE, float(block.width_mm))
    return made


def block_of(look: QTextFormat) -> Block:
    """The picture a sign with this format stands for."""
    wide = look.property(WIDE)
    caption = str(look.property(CAPTION) or "")
    width = float(wide) if isinstance(wide, int | float) else 0.0
    return Block(BlockKind.PICTURE, caption, picture=str(look.property(SHA) or ""), width_mm=width)


def is_figure(look: QTextCharFormat) -> bool:
    """Whether it is the format of a picture."""
    return look.objectType() == FIGURE and bool(look.property(SHA))


def look() -> QTextBlockFormat:
    """A line with a picture is as high as the picture."""
    made = QTextBlockFormat()
    made.setTopMargin(4)
    made.setBottomMargin(4)
    return made


def put(pen: QTextCursor, block: Block) -> None:
    """A picture where the cursor stands, in a paragraph that holds nothing yet."""
    pen.setBlockFormat(look())
    pen.insertText(MARK, format_of(block))


def near(pen: QTextCursor) -> int | None:
    """Where the picture stands that the cursor is beside, or that is all it has selected."""
    document, block = pen.document(), pen.block()
    for at in (pen.selectionStart(), pen.selectionStart() - 1):
        inside = block.position() <= at < block.position() + block.length() - 1
        if inside and document.characterAt(at) == MARK and is_figure(_look_at(document, at)):
            return at
    return None


def at(document: QTextDocument, position: int) -> Block:
    """The picture that stands there."""
    return block_of(_look_at(document, position))


def change(place: QTextCursor, block: Block) -> None:
    """Another caption or width of the picture there, as one step that can be undone."""
    if _stands(place):
        pen = QTextCursor(place)
        pen.setPosition(place.position() + 1, QTextCursor.MoveMode.KeepAnchor)
        pen.setCharFormat(format_of(block))


def drop(place: QTextCursor) -> None:
    """Take the picture there out of the text."""
    if _stands(place):
        QTextCursor(place).deleteChar()


def _stands(place: QTextCursor) -> bool:
    """Whether it is still there."""
    return not place.isNull() and place.document().characterAt(place.position()) == MARK


def _look_at(document: QTextDocument, position: int) -> QTextCharFormat:
    pen = QTextCursor(document)
    pen.setPosition(position + 1)
    return pen.charFormat()


class Figures(QPyTextObject):
    """Draws the pictures of a text; `wanted` asks for a thumbnail, which `show` brings."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = _Wanted(self)
        self._known: dict[str, QImage | str] = {}

    def show(self, sha256: str, thumbnail: QImage | str) -> None:
        """What a picture looks like, or why it is not seen."""
        self._known[sha256] = thumbnail

    def forget(self, sha256: str) -> None:
        """Ask for it once more when it is drawn."""
        self._known.pop(sha256, None)

    def lacking(self) -> tuple[str, ...]:
        """Those that were not here when they were asked for."""
        return tuple(sha for sha, known in self._known.items() if known == MISSING)

    def intrinsicSize(self, doc: QTextDocument, _at: int, _look: QTextFormat) -> QSizeF:
        """As wide as the text."""
        room = doc.textWidth() - 2 * doc.documentMargin() - 2
        return QSizeF(max(120.0, room), HIGH * theme.current().scale)

    def drawObject(
        self, painter: QPainter, box: QRectF | QRect, _doc: QTextDocument, _at: int, look: QTextFormat
    ) -> None:
        """The frame, the thumbnail, what stands below the picture and how wide it is."""
        now, block, rect = theme.current(), block_of(look), QRectF(box)
        pad = PAD * now.scale
        painter.save()
        painter.setPen(now.colour("control"))
        painter.setBrush(QBrush(now.colour("raised")))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
        high = rect.height() - 2 * pad
        place = QRectF(rect.topLeft() + QPointF(pad, pad), QSizeF(min(high * SHAPE, rect.width() / 3), high))
        self._thumbnail(painter, place, block.picture)
        words = rect.adjusted(place.width() + 2 * pad, pad, -pad, -pad)
        self._words(painter, words, block)
        painter.restore()

    def _thumbnail(self, painter: QPainter, place: QRectF, sha256: str) -> None:
        known = self._known.get(sha256)
        if known is None:
            self._known[sha256] = _("正在读取图片…")
            self.wanted.sha.emit(sha256)
        if isinstance(known, QImage):
            size = QSizeF(known.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            spare = QPointF((place.width() - size.width()) / 2, (place.height() - size.height()) / 2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(place.topLeft() + spare, size), known)
            return
        now = theme.current()
        painter.setPen(now.colour("text2"))
        painter.setFont(now.font("meta"))
        painter.drawRect(place)
        flags = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value
        painter.drawText(place, flags, known or _("正在读取图片…"))

    def _words(self, painter: QPainter, place: QRectF, block: Block) -> None:
        now = theme.current()
        painter.setFont(now.font())
        painter.setPen(now.colour("text" if block.text else "text2"))
        metrics = QFontMetricsF(now.font())
        said = block.text or _("（没有图片说明）")
        line = QRectF(place.topLeft(), QSizeF(place.width(), metrics.height() + 2))
        left = Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value
        painter.drawText(line, left, metrics.elidedText(said, Qt.TextElideMode.ElideRight, place.width()))
        painter.setFont(now.font("meta"))
        painter.setPen(now.colour("text2"))
        wide = _("宽 {n} 毫米").format(n=f"{block.width_mm:g}") if block.width_mm else _("原宽（不超过版心）")
        small = QFontMetricsF(now.font("meta"))
        for n, told in enumerate((wide, _("双击改说明和宽度"))):
            below = line.translated(0, metrics.height() + 6 + n * (small.height() + 4))
            painter.drawText(below, left, small.elidedText(told, Qt.TextElideMode.ElideRight, place.width()))


class _Wanted(QObject):
    """The signal of `Figures`: an object of a text has none itself."""

    sha = Signal(str)
