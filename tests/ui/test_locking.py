"""闲置锁定: time without a touch puts every window out of sight until the password is given; nothing written is lost."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QCloseEvent, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget

from oa_client import bootstrap
from oa_client.app.policies import Policies
from oa_client.app.seat import CannotServe
from oa_client.ui.desktop import Desktop
from oa_client.ui.shell.idle import Idle
from oa_client.ui.shell.locking import IdleLock
from oa_client.ui.shell.sign_in import SignIn
from oa_client.wording.policies import rules
from oa_client.wording.sentences import sentence
from tests.ui.pictures import laid_down
from tests.ui.test_application import PASSWORD, profile

__all__ = ["profile"]


class Clock:
    """Both clocks of a machine; asleep, only the time of day goes on."""

    def __init__(self):
        self.ran, self.at = 0.0, 1_800_000_000

    def monotonic(self):
        return self.ran

    def now(self):
        return self.at

    def go(self, seconds, *, asleep=False):
        self.at += seconds
        self.ran += 0 if asleep else seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.mark.parametrize("asleep", [False, True])
def test_it_is_time_after_the_minutes_and_not_before(clock, asleep):
    idle = Idle(10, clock)
    clock.go(599, asleep=asleep)
    assert not idle.over
    clock.go(1, asleep=asleep)
    assert idle.over
    idle.touch()
    assert not idle.over


def test_a_clock_set_back_does_not_keep_it_open(clock):
    idle = Idle(10, clock)
    clock.at -= 86400
    clock.go(600)
    assert idle.over


def right(password):
    if password != PASSWORD:
        raise CannotServe("profile_locked")


@pytest.fixture
def room(qtbot, qapp, look, clock, at_once):
    """A window with something being written, a dialog over it, and the lock that watches them."""
    window = QWidget()
    window.setObjectName("window.test")
    text = QPlainTextEdit(window)
    dialog = QDialog(window)
    qtbot.addWidget(window)
    window.show()
    dialog.open()
    text.setPlainText("写了一半")
    lock = IdleLock(qapp, Idle(10, clock), right, at_once)
    lock.watch("王小明")
    yield lock, window, dialog, text
    lock.end()


def test_nobody_touched_anything_and_everything_is_out_of_sight(room, clock):
    lock, window, dialog, _text = room
    clock.go(599)
    lock.look()
    assert window.isVisible() and lock.screen is None
    clock.go(1)
    lock.look()
    assert lock.screen.isVisible() and not window.isVisible() and not dialog.isVisible()
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [lock.screen]


TOUCHES = {
    "key": lambda qtbot, dialog: qtbot.keyClick(dialog, Qt.Key.Key_A),
    "move": lambda qtbot, dialog: QTest.mouseMove(dialog.windowHandle(), QPoint(5, 5)),  # as the system moves it
    "click": lambda qtbot, dialog: qtbot.mouseClick(dialog, Qt.MouseButton.LeftButton),
    "wheel": lambda qtbot, dialog: QCoreApplication.sendEvent(dialog, rolled()),
    "input method": lambda qtbot, dialog: QCoreApplication.sendEvent(dialog, QInputMethodEvent()),
}


def rolled():
    nothing, at = Qt.KeyboardModifier.NoModifier, QPointF(5, 5)
    return QWheelEvent(at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, nothing, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES)
def test_any_touch_puts_it_off(room, clock, qtbot, touch):
    lock, _window, dialog, _text = room
    clock.go(590)
    TOUCHES[touch](qtbot, dialog)
    clock.go(590)
    lock.look()
    assert lock.screen is None


def test_only_the_password_brings_everything_back_as_it_was(room, qtbot):
    lock, window, dialog, text = room
    lock.lock()
    screen = lock.screen
    for wrong in ("", "falsch"):
        screen.password.setText(wrong)
        screen.go.click()
        assert lock.screen is screen and not window.isVisible() and not screen.problem.isHidden()
    assert screen.problem.text == sentence("profile_locked")
    qtbot.keyClick(screen.password, Qt.Key.Key_Escape)
    screen.closeEvent(event := QCloseEvent())
    assert not event.isAccepted() and not window.isVisible()
    screen.password.setText(PASSWORD)
    qtbot.keyClick(screen.password, Qt.Key.Key_Return)
    assert lock.screen is None and window.isVisible() and dialog.isVisible()
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert text.toPlainText() == "写了一半"


def test_a_window_that_opens_late_does_not_stay_in_sight(room, qtbot):
    lock, _window, _dialog, _text = room
    lock.lock()
    late = QWidget()
    qtbot.addWidget(late)
    late.show()
    qtbot.waitUntil(lambda: not late.isVisible())
    lock.screen.password.setText(PASSWORD)
    lock.screen.go.click()
    assert late.isVisible()


def test_a_window_that_was_closed_meanwhile_stays_closed(room, qtbot):
    lock, _window, dialog, _text = room
    lock.lock()
    dialog.deleteLater()
    qtbot.waitUntil(lambda: not [d for d in QApplication.topLevelWidgets() if isinstance(d, QDialog)])
    lock.screen.password.setText(PASSWORD)
    lock.screen.go.click()
    assert lock.screen is None


# the whole desktop


class Running:
    """Starts desktops over a profile whose policies lock an idle window, and ends them."""

    def __init__(self, app, profile):
        self._app, self._profile, self._made = app, profile, []

    def __call__(self, password="", policies=None):
        one = bootstrap.build_desktop(
            self._app,
            self._profile,
            server="",
            user="",
            password=password,
            policies=policies or laid_down(IdleLockMinutes=10),
        )
        self._made.append(one)
        one.begin()
        return one

    def end(self, one):
        self._made.remove(one)
        one.close()

    def end_all(self):
        for one in list(self._made):
            self.end(one)


@pytest.fixture
def running(profile, qtbot, qapp):
    made = Running(qapp, profile)
    yield made
    made.end_all()


def seated(qtbot, one):
    qtbot.waitUntil(lambda: isinstance(one.desktop, Desktop), timeout=10_000)


def test_a_locked_desktop_shows_nothing_to_who_asks_for_it(running, profile, qtbot):
    one = running(PASSWORD)
    seated(qtbot, one)
    lock = one._idle_lock
    lock.lock()
    one._raise()
    one.desktop._on_followed(None)
    assert not one.desktop.window.isVisible() and lock.screen.isVisible()
    assert (profile / "locked").exists()
    lock.screen.password.setText("wrong")
    lock.screen.go.click()
    qtbot.waitUntil(lambda: lock.screen is None or lock.screen.problem.text != "", timeout=10_000)
    assert lock.screen.isVisible() and (profile / "locked").exists()
    lock.screen.password.setText(PASSWORD)
    lock.screen.go.click()
    qtbot.waitUntil(lambda: lock.screen is None, timeout=10_000)
    assert one.desktop.window.isVisible() and not (profile / "locked").exists()


def test_ended_while_locked_the_next_start_asks_for_the_password_though_the_keyring_could(
    running, profile, qtbot, qapp
):
    one = running(PASSWORD)
    seated(qtbot, one)
    one._idle_lock.lock()
    running.end(one)
    again = running()
    qtbot.waitUntil(lambda: isinstance(again.window, SignIn) and again.window.problem.text != "", timeout=10_000)
    assert again.window.problem.text == sentence("unlock_needed")
    again.window.presenter.enter_offline("")
    qtbot.waitUntil(lambda: again.window.go.isEnabled(), timeout=10_000)
    assert again.desktop is None
    again.window.presenter.enter_offline(PASSWORD)
    seated(qtbot, again)
    assert again.seat.desk.draft("new/circulation/1").data == {"title": "写了一半"}
    assert not (profile / "locked").exists()


def test_signing_in_again_from_the_lock_leaves_the_desk_with_everything_kept(running, profile, qtbot):
    one = running(PASSWORD)
    seated(qtbot, one)
    one._idle_lock.lock()
    one._idle_lock.screen.again.click()
    qtbot.waitUntil(lambda: isinstance(one.window, SignIn), timeout=10_000)
    one.window.presenter.enter_offline("")
    qtbot.waitUntil(lambda: one.window.problem.text != "", timeout=10_000)
    assert one.desktop is None and (profile / "locked").exists()
    one.window.presenter.enter_offline(PASSWORD)
    seated(qtbot, one)
    assert one._idle_lock.screen is None


def test_without_the_policy_nothing_watches(running, qtbot):
    one = running(PASSWORD, Policies(rules()))
    seated(qtbot, one)
    assert one._idle_lock is None


def test_the_program_can_be_ended_while_locked(room, qapp):
    """By 退出 beside the clock or the end of the session: Qt asks every window in sight, and one that stays forbids."""
    lock, *_ = room
    lock.lock()
    lock.eventFilter(qapp, QEvent(QEvent.Type.Quit))
    lock.screen.closeEvent(event := QCloseEvent())
    assert event.isAccepted()
