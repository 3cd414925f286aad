"""Writing lists and the address book to files; what makes tables of them is loaded when first asked for.

The desktop starts with these at hand and mostly never needs what stands behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oa_client.app.body import Body
from oa_client.app.directory import Format, Staff
from oa_client.app.office_copy import BroughtBack
from oa_client.app.tabular import ForeignRow, Tabular


def write_directory(staff: Sequence[Staff], form: Format, path: Path) -> None:
    """Write the address book to a file. Raises OSError."""
    from oa_client.export.directory import write  # noqa: PLC0415 - the start does not wait for it

    write(staff, form, path)


def write_table(table: Tabular, path: Path) -> None:
    """Write a list to a file. Raises OSError."""
    from oa_client.export.tables import write  # noqa: PLC0415 - the same

    write(table, path)


def read_table(data: bytes) -> tuple[ForeignRow, ...]:
    """The rows of somebody's workbook. Raises `Foreign`."""
    from oa_client.export.reading import read_workbook  # noqa: PLC0415 - the same

    return read_workbook(data)


class DraftFiles:
    """Drafts as files of office software (app.office_copy.OfficeFiles)."""

    def write(self, title: str, body: Body) -> bytes:
        """A DOCX of the text and its attachments."""
        from oa_client.export.draft_docx import write  # noqa: PLC0415 - the same

        return write(title, body)

    def read(self, data: bytes) -> BroughtBack:
        """The text in a DOCX. Raises `Unreadable`."""
        from oa_client.export.draft_docx import read  # noqa: PLC0415 - the same

        return read(data)
