"""A process that is killed while somebody writes: what was typed more than a second before is there again."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from oa_client.app.body import decode
from oa_client.store.profile import open_profile

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
WAIT = 60

WRITES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from oa_client.app.desk import Stores
from oa_client.store.profile import open_profile
from oa_client.ui import theme
from oa_client.ui.bridge import Bridge
from oa_client.ui.outgoing.page import DraftPage
from tests.ui.matter_desk import Scene

app = QApplication([])
theme.load_faces()
theme.apply(app, theme.Look())
profile = open_profile(Path(sys.argv[1]), bytes(range(32)))
scene = Scene(me=2)
desk = scene.desk
kept = desk.stores
desk.stores = Stores(profile.outbox, kept.replica, kept.files, kept.library)
profile.outbox.keep_session(scene.outbox.session())
page = DraftPage(desk, Bridge(), "outgoing")
page.show()
typed = []

def type_one():
    typed.append(str(len(typed) % 10))
    page.body.edit.insertPlainText(typed[-1])
    print(len(typed), flush=True)

keys = QTimer()
keys.setInterval(50)
keys.timeout.connect(type_one)
page.looked.connect(keys.start)
app.exec()
"""


def lines_until(process, wanted):
    """Read what it typed until it has typed so much; how much it was when it is looked away."""
    at = 0
    while at < wanted:
        ready, _, _ = select.select([process.stdout], [], [], WAIT)
        assert ready, "it typed nothing more"
        at = int(process.stdout.readline())
    return at


def test_a_killed_process_loses_no_more_than_a_second_of_typing(tmp_path):
    per_second = 20
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(tmp_path / "profile")],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    try:
        typed = lines_until(process, 3 * per_second)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    profile = open_profile(tmp_path / "profile", KEY)
    try:
        draft = profile.outbox.draft("new/outgoing/1")
    finally:
        profile.close()
    said = decode(draft.data["fields"]["body"]).blocks[0].text
    assert said == ("0123456789" * 20)[: len(said)]
    assert len(said) >= typed - per_second
