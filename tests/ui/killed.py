"""A desk in a process of its own that is killed while somebody works at it; what the next start finds."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oa_client.store.profile import open_profile

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
WAIT = 60

BEGINS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from oa_client.app.bodies import Texts
from oa_client.app.desk import Stores
from oa_client.store.profile import open_profile
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from tests.ui.matter_desk import Scene

app = QApplication([])
theme.load_faces()
theme.apply(app, theme.Look())
profile = open_profile(Path(sys.argv[1]), bytes(range(32)))

def desk_of(person):
    "The desk of a person whose own work lies in the profile."
    scene = Scene(me=person)
    desk, kept = scene.desk, scene.desk.stores
    desk.stores = Stores(profile.outbox, kept.replica, kept.files, kept.library)
    desk.texts = Texts(profile.outbox, kept.files)
    profile.outbox.keep_session(scene.outbox.session())
    return desk

def every(milliseconds, work):
    "Do it again and again, and say how much is done by now: what it returns."
    timer = QTimer(app)
    timer.setInterval(milliseconds)
    timer.timeout.connect(lambda: print(work(), flush=True))
    return timer
"""
ENDS = "\napp.exec()\n"


def killed(work: str, folder: Path, wanted: int, *given: Path) -> int:
    """Run `work` over a profile in a folder until it has done so much; how much it was when it was killed.

    It finds what `BEGINS` defines, and in ``sys.argv[2:]`` what is given.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", BEGINS + work + ENDS, str(folder), *map(str, given)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdout is not None
    try:
        return _done(process.stdout, wanted)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()


def _done(lines, wanted):
    at = 0
    while at < wanted:
        ready, _, _ = select.select([lines], [], [], WAIT)
        assert ready, "it did nothing more"
        at = int(lines.readline())
    return at


@contextmanager
def found(folder: Path) -> Iterator:
    """The outbox that the next start finds there."""
    profile = open_profile(folder, KEY)
    try:
        yield profile.outbox
    finally:
        profile.close()
