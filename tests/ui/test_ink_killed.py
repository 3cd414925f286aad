"""A process that is killed while a leader writes by hand: what is older than a second is there again."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from oa_client.store.profile import open_profile
from oa_client.ui.matter.ink_window import drafted

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
WAIT = 60
PER_SECOND = 10

WRITES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from oa_client.app.desk import Stores
from oa_client.store.profile import open_profile
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.drawing import Drawing
from oa_client.ui.matter.field_ink import PadOnly
from oa_client.ui.matter.ink_window import InkWindow
from tests.ui.matter_desk import Scene
from tests.ui.test_ink_view import pen, stroke

app = QApplication([])
theme.load_faces()
theme.apply(app, theme.Look())
profile = open_profile(Path(sys.argv[1]), bytes(range(32)))
scene = Scene(me=3)
desk = scene.desk
kept = desk.stores
desk.stores = Stores(profile.outbox, kept.replica, kept.files, kept.library)
profile.outbox.keep_session(scene.outbox.session())
bridge, parent = Bridge(), QWidget()
window = InkWindow(desk, bridge, Drawing(PadOnly(), bridge.post), (), "ink/1-1/instruct", parent)
window.show()
written = []

def write_one():
    n = len(written)
    x, y = 60 + n % 40 * 18, 60 + n // 40 * 40
    stroke(pen, window.view, [(x, y), (x + 8, y + 20), (x + 2, y + 30)])
    written.append(n)
    print(len(window.view.session.strokes), flush=True)

keys = QTimer()
keys.setInterval(100)
keys.timeout.connect(write_one)
keys.start()
app.exec()
"""


def strokes_until(process, wanted):
    """Read what it wrote until it has written so much; how much it was when it is looked away."""
    at = 0
    while at < wanted:
        ready, _, _ = select.select([process.stdout], [], [], WAIT)
        assert ready, "it wrote nothing more"
        at = int(process.stdout.readline())
    return at


def test_a_killed_process_loses_no_more_than_a_second_of_writing(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(tmp_path / "profile")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        written = strokes_until(process, 3 * PER_SECOND)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    profile = open_profile(tmp_path / "profile", KEY)
    try:
        found = drafted(profile.outbox.draft("ink/1-1/instruct").data)
    finally:
        profile.close()
    assert written - len(found.strokes) <= PER_SECOND
