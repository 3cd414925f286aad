"""A Word document as its words: headings, paragraphs with their numbers, tables; what is a picture is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.grid import Grid, Place, table
from oa_client.system.showing.numbering import Numbers
from oa_client.system.showing.paper import BODY, Full, Paper
from oa_client.system.showing.tree import each, parsed, under
from oa_client.system.showing.unreadable import Unreadable
from oa_client.system.showing.zipped import Zipped

MAIN = "word/document.xml"
SAID = "文字预览，版式以原件为准；页眉页脚、批注和脚注不在内。"
PICTURE = "[图片]"
MOST_COLUMNS = 63
"""Word's own."""
_LEFT_OUT = frozenset({"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "Fallback"})
_PICTURES = frozenset({"drawing", "pict", "object"})
_HEADING = re.compile(r"^(?:heading|标题)\s*([1-9])$", re.IGNORECASE)


def pages(data: bytes) -> bytes:
    """The document as a PDF of plain pages. Raises `Unreadable`."""
    zipped = Zipped(data)
    body = parsed(zipped.read(MAIN)).find("body")
    if body is None:
        raise Unreadable("broken_file")
    paper = Paper()
    paper.note(SAID)
    try:
        _Document(zipped, paper).blocks(body)
    except Full:
        return paper.finish(cut=True)
    return paper.finish()


class _Document:
    """Walks a document from its beginning."""

    def __init__(self, zipped: Zipped, paper: Paper) -> None:
        self._paper = paper
        self._numbers = Numbers(_part(zipped, "word/numbering.xml"))
        self._styles = {s.get("styleId", ""): s for s in each(_part(zipped, "word/styles.xml"), "style")}

    def blocks(self, part: Element) -> None:
        """Paragraphs and tables in their order."""
        for one in part:
            if one.tag == "p":
                self._paragraph(one)
            elif one.tag == "tbl":
                self._table(one)
            elif one.tag in {"sdt", "sdtContent", "ins", "smartTag", "customXml", "AlternateContent", "Choice"}:
                self.blocks(one)

    def _paragraph(self, part: Element) -> None:
        level, number = self._level(part), self._number(part)
        said = "".join(_words(part))
        centred = _val(part, "pPr", "jc") == "center"
        if not said.strip():
            self._paper.gap(BODY * 0.6)
        elif level is not None:
            self._paper.heading(f"{number}{said}", level, centred=centred)
        else:
            indent = 0.0 if centred or not number else BODY
            self._paper.text(f"{number} {said}" if number else said, indent=indent, centred=centred)
            self._paper.gap(BODY * 0.3)

    def _level(self, part: Element) -> int | None:
        """How high a heading it is; None when it is none."""
        own = _val(part, "pPr", "outlineLvl")
        if own.isdecimal():
            return int(own) + 1 if int(own) < 9 else None
        style = self._styles.get(_val(part, "pPr", "pStyle"))
        for _ in range(10):
            if style is None:
                return None
            name, outline = _val(style, "name"), _val(style, "pPr", "outlineLvl")
            if name.casefold() in {"title", "标题"}:
                return 0
            if (found := _HEADING.match(name)) is not None:
                return int(found[1])
            if outline.isdecimal() and int(outline) < 9:
                return int(outline) + 1
            style = self._styles.get(_val(style, "basedOn"))
        return None

    def _number(self, part: Element) -> str:
        found = under(part, "pPr", "numPr")
        if found is None:
            found = under(self._styles.get(_val(part, "pPr", "pStyle")), "pPr", "numPr")
        if found is None:
            return ""
        depth = _val(found, "ilvl")
        return self._numbers.next(_val(found, "numId"), int(depth) if depth.isdecimal() else 0)

    def _table(self, part: Element) -> None:
        texts: list[list[str]] = []
        reach: dict[Place, Place] = {}
        above: dict[int, Place] = {}
        for row in _rows(part):
            texts.append(self._row(row, len(texts), reach, above))
        columns = max((len(row) for row in texts), default=0)
        table(self._paper, Grid([row + [""] * (columns - len(row)) for row in texts], reach))

    def _row(self, row: Element, r: int, reach: dict[Place, Place], above: dict[int, Place]) -> list[str]:
        texts: list[str] = []
        for cell in _cells(row):
            across = _count(_val(cell, "tcPr", "gridSpan"))
            across, c = min(across, MOST_COLUMNS - len(texts)), len(texts)
            if across < 1:
                break
            merge = under(cell, "tcPr", "vMerge")
            goes_on = merge is not None and merge.get("val", "continue") == "continue" and c in above
            if goes_on:
                top = above[c]
                reach[top] = (r - top[0] + 1, reach.get(top, (1, 1))[1])
            else:
                above[c] = (r, c)
                reach[r, c] = (1, across)
            texts += ["" if goes_on else _cell_words(cell), *[""] * (across - 1)]
        return texts


def _part(zipped: Zipped, name: str) -> Element | None:
    """A part a document can do without."""
    if name not in zipped:
        return None
    try:
        return parsed(zipped.read(name))
    except Unreadable as error:
        if str(error) == "broken_file":
            return None
        raise


def _rows(part: Element) -> Iterator[Element]:
    for one in part:
        if one.tag == "tr" and under(one, "trPr", "del") is None:
            yield one
        elif one.tag in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        if one.tag == "tc":
            yield one
        elif one.tag in {"sdt", "sdtContent", "customXml"}:
            yield from _cells(one)


def _cell_words(cell: Element) -> str:
    """All the words of a cell, of tables in it too, a line a paragraph."""
    return "\n".join("".join(_words(one)) for one in cell.iter("p")).strip("\n")


def _words(part: Element) -> Iterator[str]:
    """The words of a paragraph as they would be printed."""
    for one in part:
        if one.tag == "t":
            yield one.text or ""
        elif one.tag == "tab":
            yield "\t"
        elif one.tag in {"br", "cr"}:
            yield "\n"
        elif one.tag in {"noBreakHyphen", "softHyphen"}:
            yield "-" if one.tag == "noBreakHyphen" else ""
        elif one.tag in _PICTURES:
            yield from _drawn(one)
        elif one.tag not in _LEFT_OUT:
            yield from _words(one)


def _drawn(part: Element) -> Iterator[str]:
    """The words of a text box; of anything else that it is there."""
    box = next(part.iter("txbxContent"), None)
    if box is None:
        yield PICTURE
        return
    for one in each(box, "p"):
        yield from ("\n", *_words(one))


def _val(part: Element | None, *path: str) -> str:
    found = under(part, *path)
    return found.get("val", "") if found is not None else ""


def _count(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 4 else 1
