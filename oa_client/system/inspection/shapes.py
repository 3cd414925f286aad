"""Lines and boxes that stand in a DOCX by themselves: where, how thick, of what colour; what a box says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.layout.inspection.facts import BLACK, Colour
from oa_client.system.inspection.styles import colour, number
from oa_client.system.showing.tree import each, under, words

_EMU = 12700
_LINES = frozenset({"line", "straightConnector1"})
_LENGTH = re.compile(r"^(-?[\d.]+)(pt|mm|cm|in|px)?$")
_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}


@dataclass(frozen=True, slots=True)
class Base:
    """From where shapes are placed, in points: the page's sides, the text's, and where the paragraph is."""

    wide: float
    high: float
    left: float
    right: float
    top: float
    bottom: float
    here: float


@dataclass(frozen=True, slots=True)
class Line:
    """A level line."""

    left: float
    right: float
    y: float
    thickness: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class TextBox:
    """Paragraphs in a box of their own."""

    left: float
    right: float
    top: float
    content: Element


def shapes(part: Element, base: Base) -> Iterator[Line | TextBox]:
    """Of a ``drawing`` or ``pict``."""
    if part.tag == "drawing":
        for anchor in each(part, "anchor"):
            yield from _anchored(anchor, base)
    else:
        yield from _of_vml(part, base)


def high_inline(part: Element) -> float:
    """How high a picture in the line is."""
    extent = under(part, "inline", "extent")
    return number(extent.get("cy", ""), 0.0) / _EMU if extent is not None else 0.0


def _anchored(anchor: Element, base: Base) -> Iterator[Line | TextBox]:
    extent = anchor.find("extent")
    if extent is None:
        return
    wide, high = (min(1e5, _emu(extent.get(x, ""))) for x in ("cx", "cy"))
    x = _across(anchor.find("positionH"), base, wide)
    y = _down(anchor.find("positionV"), base, high)
    for shape in anchor.iter("wsp"):
        looks = shape.find("spPr")
        box = under(shape, "txbx", "txbxContent")
        if box is not None:
            body = shape.find("bodyPr")
            if body is None or body.get("vert", "horz") == "horz":
                side, top = (
                    _emu(body.get(i, d)) if body is not None else 0.0 for i, d in (("lIns", "91440"), ("tIns", "45720"))
                )
                yield TextBox(x + side, x + wide - side, y + top, box)
        elif _is_line(looks, wide, high):
            weight, told = _pen(looks)
            yield Line(x, x + wide, y + high / 2, weight or high or 0.75, told)


def _emu(text: str) -> float:
    try:
        return max(-1e5, min(1e5, float(text) / _EMU))
    except ValueError:
        return 0.0


def _is_line(looks: Element | None, wide: float, high: float) -> bool:
    shape = under(looks, "prstGeom")
    named = shape.get("prst", "") if shape is not None else ""
    return wide > 28 and high < 9 and (named in _LINES or (named == "rect" and high < 6))


def _pen(looks: Element | None) -> tuple[float, Colour]:
    """How thick and of what colour the line is; of a thin box its filling."""
    pen, fill = under(looks, "ln"), under(looks, "solidFill", "srgbClr")
    own = under(pen, "solidFill", "srgbClr")
    weight = _emu(pen.get("w", "9525")) if pen is not None else 0.0
    told = own if own is not None else fill
    return weight, colour(told.get("val", "")) if told is not None else BLACK


def _across(position: Element | None, base: Base, wide: float) -> float:
    if position is None:
        return base.left
    page = position.get("relativeFrom") in {"page", "leftMargin"}
    left, right = (0.0, base.wide) if page else (base.left, base.right)
    align = words(under(position, "align"))
    if align:
        return {"center": (left + right - wide) / 2, "right": right - wide}.get(align, left)
    return left + _emu(words(under(position, "posOffset")))


def _down(position: Element | None, base: Base, high: float) -> float:
    if position is None:
        return base.here
    of = position.get("relativeFrom")
    top, bottom = (0.0, base.high) if of in {"page", "topMargin"} else (base.top, base.bottom)
    if of in {"paragraph", "line"}:
        top = base.here
    align = words(under(position, "align"))
    if align:
        return {"center": (top + bottom - high) / 2, "bottom": bottom - high}.get(align, top)
    return top + _emu(words(under(position, "posOffset")))


# ------------------------------------------------------------------ VML, as older programs write


def _of_vml(part: Element, base: Base) -> Iterator[Line | TextBox]:
    for one in part:
        style = _style(one.get("style", ""))
        page_x = style.get("mso-position-horizontal-relative") == "page"
        page_y = style.get("mso-position-vertical-relative") == "page"
        x = (0.0 if page_x else base.left) + _length(style.get("margin-left", style.get("left", "")))
        y = (0.0 if page_y else base.here) + _length(style.get("margin-top", style.get("top", "")))
        if one.tag == "line":
            (x1, y1), (x2, y2) = (_point(one.get(end, "")) for end in ("from", "to"))
            if abs(y1 - y2) < 3 and abs(x2 - x1) > 28:
                weight = _length(one.get("strokeweight", "0.75pt"))
                yield Line(
                    x + min(x1, x2), x + max(x1, x2), y + (y1 + y2) / 2, weight, colour(one.get("strokecolor", "black"))
                )
        elif (content := under(one, "textbox", "txbxContent")) is not None:
            yield TextBox(x + 7.2, x + _length(style.get("width", "")) - 7.2, y + 3.6, content)


def _style(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def _point(text: str) -> tuple[float, float]:
    x, _comma, y = text.partition(",")
    return _length(x), _length(y)


def _length(text: str) -> float:
    found = _LENGTH.match(text.strip())
    return number(found[1], 0.0) * _UNITS.get(found[2] or "pt", 1.0) if found else 0.0
