"""Icons: Tabler outlines (MIT) in the colour of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from oa_client.assets import resource
from oa_client.ui import theme


def pixmap(name: str, colour: str = "text", size: int | None = None) -> QPixmap:
    """An icon as a picture; `colour` is a token of the theme, `size` in logical pixels."""
    now = theme.current()
    app = QApplication.instance()
    ratio = app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
    return _drawn(name, getattr(now.colours, colour), size or now.sizes.icon, ratio)


def icon(name: str, colour: str = "text") -> QIcon:
    """An icon for a button; ask again after the theme changed."""
    return QIcon(pixmap(name, colour))


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = resource(f"icons/{name}.svg").read_text("utf-8").replace("currentColor", colour)
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
