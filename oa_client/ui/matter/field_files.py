"""Attachments in a form: picked or dropped, copied in at once, so that nothing is lost when the original goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from oa_client.app.desk import Desk
from oa_client.app.ports import NoRoom
from oa_client.assets import _
from oa_client.domain.decision import Refused
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import words
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.drops import files_in
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import names

FILE = Qt.ItemDataRole.UserRole
ROWS_SHOWN = 4


class FilesField(FieldWidget):
    """Files by picker or drop; each is copied into the profile before it is listed."""

    def __init__(self, ask: Ask, desk: Desk, runner: Runner) -> None:
        super().__init__(ask)
        self._desk, self._runner = desk, runner
        self.setAcceptDrops(True)
        self._build(ask)

    def _build(self, ask: Ask) -> None:
        self.button = plain.button(_("添加附件…"), f"add.{ask.name}")
        self._remove = plain.button(_("移除"), f"remove.{ask.name}", spoken=_("移除选中的附件"))
        self._hint = plain.label(_("也可以把文件拖到这里"), f"hint.{ask.name}", "hint")
        self._wrong = plain.label("", f"wrong.{ask.name}", "warn", wrap=True)
        self._wrong.hide()
        self.list = plain.named(QListWidget(), f"list.{ask.name}", ask.label)
        self.list.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.button, self._remove, self._hint):
            row.addWidget(part)
        row.addStretch(1)
        self._remove.hide()
        self.box.addWidget(self.list)
        self.box.addWidget(self._wrong)
        self.box.insertLayout(0, row)
        self.button.clicked.connect(self.pick)
        self._remove.clicked.connect(self._remove_current)

    def pick(self) -> None:
        """Open the picker."""
        picker = FilePicker(self.window(), _("添加附件"), "dialog.files")
        picker.setFileMode(QFileDialog.FileMode.ExistingFiles)
        picker.filesSelected.connect(self._picked)
        picker.open()

    def _picked(self, paths: list[str]) -> None:
        self.take_in([Path(p) for p in paths])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_in(files_in(event.mimeData()))
        event.acceptProposedAction()

    def take_in(self, paths: list[Path]) -> None:
        """Copy files in, away from the screen, one after the other."""
        self._wrong.hide()
        for path in paths:
            self._runner.run(self._copying(path), self._taken, self._failed(path), lane=Lane.WRITE, name="file.add")

    def _copying(self, path: Path) -> Callable[[], FileRef | Refused]:
        return lambda: self._desk.attachments.take_in(path)

    def _taken(self, answer: FileRef | Refused) -> None:
        if isinstance(answer, Refused):
            self._say(words.told(answer.code, answer.facts))
            return
        if answer.sha256 not in {f.sha256 for f in self._files()}:
            self._add(answer)
            self.changed.emit()

    def bring(self, file: FileRef) -> None:
        """A file that was copied in already."""
        self._taken(file)

    def _failed(self, path: Path) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            code = "disk_full" if isinstance(error, NoRoom) else "file_unreadable"
            self._say(words.told(code, {"name": path.name}))

        return failed

    def _say(self, text: str) -> None:
        self._wrong.setText(text)
        self._wrong.show()

    def _add(self, file: FileRef) -> None:
        item = QListWidgetItem(f"{file.name}　{names.amount(file.size)}")
        item.setData(FILE, {"sha256": file.sha256, "name": file.name, "size": file.size})
        self.list.addItem(item)
        self._fit()

    def _remove_current(self) -> None:
        row = self.list.currentRow() if self.list.currentRow() >= 0 else self.list.count() - 1
        if row >= 0:
            self.list.takeItem(row)
            self._fit()
            self.changed.emit()

    def _fit(self) -> None:
        count = self.list.count()
        self.list.setVisible(count > 0)
        self._remove.setVisible(count > 0)
        self.list.setFixedHeight(max(1, min(count, ROWS_SHOWN)) * max(32, self.list.sizeHintForRow(0)) + 8)

    def _files(self) -> list[FileRef]:
        found = [self.list.item(row).data(FILE) for row in range(self.list.count())]
        return [FileRef(str(f["sha256"]), str(f["name"]), int(f["size"])) for f in found]

    def value(self) -> object:
        """As a command names files."""
        return [{"sha256": f.sha256, "name": f.name, "size": f.size} for f in self._files()] or None

    def set_value(self, value: object) -> None:
        """Files that are in already."""
        self.list.clear()
        for item in value if isinstance(value, list) else ():
            if isinstance(item, dict) and {"sha256", "name", "size"} <= set(item):
                self._add(FileRef(str(item["sha256"]), str(item["name"]), int(item["size"])))
        self._fit()

    def first(self) -> QWidget:
        return self.button
