"""Who stands in for whom, above the cards: for whom I act now, and who acts for me; one line each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.assets import _
from oa_client.ui.widgets import plain
from oa_client.ui.workbench.model import Deputy


class DeputiesCard(QFrame):
    """Out of sight while nobody stands in for anybody. `opened`: the delegation somebody wants to look at."""

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "card.deputies", _("委托代办"))
        self.setProperty("role", "card")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 4, 8, 4)
        self._box.setSpacing(0)
        self._rows: list[QFrame] = []
        self._shown: tuple[Deputy, ...] = ()
        self.hide()

    def show_deputies(self, deputies: Sequence[Deputy]) -> None:
        """These; the same again changes nothing."""
        self.setVisible(bool(deputies))
        if tuple(deputies) == self._shown:
            return
        self._shown = tuple(deputies)
        for row in self._rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(n, one) for n, one in enumerate(self._shown)]
        for row in self._rows:
            self._box.addWidget(row)

    def _row(self, number: int, one: Deputy) -> QFrame:
        row = plain.named(QFrame(), f"deputies.{number}", one.words)
        text = plain.label(one.words, f"deputies.{number}.words", "second")
        act = plain.button(one.act, f"deputies.{number}.act", "link", f"{one.act} {one.words}")
        act.clicked.connect(partial(self.opened.emit, "delegation", one.matter))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(text, 1)
        line.addWidget(act)
        return row
