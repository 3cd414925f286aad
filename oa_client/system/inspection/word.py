"""A DOCX read for inspection: its sections, what flows in them, the feet of its pages."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.layout.faces import MM
from oa_client.layout.inspection.elements import found
from oa_client.layout.inspection.facts import Area, Folio, Leaf, Reading
from oa_client.system.inspection.flow import Flow, Section, Typical
from oa_client.system.inspection.styles import Styles, number
from oa_client.system.showing.numbering import Numbers
from oa_client.system.showing.tree import each, parsed, under
from oa_client.system.showing.unreadable import Unreadable
from oa_client.system.showing.zipped import Zipped

MOST_ENTRIES, MOST_ENTRY, MOST_SUM, STEEPEST = 2000, 64 << 20, 256 << 20, 100
STEEP_FROM = 1 << 20
_MAIN = "word/document.xml"
_A4 = Section(595.3, 841.9, 90.0, 90.0, 72.0, 72.0)
_TEXT, _PITCH = 15.75, 29.53
_PAGE = 16
"""Fewer lines of text than this fill no page: then how many go on one is no affair of the reader's."""


def read(data: bytes) -> Reading:
    """The file as facts. Raises `Unreadable`."""
    zipped = Zipped(data, _weigh)
    body = parsed(zipped.read(_MAIN)).find("body")
    if body is None:
        raise Unreadable("broken_file")
    return _Document(zipped, body).read()


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    """Raises `Unreadable` for what is more than a document, before anything is unpacked."""
    if len(entries) > MOST_ENTRIES or any(e.file_size > MOST_ENTRY for e in entries):
        raise Unreadable("unsafe_file")
    if sum(e.file_size for e in entries) > MOST_SUM:
        raise Unreadable("unsafe_file")
    if any(e.file_size > STEEP_FROM and e.file_size > STEEPEST * max(1, e.compress_size) for e in entries):
        raise Unreadable("unsafe_file")


class _Document:
    """A document on its way to facts."""

    def __init__(self, zipped: Zipped, body: Element) -> None:
        self._zipped, self._body = zipped, body
        self._relations = _relations(self._part("word/_rels/document.xml.rels"))
        self._settings = self._part("word/settings.xml")
        theme = next((t for t in self._relations.values() if "theme/" in t), "theme/theme1.xml")
        self._styles = Styles(self._part("word/styles.xml"), self._part(f"word/{theme}"))
        self._numbers = Numbers(self._part("word/numbering.xml"))

    def _part(self, name: str) -> Element | None:
        return parsed(self._zipped.read(name)) if name in self._zipped else None

    def read(self) -> Reading:
        """All of it."""
        sections = list(_sections(self._body))
        flow = Flow(self._styles, self._numbers, _section(sections[0]))
        leaves = [_leaf(1, flow.section)]
        self._heading(flow, sections[0])
        at = 0
        for block in self._body:
            if block.tag == "sectPr":
                continue
            flow.block(block, flow.section.box)
            if under(block, "pPr", "sectPr") is not None and at + 1 < len(sections):
                at += 1
                flow.section = _section(sections[at])
                if _val(sections[at], "type") != "continuous":
                    flow.turn()
                    leaves.append(_leaf(flow.page, flow.section))
        if not flow.paras:
            raise Unreadable("no_text")
        return self._reading(flow, sections, leaves)

    def _reading(self, flow: Flow, sections: list[Element], leaves: list[Leaf]) -> Reading:
        first = next((s for s in map(_section, sections) if s.wide < s.high), _section(sections[0]))
        area = Area(first.left / MM, first.top / MM, (first.wide - first.right) / MM, (first.high - first.bottom) / MM)
        bare = Reading(
            tuple(leaves),
            tuple(flow.paras),
            tuple(flow.strokes),
            tuple(self._folios(sections)),
            area,
            first.grid or _PITCH,
            flowing=True,
            unnumbered=frozenset({1} if _is_on(sections[0], "titlePg") else ()),
        )
        return _paced(bare, first, flow.typical)

    # heads and feet

    def _heading(self, flow: Flow, section: Element) -> None:
        """What stands in the head of page 1: some put the whole letterhead there."""
        wanted = "first" if _is_on(section, "titlePg") else "default"
        for one in each(section, "headerReference"):
            part = self._named(one) if one.get("type", "default") == wanted else None
            if part is not None:
                kept, flow.y = flow.y, number(_attribute(section, "pgMar", "header"), 851.0) / 20
                for block in part:
                    flow.block(block, flow.section.box)
                flow.y = kept

    def _named(self, reference: Element) -> Element | None:
        target = self._relations.get(reference.get("id", ""), "")
        return self._part(f"word/{target}") if target else None

    def _folios(self, sections: list[Element]) -> Iterator[Folio]:
        """The page numbers of the first section that has feet."""
        even = _is_on(self._settings, "evenAndOddHeaders")
        for section in sections:
            mine: list[Folio] = []
            for one in each(section, "footerReference"):
                kind, part = one.get("type", "default"), self._named(one)
                if part is None or kind == "first" or (kind == "even" and not even):
                    continue
                parity = None if not even else int(kind != "even")
                mine += self._folio(part, _section(section), parity)
            if mine:
                yield from mine
                return

    def _folio(self, part: Element, section: Section, parity: int | None) -> Iterator[Folio]:
        """The line of a foot that counts pages; the foot ends where the section says."""
        if not any(_counts(one) for one in part.iter()):
            return
        flow = Flow(self._styles, self._numbers, replace(section, grid=0.0))
        flow.y = 0.0
        for block in part:
            flow.block(block, section.box)
        down = section.high - section.foot - flow.y
        for para in flow.paras:
            if any(c.isdigit() for c in para.text):
                digit = max(para.pieces, key=lambda p: p.size).size
                foot = para.last.foot + (0.0 if para.fixed else down / MM)
                left, right = para.first.left, para.first.right
                yield Folio(0, para.text, left, right, foot - 0.5 * digit / MM, para.pieces, parity)
                return


def _paced(bare: Reading, section: Section, typical: dict[int, Typical]) -> Reading:
    """With the 行距 and the characters of its text: of the paragraphs that are 正文, whatever else is longer."""
    ways, body = Counter[tuple[float, float]](), found(bare).body
    for para in body:
        if (one := typical.get(para.n)) is not None:
            ways[round(one.high, 2), one.wide] += one.letters
    pitch, wide = ways.most_common(1)[0][0] if ways else (bare.pitch, 0.0)
    high, across = section.high - section.top - section.bottom, section.wide - section.left - section.right
    return replace(
        bare,
        pitch=pitch,
        area=replace(bare.area, slack=max(0.0, (pitch - _TEXT) / 2) / MM),
        lines=float(int(high / pitch + 0.05)) if sum(len(p.rows) for p in body if not p.in_table) >= _PAGE else None,
        characters=float(int(across / max(1.0, wide) + 0.05)) if ways else None,
    )


def _relations(part: Element | None) -> dict[str, str]:
    return {one.get("Id", ""): one.get("Target", "").removeprefix("/word/") for one in each(part, "Relationship")}


def _counts(one: Element) -> bool:
    """Whether it is a field that counts pages."""
    told = one.get("instr", "") if one.tag == "fldSimple" else one.text or "" if one.tag == "instrText" else ""
    return "PAGE" in told.upper().split()


def _sections(body: Element) -> Iterator[Element]:
    for block in body:
        if (inner := under(block, "pPr", "sectPr")) is not None:
            yield inner
    last = body.find("sectPr")
    yield last if last is not None else Element("sectPr")


def _val(part: Element | None, name: str) -> str:
    one = under(part, name)
    return one.get("val", "") if one is not None else ""


def _attribute(part: Element, name: str, attribute: str) -> str:
    one = part.find(name)
    return one.get(attribute, "") if one is not None else ""


def _is_on(part: Element | None, name: str) -> bool:
    one = under(part, name)
    return one is not None and one.get("val", "1") not in {"0", "false", "off"}


def _section(part: Element) -> Section:
    def side(name: str, attribute: str, default: float) -> float:
        return number(_attribute(part, name, attribute), default * 20) / 20

    grid = part.find("docGrid")
    kind = grid.get("type", "") if grid is not None else ""
    pitch = (
        number(grid.get("linePitch", ""), 0.0) / 20 if grid is not None and kind in {"lines", "linesAndChars"} else 0.0
    )
    return Section(
        side("pgSz", "w", _A4.wide),
        side("pgSz", "h", _A4.high),
        side("pgMar", "left", _A4.left) + side("pgMar", "gutter", 0.0),
        side("pgMar", "right", _A4.right),
        abs(side("pgMar", "top", _A4.top)),
        abs(side("pgMar", "bottom", _A4.bottom)),
        pitch,
        foot=side("pgMar", "footer", 49.6),
    )


def _leaf(number_: int, section: Section) -> Leaf:
    return Leaf(number_, section.wide / MM, section.high / MM, section.wide > section.high)
