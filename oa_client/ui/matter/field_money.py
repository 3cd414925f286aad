"""An amount of money: typed as people write it, kept in 分, said back in figures and in capital ones while typing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oa_client.assets import _
from oa_client.domain.money.amounts import BadAmount, capital, figures, read_amount
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import plain
from oa_client.wording.sentences import sentence

WIDE = 260


class MoneyField(FieldWidget):
    """One amount; what cannot be read is said at once and is no value."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self.edit = plain.line_edit(f"edit.{ask.name}", ask.label, _("如 1,234.50 或 12.3万元"))
        self.edit.setMaximumWidth(WIDE)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.said = plain.label("", f"said.{ask.name}", "second", wrap=True)
        self.said.hide()
        self.box.addWidget(self.edit)
        self.box.addWidget(self.said)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.editingFinished.connect(self._write_plainly)

    def _on_changed(self, text: str) -> None:
        words, good = _said(text)
        self.said.setText(words)
        plain.set_role(self.said, "second" if good else "warn")
        self.said.setVisible(bool(words))
        self.changed.emit()

    def _write_plainly(self) -> None:
        """With thousands and 角分, once it is whole."""
        if isinstance(cents := self.value(), int) and self.edit.text() != figures(cents):
            self.edit.setText(figures(cents))

    def value(self) -> object:
        """The 分; None where nothing readable stands there."""
        try:
            return read_amount(self.edit.text())
        except BadAmount:
            return None

    def set_value(self, value: object) -> None:
        """An amount."""
        self.edit.setText(figures(value) if isinstance(value, int) and value > 0 else "")

    def first(self) -> QWidget:
        return self.edit


def _said(text: str) -> tuple[str, bool]:
    """What is said below it, and whether that is an amount."""
    if not text.strip():
        return "", True
    try:
        return _("大写：{capital}").format(capital=capital(read_amount(text))), True
    except BadAmount as bad:
        return sentence(bad.code, kept=False), False
