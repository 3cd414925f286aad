"""How long the text is against the marks of 4,000 and 5,000 characters, as a bar with words."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from oa_client.app.body import GENERAL, SPECIAL
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import plain

WHOLE = 6000
"""Characters at the bar's right end."""


def words_for(count: int) -> str:
    """The length as a sentence."""
    said = _("正文 {n} 字").format(n=f"{count:,}")
    if count > GENERAL:
        return _("{said}，超过综合文件 {most} 字").format(said=said, most=f"{GENERAL:,}")
    if count > SPECIAL:
        return _("{said}，超过专项文件 {most} 字").format(said=said, most=f"{SPECIAL:,}")
    return said


class Length(QWidget):
    """The words, then the bar; the words alone say all of it."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "draft.length")
        self.words = plain.label("", "draft.count", "meta")
        self.words.setToolTip(
            plain.tip(_("正文、标题、表格中的每个字、字母、数字和标点各计一字，空格不计；标题、主送、附件、版记不计。"))
        )
        self._bar = _Bar()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(8)
        row.addWidget(self.words)
        row.addWidget(self._bar, 1)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """So many characters."""
        self.words.setText(words_for(count))
        plain.set_role(self.words, "warn" if count > SPECIAL else "meta")
        self._bar.count = count
        self._bar.update()


class _Bar(QWidget):
    """Filled as far as the text goes, with a tick at each mark."""

    count = 0

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(10)
        self.setMinimumWidth(60)
        self.setMaximumWidth(240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        now, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), now.colour("raised"))
        filled = round(self.width() * min(1.0, self.count / WHOLE))
        colour = now.colour("warn" if self.count > SPECIAL else "link")
        painter.fillRect(QRect(0, 2, filled, self.height() - 4), colour)
        for mark in (SPECIAL, GENERAL):
            painter.fillRect(QRect(round(self.width() * mark / WHOLE), 0, 2, self.height()), now.colour("text2"))
