"""The dialog in which somebody says where a file is: nothing of it is cut, in any size of type."""

import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QFileDialog, QListView, QStyleOptionViewItem, QToolButton, QTreeView, QWidget

import oa_client
from oa_client.ui import theme
from oa_client.ui.widgets.file_picker import KIND, SAVED, SIZE, TOOLS, FilePicker
from oa_client.ui.widgets.page import MINIMUM

LONG = "附件2：关于立即开展地下车库和低洼路段积水隐患排查整治情况的清单（2026年第三季度）.xlsx"


@pytest.fixture
def opened(qtbot, look, tmp_path):
    """The dialog over the smallest window, in a folder with a long name in it."""
    (tmp_path / "已办").mkdir()
    (tmp_path / LONG).write_bytes(b"x" * 123_456)
    saved = datetime.fromisoformat("2026-03-05T16:07:00+08:00").timestamp()
    os.utime(tmp_path / LONG, (saved, saved))

    def start(size=theme.Type.STANDARD, **worn):
        look(type=size, **worn)
        over = QWidget()
        qtbot.addWidget(over)
        over.resize(MINIMUM)
        over.show()
        picker = FilePicker(over, "另存为", "dialog.save", str(tmp_path))
        picker.setViewMode(QFileDialog.ViewMode.Detail)
        picker.saving("传阅单.pdf", "pdf")
        picker.open()
        files = picker.findChild(QTreeView, "treeView")
        qtbot.waitUntil(lambda: files.model().rowCount(files.rootIndex()) == 2)
        picker.over = over
        return picker, files

    return start


@pytest.mark.parametrize("size", theme.Type)
def test_sizes_and_days_are_whole_and_the_name_has_the_rest(opened, size):
    _picker, files = opened(size)
    shown = [c for c in range(files.model().columnCount(QModelIndex())) if not files.isColumnHidden(c)]
    assert KIND not in shown
    assert len(shown) == 3
    for column in shown[1:]:
        assert files.columnWidth(column) >= files.sizeHintForColumn(column)
    assert files.columnWidth(shown[0]) > files.width() // 3
    assert sum(map(files.columnWidth, shown)) <= files.viewport().width()


@pytest.mark.parametrize("size", theme.Type)
def test_the_places_at_its_side_are_whole_and_all_of_it_is_within_the_window(opened, size):
    picker, _files = opened(size)
    places = picker.findChild(QListView, "sidebar")
    assert places.viewport().width() >= places.sizeHintForColumn(0)
    assert picker.width() < picker.over.width()
    assert picker.height() < picker.over.height()


def said(files, row, column):
    """What stands in a cell, as it is painted."""
    index = files.model().index(row, column, files.rootIndex())
    option = QStyleOptionViewItem()
    files.itemDelegateForIndex(index).initStyleOption(option, index)
    return option.text


def test_sizes_and_days_are_said_as_in_every_other_list_whatever_the_language_of_the_system(opened):
    _picker, files = opened()
    rows = {said(files, row, 0): row for row in range(2)}
    file, folder = rows[LONG], rows["已办"]
    assert said(files, file, SIZE) == "121 KB"
    assert said(files, file, SAVED) == "2026年3月5日 16:07"
    assert said(files, folder, SIZE) == ""


def near(one, other):
    """One colour but for how it is rounded."""
    return max(abs(one.red() - other.red()), abs(one.green() - other.green()), abs(one.blue() - other.blue())) <= 3


@pytest.mark.parametrize("scheme", theme.Scheme)
def test_its_tools_are_drawn_in_the_colour_of_text(opened, scheme):
    picker, _files = opened(scheme=scheme)
    wanted = theme.current().colour("text")
    for name in TOOLS:
        tool = picker.findChild(QToolButton, name)
        drawn = tool.icon().pixmap(tool.iconSize()).toImage()
        spots = [drawn.pixelColor(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
        inked = [spot for spot in spots if spot.alpha() > 120]
        assert len(inked) > 12, name
        assert all(near(spot, wanted) for spot in inked), name


def test_there_is_no_other_dialog_for_files():
    root = Path(oa_client.__file__).parent / "ui"
    made = re.compile(r"QFileDialog(\(|\.get)")
    found = [path.name for path in root.rglob("*.py") if made.search(path.read_text("utf-8"))]
    assert found == []
