"""The units of the address book with how many people each has, and behind them the groups."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QTreeView

from oa_client.assets import _
from oa_client.ui.directory.model import Branch
from oa_client.ui.widgets import plain

KEY = int(Qt.ItemDataRole.UserRole) + 1
Role = Qt.ItemDataRole


class UnitTree(QTreeView):
    """`chosen`: the key of the branch stood on."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Branch, ...] = ()
        self._telling = True
        self._build()

    def _build(self) -> None:
        plain.named(self, "directory.units", _("单位"))
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIndentation(16)
        self.selectionModel().currentChanged.connect(self._on_current)

    def show_branches(self, branches: tuple[Branch, ...], key: str) -> None:
        """These; what was unfolded stays so, and one stands on `key`, if it is there, without choosing it again."""
        self._telling = False
        if branches != self._shown:
            first = not self._shown
            unfolded = {str(i.data(KEY)) for i in self._indexes() if self.isExpanded(i)}
            self._shown = branches
            self._model.clear()
            for branch in branches:
                self._model.appendRow(_item(branch))
            for index in self._indexes():
                if str(index.data(KEY)) in unfolded or (first and not index.parent().isValid()):
                    self.expand(index)
        self._stand_on(key)
        self._telling = True

    def _stand_on(self, key: str) -> None:
        index = next((i for i in self._indexes() if i.data(KEY) == key), QModelIndex())
        if index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _indexes(self, parent: QModelIndex = QModelIndex()) -> Iterator[QModelIndex]:
        for row in range(self._model.rowCount(parent)):
            index = self._model.index(row, 0, parent)
            yield index
            yield from self._indexes(index)

    def _on_current(self, index: QModelIndex) -> None:
        if self._telling and index.isValid():
            self.chosen.emit(str(index.data(KEY)))


def _item(branch: Branch) -> QStandardItem:
    item = QStandardItem(_("{name}（{n}）").format(name=branch.name, n=branch.count))
    item.setData(branch.key, KEY)
    item.setData(plain.tip(branch.name), Role.ToolTipRole)
    item.setData(_("{name}，{n} 人").format(name=branch.name, n=branch.count), Role.AccessibleTextRole)
    for below in branch.below:
        item.appendRow(_item(below))
    return item
