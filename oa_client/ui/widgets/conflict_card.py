"""The purple card of a conflict: mine on the left, the centre's on the right; in the matter and in 同步中心."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import icons, plain
from oa_client.ui.widgets.conflicts import Clash, Said
from oa_client.ui.widgets.textlines import TitleLabel

LINES = (3, 7)
"""So many lines of each side are in sight: at least, and at most before it scrolls."""


class ConflictCard(QFrame):
    """One conflict. `titled`: outside its matter, where its title has to be said."""

    taken = Signal(int)
    """采用中心的: mine is put away."""
    reworked = Signal(int, str)
    """改后再交, or with the others' words 合并编辑."""

    def __init__(self, item: Clash, *, titled: bool) -> None:
        super().__init__()
        self.item = item
        self._build(titled=titled)

    def _build(self, *, titled: bool) -> None:
        item, name = self.item, f"conflict.{self.item.n}"
        plain.named(self, name, item.spoken)
        self.setProperty("role", "conflict")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.setSpacing(8)
        box.addLayout(self._head(name, titled=titled))
        box.addWidget(plain.label(item.why, f"{name}.why", wrap=True))
        self.mine = self._side(f"{name}.mine", _("我的"), [item.mine])
        self.centre = self._side(f"{name}.centre", _("中心现在"), self._now())
        sides = QHBoxLayout()
        sides.setSpacing(12)
        for caption, text in ((_("我的（没有生效）"), self.mine), (_("中心现在"), self.centre)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(plain.label(caption, f"{text.objectName()}.caption", "strong"))
            column.addWidget(text)
            sides.addLayout(column, 1)
        box.addLayout(sides)
        box.addLayout(self._acts(name))
        self._fit()

    def _head(self, name: str, *, titled: bool) -> QHBoxLayout:
        self._icon = plain.label("", f"{name}.icon")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(plain.label(_("冲突"), f"{name}.word", "strong"))
        text = self.item.title if titled else _("您的“{what}”没有生效").format(what=self.item.what)
        title = TitleLabel(f"{name}.title", size="section", colour="conflict_text")
        title.set_text(text)
        head.addWidget(title, 1)
        return head

    def _now(self) -> list[Said]:
        item = self.item
        said = [Said(item.state)]
        if item.before:
            said.append(Said(_("（更早的 {n} 条见办理记录）").format(n=item.before)))
        if not item.since:
            said.append(Said(_("其间的办理记录还没有取到本机，联网后显示在这里。")))
        return [*said, *item.since]

    def _side(self, name: str, spoken: str, said: Sequence[Said]) -> plain.Reading:
        text = plain.Reading(name, spoken)
        text.setTabChangesFocus(True)
        text.start(margin=8)
        for number, one in enumerate(said):
            text.paragraph(above=6 if number else 0, indent=10)
            text.run(one.head, bold=True)
            for line in one.lines:
                text.paragraph(above=2, indent=10)
                text.run(f"{line.label}　", "text2")
                text.run(line.value.replace("\n", "\u2028"))
        text.finish()
        return text

    def _acts(self, name: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in self._buttons(name):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _buttons(self, name: str) -> list[QPushButton]:
        item, made = self.item, []
        about = f"，{item.title}"
        take = plain.button(_("采用中心的"), f"{name}.take", "main", _("采用中心的") + about)
        take.clicked.connect(lambda: self.taken.emit(item.n))
        again = plain.button(_("改后再交"), f"{name}.rework", "main", _("改后再交") + about)
        again.clicked.connect(lambda: self.reworked.emit(item.n, ""))
        made += [take, again]
        if item.theirs:
            merge = plain.button(_("合并编辑"), f"{name}.merge", "main", _("合并编辑") + about)
            merge.clicked.connect(lambda: self.reworked.emit(item.n, item.theirs))
            made.append(merge)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Both sides as high as the longer one, within bounds."""
        size = theme.current().sizes
        self._icon.setPixmap(icons.pixmap("alert-triangle", "conflict_text", size.icon))
        across = max(12, (self.width() // 2 - 60) // size.body)
        high = max(_lines(self.mine, across), _lines(self.centre, across))
        line = round(size.body * 1.6)
        for text in (self.mine, self.centre):
            text.setFixedHeight(max(LINES[0], min(LINES[1], high)) * line + 16)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_icon") and hasattr(self, "centre"):
            self._fit()


def _lines(text: plain.Reading, across: int) -> int:
    """About how many lines it takes, with so many characters in each."""
    return sum(1 + len(line) // across for line in text.toPlainText().split("\n"))


class ConflictStack(QWidget):
    """The conflicts of one matter, above it: the oldest one whole, of the others how many there are."""

    taken = Signal(int)
    reworked = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "matter.conflicts", _("冲突"))
        self._shown: tuple[Clash, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_conflicts(self, items: tuple[Clash, ...]) -> None:
        """These; the same again leaves what somebody reads and selects in them."""
        if items == self._shown:
            return
        self._shown = items
        while self._box.count():
            old = self._box.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if items:
            self._box.addWidget(self._card(items[0]))
        if len(items) > 1:
            more = _("这件事项另有 {n} 项冲突，办完这一项再看。").format(n=len(items) - 1)
            strip = plain.message_strip("conflicts.more")
            strip.say("conflict", more)
            self._box.addWidget(strip)
        self.setVisible(bool(items))

    def _card(self, item: Clash) -> ConflictCard:
        card = ConflictCard(item, titled=False)
        card.taken.connect(self.taken)
        card.reworked.connect(self.reworked)
        return card
