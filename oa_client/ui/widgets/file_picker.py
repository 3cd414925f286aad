"""Where a file is to be, or which files: the one dialog for it, wide enough for names as long as offices give them.

Few desktops lend Qt a dialog of their own: nearly everybody sees Qt's.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QIcon, QShowEvent, QTransform
from PySide6.QtWidgets import (
    QFileDialog,
    QFileSystemModel,
    QHeaderView,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QTreeView,
    QWidget,
)

from oa_client.ui import theme
from oa_client.ui.widgets import icons, plain
from oa_client.ui.widgets.page import size_over
from oa_client.wording import moments
from oa_client.wording.names import amount

WIDE, HIGH = 860, 520
PLACES = 160
"""Pixels for the places at its side, at the standard size of type."""
NAME, SIZE, KIND, SAVED = range(4)
"""Columns; what kind of file it is Qt says half in English, and the end of its name says it too."""
TOOLS = {
    "backButton": "arrow-left",
    "forwardButton": "arrow-left",
    "toParentButton": "arrow-up",
    "newFolderButton": "plus",
    "listModeButton": "layout-dashboard",
    "detailModeButton": "list-details",
}
"""Qt's own pictures for these are made for a light ground; forward is back the other way round."""


class FileFacts(QStyledItemDelegate):
    """How large a file is and when it was saved, in the words of every other list.

    Qt says KiB, and days as the system's language has them, which need not be Chinese.
    """

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        said = _said(index)
        if said:
            option.text = said  # type: ignore[attr-defined]  # the stubs leave it out


def _said(index: QModelIndex | QPersistentModelIndex) -> str:
    """What stands in a cell; empty: what Qt says."""
    model = index.model()
    if not isinstance(model, QFileSystemModel) or not isinstance(index, QModelIndex):
        return ""
    if index.column() == SIZE and not model.isDir(index):
        return amount(model.size(index))
    return moments.exact(model.lastModified(index).toSecsSinceEpoch()) if index.column() == SAVED else ""


class FilePicker(QFileDialog):
    """Opened with `open()`, gone when it is closed. A desktop that has a dialog of its own shows that instead."""

    def __init__(self, parent: QWidget | None, title: str, name: str, folder: str = "", filters: str = "") -> None:
        """`filters` as Qt writes them: 表格 (*.xlsx)."""
        super().__init__(parent, title, folder, filters)
        plain.named(self, name, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._facts = FileFacts(self)
        self.resize(size_over(self, WIDE, HIGH))

    def saving(self, name: str, ending: str = "") -> None:
        """A file is to be written: what it is called to begin with, and what its name ends in if nobody says."""
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if ending:
            self.setDefaultSuffix(ending)
        self.selectFile(name)

    def showEvent(self, event: QShowEvent) -> None:
        self._lay_out()
        super().showEvent(event)

    def _lay_out(self) -> None:
        """All of each column but the name, which takes the rest; Qt would cut sizes and days."""
        files, sides = self.findChild(QTreeView, "treeView"), self.findChild(QSplitter, "splitter")
        if files is None or sides is None:  # the desktop's own
            return
        head = files.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        head.hideSection(KIND)
        for column in (SIZE, SAVED):
            files.setItemDelegateForColumn(column, self._facts)
        self._draw_tools()
        places = round(PLACES * theme.current().scale)
        sides.setSizes([places, self.width() - places])

    def _draw_tools(self) -> None:
        size = theme.current().sizes.icon
        for name, icon in TOOLS.items():
            if (tool := self.findChild(QToolButton, name)) is not None:
                tool.setIcon(_picture(icon, turned=name == "forwardButton"))
                tool.setIconSize(QSize(size, size))


def _picture(icon: str, *, turned: bool) -> QIcon:
    drawn = icons.pixmap(icon)
    return QIcon(drawn.transformed(QTransform.fromScale(-1, 1)) if turned else drawn)
