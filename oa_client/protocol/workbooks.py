"""Somebody's XLSX is measured, part by part as a stream, before a library builds anything of it: both ends read tables.

What is measured is what the library makes objects of: parts of the XML, cells, the ranges that a merge or a check is
said for. Five kilobytes may say millions of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

MOST_PARTS = 500
MOST_OTHERS, MOST_MERGED = 150_000, 200_000
"""Elements of a package that are no rows, cells or strings; cells that lie in merges."""
MOST_RANGES, MOST_NAME, DEEPEST = 512 * 1024, 8192, 64
"""Characters of all that is said for a list of ranges; of one other attribute; elements within each other."""
_COMPOUND = b"\xd0\xcf\x11\xe0"
"""How a file of the old formats begins, and one of the new that is locked by a password."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STEP = 256 * 1024
_PLAIN = frozenset({"row", "c", "v", "f", "is", "t", "si"})
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_OF_CELLS = frozenset({"sqref", "ref"})
_UNKNOWN_ENCODING = 18
"""Expat's number for what it cannot read and another reader perhaps can."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What is still read: bytes as they come and unpacked, elements of all parts, rows and columns of a sheet."""

    size: int
    unpacked: int
    elements: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A sheet that may be read: how far cells and merges go, its merges as corners, its cells that hold formulas."""

    rows: int
    columns: int
    merges: tuple[tuple[int, int, int, int], ...]
    formulas: frozenset[tuple[int, int]]

    def merged(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """Each cell of a merge, with the one that holds its value."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }


class Unreadable(Exception):
    """`code`: old, locked, broken, too_large, too_full, too_many_rows or merged_too_far; `limit`: if there is one."""

    def __init__(self, code: str, limit: int = 0) -> None:
        """Why, and what still would be read."""
        super().__init__(code)
        self.code, self.limit = code, limit


def check_package(data: bytes, most: Ceiling) -> None:
    """Whether a library may open it, but for its sheets. Raises `Unreadable`."""
    if data.startswith(_COMPOUND):
        raise Unreadable("locked" if _LOCKED in data else "old")
    if len(data) > most.size:
        raise Unreadable("too_large", most.size)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > MOST_PARTS or sum(i.file_size for i in infos) > most.unpacked:
                raise Unreadable("too_large", most.unpacked)
            counting = _Counting(most.elements)
            for info in infos:
                with package.open(info) as part:
                    _stream(part, counting, strict=info.filename.endswith((".xml", ".rels")))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable("broken") from error


def check_sheet(data: bytes, part: str, most: Ceiling) -> Measured:
    """Whether the sheet in this part of a checked package may be read. Raises `Unreadable`."""
    sheet = _Sheet(most)
    with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(part) as source:
        _stream(source, sheet, strict=True)
    return Measured(sheet.last_row, sheet.last_column, tuple(sheet.merges), frozenset(sheet.formulas))


class _Counting:
    """Counts what a part would be built of; the count goes on from part to part."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._elements = self._others = self._ranges = self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if name.rpartition("}")[2] not in _PLAIN:
            self._others += 1
        for key, value in attributes.items():
            if key in _OF_CELLS:
                self._ranges += len(value)
            elif len(value) > MOST_NAME:
                raise Unreadable("broken")
        if self._elements > self._most or self._others > MOST_OTHERS or self._ranges > MOST_RANGES:
            raise Unreadable("too_full")
        if self._depth > DEEPEST:
            raise Unreadable("broken")

    def end(self, _name: str) -> None:
        self._depth -= 1

    def over(self) -> None:
        """A part ends, also one that was no XML after all."""
        self._depth = 0


class _Sheet:
    """What of a sheet goes too far: its rows and cells by their names, its merges by their corners."""

    def __init__(self, most: Ceiling) -> None:
        self._most = most
        self._row = self._column = self._covered = 0
        self.last_row = self.last_column = 0
        self.merges: list[tuple[int, int, int, int]] = []
        self.formulas: set[tuple[int, int]] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = name.rpartition("}")[2]
        if plain == "row":
            self._begin(attributes.get("r"))
        elif plain == "c":
            self._cell(attributes.get("r"))
        elif plain == "f":
            self.formulas.add((self._row, self._column))
        elif plain == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, _name: str) -> None:
        """Nothing hangs on it."""

    def over(self) -> None:
        """Nor on this."""

    def _begin(self, said: str | None) -> None:
        row = self._row + 1 if said is None else int(said) if said.isdecimal() else 0
        if row <= self._row:  # a reader that goes from row to row would leave it out without a word
            raise Unreadable("broken")
        self._row, self._column = row, 0

    def _cell(self, said: str | None) -> None:
        row, column = (self._row, self._column + 1) if said is None else _corner(said)
        if row != self._row or column <= self._column:
            raise Unreadable("broken")
        if row > self._most.rows or column > self._most.columns:
            raise Unreadable("too_many_rows", self._most.rows)
        self._column = column
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    def _merge(self, said: str) -> None:
        first, _, last = said.partition(":")
        (top, left), (bottom, right) = _corner(first), _corner(last or first)
        if bottom > self._most.rows or right > self._most.columns:
            raise Unreadable("merged_too_far", self._most.rows)
        self._covered += max(0, bottom - top + 1) * max(0, right - left + 1)
        if self._covered > MOST_MERGED:  # they may lie over each other
            raise Unreadable("merged_too_far", self._most.rows)
        self.merges.append((top, left, bottom, right))
        self.last_row, self.last_column = max(self.last_row, bottom), max(self.last_column, right)


def _corner(said: str) -> tuple[int, int]:
    found = _CELL.fullmatch(said)
    if found is None:
        raise Unreadable("broken")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _stream(source: object, into: _Counting | _Sheet, *, strict: bool) -> None:
    """Show a part piece by piece; one that is no XML counts as far as it is some, and only `strict` minds."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = into.start
    parser.EndElementHandler = into.end
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for piece in _pieces(source):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if strict or error.code == _UNKNOWN_ENCODING:
            raise Unreadable("broken") from error
    finally:
        into.over()


def _pieces(source: object) -> Iterator[bytes]:
    assert isinstance(source, zipfile.ZipExtFile)
    while piece := source.read(_STEP):
        yield piece


def _refuse(*_said: object) -> NoReturn:
    raise Unreadable("broken")
