"""What stands on a printed sheet (处理笺, 传阅单, 登记簿): words in cells, before anybody knows how wide they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from oa_client.app.charts import Chart
from oa_client.app.gongwen import Gongwen
from oa_client.app.ink import Ink


@dataclass(frozen=True, slots=True)
class Signed:
    """An opinion as it is printed: what was written by hand, the words, then who and when.

    Names without either stand side by side.
    """

    words: str
    name: str
    date: str
    ink: Ink | None = None


@dataclass(frozen=True, slots=True)
class Inked:
    """A value in a table with handwriting above its words."""

    words: str
    ink: Ink


@dataclass(frozen=True, slots=True)
class Blank:
    """A short labelled value; `share` is its part of the line."""

    label: str
    value: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """Short values side by side."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Tall:
    """A labelled cell that holds opinions and is at least `least` millimetres high, for what is written by hand."""

    label: str
    signed: tuple[Signed, ...]
    least: float = 20.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, wide by its share; its words stand in the `middle` or, as amounts do, at the `right`."""

    label: str
    share: float
    middle: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is said again on every page; `blank` empty rows follow, to be filled in by hand."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | Inked, ...], ...]
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Caption:
    """A line between parts."""

    words: str


Part = Line | Tall | Table | Caption | Chart


@dataclass(frozen=True, slots=True)
class Slip:
    """Lines and their captions that stand on one page together: what is cut off comes off whole."""

    parts: tuple[Line | Caption, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet to print. `more` heads its further pages, `mark` stands at the foot of each, `on` in the properties."""

    title: str
    parts: tuple[Part | Slip, ...]
    more: str
    mark: str
    lying: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """A file: its bytes, how many pages, the characters no face has, the faces another stands in for."""

    data: bytes
    pages: int
    absent: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a seal goes: its middle on a page, from the upper left corner, and its size, in points; `page` from 0."""

    page: int
    x: float
    y: float
    width: float
    height: float
    organ: str


@dataclass(frozen=True, slots=True)
class Typeset:
    """A 公文 as PDF; where its seals go, the host's first; what was done that the clerk should know, as codes."""

    printed: Printed
    spots: tuple[Spot, ...] = ()
    remarks: tuple[str, ...] = ()


class Unsettable(Exception):
    """Page 1 would show no 正文 whatever is tried (7.3.3)."""


class Press(Protocol):
    """Makes files of forms and 公文; the same gives the same bytes. Not for the GUI thread."""

    def print(self, form: Form) -> Printed:
        """Lay it out and set it."""
        ...

    def typeset(self, document: Gongwen, diameter: float = 0.0) -> Typeset:
        """A 公文 as PDF, with room for a seal so many millimetres wide, or for a usual one. Raises `Unsettable`."""
        ...

    def write_docx(self, document: Gongwen) -> Printed:
        """A 公文 as DOCX. Raises `Unsettable`."""
        ...
