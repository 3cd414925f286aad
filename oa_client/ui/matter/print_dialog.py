"""打印预览: the pages of a sheet as they will come out, with what one may still choose."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.preview import Document
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard

WIDE, HIGH = 860, 900


class PrintDialog(QDialog):
    """`chosen`: with the record or without; `saved` and `printed`: what is shown is wanted as a file, or on paper."""

    chosen = Signal(bool)
    saved = Signal()
    printed = Signal()

    def __init__(self, title: str, drawing: Drawing, parent: QWidget, *, history: bool = False) -> None:
        """`history`: with the record, to begin with."""
        super().__init__(parent)
        self._build(title, drawing)
        self.history.setChecked(history)
        self._connect()
        self.show_waiting()

    def _build(self, title: str, drawing: Drawing) -> None:
        plain.named(self, "dialog.print", _("打印预览"))
        self.setWindowTitle(_("打印预览　{title}").format(title=title))
        self.view = PagesView(drawing)
        self.card = StateCard("print.state")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.view)
        self.note = plain.message_strip("print.note")
        self.remark = plain.label("", "print.remark", "meta", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 12)
        box.setSpacing(0)
        box.addWidget(self._bar())
        box.addWidget(self.note)
        box.addWidget(self._stack, 1)
        box.addLayout(self._foot())
        room = self.screen().availableGeometry().size() * 0.92
        scale = theme.current().scale
        self.resize(min(round(WIDE * scale), room.width()), min(round(HIGH * scale), room.height()))

    def _bar(self) -> QFrame:
        self._page = plain.label("", "print.page", "meta")
        self._smaller = plain.icon_button("zoom-out", _("缩小页面"), "print.smaller")
        self._larger = plain.icon_button("zoom-in", _("放大页面"), "print.larger")
        self._fit = plain.button(_("适合宽度"), "print.fit", "link")
        self.history = plain.named(QCheckBox(_("含办理记录")), "print.history", _("含办理记录"))
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.history)
        row.addStretch(1)
        for part in (self._page, self._smaller, self._larger, self._fit):
            row.addWidget(part)
        return bar

    def _foot(self) -> QHBoxLayout:
        self.close_button = plain.button(_("关闭"), "print.close", "main")
        self.save = plain.button(_("另存为 PDF…"), "print.save", "main")
        self.go = plain.button(_("打印…"), "print.go", "primary")
        self.go.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 0)
        foot.setSpacing(12)
        foot.addWidget(self.remark, 1)
        for part in (self.close_button, self.save, self.go):
            foot.addWidget(part)
        return foot

    def _connect(self) -> None:
        self.history.toggled.connect(self.chosen)
        self.save.clicked.connect(self.saved)
        self.go.clicked.connect(self.printed)
        self.close_button.clicked.connect(self.reject)
        self._smaller.clicked.connect(self.view.smaller)
        self._larger.clicked.connect(self.view.larger)
        self._fit.clicked.connect(self.view.fit_width)
        self.view.opened.connect(self._on_turned)
        self.view.turned.connect(self._on_turned)
        self.view.failed.connect(lambda code: self.show_trouble(words.unshown(code)))

    def show_waiting(self) -> None:
        """The sheet is being set."""
        self._allow(able=False)
        self.card.loading()
        self._stack.setCurrentWidget(self.card)

    def show_pages(self, document: Document, remark: str, warning: str) -> None:
        """The sheet as it will come out; `warning`: what the paper lacks, `remark`: what is good to know."""
        self._allow(able=True)
        self.remark.setText(remark)
        if warning:
            self.note.say("offline", warning)
        else:
            self.note.hide()
        self.view.show_document(document)
        self._stack.setCurrentWidget(self.view)
        self.view.setFocus()

    def show_trouble(self, text: str) -> None:
        """Why there is nothing to see."""
        self._allow(able=False)
        self._page.setText("")
        self.card.trouble(text, None)
        self._stack.setCurrentWidget(self.card)

    def show_printing(self, *, busy: bool) -> None:
        """Pages are on their way to the printer, or have been."""
        self._allow(able=not busy)
        self.go.setText(_("正在打印…") if busy else _("打印…"))

    def say(self, role: str, text: str) -> None:
        """How saving or printing went."""
        self.note.say(role, text)

    def _allow(self, *, able: bool) -> None:
        for part in (self.save, self.go):
            part.setEnabled(able)

    def _on_turned(self, _number: int = 0) -> None:
        if self.view.pages:
            said = _("第 {n} 页，共 {all} 页").format(n=self.view.page + 1, all=self.view.pages)
            self._page.setText(said)
