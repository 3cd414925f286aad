"""A list on its way out as a table: its columns, its rows as they are read, and how far that is. No file formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from oa_client.app.directory import Format, Staff

MOST_BYTES = 8 * 1024 * 1024
"""A larger table of somebody's is not read; who reads it from a file stops one byte beyond."""
MOST_ROWS, MOST_COLUMNS = 3000, 60
Cell = str | int | Decimal | date | datetime | None
"""A date is a date, a number a number, a decimal an amount in 元; all else, a document's number above all, is text."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column, and how many characters it is wide."""

    head: str
    width: int


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table to write: `rows` are read while it is written. `further`: what stands on sheets behind it."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    further: tuple[Tabular, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignCell:
    """A cell of somebody's table: what it holds, whether by a formula, whether it is part of a merged one.

    `since_1904`: its workbook counts days from 1904, not from 1900; of a bare number nobody can tell which was meant.
    """

    value: str | int | float | date | None
    formula: bool = False
    merged: bool = False
    since_1904: bool = False


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A row of it, with the number a person sees beside it."""

    number: int
    cells: tuple[ForeignCell, ...]


class Foreign(Exception):
    """Somebody's table cannot be read; `code` and `facts` become one sentence."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        """The code of `oa_client.wording` and what belongs into its sentence."""
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})


ReadTable = Callable[[bytes], tuple[ForeignRow, ...]]
"""Reads the first sheet of somebody's workbook. Raises `Foreign`. Not for the GUI thread."""
WriteTable = Callable[[Tabular, Path], None]
"""Writes a table to a file, whole or not at all. Raises OSError."""


class Tables(Protocol):
    """Makes files of tables and of the address book. Not for the GUI thread."""

    def workbook(self, table: Tabular) -> bytes:
        """A table as XLSX."""
        ...

    def read(self, data: bytes) -> tuple[ForeignRow, ...]:
        """The rows of somebody's workbook, its first sheet. Raises `Foreign`."""
        ...

    def directory(self, staff: Sequence[Staff], form: Format) -> bytes:
        """Lines of the address book in one of its forms."""
        ...


class GivenUp(Exception):
    """Nobody wants the table any more; nothing was written."""


class Reading:
    """Rows on their way, counted as they pass; `give_up` from any thread ends them."""

    def __init__(self, rows: Iterable[Sequence[Cell]], total: int) -> None:
        """Over the rows; `total`: how many there should be."""
        self._rows, self.total, self.done, self._wanted = rows, total, 0, True

    def give_up(self) -> None:
        """Nobody wants the rest."""
        self._wanted = False

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        for row in self._rows:
            if not self._wanted:
                raise GivenUp
            self.done += 1
            yield row
        if not self._wanted:
            raise GivenUp
