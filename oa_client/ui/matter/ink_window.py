"""手写签批: a window to write in, kept on the disk while somebody writes; done, it is a file of the form."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.ink import WIDTHS, BadInk, Colour, Ink
from oa_client.app.ink_file import decode, encode
from oa_client.app.ink_reading import take_in
from oa_client.app.ink_session import InkSession
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.fields import StillBox
from oa_client.ui.matter.ink_view import InkView
from oa_client.ui.matter.pages_pane import document_of
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.page import size_over
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording import moments

SAVE_MS = 700
"""How long after the first new stroke what was written is on the disk."""
_INK = "ink"


def drafted(data: Mapping[str, object]) -> Ink | None:
    """What a draft holds; nothing when it cannot be read."""
    try:
        return decode(base64.b64decode(str(data.get(_INK, "")), validate=True))
    except (BadInk, binascii.Error, ValueError):
        return None


class InkWindow(QDialog):
    """`written`: it is a file now, and what stands in it. Closed, it keeps what was written for the next time."""

    written = Signal(object, object)

    def __init__(
        self, desk: Desk, runner: Runner, drawing: Drawing, files: tuple[FileRef, ...], key: str, parent: QWidget
    ) -> None:
        """`files`: whose pages can be written on; `key`: where it is kept while somebody writes."""
        super().__init__(parent)
        self._desk, self._runner, self._files, self._key = desk, runner, files, key
        self._build(drawing)
        self._connect()
        self._choose(0)
        self._show_state()

    def _build(self, drawing: Drawing) -> None:
        plain.named(self, "dialog.ink", _("手写签批"))
        self.setWindowTitle(_("手写签批"))
        self.view = InkView(drawing)
        self.where = plain.named(StillBox(), "ink.where", _("写在哪里"))
        self.where.addItem(_("批示纸"))
        for file in self._files:
            self.where.addItem(file.name)
        self.where.setMaximumWidth(260)
        self._said = plain.label("", "ink.said", "warn", wrap=True)
        self._said.hide()
        self._saved = plain.label("", "ink.saved", "meta")
        self.done_button = plain.button(_("写好了 (Ctrl+Enter)"), "ink.done", "primary", _("写好了"))
        self.close_button = plain.button(_("关闭，以后再写"), "ink.close", "main")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self._saved, 1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.done_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addWidget(self._bar())
        box.addWidget(self.view, 1)
        box.addWidget(self._said)
        box.addLayout(foot)
        self.resize(size_over(self, 980, 600))

    def _bar(self) -> QFrame:
        bar = QFrame()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.where)
        self._groups = [QButtonGroup(self), QButtonGroup(self)]
        for n, text in enumerate((_("细笔"), _("粗笔"), _("橡皮"))):
            row.addWidget(self._tool(0, n, text))
        row.addSpacing(8)
        for n, text in enumerate((_("黑"), _("红"))):
            row.addWidget(self._tool(1, n, text))
        row.addSpacing(8)
        self.undo = plain.button(_("撤销"), "ink.undo", spoken=_("撤销上一笔"))
        self.redo = plain.button(_("重做"), "ink.redo", spoken=_("重做撤销的一笔"))
        self.clear = plain.button(_("清空"), "ink.clear", spoken=_("清空手写"))
        self.smaller = plain.icon_button("zoom-out", _("缩小页面"), "ink.smaller")
        self.larger = plain.icon_button("zoom-in", _("放大页面"), "ink.larger")
        for part in (self.undo, self.redo, self.clear):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.smaller)
        row.addWidget(self.larger)
        return bar

    def _tool(self, group: int, number: int, text: str) -> QRadioButton:
        radio = plain.named(QRadioButton(text), f"ink.tool.{group}.{number}", text)
        self._groups[group].addButton(radio, number)
        radio.setChecked(number == 0)
        return radio

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setObjectName("ink.pause")
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)
        self.where.currentIndexChanged.connect(self._choose)
        self._groups[0].idClicked.connect(self._set_tool)
        self._groups[1].idClicked.connect(self._set_colour)
        self.view.written.connect(self._on_written)
        self.view.filled.connect(partial(self._say, "ink_too_large"))
        self.view.failed.connect(self._on_failed)
        for button, change in ((self.undo, "undo"), (self.redo, "redo"), (self.clear, "clear")):
            button.clicked.connect(partial(self._change, change))
        self.smaller.clicked.connect(self.view.smaller)
        self.larger.clicked.connect(self.view.larger)
        self.done_button.clicked.connect(self.finish)
        self.close_button.clicked.connect(self.reject)
        for keys, name in (("Ctrl+Z", "undo"), ("Ctrl+Y", "redo"), ("Ctrl+Shift+Z", "redo")):
            QShortcut(QKeySequence(keys), self, partial(self._change, name))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.finish)

    # what is there

    def go_on_with(self, ink: Ink | None) -> None:
        """What was written before: a draft, or the file that is in the form; shown where its last stroke is."""
        self.view.take(InkSession(ink))
        if ink is not None and ink.strokes:
            last = ink.surfaces[ink.strokes[-1].surface].file
            at = next((n for n, f in enumerate(self._files, 1) if f.sha256 == last), 0)
            self.where.setCurrentIndex(at)
        self._set_tool(self._groups[0].checkedId())
        self._set_colour(self._groups[1].checkedId())
        self._show_state()

    def _choose(self, at: int) -> None:
        self._said.hide()
        if at <= 0:
            self.view.show_pad()
        else:
            file = self._files[at - 1]
            self.view.show_page_of(document_of(self._desk, file), file)
        self.view.redraw()

    def _on_failed(self, code: str) -> None:
        self._said.setText(words.unshown(code))
        self._said.show()

    def _set_tool(self, number: int) -> None:
        self.view.erasing = number == len(WIDTHS)
        if number < len(WIDTHS):
            self.view.session.width = WIDTHS[number]

    def _set_colour(self, number: int) -> None:
        self.view.session.colour = Colour(number)

    def _change(self, name: str) -> None:
        session = self.view.session
        {"undo": session.undo, "redo": session.redo, "clear": session.clear}[name]()
        self.view.redraw()
        self._on_written()

    def _on_written(self) -> None:
        self._show_state()
        if not self._pause.isActive():
            self._pause.start(SAVE_MS)

    def _show_state(self) -> None:
        session = self.view.session
        self.undo.setEnabled(session.can_undo)
        self.redo.setEnabled(session.can_redo)
        self.clear.setEnabled(bool(session.strokes))
        self.done_button.setEnabled(bool(session.strokes))

    # keeping

    def _save(self) -> None:
        """What is written goes to the disk as it stands; away from the screen, it is encoded."""
        ink, now = self.view.session.ink(), self._desk.clock.now()

        def work() -> None:
            if ink.strokes:
                self._desk.save_draft(self._key, {_INK: base64.b64encode(encode(ink)).decode()})
            else:
                self._desk.drop_draft(self._key)

        def kept(_none: None) -> None:
            self._saved.setText(_("已保存在本机 {time}").format(time=moments.clock(now)))

        self._runner.run(work, kept, self._failed, lane=Lane.WRITE, name="ink.save")

    def _failed(self, error: Exception) -> None:
        self._say(error.code if isinstance(error, BadInk) else "draft_failed")

    def _say(self, code: str) -> None:
        self._said.setText(words.told(code))
        self._said.show()

    def finish(self) -> None:
        """What is written becomes a file of the form; refused, it stays as it is."""
        ink = self.view.session.ink()
        if not ink.strokes:
            return
        self._pause.stop()

        def work() -> FileRef:
            file = take_in(self._desk.attachments, ink)
            self._desk.drop_draft(self._key)
            return file

        def kept(file: FileRef) -> None:
            self.written.emit(file, ink)
            self.accept()

        self._runner.run(work, kept, self._failed, lane=Lane.WRITE, name="ink.keep")

    def done(self, result: int) -> None:
        """Closing keeps what was written."""
        if self._pause.isActive():
            self._pause.stop()
            if result != QDialog.DialogCode.Accepted.value:
                self._save()
        super().done(result)
