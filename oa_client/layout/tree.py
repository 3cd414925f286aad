"""Laid out pages as plain data: text, rules, handwriting, pictures, in points from the top left; painted, measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.layout.faces import Face

BLACK, GREY = (0, 0, 0), (96, 96, 96)
RED = (200, 0, 0)
SEAL_RED = (230, 0, 18)
"""The red of 公文: full magenta and yellow, as a screen shows it."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text in one face; `y` is its baseline, `spacing` stands after each character.

    `stretch` is how wide it is set against how high; `upward` text reads from the foot of the page to its head.
    """

    x: float
    y: float
    words: str
    face: Face
    size: float
    colour: tuple[int, int, int] = BLACK
    spacing: float = 0.0
    stretch: float = 1.0
    upward: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float = 0.5
    colour: tuple[int, int, int] = BLACK


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the upper left corner of its box; `data` is a PNG, what is clear in it stays clear."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Brush:
    """A line drawn by hand, in one width, through these places; with one place it is a dot."""

    places: tuple[tuple[float, float], ...]
    thickness: float
    colour: tuple[int, int, int] = BLACK


Item = Text | Rule | Picture | Brush
"""What a layout sets."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def texts(self) -> Iterator[Text]:
        """Its lines of text."""
        return (i for i in self.items if isinstance(i, Text))


@dataclass(frozen=True, slots=True)
class Pages:
    """A whole document. `title`, `about` and `mark` are said in its properties; `mark` says what it is not."""

    title: str
    pages: tuple[Page, ...]
    about: str = ""
    mark: str = ""
