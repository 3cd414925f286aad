"""Tables of a DOCX: where their cells stand, and their level rules where they serve as separators."""

from __future__ import annotations

from typing import Protocol
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.inspection.setting import Box
from oa_client.system.inspection.styles import number
from oa_client.system.showing.tree import each, under

_NONE = frozenset({"nil", "none", ""})
_MARGIN = 108.0
MOST_ROWS = 3000


class Around(Protocol):
    """What a table stands in, and puts into its cells."""

    y: float

    def within(self, *, real: bool, at: float | None) -> bool:
        """Into a table, one with a place of its own `at` a height; gives what `out` wants to know."""
        ...

    def out(self, *, real: bool, before: bool) -> None:
        """Out of it."""
        ...

    def block(self, part: Element, box: Box) -> None:
        """A paragraph or a table in a cell."""
        ...

    def rule(self, box: Box, y: float, weight: float, told: dict[str, str]) -> None:
        """A border."""
        ...


def lay(flow: Around, part: Element, box: Box) -> None:
    """Put a table where the flow is, or at its own place."""
    properties = part.find("tblPr")
    wide = [number(c.get("w", ""), 0.0) / 20 for c in each(part.find("tblGrid"), "gridCol")]
    left = box.left + _indent(properties)
    if _val(properties, "jc") == "center":
        left = (box.left + box.right - sum(wide)) / 2
    place = under(properties, "tblpPr")
    kept = flow.y
    told = place.get("tblpY", "") if place is not None and place.get("vertAnchor") == "page" else ""
    at = number(told, 0.0) / 20 if told else None
    sides = {side.tag: dict(side.attrib) for side in under(properties, "tblBorders") or ()}
    real = _is_real(part, sides)
    before = flow.within(real=real, at=at)
    rows = list(each(part, "tr"))[:MOST_ROWS]
    for n, row in enumerate(rows):
        _row(flow, row, (left, wide), sides, (n == 0, n == len(rows) - 1, real), _margin(properties))
    flow.out(real=real, before=before)
    if place is not None:
        flow.y = kept


def _val(part: Element | None, name: str) -> str:
    one = under(part, name)
    return one.get("val", "") if one is not None else ""


def _indent(properties: Element | None) -> float:
    """Word puts the text of the first cell at the margin, its edge to the left of it."""
    one = under(properties, "tblInd")
    told = number(one.get("w", ""), 0.0) / 20 if one is not None else 0.0
    return told - _margin(properties)


def _margin(properties: Element | None) -> float:
    own = under(properties, "tblCellMar", "left")
    return (number(own.get("w", ""), _MARGIN) if own is not None else _MARGIN) / 20


def _is_real(part: Element, sides: dict[str, dict[str, str]]) -> bool:
    """Whether anything upright is ruled."""
    upright = ("left", "right", "insideV", "start", "end")
    if any(sides.get(s, {}).get("val", "") not in _NONE for s in upright):
        return True
    styled = under(part, "tblPr", "tblStyle") is not None and not sides
    cells = (c for row in each(part, "tr") for c in each(row, "tc"))
    owned = any(_val(under(c, "tcPr", "tcBorders"), s) not in _NONE for c in cells for s in upright)
    return owned or styled


def _row(
    flow: Around,
    row: Element,
    at: tuple[float, list[float]],
    sides: dict[str, dict[str, str]],
    kind: tuple[bool, bool, bool],
    margin: float,
) -> None:
    (left, wide), (first, last, real) = at, kind
    top = lowest = flow.y
    x, column = left, 0
    cells = list(each(row, "tc"))[:63]
    for cell in cells:
        span = max(1, min(63, int(number(_val(cell.find("tcPr"), "gridSpan"), 1))))
        width = sum(wide[column : column + span]) or 50.0
        flow.y = top
        for one in cell:
            flow.block(one, Box(x + margin, x + width - margin))
        lowest = max(lowest, flow.y)
        x, column = x + width, column + span
    height = under(row, "trPr", "trHeight")
    least = number(height.get("val", ""), 0.0) / 20 if height is not None else 0.0
    exact = height is not None and height.get("hRule") == "exact"
    flow.y = top + least if exact and least else max(lowest, top + least)
    if not real and cells:
        _row_rules(flow, cells, sides, (left, x), (top, flow.y), (first, last))


def _row_rules(
    flow: Around,
    cells: list[Element],
    sides: dict[str, dict[str, str]],
    across: tuple[float, float],
    span: tuple[float, float],
    kind: tuple[bool, bool],
) -> None:
    """A rule above the first row, between rows, below the last; what a cell says goes before what the table says."""
    first, last = kind
    box = Box(*across)
    own = [under(c, "tcPr", "tcBorders") for c in cells]
    for side, y, common in (
        ("top", span[0], "top" if first else ""),
        ("bottom", span[1], "bottom" if last else "insideH"),
    ):
        told = next((dict(b.attrib) for part in own if (b := under(part, side)) is not None), sides.get(common, {}))
        weight = number(told.get("sz", ""), 0.0) / 8
        if told.get("val", "") not in _NONE and 0 < weight < 12:
            flow.rule(box, y, weight, told)
