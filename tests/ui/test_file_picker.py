"""The dialog in which somebody says where a file is: nothing of it is cut, in any size of type."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QFileDialog, QListView, QTreeView, QWidget

import oa_client
from oa_client.ui import theme
from oa_client.ui.widgets.file_picker import KIND, FilePicker
from oa_client.ui.widgets.page import MINIMUM

LONG = "附件2：关于立即开展地下车库和低洼路段积水隐患排查整治情况的清单（2026年第三季度）.xlsx"


@pytest.fixture
def opened(qtbot, look, tmp_path):
    """The dialog over the smallest window, in a folder with a long name in it."""
    (tmp_path / "已办").mkdir()
    (tmp_path / LONG).write_bytes(b"x" * 123_456)

    def start(size):
        look(type=size)
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


def test_there_is_no_other_dialog_for_files():
    root = Path(oa_client.__file__).parent / "ui"
    made = re.compile(r"QFileDialog(\(|\.get)")
    found = [path.name for path in root.rglob("*.py") if made.search(path.read_text("utf-8"))]
    assert found == []
