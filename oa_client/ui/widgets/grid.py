"""A table to read: one line a row, of fixed height. Whoever has the lines says what stands under which head."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHeaderView, QTableView

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain

L = TypeVar("L")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
MARGIN = 16
"""What a cell takes beside its words."""


class GridModel(QAbstractTableModel, Generic[L]):
    """The lines, all in memory, in the columns given; a screen reader hears a whole line in every cell."""

    def __init__(
        self, columns: Sequence[str], cells: Callable[[L], Sequence[str]], spoken: Callable[[L], str] | None = None
    ) -> None:
        """`spoken`: a line in one sentence; without it every head is said with its word."""
        super().__init__()
        self.columns = tuple(columns)
        self.lines: tuple[L, ...] = ()
        self.cells, self._spoken = cells, spoken

    def show_lines(self, lines: tuple[L, ...], columns: Sequence[str] | None = None) -> None:
        """These from now on, perhaps under other heads; the same again leaves everything where it is."""
        heads = self.columns if columns is None else tuple(columns)
        if lines != self.lines or heads != self.columns:
            self.beginResetModel()
            self.lines, self.columns = lines, heads
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            return _(self.columns[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        if role == Role.DisplayRole:
            return self.cells(line)[column]
        if role == Role.ToolTipRole:
            return plain.tip(self.cells(line)[column])
        if role == Role.AccessibleTextRole:
            return self._spoken(line) if self._spoken is not None else self._said(line)
        return self.look(line, column, role)

    def _said(self, line: L) -> str:
        cells = zip(self.columns, self.cells(line), strict=True)
        return "，".join(f"{_(head)} {cell}" for head, cell in cells if cell)

    def look(self, _line: L, _column: int, _role: int) -> object:
        """A font or colour of its own; by itself none has one."""
        return None


class Grid(QTableView):
    """The lines of a `GridModel`. Nothing is scrolled sideways: one column takes what the others leave."""

    def __init__(self, name: str, spoken: str, model: QAbstractTableModel) -> None:
        super().__init__()
        plain.named(self, name, spoken)
        self.setProperty("role", "grid")
        self.setModel(model)
        self._dress()
        self._fit_rows()

    def _dress(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)

    def stretch(self, *columns: int) -> None:
        """These share what the others leave."""
        head = self.horizontalHeader()
        for column in range(head.count()):
            way = QHeaderView.ResizeMode.Stretch if column in columns else QHeaderView.ResizeMode.Fixed
            head.setSectionResizeMode(column, way)

    def fit_to_words(self, column: int, least: int = 0) -> int:
        """Make a column as wide as its widest word, its head among them; how wide that is."""
        model, measure = self.model(), QFontMetrics(theme.current().font(bold=True))
        words = [model.index(row, column).data() for row in range(model.rowCount())]
        words.append(model.headerData(column, Qt.Orientation.Horizontal))
        lines = [line for word in words for line in str(word or "").split("\n")]
        wide = max(least, max(measure.horizontalAdvance(line) for line in lines) + MARGIN)
        self.setColumnWidth(column, wide)
        return wide

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.current().sizes.tall + 4)
        self.fit_columns()

    def fit_columns(self) -> None:
        """The widths in the type of now."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.model() is not None:
            self._fit_rows()
