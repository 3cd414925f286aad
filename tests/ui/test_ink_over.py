"""批注笔迹: written over a page it is seen over the same page, and over no other."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QWidget

from oa_client.app.ink import WIDTHS, Colour, Ink, Surface
from oa_client.app.ink_file import encode
from oa_client.ui.bridge import Bridge
from oa_client.ui.matter.entry_lines import EntryLine
from oa_client.ui.matter.ink_over import marks_of
from oa_client.ui.matter.ink_player import ReplayDialog, Written
from oa_client.ui.matter.page import MatterPage
from tests.fakes.handwriting import ink_of, strokes_of
from tests.ui.matter_desk import Scene
from tests.ui.matter_pictures import drawn, pdf

RED = (184, 20, 26)
A4 = (20_990, 29_704)


def over(file, page=0):
    """Two red characters in the margin of a page."""
    strokes = strokes_of("同意", left=9_000, top=3_000, colour=Colour.RED, width=WIDTHS[1])
    return Ink((Surface(*A4, file["sha256"], page),), strokes)


def reddish(view):
    shot = view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = 0
    for y in range(0, shot.height(), 2):
        for x in range(0, shot.width(), 2):
            colour = shot.pixelColor(x, y)
            found += colour.red() > 140 and colour.green() < 90 and colour.blue() < 90
    return found


@pytest.fixture
def read(qtbot, look, child):
    """Opens a matter as its next reader sees it."""
    bridges = []

    def show(scene, matter):
        bridge = Bridge()
        bridges.append(bridge)
        page = MatterPage(scene.desk, bridge, child)
        qtbot.addWidget(page)
        page.resize(826, 640)
        page.show()
        page.show_matter(matter)
        qtbot.waitUntil(lambda: page.presenter.sheet is not None)
        return page

    yield show
    for bridge in bridges:
        bridge.close()


def annotated(newer=None):
    scene = Scene(me=2)
    page = scene.file("来文.pdf", pdf(1))
    files = [page, newer(scene)] if newer else [page]
    matter = scene.circulate("p3", "p2", mode="sequential", files=files, body="")
    ink = scene.file("手写批示.ink", encode(over(page)))
    scene.act(3, "mark_read", {"opinion": "同意。", "ink": [ink]}, matter=matter)
    return scene, matter


def test_what_was_written_over_a_page_is_seen_there_by_the_next_reader_and_can_be_switched_off(read):
    page = read(*annotated())
    pane = page.tabs.body.pages
    assert pane.inked.isVisible() and pane.inked.isChecked()
    drawn(pane.view)
    with_ink = reddish(pane.view)
    pane.inked.click()
    assert with_ink > reddish(pane.view) + 20
    assert not pane.beside.isVisible()


def test_handwriting_is_no_attachment(read):
    page = read(*annotated())
    tabs = page.tabs
    assert [row.file.name for row in tabs.files._rows] == ["来文.pdf"]
    assert tabs.tabText(tabs.indexOf(tabs.files)) == "附件 1"
    page.show_files(page.presenter.sheet.files)
    assert [row.file.name for row in tabs.files._rows] == ["来文.pdf"]
    assert "写在 1 页文件上" in tabs.history.text.toPlainText()


def test_over_another_version_it_does_not_lie_but_is_told_and_shown_as_on_a_pad(qtbot, read):
    page = read(*annotated(newer=lambda scene: scene.file("来文.pdf", pdf(2))))
    pane = page.tabs.files.pages
    newer = page.presenter.sheet.files[1].file
    page.tabs.setCurrentWidget(page.tabs.files)
    page.tabs.files._look(newer)
    assert not pane.inked.isVisible()
    assert pane.beside.isVisible()
    pane._look.click()
    dialog = page.window().findChild(QDialog, "dialog.replay")
    assert dialog is not None
    dialog.reject()


def test_what_was_refused_lies_over_nothing():
    scene = Scene()
    ink = over(scene.file("来文.pdf", pdf(1)))
    line = EntryLine("甲", "", "", "", "", ink=ink)
    (kept,) = marks_of([line]).over.values()
    assert list(kept) == [0]
    assert not marks_of([EntryLine("甲", "", "", "", "", refused=True, ink=ink)]).over
    assert not marks_of([EntryLine("甲", "", "", "", "", ink=ink_of("同意"))]).over


def test_handwriting_is_saved_as_a_picture(qtbot, look, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReplayDialog([Written("1. 周建国", ink_of("请速办"))], parent)
    for name, head in (("批示.png", b"\x89PNG"), ("批示.svg", b"<svg")):
        dialog.save_to(str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(head)
    assert not QImage(str(tmp_path / "批示.png")).isNull()
    dialog.save_to(str(tmp_path / "没有" / "批示.png"))
    assert "批示.png" in dialog.clock.text()
    dialog.reject()
