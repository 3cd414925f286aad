"""传阅情况: turn by turn, who has read it, who has not, and the number to ring."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.receipts_table import UnitsTable
from oa_client.ui.matter.sheet import UnitLine
from oa_client.ui.matter.strands import ReaderLine
from oa_client.ui.widgets import plain

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("次序", "姓名", "电话", "单位", "状态", "送阅时间", "阅毕时间")
ROLES = ("角色", "姓名", "电话", "单位", "状态", "送达时间", "办理时间")
"""The same where everybody has a role: 批示, 主办, 协办, 主送."""
WIDTHS = (48, 100, 118, 160, 96, 104, 104)
ROLE_STATE = 152
"""A strand with a role may say 批示（本人已核对）."""
Role = Qt.ItemDataRole


class ReadersModel(QAbstractTableModel):
    """The strands in their turns."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[ReaderLine, ...] = ()
        self._columns: tuple[str, ...] = COLUMNS

    def show_lines(self, lines: tuple[ReaderLine, ...], columns: tuple[str, ...] = COLUMNS) -> None:
        """As they stand now."""
        if lines != self._lines or columns != self._columns:
            self.beginResetModel()
            self._lines, self._columns = lines, columns
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if role == Role.DisplayRole and orientation is Qt.Orientation.Horizontal and 0 <= section < len(COLUMNS):
            return _(self._columns[section])
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        text = _cells(line)[index.column()]
        if role == Role.DisplayRole:
            return text
        if role == Role.ToolTipRole:
            return plain.tip(text)
        if role == Role.AccessibleTextRole:
            return "，".join(cell for cell in _cells(line) if cell)
        if role == Role.ForegroundRole and line.late and index.column() == 4:
            return theme.current().colour("warn")
        if role == Role.FontRole and (line.mine or (line.late and index.column() == 4)):
            return theme.current().font(bold=True)
        return None


def _cells(line: ReaderLine) -> tuple[str, ...]:
    name = _("{name}（我）").format(name=line.name) if line.mine else line.name
    return (line.turn, name, line.phone, line.unit, line.state, line.delivered, line.ended)


class ReadersTab(QWidget):
    """How far it has come, and the table."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "tab.readers", _("传阅情况"))
        self.read = plain.label("", "readers.read", "section")
        self.model = ReadersModel()
        self.table = plain.named(QTableView(), "readers.table", _("传阅情况"))
        self.table.setProperty("role", "grid")
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.table.setWordWrap(False)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        head.setHighlightSections(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 0)
        box.setSpacing(8)
        box.addWidget(self.read)
        self.units = UnitsTable()
        box.addWidget(self.table, 1)
        box.addWidget(self.units, 1)

    def show_readers(
        self, lines: tuple[ReaderLine, ...], read: str, title: str = "", units: tuple[UnitLine, ...] = ()
    ) -> None:
        """As they stand now: reader by reader, or unit by unit where receipts are counted.

        `title`: 传阅情况 or 办理情况.
        """
        self.table.setVisible(bool(lines) or not units)
        self.units.show_units(units if not lines else ())
        roles = title not in {"", _("传阅情况")}
        for part in (self, self.table):
            part.setAccessibleName(title or _("传阅情况"))
        late = sum(line.late for line in lines)
        self.read.setText(_("{read}，超期 {n} 人").format(read=read, n=late) if late else read)
        self.model.show_lines(lines, ROLES if roles else COLUMNS)
        now = theme.current()
        self.table.verticalHeader().setDefaultSectionSize(now.sizes.tall + 4)
        for column, width in enumerate(WIDTHS):
            if column != 3:
                wide = ROLE_STATE if roles and column == 4 else width
                self.table.setColumnWidth(column, round(wide * now.scale))
