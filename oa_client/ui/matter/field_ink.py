"""手写 in a form: opens the window to write in, and shows small what was written there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import shiboken6
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.ink import Ink
from oa_client.app.ink_reading import read_ink
from oa_client.app.preview import Document, Layout, Pixels, Unshowable
from oa_client.assets import _
from oa_client.domain.acceptance import file_refs
from oa_client.domain.matter import FileRef
from oa_client.ui.matter.asks import Ask
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.fields import FieldWidget
from oa_client.ui.matter.ink_paint import picture
from oa_client.ui.matter.ink_window import InkWindow, drafted
from oa_client.ui.matter.sheet import FileLine
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner

SMALL = (360, 110)


@dataclass(frozen=True, slots=True)
class Inking:
    """Where somebody writes: who draws pages, the files whose pages can be written on, where it is kept meanwhile."""

    drawing: Drawing
    files: tuple[FileRef, ...] = ()
    key: str = "ink/new"


def on_pages(drawing: Drawing, files: Iterable[FileLine], key: str) -> Inking:
    """The pad, and the pages of those files that are here and have some."""
    return Inking(drawing, tuple(line.file for line in files if line.whole and line.pages), key)


class PadOnly:
    """Where no document is at hand only the pad is written on: an `oa_client.app.preview.Preview` of nothing."""

    def layout(self, _document: Document) -> Layout:
        """Nothing is shown."""
        raise Unshowable("preview_failed")

    def page(self, _document: Document, _number: int, _width: int) -> Pixels:
        """Nothing is shown."""
        raise Unshowable("preview_failed")

    def close(self) -> None:
        """Nothing is open."""


def pad_only() -> Drawing:
    """Draws no document."""
    return Drawing(PadOnly(), lambda tell: tell())


class InkField(FieldWidget):
    """The handwriting of an act, at most one."""

    def __init__(self, ask: Ask, desk: Desk, runner: Runner, inking: Inking) -> None:
        super().__init__(ask)
        self._desk, self._runner, self._inking = desk, runner, inking
        self._file: FileRef | None = None
        self._ink: Ink | None = None
        self.window_open: InkWindow | None = None
        self._build(ask)

    def _build(self, ask: Ask) -> None:
        self.button = plain.button(_("手写…"), f"write.{ask.name}", spoken=_("手写签批"))
        self._remove = plain.button(_("不用手写"), f"remove.{ask.name}", spoken=_("去掉手写"))
        self._hint = plain.label("", f"hint.{ask.name}", "hint")
        self.shown = plain.label("", f"shown.{ask.name}")
        self.shown.setAccessibleName(_("手写的内容"))
        self.shown.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.button, self._remove, self._hint):
            row.addWidget(part)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(self.shown)
        self.button.clicked.connect(self.write)
        self._remove.clicked.connect(self._take_out)
        self._show()

    def write(self) -> None:
        """Open the window, with what was being written."""
        if self.window_open is not None:
            return
        inking = self._inking
        made = InkWindow(self._desk, self._runner, inking.drawing, inking.files, inking.key, self.window())
        self.window_open = made
        made.written.connect(self._put)
        made.finished.connect(self._closed)
        desk, file, known = self._desk, self._file, self._ink

        def work() -> Ink | None:
            draft = desk.draft(inking.key)
            found = drafted(draft.data) if draft is not None else None
            return found or known or (read_ink(desk.attachments, file) if file is not None else None)

        def found(ink: Ink | None) -> None:
            if shiboken6.isValid(made):
                made.go_on_with(ink)
                made.open()

        def failed(_error: Exception) -> None:
            found(None)

        self._runner.run(work, found, failed, name="ink.begin")

    def _closed(self, _result: int) -> None:
        if self.window_open is not None:
            self.window_open.deleteLater()
            self.window_open = None
        self.button.setFocus()

    def _take_out(self) -> None:
        self._put(None, None)

    def _put(self, file: FileRef | None, ink: Ink | None) -> None:
        self._file, self._ink = file, ink
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        there = self._file is not None
        self.button.setText(_("改手写…") if there else _("手写…"))
        self._remove.setVisible(there)
        said = _("手写（{n} 笔）").format(n=len(self._ink.strokes)) if self._ink else ""
        self._hint.setText(said if there else _("用笔、鼠标或手指写在纸上或文件上"))
        self.shown.setVisible(self._ink is not None)
        if self._ink is not None:
            self.shown.setPixmap(QPixmap.fromImage(picture(self._ink, *SMALL, self.devicePixelRatioF())))

    def value(self) -> object:
        """As a command names files."""
        file = self._file
        return [{"sha256": file.sha256, "name": file.name, "size": file.size}] if file is not None else None

    def set_value(self, value: object) -> None:
        """A file of handwriting that is in already."""
        found = next(iter(file_refs(value)), None)
        if found == self._file:
            return
        self._file, self._ink = found, None
        self._show()
        if found is not None:
            self._runner.run(
                lambda: read_ink(self._desk.attachments, found), self._read, lambda _error: None, name="ink.read"
            )

    def _read(self, ink: Ink | None) -> None:
        if shiboken6.isValid(self):
            self._ink = ink
            self._show()

    def first(self) -> QWidget:
        return self.button
