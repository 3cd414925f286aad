import pytest
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from oa_client.app.standing import FirstSync as Filling
from oa_client.app.standing import Phase, SyncState
from oa_client.ui import theme
from oa_client.ui.shell.first_sync import FirstSync
from oa_client.ui.shell.keys_sheet import KeysSheet
from oa_client.ui.shell.sign_in import Here, SignIn
from oa_client.ui.widgets import plain
from tests.ui import demo, geometry, pictures

PLACES = ("workbench", "todo", "toread", "done", "sent", "bulletin", "directory", "search", "centre", "settings")
LARGE, LARGEST = {"type": "16"}, {"type": "18"}
SCREENS = {
    "1366×768": ((1366, 768), {}),
    "1366×728 大": ((1366, 728), LARGE),
    "1366×768 特大": ((1366, 768), LARGEST),
    "1366×768 紧凑": ((1366, 768), {"compact": "1"}),
    "1093×614": ((1093, 614), {}),
    "1093×614 特大": ((1093, 614), LARGEST),
    "1920×1040": ((1920, 1040), {}),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_keeps_the_rules(open_desktop, screen):
    size, look = SCREENS[screen]
    shown = open_desktop(size=size, link=demo.OFFLINE, **look)
    found = []
    for place in PLACES:
        shown.window.go(place)
        pictures.settle(shown.bridge, 30)
        if place == "search":
            shown.window.page.search_for("老旧小区")
            pictures.settle(shown.bridge, 30)
        least = theme.current().sizes.tall
        found += [f"{place}: {fault}" for fault in geometry.faults(shown.window, least)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("place", PLACES)
def test_empty_and_broken_pages_keep_the_rules(open_desktop, place):
    for library in (demo.Library({}), demo.Library({})):
        library.broken = True
        shown = open_desktop(size=(960, 560), library=library, outbox=demo.Outbox(), page=place)
        assert not geometry.faults(shown.window)


@pytest.mark.parametrize("size", theme.Type)
def test_signing_in_keeps_the_rules(qtbot, look, at_once, size):
    look(type=size)
    here = Here("https://oa.example.gov.cn", "wangxm", "王小明", demo.NOW)
    shown = SignIn(pictures.Shut(), at_once, here, demo.NOW)
    qtbot.addWidget(shown)
    shown.show()
    shown.password.setText("x")
    shown.go.click()
    pictures.settle()
    assert not geometry.faults(shown)


@pytest.mark.parametrize("size", theme.Type)
def test_the_first_sync_and_the_keys_keep_the_rules(qtbot, look, size):
    look(type=size)
    first, sheet = FirstSync(), KeysSheet(None)
    for widget in (first, sheet):
        qtbot.addWidget(widget)
        widget.show()
    first.show_state(SyncState(Phase.OFFLINE, first=Filling(True, 5000, 12, 3000, 1800)), demo.NOW)
    pictures.settle()
    assert not geometry.faults(first)
    assert not geometry.faults(sheet)


def test_each_fault_is_found(qtbot, look):
    root = QFrame()
    qtbot.addWidget(root)
    root.resize(300, 200)
    clip, low, bare = plain.label("很长很长很长很长的一句话", "clip"), plain.button("低", "low"), QPushButton("无名")
    for widget in (clip, low, bare):
        widget.setParent(root)
    clip.setGeometry(0, 0, 60, 20)
    low.setGeometry(0, 10, 60, 20)
    low.setFixedHeight(20)
    bare.setGeometry(280, 100, 60, 40)
    root.show()
    text = "\n".join(geometry.faults(root))
    small = list(geometry.small(root, 60))
    assert small
    for fault in ("needs", "share", "outside", "no object name", "no accessible name"):
        assert fault in text, text


def test_two_red_buttons_are_found(qtbot, look):
    root = QFrame()
    qtbot.addWidget(root)
    box = QVBoxLayout(root)
    for n in range(2):
        box.addWidget(plain.button("提交", f"btn.{n}", "primary"))
    root.show()
    assert "2 red buttons" in geometry.faults(root)
