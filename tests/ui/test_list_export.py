"""导出 of lists: all the filter leaves, not only what is in sight; columns as the rows say; stopping; what fails."""

import threading
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from oa_client.app.reading import ListName
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import MatterId
from oa_client.export import tables
from oa_client.ui.bridge import Bridge
from oa_client.ui.widgets.choice import Chip, Choice
from oa_client.ui.widgets.list_export import ListExport
from oa_client.ui.widgets.list_table import Listable
from oa_client.ui.widgets.listing import Listing
from oa_client.wording.columns import columns, told
from oa_client.wording.lines import line
from tests.ui import demo, pictures


def strips(page):
    return page.listing.findChild(ListExport)


def read(path):
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    return rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def export(shown, path, matters=None):
    page = shown.window.page
    strips(page).export_to(matters or page.listing.model.ids, str(path))
    pictures.settle(shown.bridge)
    return read(path)


@pytest.mark.parametrize("place", ["todo", "toread", "done", "sent", "incoming", "exchange", "instruction", "bulletin"])
def test_every_list_and_register_can_leave_as_a_file(open_desktop, tmp_path, place):
    shown = open_desktop(page=place)
    page = shown.window.page
    assert not page.listing.filters.export.isHidden()
    _heads, rows = export(shown, tmp_path / "列表.xlsx")
    titles = [page.listing.model.line(n).title for n in range(len(page.listing.model.ids))]
    assert [row["标题"] for row in rows] == titles
    assert titles


def test_a_register_has_its_own_columns_and_real_dates(open_desktop, tmp_path):
    shown = open_desktop(page="incoming")
    heads, rows = export(shown, tmp_path / "收文.xlsx")
    assert heads[:4] == ("收文号", "标题", "来文单位", "来文文号")
    late = next(r for r in rows if r["收文号"] == "收〔2026〕11号")
    assert (late["来文单位"], late["环节"], late["时限情况"]) == ("明州区住房和城乡建设局", "承办中", "超期 1 天")
    assert isinstance(late["时限"], datetime)
    assert isinstance(late["登记时间"], datetime)


def test_the_filter_counts_and_names_the_sheet(open_desktop, tmp_path):
    shown = open_desktop(page="incoming")
    filters = shown.window.page.listing.filters
    filters._buttons[filters._chips.index(Chip.LATE)].click()
    pictures.settle(shown.bridge)
    _heads, rows = export(shown, tmp_path / "收文.xlsx")
    assert len(rows) == 1
    assert load_workbook(tmp_path / "收文.xlsx").active.title == "收文（超期）"


def test_rows_never_in_sight_leave_as_well(open_desktop, tmp_path):
    library = demo.Library()
    pattern = library.lists[ListName.TODO][0]
    library.lists[ListName.TODO] = [replace(pattern, matter=MatterId(f"7-{n}")) for n in range(3000)]
    _heads, rows = export(open_desktop(page="todo", library=library), tmp_path / "待办.xlsx")
    assert len(rows) == 3000


def test_only_the_chosen_rows(open_desktop, tmp_path):
    shown = open_desktop(page="todo")
    listing = shown.window.page.listing
    _heads, rows = export(shown, tmp_path / "待办.xlsx", listing.model.ids[1:3])
    assert [r["标题"] for r in rows] == [listing.model.line(n).title for n in (1, 2)]


def test_the_strip_says_where_it_is_and_why_there_is_none(open_desktop, tmp_path):
    shown = open_desktop(page="todo")
    page = shown.window.page
    export(shown, tmp_path / "待办.xlsx")
    told = strips(page).told
    assert f"已导出 {len(page.listing.model.ids)} 件" in told.accessibleName()
    strips(page).export_to(page.listing.model.ids, str(tmp_path / "已拔出" / "待办.xlsx"))
    pictures.settle(shown.bridge)
    assert "没有导出成" in told.accessibleName()


@pytest.fixture
def slow(qtbot, look):
    """A list whose rows come only when the gate is open."""
    desk, bridge, gate = demo.desk(), Bridge(), threading.Event()
    ids = desk.ids(ListName.TODO)

    def fetch(wanted):
        if threading.current_thread() is not threading.main_thread():
            gate.wait(10)
        return desk.rows(ListName.TODO, wanted)

    listing = Listing("list.slow", "慢", fetch, lambda item: line(item, desk.rules.directory, demo.NOW))
    qtbot.addWidget(listing)
    listing.show_ids(ids)
    listing.show()
    made = ListExport(listing, Listable(desk, "待办", fetch), bridge, tables.write)
    made._tick.setInterval(0)
    yield made, ids, gate, bridge
    gate.set()
    bridge.close()


def test_what_takes_long_says_how_far_it_is_and_can_be_stopped(slow, tmp_path):
    made, ids, gate, bridge = slow
    made.export_to(ids, str(tmp_path / "待办.xlsx"))
    assert made.busy.isHidden()
    made._show_progress()
    assert "正在导出 0 / " in made.busy._text.text()
    made.stop.click()
    gate.set()
    pictures.settle(bridge)
    assert "已取消导出" in made.told.accessibleName()
    assert made.stop.isHidden()
    assert not list(tmp_path.iterdir())


def test_an_empty_list_is_not_written(open_desktop):
    library = demo.Library()
    library.lists[ListName.TODO] = []
    shown = open_desktop(page="todo", library=library)
    shown.window.page.listing.filters.export.click()
    assert "没有可导出的行" in strips(shown.window.page).told.accessibleName()


def test_a_file_is_named_for_list_filter_and_day():
    what = Listable(demo.desk(), "收文", lambda _ids: (), "incoming")
    assert what.file_name(Choice(Chip.LATE)) == "收文（超期）20261120.xlsx"
    assert what.file_name(Choice(text="防汛/寒潮")) == "收文（查找结果）20261120.xlsx"


def test_what_stands_there_for_another_says_for_whom(open_desktop, tmp_path):
    library = demo.Library()
    me = demo.desk(library).rules.me
    giver = next(p for p in library.directory().people.values() if p.id != me)
    first, second, *_rest = library.lists[ListName.TODO]
    library.lists[ListName.TODO] = [replace(first, giver=giver.id), second]
    _heads, rows = export(open_desktop(page="todo", library=library), tmp_path / "待办.xlsx")
    assert [row["代谁办理"] or "" for row in rows] == [giver.name, ""]


def test_the_register_of_money_bears_amounts_that_add_up():
    columns_of = {column.head: value for column, value in columns("fiscal")}
    item = replace(demo.lists()[ListName.TODO][0], kind="fiscal")
    item = replace(item, row=replace(item.row, amount=86_000_50))
    said = told(item, demo.Library().directory(), demo.NOW, WorkingDays())
    assert columns_of["申请金额（元）"](said) == Decimal("86000.50")
    assert "来文单位" not in columns_of
