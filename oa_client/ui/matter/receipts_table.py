"""回执: unit by unit, how many have signed of how many; for those who asked."""

from __future__ import annotations

from PySide6.QtCore import Qt

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.sheet import UnitLine
from oa_client.ui.widgets.grid import Grid, GridModel

COLUMNS = ("单位", "应阅", "已阅", "未阅")
NUMBER_WIDTH = 80


class UnitsModel(GridModel[UnitLine]):
    """The units in protocol order; who is still missing stands out."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, _cells)

    def look(self, line: UnitLine, column: int, role: int) -> object:
        missing = line.signed < line.asked and column == len(COLUMNS) - 1
        return theme.current().font(bold=True) if missing and role == Qt.ItemDataRole.FontRole else None


def _cells(line: UnitLine) -> tuple[str, ...]:
    return (line.unit, str(line.asked), str(line.signed), str(line.asked - line.signed))


class UnitsTable(Grid):
    """The units that were asked."""

    def __init__(self) -> None:
        self.units = UnitsModel()
        super().__init__("receipts.table", _("回执情况"), self.units)
        self.stretch(0)

    def show_units(self, lines: tuple[UnitLine, ...]) -> None:
        """As they stand now; nothing to show, nothing there."""
        self.units.show_lines(lines)
        self.setVisible(bool(lines))

    def fit_columns(self) -> None:
        for column in range(1, len(COLUMNS)):
            self.setColumnWidth(column, round(NUMBER_WIDTH * theme.current().scale))
