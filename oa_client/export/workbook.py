"""Rows as an XLSX workbook of one sheet: text is text whatever it looks like, a date is a date."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from oa_client.app.tabular import Cell

MOST = 32_767
"""Characters a cell can hold."""
MOST_TITLE = 31
_NOT_IN_TITLES = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in "[]:*?/\\"}
"""Told by their wide forms."""
DAY, MOMENT, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@"


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int]) -> bytes:
    """The workbook's bytes: heads in bold that stay in sight, columns so many characters wide.

    What `rows` raises passes through, and no part of what they said stays behind on the disk.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title.translate(_NOT_IN_TITLES)[:MOST_TITLE])
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    try:
        sheet.append([_cell(sheet, head, bold=True) for head in heads])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    except BaseException:
        _forget(book)
        raise
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _forget(book: Workbook) -> None:
    """The library keeps rows in a file of its own until they are saved; saving to nowhere takes it away."""
    with suppress(OSError):
        book.save(io.BytesIO())


def _cell(sheet: object, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, str):
        return _text(sheet, value, bold=bold)
    cell = WriteOnlyCell(sheet, value=value)
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
