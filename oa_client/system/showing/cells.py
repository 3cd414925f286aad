"""The cells of one sheet, read from its beginning until nobody would read on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.grid import Place
from oa_client.system.showing.looks import MOST_TEXT, Looks, text_in
from oa_client.system.showing.number_forms import shown
from oa_client.system.showing.tree import each, parsed_until, under

MOST_ROWS, MOST_COLUMNS = 200, 40
UNCOUNTED = "公式未计算"
_PLACE = re.compile(r"^\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\s[^>]*?ref="(?:[A-Z]{1,3}[0-9]{1,7}:)?([A-Z]{1,3}[0-9]{1,7})"')
MOST_MERGED = 5000


@dataclass(slots=True)
class Sheet:
    """What is shown of a sheet; `rows` and `columns` are how far it goes."""

    texts: list[list[str]] = field(default_factory=list)
    reach: Mapping[Place, Place] = field(default_factory=dict)
    numbers: frozenset[Place] = frozenset()
    rows: int = 0
    columns: int = 0
    uncounted: int = 0


def read_sheet(data: bytes, looks: Looks, shared: list[str]) -> Sheet:
    """The first rows and columns of it. Raises `Unreadable`."""
    root, whole = parsed_until(data, "row", MOST_ROWS)
    reading = _Reading(looks, shared)
    for row in each(under(root, "sheetData"), "row"):
        reading.row(row)
    sheet = reading.sheet
    sheet.reach = _merged(data)
    if not whole:
        sheet.rows = max(sheet.rows, _last_row(data))
    _cut(sheet)
    sheet.numbers = frozenset(reading.numbers)
    return sheet


class _Reading:
    """Rows in their order; what says no place follows the one before."""

    def __init__(self, looks: Looks, shared: list[str]) -> None:
        self._looks, self._shared = looks, shared
        self.sheet = Sheet()
        self.numbers: set[Place] = set()
        self._next = 0

    def row(self, part: Element) -> None:
        said = part.get("r", "")
        r = int(said) - 1 if said.isdecimal() and 0 < len(said) < 8 and int(said) > 0 else self._next
        self._next = r + 1
        filled = False
        column = 0
        for cell in each(part, "c"):
            place = _place(cell.get("r", ""))
            column = place[1] if place is not None else column
            text, number = self._cell(cell)
            if text:
                filled = True
                self._put(r, column, text, number=number)
            column += 1
        if filled:
            self.sheet.rows = max(self.sheet.rows, r + 1)

    def _put(self, r: int, c: int, text: str, *, number: bool) -> None:
        self.sheet.columns = max(self.sheet.columns, c + 1)
        if r >= MOST_ROWS or c >= MOST_COLUMNS:
            return
        while len(self.sheet.texts) <= r:
            self.sheet.texts.append([])
        row = self.sheet.texts[r]
        row += [""] * (c + 1 - len(row))
        row[c] = text
        if number:
            self.numbers.add((r, c))
        if text == UNCOUNTED:
            self.sheet.uncounted += 1

    def _cell(self, cell: Element) -> tuple[str, bool]:
        """What a cell shows, and whether that is a number."""
        kind, value = cell.get("t", "n"), cell.find("v")
        if kind == "inlineStr":
            inline = cell.find("is")
            return (text_in(inline) if inline is not None else ""), False
        if value is None or value.text is None:
            return (UNCOUNTED if cell.find("f") is not None else ""), False
        said = value.text[:MOST_TEXT]
        if kind == "s":
            return (self._shared[int(said)] if said.isdecimal() and int(said) < len(self._shared) else ""), False
        if kind == "b":
            return ("是" if said == "1" else "否"), False
        if kind != "n":
            return said, False
        return self._number(said, cell.get("s", "")), True

    def _number(self, said: str, style: str) -> str:
        try:
            value = float(said)
        except ValueError:
            return said
        if value != value or abs(value) > 1e300:  # noqa: PLR0124 - not a number
            return said
        return shown(value, self._looks.form(style), from_1904=self._looks.from_1904)


def _place(said: str) -> Place | None:
    """Row and column from 0 of a place as A1."""
    found = _PLACE.match(said)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _merged(data: bytes) -> dict[Place, Place]:
    """Cells that take the place of others; they stand behind all rows."""
    found: dict[Place, Place] = {}
    at = max(data.rfind(b"mergeCells count"), data.rfind(b"</sheetData>"), 0)
    for one in _MERGED.finditer(data, at):
        first, last = _place(one[1].decode()), _place(one[2].decode())
        if first is None or last is None or first[0] >= MOST_ROWS or first[1] >= MOST_COLUMNS:
            continue
        down, across = min(last[0], MOST_ROWS - 1) - first[0] + 1, min(last[1], MOST_COLUMNS - 1) - first[1] + 1
        if down > 0 and across > 0 and len(found) < MOST_MERGED:
            found[first] = (down, across)
    return found


def _last_row(data: bytes) -> int:
    """Where a sheet ends that was not read to its end."""
    last = max((int(m[1]) for m in _ROW.finditer(data, max(0, len(data) - 200_000))), default=0)
    said = _DIMENSION.search(data, 0, 4000)
    place = _place(said[1].decode()) if said is not None else None
    return max(last, place[0] + 1 if place is not None else 0)


def _cut(sheet: Sheet) -> None:
    """Rows of one length, as far as anything stands in them or is reached from one that has something."""
    filled = [(r, c) for r, row in enumerate(sheet.texts) for c, text in enumerate(row) if text]
    reached = [(r + sheet.reach.get((r, c), (1, 1))[0], c + sheet.reach.get((r, c), (1, 1))[1]) for r, c in filled]
    high, wide = max((r for r, _ in reached), default=0), max((c for _, c in reached), default=0)
    texts = [row + [""] * (wide - len(row)) for row in sheet.texts]
    sheet.texts = [*texts, *([""] * wide for _ in range(high - len(texts)))]
