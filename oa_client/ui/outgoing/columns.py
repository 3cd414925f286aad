"""Fields, text, page beside each other as far as there is room; what does not fit folds away, the text never."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain

LEFT, MIDDLE, RIGHT = 288, 420, 330
"""How wide each is at least, in standard type."""
WIDE = 1600
"""From this width on the page gets as much as the text."""


class Side(Enum):
    """What stands beside the text."""

    FIELDS = "fields"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which sides somebody wants, and which he asked for last."""

    fields: bool = True
    paper: bool = True
    last: Side = Side.FIELDS


def shown(width: float, wish: Wish, scale: float = 1.0) -> frozenset[Side]:
    """The sides there is room for: both, or of two wanted the one asked for last."""
    needed = {Side.FIELDS: LEFT * scale, Side.PAPER: RIGHT * scale}
    wanted = {side for side, on in ((Side.FIELDS, wish.fields), (Side.PAPER, wish.paper)) if on}
    if sum(needed[s] for s in wanted) + MIDDLE * scale <= width:
        return frozenset(wanted)
    last = wish.last if wish.last in wanted else next(iter(wanted), wish.last)
    return frozenset({last} & wanted)


class Columns(QWidget):
    """`folded`: what is in sight has changed."""

    folded = Signal()

    def __init__(self, fields: QWidget, text: QWidget, paper: QWidget) -> None:
        super().__init__()
        plain.named(self, "draft.columns")
        self.wish = Wish()
        self._sides = {Side.FIELDS: fields, Side.PAPER: paper}
        self._text = text
        self.split = plain.named(QSplitter(Qt.Orientation.Horizontal), "draft.split", _("拟稿分栏"))
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(8)
        for part in (fields, text, paper):
            self.split.addWidget(part)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.split)
        self._in_sight: frozenset[Side] | None = None

    def toggle(self, side: Side) -> None:
        """Show a side that is not in sight, hide one that is."""
        on = side not in (self._in_sight or ())
        fields = on if side is Side.FIELDS else self.wish.fields
        paper = on if side is Side.PAPER else self.wish.paper
        self.wish = Wish(fields, paper, side)
        self.fit()

    def show_side(self, side: Side) -> None:
        """Have a side in sight."""
        if not self.in_sight(side):
            self.toggle(side)

    def in_sight(self, side: Side) -> bool:
        """Whether a side is shown now."""
        return side in (self._in_sight or ())

    def fit(self) -> None:
        """As much as there is room for."""
        scale = theme.current().scale
        now = shown(self.width() - 2 * self.split.handleWidth(), self.wish, scale)
        self._text.setMinimumWidth(round(MIDDLE * scale))
        if now == self._in_sight:
            return
        self._in_sight = now
        for side, widget in self._sides.items():
            widget.setVisible(side in now)
        self._share(scale)
        self.folded.emit()

    def _share(self, scale: float) -> None:
        """The fields as wide as they need; text and page share the rest."""
        left = round(LEFT * scale) if self.in_sight(Side.FIELDS) else 0
        rest = max(0, self.width() - left - 16)
        half = rest // 2 if self.width() >= WIDE * scale else max(round(RIGHT * scale), rest * 44 // 100)
        right = half if self.in_sight(Side.PAPER) else 0
        self.split.setSizes([left, rest - right, right])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
        if event.oldSize().width() != event.size().width():
            self._share(theme.current().scale)
