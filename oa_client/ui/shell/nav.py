"""The rail on the left: where one can go, with how many things wait there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import icons, plain


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go. `low`: at the bottom of the rail; `spare`: there is another way to it, where room is short."""

    name: str
    title: str
    icon: str
    low: bool = False
    spare: bool = False


class NavButton(QPushButton):
    """A place: icon, title, and a number; without the title when there is little room."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._count, self._rail = 0, False
        self.setCheckable(True)
        plain.named(self, f"nav.{place.name}", place.title)
        self._restyle()

    def set_count(self, count: int) -> None:
        """How many things wait there."""
        self._count = count
        title = self.place.title
        self.setAccessibleName(_("{title}，{n} 件").format(title=title, n=count) if count else title)
        self.setToolTip(plain.tip(self.accessibleName() if self._rail else ""))
        self.update()

    def set_rail(self, rail: bool) -> None:
        """Icon only, or with the title."""
        self._rail = rail
        self.setText("" if rail else f" {plain.unmarked(self.place.title)}")
        self.set_count(self._count)

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    def _restyle(self) -> None:
        size = theme.current().sizes.icon
        self.setIcon(icons.icon(self.place.icon, "text"))
        self.setIconSize(QSize(size, size))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._count > 0:
            self._paint_count()

    def _paint_count(self) -> None:
        now = theme.current()
        text = "99+" if self._count > 99 else str(self._count)
        font = now.font("meta", bold=True)
        metrics = QFontMetrics(font)
        wide, high = max(metrics.horizontalAdvance(text) + 8, metrics.height()), metrics.height()
        x = self.width() - wide - (2 if self._rail else 10)
        y = 2 if self._rail else (self.height() - high) / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.colour("text2"))
        painter.drawRoundedRect(QRectF(x, y, wide, high), high / 2, high / 2)
        painter.setPen(now.colour("card"))
        painter.setFont(font)
        painter.drawText(QRectF(x, y, wide, high), int(Qt.AlignmentFlag.AlignCenter), text)


EDGE = 8
LEAST = 32
BORDER = 4
"""The lowest a place may be."""


class Nav(QFrame):
    """The rail."""

    chosen = Signal(str)

    def __init__(self, places: tuple[Place, ...]) -> None:
        super().__init__()
        self.places = places
        self.buttons: dict[str, NavButton] = {}
        self._rail = False
        self._hidden: frozenset[str] = frozenset()
        self._build()
        self._connect()

    def _build(self) -> None:
        plain.named(self, "nav", _("栏目"))
        self.setProperty("role", "nav")
        self._group = QButtonGroup(self)
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(0, EDGE, 0, EDGE)
        box.setSpacing(0)
        for place in sorted(self.places, key=lambda p: p.low):
            if place.low and not any(b.place.low for b in self.buttons.values()):
                box.addStretch(1)
            button = self.buttons[place.name] = NavButton(place)
            self._group.addButton(button)
            box.addWidget(button)
        if not any(place.low for place in self.places):
            box.addStretch(1)
        self.set_rail(rail=False)

    def _connect(self) -> None:
        self._group.buttonClicked.connect(self._on_clicked)

    def _on_clicked(self, button: NavButton) -> None:
        self.chosen.emit(button.place.name)

    def mark(self, name: str) -> None:
        """One is there now."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)
            self._fit_height()

    def show_places(self, hidden: Collection[str]) -> None:
        """Everything but these; where somebody stands stays in sight."""
        self._hidden = frozenset(hidden)
        self._fit_height()

    def _fit_height(self) -> None:
        """Where the window is low the places stand closer, and those that can be reached otherwise give way."""
        here = {name for name, button in self.buttons.items() if button.isChecked()}
        places = [p for p in self.places if p.name not in self._hidden or p.name in here]
        sizes = theme.current().sizes
        gives_way = [p for p in places if p.spare and p.name not in here]
        while gives_way and self._room(len(places)) < sizes.tall:
            places.remove(gives_way.pop())
        edge = EDGE if self._room(len(places)) >= sizes.tall else 0
        self._box.setContentsMargins(0, edge, 0, edge)
        height = max(LEAST, min(sizes.item + BORDER, self._room(len(places), edge)))
        for name, button in self.buttons.items():
            button.setVisible(any(p.name == name for p in places))
            button.setFixedHeight(height)

    def _room(self, places: int, edge: int = EDGE) -> int:
        return (self.height() - 2 * edge) // max(1, places)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    @property
    def shown(self) -> tuple[str, ...]:
        """The places in sight, top down."""
        return tuple(name for name, button in self.buttons.items() if not button.isHidden())

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many things wait where."""
        for name, button in self.buttons.items():
            button.set_count(counts.get(name, 0))

    def set_rail(self, rail: bool) -> None:
        """Icons only, or with titles."""
        self._rail = rail
        sizes = theme.current().sizes
        self.setFixedWidth(sizes.rail if rail else sizes.nav)
        for button in self.buttons.values():
            button.set_rail(rail)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.buttons:
            self.set_rail(self._rail)
            self._fit_height()
