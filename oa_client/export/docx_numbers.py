"""The numbers Word and WPS put before paragraphs by themselves: they stand in no text, so they are counted here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from oa_client.layout.gongwen.numerals import chinese

_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"}
)
_UNSAID = frozenset({"bullet", "none"})
_PART = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """`text`: what is written, %1 for the count of the first level."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


class Numbers:
    """Of one document, read from its beginning to its end."""

    def __init__(self, document: Document) -> None:
        """Nothing is counted yet."""
        related = [r.target_part for r in document.part.rels.values() if r.reltype == RT.NUMBERING]
        root = getattr(related[0], "element", None) if related else None
        self._lists = dict(_lists(root)) if root is not None else {}
        self._counts: dict[str, list[int | None]] = {}

    def before(self, paragraph: Paragraph) -> str:
        """What stands before it, as 一、 or （1）."""
        place = _place(paragraph)
        of, levels = self._lists.get(place[0], ("", {})) if place else ("", {})
        if place is None or place[1] not in levels:
            return ""
        counts = self._counts.setdefault(of, [None] * LEVELS)
        at = place[1]
        before = counts[at]
        counts[at] = levels[at].start if before is None else before + 1
        counts[at + 1 :] = [None] * (LEVELS - at - 1)
        if levels[at].form in _UNSAID:
            return ""
        return _PART.sub(lambda found: _said(levels, counts, int(found[1]) - 1), levels[at].text)


def _said(levels: Mapping[int, _Level], counts: list[int | None], at: int) -> str:
    level = levels.get(at, _Level())
    count = counts[at]
    return _written(level.form, level.start if count is None else count)


def _written(form: str, count: int) -> str:
    if form in _CHINESE:
        return chinese(count)
    if form in {"lowerLetter", "upperLetter"} and 0 < count <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + count - 1)
    return str(count)


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """Which list a paragraph is of, itself or by its style, and on which level."""
    own = paragraph._p.pPr  # noqa: SLF001 - numbers have no door
    for properties in (own, *_styles(paragraph)):
        found = properties.find(qn("w:numPr")) if properties is not None else None
        if found is not None and (number := _value(found, "numId")) is not None:
            level = _value(found, "ilvl") or "0"
            return number, int(level) if level.isdecimal() and int(level) < LEVELS else 0
    return None


def _styles(paragraph: Paragraph) -> Iterator[BaseOxmlElement | None]:
    style = paragraph.style
    for _depth in range(LEVELS):
        if style is None:
            return
        yield style.element.find(qn("w:pPr"))
        style = getattr(style, "base_style", None)


def _value(parent: BaseOxmlElement, name: str) -> str | None:
    found = parent.find(qn(f"w:{name}"))
    return found.get(qn("w:val")) if found is not None else None


def _lists(root: BaseOxmlElement) -> Iterator[tuple[str, tuple[str, Mapping[int, _Level]]]]:
    """Each w:num: what it counts with, and its levels."""
    drawn = {x.get(qn("w:abstractNumId")): dict(_levels(x)) for x in root.iter(qn("w:abstractNum"))}
    for number in root.iter(qn("w:num")):
        of = _value(number, "abstractNumId")
        if of is not None and of in drawn:
            yield number.get(qn("w:numId"), ""), (of, drawn[of])


def _levels(root: BaseOxmlElement) -> Iterator[tuple[int, _Level]]:
    for level in root.iter(qn("w:lvl")):
        at, start = level.get(qn("w:ilvl"), ""), _value(level, "start") or "1"
        if at.isdecimal() and int(at) < LEVELS:
            form = _value(level, "numFmt") or "decimal"
            yield int(at), _Level(form, _value(level, "lvlText") or "", int(start) if start.isdecimal() else 1)
