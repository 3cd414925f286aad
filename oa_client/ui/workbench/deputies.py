"""Who stands in for whom, above the cards: for whom I act now, and who acts for me; one line each, taken back there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from oa_client.assets import _
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets import plain
from oa_client.ui.workbench.model import Deputy


class DeputiesCard(QFrame):
    """Out of sight while nobody stands in for anybody.

    `opened`: the delegation somebody wants to look at; `taken_back`: the one that its giver ends.
    """

    opened = Signal(str, object)
    taken_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "card.deputies", _("委托代办"))
        self.setProperty("role", "card")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 4, 8, 4)
        self._box.setSpacing(0)
        self._rows: list[QFrame] = []
        self._shown: tuple[Deputy, ...] = ()
        self._asked: MatterId | None = None
        self.hide()

    def show_deputies(self, deputies: Sequence[Deputy]) -> None:
        """These; the same again changes nothing."""
        self.setVisible(bool(deputies))
        if tuple(deputies) == self._shown:
            return
        self._shown, self._asked = tuple(deputies), None
        self._lay()

    def _lay(self) -> None:
        for row in self._rows:
            self._box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(n, one) for n, one in enumerate(self._shown)]
        for row in self._rows:
            self._box.addWidget(row)
            row.show()  # now, not with the next event: the keyboard may go to one of its buttons

    def _row(self, number: int, one: Deputy) -> QFrame:
        name, asked = f"deputies.{number}", one.matter == self._asked
        words = one.question if asked else one.words
        row = plain.named(QFrame(), name, words)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(plain.label(words, f"{name}.words", "second", wrap=asked), 1)
        for button in self._answers(name, one) if asked else self._acts(name, one):
            line.addWidget(button)
        return row

    def _acts(self, name: str, one: Deputy) -> list[QPushButton]:
        look = plain.button(_("查看"), f"{name}.look", "link", _("查看 {words}").format(words=one.words))
        look.clicked.connect(partial(self.opened.emit, "delegation", one.matter))
        if not one.question:
            return [look]
        back = plain.button(_("收回…"), f"{name}.back", "link", _("收回 {words}").format(words=one.words))
        back.clicked.connect(partial(self._ask, one.matter))
        return [look, back]

    def _answers(self, name: str, one: Deputy) -> list[QPushButton]:
        yes, no = plain.button(_("确定收回"), f"{name}.yes"), plain.button(_("不收回"), f"{name}.no")
        yes.clicked.connect(partial(self._take_back, one.matter))
        no.clicked.connect(partial(self._ask, None))
        return [yes, no]

    def _ask(self, matter: MatterId | None) -> None:
        """Whether to take it back is asked in its own line; None: nothing is asked any more."""
        before, self._asked = self._asked, matter
        self._lay()
        self._focus(matter or before, "no" if matter is not None else "back")

    def _focus(self, matter: MatterId | None, button: str) -> None:
        number = next((n for n, one in enumerate(self._shown) if one.matter == matter), None)
        found = None if number is None else self._rows[number].findChild(QPushButton, f"deputies.{number}.{button}")
        if found is not None:
            found.setFocus()

    def _take_back(self, matter: MatterId) -> None:
        self._asked = None
        self._lay()
        self._focus(matter, "look")
        self.taken_back.emit(matter)
