"""打印登记簿: the preview is given the register as the list shows it."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMenu

from oa_client.app.forms import Table
from oa_client.ui.circulation.printed import chosen, paper
from oa_client.ui.widgets.choice import Chip, Choice
from tests.ui.clerk_pictures import incoming


def test_the_form_holds_the_rows_of_the_list_and_says_what_was_left_out():
    scene, matter = incoming()
    form = paper(scene.desk, "incoming", [matter], Choice(Chip.LATE, text="小区"))()
    (table,) = [part for part in form.parts if isinstance(part, Table)]
    (row,) = table.rows
    assert form.title == "望春街道办事处收文登记簿"
    assert form.lying
    assert form.mark == "只印：超期，含“小区”"
    assert "明建〔2026〕118号" in row
    assert "李芳" in row
    assert chosen(Choice()) == ""


@pytest.mark.parametrize(
    ("place", "offered"), [("incoming", "打印收文登记簿…"), ("instruction", "打印领导批示台账…"), ("exchange", "")]
)
def test_the_registers_that_are_printed_are_offered_by_name(open_desktop, place, offered):
    shown = open_desktop(page=place)
    filters = shown.window.page.listing.filters
    filters.export.click()
    acts = {action.text(): action for menu in filters.findChildren(QMenu) for action in menu.actions()}
    assert [words for words in acts if words.startswith("打印")] == [offered] * bool(offered)
    if offered:
        acts[offered].trigger()
        (_form, title, name, parent) = shown.printed[-1]
        assert name == f"{title}.pdf"
        assert parent is shown.window
    for box in shown.window.findChildren(QFileDialog):
        box.reject()
