"""Lists and the address book as files; what makes them is loaded when the first is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oa_client.app import whole
from oa_client.app.directory import Format, Staff
from oa_client.app.tabular import ForeignRow, Tabular


class FileTables:
    """`oa_client.app.tabular.Tables` by openpyxl and the standard library."""

    def workbook(self, table: Tabular) -> bytes:
        """A table as XLSX; raises what reading its rows raises."""
        from oa_client.export.workbook import workbook  # noqa: PLC0415 - only writing one needs it

        return workbook(table, *table.further)

    def read(self, data: bytes) -> tuple[ForeignRow, ...]:
        """A workbook by openpyxl, measured first. Raises `Foreign`."""
        from oa_client.export.reading import read_workbook  # noqa: PLC0415 - only reading one needs it

        return read_workbook(data)

    def directory(self, staff: Sequence[Staff], form: Format) -> bytes:
        """Lines of the address book in one of its forms."""
        from oa_client.export.directory import as_bytes  # noqa: PLC0415 - only writing one needs it

        return as_bytes(staff, form)


def write(table: Tabular, path: Path) -> None:
    """Write a table to a file, whole or not at all. Raises OSError, and what reading its rows raises."""
    whole.put(path, FileTables().workbook(table))
