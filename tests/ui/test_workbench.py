"""工作台: each card's number is its badge's and its list's; the morning's reminder; folding; going on from there."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from oa_client.app.reading import ListName
from oa_client.ui.bridge import Bridge
from oa_client.ui.workbench.model import CARDS, fill, urging
from oa_client.ui.workbench.page import WorkbenchPage
from oa_client.wording.lines import line
from tests.ui import demo, pictures


class Instructed(demo.Library):
    """Two instructions wait for me; the register has others, one of them over."""

    def __init__(self):
        super().__init__()
        held = [x for x in self.lists[ListName.LEDGER] if x.kind == "instruction"]
        self.mine = [replace(x, step="assign") for x in held[:2]]
        self.lists[ListName.TODO] = [*self.lists[ListName.TODO], *self.mine]


class Quiet(demo.Library):
    """The centre reminded of nothing."""

    reminded = None


@pytest.fixture
def page(open_desktop):
    shown = open_desktop(page="workbench", library=Instructed())
    return shown.window.page


def test_instructions_that_wait_for_me_count_and_others_of_the_register_follow():
    library = Instructed()
    filled = fill(demo.desk(library), next(c for c in CARDS if c.place == "instruction"))
    assert filled.count == 2
    assert [r.matter for r in filled.rows[:2]] == [r.matter for r in library.mine]
    others = filled.rows[2:]
    assert len(others) == filled.others > 0
    assert not any(r.row.over for r in others)
    assert not {r.matter for r in others} & {r.matter for r in library.mine}


@pytest.mark.parametrize("place", ["todo", "toread", "instruction", "bulletin"])
def test_card_and_badge_are_one_number(page, place):
    assert page.cards[place].count.text() == str(page.window().nav.buttons[place].count)
    assert int(page.cards[place].count.text()) > 0


def test_what_was_done_since_is_not_reminded_of_and_the_soonest_comes_first():
    found = urging(demo.desk())
    assert len(found.rows) == 3
    assert "7-gone" not in found.places
    assert [r.due for r in found.rows] == sorted(r.due for r in found.rows)
    assert set(found.places.values()) == {"todo"}


def test_the_reminder_says_its_day_and_how_much_is_late(page):
    card = page.urging
    lines = [card.model.line(n) for n in range(3)]
    late = sum(line.late for line in lines)
    assert 0 < late < 3
    assert card.summary.text() == f"11月20日提醒：超期 {late} 件，临期 {3 - late} 件"
    assert all(line.due.startswith(("超期", "今天已超期")) for line in lines if line.late)
    assert all(line.due.startswith("临期 · ") for line in lines if not line.late)


def test_a_reminded_matter_is_gone_on_with(page, qtbot):
    matter = page.urging.model.ids[1]
    window, bridge = page.window(), page.presenter._runner
    page.urging.rows.go(1)
    page.urging.rows.entered_row.emit(1)
    pictures.settle(bridge)
    assert window.page.objectName() == "page.list.todo"
    assert window.page.listing.current == matter


def test_folded_it_stays_folded(open_desktop):
    shown = open_desktop(page="workbench")
    card = shown.window.page.urging
    assert not card.rows.isHidden()
    card.fold.click()
    assert (card.rows.isHidden(), card.fold.text()) == (True, "展开")
    assert "超期" in card.summary.text()
    shown.bridge.publish(demo.CHANGED)
    pictures.settle(shown.bridge, 400)
    assert card.rows.isHidden()
    again = open_desktop(page="workbench", workbench_urging="folded")
    assert again.window.page.urging.rows.isHidden()


def test_when_nothing_is_near_it_says_so(open_desktop):
    card = open_desktop(page="workbench", library=Quiet()).window.page.urging
    assert card.summary.text() == "今天没有新的期限提醒。"
    assert card.rows.isHidden()
    assert card.fold.isHidden()


def broken():
    library = demo.Library()
    library.broken = True
    return library


def test_trouble_stands_where_the_cards_would_with_its_retry_under_the_keyboard(open_desktop, qtbot):
    library = broken()
    shown = open_desktop(page="workbench", library=library, size=(1093, 614))
    page = shown.window.page
    retry = page.findChild(QPushButton, "workbench.trouble.act")
    assert not any(part.isVisible() for part in (*page.cards.values(), page.urging))
    assert not retry.visibleRegion().isEmpty(), "in sight without scrolling"
    assert shown.window.focusWidget() is retry
    library.broken = False
    retry.click()
    pictures.settle(shown.bridge)
    assert not retry.isVisible()
    assert page.cards["todo"].rows.isVisible()
    assert shown.window.focusWidget() is page.cards["todo"].rows


def test_before_anything_is_read_nothing_is_said_of_how_much_there_is(open_desktop):
    page = open_desktop(page="workbench", library=broken()).window.page
    assert page.urging.summary.text() == ""


def test_what_is_long_in_coming_says_so(qtbot, look, later):
    desk, bridge = demo.desk(), Bridge()
    page = WorkbenchPage(desk, bridge, lambda x: line(x, desk.rules.directory, demo.NOW), pictures.Remembering())
    qtbot.addWidget(page)
    page.presenter._runner = later
    page.show()
    page.enter()
    card = page.cards["todo"]
    assert card.others.text() == ""
    qtbot.waitUntil(lambda: card.others.text() == "正在读取本地数据…", timeout=2000)
    later.release()
    assert card.others.text() == ""
    assert card.count.text() == "12"
    bridge.close()


def test_where_nothing_waits_the_keyboard_stands_on_the_way_to_the_list(open_desktop):
    nothing = demo.Library({name: [] for name in ListName})
    shown = open_desktop(page="workbench", library=nothing, outbox=demo.Outbox())
    card = shown.window.page.cards["todo"]
    assert card.state.isVisible()
    assert shown.window.focusWidget() is card.all
