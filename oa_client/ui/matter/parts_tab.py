"""分解任务: the strands of a matter as a tree, each with who has it, how far it is, its day and how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QBrush, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeView, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.wording.part_lines import PartLine

COLUMNS = ("任务", "承办", "进展", "时限", "状态")
HOLDER, DUE = 1, 3
HOLDER_MOST = 150
KEY = int(Qt.ItemDataRole.UserRole) + 1
Role = Qt.ItemDataRole


class PartsTree(QTreeView):
    """Arrows fold and unfold; what was folded stays so when the matter changes."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "parts.tree", _("分解任务"))
        self._lines: tuple[PartLine, ...] = ()
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setProperty("role", "grid")
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIndentation(18)
        self.setAllColumnsShowFocus(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)

    def show_lines(self, lines: tuple[PartLine, ...]) -> None:
        """These; the same again leaves everything where it is."""
        if lines == self._lines:
            return
        folded = {i.data(KEY) for i in self._indexes() if i.data(KEY) is not None and not self.isExpanded(i)}
        known = {i.data(KEY) for i in self._indexes()}
        stood = self.currentIndex().siblingAtColumn(0).data(KEY)
        self._lines = lines
        self._model.clear()
        self._model.setHorizontalHeaderLabels([_(word) for word in COLUMNS])
        for line in lines:
            self._model.appendRow(_items(line))
        for index in self._indexes():
            self.setExpanded(index, index.data(KEY) not in folded & known)
            if index.data(KEY) == stood:
                self.setCurrentIndex(index)
        self.fit_columns()

    def _indexes(self, parent: QModelIndex = QModelIndex()) -> Iterator[QModelIndex]:
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            yield index
            yield from self._indexes(index)

    def fit_columns(self) -> None:
        """Every column as wide as its words; the task takes what is left, whoever it is given to what that spares."""
        header, scale = self.header(), theme.current().scale
        if self._model.columnCount() < len(COLUMNS):
            return
        for column in range(1, len(COLUMNS)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.resizeColumnToContents(column)
        others = sum(self.columnWidth(n) for n in range(HOLDER + 1, len(COLUMNS)))
        free = self.viewport().width() - others - self.sizeHintForColumn(0)
        self.setColumnWidth(HOLDER, min(self.columnWidth(HOLDER), max(round(HOLDER_MOST * scale), free)))
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()


class PartsTab(QWidget):
    """How many are done, and the tree."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "tab.parts", _("分解任务"))
        self.ended = plain.label("", "parts.ended", "section")
        self.tree = PartsTree()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 0)
        box.setSpacing(8)
        box.addWidget(self.ended)
        box.addWidget(self.tree, 1)

    def show_parts(self, lines: tuple[PartLine, ...], ended: str) -> None:
        """As they stand now; `ended`: how many of how many are done."""
        late = sum(1 for line in _all(lines) if line.late)
        self.ended.setText(_("{ended}，超期 {n} 项").format(ended=ended, n=late) if late else ended)
        self.tree.show_lines(lines)


def _all(lines: tuple[PartLine, ...]) -> Iterator[PartLine]:
    for line in lines:
        yield line
        yield from _all(line.below)


def _items(line: PartLine) -> list[QStandardItem]:
    items = [QStandardItem(cell) for cell in line.cells]
    for item in items:
        item.setData(line.track, KEY)
        item.setData(line.spoken, Role.AccessibleTextRole)
        item.setData(plain.tip(item.text()), Role.ToolTipRole)
        if line.mine:
            item.setFont(theme.current().font(bold=True))
    if line.late:
        items[DUE].setForeground(QBrush(theme.current().colour("warn")))
    for below in line.below:
        items[0].appendRow(_items(below))
    return items
