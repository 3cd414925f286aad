"""The top of the matter page: tag, title, where it comes from, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.matter.sheet import Head
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.textlines import TitleLabel
from oa_client.wording.kept import Kept

BETWEEN = "　"
SIDE = 20


def in_lines(facts: Sequence[str], width: Callable[[str], int], room: int) -> str:
    """The facts in as few lines as hold them whole: a moment torn after 「剩 8」 reads like another."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]}{BETWEEN}{fact}" if lines else ""
        if longer and width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(fact)
    return "\n".join(lines)


FACT_WIDTH = 236
"""How wide a fact of the grid is at the standard size."""


_GAP = 16
"""What lies between two columns of the grid."""


def spanned(width: int, one: int, columns: int) -> int:
    """How many columns words of this width take up, each `one` wide; all there are at the most."""
    return min(columns, -(-(width + _GAP) // (one + _GAP)))


class FactGrid(QWidget):
    """What a register says of a matter, in columns: as many as there is room for; a long fact takes several."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "matter.facts", _("登记信息"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(2)
        self._facts: tuple[Kept, ...] = ()
        self._labels: list[QLabel] = []

    def show_facts(self, facts: tuple[Kept, ...], *, late: bool) -> None:
        """As they stand."""
        self._facts = facts
        while len(self._labels) < len(facts):
            made = plain.label("", f"fact.{len(self._labels)}", "meta")
            made.setParent(self)  # shown without one it would be a window of its own for a moment
            self._labels.append(made)
        for label, fact in zip(self._labels, facts, strict=False):
            plain.set_role(label, "warn" if late and fact.label == _("时限") else "meta")
        self.setVisible(bool(facts))
        self.lay()

    def lay(self) -> None:
        """In the columns there is room for now."""
        columns = max(1, round(self.width() / (FACT_WIDTH * theme.current().scale)))
        one = (self.width() - _GAP * (columns - 1)) // columns
        at = 0
        for n, label in enumerate(self._labels):
            label.setVisible(n < len(self._facts))
            if n < len(self._facts):
                text = f"{self._facts[n].label}{BETWEEN}{self._facts[n].value}"
                wide = spanned(label.fontMetrics().horizontalAdvance(text), one, columns)
                at = at if at % columns + wide <= columns else (at // columns + 1) * columns
                self._put(label, text, wide * (one + _GAP) - _GAP)
                self._grid.addWidget(label, at // columns, at % columns, 1, wide)
                at += wide
        for column in range(8):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._grid.activate()  # a picture taken now has every fact in its place

    @staticmethod
    def _put(label: QLabel, text: str, room: int) -> None:
        """The words, cut at their end where they must be: who is paid is told by how his name begins."""
        label.setText(label.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(60, room)))
        label.setToolTip(plain.tip(text))
        label.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.lay()


class HeadBar(QFrame):
    """Two lines of title and one of facts, or a grid of them."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[str, ...] = ()
        plain.named(self, "matter.head", _("事项"))
        self._tag = plain.tag("flash", "", "matter.tag")
        self._title = TitleLabel("matter.title")
        self._meta = plain.label("", "matter.meta", "meta", wrap=True)
        self._state = plain.label("", "matter.state", "strong")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)  # beside tag and state, also where a button is higher
        top.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        self.print = plain.icon_button("printer", _("打印（Ctrl+P）"), "matter.print")
        self.link = plain.icon_button("link", _("复制链接"), "matter.link")
        for button in (self.link, self.print):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(SIDE, 12, SIDE, 4)
        box.setSpacing(4)
        box.addLayout(top)
        box.addWidget(self._meta)
        self.grid = FactGrid()
        box.addWidget(self.grid)

    def show_head(self, head: Head) -> None:
        """The facts as they stand."""
        self._title.set_text(head.title)
        self._tag.setVisible(bool(head.tag))
        self._tag.setText(head.tag)
        self._tag.setProperty("tag", head.urgency)
        self._tag.style().unpolish(self._tag)
        self._tag.style().polish(self._tag)
        self._facts = head.meta
        self._lay_facts()
        self._meta.setVisible(bool(head.meta))
        self.grid.show_facts(head.facts, late=head.late)
        plain.set_role(self._meta, "warn" if head.late else "meta")
        self._state.setText(head.state)
        self.setAccessibleName("，".join(part for part in (head.tag, head.title, head.state) if part))

    def _lay_facts(self) -> None:
        room = self.width() - 2 * SIDE
        self._meta.setText(in_lines(self._facts, self._meta.fontMetrics().horizontalAdvance, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_facts()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._lay_facts()

    @property
    def title(self) -> str:
        """The whole title."""
        return self._title.text
