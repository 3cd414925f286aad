"""检查: what is to be mended, each row leading to where that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui.outgoing.model import Check, Weight
from oa_client.ui.widgets import plain

_WEIGHTS: Mapping[Weight, str] = {Weight.FAULT: "必改", Weight.MEND: "宜改", Weight.KNOW: "提示"}
_CHECK = Qt.ItemDataRole.UserRole


class ChecksList(QWidget):
    """`asked`: somebody wants to go where a check leads."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "draft.checks", _("检查"))
        self.list = plain.named(QListWidget(), "list.checks", _("检查结果，回车转到所在之处"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setSpacing(4)
        self._none = plain.label(_("没有发现要改的地方。"), "checks.none", "second", wrap=True)
        self._none.setContentsMargins(12, 12, 12, 12)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._none)
        box.addWidget(self.list, 1)
        self._shown: tuple[Check, ...] | None = None
        self.list.itemActivated.connect(self._on_chosen)
        self.list.itemClicked.connect(self._on_chosen)
        self.show_checks(())

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """These; the row somebody stands on stays the same."""
        if checks == self._shown:
            return
        row, self._shown = self.list.currentRow(), checks
        self.list.clear()
        for check in checks:
            text = f"{_(_WEIGHTS[check.weight])}　{check.words}"
            item = QListWidgetItem(text)
            item.setData(_CHECK, check)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            self.list.addItem(item)
        self.list.setVisible(bool(checks))
        self._none.setVisible(not checks)
        if 0 <= row < len(checks):
            self.list.setCurrentRow(row)

    def _on_chosen(self, item: QListWidgetItem) -> None:
        check = item.data(_CHECK)
        if isinstance(check, Check):
            self.asked.emit(check.target)
