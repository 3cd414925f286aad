"""The guards of tests/conftest.py, each shown a test that must fail and one that must pass."""

import shutil

import pytest

pytest_plugins = ["pytester"]

STORIES = {
    "a_warning": ("import logging\ndef test_it(): logging.getLogger('x').warning('disk full')", "disk full"),
    "a_warning_at_another_level": (
        "import logging\ndef test_it(caplog):\n"
        "    with caplog.at_level(logging.WARNING): logging.getLogger('x').error('disk full')",
        "disk full",
    ),
    "a_thread": (
        "import threading, time\n"
        "def test_it(): threading.Thread(target=time.sleep, args=(9,), name='mover', daemon=True).start()",
        "mover",
    ),
    "an_address": (
        "import socket\nimport pytest\ndef test_it():\n"
        "    with pytest.raises(OSError): socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "192.0.2.1",
    ),
    "a_name": (
        "import socket\nimport pytest\ndef test_it():\n"
        "    with pytest.raises(OSError): socket.getaddrinfo('centre.example', 80)",
        "centre.example",
    ),
    "a_window": (
        "from PySide6.QtWidgets import QLabel\nkept = []\ndef test_it(qtbot):\n"
        "    kept.append(QLabel()); kept[0].setWindowTitle('stray'); kept[0].show()",
        "stray",
    ),
    "a_timer": (
        "from PySide6.QtCore import QTimer\nkept = []\ndef test_it(qtbot):\n"
        "    kept.append(QTimer()); kept[0].setObjectName('tick'); kept[0].start(50)",
        "tick",
    ),
    "a_qt_warning": (
        "from PySide6.QtCore import qWarning\ndef test_it(qtbot): qWarning('painter not active')",
        "painter not active",
    ),
}
CLEAN = """
import logging, socket, sys, threading
import pytest

def test_an_expected_warning(caplog):
    with caplog.at_level(logging.WARNING, "x"):
        logging.getLogger("x").warning("expected")

def test_a_thread_that_ends():
    threading.Thread(target=lambda: None).start()

def test_loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

def test_a_refusal_that_is_the_subject(refused_addresses):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("192.0.2.1", 80))
    refused_addresses.clear()

def test_a_window_given_to_qtbot(qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QLabel
    label = QLabel("轮阅")
    qtbot.addWidget(label)
    label.show()
    label.raise_()
    QTimer(label).start(50)

def test_a_window_that_falls_out_of_use(qtbot):
    from PySide6.QtWidgets import QLabel
    QLabel("轮阅").show()

def test_the_face_is_ours(qapp):
    from PySide6.QtGui import QFontDatabase, QFontInfo
    assert QFontInfo(qapp.font()).family() == "Noto Sans SC"
    assert set(QFontDatabase.families()) <= {"Noto Sans SC", "Monospace", "Sans Serif", "Serif"}
"""


@pytest.fixture
def inner(pytester, pytestconfig):
    """A project with our conftest and settings, run in a process of its own."""
    support = pytester.mkdir("support")
    shutil.copy(pytestconfig.rootpath / "tests/conftest.py", support / "guards.py")
    (pytester.path / "resources").symlink_to(pytestconfig.rootpath / "resources")
    pytester.makeconftest(f"import sys; sys.path.insert(0, {str(support)!r}); from guards import *")
    settings = [f"{name} = {pytestconfig.getini(name)}" for name in ("log_level", "qt_api", "qt_log_level_fail")]
    ignored = [f"    {pattern}" for pattern in pytestconfig.getini("qt_log_ignore")]
    pytester.makeini("\n".join(["[pytest]", *settings, "qt_log_ignore =", *ignored]))
    return lambda: pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:xdist")


def test_each_leak_fails_the_test_that_left_it(inner, pytester):
    for name, (source, _) in STORIES.items():
        pytester.makepyfile(**{f"test_{name}": source})
    out = inner().stdout.str()
    for name, (_, word) in STORIES.items():
        file = f"test_{name}.py"
        assert any(line.startswith(("ERROR ", "FAILED ")) and file in line for line in out.splitlines()), out
        assert word in out


def test_a_tidy_test_passes(inner, pytester):
    pytester.makepyfile(CLEAN)
    inner().assert_outcomes(passed=7)
