"""Lists as files: XLSX."""

from __future__ import annotations

from pathlib import Path

from oa_client.app import whole
from oa_client.app.tabular import Tabular
from oa_client.export.workbook import workbook


def write(table: Tabular, path: Path) -> None:
    """Write a table to a file, whole or not at all. Raises OSError, and what reading its rows raises."""
    heads, widths = [c.head for c in table.columns], [c.width for c in table.columns]
    whole.put(path, workbook(table.title, heads, table.rows, widths))
