"""导出诊断: asks where to, shows how far it is, and says where it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QProgressDialog, QWidget

from oa_client.assets import _
from oa_client.domain.calendar import BEIJING
from oa_client.ui.bridge import Bridge
from oa_client.ui.shell.signing import code_of
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.file_picker import FilePicker
from oa_client.wording.sentences import sentence

Write = Callable[[Path, Callable[[int, int, str], None]], tuple[str, Mapping[str, object]]]


class DiagnosisExport(QObject):
    """One export over a window."""

    def __init__(self, bridge: Bridge, write: Write, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._write, self._parent = bridge, write, parent
        self._bar: QProgressDialog | None = None

    def choose(self) -> None:
        """Ask where to."""
        name = f"lunyue-diagnosis-{datetime.now(BEIJING):%Y%m%d}.zip"
        home, kinds = str(Path.home() / name), _("压缩包 (*.zip)")
        dialog = FilePicker(self._parent, _("导出诊断"), "diagnosis.where", home, kinds)
        dialog.saving(name, "zip")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Make it, away from the screen."""
        self._bar = plain.progress(self._parent, _("导出诊断"), _("正在收集…"), "diagnosis.progress")
        self._bar.open()
        told = partial(self._bridge.post)
        write = self._write

        def heard(n: int, of: int, about: str) -> None:
            told(partial(self._show, n, of, about))

        self._bridge.run(lambda: write(path, heard), self._on_made, self._on_failed, name="diagnosis")

    def _show(self, n: int, of: int, about: str) -> None:
        if self._bar is not None and about:
            self._bar.setMaximum(of)
            self._bar.setValue(n)
            self._bar.setLabelText(about)

    def _on_made(self, said: tuple[str, Mapping[str, object]]) -> None:
        self._end(sentence(*said))

    def _on_failed(self, error: Exception) -> None:
        self._end(sentence(*code_of(error)))

    def _end(self, words: str) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar.deleteLater()
            self._bar = None
        plain.notice(self._parent, _("导出诊断"), words, _("知道了"), "diagnosis.done").open()
        self.deleteLater()
