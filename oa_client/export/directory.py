"""The address book as files: XLSX and CSV for tables, vCard for telephones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from oa_client.app import whole
from oa_client.app.directory import Format, Staff
from oa_client.app.tabular import Column, Tabular
from oa_client.export.vcards import vcards
from oa_client.export.workbook import workbook

HEADS = ("姓名", "职务", "单位", "办公电话", "手机", "短号")
_WIDTHS = (12, 24, 30, 16, 14, 8)
_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A table program takes a cell that begins so for a formula."""


def cells(staff: Staff) -> tuple[str, ...]:
    """A line's columns, in the order of `HEADS`."""
    person = staff.person
    return person.name, staff.title, staff.unit.name, person.phone, person.mobile, person.short


def harmless(text: str) -> str:
    """A cell that no table program takes for a formula, whoever wrote it."""
    return f"'{text}" if text.startswith(_STARTS) else text


def write(staff: Sequence[Staff], form: Format, path: Path) -> None:
    """Write lines to a file, whole or not at all. Raises OSError."""
    whole.put(path, as_bytes(staff, form))


def as_bytes(staff: Sequence[Staff], form: Format) -> bytes:
    """The file's bytes."""
    if form is Format.XLSX:
        columns = tuple(map(Column, HEADS, _WIDTHS))
        return workbook(Tabular("通讯录", columns, map(cells, staff)))
    if form in {Format.VCARD3, Format.VCARD4}:
        return vcards(staff, form).encode()
    text = table(map(cells, staff))
    return text.encode("gb18030", "replace") if form is Format.CSV_GB else b"\xef\xbb\xbf" + text.encode()


def table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV with their heads, every cell harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()
