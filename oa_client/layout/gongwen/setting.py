"""What every part of a page sets with: the area, the faces, the figures; a line of text by the top of its characters.

空n行 counts whole lines of the grid. After a line of text its own leading comes first, so that text stays on the grid;
after a rule, which is no line, the empty lines begin at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from oa_client.layout.faces import Face, InkFaces, measure
from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.tree import BLACK, Item, Rule, Text

ASCENT = 0.88
"""How much of a character's square is above its baseline, in the faces of 公文."""
EPS = 0.01

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """Where on a page text stands, in points."""

    left: float
    top: float
    width: float
    bottom: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class Place:
    """Where a seal or 签名章 goes: its middle and size on a page, in points; `page` from 0."""

    page: int
    x: float
    y: float
    width: float
    height: float
    organ: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Sets words on a page."""

    faces: InkFaces
    profile: Profile
    lying: bool = False
    _known: dict[tuple[Face, float], Callable[[str], float]] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        """The 版心; lying, as it is when the page is turned a quarter to the right."""
        p = self.profile
        top, left = p.length("page.head"), p.length("page.bind")
        width, high = p.length("area.width"), p.length("area.height")
        if self.lying:
            return Area(p.length("page.height") - top - high, left, high, left + width)
        return Area(left, top, width, top + high)

    @property
    def size(self) -> float:
        """3号."""
        return self.profile["text.size"]

    @property
    def pitch(self) -> float:
        """A 行."""
        return self.profile["grid.pitch"]

    @property
    def leading(self) -> float:
        """Between the characters of one line and those of the next."""
        return self.pitch - self.size

    def measure(self, face: Face, size: float) -> Callable[[str], float]:
        """How wide one character is."""
        key = face, size
        if key not in self._known:
            self._known[key] = measure(self.faces, face, size)
        return self._known[key]

    def wide(self, words: str, face: Face, size: float) -> float:
        """How wide words are."""
        return sum(map(self.measure(face, size), words))

    def text(self, x: float, top: float, words: str, face: Face = Face.TEXT, size: float | None = None) -> Text:
        """A line by the top of its characters; 3号 when no size is said."""
        own = self.size if size is None else size
        return Text(x, top + ASCENT * own, words, face, own)

    def middle(self, top: float, words: str, face: Face = Face.TEXT, size: float | None = None) -> Text:
        """A line in the middle of the 版心."""
        own = self.size if size is None else size
        x = self.area.left + (self.area.width - self.wide(words, face, own)) / 2
        return self.text(x, top, words, face, own)

    def right(self, edge: float, top: float, words: str, face: Face = Face.TEXT, size: float | None = None) -> Text:
        """A line that ends at `edge`."""
        own = self.size if size is None else size
        return self.text(edge - self.wide(words, face, own), top, words, face, own)

    def ink(self, words: str, face: Face) -> tuple[float, float]:
        """How far below (negative) and above the baseline the ink of words reaches at size 1."""
        found = [self.faces.ink(face, c) for c in words if c.strip()] or [(0.0, ASCENT)]
        return min(low for low, _high in found), max(high for _low, high in found)


def rule(left: float, right: float, y: float, thickness: float, colour: Colour = BLACK) -> Rule:
    """A level line whose ink, ends and all, reaches from `left` to `right` with `y` as its middle."""
    return Rule(left + thickness / 2, y, right - thickness / 2, y, thickness, colour)


def double(
    left: float, right: float, top: float, weights: tuple[float, float, float], colour: Colour
) -> Iterator[Item]:
    """A double line from `top` down: the upper line, the gap, the lower line, in points."""
    upper, gap, lower = weights
    yield rule(left, right, top + upper / 2, upper, colour)
    yield rule(left, right, top + upper + gap + lower / 2, lower, colour)


def day(year: int, month: int, number: int) -> str:
    """A date as a 公文 has it."""
    return f"{year}年{month}月{number}日"
