"""Pages are built before somebody asks for them, hands come first, and what is out of sight takes a new look when seen."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from oa_client.ui import theme
from oa_client.ui.matter.page import MatterPage
from oa_client.ui.shell.ahead import Ahead
from tests.ui import geometry, matter_desk, pictures


def test_pages_are_built_in_turns_of_the_loop(open_desktop, qtbot):
    made = open_desktop(page="todo")
    built = {"todo"}
    assert made.window.unready
    while made.window.unready:
        before = set(made.window.pages)
        made._ahead._turn()
        assert len(set(made.window.pages) - before) <= 1, "one page a turn at most"
        built |= set(made.window.pages)
    assert built == set(made.window.nav.shown), "every place this person sees, and no register he does not keep"
    assert not made._ahead.pending
    assert made.window.page is made.window.pages["todo"]


def test_each_list_has_a_page_of_a_matter_of_its_own(open_desktop):
    made = open_desktop(page="todo")
    while made.window.unready:
        made._make_ready()
    details = [page.detail for page in made.window.pages.values() if hasattr(page, "detail")]
    assert len(details) > 4
    assert len({id(detail) for detail in details}) == len(details)
    assert all(page.isAncestorOf(page.detail) for page in made.window.pages.values() if hasattr(page, "detail"))


def test_nothing_flashes_up_while_pages_are_built(qapp):
    scene = matter_desk.Scene()
    bridges = []

    def detail(parent):
        bridges.append(pictures.bridge_of(parent))
        return MatterPage(scene.desk, bridges[-1], None, parent)

    desktop = pictures.desktop(page="todo", own=scene.desk, matter=detail)
    with desktop as made, geometry.windows_opened(qapp) as opened:
        while made.window.unready:
            made._make_ready()
    assert len(bridges) > 4
    assert opened == []


def composed():
    return QInputMethodEvent("pin", [])


def pressed():
    return QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)


@pytest.mark.parametrize("event", [composed, pressed])
def test_hands_come_first_in_every_window(qapp, qtbot, event):
    owner, other, done = QObject(), QWidget(), []
    qtbot.addWidget(other)
    ahead = Ahead(owner, lambda: True, qapp)
    ahead.add([lambda: done.append(1), lambda: done.append(2)])
    ahead._turn()
    soon = ahead._timer.interval()
    QApplication.sendEvent(other, event())
    assert done == [1]
    assert ahead._timer.interval() > soon
    qtbot.waitUntil(lambda: done == [1, 2])
    ahead.stop()


def test_nothing_is_made_while_work_is_under_way(qtbot):
    free, done = [False], []
    ahead = Ahead(owner := QObject(), lambda: free[0], owner)
    ahead.add([lambda: done.append(1)])
    ahead._turn()
    assert not done
    free[0] = True
    ahead._turn()
    assert done == [1]
    ahead.stop()


def seen(shown):
    """The page in front, without the mark of the keyboard: whether the window is the active one is not its look."""
    pictures.settle(shown.bridge)
    if (held := shown.window.focusWidget()) is not None:
        held.clearFocus()
    return shown.window.page.grab().toImage()


@pytest.mark.parametrize("place", ["toread", "search", "centre", "settings", "workbench"])
def test_a_page_out_of_sight_takes_the_new_look(open_desktop, place):
    with pictures.desktop(page=place, scheme="dark", type="18") as fresh:
        wanted = seen(fresh)
    made = open_desktop(page=place)
    made.window.go("todo")
    made.settings.set_scheme("dark")
    made.settings.set_size(18)
    assert theme.is_late(made.window.pages[place])
    made.window.go(place)
    assert seen(made) == wanted
