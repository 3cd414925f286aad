"""F1: every key there is, on one sheet."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui.shell.keys import KEYS
from oa_client.ui.widgets import plain


class KeysSheet(QDialog):
    """The table of keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._build()
        self._connect()

    def _build(self) -> None:
        plain.named(self, "dialog.keys", _("快捷键表"))
        self.setWindowTitle(_("快捷键表"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        half = (len(KEYS) + 1) // 2
        for n, key in enumerate(KEYS):
            column = 0 if n < half else 2
            grid.addWidget(plain.label(key.keys, f"keys.{n}", "strong"), n % half, column)
            grid.addWidget(plain.label(_(key.words), f"keys.{n}.words", "second"), n % half, column + 1)
        self._close = plain.button(_("关闭"), "btn.keys.close", "main")
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 16, 24, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(_("快捷键表"), "keys.title", "section"))
        box.addLayout(grid)
        box.addWidget(self._close)

    def _connect(self) -> None:
        self._close.clicked.connect(self.accept)
