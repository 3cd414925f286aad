"""The first sheet of an XLSX workbook as rows of text: merged cells filled, formulas as the values they had."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from openpyxl import load_workbook

from oa_client.protocol.workbooks import Ceiling, Measured, Unreadable, check_package, check_sheet
from server_stub.cannot import CannotDo

MOST = Ceiling(size=16 * 1024 * 1024, unpacked=128 * 1024 * 1024, elements=4_000_000, rows=60_000, columns=100)
"""Somewhat more than the rows of people taken at once; a sheet may claim a million."""
_ADVICE = "请把这张表复制到一个新的工作簿，另存为 .xlsx 或 CSV 再导入。"
TOLD: Mapping[str, str] = {
    "old": "这是旧版 .xls 或 .et 表格，读不了；请用表格软件另存为 .xlsx 或 CSV 再导入。",
    "locked": "这个表格设有打开密码，读不了；请用表格软件打开，取消密码，另存为 .xlsx 再导入。",
    "broken": "这个 .xlsx 打不开（文件不完整或不是表格）；请用表格软件打开，另存为 .xlsx 再导入。",
    "too_large": f"这个 .xlsx 太大；{_ADVICE}",
    "too_full": f"这个 .xlsx 里的样式、格式或文字太多；{_ADVICE}",
    "too_many_rows": f"表格多于 {MOST.rows} 行或 {MOST.columns} 列；{_ADVICE}",
    "merged_too_far": f"有合并单元格伸到 {MOST.rows} 行或 {MOST.columns} 列之外；请取消整行、整列的合并再导入。",
}


def read_workbook(data: bytes) -> list[tuple[int, Sequence[str | None]]]:
    """Its rows with their numbers; None stands for a formula whose value the file does not hold. Raises `CannotDo`."""
    try:
        check_package(data, MOST)
        return _rows(data)
    except Unreadable as why:
        raise CannotDo(TOLD[why.code]) from why
    except Exception as wrong:  # the reader raises whatever a broken part makes it stumble over
        raise CannotDo(TOLD["broken"]) from wrong


def _rows(data: bytes) -> list[tuple[int, Sequence[str | None]]]:
    """Row by row as the file has them: so no cell is made that it does not hold, whatever a merge says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles it does not know, and dates that are none
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            measured = check_sheet(data, sheet._worksheet_path, MOST)  # noqa: SLF001 - the part it will read itself
            lines = sheet.iter_rows(1, measured.rows, 1, measured.columns, values_only=True) if measured.rows else ()
            return _filled(list(lines), measured)
        finally:
            book.close()


def _filled(values: Sequence[Sequence[object]], measured: Measured) -> list[tuple[int, Sequence[str | None]]]:
    merged = measured.merged()

    def text(row: int, column: int) -> str | None:
        top, left = merged.get((row, column), (row, column))
        line = values[top - 1] if top <= len(values) else ()
        return _text(line[left - 1] if left <= len(line) else None, is_formula=(row, column) in measured.formulas)

    columns = range(1, measured.columns + 1)
    return [(row, [text(row, column) for column in columns]) for row in range(1, measured.rows + 1)]


def _text(value: object, *, is_formula: bool) -> str | None:
    if value is None:
        return None if is_formula else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
