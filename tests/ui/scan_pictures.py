"""Pictures of the scan inbox, to be looked at: python -m tests.ui.scan_pictures FOLDER."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_FONT_DPI", "96")

from PySide6.QtWidgets import QApplication

from oa_client.system.preview import ChildPreview
from oa_client.system.scans import WatchedFolder
from oa_client.ui import theme
from oa_client.ui.incoming.inbox import FOLDER, Scanning
from tests.ui import demo, pictures
from tests.ui.matter_pictures import pdf

LOOKS = {
    "": {},
    "-large": pictures.LARGE,
    "-dark": {"scheme": "dark"},
    "-1093": {"size": (1093, 614)},
}


def shoot(folder):
    Path(folder).mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    theme.load_faces()
    theme.apply(app, theme.Look())
    preview = ChildPreview()
    with tempfile.TemporaryDirectory() as place:
        for n, name in enumerate(("扫描20261120_0912.pdf", "扫描20261120_0915.pdf", "扫描20261120_0917.pdf")):
            (Path(place) / name).write_bytes(b"" if n == 1 else pdf(1))
            os.utime(Path(place) / name, (demo.NOW - n * 200, demo.NOW - n * 200))
        for name, look in LOOKS.items():
            one(Path(folder), name, look, place, preview)
    preview.close()


def one(folder, name, look, place, preview):
    with pictures.desktop(page="incoming", **look) as made:
        made.memory.set(FOLDER, place)
        made.watch_scans(Scanning(WatchedFolder(), preview, lambda *_: None))
        made.memory.set(FOLDER, place)
        for _ in range(3):
            made.inbox.presenter.look()
            pictures.settle(made.bridge)
        made.window.page.listing.view.go(1)
        pictures.settle(made.bridge)
        made.window.grab().save(str(folder / f"scans-badge{name}.png"))
        made.window.status.scans.click()
        made.inbox.dialog.list.setCurrentRow(0)
        pictures.settle(made.bridge, 900)
        made.inbox.dialog.grab().save(str(folder / f"scans{name}.png"))
        made.inbox.dialog.reject()
        made.memory.set(FOLDER, "D:/高拍仪/扫描件")
        made.window.go("settings")
        pictures.settle(made.bridge)
        made.window.grab().save(str(folder / f"scans-settings{name}.png"))


if __name__ == "__main__":
    shoot(sys.argv[1])
