import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester

from oa_client.app.reading import Listed
from oa_client.domain.matter import MatterId, Row
from oa_client.domain.people import PersonId, UnitId
from oa_client.ui import theme
from oa_client.ui.widgets.choice import Chip, Choice
from oa_client.ui.widgets.listing import COALESCE_MS, Listing
from oa_client.ui.widgets.listing_model import PAGE, PAGES, ListingModel
from oa_client.ui.widgets.listing_paint import ListingDelegate
from oa_client.wording.lines import Line, line
from tests.ui import demo

OFFICE = demo.Library().directory()


def item(matter):
    row = Row(f"关于第{matter}号事项的通知", "circulating", PersonId(2), UnitId(3), demo.NOW, demo.NOW, files=1)
    return Listed(matter, "circulation", row, since=demo.NOW, unread=int(matter) % 2 == 0)


def ids(*numbers):
    return tuple(MatterId(str(n)) for n in numbers)


class Rows:
    """Answers for rows, and remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.gone = set()
        self.broken = False

    def __call__(self, wanted):
        self.asked.append(tuple(wanted))
        if self.broken:
            raise OSError("disk")
        return tuple(item(m) for m in wanted if m not in self.gone)


@pytest.fixture
def rows():
    return Rows()


def words(listed):
    return line(listed, OFFICE, demo.NOW)


@pytest.fixture
def listing(qtbot, look, rows):
    made = Listing("list.todo", "待办", rows, words)
    qtbot.addWidget(made)
    made.resize(380, 620)
    made.show()
    return made


def test_the_model_keeps_the_rules_of_qt(qtbot, look, rows):
    model = ListingModel(rows, words)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_ids(ids(*range(500)))
    model.refresh(ids(3, 499))
    assert model.remove(MatterId("250")) == 250
    model.refresh()
    model.set_ids(ids(2, 1))
    assert [model.index(n, 0).data() for n in range(2)] == ["关于第2号事项的通知", "关于第1号事项的通知"]
    model.set_ids(())
    assert tester.model() is model


def test_pages_are_fetched_by_id_and_only_some_are_kept(look, rows):
    model = ListingModel(rows, words)
    model.set_ids(ids(*range(PAGE * (PAGES + 5))))
    for row in range(0, model.rowCount(), PAGE):
        assert model.line(row).id == MatterId(str(row))
    assert max(map(len, rows.asked)) == PAGE <= 100
    assert len(model._pages) == PAGES
    asked = len(rows.asked)
    model.line(model.rowCount() - 1)
    assert len(rows.asked) == asked
    model.line(0)
    assert len(rows.asked) == asked + 1


def test_a_row_that_went_meanwhile_shows_nothing_and_breaks_nothing(look, rows):
    rows.gone = {MatterId("1")}
    model = ListingModel(rows, words)
    model.set_ids(ids(0, 1, 2))
    assert model.line(1) is None
    assert model.index(1, 0).data() is None
    assert model.line(2).id == "2"


def test_a_screen_reader_hears_the_whole_row(look, rows):
    model = ListingModel(rows, words)
    model.set_ids(ids(2))
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "未读，关于第2号事项的通知，区应急管理局 · 轮阅中，09:24"
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("<qt>")


def test_the_rows_tell_assistive_technology(listing):
    listing.show_ids(ids(2, 4))
    face = QAccessible.queryAccessibleInterface(listing.view)
    assert face.text(QAccessible.Text.Name) == "待办"
    assert "未读" in face.child(0).text(QAccessible.Text.Name) or face.childCount() > 0


def test_one_stays_where_one_stood_when_the_list_changes(listing, qtbot):
    listing.show_ids(ids(*range(200)))
    listing.view.go(100)
    before = listing.view.rowViewportPosition(100)
    listing.show_ids(ids(900, *range(50), *range(60, 200)))
    assert listing.current == "100"
    assert listing.selected == ("100",)
    assert listing.view.rowViewportPosition(listing.model.row_of(MatterId("100"))) == before


def test_one_stands_on_the_next_when_the_own_row_went(listing, qtbot):
    listing.show_ids(ids(1, 2, 3, 4))
    listing.view.go(1)
    with qtbot.waitSignal(listing.chosen) as chosen:
        listing.show_ids(ids(1, 4))
    assert chosen.args == ["4"]
    with qtbot.waitSignal(listing.chosen) as chosen:
        listing.show_ids(ids(1))
    assert chosen.args == ["1"]


def test_the_same_matter_is_not_told_again_when_the_list_is_refreshed(listing, qtbot):
    listing.show_ids(ids(1, 2, 3))
    with qtbot.waitSignal(listing.chosen):
        listing.view.go(1)
    told = []
    listing.chosen.connect(told.append)
    listing.show_ids(ids(9, 1, 2, 3))
    listing.changed(ids(2))
    qtbot.wait(COALESCE_MS + 150)
    assert told == []


def test_a_row_that_only_has_the_keyboard_is_not_opened(listing, qtbot):
    told = []
    listing.chosen.connect(told.append)
    listing.show_ids(ids(1, 2))
    listing.view.setFocus()
    qtbot.wait(120)
    assert told == []
    assert listing.current is None


def test_several_stay_selected(listing):
    listing.show_ids(ids(1, 2, 3, 4))
    listing.view.selectAll()
    listing.show_ids(ids(4, 3, 9, 1))
    assert listing.selected == ids(4, 3, 1)
    assert listing.selection.isVisible()
    listing.selection.cleared.emit()
    assert listing.selected == ()


def test_finishing_goes_on_to_the_next_row(listing, qtbot):
    listing.show_ids(ids(1, 2, 3))
    listing.view.go(1)
    with qtbot.waitSignal(listing.chosen) as chosen:
        listing.finish(MatterId("2"))
    assert chosen.args == ["3"]
    assert listing.selected == ("3",)
    listing.finish(MatterId("3"))
    assert listing.current == "1"
    listing.finish(MatterId("404"))
    listing.finish(MatterId("1"))
    assert listing.current is None


def test_what_is_read_does_not_vanish_from_the_unread(listing):
    listing.filters.choice = Choice(Chip.UNREAD)
    listing.show_ids(ids(2, 4, 6))
    listing.view.go(1)
    listing.show_ids(ids(2, 6))
    assert listing.model.ids == ids(2, 4, 6)
    listing.view.go(2)
    listing.show_ids(ids(2, 6))
    assert listing.model.ids == ids(2, 6)


def test_many_changes_are_told_once(listing, qtbot):
    listing.show_ids(ids(1, 2))
    told = []
    listing.wanted.connect(lambda: told.append(time.monotonic()))
    for _ in range(100):
        listing.changed(ids(1))
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(50)
    assert len(told) == 1
    listing.changed(None)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] - told[0] > COALESCE_MS / 1000 * 0.9


@pytest.mark.parametrize(
    ("key", "row"), [(Qt.Key.Key_J, 2), (Qt.Key.Key_K, 0), (Qt.Key.Key_Down, 2), (Qt.Key.Key_End, 3)]
)
def test_keys_move(listing, qtbot, key, row):
    listing.show_ids(ids(1, 2, 3, 4))
    listing.view.go(1)
    qtbot.keyClick(listing.view, key)
    assert listing.view.currentIndex().row() == row


def test_letters_do_not_search_through_every_row(listing, qtbot, rows):
    listing.show_ids(ids(*range(5000)))
    listing.view.go(0)
    rows.asked.clear()
    qtbot.keyClicks(listing.view, "xyz")
    assert len(rows.asked) < 3


def test_enter_opens_escape_leaves_space_reads(listing, qtbot):
    listing.show_ids(ids(1, 2))
    listing.view.go(1)
    with qtbot.waitSignal(listing.opened) as opened:
        qtbot.keyClick(listing.view, Qt.Key.Key_Return)
    assert opened.args == ["2"]
    with qtbot.waitSignal(listing.left):
        qtbot.keyClick(listing.view, Qt.Key.Key_Escape)
    with qtbot.waitSignal(listing.spaced):
        qtbot.keyClick(listing.view, Qt.Key.Key_Space)


def test_chips_and_order_make_a_choice(listing, qtbot):
    button = listing.findChild(type(listing.filters._group.button(0)), "list.todo.chip.late")
    with qtbot.waitSignal(listing.filters.chosen) as chosen:
        button.click()
    assert chosen.args[0].chip is Chip.LATE
    with qtbot.waitSignal(listing.filters.chosen) as chosen:
        listing.filters._menu.actions()[2].trigger()
    assert (chosen.args[0].chip, chosen.args[0].order.value) == (Chip.LATE, "urgent")


def test_unreadable_rows_say_what_is_safe(listing, rows, qtbot):
    rows.broken = True
    listing.show_ids(ids(1, 2))
    qtbot.waitUntil(lambda: "不受影响" in listing.card.text)


def test_loading_is_said_only_when_it_takes_long(listing, qtbot):
    listing.show_loading()
    assert listing.card.text == ""
    qtbot.waitUntil(lambda: listing.card.text == "正在读取本地数据…", timeout=1000)
    listing.show_ids(ids(1))
    assert listing.view.isVisible()


def test_rows_take_the_height_of_type_and_density(listing, look):
    listing.show_ids(ids(1))
    for chosen in ({}, {"type": theme.Type.LARGEST}, {"compact": True}, {"compact": True, "type": theme.Type.LARGE}):
        now = look(**chosen)
        expected = now.sizes.line if now.look.compact else now.sizes.row
        assert listing.view.rowHeight(0) == expected


def test_painting_changes_no_count_of_none_and_holds_on_every_width(listing, qtbot):
    listing.set_hits(["第2号", "通知"])
    listing.show_ids(ids(2, 4))
    for width in (200, 340, 900):
        listing.resize(width, 400)
        assert not listing.grab().isNull()


HUNDRED_THOUSAND = ids(*range(100_000))


def test_a_hundred_thousand_open_at_once(listing):
    listing.show_ids(ids(0))
    took = []
    for _ in range(3):
        listing.show_ids(())
        began = time.process_time()
        listing.show_ids(HUNDRED_THOUSAND)
        listing.view.viewport().repaint()
        took.append((time.process_time() - began) * 1000)
    assert min(took) <= 100, took


def test_a_hundred_thousand_scroll_within_a_frame(listing):
    listing.show_ids(HUNDRED_THOUSAND)
    bar, worst = listing.view.verticalScrollBar(), []
    at = 0
    for n in range(300):
        at = at + 60 if n % 20 else bar.maximum() * (n * 37 % 300) // 300
        began = time.process_time()
        bar.setValue(at)
        listing.view.viewport().repaint()
        worst.append((time.process_time() - began) * 1000)
    worst.sort()
    assert worst[285] <= 16, worst[::20]


def test_a_row_is_worked_out_once_for_a_width(listing, rows):
    listing.show_ids(ids(2))
    listing.grab()
    laid = dict(listing.view.delegate._laid)
    listing.grab()
    assert all(listing.view.delegate._laid[key] is value for key, value in laid.items())
    assert replace(item(MatterId("2")), unread=False) != item(MatterId("2"))


LEADER = ("区委常委、常务副区长 蒋永康", "2026年11月12日", "批〔2026〕2号", "待领导阅示")
SENT = ("望街办〔2026〕71号", "签收或退回 3/5", "退回待处理")


@pytest.mark.parametrize("size", theme.Type)
@pytest.mark.parametrize("facts", [LEADER, SENT])
def test_how_it_stands_is_never_cut_what_came_before_gives_way(qapp, look, facts, size):
    theme.load_faces()
    theme.apply(qapp, theme.Look(type=size))
    delegate = ListingDelegate()
    told = Line(MatterId("1-1"), "关于抛荒耕地复耕", meta=" · ".join(facts), facts=facts)
    metrics = QFontMetrics(theme.current().font("meta"))
    said = {room: delegate._shortened(told, room) for room in range(metrics.horizontalAdvance(facts[-1]) + 1, 800)}
    assert all(text.endswith(facts[-1]) for text in said.values())
    assert all(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) == text for room, text in said.items())
    assert said[max(said)] == told.meta
    assert " · ".join(facts[-2:]) in said.values()
    assert any(text.startswith(facts[0][:2]) and "…" in text for text in said.values())
