"""Leaving the desk to sign in again keeps everything, and one gets back in."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from oa_client import bootstrap
from oa_client.app.ports import Session
from oa_client.app.standing import FirstSync as Filling
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.people import PersonId
from oa_client.store.profile import open_profile
from oa_client.sync.errands import Channel
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from oa_client.ui.desktop import Desktop
from oa_client.ui.shell.first_sync import FirstSync, Remaining, time_left
from oa_client.ui.shell.memory import IniMemory
from oa_client.ui.shell.sign_in import SignIn
from oa_client.ui.widgets.line_wish import LineWish, keep_wish
from oa_client.wording.sentences import sentence

PASSWORD = "Passw0rd!x"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile signed in before, whose centre does not answer now."""
    folder = tmp_path / "profile"
    key = KeySlots(folder, Keyring()).create(PASSWORD).key
    opened = open_profile(folder, key)
    opened.outbox.keep_session(Session("http://127.0.0.1:9", "wxm", PersonId(2), "王小明", 7, "token"))
    with opened.replica.page() as page:
        page.wipe(3)
        page.set_position((1, 9, ""))
    opened.outbox.save_draft("new/circulation/1", {"title": "写了一半"}, 1000)
    opened.close()
    bootstrap.write_badge(folder, bootstrap.Badge("http://127.0.0.1:9", "wxm", "王小明", 1000))
    return folder


def test_signing_in_again_keeps_what_was_written(profile: Path, qtbot: QtBot, qapp) -> None:
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    running.desktop.sign_in_asked.emit()
    qtbot.waitUntil(lambda: isinstance(running.window, SignIn), timeout=10_000)
    assert running.window.user.text() == "wxm"
    running.window.presenter.enter_offline(PASSWORD)
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    assert running.seat.desk.draft("new/circulation/1").data == {"title": "写了一半"}
    running.close()


def unchanged(profile: Path) -> Path:
    """A copy somebody opened to change and left as it was."""
    sha = hashlib.sha256(b"as it was").hexdigest()
    path = profile / "edit" / "7-1" / sha[:12] / "清单.docx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"as it was")
    return path


def test_nothing_stays_in_the_clear_after_a_crash_a_sign_out_or_the_end(profile: Path, qtbot: QtBot, qapp) -> None:
    left = profile / "passing" / "lunyue-x" / "通知.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"of a run that was killed")
    copy = unchanged(profile)
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    assert not left.exists() and not copy.exists()
    assert stat.S_IMODE((profile / "passing").stat().st_mode) == 0o700
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    unchanged(profile)
    running.desktop.sign_in_asked.emit()
    qtbot.waitUntil(lambda: isinstance(running.window, SignIn), timeout=10_000)
    assert not copy.exists()
    unchanged(profile)
    running.close()
    assert not copy.exists()


def test_a_start_without_a_link_knows_when_it_last_synced(profile: Path, qtbot: QtBot, qapp) -> None:
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    assert running.link.state().last_full_pass == 1000
    running.close()


def test_a_copy_that_was_begun_anew_is_told_once(profile: Path, qtbot: QtBot, qapp) -> None:
    (profile / "replica.db").write_bytes(b"no database at all" * 500)
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    running.begin()
    qtbot.waitUntil(lambda: running.seat is not None, timeout=10_000)
    running.window.wished.emit()
    told = running.desktop.window.told
    assert (told.isHidden(), told.text) == (False, sentence("replica_renewed"))
    assert running.link.state().last_full_pass == 0
    told.findChild(QPushButton).click()
    assert told.isHidden()
    running.close()


def test_the_first_sync_can_be_paused_before_anything_is_here(profile: Path, qtbot: QtBot, qapp) -> None:
    (profile / "replica.db").write_bytes(b"no database at all" * 500)
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.window, FirstSync), timeout=10_000)
    first = running.window
    assert (first.enter.isEnabled(), first.focusWidget()) == (False, first.hold)
    qtbot.waitUntil(lambda: first.hold.text() == "立即重试", timeout=10_000)  # nobody answers
    running.link.pause(paused=True)
    qtbot.waitUntil(lambda: first.hold.text() == "继续取回", timeout=10_000)
    qtbot.keyClick(first.hold, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: running.link.state().phase is not Phase.PAUSED, timeout=10_000)
    first.asked.emit("pause")
    qtbot.waitUntil(lambda: running.link.state().phase is Phase.PAUSED, timeout=10_000)
    first.asked.emit("signin")
    qtbot.waitUntil(lambda: isinstance(running.window, SignIn), timeout=10_000)
    running.close()


@pytest.mark.parametrize("phase", [Phase.OFFLINE, Phase.PAUSED, Phase.NEEDS_SIGN_IN, Phase.LOCKED, Phase.UPGRADE])
def test_while_nothing_comes_the_first_sync_does_not_say_that_something_does(qtbot: QtBot, phase: Phase) -> None:
    qtbot.addWidget(first := FirstSync())

    def said() -> str:
        return "\n".join(
            label.text() for label in first.findChildren(QLabel, QRegularExpression(r"first\.(step|facts)"))
        )

    for filled in (Filling(), Filling(True, 4210, 640, 3000, 1800)):
        first.show_state(SyncState(Phase.SYNCING, speed=900, first=filled), 0)
        assert "正在取回…" in said()
        assert "每秒" in said()
        first.show_state(SyncState(phase, speed=900, first=filled), 0)
        assert "还没有取完" in said()
        assert "正在" not in said()
        assert "每秒" not in said()


def test_what_bars_the_first_sync_is_said_and_not_that_it_goes_on_by_itself(qtbot: QtBot) -> None:
    qtbot.addWidget(first := FirstSync())
    first.show_state(SyncState(Phase.OFFLINE, problem="certificate_time", first=Filling()), 0)
    assert first.problem.text == sentence("certificate_time")
    first.show_state(SyncState(Phase.OFFLINE, problem="cut", first=Filling()), 0)
    assert "自动接着取" in first.problem.text


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ([(0, 100)], None),
        ([(0, 100), (3, 500)], None),
        ([(0, 100), (10, 300)], 35),  # 200 in 10 s, 700 to go
        ([(0, 100), (10, 100)], None),
        ([(0, 800), (10, 900), (11, 0), (21, 500)], 10),  # begun anew: only what came since counts
    ],
)
def test_the_time_left_is_said_by_how_records_came(told, left) -> None:
    remaining = Remaining()
    said = [remaining.seconds(Filling(True, 1000, n, 1000), now, coming=True) for now, n in told]
    assert said[-1] == left


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (0, " · 约剩不到 1 分钟"), (59, " · 约剩不到 1 分钟"), (61, " · 约剩 2 分钟")]
)
def test_the_time_left_in_words(seconds, words) -> None:
    assert time_left(seconds) == words


def test_a_restart_without_a_keyring_asks_without_scolding(profile: Path, qtbot: QtBot, qapp) -> None:
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password="")
    running.begin()
    window = running.window
    assert isinstance(window, SignIn)
    qtbot.waitUntil(lambda: running.bridge.idle, timeout=10_000)
    assert window.problem.isHidden()
    window.presenter.enter_offline("")
    qtbot.waitUntil(lambda: not window.problem.isHidden(), timeout=10_000)
    running.close()


def test_another_network_is_tried_at_once_and_one_that_costs_is_told(profile: Path, qtbot: QtBot, qapp) -> None:
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    network, tried = running._network, []
    network.back.emit()
    network.metered.emit(True)  # nobody is in yet
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    running.link.sync_now = lambda: tried.append(1)
    network.back.emit()
    assert tried == [1]
    network.metered.emit(True)
    assert running.desktop.line.advised
    assert not running.desktop.line.wish.metered, "the person decides"
    running.close()


def test_what_was_set_of_the_line_counts_from_the_start(profile: Path, qtbot: QtBot, qapp) -> None:
    memory = IniMemory(profile / "window.ini")
    keep_wish(memory, LineWish(metered=True, cap=16 * 1024))
    running = bootstrap.build_desktop(qapp, profile, server="", user="", password=PASSWORD)
    running.begin()
    qtbot.waitUntil(lambda: isinstance(running.desktop, Desktop), timeout=10_000)
    driver = running.link
    qtbot.waitUntil(lambda: driver._engine._choosing.use.metered, timeout=10_000)
    assert driver._carriers[Channel.BULK].throttle.rate == 16 * 1024
    assert running.desktop.line.wish == LineWish(metered=True, cap=16 * 1024)
    running.close()
