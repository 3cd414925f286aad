"""The model of every list: the ids in order, and a small cache of pages fetched when they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from oa_client.app.reading import Listed
from oa_client.domain.matter import MatterId
from oa_client.ui.widgets import plain
from oa_client.wording.lines import Line

PAGE = 25
"""Rows fetched at once: the GUI thread reads at most so many (design.md §3)."""
PAGES = 40
LINE = int(Qt.ItemDataRole.UserRole) + 1
HEAD = LINE + 1
QUOTE = LINE + 2

Fetch = Callable[[Sequence[MatterId]], Sequence[Listed]]
Words = Callable[[Listed], Line]
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ListingModel(QAbstractTableModel):
    """Rows of matters in one column, painted by a delegate; asked for by id, never all at once."""

    failed = Signal(object)
    """Rows could not be read (OSError)."""

    def __init__(self, fetch: Fetch, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fetch, self._words = fetch, words
        self._ids: tuple[MatterId, ...] = ()
        self._rows: dict[MatterId, int] | None = None
        self._pages: OrderedDict[int, dict[MatterId, Line]] = OrderedDict()
        self._heads: dict[MatterId, str] = {}
        self._quotes: dict[MatterId, str] = {}

    @property
    def ids(self) -> tuple[MatterId, ...]:
        """The matters in order."""
        return self._ids

    def set_ids(self, ids: tuple[MatterId, ...], heads: Iterable[tuple[MatterId, str]] = ()) -> None:
        """Take another order or other matters; above some stands the head of a group."""
        self.beginResetModel()
        self._ids, self._rows, self._heads = ids, None, dict(heads)
        self._pages.clear()
        self.endResetModel()

    @property
    def heads(self) -> dict[int, str]:
        """The rows that begin a group, and its words."""
        found = ((self.row_of(matter), words) for matter, words in self._heads.items())
        return {row: words for row, words in found if row is not None}

    def set_quotes(self, quotes: Mapping[MatterId, str]) -> None:
        """Under some titles stands what a search found in their texts."""
        self._quotes = dict(quotes)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, 0))

    @property
    def quoted(self) -> tuple[int, ...]:
        """The rows with a quote."""
        return tuple(sorted(row for matter in self._quotes if (row := self.row_of(matter)) is not None))

    def _hand_on(self, row: int) -> None:
        """The next row of a group bears its head when the first goes."""
        words = self._heads.pop(self._ids[row], "")
        heir = self.id_at(row + 1)
        if words and heir is not None:
            self._heads.setdefault(heir, words)

    def row_of(self, matter: MatterId | None) -> int | None:
        """Where a matter stands, if it does."""
        if matter is None:
            return None
        if self._rows is None:
            self._rows = {one: row for row, one in enumerate(self._ids)}
        return self._rows.get(matter)

    def id_at(self, row: int) -> MatterId | None:
        """The matter in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def line(self, row: int) -> Line | None:
        """What a row says; None while it is on its way out."""
        matter = self.id_at(row)
        return self._page(row // PAGE).get(matter) if matter is not None else None

    def _page(self, number: int) -> dict[MatterId, Line]:
        page = self._pages.get(number)
        if page is None:
            ids = self._ids[number * PAGE : (number + 1) * PAGE]
            page = self._pages[number] = self._read(ids)
            while len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    def _read(self, ids: Sequence[MatterId]) -> dict[MatterId, Line]:
        try:
            return {item.matter: self._words(item) for item in self.fetch(ids)}
        except OSError as error:
            self.failed.emit(error)
            return {}

    def refresh(self, matters: Iterable[MatterId] | None = None) -> None:
        """Read these rows again when they are next in sight; all of them when None."""
        if matters is None:
            self._pages.clear()
            rows = [0, len(self._ids) - 1]
        else:
            rows = sorted(row for m in matters if (row := self.row_of(m)) is not None)
            for row in rows:
                self._pages.pop(row // PAGE, None)
        if self._ids and rows:
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], 0))

    def remove(self, matter: MatterId) -> int | None:
        """Take one row out at once; where it stood."""
        row = self.row_of(matter)
        if row is None:
            return None
        self._hand_on(row)
        self.beginRemoveRows(QModelIndex(), row, row)
        self._ids = self._ids[:row] + self._ids[row + 1 :]
        self._rows = None
        for number in [n for n in self._pages if n >= row // PAGE]:
            del self._pages[number]
        self.endRemoveRows()
        return row

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or (role not in _ANSWERS and role not in _BESIDE):
            return None
        matter = self.id_at(index.row())
        if role in _BESIDE:
            beside = self._heads if role == HEAD else self._quotes
            return beside.get(matter, "") if matter is not None else ""
        line = self.line(index.row())
        if line is not None and role == _SPOKEN and (quote := self._quotes.get(line.id)):
            return f"{line.spoken}，{quote}"
        return _ANSWERS[role](line) if line is not None else None


def _itself(line: Line) -> Line:
    return line


def _tip(line: Line) -> str:
    return plain.tip(line.title)


_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_BESIDE = (HEAD, QUOTE)
_ANSWERS: dict[int, Callable[[Line], object]] = {
    LINE: _itself,
    int(Qt.ItemDataRole.DisplayRole): lambda line: line.title,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
    _SPOKEN: lambda line: line.spoken,
    int(Qt.ItemDataRole.AccessibleDescriptionRole): lambda line: line.meta,
}
