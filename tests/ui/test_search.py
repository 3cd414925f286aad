"""检索 on its screen: facets where there is room for them, hits marked and quoted, people above the rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from oa_client.ui.widgets.listing_model import QUOTE
from tests.ui import demo
from tests.ui.pictures import settle


@pytest.fixture
def search(open_desktop):
    """Searches for a text in a window of a size; the desktop and its page."""

    def start(text, **scene):
        shown = open_desktop(page="search", library=demo.Folk(), **scene)
        shown.window.page.search_for(text)
        settle(shown.bridge)
        return shown, shown.window.page

    return start


def test_facets_stand_beside_the_rows_or_above_them(search):
    _, wide = search("燃气软管", size=(1366, 768))
    assert wide.facets.isVisible()
    assert not wide.chips.isVisible()
    _, small = search("燃气软管", size=(1093, 614))
    assert small.chips.isVisible()
    assert not small.facets.isVisible()


def test_a_facet_is_chosen_and_cleared_by_keyboard(search, qtbot):
    shown, page = search("燃气软管", size=(1366, 768))
    values, whole = page.facets.values, len(page.listing.model.ids)
    shown.window.activateWindow()
    values.setFocus()
    qtbot.waitUntil(values.hasFocus)
    assert values.currentItem().data(Qt.ItemDataRole.AccessibleTextRole).startswith("经手：只看我经手，")
    qtbot.keyClick(values, Qt.Key.Key_Down)
    assert values.currentItem().text() == "公文轮阅", "the head of a group is passed over"
    (row,) = (n for n in range(values.count()) if values.item(n).text() == "电子公告")
    values.setCurrentRow(row)
    qtbot.keyClick(values, Qt.Key.Key_Space)
    settle(shown.bridge)
    assert 0 < len(page.listing.model.ids) < whole
    assert values.currentItem().text() == "电子公告"
    assert values.currentItem().checkState() is Qt.CheckState.Checked
    said = values.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"模块：电子公告，{len(page.listing.model.ids)} 件，已选"
    qtbot.keyClick(page.facets.clear, Qt.Key.Key_Space)
    settle(shown.bridge)
    assert len(page.listing.model.ids) == whole
    assert not page.facets.clear.isVisible()


def test_the_keyboard_comes_to_a_value_and_not_to_the_head_of_a_group(search, qtbot):
    shown, page = search("老旧小区", size=(1366, 768))
    shown.window.activateWindow()
    page.facets.values.setFocus()
    qtbot.waitUntil(page.facets.values.hasFocus)
    assert page.facets.values.item(0).text() == "模块"
    assert page.facets.values.currentItem().text() == "公文轮阅"


def test_a_chip_of_the_row_chooses_the_same(search, qtbot):
    shown, page = search("燃气软管", size=(1093, 614))
    whole = len(page.listing.model.ids)
    mine = page.findChild(QPushButton, "search.chips.mine")
    qtbot.keyClick(mine, Qt.Key.Key_Space)
    settle(shown.bridge)
    now = page.findChild(QPushButton, "search.chips.mine")
    assert now.isChecked()
    assert now.text() == f"只看我经手（{len(page.listing.model.ids)}）"
    kind = page.findChild(QPushButton, "search.chips.kind")
    kind._menu.actions()[0].trigger()
    settle(shown.bridge)
    assert page.findChild(QPushButton, "search.chips.kind").text().startswith("模块：")
    page.findChild(QPushButton, "search.chips.clear").click()
    settle(shown.bridge)
    assert len(page.listing.model.ids) == whole


def test_a_row_found_by_its_text_is_higher_and_says_so(search):
    _, page = search("老旧小区 软管", size=(1366, 768))
    listing = page.listing
    assert listing.view.delegate.hits == ("老旧小区", "软管")
    index = listing.model.index(0, 0)
    assert "燃气软管更换" in index.data(QUOTE)
    assert index.data(QUOTE) in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert listing.view.rowHeight(0) == listing.view.delegate.height + listing.view.delegate.quote
    page.search_for("老旧小区")
    settle(page.presenter._runner)
    assert listing.model.index(0, 0).data(QUOTE) == ""
    assert listing.view.rowHeight(0) == listing.view.delegate.height


def test_marks_are_underlined_and_not_only_coloured(search):
    _, page = search("老旧小区", size=(1366, 768))
    view = page.listing.view
    page.listing.view.clearSelection()
    marked = view.viewport().grab().toImage()
    page.listing.set_hits(())
    plain = view.viewport().grab().toImage()
    ink = {marked.pixelColor(x, y).name() for y in range(40) for x in range(view.width() - 20)}
    assert marked != plain
    assert "#ffe58a" in ink
    text = "#1f2329"
    runs = [
        y
        for y in range(40)
        if any(all(marked.pixelColor(x + k, y).name() == text for k in range(40)) for x in range(view.width() - 60))
    ]
    assert runs, "no line of the text's colour under the words found"


def test_enter_on_a_person_searches_for_his_name(search, qtbot):
    shown, page = search("wxm", size=(1366, 768))
    somebody = page.findChild(QPushButton, "search.folk.0")
    assert somebody.isVisible()
    assert somebody.accessibleName() == "查 王小明（党政办公室 收发员） 的事项，0574-87010012"
    somebody.setFocus()
    qtbot.keyClick(somebody, Qt.Key.Key_Return)
    settle(shown.bridge)
    assert page.field.text() == "王小明"
    assert page.presenter.query == "王小明"
    assert page.listing.model.ids


def test_seven_rows_with_a_passage_each_stand_under_a_banner(search):
    """ui.md §5.7, 5: at 1366×768, with titles of two lines."""
    shown, page = search("燃气软管", size=(1366, 768))
    assert shown.window.banner.isVisible()
    view = page.listing.view
    assert len(page.listing.model.quoted) >= 7
    assert sum(view.rowHeight(row) for row in range(7)) <= view.viewport().height()
