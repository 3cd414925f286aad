"""The rows of the address book: one line a person and unit, of fixed height."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.directory.model import Key, Line
from oa_client.ui.widgets.grid import Grid, GridModel

COLUMNS = ("姓名", "职务", "单位", "电话", "短号")
WIDTHS = {0: 84, 3: 128, 4: 68}
"""Of the columns that are as wide as what stands in them; the others share the rest."""
_PLAIN_KEYS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class StaffModel(GridModel[Line]):
    """The lines: a district has some thousands."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, lambda line: line.cells, lambda line: line.spoken)


class StaffView(Grid):
    """`opened`: Enter or double click; `stood`: the key of the row stood on, or None; `left`: Esc; `copied`: Ctrl+C."""

    opened = Signal()
    stood = Signal(object)
    left = Signal()
    copied = Signal()

    def __init__(self, model: StaffModel) -> None:
        super().__init__("directory.rows", _("人员"), model)
        self._lines = model
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.stretch(*(column for column in range(len(COLUMNS)) if column not in WIDTHS))
        self.doubleClicked.connect(self.opened)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def fit_columns(self) -> None:
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, round(width * theme.current().scale))

    @property
    def current(self) -> Line | None:
        """The row stood on."""
        row = self.currentIndex().row()
        return self._lines.lines[row] if 0 <= row < len(self._lines.lines) else None

    def _on_row(self) -> None:
        line = self.current
        self.stood.emit(line.key if line else None)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """These rows; who stood on somebody still does, else on the first."""
        held = self.current.key if self.current else None
        self._lines.show_lines(lines)
        at = next((row for row, line in enumerate(lines) if line.key == held), 0)
        self.go(at)

    def stand_on(self, key: Key) -> None:
        """Go to a row, if it is here."""
        self.go(next((row for row, line in enumerate(self._lines.lines) if line.key == key), -1))

    def go(self, row: int) -> None:
        """Stand in a row."""
        if 0 <= row < len(self._lines.lines):
            self.setCurrentIndex(self._lines.index(row, 0))

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here; the box above finds people."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bare, row = event.key(), event.modifiers() in _PLAIN_KEYS, self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and bare:
            self.opened.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and bare:
            self.go(0 if key == Qt.Key.Key_Home else len(self._lines.lines) - 1)
        elif key in {Qt.Key.Key_J, Qt.Key.Key_K} and bare:
            self.go(row + (1 if key == Qt.Key.Key_J else -1))
        else:
            super().keyPressEvent(event)
