"""Which strands of a matter an action is about: one of them, some of them, or all in a new order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from oa_client.assets import _
from oa_client.domain.table import FieldType
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import plain

VALUE = Qt.ItemDataRole.UserRole
ROWS_SHOWN = 6


class TracksField(FieldWidget):
    """Names to tick; where the field must be filled they are put in order instead."""

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask)
        self._one = ask.type is FieldType.TRACK
        self._ordered = ask.type is FieldType.TRACKS and ask.required
        self._build(ask)
        self._connect()

    def _build(self, ask: Ask) -> None:
        self.list = plain.named(QListWidget(), f"list.{ask.name}", ask.label)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for choice in ask.choices:
            item = QListWidgetItem(f"{choice.words}　{choice.note}")
            item.setData(VALUE, choice.value)
            if not self._one and not self._ordered:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        height = self.list.sizeHintForRow(0) if self.list.count() else 32
        self.list.setFixedHeight(max(1, min(self.list.count(), ROWS_SHOWN)) * max(height, 32) + 8)
        self.box.addWidget(self.list)
        if self._ordered:
            self.list.setCurrentRow(0)
        self._up = plain.button(_("上移"), f"up.{ask.name}", spoken=_("把选中的人上移一位"))
        self._down = plain.button(_("下移"), f"down.{ask.name}", spoken=_("把选中的人下移一位"))
        for button in (self._up, self._down):
            button.setParent(self)
            button.setVisible(self._ordered)
        if self._ordered:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(self._up)
            row.addWidget(self._down)
            row.addStretch(1)
            self.box.addLayout(row)

    def _connect(self) -> None:
        self.list.itemChanged.connect(self._on_changed)
        self.list.currentRowChanged.connect(self._on_changed)
        self._up.clicked.connect(self._move_up)
        self._down.clicked.connect(self._move_down)

    def _on_changed(self, _what: object = None) -> None:
        self.changed.emit()

    def _move_up(self) -> None:
        self._move(-1)

    def _move_down(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)
            self.changed.emit()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def value(self) -> object:
        """A track's id, or a list of them."""
        if self._one:
            return self.list.currentItem().data(VALUE) if self.list.currentRow() >= 0 else None
        if self._ordered:
            return [i.data(VALUE) for i in self._items()] or None
        return [i.data(VALUE) for i in self._items() if i.checkState() is Qt.CheckState.Checked] or None

    def set_value(self, value: object) -> None:
        """Those named; the order too where it counts."""
        if self._one:
            rows = [row for row, item in enumerate(self._items()) if item.data(VALUE) == value]
            self.list.setCurrentRow(rows[0] if rows else -1)
        elif isinstance(value, list):
            self._put(value)

    def _put(self, wanted: list[object]) -> None:
        for item in self._items():
            if not self._ordered:
                ticked = item.data(VALUE) in wanted
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        if self._ordered:
            known = {i.data(VALUE): i for i in self._items()}
            for place, track in enumerate(t for t in wanted if t in known):
                self.list.insertItem(place, self.list.takeItem(self.list.row(known[track])))

    def first(self) -> QWidget:
        return self.list
