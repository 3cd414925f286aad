"""What is done with an attachment outside the page: opened by the system's reader, saved where somebody says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import handing_out, words
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.ui.widgets.running import Runner


class FileHands(QObject):
    """`said`: a role of a strip and a sentence."""

    said = Signal(str, str)

    def __init__(self, desk: Desk, runner: Runner, parent: QWidget, passing: Path | None = None) -> None:
        """`passing`: where copies lie that are handed to other programs."""
        super().__init__(parent)
        self._desk, self._runner = desk, runner
        self._outside = handing_out.Outside(passing)

    def open(self, file: FileRef) -> None:
        """Hand a checked copy to the system's reader; never something it might run."""
        if handing_out.is_program(file.name):
            self.said.emit("error", words.told("is_program", {"name": file.name}))
            return

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self.said.emit("error", words.told("no_reader", {"name": file.name}))

        failed = self._failed_with("file_unreadable", file.name)
        self._runner.run(lambda: self._outside.copy(self._desk, file), done, failed, name="file.open")

    def save_as(self, file: FileRef) -> None:
        """Ask where; the picker itself asks before it writes over anything."""
        if not self._desk.terms.allowed.export:
            return
        page = self.parent()
        picker = FilePicker(page.window() if isinstance(page, QWidget) else None, _("另存为"), "dialog.save")
        picker.saving(handing_out.safe(file.name))
        picker.fileSelected.connect(partial(self.save_to, file))
        picker.open()

    def save_to(self, file: FileRef, place: str) -> None:
        """Write it there."""
        path = Path(place)

        def done(_nothing: None) -> None:
            self.said.emit("selection", _("已另存到 {place}").format(place=path))

        failed = self._failed_with("file_unwritable", path.name)
        self._runner.run(lambda: handing_out.save(self._desk, file, path), done, failed, name="file.save")

    def _failed_with(self, code: str, name: str) -> Callable[[Exception], None]:
        def failed(error: Exception) -> None:
            found = "file_not_here" if isinstance(error, KeyError) else code
            found = "changed_bytes" if isinstance(error, handing_out.BadBytes) else found
            self.said.emit("error", words.told(found, {"name": name}))

        return failed
