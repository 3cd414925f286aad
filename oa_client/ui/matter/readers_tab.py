"""传阅情况: turn by turn, who has read it, who has not, and the number to ring."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.receipts_table import UnitsTable
from oa_client.ui.matter.sheet import UnitLine
from oa_client.ui.matter.strands import ReaderLine
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.grid import Grid, GridModel

COLUMNS = ("次序", "姓名", "电话", "单位", "状态", "送阅时间", "阅毕时间")
ROLES = ("角色", "姓名", "电话", "单位", "状态", "送达时间", "办理时间")
"""The same where everybody has a role: 批示, 主办, 协办, 主送."""
UNIT, STATE, DELIVERED = 3, 4, 5
YIELDING = (DELIVERED, 0)
"""What goes out of sight first where there is little room: a screen reader still says it, the record has it."""
UNIT_LEAST = 84
NAME_MOST = 160
"""An organ stands in the place of a name, and again as its unit."""


class ReadersModel(GridModel[ReaderLine]):
    """The strands in their turns."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _cells, lambda line: "，".join(cell for cell in _cells(line) if cell))

    def look(self, line: ReaderLine, column: int, role: int) -> object:
        late = line.late and column == STATE
        if role == Qt.ItemDataRole.ForegroundRole and late:
            return theme.current().colour("warn")
        if role == Qt.ItemDataRole.FontRole and (line.mine or late):
            return theme.current().font(bold=True)
        return None


def _cells(line: ReaderLine) -> tuple[str, ...]:
    name = _("{name}（我）").format(name=line.name) if line.mine else line.name
    return (line.turn, name, line.phone, line.unit, line.state, line.delivered, line.ended)


class ReadersTable(Grid):
    """Every column as wide as its words; the unit takes what is left."""

    def __init__(self, model: ReadersModel) -> None:
        super().__init__("readers.table", _("传阅情况"), model)
        self.stretch(UNIT)

    def fit_columns(self) -> None:
        wide = {column: self.fit_to_words(column) for column in range(self.model().columnCount()) if column != UNIT}
        name = min(wide[1], round(NAME_MOST * theme.current().scale))
        self.setColumnWidth(1, name)
        left = self.viewport().width() - sum(wide.values()) + wide[1] - name
        for column in YIELDING:
            short = left < UNIT_LEAST * theme.current().scale
            self.setColumnHidden(column, short)
            left += wide[column] if short else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()


class ReadersTab(QWidget):
    """How far it has come, and the table."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "tab.readers", _("传阅情况"))
        self.read = plain.label("", "readers.read", "section")
        self.model = ReadersModel()
        self.table = ReadersTable(self.model)
        self.units = UnitsTable()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 0)
        box.setSpacing(8)
        box.addWidget(self.read)
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
        self.table.fit_columns()
