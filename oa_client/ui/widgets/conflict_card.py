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

LINES, IN_MATTER = (3, 8), 7
"""So many lines of each side are in sight: at least, and at most before it scrolls; above its matter fewer."""


class ConflictCard(QFrame):
    """One conflict. `titled`: outside its matter, where its title has to be said."""

    taken = Signal(int)
    """采用中心的: mine is put away."""
    reworked = Signal(int, str)
    """改后再交, or with the others' words 合并编辑."""

    def __init__(self, item: Clash, *, titled: bool) -> None:
        super().__init__()
        self.item = item
        self._most = LINES[1] if titled else IN_MATTER
        self._whole = False
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

    def set_whole(self, whole: bool) -> None:
        """Take all the room there is, or as little as will do."""
        self._whole = whole
        self._fit()

    def _fit(self) -> None:
        """Both sides as high as the longer one, within bounds."""
        size = theme.current().sizes
        self._icon.setPixmap(icons.pixmap("alert-triangle", "conflict_text", size.icon))
        across = max(12, (self.width() // 2 - 70) // size.body)
        line = round(size.body * 1.65)
        high = round(max(_lines(self.mine, across), _lines(self.centre, across)))
        shown = max(LINES[0], min(self._most, high)) * line + 24
        for text in (self.mine, self.centre):
            text.setMinimumHeight(min(shown, LINES[0] * line + 24) if self._whole else shown)
            text.setMaximumHeight(_NO_BOUND if self._whole else shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_icon") and hasattr(self, "centre"):
            self._fit()


def _lines(text: plain.Reading, across: int) -> float:
    """About how many lines it takes, with so many characters in each and some room between acts."""
    parts = text.toPlainText().replace("\u2028", "\n").split("\n")
    return sum(1.15 + len(part) // across for part in parts)


_NO_BOUND = 16_777_215


class ConflictStack(QWidget):
    """The conflicts of one matter, above it: the oldest one whole, of the others how many there are.

    Where there is little room it begins folded to one line; unfolded there, it stands in place of the matter
    (`spread`) until it is folded again.
    """

    taken = Signal(int)
    reworked = Signal(int, str)
    spread = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "matter.conflicts", _("冲突"))
        self._shown: tuple[Clash, ...] = ()
        self._card: ConflictCard | None = None
        self._tight = False
        self._open: bool | None = None
        self._strip = plain.message_strip("conflicts.strip")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._strip)
        self.hide()

    def show_conflicts(self, items: tuple[Clash, ...], *, fresh: bool = False) -> None:
        """These; the same again leaves what somebody reads and selects in them. `fresh`: of another matter."""
        if fresh:
            self._open = None
        if items != self._shown:
            self._shown = items
            self._make(items)
        self._lay_out()
        self.setVisible(bool(items))

    def _make(self, items: tuple[Clash, ...]) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = ConflictCard(items[0], titled=False) if items else None
        if self._card is not None:
            self._card.taken.connect(self.taken)
            self._card.reworked.connect(self.reworked)
            self._box.addWidget(self._card, 1)

    def set_tight(self, tight: bool) -> None:
        """Whether there is no room for the card above the matter."""
        if tight != self._tight:
            self._tight = tight
            self._lay_out()

    def set_open(self, opened: bool) -> None:
        """看两边, and 收起."""
        self._open = opened
        self._lay_out()
        if opened and self._card is not None:
            self._card.mine.setFocus()

    def _lay_out(self) -> None:
        opened = bool(self._shown) and (not self._tight if self._open is None else self._open)
        whole = opened and self._tight
        if self._card is not None:
            self._card.setVisible(opened)
            self._card.set_whole(whole)
        self._say(opened=opened)
        policy = QSizePolicy.Policy.Expanding if whole else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.spread.emit(whole)

    def _say(self, *, opened: bool) -> None:
        more = len(self._shown) - 1
        if opened and not self._tight and more < 1:
            self._strip.hide()
        elif self._shown and not opened:
            text = _("冲突：您的“{what}”没有生效。{why}").format(what=self._shown[0].what, why=self._shown[0].why)
            self._strip.say("conflict", text, _("看两边"), lambda: self.set_open(True))
        elif self._shown:
            text = _("这件事项另有 {n} 项冲突，办完这一项再看。").format(n=more) if more else ""
            fold = (_("收起"), lambda: self.set_open(False)) if self._tight else ("", None)
            self._strip.say("conflict", text, *fold)
