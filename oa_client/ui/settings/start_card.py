"""启动: whether the window begins by itself when somebody signs in to the system."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from oa_client.app.policies import Policies, autostarts
from oa_client.assets import _
from oa_client.ui.settings.model import Kept
from oa_client.ui.widgets import plain
from oa_client.wording.policies import BY_ADMINISTRATOR

KEY, POLICY = "start/auto", "AutoStart"


class StartCard(QFrame):
    """The switch; where the administrator locked it, how he set it."""

    def __init__(self, memory: Kept, policies: Policies) -> None:
        super().__init__()
        self._memory = memory
        plain.named(self, "settings.start", _("启动"))
        self.setProperty("role", "card")
        words = _("登录系统后自动打开轮阅，不占前台")
        self.switch = plain.named(QCheckBox(words), "settings.start.auto", words)
        self.note = plain.label("", "settings.start.note", "second", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(8)
        box.addWidget(plain.label(_("启动"), "settings.start.title", "section"))
        box.addWidget(self.switch)
        box.addWidget(self.note)
        self._show(policies)
        self.switch.clicked.connect(self._on_clicked)

    def _show(self, policies: Policies) -> None:
        kept = self._memory.get(KEY)
        locked = policies.is_locked(POLICY)
        self.switch.setChecked(autostarts(policies, kept == "1" if kept else None))
        self.switch.setEnabled(not locked)
        self.note.setText(_(BY_ADMINISTRATOR) if locked else _("只在通知区显示图标；没有通知区的，最小化在任务栏。"))

    def _on_clicked(self, checked: bool) -> None:
        self._memory.set(KEY, "1" if checked else "0")
