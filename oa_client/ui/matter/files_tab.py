"""附件: what came with the matter, how much of it is here, and what can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.edit_bars import EditBars
from oa_client.ui.matter.pages_pane import PagesPane
from oa_client.ui.matter.sheet import FileLine
from oa_client.ui.matter.working_copies import can_edit
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered


class FileRow(QFrame):
    """One attachment."""

    looked = Signal(object)
    opened = Signal(object)
    saved = Signal(object)
    wanted = Signal(object)
    edited = Signal(object)

    def __init__(self, line: FileLine, number: int, *, may_save: bool = True) -> None:
        super().__init__()
        self.file = line.file
        self._build(number)
        if not may_save:
            administered(self._save)
        self.show_line(line)

    def _build(self, number: int) -> None:
        name = f"file.{number}"
        plain.named(self, name, self.file.name)
        self.setProperty("role", "card")
        title = plain.label(self.file.name, f"{name}.name", wrap=True)
        self._state = plain.label("", f"{name}.state", "meta", wrap=True)
        self._look = plain.button(_("预览"), f"{name}.look", spoken=_("预览 {name}").format(name=self.file.name))
        self._open = plain.button(_("用系统阅读器打开"), f"{name}.open")
        self._edit = plain.button(
            _("用办公软件编辑"), f"{name}.edit", spoken=_("用办公软件编辑 {name}").format(name=self.file.name)
        )
        self._save = plain.button(_("另存为…"), f"{name}.save", spoken=_("另存 {name}").format(name=self.file.name))
        self._want = plain.button(_("下载"), f"{name}.want", spoken=_("下载 {name}").format(name=self.file.name))
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(title)
        texts.addWidget(self._state)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        told = (
            (self._look, self.looked),
            (self._open, self.opened),
            (self._edit, self.edited),
            (self._save, self.saved),
            (self._want, self.wanted),
        )
        for button, signal in told:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            button.clicked.connect(partial(signal.emit, self.file))

    def show_line(self, line: FileLine) -> None:
        """How it stands now."""
        self._state.setText(f"{line.size} · {line.state}")
        self.line = line
        self._look.setText(_("预览") if line.whole else _("看简版"))
        self._look.setVisible(line.pages)
        self._open.setVisible(line.whole)
        self._edit.setVisible(line.whole and can_edit(line.file.name))
        self._save.setVisible(line.whole)
        self._want.setVisible(not line.whole)
        self._want.setEnabled(not line.fetching)


class FilesTab(QStackedWidget):
    """The list, or the pages of one of them."""

    opened = Signal(object)
    saved = Signal(object)
    wanted = Signal(object)
    edited = Signal(object)

    def __init__(self, desk: Desk, drawing: Drawing) -> None:
        super().__init__()
        self._rows: list[FileRow] = []
        self._may_save = desk.terms.allowed.export
        self._shown: FileRef | None = None
        self._build(desk, drawing)

    def _build(self, desk: Desk, drawing: Drawing) -> None:
        plain.named(self, "tab.files", _("附件"))
        inner = QWidget()
        self._box = QVBoxLayout(inner)
        self._box.setContentsMargins(20, 16, 20, 16)
        self._box.setSpacing(8)
        self._box.addStretch(1)
        self._list = plain.named(QScrollArea(), "files.list", _("附件列表"))
        self._list.setWidgetResizable(True)
        self._list.setWidget(inner)
        back = plain.button(_("返回附件列表"), "files.back", "link")
        back.clicked.connect(self.show_list)
        self.pages = PagesPane(desk, drawing, "files.pages")
        shown = QWidget()
        box = QVBoxLayout(shown)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.pages, 1)
        self.edits = EditBars()
        listed = QWidget()
        over = QVBoxLayout(listed)
        over.setContentsMargins(0, 0, 0, 0)
        over.setSpacing(0)
        over.addWidget(self.edits)
        over.addWidget(self._list, 1)
        self.addWidget(listed)
        self.addWidget(shown)

    def show_files(self, files: tuple[FileLine, ...]) -> None:
        """As they stand; the rows stay where they are the same."""
        if [row.file for row in self._rows] == [line.file for line in files]:
            for row, line in zip(self._rows, files, strict=True):
                row.show_line(line)
                if self.currentIndex() == 1 and line.file == self._shown:
                    self.pages.show_file(line)
            return
        self.show_list()
        for row in self._rows:
            self._box.removeWidget(row)
            row.deleteLater()
        self._rows = [FileRow(line, number, may_save=self._may_save) for number, line in enumerate(files, 1)]
        for place, row in enumerate(self._rows):
            self._box.insertWidget(place, row)
            row.looked.connect(self._look)
            row.opened.connect(self.opened)
            row.saved.connect(self.saved)
            row.wanted.connect(self.wanted)
            row.edited.connect(self.edited)

    def show_list(self) -> None:
        """Back to all of them."""
        self.setCurrentIndex(0)
        self.pages.show_file(None)

    def _look(self, file: FileRef) -> None:
        self._shown = file
        self.pages.show_file(next(row.line for row in self._rows if row.file == file))
        self.setCurrentIndex(1)
        self.pages.view.setFocus()
