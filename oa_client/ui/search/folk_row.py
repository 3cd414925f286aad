"""人员: the people a query may mean, each with the number to ring him by, in one row above the hits."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from oa_client.assets import _
from oa_client.ui.search.model import Somebody
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.fit_row import FitRow


class _Person(QPushButton):
    """A link to somebody's matters: Enter opens it as Space does."""

    def __init__(self, name: str, somebody: Somebody) -> None:
        super().__init__(plain.unmarked(somebody.words))
        plain.named(self, name, somebody.spoken)
        self.setAutoDefault(False)
        plain.set_role(self, "link")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


class FolkRow(QFrame):
    """`chosen`: the name to search for."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "search.folk", _("人员"))
        self.setProperty("role", "bar")
        self.fit = FitRow("search.folk.row", "link")
        box = QHBoxLayout(self)
        box.setContentsMargins(12, 0, 12, 2)
        box.setSpacing(4)
        box.addWidget(plain.label(_("人员："), "search.folk.title", "second"))
        box.addWidget(self.fit, 1)
        self.hide()

    def show_folk(self, folk: tuple[Somebody, ...]) -> None:
        """These; no row without any."""
        made = [_Person(f"search.folk.{n}", somebody) for n, somebody in enumerate(folk)]
        for button, somebody in zip(made, folk, strict=True):
            button.clicked.connect(partial(self._tell, somebody.name))
        self.fit.set_buttons(made)
        self.setVisible(bool(folk))

    def _tell(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)
