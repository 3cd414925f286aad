"""正文: the text of the matter in a readable measure, or the pages of its first file."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from oa_client.app.desk import Desk
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.linked import Linked
from oa_client.ui.matter.money_text import say_money
from oa_client.ui.matter.pages_pane import PagesPane
from oa_client.ui.matter.prose import prose
from oa_client.ui.matter.sheet import FileLine, Sheet
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.cards import StateCard
from oa_client.wording.kept import Kept
from oa_client.wording.spending import Told

MEASURE = 680
_BETWEEN = "　　"


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
            self.card.note(_missing(any(not line.by_hand for line in sheet.files), told=bool(sheet.fields)))
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


def _missing(files: bool, *, told: bool) -> str:
    if files:
        return _("这件事项没有文字正文，请看“附件”。")
    return _("这件事项没有正文，要点都在上面。") if told else _("这件事项没有正文。")
