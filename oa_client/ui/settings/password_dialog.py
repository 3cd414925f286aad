"""修改登录密码: the present one, the next one, and that once more."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oa_client.app.seat import NewPassword
from oa_client.assets import _
from oa_client.domain.passwords import LEAST, MOST, fault_of
from oa_client.ui import theme
from oa_client.ui.matter.runner import HomeRunner
from oa_client.ui.shell.given import ChangePassword
from oa_client.ui.shell.signing import code_of
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Runner
from oa_client.wording.sentences import sentence


class PasswordDialog(QDialog):
    """What is wrong is said in place, and what was typed stays; while the centre is asked it cannot be closed."""

    changed = Signal(object)
    """A `NewPassword`."""

    def __init__(self, user: str, change: ChangePassword, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._user, self._change, self._runner = user, change, HomeRunner(runner, self)
        self._asking = False
        self._build()
        self._connect()

    def _build(self) -> None:
        plain.named(self, "dialog.password", _("修改登录密码"))
        self.setWindowTitle(_("修改登录密码"))
        self.present = plain.line_edit("password.present", _("现在的密码"), secret=True)
        self.new = plain.line_edit("password.new", _("新密码"), secret=True)
        self.again = plain.line_edit("password.again", _("再输一次新密码"), secret=True)
        self.problem = plain.message_strip("password.problem")
        self.busy = plain.label("", "password.busy", "second")
        self.ok = plain.button(_("修改"), "password.ok", "primary", _("修改登录密码"))
        self.cancel = plain.button(_("取消"), "password.cancel", "main")
        box = self._box = QVBoxLayout(self)
        box.setContentsMargins(20, 20, 20, 16)
        box.setSpacing(8)
        words = _("{least} 到 {most} 个字符。不必混用字母和数字，好记的一句话也行。")
        for field in self._fields():
            label = plain.label(field.accessibleName(), f"{field.objectName()}.label", "second")
            label.setBuddy(field)
            box.addWidget(label)
            box.addWidget(field)
            if field is self.new:
                hint = words.format(least=LEAST, most=MOST)
                box.addWidget(plain.label(hint, "password.hint", "hint", wrap=True))
        box.addWidget(self.problem)
        box.addSpacing(8)
        box.addLayout(self._foot())
        self._fit()

    def _fit(self) -> None:
        """As high as what is said needs at this width: a dialog does not see to that by itself."""
        width = round(440 * theme.current().scale)
        for part in (self, *self.findChildren(QWidget)):
            part.ensurePolished()
        self._box.activate()
        self.setFixedSize(width, self._box.totalHeightForWidth(width))

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.busy, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.ok)
        return foot

    def _connect(self) -> None:
        self.present.returnPressed.connect(self.new.setFocus)
        self.new.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._on_go)
        self.ok.clicked.connect(self._on_go)
        self.cancel.clicked.connect(self.reject)

    def _fields(self) -> tuple[QLineEdit, ...]:
        return self.present, self.new, self.again

    def _on_go(self) -> None:
        present, new = self.present.text(), self.new.text()
        if not present:
            self._refuse(_("请填写现在的密码。"), self.present)
        elif fault := fault_of(self._user, present, new):
            self._refuse(sentence(fault), self.new)
        elif self.again.text() != new:
            self._refuse(sentence("password_unlike"), self.again)
        else:
            self._ask(present, new)

    def _ask(self, present: str, new: str) -> None:
        change = self._change
        self.problem.hide()
        self._fit()
        self._allow(able=False)
        self._runner.run(lambda: change(present, new), self._on_changed, self._on_failed, name="password")

    def _allow(self, *, able: bool) -> None:
        self._asking = not able
        self.busy.setText("" if able else _("正在修改…"))
        for part in (*self._fields(), self.ok, self.cancel):
            part.setEnabled(able)

    def _on_changed(self, done: NewPassword) -> None:
        self._asking = False
        self.accept()
        self.changed.emit(done)

    def _on_failed(self, error: Exception) -> None:
        self._allow(able=True)
        code, facts = code_of(error)
        self._refuse(sentence(code, facts), self.present if code == "password_wrong" else self.ok)

    def _refuse(self, text: str, wrong: QWidget) -> None:
        self.problem.say("error", text)
        self._fit()
        wrong.setFocus()
        if isinstance(wrong, QLineEdit):
            wrong.selectAll()

    def reject(self) -> None:
        """Not while the centre is asked: what comes of it has to be seen."""
        if not self._asking:
            super().reject()
