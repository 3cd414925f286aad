"""登录密码: leads to the dialog in which somebody gives himself another one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from oa_client.app.desk import Desk
from oa_client.app.seat import NewPassword
from oa_client.app.standing import Phase, SyncState
from oa_client.assets import _
from oa_client.ui.settings.password_dialog import PasswordDialog
from oa_client.ui.shell.given import ChangePassword
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner
from oa_client.wording.sentences import password_changed, sentence

_NOT_NOW = {
    Phase.OFFLINE: "现在没有连上中心，联网后才能修改。",
    Phase.PORTAL: "网络要先在网页上登录认证，之后才能修改。",
    Phase.NEEDS_SIGN_IN: "登录已过期，重新登录之后才能修改。",
    Phase.UPGRADE: "客户端版本太旧，升级之后才能修改。",
    Phase.LOCKED: "这台设备已被管理员停用，不能修改。",
}


class PasswordCard(QFrame):
    """The button; where there is no way to the centre, why it does nothing."""

    told = Signal(str)
    """What came of it, for the window behind."""

    def __init__(self, desk: Desk, change: ChangePassword, runner: Runner) -> None:
        super().__init__()
        self._desk, self._change, self._runner = desk, change, runner
        self._build()
        self.change.clicked.connect(self._ask)

    def _build(self) -> None:
        plain.named(self, "settings.password", _("登录密码"))
        self.setProperty("role", "card")
        self.change = plain.button(_("修改…"), "settings.password.change", spoken=_("修改登录密码"))
        self.why = plain.label("", "settings.password.why", "second", wrap=True)
        words = _("管理员发给您的初始密码，请改成只有自己知道的。改好以后，您在其他设备上要用新密码重新登录。")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.change)
        row.addWidget(self.why, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 16)
        box.setSpacing(12)
        box.addWidget(plain.label(_("登录密码"), "settings.password.title", "section"))
        box.addWidget(plain.label(words, "settings.password.text", "second", wrap=True))
        box.addLayout(row)

    def _ask(self) -> None:
        session = self._desk.session
        dialog = PasswordDialog(session.user if session else "", self._change, self._runner, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self._on_changed)
        dialog.open()

    def _on_changed(self, done: NewPassword) -> None:
        self.told.emit(sentence(done.left) if done.left else password_changed(done.ended))

    def show_state(self, state: SyncState) -> None:
        """How syncing stands now."""
        why = _NOT_NOW.get(state.phase, "")
        self.change.setEnabled(not why)
        self.why.setText(_(why) if why else "")
