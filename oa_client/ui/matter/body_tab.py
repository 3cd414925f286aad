"""正文: the text of the matter in a readable measure, or the pages of its first file."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.app.preview import Document
from oa_client.assets import _
from oa_client.domain.matter import FileRef
from oa_client.ui import theme
from oa_client.ui.matter import words
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.linked import Linked
from oa_client.ui.matter.money_text import say_money
from oa_client.ui.matter.pages_view import PagesView
from oa_client.ui.matter.prose import prose
from oa_client.ui.matter.sheet import FileLine, Sheet
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.wording.kept import Kept
from oa_client.wording.spending import Told

MEASURE = 680
_BETWEEN = "　　"


def document_of(desk: Desk, file: FileRef) -> Document:
    """A file to look at."""
    return Document(file.sha256, file.name, file.size, lambda: desk.attachments.read(file))


def light_of(desk: Desk, line: FileLine) -> Document:
    """The light pages that are here of a file."""
    here, file = line.light.here, line.file
    return Document(f"light:{here}:{file.sha256}", file.name, here, lambda: desk.attachments.read_light(file))


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
        self._build(drawing, name)
        self._connect()

    def _build(self, drawing: Drawing, name: str) -> None:
        plain.named(self, name)
        self.view = PagesView(drawing)
        self.card = StateCard(f"{name}.state")
        self._page = plain.label("", f"{name}.page", "meta")
        self._fit = plain.button(_("适合宽度"), f"{name}.fit", "link")
        self._smaller = plain.icon_button("zoom-out", _("缩小页面"), f"{name}.smaller")
        self._larger = plain.icon_button("zoom-in", _("放大页面"), f"{name}.larger")
        self._bar = QFrame()
        self._bar.setProperty("role", "bar")
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self._page, 1)
        for part in (self._smaller, self._larger, self._fit):
            row.addWidget(part)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.card)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar)
        box.addWidget(self._strip(name))
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

    def _connect(self) -> None:
        self._fetch.clicked.connect(self._on_fetch)
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

    def show_paper(self, paper: Document) -> None:
        """The pages of a 公文; another state of it leaves the place where somebody reads."""
        self._line = None
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


class KeptFields(plain.Reading):
    """What a matter keeps, one after the other in as few lines as they need; many scroll in a part of the tab."""

    def __init__(self) -> None:
        super().__init__("matter.fields", _("事项信息"), MEASURE)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("role", "bar")
        self.most = 0
        self._room = 0
        self._laying = False
        self._shown: tuple[Kept, ...] = ()
        self.document().documentLayout().documentSizeChanged.connect(self.fit)
        self.hide()

    def show_fields(self, fields: tuple[Kept, ...]) -> None:
        """These; nothing at all when there are none."""
        if fields != self._shown:
            self._shown = fields
            self._lay()
        self.setVisible(bool(fields))
        self.fit()

    def _lay(self) -> None:
        """As many to a line as fit whole, so that no name is torn."""
        self._laying = True
        self._room = self._measured()
        wide = QFontMetrics(theme.current().font()).horizontalAdvance
        self.start(8)
        left = 0
        for one in self._shown:
            needed = wide(f"{_BETWEEN}{one.label}：{one.value}")
            if needed > left:
                self.paragraph(spacing=118)
                left = self._room + wide(_BETWEEN)
            else:
                self.run(_BETWEEN)
            self.run(f"{one.label}：", "text2")
            self.run(one.value)
            left -= needed
        self.finish()
        self._laying = False

    def _measured(self) -> int:
        """How wide a line is, with a scroll bar or without."""
        bar = self.verticalScrollBar().sizeHint().width()
        return min(round(MEASURE * theme.current().scale), self.width() - 40 - bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown and self._measured() != self._room and not self._laying:
            self._lay()
            self.fit()

    def fit(self, _size: object = None) -> None:
        """As high as the words, at most the part of the tab there is for them."""
        if self._laying:
            return
        edges = 2 * self.frameWidth() + 2  # the sheet's own line below it, and the rounding of its text
        whole = math.ceil(self.document().size().height()) + edges
        most = max(self.most, theme.current().sizes.banner)
        as_needed, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(as_needed if whole > most else off)
        high = min(whole, most)
        if high != self.height() or high != self.maximumHeight():
            self.setFixedHeight(high)


_NOTHING: tuple[str, tuple[Kept, ...], Told | None] = ("", (), None)


class BodyTab(QWidget):
    """What the kind keeps, then text before pages; neither says so."""

    def __init__(self, desk: Desk, drawing: Drawing, *, lays: bool = False) -> None:
        """`lays`: whoever draws can lay a 公文 out; otherwise its words are shown."""
        super().__init__()
        self._lays = lays
        plain.named(self, "tab.body", _("正文"))
        self.fields = KeptFields()
        self.linked = Linked(MEASURE)
        self.text = plain.Reading("matter.body", _("正文"), MEASURE)
        self.pages = PagesPane(desk, drawing, "body.pages")
        self.card = StateCard("body.state")
        self.stack = QStackedWidget()
        for page in (self.text, self.pages, self.card):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.fields)
        box.addWidget(self.linked)
        box.addWidget(self.stack, 1)
        self._shown = _NOTHING

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fields.most = self.height() * 2 // 5
        self.fields.fit()
        super().resizeEvent(event)

    def show_sheet(self, sheet: Sheet, *, fresh: bool) -> None:
        """The same text again leaves the place where somebody reads."""
        self.fields.show_fields(tuple(one for one in sheet.fields if one.about is None))
        self.linked.show_fields(sheet.fields)
        first = next((f for f in sheet.files if f.pages), None)
        said = (sheet.body, sheet.texts, sheet.money)
        if sheet.paper is not None and self._lays:
            self._shown = _NOTHING
            if fresh:
                self.pages.show_file(None)
            self.pages.show_paper(sheet.paper)
            self.stack.setCurrentWidget(self.pages)
            return
        if sheet.lacking:
            self._shown = _NOTHING
            self.pages.show_file(None)
            self.card.trouble(sheet.lacking, None)
            self.stack.setCurrentWidget(self.card)
            return
        if sheet.body or sheet.texts or sheet.money is not None:
            if fresh or said != self._shown:
                self._say(*said)
            self._shown = said
            self.stack.setCurrentWidget(self.text)
            self.pages.show_file(None)
            return
        self._shown = _NOTHING
        if first is not None and sheet.record.whole:
            self.pages.show_file(first)
            self.stack.setCurrentWidget(self.pages)
            return
        self.pages.show_file(None)
        if not sheet.record.whole:
            self.card.trouble(_("本机还没有全文，已列入下载；联网后自动取来，届时可看可办。"), None)
        else:
            self.card.trouble(_missing(bool(sheet.files)), None)
        self.stack.setCurrentWidget(self.card)

    def show_files(self, files: tuple[FileLine, ...]) -> None:
        """The file whose pages are shown, as it stands now."""
        if self.stack.currentWidget() is self.pages and (first := next((f for f in files if f.pages), None)):
            self.pages.show_file(first)

    def _say(self, body: str, texts: tuple[Kept, ...], money: Told | None) -> None:
        """The body, then every other text under its name, then what is said of money."""
        self.text.start()
        indent = 2 * QFontMetrics(theme.current().font("section")).horizontalAdvance("字")
        for part in prose(body):
            self.text.paragraph(spacing=118, first=indent if part.indented else 0)
            self.text.run(part.text, size="section")
        for number, one in enumerate(texts):
            self.text.paragraph(above=20 if body or number else 0)
            self.text.run(one.label, "text2")
            for line in one.value.split("\n"):
                self.text.paragraph(spacing=118)
                self.text.run(line, size="section")
        if money is not None:
            say_money(self.text, money)
        self.text.finish()


def _missing(files: bool) -> str:
    return _("这件事项没有文字正文，请看“附件”。") if files else _("这件事项没有正文。")
