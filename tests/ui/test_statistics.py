"""统计 on its screen: charts and table say the same, by unit, source and month; saved, printed, empty, in trouble."""

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QPushButton

from oa_client.app.ports import Changes
from oa_client.app.statistics import By
from oa_client.wording import statistics as words
from tests.ui import demo
from tests.ui.pictures import settle


@pytest.fixture
def shown(open_desktop):
    made = open_desktop(page="statistics")
    settle(made.bridge)
    return made


def table(page):
    model = page.table.rows
    return [model.cells(line) for line in model.lines]


def choose(shown, box, data):
    page = shown.window.page
    box = getattr(page, box)
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())
    settle(shown.bridge)
    return page


def test_the_year_by_unit_with_all_of_them_below(shown):
    page = shown.window.page
    assert page.period.currentText() == "2026年"
    rows = table(page)
    assert rows[0][0] == "望春街道办事处"
    assert rows[-1][0] == "合计"
    assert int(rows[-1][1]) == sum(int(row[1]) for row in rows[:-1])
    assert page.as_of.text() == "中心统计截至 2026年11月20日 06:24"


@pytest.mark.parametrize("by", list(By))
def test_each_chart_has_a_bar_for_every_line_of_the_table(shown, by):
    page = choose(shown, "by", by)
    labels = [row[0] for row in table(page) if row[0] != "合计"]
    found = words.charts(page.presenter.counted, demo.desk().rules.directory)
    assert all(list(chart.labels) == labels for chart in found)
    stands = [[s.values[n] for s in found[0].series] for n in range(len(labels))]
    assert [sum(bar) for bar in stands] == [float(int(r[2]) + int(r[4])) for r in table(page)[: len(labels)]]


def test_a_month_alone(shown):
    page = choose(shown, "period", "2026-10")
    assert [row[1] for row in table(page)][-1] == "33"


def test_it_is_saved_as_a_workbook_with_the_same_numbers(shown, tmp_path):
    page = shown.window.page
    page.export_to(str(tmp_path / "统计.xlsx"))
    settle(shown.bridge)
    sheet = load_workbook(tmp_path / "统计.xlsx").active
    written = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [str(x) if x is not None else "—" for x in written[-1]] == list(table(page)[-1])


def test_where_it_cannot_be_written_it_says_so(shown, tmp_path):
    shown.window.page.export_to(str(tmp_path / "none" / "统计.xlsx"))
    settle(shown.bridge)
    assert "没有导出成" in shown.window.page.told.accessibleName() or shown.window.page.told.isVisible()


class Nothing(demo.Library):
    def rows_under(self, kind, prefix):
        return {}


class Broken(demo.Library):
    def rows_under(self, kind, prefix):
        if kind == "statistics":
            raise OSError("disk")
        return super().rows_under(kind, prefix)


def test_without_any_it_says_why_and_offers_nothing(open_desktop):
    made = open_desktop(page="statistics", library=Nothing())
    settle(made.bridge)
    page = made.window.page
    assert "还没有督查统计" in page.card.accessibleName()
    assert not page.save.isVisible()
    assert not page.period.isEnabled()


def test_in_trouble_it_offers_to_try_again(open_desktop):
    made = open_desktop(page="statistics", library=Broken())
    settle(made.bridge)
    assert "可重试" in made.window.page.card.accessibleName()
    assert made.window.page.card.findChild(QPushButton, "statistics.state.act").isVisible()


def test_it_is_read_again_when_the_centre_tells_more(shown, monkeypatch):
    monkeypatch.setattr(demo, "STATISTICS", {})
    shown.bridge.publish(Changes(rows=frozenset({"statistics"}), origin="sync"))
    settle(shown.bridge)
    assert "还没有督查统计" in shown.window.page.card.accessibleName()
