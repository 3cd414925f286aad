"""Other matters a matter names: the document a leader's words stand on, the sending a document came by."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame

from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.wording.kept import Kept

MOST = 32
"""So many letters of what it is called; the tip has them all."""


class Linked(QFrame):
    """One line for each, a button that goes there. `followed` brings its kind and its id."""

    followed = Signal(str, str)

    def __init__(self, measure: int) -> None:
        """`measure`: how wide the text around it is set."""
        super().__init__()
        self._measure = measure
        self.setProperty("role", "bar")
        self._shown: tuple[Kept, ...] = ()
        self._rows = QFormLayout(self)
        self._rows.setVerticalSpacing(0)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self.hide()

    def show_fields(self, fields: tuple[Kept, ...]) -> None:
        """Those of these that name another matter on this device; the same again stays."""
        linked = tuple(one for one in fields if one.about is not None)
        if linked != self._shown:
            self._shown = linked
            while self._rows.rowCount():
                self._rows.removeRow(0)
            for number, one in enumerate(linked, 1):
                self._add(number, one)
        self.setVisible(bool(linked))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Begins where the fields above it begin."""
        super().resizeEvent(event)
        side = max(20, (self.width() - round(self._measure * theme.current().scale)) // 2)
        self._rows.setContentsMargins(side, 0, 20, 0)

    def _add(self, number: int, one: Kept) -> None:
        if one.about is None:
            return
        text = one.value if len(one.value) <= MOST else f"{one.value[:MOST]}…"
        go = plain.button(text, f"linked.{number}", "link", f"{one.label}：{one.value}")
        go.setToolTip(plain.tip(one.value))
        go.clicked.connect(partial(self._go, one.about.kind, one.about.matter))
        self._rows.addRow(plain.label(f"{one.label}：", f"linked.{number}.label", "second"), go)

    def _go(self, kind: str, matter: str, _checked: bool = False) -> None:
        self.followed.emit(kind, matter)
