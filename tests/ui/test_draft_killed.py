"""A process that is killed while somebody writes: what was typed more than a second before is there again."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oa_client.app.body import decode, pictures_of
from oa_client.app.gongwen import BlockKind
from oa_client.store.profile import open_profile
from tests.app.test_figures import heavy

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
WAIT = 60

WRITES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from oa_client.app.body import pictures_of
from PySide6.QtWidgets import QApplication
from oa_client.app.bodies import Texts
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
desk.texts = Texts(profile.outbox, kept.files)
profile.outbox.keep_session(scene.outbox.session())
page = DraftPage(desk, Bridge(), "outgoing")
page.show()
if len(sys.argv) > 2:
    page.body.edit.taking.emit((Path(sys.argv[2]),), page.body.edit.textCursor())
typed = []

def type_one():
    typed.append(str(len(typed) % 10))
    page.body.edit.insertPlainText(typed[-1])
    print(len(typed), flush=True)

keys = QTimer()
keys.setInterval(50)
keys.timeout.connect(type_one)

def begin():
    if not keys.isActive() and (len(sys.argv) == 2 or pictures_of(page.body.body())):
        keys.start()

page.looked.connect(begin)
page.body.changed.connect(begin)
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


@pytest.mark.parametrize("size", [0, 1_500_000], ids=["words", "beside a picture of 1.5 MB"])
def test_a_killed_process_loses_no_more_than_a_second_of_typing(tmp_path, size):
    per_second = 20
    shown = [tmp_path / "图.png"] if size else []
    for path in shown:
        path.write_bytes(heavy(size))
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(tmp_path / "profile"), *map(str, shown)],
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
        body = decode(profile.outbox.draft("new/outgoing/1").data["fields"]["body"])
        kept = [profile.outbox.file_bytes(sha, 0, 2 * size) for sha in pictures_of(body)]
    finally:
        profile.close()
    assert kept == [path.read_bytes() for path in shown]
    said = next(block.text for block in body.blocks if block.kind is BlockKind.PARAGRAPH)
    assert said == ("0123456789" * 20)[: len(said)]
    assert len(said) >= typed - per_second
