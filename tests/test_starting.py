"""The desktop's start: one window a user, links into it, and no start where nothing may be opened."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from oa_client import bootstrap, checkup, starting
from oa_client.__main__ import main
from oa_client.app.links import find
from oa_client.app.ports import Session
from oa_client.app.seat import CannotServe
from oa_client.app.soundness import Check, Finding
from oa_client.store.profile import open_profile
from oa_client.store.tables import HEADS
from oa_client.system import display
from oa_client.system.badge import Badge, write_badge
from oa_client.system.instance import WINDOW, is_served
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots
from oa_client.system.started import Started, write_started
from oa_client.ui.desktop import Desktop
from oa_client.ui.shell.sign_in import SignIn
from oa_client.wording.sentences import sentence
from tests.fakes.portal import dead_port
from tests.store.centre import ME, Centre

PASSWORD = "望春街道2026"
NOBODYS = Keyring(lambda: None)
PATIENCE = 60


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A signed-in profile with two matters to read, whose centre does not answer."""
    folder = tmp_path_factory.mktemp("start") / "profile"
    key = KeySlots(folder, NOBODYS).create(PASSWORD).key
    profile = open_profile(folder, key)
    server = f"http://127.0.0.1:{dead_port()}"
    profile.outbox.keep_session(Session(server, "wang", ME, "人员1", 7, "token"))
    centre = Centre()
    for id, title in (("7-10", "防汛值班"), ("7-11", "防火检查")):
        centre.circulate(2, id, title, ["p1"], body="正文")
    with profile.replica.page() as page:
        page.wipe(1)
        centre.tell_directory(page)
        for id in ("7-10", "7-11"):
            centre.tell(page, id)
        page.set_position((1, 9, ""))
    profile.replica.take_changes()
    profile.close()
    write_badge(folder, Badge(server, "wang", "人员1", 1000))
    return folder


@pytest.fixture
def here(template, tmp_path):
    return shutil.copytree(template, tmp_path / "profile")


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "DISPLAY", "WAYLAND_DISPLAY"}}
    return {**kept, "OA_PASSWORD": PASSWORD, **more}


@pytest.fixture
def client(capsys, monkeypatch):
    """What a command line over a profile answers: its exit code and what it said, the answer or else the trouble."""
    monkeypatch.setenv("OA_PASSWORD", PASSWORD)

    def run(folder, *words):
        code = main(["--profile", str(folder), *words])
        said = capsys.readouterr()
        return code, said.out or said.err

    return run


def begun(folder):
    """A desktop in a process of its own, with its window there."""
    process = subprocess.Popen(
        [sys.executable, "-m", "oa_client", "--profile", str(folder)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + PATIENCE
    while not (is_served(folder, WINDOW) and is_served(folder)):
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < until
        time.sleep(0.05)
    return process


def ended(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()


def test_a_second_start_goes_to_the_first_window_and_a_killed_one_is_in_nobodys_way(here, client):
    process = begun(here)
    try:
        assert client(here) == (0, "")
        assert client(here, "open", "oa://matter/7-11") == (0, "")
        assert client(here, "open", "oa://matter/9-99") == (1, sentence("matter_not_here", {"matter": "9-99"}) + "\n")
        assert client(here, "oa://matter/7-11?do=mark_read") == (1, sentence("bad_link") + "\n")
        assert client(here, "--autostart") == (0, "")
        assert "防汛值班" in client(here, "list", "todo")[1], "the stores are still asked by the other way"
    finally:
        ended(process)
    again = begun(here)
    ended(again)


@pytest.fixture
def running(here, qapp):
    """Begins desktops over the profile, and closes them after the test."""
    made = []

    def start(password=PASSWORD, **more):
        made.append(bootstrap.build_desktop(qapp, here, server="", user="", password=password, **more))
        made[-1].begin()
        return made[-1]

    yield start
    for one in made:
        one.close()


def shown(made):
    """What the page in front shows beside its list."""
    detail = getattr(made.desktop.window.page, "detail", None)
    return detail.presenter.sheet.id if detail is not None and detail.presenter.sheet is not None else None


def test_a_link_leads_to_its_matter_in_the_list_that_has_it(running, qtbot):
    made = running()
    qtbot.waitUntil(lambda: isinstance(made.desktop, Desktop), timeout=20_000)
    made.desktop.window.go("workbench")
    assert find(made.seat.desk, "oa://matter/7-11").place == "todo"
    for matter in ("7-11", "7-10"):
        assert made.calls.follow(f"oa://matter/{matter}") == ""
        qtbot.waitUntil(
            lambda m=matter: made.desktop.window.page.objectName() == "page.list.todo" and shown(made) == m,
            timeout=20_000,
        )
    assert made.calls.follow("oa://matter/8-88") == sentence("matter_not_here", {"matter": "8-88"})
    qtbot.waitUntil(lambda: made.desktop.window.told.isVisible(), timeout=5000)
    assert "8-88" in made.desktop.window.told.text


def test_a_link_that_came_before_anybody_signed_in_is_followed_afterwards(running, qtbot):
    made = running(password="", link="oa://matter/7-11")
    assert isinstance(made.window, SignIn)
    assert made.window.told.text == sentence("link_waits")
    qtbot.waitUntil(lambda: made.bridge.idle, timeout=20_000)
    made.window.presenter.enter_offline(PASSWORD)
    qtbot.waitUntil(lambda: made.desktop is not None and shown(made) == "7-11", timeout=20_000)


def test_a_link_that_comes_while_somebody_signs_in_waits_too(running, qtbot):
    made = running(password="")
    qtbot.waitUntil(lambda: made.bridge.idle, timeout=20_000)
    assert made.calls.follow("oa://matter/--profile=/etc") == sentence("bad_link")
    assert made.calls.follow("oa://matter/7-10") == ""
    qtbot.waitUntil(lambda: made.window.told.text == sentence("link_waits"), timeout=5000)
    made.window.presenter.enter_offline(PASSWORD)
    qtbot.waitUntil(lambda: made.desktop is not None and shown(made) == "7-10", timeout=20_000)


@pytest.mark.parametrize(
    "words",
    [
        ["oa://matter/7-10 --profile=/etc"],
        ["oa://--server=http://evil"],
        ["open", "oa://matter/7-10/../../x"],
        ["open", "matter/7-10"],
        ["oa://" + "x" * 4000],
    ],
)
def test_what_is_no_link_is_one_sentence_and_opens_nothing(tmp_path, client, words):
    assert client(tmp_path / "none", *words) == (1, sentence("bad_link") + "\n")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "words",
    [["oa://matter/7-1", "do", "7-1"], ["open", "oa://matter/7-1", "--attach", "/etc/passwd"], ["oa://x", "oa://y"]],
)
def test_a_link_with_more_words_is_wrong_use(tmp_path, client, words):
    assert client(tmp_path / "none", *words)[0] == 2


# by itself


@pytest.mark.parametrize(("kept", "starts"), [("", False), ("0", False), ("1", True)])
def test_it_begins_by_itself_only_where_somebody_wants_it(tmp_path, monkeypatch, kept, starts):
    if kept:
        (tmp_path / "window.ini").write_text(f"[start]\nauto={kept}\n", "utf-8")
    assert starting._starts_by_itself(tmp_path) is starts
    begun = []
    monkeypatch.setattr(starting, "_built", lambda folder, begin: begin)
    monkeypatch.setattr(starting, "_run", lambda folder, running, window: begun.append(running) or 0)
    assert starting.run_desktop(tmp_path, starting.Begin(autostart=True)) == 0
    assert [one.autostart for one in begun] == [True] * starts


def test_begun_by_itself_it_takes_no_keyboard_and_no_front(running, qtbot):
    made = running(quietly=True)
    qtbot.waitUntil(lambda: isinstance(made.desktop, Desktop), timeout=20_000)
    window = made.desktop.window
    assert window.isMinimized() and window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    made.raise_window()
    qtbot.waitUntil(lambda: not window.isMinimized() and window.isVisible(), timeout=5000)


# where nothing may be opened


@pytest.fixture
def barred(monkeypatch):
    grave = Finding(Check.FOLDER, good=False, code="folder_read_only", facts={"name": "~/x"}, grave=True)
    monkeypatch.setattr(checkup, "stop_reason", lambda _: grave)
    return sentence("folder_read_only", {"name": "~/x"})


def test_no_window_is_opened_over_a_folder_that_takes_nothing(barred, tmp_path, capsys):
    assert starting.run_desktop(tmp_path, starting.Begin()) == 20
    assert capsys.readouterr().err == barred + "\n"
    assert not list(tmp_path.iterdir())


def test_nor_by_the_command_line(barred, here):
    with pytest.raises(CannotServe) as told:
        bootstrap.LocalDoors(here, NOBODYS).open(lambda: PASSWORD)
    assert (told.value.code, told.value.ends) == ("folder_read_only", 20)


def test_a_profile_of_a_later_release_is_left_as_it_is(here, client):
    write_started(here, Started("9.9", {**HEADS, "outbox": "outbox_999"}))
    before = {p: p.read_bytes() for p in here.rglob("*") if p.is_file()}
    assert client(here) == (22, sentence("store_too_new") + "\n")
    code, said = client(here, "list", "todo", "--json")
    assert code == 22 and '"store_too_new"' in said
    code, said = client(here, "doctor")
    assert code == 22 and "✗ 数据版本" in said and "✓ 加密数据库" in said
    assert client(here, "self-test")[0] == 22
    assert {p: p.read_bytes() for p in here.rglob("*") if p.is_file() and p.name != "instance.lock"} == before


@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_screen_there_is_a_sentence_and_an_exit_code(here, client, monkeypatch, display):
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert client(here) == (28, sentence("no_display") + "\n")


@pytest.mark.parametrize(
    ("environ", "good"),
    [
        ({}, False),
        ({"DISPLAY": ":4711"}, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_a_screen_is_known_before_qt_looks_for_one(environ, good):
    assert (display.look(environ) is None) is good


def test_what_the_first_start_of_a_release_finds_is_told_once(running, qtbot):
    made = running()
    looked = []
    fault = Finding(Check.PREVIEW, good=False, code="preview_silent", facts={"why": "x"})
    note = Finding(Check.KEYRING, code="keyring_silent", facts={"why": "absent"})
    made.calls.check(lambda: (note, fault), lambda: looked.append(1))
    qtbot.waitUntil(lambda: made.desktop is not None and made.desktop.window.told.isVisible(), timeout=20_000)
    assert (looked, made.desktop.window.told.text) == ([1], sentence("preview_silent"))


@pytest.mark.parametrize(
    ("number", "code", "said"), [(errno.ENOSPC, 21, "full_at_start"), (errno.EACCES, 20, "folder_no_rights")]
)
def test_a_disk_that_fills_up_just_then_is_a_sentence_too(here, client, monkeypatch, number, code, said):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number), str(here))

    monkeypatch.setattr(bootstrap, "build_desktop", refuse)
    assert client(here) == (code, sentence(said, {"name": str(here)}) + "\n")
    assert not is_served(here, WINDOW)
    again = starting.Instance(here, WINDOW)
    again.take()
    again.let_go()


def test_why_there_is_no_window_stands_on_the_screen_until_it_is_read(qapp, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "minimal")
    seen = []

    def read():
        for box in QApplication.topLevelWidgets():
            if box.objectName() == "window.refused" and box.isVisible():
                seen.append((box.text(), box.font().family()))
                box.accept()
        if not seen:
            qapp.quit()

    QTimer.singleShot(0, read)
    qapp.setQuitOnLastWindowClosed(False)  # it would ask for the end once more, and end what waits in later tests
    try:
        assert starting.refuse("这里打不开。", 20, starting.Begin()) == 20
    finally:
        qapp.setQuitOnLastWindowClosed(True)
    assert seen == [("这里打不开。", "Noto Sans SC")]
