"""The window's top and bottom: name, search, 新建, user; and the one line that says how syncing stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from oa_client.app.standing import Phase, SyncState
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.widgets import icons, plain, standing
from oa_client.ui.widgets.menu import MenuButton
from oa_client.ui.widgets.textlines import TitleLabel

PRODUCT = "轮阅"


class TopBar(QFrame):
    """Name of product and unit, search over everything, 新建, user."""

    searched = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._build()
        self._connect()
        self._restyle()

    def _build(self) -> None:
        plain.named(self, "top")
        self.setProperty("role", "top")
        self._name = plain.label(_(PRODUCT), "top.name", "brand")
        self.field = plain.line_edit("edit.search", _("搜索"), _("搜索标题、文号、正文、人员（Ctrl+K）"))
        self.new = MenuButton("btn.new", _("新建"))
        self.user = MenuButton("btn.user", _("用户"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addSpacing(16)
        row.addWidget(self.field, 3)
        row.addStretch(1)
        row.addWidget(self.new)
        row.addWidget(self.user)

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._on_return)

    def _on_return(self) -> None:
        if text := self.field.text().strip():
            self.searched.emit(text)

    def set_unit(self, unit: str) -> None:
        """Whose desk this is."""
        self._name.setText(f"{_(PRODUCT)}  {unit}" if unit else _(PRODUCT))

    def _restyle(self) -> None:
        now = theme.current()
        self.setFixedHeight(now.sizes.top)
        self.field.setMinimumWidth(round(200 * now.scale))
        self.field.setMaximumWidth(round(360 * now.scale))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()


_ICONS = {Phase.SYNCING: "refresh", Phase.IDLE: "cloud", Phase.PAUSED: "cloud-off"}


class StatusBar(QFrame):
    """How syncing stands, in one line that leads to the sync centre; at the right what the page counts."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._state = SyncState()
        self._build()
        self._restyle()

    def _build(self) -> None:
        plain.named(self, "status")
        self.setProperty("role", "status")
        self.line = plain.button("", "status.sync")
        self.line.clicked.connect(self.pressed)
        self._notice = TitleLabel("status.notice", lines=1, size="meta")
        self._right = plain.label("", "status.page", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 16, 0)
        self.scans = plain.button("", "status.scans", "link", _("扫描件"))
        self.scans.hide()
        row.addWidget(self.line)
        row.addWidget(self._notice, 1)
        row.addWidget(self.scans)
        row.addWidget(self._right, 0, Qt.AlignmentFlag.AlignRight)

    def show_state(self, state: SyncState, now: int) -> None:
        """How it stands now."""
        self._state = state
        text = standing.bar(state, now)
        self.line.setText(plain.unmarked(text))
        self.line.setAccessibleName(text)
        self._paint_icon()

    def show_notice(self, text: str) -> None:
        """The banner's words, where there is no room for a banner."""
        self._notice.set_text(text)

    def show_scans(self, text: str) -> None:
        """扫描件 3, or nothing."""
        self.scans.setText(text)
        self.scans.setAccessibleName(text or _("扫描件"))
        self.scans.setVisible(bool(text))

    def say(self, text: str) -> None:
        """What the page counts."""
        self._right.setText(text)

    def _paint_icon(self) -> None:
        icon = "cloud-check" if self._state.settled else _ICONS.get(self._state.phase, "cloud-off")
        self.line.setIcon(icons.icon(icon, "ok" if self._state.settled else "text2"))

    def _restyle(self) -> None:
        self.setFixedHeight(theme.current().sizes.status)
        self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._restyle()
