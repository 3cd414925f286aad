"""The first sheet of a workbook from outside as rows of cells: it is not trusted, and measured before it is read.

A formula gives the value the file holds for it, and says so; a merged cell gives its value everywhere, and says so.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook

from oa_client.app.tabular import Foreign, ForeignCell, ForeignRow

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 8 * 1024 * 1024, 64 * 1024 * 1024, 500
MOST_ROWS, MOST_COLUMNS = 3000, 60
_OLD = b"\xd0\xcf\x11\xe0"


def read_workbook(data: bytes) -> tuple[ForeignRow, ...]:
    """Its rows that hold anything. Raises `Foreign`."""
    _measure(data)
    try:
        return tuple(_rows(data))
    except Foreign:
        raise
    except Exception as error:  # the reader raises whatever a broken part makes it stumble over
        raise Foreign("sheet_broken") from error


def _measure(data: bytes) -> None:
    if data[:4] == _OLD:
        raise Foreign("sheet_old")
    if len(data) > MOST_BYTES:
        raise Foreign("sheet_too_large", {"limit": MOST_BYTES, "size": len(data)})
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > MOST_UNPACKED:
                raise Foreign("sheet_too_large", {"limit": MOST_UNPACKED, "size": sum(i.file_size for i in infos)})
            if any(b"<!DOCTYPE" in package.read(i)[:4096] for i in infos if i.filename.endswith((".xml", ".rels"))):
                raise Foreign("sheet_broken")
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise Foreign("sheet_broken") from error


def _rows(data: bytes) -> Iterator[ForeignRow]:
    values, formulas = load_workbook(io.BytesIO(data), data_only=True), load_workbook(io.BytesIO(data))
    if not values.worksheets:
        raise Foreign("sheet_broken")
    sheet, written = values.worksheets[0], formulas.worksheets[0]
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        raise Foreign("sheet_too_many_rows", {"limit": MOST_ROWS})
    merged = {
        (row, column): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
        for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
    }
    for number, (cells, sources) in enumerate(zip(sheet.iter_rows(), written.iter_rows(), strict=True), 1):
        line = tuple(
            ForeignCell(
                _plain(merged.get((number, at), cell.value)),
                formula=source.data_type == "f",
                merged=(number, at) in merged,
            )
            for at, (cell, source) in enumerate(zip(cells, sources, strict=True), 1)
        )
        if any(c.value is not None or c.formula for c in line):
            yield ForeignRow(number, line)


def _plain(value: object) -> str | int | float | date | None:
    """What a cell holds, of the few kinds that mean something; an hour of the day by itself is a text."""
    if value is None or isinstance(value, bool | time):
        return None if value is None else str(value)
    if isinstance(value, datetime | date | int | float):
        return value
    text = str(value).strip()
    return text or None
