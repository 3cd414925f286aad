"""导出诊断, 复制链接 and 启动 on the screen."""

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QProgressDialog

from oa_client.app.policies import Laid, Policies
from oa_client.app.seat import CannotServe
from oa_client.domain.matter import MatterId
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.link import copy_link
from oa_client.ui.matter.sheet import Head
from oa_client.ui.settings.start_card import KEY, StartCard
from oa_client.ui.shell import refused
from oa_client.ui.shell.export import DiagnosisExport
from oa_client.ui.widgets import plain
from oa_client.ui.widgets.undo_strip import UndoStrip
from oa_client.wording import policies as wording
from oa_client.wording.sentences import sentence
from tests.ui.pictures import Remembering


@pytest.fixture
def bridge():
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def over(qtbot, look):
    window = plain.label("窗口")
    qtbot.addWidget(window)
    window.show()
    return window


def end_of(over, qtbot):
    qtbot.waitUntil(lambda: over.findChild(QMessageBox) is not None, timeout=5000)
    return over.findChild(QMessageBox)


def test_an_export_shows_how_far_it_is_and_then_where_it_lies(bridge, over, qtbot, tmp_path):
    looked = threading.Event()

    def write(path: Path, progress):
        progress(1, 2, "自检")
        looked.wait(5)
        return "diagnosis_made", {"path": str(path)}

    export = DiagnosisExport(bridge, write, over)
    export.write(tmp_path / "d.zip")
    bar = over.findChild(QProgressDialog)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: "自检" in [label.text() for label in bar.findChildren(QLabel)], timeout=5000)
    looked.set()
    assert end_of(over, qtbot).text() == sentence("diagnosis_made", {"path": str(tmp_path / "d.zip")})
    box = over.findChild(QMessageBox)
    box.close()


def test_an_export_that_fails_says_why(bridge, over, qtbot, tmp_path):
    def write(path, progress):
        raise CannotServe("diagnosis_unwritable", {"name": "x"})

    DiagnosisExport(bridge, write, over).write(tmp_path / "d.zip")
    box = end_of(over, qtbot)
    assert box.text() == sentence("diagnosis_unwritable", {"name": "x"})
    box.close()


def test_it_is_asked_where_to_first(bridge, over, qtbot, tmp_path):
    asked = []
    DiagnosisExport(
        bridge, lambda path, _: asked.append(path) or ("diagnosis_made", {"path": str(path)}), over
    ).choose()
    dialog = over.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(".zip")
    dialog.fileSelected.emit(str(tmp_path / "x.zip"))
    dialog.close()
    end_of(over, qtbot).close()
    assert asked == [tmp_path / "x.zip"]


class Shown:
    """As much of a sheet as a link takes."""

    id = MatterId("7-12")
    head = Head("关于<b>防汛</b>的通知", "", "", (), "")


def test_a_link_is_copied_with_the_title_and_it_is_said(qtbot, look):
    strip = UndoStrip("x")
    qtbot.addWidget(strip)
    QGuiApplication.clipboard().setText("before")
    copy_link(None, strip)
    assert QGuiApplication.clipboard().text() == "before"
    copy_link(Shown(), strip)
    assert QGuiApplication.clipboard().text() == "关于<b>防汛</b>的通知\noa://matter/7-12"
    assert "已复制链接" in strip.text


@pytest.mark.parametrize(
    ("laid", "kept", "checked", "enabled"),
    [
        (None, "", False, True),
        (None, "1", True, True),
        (Laid(True, False, "x"), "", True, True),
        (Laid(True, False, "x"), "0", False, True),
        (Laid(True, True, "x"), "0", True, False),
        (Laid(False, True, "x"), "1", False, False),
    ],
)
def test_the_switch_shows_what_holds_and_is_out_of_use_where_it_is_locked(qtbot, look, laid, kept, checked, enabled):
    memory = Remembering(**({KEY.replace("/", "_"): kept} if kept else {}))
    card = StartCard(memory, Policies(wording.rules(), {"AutoStart": laid} if laid else {}))
    qtbot.addWidget(card)
    assert (card.switch.isChecked(), card.switch.isEnabled()) == (checked, enabled)
    assert (card.note.text() == wording.BY_ADMINISTRATOR) is not enabled
    card.switch.click()
    assert memory.get(KEY) == (kept if not enabled else "0" if checked else "1")


def test_why_there_is_no_window_is_said_in_one_of_its_own(qtbot, look):
    read = []
    box = refused.say("数据文件夹是只读的。", lambda: read.append(1))
    assert (box.isVisible(), box.text()) == (True, "数据文件夹是只读的。")
    box.buttons()[0].click()
    qtbot.waitUntil(lambda: read == [1], timeout=2000)
