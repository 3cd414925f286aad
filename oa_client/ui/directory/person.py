"""Somebody in full: posts, units, numbers, and what one does with them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.assets import _
from oa_client.ui.directory.model import Card
from oa_client.ui.widgets import plain


class PersonCard(QFrame):
    """`copied`: what the clipboard holds; `circulated`: whom a new circulation is for; `closed`: back to the list."""

    copied = Signal(str)
    circulated = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._card: Card | None = None
        self._build()
        self._connect()
        self.show_card(None)

    def _build(self) -> None:
        plain.named(self, "directory.person", _("人员详情"))
        self.setProperty("role", "panel")
        self.back = plain.button(_("返回列表"), "directory.person.back", "link")
        self.back.hide()
        self.words = plain.Reading("directory.person.words", _("人员详情"))
        self.copy_number = plain.button(_("复制电话"), "directory.copy.number", "main")
        self.copy_all = plain.button(_("复制姓名和电话"), "directory.copy.all", "main")
        self.circulate = plain.button(_("发起传阅"), "directory.circulate", "main")
        acts = QVBoxLayout()
        acts.setSpacing(8)
        copies = QHBoxLayout()
        copies.setSpacing(8)
        copies.addWidget(self.copy_number)
        copies.addWidget(self.copy_all, 1)
        acts.addLayout(copies)
        acts.addWidget(self.circulate)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.back)
        inner = QHBoxLayout()
        inner.setContentsMargins(20, 0, 20, 0)
        inner.addWidget(self.words)
        acts.setContentsMargins(20, 12, 20, 16)
        box.addLayout(inner, 1)
        box.addLayout(acts)

    def _connect(self) -> None:
        self.back.clicked.connect(self.closed)
        self.copy_number.clicked.connect(self._on_number)
        self.copy_all.clicked.connect(self._on_all)
        self.circulate.clicked.connect(self._on_circulate)

    def offer_circulating(self, offered: bool) -> None:
        """Whether a circulation can be begun from here."""
        self.circulate.setVisible(offered)

    def show_card(self, card: Card | None) -> None:
        """This person, or nobody."""
        self._card = card
        for button in (self.copy_number, self.copy_all, self.circulate):
            button.setEnabled(card is not None)
        self.words.start()
        if card is None:
            self.words.paragraph()
            self.words.run(_("在列表中选一个人，这里显示他的职务和电话。"), "hint")
        else:
            self.copy_number.setEnabled(bool(card.number))
            self._write(card)
        self.words.finish()

    def _write(self, card: Card) -> None:
        words = self.words
        words.paragraph()
        words.run(card.name, size="title", bold=True)
        for unit, title in card.places:
            words.paragraph(above=12)
            words.run(title, bold=True)
            words.paragraph(above=2)
            words.run(unit, "text2")
        for label, number in card.numbers:
            words.paragraph(above=12)
            words.run(f"{label}　", "text2")
            words.run(number, bold=True)
        if not card.numbers:
            words.paragraph(above=12)
            words.run(_("没有登记电话。"), "hint")

    def copy(self) -> None:
        """Ctrl+C in the list: name and numbers."""
        self._on_all()

    def _on_number(self) -> None:
        if self._card is not None and self._card.number:
            self._put(self._card.number)

    def _on_all(self) -> None:
        if self._card is not None:
            self._put(self._card.to_copy)

    def _put(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _on_circulate(self) -> None:
        if self._card is not None:
            self.circulated.emit(str(self._card.scope))
