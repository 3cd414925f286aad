"""Rows as an XLSX workbook of one sheet; every cell is text, whatever it looks like."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST = 32_767
"""Characters a cell can hold."""


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    """The workbook's bytes: heads in bold that stay in sight, columns so many characters wide."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:MOST])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
