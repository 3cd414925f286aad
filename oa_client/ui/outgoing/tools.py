"""The row of buttons above the text: roles, tables, undo; each with its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMenu, QPushButton

from oa_client.assets import _
from oa_client.ui.outgoing.body_edit import BodyEdit
from oa_client.ui.outgoing.looks import ROLES
from oa_client.ui.outgoing.pictures import SUFFIXES
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.file_picker import FilePicker

ROLE_KEYS = ("Ctrl+Shift+N", "Ctrl+Shift+1", "Ctrl+Shift+2", "Ctrl+Shift+3", "Ctrl+Shift+4")
TABLE_KEYS = "Ctrl+Shift+T"
FIGURE_KEYS = "Ctrl+Shift+G"
SPOKEN = ("设为正文", "设为一级标题", "设为二级标题", "设为三级标题", "设为四级标题")
TABLE = (
    ("row", "在下面加一行"),
    ("column", "在右面加一列"),
    ("drop_row", "删除这一行"),
    ("drop_column", "删除这一列"),
    ("lie", "横排单独成页（是或否）"),
    ("drop_table", "删除表格"),
)


class Tools(QFrame):
    """For one editor. What cannot be done where the cursor stands is greyed."""

    def __init__(self, edit: BodyEdit) -> None:
        super().__init__()
        plain.named(self, "draft.tools", _("正文工具"))
        self.setProperty("role", "bar")
        self.setProperty("tight", "true")  # eleven of them beside two columns
        self._edit = edit
        self.roles = [self._role(n) for n in range(len(ROLES))]
        self.table = plain.button(_("表格"), "tool.table", "", _("插入表格"))
        self.table.setToolTip(plain.tip(_("插入表格（{keys}）").format(keys=TABLE_KEYS)))
        self.cells = plain.button(_("行列"), "tool.cells", "", _("增删表格的行和列"))
        self.figure = plain.button(_("图片"), "tool.figure", "", _("插入图片"))
        self.number = plain.button(_("编号"), "tool.number", "", _("标题重新编号"))
        self.number.setToolTip(plain.tip(_("按先后把各级标题重新编号")))
        self.undo = plain.icon_button("arrow-back-up", _("撤销"), "tool.undo")
        self._build()
        self._connect()

    def _role(self, role: int) -> QPushButton:
        made = plain.button(_(ROLES[role]), f"tool.role.{role}", "", _(SPOKEN[role]))
        made.setCheckable(True)
        made.setToolTip(plain.tip(f"{_(SPOKEN[role])}（{ROLE_KEYS[role]}）"))
        made.clicked.connect(partial(self._set_role, role))
        return made

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(4)
        for part in (*self.roles, self.table, self.cells, self.figure, self.number, self.undo):
            row.addWidget(part)
        row.addStretch(1)
        menu = plain.named(QMenu(self.cells), "tool.cells.menu", _("表格的行和列"))
        for what, words in TABLE:
            act = menu.addAction(_(words), partial(self._edit.change_table, what))
            act.setObjectName(f"tool.cells.{what}")
        self.cells.setMenu(menu)

    def _connect(self) -> None:
        self.table.clicked.connect(self._insert_table)
        self.figure.clicked.connect(self.ask_figure)
        self.number.clicked.connect(self._edit.renumber)
        self.undo.clicked.connect(self._edit.undo)
        self._edit.cursorPositionChanged.connect(self.show_place)
        self._edit.textChanged.connect(self.show_place)
        for role, keys in enumerate(ROLE_KEYS):
            self._bind(keys, partial(self._edit.set_role, role))
        self._bind(TABLE_KEYS, self._edit.insert_table)
        self._bind(FIGURE_KEYS, self.ask_figure)
        self.show_place()

    def _bind(self, keys: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self._edit, act, context=Qt.ShortcutContext.WidgetShortcut)

    def _set_role(self, role: int) -> None:
        self._edit.set_role(role)
        self._edit.setFocus()
        self.show_place()

    def _insert_table(self) -> None:
        self._edit.insert_table()
        self._edit.setFocus()

    def ask_figure(self) -> None:
        """Of the picture beside the cursor its words and width; elsewhere files to put here."""
        if (at := self._edit.figure) is not None:
            self._edit.figure_asked.emit(at)
            return
        picker = FilePicker(self.window(), _("插入图片"), "dialog.picture")
        picker.setFileMode(QFileDialog.FileMode.ExistingFiles)
        picker.setNameFilter(_("图片 ({kinds})").format(kinds=" ".join(f"*{s}" for s in sorted(SUFFIXES))))
        pen = self._edit.textCursor()
        picker.filesSelected.connect(lambda paths: self._edit.taking.emit(tuple(map(Path, paths)), pen))
        picker.open()

    def show_place(self) -> None:
        """What is under the cursor."""
        inside = self._edit.table is not None
        for role, button in enumerate(self.roles):
            button.setChecked(not inside and self._edit.role == role)
            button.setEnabled(not inside)
        self.table.setEnabled(not inside)
        self.cells.setEnabled(inside)
        beside = self._edit.figure is not None
        self.figure.setAccessibleName(_("图片说明和宽度") if beside else _("插入图片"))
        self.figure.setToolTip(plain.tip(f"{self.figure.accessibleName()}（{FIGURE_KEYS}）"))
        self.undo.setEnabled(self._edit.document().isUndoAvailable())
