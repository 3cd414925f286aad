"""The first sheet of an XLSX workbook as rows of text: merged cells filled, formulas as the values they had."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import load_workbook

MOST = 200_000
"""Rows looked at; a sheet may claim a million."""


def read_workbook(data: bytes) -> list[tuple[int, Sequence[str | None]]]:
    """Its rows with their numbers; None stands for a formula whose value the file does not hold."""
    values = load_workbook(io.BytesIO(data), data_only=True)
    formulas = load_workbook(io.BytesIO(data))
    sheet, written = values.worksheets[0], formulas.worksheets[0]
    filled = {
        (row, column): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    found: list[tuple[int, Sequence[str | None]]] = []
    for number, (cells, sources) in enumerate(zip(sheet.iter_rows(), written.iter_rows(), strict=True), 1):
        if number > MOST:
            break
        line = [
            _text(filled.get((number, at), cell.value), is_formula=source.data_type == "f")
            for at, (cell, source) in enumerate(zip(cells, sources, strict=True), 1)
        ]
        found.append((number, line))
    return found


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
