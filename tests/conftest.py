"""What every test gets: one fixed environment, and guards that fail a test which leaves something behind.

The guards need no asking for. How to live with each of them:

- a log record of WARNING or above fails the test; one that belongs to the story is expected by
  `with caplog.at_level(logging.WARNING, "name.of.logger"):` around the call that logs it (exactly its level);
- a thread still running, a QTimer still ticking, a window still there fails the test; close what was opened,
  give widgets to `qtbot.addWidget`;
- an address outside this machine is refused as a dead link would be, and fails the test.

Qt is loaded only for tests that ask for `qapp` or `qtbot`.
"""

import contextlib
import gc
import ipaddress
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 2.0  # seconds a thread may take to end after its test


# ------------------------------------------------------------------ one environment for all


def _settle_environment() -> Path:
    """Make locale, zone, fonts, folders and keyring the same on every machine, also for child processes."""
    home = Path(tempfile.mkdtemp(prefix="lunyue-tests-"))
    for folder in ("config", "data", "state", "cache", "runtime"):
        (home / folder).mkdir(mode=0o700)
    fonts = home / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{ROOT / 'resources' / 'fonts'}</dir><cachedir>{home / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    for name in [name for name in os.environ if name.startswith(("OA_", "QT_"))]:
        del os.environ[name]
    os.environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "QT_FONT_DPI": "96",
        "FONTCONFIG_FILE": str(fonts),
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "zh_CN",
        "TZ": "Asia/Shanghai",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
    }
    if hasattr(time, "tzset"):
        time.tzset()
    return home


_HOME = _settle_environment()  # before anything loads Qt: pytest-qt does when it is configured

hypothesis.settings.register_profile("ci", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile(
    "full",
    deadline=None,
    database=None,
    max_examples=2_000,
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish(session):
    """What was imported and collected lives to the end: no collection need walk it again (0.4 s each else)."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config):
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def qapp(qapp):
    """The one QApplication: Fusion, zh_CN, the client's own face at 14 pixels."""
    from PySide6.QtCore import QLocale
    from PySide6.QtGui import QFont, QFontDatabase

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    families = set()
    for face in sorted((ROOT / "resources" / "fonts").glob("*.ttf")):
        families |= set(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(face))))
    assert families, "resources/fonts holds no face Qt can load"
    font = QFont(sorted(families))
    font.setPixelSize(14)
    qapp.setFont(font)
    qapp.setStyle("Fusion")
    return qapp


# ------------------------------------------------------------------ no stray log records


class StrayRecords(logging.Handler):
    """Keeps the records no test expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record):
        if record.levelno in (logging.getLogger(record.name).level, logging.getLogger().level):
            return  # caplog.at_level(...) names this very level: the test expects it
        self.found.append(
            f"{record.levelname} {record.name}: {record.getMessage()} ({record.pathname}:{record.lineno})"
        )


@pytest.fixture(autouse=True)
def stray_records():
    """Fail a test that logs a warning or worse without expecting it."""
    handler = StrayRecords()
    logging.getLogger().addHandler(handler)
    yield handler.found
    logging.getLogger().removeHandler(handler)
    if handler.found:
        pytest.fail(
            "logged without being expected:\n  "
            + "\n  ".join(handler.found)
            + "\nIf the story includes it, wrap the call in `with caplog.at_level(logging.<LEVEL>):`, "
            "exactly that level; if not, the code has found trouble and the test has not.",
            pytrace=False,
        )


# ------------------------------------------------------------------ no threads left behind


@pytest.fixture(autouse=True)
def leaked_threads():
    """Fail a test after which a thread it started goes on."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + PATIENCE
    while (left := _threads_since(before)) and time.monotonic() < deadline:
        left[0].join(0.02)
    if left:
        pytest.fail(
            f"threads still running {PATIENCE:g} s after the test: {', '.join(one.name for one in left)}\n"
            "Close what started them (engine, movers, writer, executor) in the test or its fixture. "
            "A server for many tests belongs in a fixture of module or session scope, asked for by name.",
            pytrace=False,
        )


def _threads_since(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        # Qt's own pool shows up as dummy threads that Python cannot join.
        if thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]


# ------------------------------------------------------------------ nothing beyond this machine


_refused: list[str] = []
_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


def _is_here(host: object) -> bool:
    if host in ("", "localhost", None):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%", 1)[0]).is_loopback
    except ValueError:
        return False


def _refuse_abroad(host: object) -> None:
    if not _is_here(host):
        _refused.append(str(host))
        raise ConnectionRefusedError(f"tests reach this machine only, not {host}")


def _guarded_connect(self, address):
    if isinstance(address, tuple):
        _refuse_abroad(address[0])
    return _connect(self, address)


def _guarded_connect_ex(self, address):
    if isinstance(address, tuple):
        _refuse_abroad(address[0])
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host, *args, **kwargs):
    _refuse_abroad(host.decode() if isinstance(host, bytes) else host)
    return _getaddrinfo(host, *args, **kwargs)


@pytest.fixture(autouse=True, scope="session")
def this_machine_only():
    """Refuse every address that is not loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded_connect)
        patch.setattr(socket.socket, "connect_ex", _guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", _guarded_getaddrinfo)
        yield


@pytest.fixture(autouse=True)
def refused_addresses(this_machine_only):
    """Fail a test that reached for another machine; a test about just that clears this list."""
    _refused.clear()
    yield _refused
    if _refused:
        hosts = ", ".join(sorted(set(_refused)))
        _refused.clear()
        pytest.fail(
            f"reached for another machine: {hosts}\n"
            "Use a server on 127.0.0.1 (tests/fakes), or a closed port there to play the dead link.",
            pytrace=False,
        )


# ------------------------------------------------------------------ no timers or windows left behind


@pytest.fixture(autouse=True)
def leaked_qt(request):
    """Fail a Qt test that leaves a ticking QTimer or a window."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    qapp = request.getfixturevalue("qapp")
    before = weakref.WeakSet(qapp.topLevelWidgets())
    with _started_timers() as timers:
        yield
    complaints = [*_windows_left(qapp, before), *_timers_left(timers)]
    if complaints:
        pytest.fail(
            "left behind:\n  "
            + "\n  ".join(complaints)
            + "\nGive widgets to qtbot.addWidget (or close and deleteLater them); stop a timer when "
            "its owner closes, or make it a child of the widget it serves.",
            pytrace=False,
        )


@contextlib.contextmanager
def _started_timers() -> Iterator[weakref.WeakSet]:
    from PySide6.QtCore import QTimer

    timers = weakref.WeakSet()
    start = QTimer.start

    def noted(self, *args):
        timers.add(self)
        return start(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QTimer, "start", noted)
        yield timers


def _windows_left(qapp, before) -> list[str]:
    _bury_the_deleted()
    if not _windows_since(qapp, before):
        return []
    gc.collect()  # a window held only by a cycle is the collector's, not a leak
    _bury_the_deleted()
    left = _windows_since(qapp, before)
    names = [f"window {type(window).__name__} “{window.windowTitle() or window.objectName()}”" for window in left]
    for window in left:  # so that the next test starts clean
        window.close()
        window.deleteLater()
    _bury_the_deleted()
    return names


def _windows_since(qapp, before) -> list:
    return [
        window
        for window in qapp.topLevelWidgets()
        if window not in before and window.parent() is None and type(window).__name__ != "QTipLabel"
    ]


def _timers_left(timers) -> list[str]:
    import shiboken6

    if not any(shiboken6.isValid(timer) and timer.isActive() for timer in timers):
        return []
    gc.collect()
    left = [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]
    names = []
    for timer in left:
        owner = type(timer.parent()).__name__ if timer.parent() is not None else "nobody"
        names.append(f"QTimer “{timer.objectName()}” of {owner}, every {timer.interval()} ms")
        timer.stop()
    return names


def _bury_the_deleted() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pytest_report_header(config):
    qt = "loaded" if "PySide6.QtCore" in sys.modules else "not loaded"
    return f"lunyue: offscreen, zh_CN, Asia/Shanghai, hypothesis profile from HYPOTHESIS_PROFILE or ci; Qt {qt}"
