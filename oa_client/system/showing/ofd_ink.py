"""What an OFD's objects are drawn with: colours, lines, and how see-through they are."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from reportlab.pdfgen.canvas import Canvas

from oa_client.system.showing.ofd_book import Book, numbers

BLACK = (0.0, 0.0, 0.0)
THIN = 0.353
_SHADES = frozenset({"AxialShd", "RadialShd", "GouraudShd", "LaGouraudShd"})
_CAPS = {"Butt": 0, "Round": 1, "Square": 2}
_JOINS = {"Miter": 0, "Round": 1, "Bevel": 2}


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green, blue and how much of it covers, each 0 to 1; `true`: it is the one that is meant."""

    rgb: tuple[float, float, float] = BLACK
    cover: float = 1.0
    true: bool = True


class Ink:
    """How an object looks: by its own words, else by those it refers to, else by its layer's."""

    def __init__(self, book: Book, one: Element, layer: Element | None = None) -> None:
        """Of an object; `layer`: what its layer says."""
        self._sources = [one, *_looks(book, one.get("DrawParam", ""))]
        if layer is not None:
            self._sources += _looks(book, layer.get("DrawParam", ""))
        self._cover = _share(one.get("Alpha"))

    def _said(self, name: str) -> str:
        return next((s for source in self._sources if (s := source.get(name)) is not None), "")

    def colour(self, name: str) -> Colour | None:
        """`name`: ``FillColor`` or ``StrokeColor``; None when nothing says."""
        part = next((p for source in self._sources if (p := source.find(name)) is not None), None)
        return None if part is None else _colour(part, self._cover)

    @property
    def black(self) -> Colour:
        """What is drawn where nothing says a colour."""
        return Colour(BLACK, self._cover)

    def fill(self, canvas: Canvas, colour: Colour) -> None:
        """Fill with it from now on."""
        canvas.setFillColorRGB(*colour.rgb)
        canvas.setFillAlpha(colour.cover)

    def stroke(self, canvas: Canvas, colour: Colour) -> None:
        """Draw lines with it from now on, as wide and dashed as they are."""
        canvas.setStrokeColorRGB(*colour.rgb)
        canvas.setStrokeAlpha(colour.cover)
        width = numbers(self._said("LineWidth"))
        canvas.setLineWidth(width[0] if width and width[0] > 0 else THIN)
        canvas.setLineCap(_CAPS.get(self._said("Cap"), 0))
        canvas.setLineJoin(_JOINS.get(self._said("Join"), 0))
        dashes = [abs(d) for d in numbers(self._said("DashPattern"))][:8]
        if dashes and sum(dashes) > 0.01:
            canvas.setDash(dashes, (numbers(self._said("DashOffset")) or (0.0,))[0])


def _looks(book: Book, said: str) -> list[Element]:
    """What a draw parameter says, and what it stands on."""
    found: list[Element] = []
    while said in book.looks and len(found) < 8:
        found.append(book.looks[said])
        said = found[-1].get("Relative", "")
    return found


def _share(said: str | None) -> float:
    found = numbers(said)
    return min(1.0, max(0.0, found[0] / 255)) if found else 1.0


def _colour(part: Element, cover: float) -> Colour:
    cover *= _share(part.get("Alpha"))
    shade = next((one for one in part if one.tag in _SHADES), None)
    if shade is not None:
        first = next(shade.iter("Color"), None)
        return Colour(_rgb(first.get("Value", "")) if first is not None else (0.5, 0.5, 0.5), cover, true=False)
    if part.find("Pattern") is not None or (part.get("Index") is not None and part.get("Value") is None):
        return Colour((0.5, 0.5, 0.5), cover, true=False)
    return Colour(_rgb(part.get("Value", "")), cover)


def _rgb(said: str) -> tuple[float, float, float]:
    values = [min(1.0, max(0.0, _level(word))) for word in said.split()[:4]]
    if len(values) == 1:
        return (values[0], values[0], values[0])
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        c, m, y, k = values
        return ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    return BLACK


def _level(word: str) -> float:
    """A part of a colour: 0 to 255, or as #ff."""
    try:
        return (int(word[1:3], 16) if word.startswith("#") else float(word)) / 255
    except ValueError:
        return 0.0
