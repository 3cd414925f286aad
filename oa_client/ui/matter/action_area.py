"""The bottom of the matter page: the opinion, the words that go in with one key, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oa_client.app.acting import Offer
from oa_client.assets import _
from oa_client.domain.handwriting import INK
from oa_client.domain.people import PersonId
from oa_client.domain.table import FieldType
from oa_client.ui import theme
from oa_client.ui.matter import asks, words
from oa_client.ui.matter.fields import StillBox, TextEdit, composing
from oa_client.ui.matter.sheet import Sheet
from oa_client.ui.matter.strands import Turn
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.fit_row import FitRow
from oa_client.wording import lines, names

SAVE_MS = 700
"""How long after the first new key what was typed is on the disk."""
AGAIN_MS = 150
LINES = (2, 5)
"""How many lines of the opinion are in sight: at least, and when more are written."""


class ActionArea(QFrame):
    """`typed`: words to keep; `submitted`: the primary action; `chosen`: another one, which asks for more."""

    typed = Signal(object, object)
    submitted = Signal(object, object, object)
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._primary: Offer | None = None
        self._folded = False
        self._build()
        self._connect()

    def _build(self) -> None:
        plain.named(self, "matter.actions", _("办理"))
        self.setProperty("role", "panel")
        self._name = plain.label(_("办理意见"), "opinion.label", "second")
        self._saved = plain.label("", "opinion.saved", "meta")
        self._turn = plain.named(StillBox(), "opinion.turn", _("以何身份办理"))
        self.edit = plain.named(TextEdit(), "edit.opinion", _("办理意见"))
        self.edit.setTabChangesFocus(True)
        self._name.setBuddy(self.edit)
        self._wrong = plain.label("", "opinion.wrong", "warn", wrap=True)
        self._common: tuple[str, ...] = ()
        self._chips = FitRow("opinion.chips", "chip")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._name)
        top.addWidget(self._turn)
        top.addWidget(self._chips, 1)
        top.addWidget(self._saved)
        self.panel = QWidget()
        inner = QVBoxLayout(self.panel)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addLayout(top)
        inner.addWidget(self.edit)
        self.row = FitRow("actions.row")
        self._said = plain.label("", "actions.said", "second", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 8, 20, 12)
        box.setSpacing(8)
        box.addWidget(self.panel)
        box.addWidget(self._wrong)
        box.addWidget(self._said)
        box.addWidget(self.row)
        self._wrong.hide()

    def _show_common(self, texts: tuple[str, ...]) -> None:
        if texts != self._common:
            self._common = texts
            self._chips.set_buttons([self._chip(n, text) for n, text in enumerate(texts, 1)])

    def _chip(self, number: int, text: str) -> QPushButton:
        chip = plain.button(text, f"opinion.common.{number}", "chip", _("插入意见：{text}").format(text=text))
        if number <= words.KEYED:
            chip.setToolTip(plain.tip(f"Alt+{number}"))
        chip.clicked.connect(partial(self.insert, text))
        return chip

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setObjectName("opinion.pause")
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)
        self.edit.textChanged.connect(self._on_changed)

    # showing

    def show_sheet(self, sheet: Sheet, *, fresh: bool, draft: Mapping[str, object]) -> None:
        """What may be done now; the same matter again leaves the words alone."""
        before = self._primary.action.name if self._primary else ""
        self._sheet, self._primary = sheet, sheet.primary
        written = self._field() is not None
        same = sheet.primary is not None and before == sheet.primary.action.name
        if fresh or not same:
            self._pause.stop()
            text = draft.get(self._field() or "", "")
            self._put(text if isinstance(text, str) else "")
            self._say_wrong("")
            self._saved.setText("")
        self._show_turns(sheet.turns)
        self._show_common(words.common(sheet.primary.action) if sheet.primary else ())
        needed = bool(sheet.primary and self._needed(sheet.primary))
        self.edit.setPlaceholderText(_("请输入意见（自动保存）") if needed else _("可不写意见（自动保存）"))
        self._show_buttons(sheet, written=written)
        self._lay_out()

    def clear(self) -> None:
        """No matter, nothing to do."""
        self._pause.stop()
        self._sheet = self._primary = None
        self._put("")
        self.hide()

    def _needed(self, offer: Offer) -> bool:
        sheet = self._sheet
        if sheet is None or sheet.process is None or offer.receipt:
            return False
        return self._field() in asks.needed_in(sheet.process, sheet.record.matter, offer.action, {})

    def _field(self) -> str | None:
        """The field the opinion fills, when the primary action is done in place and asks for words."""
        if self._primary is None or not asks.in_place(self._primary.action):
            return None
        return next((f.name for f in self._primary.action.asks if f.type is FieldType.TEXT), None)

    def _show_turns(self, turns: tuple[Turn, ...]) -> None:
        kept = self._turn.currentIndex()
        self._turn.blockSignals(True)
        self._turn.clear()
        for turn in turns:
            self._turn.addItem(turn.words)
        self._turn.setCurrentIndex(max(0, min(kept, len(turns) - 1)) if turns else -1)
        self._turn.blockSignals(False)
        self._turn.setVisible(bool(turns))

    def _show_buttons(self, sheet: Sheet, *, written: bool) -> None:
        made: list[QPushButton] = []
        if sheet.primary is not None:
            made.append(self._main_button(sheet, sheet.primary))
        if sheet.primary is not None and written and INK in sheet.primary.action.asks and not sheet.primary.receipt:
            hand = plain.button(_("手写…"), "btn.ink", "main", _("手写签批"))
            hand.clicked.connect(partial(self.chosen.emit, sheet.primary))
            made.append(hand)
        if written and self._folded:
            fold = plain.button(_("写意见…"), "btn.opinion", "main")
            fold.setCheckable(True)
            fold.setChecked(self.panel.isVisible())
            fold.toggled.connect(self._unfold)
            made.append(fold)
        for offer in sheet.others:
            name = names.action(sheet.kind, offer.action.name)
            if offer.actor.on_behalf != (sheet.primary.actor.on_behalf if sheet.primary else None):
                name = lines.who(name, sheet.givers.get(offer.actor.on_behalf or PersonId(0), ""))
            other = plain.button(name, f"btn.{offer.action.name}", "main")
            other.clicked.connect(partial(self.chosen.emit, offer))
            made.append(other)
        self.row.set_buttons(made)
        said = _("您已阅毕，不必再办。") if sheet.receipted and sheet.primary is None else ""
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.setVisible(bool(made or said))

    def _main_button(self, sheet: Sheet, offer: Offer) -> QPushButton:
        text = self._main_words(sheet, offer)
        button = plain.button(f"{text} (Ctrl+Enter)", "btn.submit", "primary", text)
        button.clicked.connect(self.submit)
        return button

    def _main_words(self, sheet: Sheet, offer: Offer) -> str:
        if offer.receipt:
            return names.action(sheet.kind, "receipt")
        text = words.submit(offer.action) or names.action(sheet.kind, offer.action.name)
        text = lines.who(text, sheet.givers.get(offer.actor.on_behalf or PersonId(0), ""))
        return text if asks.in_place(offer.action) else f"{text}…"

    def fold(self, *, folded: bool) -> None:
        """Where the window is low, the opinion opens by a button."""
        if folded != self._folded:
            self._folded = folded
            if self._sheet is not None:
                self._show_buttons(self._sheet, written=self._field() is not None)
            self._lay_out()

    def _unfold(self, shown: bool) -> None:
        self.panel.setVisible(shown)
        if shown:
            self.edit.setFocus()

    def _lay_out(self) -> None:
        self._fit_edit()
        self._saved.setMinimumHeight(round(16 * theme.current().scale))
        self.panel.setVisible(self._field() is not None and (not self._folded or bool(self.edit.toPlainText())))

    def _fit_edit(self) -> None:
        """As high as what is written, within bounds."""
        written = round(self.edit.document().size().height())
        lines = min(LINES[1], max(LINES[0], written))
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 20)

    # typing

    def insert(self, text: str) -> None:
        """A common opinion goes in where the cursor is."""
        if self._field() is not None:
            self.panel.show()
            self.edit.insertPlainText(text)
            self.edit.setFocus()

    def insert_common(self, number: int) -> None:
        """The common opinion of that place in the row, counted from 0; none there, nothing happens."""
        if number < len(self._common):
            self.insert(self._common[number])

    def _put(self, text: str) -> None:
        if text != self.edit.toPlainText():
            self.edit.blockSignals(True)
            self.edit.setPlainText(text)
            self.edit.blockSignals(False)
            self._fit_edit()

    def _on_changed(self) -> None:
        self._fit_edit()
        if not self._pause.isActive():
            self._pause.start(SAVE_MS)

    def _save(self) -> None:
        """What was typed goes to the disk, but no half a word of an input method."""
        if composing(self.edit):
            self._pause.start(AGAIN_MS)
        elif self._primary is not None and self._field() is not None:
            self.typed.emit(self._primary, self.values())

    def flush(self) -> None:
        """Keep what was typed now."""
        if self._pause.isActive():
            self._pause.stop()
            if self._primary is not None and self._field() is not None:
                self.typed.emit(self._primary, self.values())

    def values(self) -> dict[str, object]:
        """What the primary action would be given."""
        field = self._field()
        text = self.edit.toPlainText()
        return {field: text} if field is not None and text.strip() else {}

    def submit(self) -> None:
        """Hand in the primary action, or open what it asks for."""
        offer = self._primary
        if offer is None:
            return
        if not asks.in_place(offer.action):
            self.chosen.emit(offer)
            return
        self._pause.stop()
        self._say_wrong("")
        turns = self._sheet.turns if self._sheet else ()
        at = self._turn.currentIndex()
        turn = turns[at] if 0 <= at < len(turns) else None
        self.submitted.emit(offer, self.values(), turn)

    def handed_in(self) -> None:
        """The words are on their way: the editor is empty again."""
        self._pause.stop()
        self._put("")
        self._saved.setText("")
        self._say_wrong("")

    # saying

    def say_saved(self, text: str, *, good: bool) -> None:
        """Where the words stand."""
        self._saved.setText(text)
        plain.set_role(self._saved, "meta" if good else "warn")

    def say_refusal(self, text: str) -> None:
        """Why it was not kept, at the words."""
        self._say_wrong(text)
        if self._field() is not None:
            self.panel.show()
            self.edit.setFocus()

    def _say_wrong(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))
