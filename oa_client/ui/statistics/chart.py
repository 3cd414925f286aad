"""A chart on the screen: the layout tree of the paper, in the colours and the type of the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from oa_client.app.charts import Chart
from oa_client.layout import charts
from oa_client.layout.charts import Colour, Drawn, Palette
from oa_client.layout.faces import Face
from oa_client.layout.tree import Item, Rule, Text
from oa_client.ui import theme
from oa_client.ui.widgets import plain

_UNIT = 100.0
"""Large enough to measure by, small enough that measuring is quick."""
_SERIES = {
    theme.Scheme.LIGHT: charts.PAPER.series,
    theme.Scheme.DARK: ((104, 160, 245), (52, 84, 140), (70, 76, 86), (232, 170, 96)),
    theme.Scheme.CONTRAST: ((0, 48, 156), (120, 160, 230), (215, 215, 215), (92, 52, 0)),
}


class ScreenFaces:
    """The type of the screen, measured (layout.faces.Faces)."""

    def __init__(self) -> None:
        """As the theme is now."""
        self._metrics = {bold: QFontMetricsF(_font(_UNIT, bold=bold)) for bold in (False, True)}
        self._known: dict[tuple[Face, str], float] = {}

    def advance(self, face: Face, char: str) -> float:
        """How wide a character is at size 1."""
        key = face, char
        if key not in self._known:
            self._known[key] = self._metrics[face is Face.LABEL].horizontalAdvance(char) / _UNIT
        return self._known[key]


def _font(pixels: float, *, bold: bool) -> QFont:
    font = QFont(theme.current().font(bold=bold))
    font.setPixelSize(max(1, round(pixels)))
    return font


class ChartView(QFrame):
    """Draws one chart as wide as it is; `spoken` tells it to who does not see it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        plain.named(self, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chart: Chart | None = None
        self._faces: ScreenFaces | None = None
        self._drawn: Drawn | None = None

    def show_chart(self, chart: Chart, spoken: str) -> None:
        """This one from now on."""
        self._chart = chart
        self.setAccessibleName(spoken)
        self._lay()

    @property
    def _scale(self) -> float:
        """Pixels a point: what is said is as large as the screen's body."""
        return theme.current().sizes.body / charts.SAID

    def _lay(self) -> None:
        if self._chart is None or self.width() <= 0:
            return
        self._faces = self._faces or ScreenFaces()
        self._drawn = charts.draw(self._chart, self.width() / self._scale, self._faces, _palette())
        self.setFixedHeight(round(self._drawn.height * self._scale) + 1)
        self.update()

    def sizeHint(self) -> QSize:
        high = charts.high(self._chart) if self._chart is not None else 0.0
        return QSize(480, round(high * self._scale) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_chart"):
            self._faces = None
            self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drawn is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in self._drawn.items:
            _paint(painter, item, self._scale)
        painter.end()


def _paint(painter: QPainter, item: Item, scale: float) -> None:
    if isinstance(item, Rule):
        pen = QPen(QColor(*item.colour), max(1.0, item.thickness * scale))
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        painter.drawLine(QLineF(item.x * scale, item.y * scale, item.to_x * scale, item.to_y * scale))
        return
    if not isinstance(item, Text):
        return
    painter.setPen(QColor(*item.colour))
    painter.setFont(_font(item.size * scale, bold=item.face is Face.LABEL))
    painter.drawText(QPointF(item.x * scale, item.y * scale), item.words)


def _palette() -> Palette:
    now = theme.current()
    faint = charts.PAPER.lines if now.look.scheme is theme.Scheme.CONTRAST else _rgb(now.colours.divider)
    return Palette(_rgb(now.colours.text), faint, _SERIES[now.look.scheme])


def _rgb(name: str) -> Colour:
    colour = QColor(name)
    return colour.red(), colour.green(), colour.blue()
