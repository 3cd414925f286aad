"""A list as a workbook: what is text stays text, what is a date is one, and what breaks off leaves nothing."""

import tempfile
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from oa_client.app.tabular import Column, GivenUp, Reading, Tabular
from oa_client.export.tables import write

HEADS = (Column("文号", 24), Column("标题", 50), Column("时限", 17), Column("份数", 6), Column("批示日期", 12))
EVIL = ['=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1"]


def table(rows, title="收文"):
    return Tabular(title, HEADS, rows)


def written(path, rows, **more):
    write(table(rows, **more), path)
    return load_workbook(path).active


def test_cells_are_what_they_mean(tmp_path):
    row = ("海政发〔2026〕12号", "关于防汛的通知", datetime.fromisoformat("2026-11-20T09:30"), 3, date(2026, 11, 19))
    sheet = written(tmp_path / "收文.xlsx", [row, ("2026-0012", None, None, None, None)])
    assert [c.value for c in sheet[1]] == [c.head for c in HEADS]
    number, _title, due, copies, day = sheet[2]
    assert (number.value, number.data_type) == ("海政发〔2026〕12号", "s")
    assert (due.is_date, due.value, due.number_format) == (
        True,
        datetime.fromisoformat("2026-11-20T09:30"),
        "yyyy-mm-dd hh:mm",
    )
    assert (copies.value, copies.data_type) == (3, "n")
    assert (day.is_date, day.number_format) == (True, "yyyy-mm-dd")
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["A3"].number_format) == ("2026-0012", "s", "@")
    assert sheet["C3"].value is None
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(tmp_path, text):
    cell = written(tmp_path / "收文.xlsx", [(text,)])["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_a_title_no_sheet_may_bear_is_made_one(tmp_path):
    assert written(tmp_path / "x.xlsx", [], title="检索［市/区］*:" * 9).title == ("检索［市／区］＊：" * 9)[:31]


def test_given_up_or_broken_there_is_no_file_and_nothing_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    place = tmp_path / "收文.xlsx"
    place.write_bytes(b"of yesterday")

    def rows():
        for n in range(5000):
            if n == 3000:
                reading.give_up()
            yield (f"{n}",)

    reading = Reading(rows(), 5000)
    with pytest.raises(GivenUp):
        write(table(reading), place)
    assert reading.done == 3000

    def torn():
        yield ("1",)
        raise OSError(5, "the disk does not answer")

    with pytest.raises(OSError, match="does not answer"):
        write(table(torn()), place)
    assert place.read_bytes() == b"of yesterday"
    assert [p.name for p in tmp_path.iterdir()] == ["收文.xlsx"]


def test_who_gives_up_at_the_last_row_gets_no_file(tmp_path):
    reading = Reading(iter([("1",)]), 1)
    reading.give_up()
    with pytest.raises(GivenUp):
        write(table(reading), tmp_path / "收文.xlsx")
    assert not list(tmp_path.iterdir())
