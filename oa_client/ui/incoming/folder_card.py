"""设置→文件: which folder the scanner saves into; none until somebody chooses one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from oa_client.assets import _
from oa_client.ui.incoming.inbox import FOLDER
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.page import Memory


class FolderCard(QFrame):
    """The folder, choosing another, and none."""

    def __init__(self, memory: Memory, changed: Callable[[], None]) -> None:
        super().__init__()
        self._memory, self._changed = memory, changed
        self._build()
        self.show_folder()

    def _build(self) -> None:
        plain.named(self, "settings.files", _("文件"))
        self.setProperty("role", "card")
        self._name = plain.label("", "settings.scans.folder", wrap=True)
        self.choose = plain.button(_("选择文件夹…"), "settings.scans.choose")
        self.none = plain.button(_("不使用"), "settings.scans.none", spoken=_("不使用扫描文件夹"))
        self.choose.clicked.connect(self._pick)
        self.none.clicked.connect(lambda: self.take(""))
        words = _("扫描仪或高拍仪存到这个文件夹的文件会出现在“扫描件”里；登记后移入其中的“已登记”，不会删除。")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(_("文件"), "settings.files.title", "section"))
        box.addWidget(plain.label(words, "settings.scans.text", "second", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(plain.label(_("扫描文件夹"), "settings.scans", "strong"))
        row.addWidget(self._name, 1)
        row.addWidget(self.choose)
        row.addWidget(self.none)
        box.addLayout(row)

    def _pick(self) -> None:
        picker = FilePicker(self.window(), _("选择扫描文件夹"), "dialog.folder", self._memory.get(FOLDER))
        picker.setFileMode(QFileDialog.FileMode.Directory)
        picker.setOption(QFileDialog.Option.ShowDirsOnly)
        picker.fileSelected.connect(self.take)
        picker.open()

    def take(self, folder: str) -> None:
        """From now on this one; none, when empty."""
        self._memory.set(FOLDER, folder)
        self.show_folder()
        self._changed()

    def show_folder(self) -> None:
        """Which it is."""
        folder = self._memory.get(FOLDER)
        self._name.setText(folder or _("没有设定"))
        self.none.setVisible(bool(folder))
