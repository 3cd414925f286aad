from dataclasses import replace

from oa_client.app.reading import ListName, Mark
from oa_client.wording.lines import line
from tests.ui import demo

OFFICE = demo.Library().directory()


def row(n=0, **more):
    item = demo.lists()[ListName.TODO][n]
    return line(replace(item, **more), OFFICE, demo.NOW)


def test_a_row_says_unit_number_state_and_limit():
    said = row(1)
    assert said.meta == "明州区人民政府办公室 · 明政办发〔2026〕87号 · 轮阅中"
    assert (said.due, said.late, said.tag) == ("超期 1 天", True, "特急")


def test_a_reader_of_the_screen_hears_urgency_first():
    said = row(0, mark=Mark.WAITING).spoken
    assert said.startswith("特急，未读，关于做好今年第12号台风防御工作的紧急通知，区应急管理局")
    assert said.endswith("今天 17:24 到期，待上传，08:54")


def test_what_is_over_has_no_limit():
    item = demo.lists()[ListName.TODO][1]
    over = replace(item, row=replace(item.row, over=True))
    assert line(over, OFFICE, demo.NOW).due == ""


def test_an_unknown_unit_and_an_empty_title_still_make_a_row():
    item = demo.lists()[ListName.TODO][8]
    said = line(replace(item, row=replace(item.row, title="", unit=404), whole=False), OFFICE, demo.NOW)
    assert said.title == "（无标题）"
    assert said.meta == "轮阅中 · 未取全文"
