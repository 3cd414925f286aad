"""打印预览: the pages of a sheet or 公文 as they will come out, with what one may still choose."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oa_client.app.forms import Spot
from oa_client.app.policies import Allowed
from oa_client.app.seals import Seal
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.fields import StillBox
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.matter.print_work import Choices, Made, Paper, Wish
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered
from oa_client.ui.widgets.cards import StateCard
from oa_client.wording.policies import BY_ADMINISTRATOR

WIDE, HIGH = 860, 900
FORM_MOST = 300
"""How wide the list of sheets is at most at the standard size."""


class PrintDialog(QDialog):
    """What is shown is wanted as a file (`saved`, `worded`: as DOCX), on paper (`printed`), for 用印 (`used`)."""

    chosen = Signal(object)
    """(Wish) something else is wanted."""
    saved = Signal()
    worded = Signal()
    printed = Signal()
    used = Signal()

    def __init__(self, title: str, drawing: Drawing, parent: QWidget, *, history: bool = False) -> None:
        """`history`: with the record, to begin with."""
        super().__init__(parent)
        self._spot: Spot | None = None
        self._build(title, drawing)
        self.history.setChecked(history)
        self.show_choices(Choices())
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
        self.barred = plain.label("", "print.barred", "hint", wrap=True)
        self.barred.hide()
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
        self.paper = plain.named(QRadioButton(_("公文")), "print.paper", _("公文"))
        self.sheet = plain.named(QRadioButton(), "print.sheet")
        self._papers = QButtonGroup(self)
        self.form = plain.named(StillBox(), "print.form", _("打印哪一种表"))
        self.form.setSizeAdjustPolicy(StillBox.SizeAdjustPolicy.AdjustToContents)
        self.form.setMaximumWidth(round(FORM_MOST * theme.current().scale))
        self.seal = plain.named(StillBox(), "print.seal", _("印章图样"))
        self.seal.setSizeAdjustPolicy(StillBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.seal.setMinimumContentsLength(28)
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(8)
        for button in (self.paper, self.sheet):
            self._papers.addButton(button)
            row.addWidget(button)
        row.addWidget(self.form)
        row.addWidget(self.seal)
        row.addWidget(self.history)
        row.addStretch(1)
        for part in (self._page, self._smaller, self._larger, self._fit):
            row.addWidget(part)
        return bar

    def _foot(self) -> QHBoxLayout:
        self.close_button = plain.button(_("关闭"), "print.close", "main")
        self.save = plain.button(_("另存为 PDF…"), "print.save", "main")
        self.word = plain.button(_("另存为 Word…"), "print.word", "main")
        self.use = plain.button(_("用此件用印…"), "print.use", "main")
        self.go = plain.button(_("打印…"), "print.go", "primary")
        self.go.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 12, 16, 0)
        foot.setSpacing(12)
        said = QVBoxLayout()
        said.addWidget(self.remark)
        said.addWidget(self.barred)
        foot.addLayout(said, 1)
        for part in (self.close_button, self.word, self.use, self.save, self.go):
            foot.addWidget(part)
        return foot

    def _connect(self) -> None:
        self.history.toggled.connect(self._choose)
        self.sheet.toggled.connect(self._choose)
        self.form.currentIndexChanged.connect(self._choose)
        self.seal.currentIndexChanged.connect(self._choose)
        self.save.clicked.connect(self.saved)
        self.word.clicked.connect(self.worded)
        self.use.clicked.connect(self.used)
        self.go.clicked.connect(self.printed)
        self.close_button.clicked.connect(self.reject)
        self._smaller.clicked.connect(self.view.smaller)
        self._larger.clicked.connect(self.view.larger)
        self._fit.clicked.connect(self.view.fit_width)
        self.view.opened.connect(self._on_opened)
        self.view.turned.connect(self._on_turned)
        self.view.failed.connect(lambda code: self.show_trouble(words.unshown(code)))

    def obey(self, allowed: Allowed) -> None:
        """What may not come of it is out of use, and by whom is said in sight: a tip is found by few."""
        for part, may in ((self.save, allowed.export), (self.word, allowed.export), (self.go, allowed.print)):
            if not may:
                administered(part)
        barred = [what for what, may in ((_("另存"), allowed.export), (_("打印"), allowed.print)) if not may]
        self.barred.setText(_("不能{what}：{by}").format(what="、".join(barred), by=_(BY_ADMINISTRATOR)))
        self.barred.setVisible(bool(barred))

    def wish(self) -> Wish:
        """What is chosen now."""
        if not self.paper.isChecked():
            return Wish(Paper.SHEET, self.history.isChecked(), form=str(self.form.currentData() or ""))
        found = self.seal.currentData()
        return Wish(Paper.DOCUMENT, seal=found if isinstance(found, Seal) else None)

    def show_choices(self, choices: Choices) -> None:
        """What there is to choose from, and what is shown first."""
        blocked = [QSignalBlocker(part) for part in (self.paper, self.sheet, self.form, self.seal)]
        self.sheet.setText(choices.sheet)
        self.sheet.setAccessibleName(choices.sheet)
        for part in (self.paper, self.sheet):
            part.setVisible(choices.document)
        (self.paper if choices.first is Paper.DOCUMENT else self.sheet).setChecked(True)
        self.form.clear()
        for name, called in choices.forms:
            self.form.addItem(called, name)
        self.seal.clear()
        self.seal.addItem(_("不套印印章图样"), None)
        for seal in choices.seals:
            self.seal.addItem(_("套印印章图样：{seal}").format(seal=seal.name), seal)
        for one in blocked:
            one.unblock()
        self._offer()

    def _offer(self) -> None:
        """Only what goes with the paper that is chosen is there to choose."""
        document = self.paper.isChecked()
        self.history.setVisible(not document)
        self.form.setVisible(not document and self.form.count() > 1)
        self.seal.setVisible(document and self.seal.count() > 1)
        self.word.setVisible(document and self.seal.currentData() is None)
        self.use.setVisible(document and self.seal.currentData() is not None)

    def _choose(self) -> None:
        self._offer()
        self.chosen.emit(self.wish())

    def show_waiting(self) -> None:
        """The sheet is being set."""
        self._allow(able=False)
        self.card.loading()
        self._stack.setCurrentWidget(self.card)

    def show_pages(self, made: Made) -> None:
        """The paper as it will come out, what it lacks, what is good to know."""
        self._allow(able=True)
        self.remark.setText(made.remark)
        self.note.say_if("offline", made.warning)
        self._spot = made.sealed.spots[0] if made.sealed is not None else None
        self.view.show_document(made.document)
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
        for part in (self.save, self.word, self.use, self.go):
            part.setEnabled(able)

    def _on_opened(self, _pages: int) -> None:
        """Who has put a seal on it wants to see where."""
        if self._spot is not None:
            self.view.look_at(self._spot.page, self._spot.y)
        self._on_turned()

    def _on_turned(self, _number: int = 0) -> None:
        if self.view.pages:
            said = _("第 {n} 页，共 {all} 页").format(n=self.view.page + 1, all=self.view.pages)
            self._page.setText(said)
