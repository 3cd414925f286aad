"""The first sheet of a workbook from outside as rows of cells: it is not trusted, and measured before it is read.

A formula gives the value the file holds for it, and says so; a merged cell gives its value everywhere, and says so.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from oa_client.app.tabular import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Foreign, ForeignCell, ForeignRow
from oa_client.protocol.workbooks import Ceiling, Measured, Unreadable, check_package, check_sheet

MOST_UNPACKED, MOST_ELEMENTS = 64 * 1024 * 1024, 1_500_000
MOST = Ceiling(MOST_BYTES, MOST_UNPACKED, MOST_ELEMENTS, MOST_ROWS, MOST_COLUMNS)
_Value = str | int | float | date | None
_CODES = {
    "old": "sheet_old",
    "locked": "sheet_locked",
    "broken": "sheet_broken",
    "too_large": "sheet_too_large",
    "too_full": "sheet_too_full",
    "too_many_rows": "sheet_too_many_rows",
    "merged_too_far": "sheet_merged_too_far",
}


def read_workbook(data: bytes) -> tuple[ForeignRow, ...]:
    """Its rows that hold anything. Raises `Foreign`."""
    try:
        check_package(data, MOST)
        return tuple(_rows(data))
    except Unreadable as why:
        raise Foreign(_CODES[why.code], {"limit": why.limit, "size": len(data)}) from why
    except Exception as error:  # the reader raises whatever a broken part makes it stumble over
        raise Foreign("sheet_broken") from error


def _rows(data: bytes) -> Iterator[ForeignRow]:
    """Row by row as the file has them: so no cell is made that it does not hold, whatever a merge says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles it does not know, and dates that are none
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            measured = check_sheet(data, sheet._worksheet_path, MOST)  # noqa: SLF001 - the part it will read itself
            since_1904 = book.epoch == CALENDAR_MAC_1904
            lines = sheet.iter_rows(1, measured.rows, 1, measured.columns, values_only=True) if measured.rows else ()
            values = [tuple(_plain(value) for value in line) for line in lines]
        finally:
            book.close()
    yield from _filled(values, measured, since_1904=since_1904)


def _filled(values: list[tuple[_Value, ...]], measured: Measured, *, since_1904: bool) -> Iterator[ForeignRow]:
    merged = measured.merged()
    for number in range(1, measured.rows + 1):
        cells = tuple(
            ForeignCell(
                _at(values, *merged.get((number, at), (number, at))),
                formula=(number, at) in measured.formulas,
                merged=(number, at) in merged,
                since_1904=since_1904,
            )
            for at in range(1, measured.columns + 1)
        )
        if any(c.value is not None or c.formula for c in cells):
            yield ForeignRow(number, cells)


def _at(values: list[tuple[_Value, ...]], row: int, column: int) -> _Value:
    """What stands there; a merge may begin where the sheet has no cells."""
    line = values[row - 1] if row <= len(values) else ()
    return line[column - 1] if column <= len(line) else None


def _plain(value: object) -> _Value:
    """What a cell holds, of the few kinds that mean something; an hour of the day by itself is a text."""
    if value is None or isinstance(value, bool | time):
        return None if value is None else str(value)
    if isinstance(value, datetime | date | int | float):
        return value
    text = str(value).strip()
    return text or None
