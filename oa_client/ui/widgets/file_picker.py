"""Where a file is to be, or which files: the one dialog for it, wide enough for names as long as offices give them.

Few desktops lend Qt a dialog of their own: nearly everybody sees Qt's.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHeaderView, QSplitter, QTreeView, QWidget

from oa_client.ui import theme
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.page import size_over

WIDE, HIGH = 860, 520
PLACES = 160
"""Pixels for the places at its side, at the standard size of type."""
NAME, KIND = 0, 2
"""Columns; what kind of file it is Qt says half in English, and the end of its name says it too."""


class FilePicker(QFileDialog):
    """Opened with `open()`, gone when it is closed. A desktop that has a dialog of its own shows that instead."""

    def __init__(self, parent: QWidget | None, title: str, name: str, folder: str = "", filters: str = "") -> None:
        """`filters` as Qt writes them: 表格 (*.xlsx)."""
        super().__init__(parent, title, folder, filters)
        plain.named(self, name, title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        places = round(PLACES * theme.current().scale)
        sides.setSizes([places, self.width() - places])
