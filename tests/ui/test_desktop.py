"""The desktop over a demo desk: one number everywhere, one state everywhere, and every key of ui.md §5.5."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QRadioButton, QWidget

from oa_client.app.ports import Changes
from oa_client.app.reading import ListName
from oa_client.app.standing import Phase
from oa_client.domain.matter import MatterId
from oa_client.ui import theme
from oa_client.ui.probe import Probe
from oa_client.ui.shell.keys import KEYS
from oa_client.ui.widgets import standing
from oa_client.ui.widgets.page import Room, room_for
from tests.ui import demo, pictures


def settle(shown, ms=30):
    pictures.settle(shown.bridge, ms)


def go(shown, place):
    shown.window.go(place)
    settle(shown)
    return shown.window.page


@pytest.mark.parametrize("begun_with", ["workbench", "settings"])
def test_the_settings_offer_a_diagnosis_whichever_page_the_window_began_with(open_desktop, begun_with):
    shown = open_desktop(page=begun_with)
    asked = []
    shown.offer_diagnosis(lambda: asked.append("diagnosis"))
    page = go(shown, "settings")
    assert page.export.isVisible()
    page.export.click()
    assert asked == ["diagnosis"]


@pytest.mark.parametrize(("place", "name"), [("todo", ListName.TODO), ("toread", ListName.TOREAD)])
def test_badge_card_and_list_show_one_number(open_desktop, place, name):
    shown = open_desktop(page="workbench")
    card = shown.window.page.cards[place]
    page = go(shown, place)
    number = len(demo.lists()[name])
    assert shown.window.nav.buttons[place].count == number
    assert card.count.text() == str(number)
    assert len(page.listing.model.ids) == number
    assert shown.window.nav.buttons[place].accessibleName().endswith(f"，{number} 件")


def test_a_number_follows_a_change(open_desktop):
    library = demo.Library()
    shown = open_desktop(library=library)
    library.lists[ListName.TODO] = library.lists[ListName.TODO][1:]
    shown.bridge.publish(demo.CHANGED)
    settle(shown, 400)
    assert shown.window.nav.buttons["todo"].count == 11
    assert len(shown.window.page.listing.model.ids) == 11


def test_bar_banner_badge_and_centre_come_from_one_state(open_desktop):
    shown = open_desktop(link=demo.OFFLINE, outbox=demo.Outbox(demo.pendings(), [*demo.refusals(), *demo.clashing()]))
    centre = go(shown, "centre")
    state = replace(demo.OFFLINE, waiting=3, refused=1, conflicts=1)
    assert shown.window.status.line.text() == standing.bar(state, demo.NOW)
    assert shown.window.banner.text == standing.notice(state, demo.NOW).text
    assert shown.window.nav.buttons["centre"].count == 1 + 1
    assert [centre.tabs.tabText(n) for n in range(3)] == ["待上传 3", "须重交 1", "冲突 1"]


def test_the_engine_s_word_reaches_the_bar_from_any_thread(open_desktop):
    import threading

    shown = open_desktop(outbox=demo.Outbox())
    other = threading.Thread(target=lambda: shown._link.stand(demo.OFFLINE))
    other.start()
    other.join()
    settle(shown)
    assert shown.window.status.line.text().startswith("离线 · 待上传 0")
    assert shown.window.banner.isVisible()
    shown._link.stand(demo.ONLINE)
    settle(shown)
    assert not shown.window.banner.isVisible()


class Strays(QObject):
    """Every widget that was shown as a window of its own: it flashes on a real screen and takes the keys along."""

    def __init__(self, app):
        super().__init__()
        self.names = []
        app.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName())
        return False


def test_going_round_the_pages_opens_no_other_window_and_keeps_the_keys(open_desktop, qapp):
    shown = open_desktop(page="workbench")
    strays = Strays(qapp)
    for place in shown.window._spots:
        go(shown, place)
        assert qapp.focusWidget() is not None, place
    qapp.removeEventFilter(strays)
    assert strays.names == []


def test_no_green_while_something_waits(open_desktop):
    shown = open_desktop()
    assert not shown.window.status._state.settled
    assert open_desktop(outbox=demo.Outbox()).window.status._state.settled


@pytest.mark.parametrize(
    ("width", "size", "room"),
    [
        (1920, theme.Type.STANDARD, Room.WIDE),
        (1366, theme.Type.STANDARD, Room.SPLIT),
        (1093, theme.Type.STANDARD, Room.RAIL),
        (960, theme.Type.STANDARD, Room.NARROW),
        (1366, theme.Type.LARGE, Room.RAIL),
        (1366, theme.Type.LARGEST, Room.RAIL),
        (1920, theme.Type.LARGEST, Room.SPLIT),
        (1093, theme.Type.LARGEST, Room.NARROW),
    ],
)
def test_larger_type_counts_as_a_smaller_window(look, width, size, room):
    look(type=size)
    assert room_for(width) is room


def test_list_and_detail_take_turns_where_there_is_little_room(open_desktop, qtbot):
    shown = open_desktop(size=(960, 600))
    page = shown.window.page
    assert page.listing.isVisible()
    assert not page.detail.isVisible()
    page.listing.view.go(2)
    qtbot.keyClick(page.listing.view, Qt.Key.Key_Return)
    assert page.detail.isVisible()
    assert not page.listing.isVisible()
    assert page.detail.shown[-1] == "7-todo2"
    shown.window._back()
    assert page.listing.isVisible()
    assert page.listing.current == "7-todo2"


def test_the_banner_moves_into_the_bar_where_the_window_is_low(open_desktop):
    expired = replace(demo.ONLINE, phase=Phase.NEEDS_SIGN_IN)
    shown = open_desktop(size=(1093, 614), link=expired)
    assert not shown.window.banner.isVisible()
    assert "登录已过期" in shown.window.status._notice.text


def test_row_and_detail_are_the_same_matter(open_desktop):
    shown = open_desktop()
    page = shown.window.page
    assert page.detail.shown in ([], [None])
    page.listing.view.go(3)
    settle(shown, 100)
    assert page.detail.shown[-1] == page.listing.current == "7-todo3"


def test_a_finished_matter_leads_to_the_next(open_desktop):
    shown = open_desktop()
    page = shown.window.page
    page.listing.view.go(0)
    settle(shown, 100)
    page.detail.finished.emit(MatterId("7-todo0"))
    settle(shown, 100)
    assert page.listing.current == "7-todo1"
    assert page.detail.shown[-1] == "7-todo1"
    assert page.listing.view.hasFocus() or not shown.window.isActiveWindow()


def test_a_card_leads_to_its_matter(open_desktop):
    shown = open_desktop(page="workbench")
    shown.window.page.cards["todo"].opened.emit(MatterId("7-todo5"))
    settle(shown, 100)
    assert shown.window.page.objectName() == "page.list.todo"
    assert shown.window.page.listing.current == "7-todo5"


def test_the_top_bar_searches_everything(open_desktop, qtbot):
    shown = open_desktop()
    shown.window.top.field.setText("老旧小区")
    qtbot.keyClick(shown.window.top.field, Qt.Key.Key_Return)
    settle(shown)
    page = shown.window.page
    assert page.objectName() == "page.search"
    assert len(page.listing.model.ids) == 4
    assert page.listing.view.delegate.hits == ("老旧小区",)


def test_typing_searches_after_a_pause_and_not_for_spaces(open_desktop, qtbot):
    shown = open_desktop(page="search")
    page = shown.window.page
    qtbot.keyClicks(page.field, "12")
    settle(shown, 250)
    assert page.presenter.query == "12"
    qtbot.keyClicks(page.field, " ")
    assert not page._typing.isActive()


def bound(shown):
    return {s.key().toString(): s for s in shown.window.findChildren(QShortcut)}


def test_every_key_is_bound_once(open_desktop):
    shown = open_desktop()
    shortcuts = [s.key().toString() for s in shown.window.findChildren(QShortcut)]
    assert len(shortcuts) == len(set(shortcuts))
    assert {QKeySequence(k.keys).toString() for k in KEYS if k.act} <= set(shortcuts)
    assert {f"Ctrl+{n}" for n in range(1, 10)} <= set(shortcuts)
    assert not {"Ctrl+Space", "Ctrl+."} & set(shortcuts)


def test_keys_go_to_places_and_change_the_type(open_desktop, qapp):
    shown = open_desktop()
    bound(shown)["Ctrl+1"].activated.emit()
    assert shown.window.page.objectName() == "page.workbench"
    bound(shown)["Ctrl++"].activated.emit()
    assert qapp.font().pixelSize() == 16
    assert shown.window.nav.width() == theme.current().sizes.rail
    bound(shown)["Ctrl+0"].activated.emit()
    assert qapp.font().pixelSize() == 14
    bound(shown)["Ctrl+Shift+S"].activated.emit()
    assert shown._link.wishes == ["sync"]


def test_f1_shows_every_key_and_blocks_nothing(open_desktop):
    shown = open_desktop()
    bound(shown)["F1"].activated.emit()
    sheet = shown.window.findChild(QDialog, "dialog.keys")
    assert sheet.isVisible()
    sheet.findChild(QPushButton, "btn.keys.close").click()


def test_f6_goes_round_the_panes(open_desktop):
    shown = open_desktop()
    bound(shown)["Ctrl+K"].activated.emit()
    seen = []
    for _ in range(4):
        bound(shown)["F6"].activated.emit()
        seen.append(shown.window.focusWidget().objectName())
    assert seen == ["nav.todo", "list.todo.rows", "status.sync", "edit.search"]


def test_letters_in_a_field_are_letters(open_desktop, qtbot):
    shown = open_desktop()
    field = shown.window.findChild(QLineEdit, "edit.search")
    qtbot.keyClicks(field, "jk")
    assert field.text() == "jk"


def test_only_what_exists_is_on_the_rail(open_desktop):
    shown = open_desktop()
    titles = [p.title for p in shown.window.nav.places]
    assert titles == [
        "工作台",
        "待办",
        "待阅",
        "已办",
        "我发出的",
        "收文",
        "发文",
        "公文交换",
        "领导批示",
        "政务督查",
        "财政审批",
        "文号",
        "委托与请假",
        "电子公告",
        "通讯录",
        "统计",
        "检索",
        "同步中心",
        "设置",
    ]


def test_density_and_look_are_remembered(open_desktop):
    shown = open_desktop()
    page = shown.window.page
    page.listing.filters._density.click()
    assert page.listing.view.rowHeight(0) == theme.current().sizes.line
    assert shown.memory.kept["look/compact"] == "1"
    settings = go(shown, "settings")
    settings.presenter.set_scheme("dark")
    assert theme.current().look.scheme is theme.Scheme.DARK
    shown.window.go("todo")
    assert shown.memory.kept["window/page"] == "todo"


def test_what_can_be_chosen_begins_at_one_edge_in_every_row_of_the_settings(open_desktop):
    settings = open_desktop(page="settings").window.page
    edges = {}
    for button in settings.findChildren(QRadioButton):
        row, at = button.objectName().split(".")[1], button.mapTo(settings, button.rect().topLeft()).x()
        edges[row] = min(at, edges.get(row, at))
    assert edges["type"] == edges["scheme"] == edges["density"]


def test_reading_in_a_row_with_the_space_bar(open_desktop, qtbot):
    shown = open_desktop(page="toread")
    page = shown.window.page
    page.listing.view.go(1)
    assert page.listing.current == "7-toread90"
    qtbot.keyClick(page.listing.view, Qt.Key.Key_Space)
    settle(shown)
    assert ("receipt", "7-toread90", {"at": demo.NOW}) in shown._desk.stores.outbox.rows
    assert page.done.text == "阅毕 1 件，已提交，待上传。"
    assert page.listing.current == "7-toread1"


def test_what_was_not_accepted_keeps_its_row(open_desktop, qtbot):
    shown = open_desktop(page="toread")
    page = shown.window.page
    page.listing.view.go(0)
    qtbot.keyClick(page.listing.view, Qt.Key.Key_Space)
    settle(shown)
    assert page.listing.current == "7-toread0"
    assert "还没有这件事项的全文" in page.done.text


def test_nothing_says_done_while_it_waits(open_desktop):
    shown = open_desktop(page="centre", link=demo.OFFLINE)
    words = [w.text() for w in shown.window.findChildren(QPushButton)]
    words += [label.text() for label in shown.window.findChildren(type(shown.window.page.head))]
    assert not [w for w in words if "成功" in w or "已发送" in w]


def test_going_round_all_pages_stalls_nowhere(open_desktop, qtbot):
    probe = Probe()
    shown = open_desktop()
    probe.start()
    for _ in range(2):
        for name in list(shown.window._spots):
            with probe.action(name):
                shown.window.go(name)
            settle(shown, 20)
        shown.bridge.publish(Changes(matters=frozenset({MatterId("7-todo1")}), outbox=True))
    probe.stop()
    late = [stall for stall in probe.own() if stall.own > 250]
    assert not late, late


def test_the_diagnosis_names_no_matter(open_desktop):
    text = open_desktop().diagnosis()
    assert "Qt 6." in text
    assert "台风" not in text
