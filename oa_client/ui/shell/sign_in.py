"""登录: server, account, password; and 离线进入 where a profile is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from oa_client.app.policies import Policies, servers
from oa_client.app.policies import server as address
from oa_client.app.seat import Doors, Seat
from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.shell.bars import PRODUCT
from oa_client.ui.shell.signing import SignInPresenter
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.administered import administered, mark
from oa_client.ui.widgets.page import size_over
from oa_client.ui.widgets.running import Runner
from oa_client.wording import moments


@dataclass(frozen=True, slots=True)
class Here:
    """The profile on this device: whose it is, where its centre is, and when it last synced (0: never)."""

    server: str = ""
    user: str = ""
    name: str = ""
    last_sync: int = 0


class SignIn(QFrame):
    """The window one sees first."""

    entered = Signal(object)
    """A `Seat`."""

    def __init__(
        self,
        doors: Doors,
        runner: Runner,
        here: Here,
        now: int,
        server: str = "",
        policies: Policies | None = None,
    ) -> None:
        super().__init__()
        policies = policies or Policies()
        self._addresses, self._fixed = servers(policies), policies.is_locked("ServerUrls")
        own = here.server or server or next(iter(self._addresses), "")
        self._here, self._now, self._server = here, now, address(policies, own)
        self.presenter = SignInPresenter(doors, runner, self, known=bool(here.user))
        self._build()
        self._connect()
        self._begin()

    def _build(self) -> None:
        plain.named(self, "window.signin", _("登录"))
        self.setProperty("role", "page")
        self.setWindowTitle(_(PRODUCT))
        scale = theme.current().scale
        self.resize(size_over(self, 960, 680))
        self.server = plain.line_edit("edit.server", _("服务器"), "https://oa.example.gov.cn")
        self.user = plain.line_edit("edit.user", _("账号"), _("工号或姓名拼音"))
        self.password = plain.line_edit("edit.password", _("密码"), secret=True)
        self.told = plain.message_strip("signin.told")
        self.problem = plain.message_strip("signin.problem")
        self.diagnosis = plain.button(_("导出诊断…"), "btn.diagnosis.export", "link")
        self.diagnosis.hide()
        self._offered = False
        self.busy = plain.label("", "signin.busy", "second")
        self.go = plain.button(_("登录"), "btn.signin", "primary")
        self.offline = plain.button(_("离线进入"), "btn.offline", "main")
        self.offline_note = plain.label(self._note(), "signin.offline.note", "hint", wrap=True)
        card = plain.named(QFrame(), "signin.card")
        card.setProperty("role", "card")
        card.setFixedWidth(round(440 * scale))
        self._fill(QVBoxLayout(card))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.addStretch(2)
        box.addLayout(middle)
        box.addStretch(3)
        around = plain.named(QScrollArea(), "signin.all", _("登录"))  # all that may be said at once is high
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around.setWidgetResizable(True)
        around.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(around)

    def _fill(self, box: QVBoxLayout) -> None:
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        box.addWidget(plain.label(_(PRODUCT), "signin.name", "title"))
        box.addWidget(plain.label(_("公文轮阅与日常办公"), "signin.about", "second"))
        box.addSpacing(8)
        for field in (self.server, self.user, self.password):
            label = plain.label(field.accessibleName(), f"{field.objectName()}.label", "second")
            label.setBuddy(field)
            box.addWidget(label)
            box.addWidget(field)
            if field is self.server:
                self._fill_addresses(box)
        box.addWidget(self.told)
        box.addWidget(self.problem)
        box.addWidget(self.busy)
        box.addSpacing(8)
        box.addWidget(self.go)
        box.addWidget(self.offline)
        box.addWidget(self.offline_note)
        box.addWidget(self.diagnosis)
        known = bool(self._here.user)
        self.offline.setVisible(known)
        self.offline_note.setVisible(known)

    def _fill_addresses(self, box: QVBoxLayout) -> None:
        """What an administrator says of the server: one to be shown, several to choose from."""
        several = len(self._addresses) > 1
        self.addresses = plain.named(QComboBox(), "choose.server", _("服务器"))
        self.addresses.addItems(list(self._addresses))
        self.addresses.setPlaceholderText(_("管理员给的地址…"))
        self.addresses.setCurrentIndex(self.addresses.findText(self._server) if self._fixed else -1)
        self.addresses.textActivated.connect(self.server.setText)
        box.addWidget(self.addresses)
        self.addresses.setVisible(several)
        if self._fixed and self._addresses:
            administered(self.server)
            self.server.setVisible(not several)
            box.addWidget(mark("edit.server.locked"))

    def _note(self) -> str:
        if not self._here.last_sync:
            return _("{name}的本机数据还没有同步过。").format(name=self._here.name)
        last = moments.full(self._here.last_sync, self._now)
        return _("进入{name}的本机数据，上次同步 {last}。").format(name=self._here.name, last=last)

    def _connect(self) -> None:
        self.go.clicked.connect(self._on_go)
        self.offline.clicked.connect(self._on_offline)
        self.password.returnPressed.connect(self._on_go)
        self.user.returnPressed.connect(self.password.setFocus)
        self.server.returnPressed.connect(self.user.setFocus)

    def _begin(self) -> None:
        self.server.setText(self._server)
        self.user.setText(self._here.user)
        self.busy.hide()
        self._held: QWidget = next((f for f in (self.server, self.user) if not f.text()), self.password)
        self._held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_go(self) -> None:
        self.problem.hide()
        self.presenter.sign_in(self.server.text(), self.user.text(), self.password.text())

    def _on_offline(self) -> None:
        self.problem.hide()
        self.presenter.enter_offline(self.password.text())

    def show_busy(self, text: str) -> None:
        """It is being tried; empty: no more."""
        self.busy.setText(text)
        self.busy.setVisible(bool(text))
        if text and (held := self.focusWidget()) is not None:
            self._held = held
        for widget in (self.go, self.offline, self.server, self.user, self.password):
            widget.setEnabled(not text)
        if not text:
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, text: str) -> None:
        """Something to know before going in."""
        self.told.say("offline", text)

    def offer_diagnosis(self, export: Callable[[], None]) -> None:
        """Where it does not open, what is needed to help can be taken from here."""
        self._offered = True
        self.diagnosis.clicked.connect(lambda _checked: export())

    def show_problem(self, text: str, field: str) -> None:
        """Why it did not work; the field to put right."""
        self.problem.say("error", text)
        self.diagnosis.setVisible(self._offered)
        wrong = self.findChild(QLineEdit, f"edit.{field}") or self.password
        wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        if field == "password":
            wrong.selectAll()

    def seated(self, seat: Seat) -> None:
        """Somebody sits at the desk."""
        self.password.clear()
        self.entered.emit(seat)
