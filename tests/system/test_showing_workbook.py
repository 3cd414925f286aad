import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from oa_client.system.preview import ChildPreview
from oa_client.system.showing import workbook
from oa_client.system.showing.cells import read_sheet
from oa_client.system.showing.looks import Looks
from oa_client.system.showing.number_forms import shown
from oa_client.system.showing.unreadable import Unreadable
from tests.system.showing_files import LAUGHS, answered, spoiled, stands, text_of, with_member, zipped

SHEET = "xl/worksheets/sheet1.xml"


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def budget():
    book = Workbook()
    sheet = book.active
    sheet.title = "部门预算"
    sheet.append(["二〇二六年部门预算（万元）"])
    sheet.merge_cells("A1:D1")
    sheet.append(["单位", "编报日期", "金额", "占比"])
    sheet.append(["区政府办公室", date(2026, 3, 5), 12345.678, 0.256])
    sheet.append(["区财政局", datetime.fromisoformat("2026-11-22 14:30"), -6, 1])
    sheet["B3"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["B4"].number_format = "yyyy-mm-dd hh:mm"
    sheet["C3"].number_format = "#,##0.00"
    sheet["D3"].number_format = "0.0%"
    sheet["C5"] = "=SUM(C3:C4)"
    sheet["D5"] = True
    other = book.create_sheet("备用")
    other.sheet_state = "hidden"
    other["A1"] = "说明"
    book.create_sheet("空表")
    return saved(book)


def rows(n, columns=3):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("大表")
    for r in range(n):
        sheet.append([f"第{r + 1}行", *range(columns - 1)])
    return saved(book)


@pytest.fixture
def preview():
    made = ChildPreview()
    yield made
    made.close()


def test_cells_are_shown_as_people_see_them():
    first, second, third = text_of(workbook.pages(budget()))
    for said in (
        "部门预算",
        "二〇二六年部门预算（万元）",
        "2026年3月5日",
        "2026-11-22 14:30",
        "12,345.68",
        "25.6%",
        "-6",
        "是",
    ):
        assert said in first
    assert "有 1 处公式没有算好的结果" in first
    assert first.count("公式未计算") == 2
    assert "备用（已隐藏的表）" in second
    assert "这张表是空的。" in third


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1234567.0, "General", "1234567"),
        (1234567.891, "#,##0", "1,234,568"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-3, '0;"负"0', "负3"),
        (0.5, "0%", "50%"),
        (88.5, '"￥"#,##0.00', "￥88.50"),
        (88.5, '[$￥-804]#,##0.0"元"', "￥88.5元"),
        (1, "yyyy/m/d", "1900/1/1"),
        (60.5, "General", "60.5"),
        (2958465.9999999, "yyyy/m/d", "2958466"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (46000, 'm"月"d"日"', "12月9日"),
        (46000.75, "yyyy/m/d h:mm", "2025/12/9 18:00"),
        (0.52, "上午/下午h:mm", "下午12:28"),
        (1.5, "[h]:mm", "36:00"),
        (46000, "aaaa", "星期二"),
        (0, '0.00;-0.00;"—"', "—"),
        (-1, "yyyy/m/d", "-1"),
        (1e9, "yyyy/m/d", "1000000000"),
        (3, "@", "3"),
        (12345.0, "0.00E+00", "1.23E+04"),
    ],
)
def test_forms_of_numbers(value, form, said):
    assert shown(value, form) == said


def test_dates_agree_with_the_library_everybody_uses():
    from openpyxl.utils.datetime import from_excel

    for day in (*range(1, 60), 61, 100.25, 36526.999, 46123.5):
        assert shown(day, "yyyy-mm-dd") == f"{from_excel(day):%Y-%m-%d}"


def test_a_book_of_old_machines_begins_in_1904():
    assert shown(0, "yyyy-mm-dd", from_1904=True) == "1904-01-01"


def test_a_long_sheet_says_where_it_ends():
    said = "".join(text_of(workbook.pages(rows(1000))))
    assert "只显示前 200 行，这张表到第 1000 行。" in said
    assert "第200行" in said
    assert "第201行" not in said


def test_a_book_of_many_full_sheets_is_shown_from_its_beginning_and_says_that_there_is_more(preview):
    book = Workbook(write_only=True)
    for n in range(8):
        sheet = book.create_sheet(f"第{n + 1}张")
        for _ in range(200):
            sheet.append(["数"] * 40)
    data = saved(book)
    assert answered(preview, data) == ""
    made = text_of(workbook.pages(data))
    assert "第1张" in made[0] and "不再显示" in made[-1]
    assert not any("第4张" in page for page in made)


def test_a_wide_sheet_says_how_wide_it_is():
    assert "只显示前 40 列，这张表到第 60 列。" in "".join(text_of(workbook.pages(rows(5, 60))))


def test_a_million_rows_are_answered(preview):
    row = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(1, 1_000_001))
    sheet = f"<worksheet><sheetData>{row}</sheetData></worksheet>"
    found = read_sheet(sheet.encode(), Looks(()), [])
    assert (found.rows, len(found.texts), found.texts[199]) == (1_000_000, 200, ["200"])
    stands(preview, with_member(budget(), SHEET, lambda _: sheet), budget())


def test_a_merged_cell_that_reaches_over_everything_stays_on_the_paper():
    data = with_member(budget(), SHEET, lambda d: d.replace(b'ref="A1:D1"', b'ref="A1:XFD1048576"'))
    assert "部门预算" in text_of(workbook.pages(data))[0]


def test_one_sheet_that_cannot_be_read_does_not_hide_the_others():
    first, second, _third = text_of(workbook.pages(with_member(budget(), SHEET, lambda d: d[:-30] + b"<<")))
    assert "这张表读不出来。" in first
    assert "说明" in second


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: LAUGHS.encode() + d, "unsafe_file"),
        (lambda d: b"<worksheet>" * 1000, "unsafe_file"),
        (lambda d: bytes(50 << 20), "unsafe_file"),
    ],
)
def test_what_a_stranger_sends_instead_is_one_code(change, code):
    with pytest.raises(Unreadable, match=code):
        workbook.pages(with_member(budget(), SHEET, change))


def test_a_book_without_sheets_is_broken():
    with pytest.raises(Unreadable, match="broken_file"):
        workbook.pages(zipped({"xl/workbook.xml": "<workbook/>"}))


def test_a_spoiled_book_costs_one_answer(preview):
    good = budget()
    answers = [stands(preview, bad, good) for bad in spoiled(good)]
    assert answers.count("broken_file") > 5
