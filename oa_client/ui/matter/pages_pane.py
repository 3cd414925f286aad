"""The pages of a file with the few things one does to them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.preview import Document
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.ink_over import NO_MARKS, MarkedPages, Marks
from oa_client.ui.matter.ink_player import ReplayDialog, Written
from oa_client.ui.matter.sheet import FileLine
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard


def document_of(desk: Desk, file: FileRef) -> Document:
    """A file to look at."""
    return Document(file.sha256, file.name, file.size, lambda: desk.attachments.read(file))


def light_of(desk: Desk, line: FileLine) -> Document:
    """The light pages that are here of a file."""
    here, file = line.light.here, line.file
    return Document(f"light:{here}:{file.sha256}", file.name, here, lambda: desk.attachments.read_light(file))


_NONE: Mapping[str, str] = {}


class PagesPane(QWidget):
    """Pages with the few things one does to them; what cannot be shown says why in one sentence.

    While the original is not here its light copy is shown (`light_wanted`), with a strip to fetch it (`wanted`).
    """

    wanted = Signal(object)
    light_wanted = Signal(object)

    def __init__(self, desk: Desk, drawing: Drawing, name: str) -> None:
        super().__init__()
        self._desk = desk
        self._line: FileLine | None = None
        self._marks, self._known = NO_MARKS, _NONE
        self._away: tuple[Written, ...] = ()
        self._build(drawing, name)
        self._connect()

    def _build(self, drawing: Drawing, name: str) -> None:
        plain.named(self, name)
        self.view = MarkedPages(drawing)
        self.card = StateCard(f"{name}.state")
        self._page = plain.label("", f"{name}.page", "meta")
        self.inked = plain.named(QCheckBox(_("显示批注笔迹")), f"{name}.inked", _("显示批注笔迹"))
        self.inked.setChecked(True)
        self.inked.hide()
        self._fit = plain.button(_("适合宽度"), f"{name}.fit", "link")
        self._smaller = plain.icon_button("zoom-out", _("缩小页面"), f"{name}.smaller")
        self._larger = plain.icon_button("zoom-in", _("放大页面"), f"{name}.larger")
        self._bar = QFrame()
        self._bar.setProperty("role", "bar")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._page, 1)
        for part in (self.inked, self._smaller, self._larger, self._fit):
            row.addWidget(part)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.card)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar)
        box.addWidget(self._strip(name))
        box.addWidget(self._note(name))
        box.addWidget(self._stack, 1)

    def _strip(self, name: str) -> QFrame:
        """What is shown is the light copy."""
        self.light = QFrame()
        self.light.setProperty("role", "bar")
        self.said = plain.label("", f"{name}.light", "meta")
        self._fetch = plain.button(_("取原件"), f"{name}.original", "link")
        row = QHBoxLayout(self.light)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.said)
        row.addWidget(self._fetch)
        row.addStretch(1)
        self.light.hide()
        return self.light

    def _note(self, name: str) -> QFrame:
        """Somebody wrote over another version of what is shown."""
        self.beside = QFrame()
        self.beside.setProperty("role", "offline")
        self._said_beside = plain.label("", f"{name}.beside", wrap=True)
        self._look = plain.button(_("看笔迹"), f"{name}.pad", "link")
        row = QHBoxLayout(self.beside)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self._said_beside, 1)
        row.addWidget(self._look)
        self.beside.hide()
        return self.beside

    def _connect(self) -> None:
        self._fetch.clicked.connect(self._on_fetch)
        self.inked.toggled.connect(self._lay_marks)
        self._look.clicked.connect(self._show_pad)
        self._fit.clicked.connect(self.view.fit_width)
        self._smaller.clicked.connect(self.view.smaller)
        self._larger.clicked.connect(self.view.larger)
        self.view.opened.connect(self._on_turned)
        self.view.turned.connect(self._on_turned)
        self.view.failed.connect(self._on_failed)

    def show_file(self, line: FileLine | None) -> None:
        """The pages of a file: of the original when it is here, else of its light copy as they come."""
        same = self._line is not None and line is not None and self._line.file == line.file
        before, self._line = self._line if same else None, line
        self._lay_marks()
        if line == before and line is not None:
            return
        self._bar.setVisible(line is not None)
        self.view.setAccessibleName(_("{name} 的页面").format(name=line.file.name) if line else "")
        self.light.setVisible(line is not None and not line.whole and line.light.here > 0)
        if line is None or line.whole:
            self._stack.setCurrentWidget(self.view)
            self._page.setText(line.file.name if line else "")
            self.view.show_document(document_of(self._desk, line.file) if line else None)
            return
        self._show_light(line, before)

    def show_marks(self, marks: Marks, known: Mapping[str, str]) -> None:
        """What was written over pages in this matter; what lies on the file shown lies over it.

        `known`: the matter's files by SHA-256, and what they are called.
        """
        self._marks, self._known = marks, known
        self._lay_marks()

    def _lay_marks(self) -> None:
        over = self._marks.on(self._line.file.sha256) if self._line is not None else {}
        self.inked.setVisible(bool(over))
        self.view.show_marks(over if self.inked.isChecked() else {})
        self._away = self._marks.elsewhere(self._line.file, self._known) if self._line is not None else ()
        self.beside.setVisible(bool(self._away))
        said = _("另有 {n} 处批注笔迹写在这份文件的另一版本上，不在这一版的页面上显示。")
        self._said_beside.setText(said.format(n=len(self._away)))

    def _show_pad(self) -> None:
        """As on a pad, in the order it was written."""
        dialog = ReplayDialog(self._away, self.window(), may_save=self._desk.terms.allowed.export)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_paper(self, paper: Document) -> None:
        """The pages of a 公文; another state of it leaves the place where somebody reads."""
        self._line = None
        self._lay_marks()
        self._bar.show()
        self.light.hide()
        self.view.setAccessibleName(_("正文的版面"))
        self._stack.setCurrentWidget(self.view)
        self.view.renew(paper)

    def _show_light(self, line: FileLine, before: FileLine | None) -> None:
        if before is None:
            self._page.setText(line.file.name)
            self.light_wanted.emit(line.file)
        if not line.light.here:
            self._on_failed(line.light.code or "light_coming")
            return
        how = _("正在下载") if line.fetching else _("未下载")
        self.said.setText(_("简版（黑白），原件 {size} {how}").format(size=line.size, how=how))
        self._fetch.setVisible(not line.fetching)
        self._stack.setCurrentWidget(self.view)
        document = light_of(self._desk, line)
        if before is not None and before.light.here:
            self.view.grow(document)
        else:
            self.view.show_document(document)

    def _on_fetch(self) -> None:
        if self._line is not None:
            self.wanted.emit(self._line.file)

    def _on_turned(self, _number: int = 0) -> None:
        if self.view.pages:
            light = self._line.light if self._line is not None and not self._line.whole else None
            all_pages = max(self.view.pages, light.pages if light else 0)
            said = _("第 {n} 页，共 {all} 页").format(n=self.view.page + 1, all=all_pages)
            short = light is not None and light.here < light.pages
            self._page.setText(_("{said}（已到 {here} 页）").format(said=said, here=self.view.pages) if short else said)

    def _on_failed(self, code: str) -> None:
        self._bar.hide()
        self.card.trouble(words.unshown(code), None)
        self._stack.setCurrentWidget(self.card)
