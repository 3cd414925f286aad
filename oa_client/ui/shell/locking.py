"""闲置锁定: after some minutes without a touch every window is put out of sight until the password is given.

What is being written stays where it is, and syncing goes on. Whoever has the session of the system can still end the
program; the next start then asks for the password too, since the keyring no longer serves (doors).
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oa_client.assets import _
from oa_client.ui import theme
from oa_client.ui.shell.bars import PRODUCT
from oa_client.ui.shell.given import Check
from oa_client.ui.shell.idle import Idle
from oa_client.ui.shell.signing import code_of
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.running import Lane, Runner
from oa_client.wording.sentences import sentence

LOOK_MS = 5_000
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.TabletMove,
        QEvent.Type.InputMethod,
    }
)
_UNTOLD = frozenset({Qt.WindowType.ToolTip, Qt.WindowType.Popup})


class LockScreen(QFrame):
    """The one window in sight: whose desk it is, and the password."""

    opened = Signal()
    sign_in_asked = Signal()

    def __init__(self, name: str, check: Check, runner: Runner) -> None:
        super().__init__()
        self._check, self._runner = check, runner
        self.ending = False
        self._build(name)
        self.go.clicked.connect(self._try)
        self.password.returnPressed.connect(self._try)
        self.again.clicked.connect(self.sign_in_asked)

    def _build(self, name: str) -> None:
        plain.named(self, "window.locked", _("已锁定"))
        self.setProperty("role", "page")
        self.setWindowTitle(_(PRODUCT))
        scale = theme.current().scale
        self.resize(round(960 * scale), round(640 * scale))
        self.password = plain.line_edit("edit.unlock", _("密码"), secret=True)
        self.problem = plain.message_strip("locked.problem")
        self.go = plain.button(_("解锁"), "btn.unlock", "primary")
        self.again = plain.button(_("重新登录"), "btn.locked.signin", "link")
        card = plain.named(QFrame(), "locked.card")
        card.setProperty("role", "card")
        card.setFixedWidth(round(440 * scale))
        self._fill(QVBoxLayout(card), name)
        middle = QHBoxLayout()
        for part in (None, card, None):
            middle.addStretch(1) if part is None else middle.addWidget(part)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(middle)
        box.addStretch(3)

    def _fill(self, box: QVBoxLayout, name: str) -> None:
        words = _("一段时间没有操作，窗口已收起（由管理员设定）。正在写的内容都在，同步照常；输入密码继续。")
        changed = _("密码在中心改过、旧密码进不来的，请重新登录。")
        label = plain.label(_("密码"), "edit.unlock.label", "second")
        label.setBuddy(self.password)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        box.addWidget(plain.label(_("已锁定　{name}").format(name=name), "locked.title", "title", wrap=True))
        box.addWidget(plain.label(words, "locked.words", "second", wrap=True))
        box.addSpacing(8)
        box.addWidget(label)
        box.addWidget(self.password)
        box.addWidget(self.problem)
        box.addSpacing(8)
        box.addWidget(self.go)
        box.addWidget(plain.label(changed, "locked.changed", "hint", wrap=True))
        box.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)

    def _try(self) -> None:
        password, check = self.password.text(), self._check
        if not password:
            self.problem.say("error", _("请填写密码。"))
            return
        self.problem.hide()
        self._allow(able=False)
        self._runner.run(lambda: check(password), self._on_good, self._on_bad, lane=Lane.READ, name="unlock")

    def _allow(self, *, able: bool) -> None:
        for part in (self.go, self.password, self.again):
            part.setEnabled(able)

    def _on_good(self, _nothing: None) -> None:
        self.opened.emit()

    def _on_bad(self, error: Exception) -> None:
        self._allow(able=True)
        self.problem.say("error", sentence(*code_of(error)))
        self.password.setFocus()
        self.password.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing it would leave nothing to come back by: it only goes to the taskbar, unless the program ends."""
        if self.ending:
            event.accept()
            return
        event.ignore()
        self.showMinimized()


class IdleLock(QObject):
    """Watches every window of the application. `locked` and `unlocked` tell whoever shows things by himself."""

    locked = Signal()
    unlocked = Signal()
    sign_in_asked = Signal()

    def __init__(self, app: QApplication, idle: Idle, check: Check, runner: Runner) -> None:
        super().__init__()
        self._app, self._idle, self._check, self._runner = app, idle, check, runner
        self.screen: LockScreen | None = None
        self._hidden: list[tuple[QWidget, Qt.WindowModality]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.name = ""

    def watch(self, name: str) -> None:
        """Somebody of this name sits at the desk from now on."""
        self.name = name
        self._idle.touch()
        self._app.installEventFilter(self)
        self._timer.start()

    def end(self) -> None:
        """Nobody sits there any more; what was put out of sight is for others to close."""
        self._timer.stop()
        self._app.removeEventFilter(self)
        self._put_screen_away()
        self._hidden = []

    def look(self) -> None:
        """Lock if it is time."""
        if self.screen is None and self._idle.over:
            self.lock()

    def lock(self) -> None:
        """Put everything out of sight."""
        if self.screen is not None:
            return
        if (popup := self._app.activePopupWidget()) is not None:
            popup.close()
        self.screen = LockScreen(self.name, self._check, self._runner)
        self.screen.opened.connect(self.unlock)
        self.screen.sign_in_asked.connect(self.sign_in_asked)
        self.screen.show()  # before the others go: without any window the program would end
        for window in self._app.topLevelWidgets():
            self._hide(window)
        self.screen.password.setFocus()
        self.locked.emit()

    def unlock(self) -> None:
        """Everything as it was."""
        self._idle.touch()
        self._put_screen_away()
        hidden, self._hidden = self._hidden, []
        for window, modality in hidden:
            if shiboken6.isValid(window):
                window.setWindowModality(modality)
                window.show()
        self.unlocked.emit()

    def raise_screen(self) -> bool:
        """Bring the lock to the front; False where nothing is locked."""
        if self.screen is None:
            return False
        self.screen.showNormal() if self.screen.isMinimized() else self.screen.show()
        self.screen.raise_()
        self.screen.activateWindow()
        return True

    def _put_screen_away(self) -> None:
        if self.screen is not None:
            screen, self.screen = self.screen, None
            screen.hide()
            screen.deleteLater()

    def _hide(self, window: QWidget) -> None:
        if window.isVisible() and window is not self.screen and window.windowType() not in _UNTOLD:
            self._hidden.append((window, window.windowModality()))
            window.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _TOUCHES:
            self._idle.touch()
        elif kind is QEvent.Type.Quit and self.screen:  # by 退出 beside the clock, or the session's end
            self.screen.ending = True
        elif kind is QEvent.Type.Show and self.screen and isinstance(watched, QWidget) and watched.isWindow():
            QTimer.singleShot(0, watched, lambda: self._hide_late(watched))
        return False

    def _hide_late(self, window: QWidget) -> None:
        """Something that was on its way when it was locked."""
        if self.screen is not None:
            self._hide(window)
