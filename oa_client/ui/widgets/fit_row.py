"""Buttons in one row: what finds no room goes into 更多, nothing is cut."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from oa_client.assets import _
from oa_client.ui.widgets import plain

GAP = 8


class FitRow(QWidget):
    """Lays its buttons out by hand, so that it may be narrower than all of them."""

    def __init__(self, name: str, role: str = "main") -> None:
        super().__init__()
        plain.named(self, name)
        self._buttons: list[QPushButton] = []
        self._offered = self._buttons
        self._more = plain.button(_("更多…"), f"{name}.more", role)
        self._more.setParent(self)
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self._more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """These instead of those before."""
        for button in self._buttons:
            if button not in buttons:
                button.hide()
                button.deleteLater()
        self._buttons = list(buttons)
        self._offered = self._buttons
        for button in self._buttons:
            button.setParent(self)
            button.show()
        if self.parent() is not None or not self._buttons:  # else it would open as a window of its own
            self.setVisible(bool(self._buttons))
        self._lay_out()

    def offer(self, buttons: Sequence[QPushButton]) -> None:
        """Only these of them for now; the others wait out of sight."""
        for button in self._buttons:
            if button not in buttons:
                button.hide()
        self._offered = list(buttons)
        self._lay_out()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """All of them, in sight or not."""
        return tuple(self._buttons)

    def sizeHint(self) -> QSize:
        heights = [b.sizeHint().height() for b in (*self._buttons, self._more)]
        return QSize(200, max(heights) if self._buttons else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        hints = [b.sizeHint() for b in self._offered]
        whole = sum(h.width() + GAP for h in hints) - GAP
        more = self._more.sizeHint()
        room = self.width() if whole <= self.width() else self.width() - more.width() - GAP
        left = 0
        hidden: list[QPushButton] = []
        for button, hint in zip(self._offered, hints, strict=True):
            fits = not hidden and left + hint.width() <= room
            button.setVisible(fits)
            if not fits:
                hidden.append(button)
                continue
            button.setGeometry(left, 0, hint.width(), hint.height())
            left += hint.width() + GAP
        self._more.setVisible(bool(hidden))
        self._more.setGeometry(left, 0, more.width(), more.height())
        self._fill(hidden)
        self.updateGeometry()

    def _fill(self, hidden: list[QPushButton]) -> None:
        self._menu.clear()
        for button in hidden:
            entry = QAction(button.text(), self._menu)
            entry.triggered.connect(button.click)
            self._menu.addAction(entry)
