"""The top of the matter page: tag, title, where it comes from, and where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.assets import _
from oa_client.ui.matter.sheet import Head
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.textlines import TitleLabel


class HeadBar(QFrame):
    """Two lines of title and one of facts."""

    def __init__(self) -> None:
        super().__init__()
        plain.named(self, "matter.head", _("事项"))
        self._tag = plain.tag("flash", "", "matter.tag")
        self._title = TitleLabel("matter.title")
        self._meta = plain.label("", "matter.meta", "meta", wrap=True)
        self._state = plain.label("", "matter.state", "strong")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._title, 1)
        top.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 4)
        box.setSpacing(4)
        box.addLayout(top)
        box.addWidget(self._meta)

    def show_head(self, head: Head) -> None:
        """The facts as they stand."""
        self._title.set_text(head.title)
        self._tag.setVisible(bool(head.tag))
        self._tag.setText(head.tag)
        self._tag.setProperty("tag", head.urgency)
        self._tag.style().unpolish(self._tag)
        self._tag.style().polish(self._tag)
        self._meta.setText("　".join(head.meta))
        plain.set_role(self._meta, "warn" if head.late else "meta")
        self._state.setText(head.state)
        self.setAccessibleName("，".join(part for part in (head.tag, head.title, head.state) if part))

    @property
    def title(self) -> str:
        """The whole title."""
        return self._title.text
