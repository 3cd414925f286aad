"""Workbooks that say more than they hold: neither end builds a thing of them, whoever opens them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from oa_client.app.tabular import MOST_COLUMNS, MOST_ROWS, Foreign
from oa_client.export.reading import read_workbook
from server_stub.cannot import CannotDo
from server_stub.workbooks import MOST as AT_THE_CENTRE
from server_stub.workbooks import read_workbook as read_at_the_centre

SHEET = "xl/worksheets/sheet1.xml"


def book():
    made = Workbook()
    made.active.append(["姓名", "单位"])
    made.active.append(["赵六", "东街道"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(data, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            content = before.read(info)
            changed = change(content) if info.filename == name else content
            assert info.filename != name or changed != content
            after.writestr(info.filename, changed)
    return out.getvalue()


def after_rows(words):
    return with_part(book(), SHEET, lambda c: c.replace(b"</sheetData>", b"</sheetData>" + words))


def merges(*areas):
    said = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return after_rows(f"<mergeCells>{said}</mergeCells>".encode())


def rows(words):
    return with_part(book(), SHEET, lambda c: c.replace(b"</sheetData>", words + b"</sheetData>"))


ranges = "A1:A2 " * 200_000
HOSTILE = {
    "a column merged as a whole": (merges("A1:A1048576"), "sheet_merged_too_far"),
    "a row merged as a whole": (merges("A1:XFD1"), "sheet_merged_too_far"),
    "a sheet merged as a whole": (merges("A1:Z1048576"), "sheet_merged_too_far"),
    "merges over each other": (merges(*["A1:BH3000"] * 40, *["A1:CV60000"] * 4), "sheet_merged_too_far"),
    "merges without end": (merges(*["A1"] * 160_000), "sheet_too_full"),
    "one rule for many ranges": (
        after_rows(f'<conditionalFormatting sqref="{ranges}"/>'.encode()),
        "sheet_too_full",
    ),
    "a cell far down": (rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "sheet_too_many_rows"),
    "a cell far right": (rows(b'<row r="3"><c r="XFD3"><v>1</v></c></row>'), "sheet_too_many_rows"),
    "a row twice": (rows(b'<row r="2"><c r="A2"><v>1</v></c></row>'), "sheet_broken"),
    "a cell twice": (rows(b'<row r="3">' + b'<c r="A3"><v>1</v></c>' * 2 + b"</row>"), "sheet_broken"),
    "one thing within another": (
        after_rows(b"<extLst>" * 200 + b"</extLst>" * 200),
        "sheet_broken",
    ),
    "styles without end": (
        with_part(book(), "xl/styles.xml", lambda c: c.replace(b"</cellXfs>", b"<xf/>" * 160_000 + b"</cellXfs>")),
        "sheet_too_full",
    ),
    "a document type behind a long remark": (
        with_part(
            book(),
            "xl/workbook.xml",
            lambda c: b"<!--" + b" " * 9000 + b'--><!DOCTYPE a [<!ENTITY b "c">]>' + c.partition(b"?>")[2].lstrip(),
        ),
        "sheet_broken",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_says_more_than_it_holds_is_refused_at_both_ends(name):
    data, code = HOSTILE[name]
    with pytest.raises(Foreign) as caught:
        read_workbook(data)
    assert caught.value.code == code
    with pytest.raises(CannotDo) as told:
        read_at_the_centre(data)
    assert "{" not in str(told.value)


def test_a_claimed_size_and_a_far_format_mean_nothing():
    claimed = with_part(book(), SHEET, lambda c: c.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    formatted = with_part(
        claimed, SHEET, lambda c: c.replace(b"</sheetData>", b'<row r="1048576" ht="9"/></sheetData>')
    )
    for data in (claimed, formatted):
        assert [[c.value for c in r.cells] for r in read_workbook(data)] == [["姓名", "单位"], ["赵六", "东街道"]]
        assert read_at_the_centre(data) == [(1, ["姓名", "单位"]), (2, ["赵六", "东街道"])]


def test_a_merge_gives_its_value_also_where_the_sheet_has_no_cells():
    data = merges("B2:C4")
    assert [[c.value for c in r.cells] for r in read_workbook(data)] == [
        ["姓名", "单位", None],
        ["赵六", "东街道", "东街道"],
        [None, "东街道", "东街道"],
        [None, "东街道", "东街道"],
    ]
    assert read_at_the_centre(data)[3] == (4, ["", "东街道", "东街道"])


def test_the_largest_table_that_is_taken_is_read():
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    for _ in range(MOST_ROWS):
        sheet.append([1] * 3)
    out = io.BytesIO()
    made.save(out)
    assert len(read_workbook(out.getvalue())) == MOST_ROWS
    assert AT_THE_CENTRE.columns > MOST_COLUMNS
