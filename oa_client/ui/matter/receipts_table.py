"""回执: unit by unit, how many have signed of how many; for those who asked."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.sheet import UnitLine
from oa_client.ui.widgets import plain

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
COLUMNS = ("单位", "应阅", "已阅", "未阅")
NUMBER_WIDTH = 80


class UnitsModel(QAbstractTableModel):
    """The units in protocol order."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[UnitLine, ...] = ()

    def show_units(self, lines: tuple[UnitLine, ...]) -> None:
        """As they stand now."""
        if lines != self._lines:
            self.beginResetModel()
            self._lines = lines
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            return _(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        cells = (line.unit, str(line.asked), str(line.signed), str(line.asked - line.signed))
        if role == Role.DisplayRole:
            return cells[index.column()]
        if role == Role.ToolTipRole:
            return plain.tip(cells[index.column()])
        if role == Role.AccessibleTextRole:
            return "，".join(f"{_(head)} {cell}" for head, cell in zip(COLUMNS, cells, strict=True))
        if role == Role.FontRole and line.signed < line.asked and index.column() == len(COLUMNS) - 1:
            return theme.current().font(bold=True)
        return None


class UnitsTable(QTableView):
    """The units that were asked."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "receipts.table", _("回执情况"))
        self.units = UnitsModel()
        self.setModel(self.units)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setHighlightSections(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def show_units(self, lines: tuple[UnitLine, ...]) -> None:
        """As they stand now; nothing to show, nothing there."""
        self.units.show_units(lines)
        self.setVisible(bool(lines))
        now = theme.current()
        self.verticalHeader().setDefaultSectionSize(now.sizes.tall + 4)
        for column in range(1, len(COLUMNS)):
            self.setColumnWidth(column, round(NUMBER_WIDTH * now.scale))
