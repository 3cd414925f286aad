"""An action that asks for more than words: a dialog made from its table row, kept as it is filled in."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from oa_client.app.acting import Offer
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter import asks, words
from oa_client.ui.matter.action_area import AGAIN_MS, SAVE_MS
from oa_client.ui.matter.form import Form, Workshop
from oa_client.ui.matter.ink_paint import picture
from oa_client.ui.matter.sheet import Sheet
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.page import size_over
from oa_client.wording import names

BESIDE = (560, 220)
"""How large handwriting stands beside the box for its words at most."""


class ActionDialog(QDialog):
    """`typed` and `submitted` bring the fields, the latter also the sheet they were filled in by.

    Refused, it stays open with everything in it.
    """

    typed = Signal(object, object)
    submitted = Signal(object, object, object)

    def __init__(
        self, sheet: Sheet, offer: Offer, shop: Workshop, draft: Mapping[str, object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._sheet, self.offer = sheet, offer
        self._build(shop, draft)
        self._connect()
        self._show_needed()
        self.resize(self._wanted().boundedTo(size_over(self, 880, 640)))

    def _build(self, shop: Workshop, draft: Mapping[str, object]) -> None:
        title = names.action(self._sheet.kind, self.offer.action.name)
        plain.named(self, f"dialog.{self.offer.action.name}", title)
        self.setWindowTitle(title)
        record = self._sheet.record
        self.form = Form(asks.asks_of(shop.desk, record.kind, self.offer.action, record), shop)
        self.form.set_values(draft)
        self._wrong = plain.label("", "dialog.wrong", "warn", wrap=True)
        self._wrong.hide()
        self._saved = plain.label("", "dialog.saved", "meta")
        text = words.submit(self.offer.action) or title
        self.ok = plain.button(_("{text} (Ctrl+Enter)").format(text=text), "dialog.ok", "primary", text)
        self.cancel = plain.button(_("取消"), "dialog.cancel", "main")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._saved, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        self.beside = self._awaited_ink()
        area = plain.named(QScrollArea(), "dialog.form", title)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(self.form)
        self.form.setAutoFillBackground(False)
        area.viewport().setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 20, 20, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(self._sheet.head.title, "dialog.matter", "second", wrap=True))
        if not self.form.asks:
            box.addWidget(plain.label(_("确定要{title}吗？").format(title=title), "dialog.question", wrap=True))
        if self.beside is not None:
            box.addWidget(self.beside)
        box.addWidget(area, 1 if self.form.asks else 0)
        area.setVisible(bool(self.form.asks))
        box.addWidget(self._wrong)
        box.addLayout(foot)
        if self.form.asks:
            self.form.go_to(self.form.asks[0].name)

    def _wanted(self) -> QSize:
        """What shows the whole form, once it is known which fields it says must be filled in."""
        form = self.form.sizeHint()
        return QSize(max(600, form.width() + 110), form.height() + round(200 * theme.current().scale))

    def _awaited_ink(self) -> QLabel | None:
        """What was written by hand, for who puts it into words: it stands in sight above the box."""
        matter = self._sheet.record.matter
        if self.offer.action.name != "write_words" or matter is None:
            return None
        awaited = matter.fields.get("awaiting_words")
        ink = next((e.ink for e in self._sheet.entries if e.v == awaited), None)
        if ink is None:
            return None
        shown = plain.label("", "dialog.awaited")
        shown.setAccessibleName(_("待录入的手写批示"))
        shown.setPixmap(QPixmap.fromImage(picture(ink, *BESIDE, self.devicePixelRatioF())))
        return shown

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)
        self.form.changed.connect(self._on_changed)
        self.ok.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.submit)

    def _on_changed(self) -> None:
        self._show_needed()
        if not self._pause.isActive():
            self._pause.start(SAVE_MS)

    def _show_needed(self) -> None:
        process, matter = self._sheet.process, self._sheet.record.matter
        if process is not None:
            values = {k: v for k, v in self.form.values().items() if k != asks.TARGET}
            self.form.show_needed(asks.needed_in(process, matter, self.offer.action, values))

    def _save(self) -> None:
        if self.form.composing():
            self._pause.start(AGAIN_MS)
        else:
            self.typed.emit(self.offer, self.form.values())

    def submit(self) -> None:
        """Hand in what stands in it."""
        QGuiApplication.inputMethod().commit()
        self._pause.stop()
        self.form.clear_wrong()
        self._wrong.hide()
        self.submitted.emit(self.offer, self.form.values(), self._sheet)

    def say_saved(self, text: str, *, good: bool) -> None:
        """Where the words stand."""
        self._saved.setText(text)
        plain.set_role(self._saved, "meta" if good else "warn")

    def say_refusal(self, field: str, text: str) -> None:
        """Why it was not kept, at the field."""
        if not self.form.show_wrong(field, text):
            self._wrong.setText(text)
            self._wrong.show()

    def done(self, result: int) -> None:
        """Closing keeps what was typed."""
        if self._pause.isActive():
            self._pause.stop()
            if result != QDialog.DialogCode.Accepted.value:
                self.typed.emit(self.offer, self.form.values())
        super().done(result)
