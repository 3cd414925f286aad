"""图片说明和宽度: what stands below a picture, and how wide it is on the page."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from oa_client.app.body import MOST_WIDE
from oa_client.app.gongwen import Block
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain


class FigureDialog(QDialog):
    """`changed` brings the picture as it should be; `dropped`: it is to go."""

    changed = Signal(object)
    dropped = Signal()

    def __init__(self, block: Block, parent: QWidget) -> None:
        super().__init__(parent)
        self._block = block
        plain.named(self, "dialog.figure", _("图片说明和宽度"))
        self.setWindowTitle(_("图片说明和宽度"))
        self.caption = plain.line_edit("figure.caption", _("图片说明"), _("如：图1 泵站位置，可不填"))
        self.caption.setText(block.text)
        self.width_mm = plain.named(QSpinBox(), "figure.width", _("图片宽度，毫米"))
        self.width_mm.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.width_mm.setRange(0, int(MOST_WIDE))
        self.width_mm.setSuffix(_(" 毫米"))
        self.width_mm.setSpecialValueText(_("原宽"))
        self.width_mm.setValue(round(block.width_mm))
        self.ok = plain.button(_("确定"), "figure.ok", "primary")
        self.cancel = plain.button(_("取消"), "figure.cancel", "main")
        self.drop = plain.button(_("删除图片"), "figure.drop", "link")
        self._build()
        self._connect()

    def _build(self) -> None:
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow(_("图片说明"), self.caption)
        form.addRow(_("宽度（最宽 {n} 毫米）").format(n=int(MOST_WIDE)), self.width_mm)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.drop)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 20, 20, 16)
        box.setSpacing(16)
        box.addLayout(form)
        box.addLayout(foot)
        self.ok.setDefault(True)
        self.caption.setFocus()
        self.setMinimumWidth(round(560 * theme.current().scale))

    def _connect(self) -> None:
        self.ok.clicked.connect(self._agree)
        self.cancel.clicked.connect(self.reject)
        self.drop.clicked.connect(self._drop)

    def _agree(self) -> None:
        wide = self.width_mm.value()
        same = wide == round(self._block.width_mm)
        self.changed.emit(
            replace(
                self._block,
                text=self.caption.text().strip(),
                width_mm=self._block.width_mm if same else float(wide),
            )
        )
        self.accept()

    def _drop(self) -> None:
        self.dropped.emit()
        self.accept()
