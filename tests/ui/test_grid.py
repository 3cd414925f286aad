"""Tables to read: what they say, and that nothing in them is cut while there is room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from oa_client.ui import theme
from oa_client.ui.matter.readers_tab import DELIVERED, UNIT, ReadersTab
from oa_client.ui.matter.receipts_table import UnitsTable
from oa_client.ui.matter.sheet import UnitLine
from oa_client.ui.matter.strands import ReaderLine

LINES = (
    ReaderLine("批示", "周建国", "望春街道办事处", "批示（本人已核对）", "11月18日 09:24", "11月18日 12:24", "87190003", False, False),
    ReaderLine("主办", "李芳", "望春街道办事处", "待办 · 超期", "11月18日 18:24", "", "87190004", True, True),
)  # fmt: skip


@pytest.fixture
def tab(qtbot, qapp):
    kept = []

    def show(width, made=None):
        theme.load_faces()
        theme.apply(qapp, made or theme.Look())
        shown = ReadersTab()
        kept.append(shown)
        qtbot.addWidget(shown)
        shown.resize(width, 300)
        shown.show()
        shown.show_readers(LINES, "已办 1 / 共 2", "办理情况")
        return shown

    yield show
    qapp.setStyleSheet("")


def cut(table):
    """The columns in sight whose words do not fit."""
    metrics = QFontMetrics(theme.current().font(bold=True))
    model = table.model()
    seen = [c for c in range(model.columnCount()) if not table.isColumnHidden(c)]
    return [
        c for c in seen for r in range(model.rowCount())
        if metrics.horizontalAdvance(model.index(r, c).data()) + 10 > table.columnWidth(c)
    ]  # fmt: skip


@pytest.mark.parametrize("size", list(theme.Type))
def test_no_word_of_a_strand_is_cut_and_nothing_is_scrolled_sideways(tab, size):
    table = tab(826, theme.Look(type=size)).table
    assert set(cut(table)) <= {UNIT}
    assert sum(table.columnWidth(c) for c in range(7) if not table.isColumnHidden(c)) <= table.viewport().width()


def test_the_time_it_came_gives_way_where_there_is_little_room(tab):
    assert not tab(826).table.isColumnHidden(DELIVERED)
    narrow = tab(620).table
    assert narrow.isColumnHidden(DELIVERED)
    assert "11月18日 09:24" in narrow.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_units_say_every_head_with_its_number(qtbot):
    table = UnitsTable()
    qtbot.addWidget(table)
    table.show_units((UnitLine("望春街道办事处", 1, 3),))
    assert table.property("role") == "grid", "cells stand under their heads"
    spoken = table.units.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "单位 望春街道办事处，应阅 3，已阅 1，未阅 2"
