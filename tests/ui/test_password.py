"""修改登录密码 in the settings: what is wrong is said in place, by the keyboard alone, and only where there is a link."""

import time

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from oa_client import bootstrap
from oa_client.app.seat import CannotServe, NewPassword
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.people import PersonId
from oa_client.doors import LocalDoors
from oa_client.system.keyring import Keyring
from oa_client.ui import theme
from oa_client.ui.desktop import Desktop
from oa_client.ui.settings.password_card import PasswordCard
from oa_client.ui.settings.password_dialog import PasswordDialog
from oa_client.wording.sentences import SENTENCES, password_changed, sentence
from server_stub.accounts import set_account
from tests.sync.office import Office
from tests.sync.test_driver import served
from tests.ui import demo, geometry, pictures

OLD, NEW = "x7Kq2mPw9Tr4bn", "桂花开了又香又甜"


class Centre:
    """Takes a password, or refuses it with a code."""

    def __init__(self, code="", done=None):
        self.code, self.done, self.asked = code, done or NewPassword(), []

    def __call__(self, present, new):
        self.asked.append((present, new))
        if self.code:
            raise CannotServe(self.code)
        return self.done


@pytest.fixture
def open_dialog(qtbot, look, at_once):
    def show(centre, runner=at_once):
        dialog = PasswordDialog("wang", centre, runner)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        pictures.at_rest()
        return dialog

    return show


def fill(dialog, present=OLD, new=NEW, again=NEW):
    for field, text in ((dialog.present, present), (dialog.new, new), (dialog.again, again)):
        field.setText(text)


WRONG = {
    "nothing": ({"present": ""}, "请填写现在的密码。", "present"),
    "short": ({"new": "kurz", "again": "kurz"}, SENTENCES["password_short"], "new"),
    "empty": ({"new": "", "again": ""}, SENTENCES["password_short"], "new"),
    "same": ({"new": OLD, "again": OLD}, SENTENCES["password_same"], "new"),
    "name": ({"new": "wang2026", "again": "wang2026"}, SENTENCES["password_name"], "new"),
    "unlike": ({"again": NEW + "的"}, SENTENCES["password_unlike"], "again"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_said_in_place_and_nobody_is_asked(open_dialog, wrong):
    typed, words, field = WRONG[wrong]
    centre = Centre()
    dialog = open_dialog(centre)
    fill(dialog, **typed)
    dialog.ok.click()
    assert (dialog.problem.text, centre.asked) == (words, [])
    assert dialog.problem.isVisible()
    assert dialog.focusWidget() is getattr(dialog, field)


@pytest.mark.parametrize(
    "code", ["password_wrong", "locked", "password_needs_link", "password_unsure", "password_old_centre"]
)
def test_what_the_centre_says_stands_there_and_what_was_typed_stays(open_dialog, code):
    dialog = open_dialog(Centre(code))
    fill(dialog)
    dialog.ok.click()
    assert dialog.problem.text == sentence(code)
    assert [field.text() for field in (dialog.present, dialog.new, dialog.again)] == [OLD, NEW, NEW]
    assert dialog.focusWidget() is (dialog.present if code == "password_wrong" else dialog.ok)
    assert dialog.isVisible() and dialog.ok.isEnabled() and not dialog.busy.text()


def test_by_the_keyboard_alone(open_dialog, qtbot):
    centre, done = Centre(done=NewPassword(2)), []
    dialog = open_dialog(centre)
    dialog.changed.connect(done.append)
    for text in (OLD, NEW, NEW):
        assert dialog.focusWidget().text() == ""
        dialog.focusWidget().setText(text)
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert (centre.asked, done) == ([(OLD, NEW)], [NewPassword(2)])
    assert not dialog.isVisible()


def test_escape_leaves_it_but_not_while_the_centre_is_asked(open_dialog, qtbot, later):
    centre = Centre("password_unsure")
    dialog = open_dialog(centre, later)
    fill(dialog)
    dialog.ok.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible() and dialog.busy.text() == "正在修改…" and not dialog.ok.isEnabled()
    later.release()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert len(centre.asked) == 1


def test_nothing_typed_can_be_read_on_the_screen(open_dialog):
    dialog = open_dialog(Centre())
    fill(dialog)
    shown = {field.displayText() for field in (dialog.present, dialog.new, dialog.again)}
    assert not any(letter in text for text in shown for letter in OLD + NEW)


@pytest.mark.parametrize("size", theme.Type)
def test_the_longest_sentence_keeps_the_rules_of_the_screen(open_dialog, look, size):
    look(type=size)
    longest = max((code for code in SENTENCES if code.startswith("password_")), key=lambda code: len(SENTENCES[code]))
    dialog = open_dialog(Centre(longest))
    assert not geometry.faults(dialog, theme.current().sizes.tall)
    before = dialog.height()
    fill(dialog)
    dialog.ok.click()
    pictures.at_rest()
    assert not geometry.faults(dialog, theme.current().sizes.tall)
    strip = dialog.problem
    assert strip.height() >= strip.heightForWidth(strip.width()), "all of it can be read"
    assert dialog.height() > before


@pytest.mark.parametrize("phase", Phase)
def test_without_a_way_to_the_centre_the_button_says_why(qtbot, look, at_once, phase):
    card = PasswordCard(demo.desk(), Centre(), at_once)
    qtbot.addWidget(card)
    card.show_state(SyncState(phase))
    able = phase in {Phase.IDLE, Phase.SYNCING, Phase.PAUSED}
    assert card.change.isEnabled() is able
    assert bool(card.why.text()) is not able
    card.show_state(SyncState(Phase.IDLE))
    assert card.change.isEnabled() and not card.why.text()


def test_the_desktop_shows_how_the_link_is_and_what_came_of_it(open_desktop, qtbot):
    shown = open_desktop(page="settings", link=demo.OFFLINE, change_password=Centre(done=NewPassword(1)))
    pictures.at_rest(shown.bridge)
    button = shown.window.findChild(QPushButton, "settings.password.change")
    assert not button.isEnabled()
    shown._show_state(demo.ONLINE)
    button.click()
    dialog = shown.window.findChild(PasswordDialog)
    fill(dialog)
    dialog.ok.click()
    pictures.at_rest(shown.bridge)
    assert shown.window.told.text == password_changed(1)
    assert "1 台设备" in shown.window.told.text


def test_through_a_real_window_and_a_real_centre(tmp_path, qtbot, qapp):
    office = Office()
    office.clock.shift = int(time.time()) - office.clock.now()
    with office.centre.work() as work:
        set_account(work, PersonId(1), "wang", OLD, PasswordHasher(1, 8, 1))
    with served(office.centre) as url:
        folder = tmp_path / "profile"
        LocalDoors(folder, Keyring()).sign_in(url, "wang", OLD).close()
        running = bootstrap.build_desktop(qapp, folder, server=url, user="", password=OLD)
        running.begin()
        qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
        running.desktop.window.go("settings")
        button = running.desktop.window.findChild(QPushButton, "settings.password.change")
        qtbot.waitUntil(button.isEnabled, timeout=10_000)
        button.click()
        dialog = running.desktop.window.findChild(PasswordDialog)
        fill(dialog)
        dialog.ok.click()
        qtbot.waitUntil(lambda: running.desktop.window.told.isVisible(), timeout=10_000)
        assert running.desktop.window.told.text == password_changed(0)
        running._outside.check(NEW)  # what opens the locked window from now on
        with pytest.raises(CannotServe):
            running._outside.check(OLD)
        running.close()
        LocalDoors(folder, Keyring()).sign_in(url, "wang", NEW).close()
    office.centre.close()
