"""Breaking a title into at most two lines, and the label that shows one so."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from oa_client.ui import theme
from oa_client.ui.widgets import plain

FEWEST = 2
"""Characters on the last of several lines, at least."""
_CLOSING = "，。、；：！？）》〉」』”’】〕"


def broken(text: str, font: QFont, width: float, most: int = 2, indent: float = 0) -> tuple[str, ...]:
    """The text in at most `most` lines of a width, the first shorter by `indent`.

    What does not fit is left out of the middle of the last line: a Chinese title says at its end what it is, 通知 or
    批复. The last of two lines is never one lonely character.
    """
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    found: list[str] = []
    while len(found) < most and (line := layout.createLine()).isValid():
        room = max(1.0, width - (0 if found else indent))
        line.setLineWidth(room)
        start, length = line.textStart(), line.textLength()
        if len(found) == most - 1 and start + length < len(text):
            rest = text[start:].replace("\n", " ")
            found.append(QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideMiddle, room))
        else:
            found.append(text[start : start + length].rstrip())
    layout.endLayout()
    return _together(found)


def _together(lines: list[str]) -> tuple[str, ...]:
    """The same lines with enough on the last one to be read as a word, and no closing mark at its head."""
    if len(lines) > 1 and len(lines[-1]) < FEWEST:
        *before, upper, last = lines
        moved = FEWEST - len(last)
        while moved < len(upper) // 2 and upper[-moved] in _CLOSING:
            moved += 1
        lines = [*before, upper[:-moved], upper[-moved:] + last]
    return tuple(lines)


class TitleLabel(QWidget):
    """A title in at most two lines, whole in its tip and for screen readers."""

    def __init__(self, name: str, lines: int = 2, size: str = "title", colour: str = "text") -> None:
        super().__init__()
        self._text, self._most, self._size, self._colour = "", lines, size, colour
        self._broken: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        plain.named(self, name)

    def set_text(self, text: str) -> None:
        """Show another title."""
        self._text = text
        self.setAccessibleName(text)
        self.setToolTip(plain.tip(text))
        self._break()

    @property
    def text(self) -> str:
        """The whole title."""
        return self._text

    def _font(self) -> QFont:
        return theme.current().font(self._size, bold=True)

    def _line_height(self) -> int:
        return round(QFontMetricsF(self._font()).height() * 1.05)

    def _break(self) -> None:
        self._broken = broken(self._text, self._font(), max(1, self.width()), self._most) if self._text else ()
        self.setFixedHeight(max(1, len(self._broken)) * self._line_height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(1, len(self._broken)) * self._line_height())

    def resizeEvent(self, event: object) -> None:
        self._break()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._break()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(theme.current().colour(self._colour))
        ascent = round(QFontMetricsF(self._font()).ascent())
        for n, line in enumerate(self._broken):
            painter.drawText(QPoint(0, n * self._line_height() + ascent), line)
