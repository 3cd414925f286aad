"""Tables as an XLSX workbook: text is text whatever it looks like, a date is a date, an amount a number."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from oa_client.app.tabular import Cell, Tabular

MOST = 32_767
"""Characters a cell can hold."""
MOST_TITLE = 31
_NOT_IN_TITLES = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "[]:*?/\\"}
"""Told by their wide forms."""
DAY, MOMENT, TEXT, AMOUNT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@", "#,##0.00"


def workbook(*tables: Tabular) -> bytes:
    """The workbook's bytes, a sheet a table: heads in bold that stay in sight, columns so many characters wide.

    What the rows raise passes through, and no part of what they said stays behind on the disk.
    """
    book = Workbook(write_only=True)
    try:
        for table in tables:
            _sheet(book, table)
    except BaseException:
        _forget(book)
        raise
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, table: Tabular) -> None:
    sheet = book.create_sheet(table.title.translate(_NOT_IN_TITLES)[:MOST_TITLE])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_cell(sheet, column.head, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _forget(book: Workbook) -> None:
    """The library keeps rows in a file of its own until they are saved; saving to nowhere takes it away."""
    with suppress(OSError):
        book.save(io.BytesIO())


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        return _text(sheet, value, bold=bold)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, Decimal):
        cell.number_format = AMOUNT
    if isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    return cell


def _text(sheet: object, text: str, *, bold: bool) -> WriteOnlyCell:
    """Text, also after somebody has stepped into the cell and out again: a format says so besides the type."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST]
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if not text[:1].isalpha() and text:
        cell.number_format = TEXT
    if bold:
        cell.font = Font(bold=True)
    return cell
