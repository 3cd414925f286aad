"""WordprocessingML of words and paragraphs, as text: what a DOCX says is written here and nowhere else.

Word knows sizes by half points, so 15.75 pt (3号) is set as 16 pt, each character drawn a quarter of a point closer:
a 字 is as wide as the standard's. A line of an exact height stands alike in Word, which halves the leading, and in
LibreOffice, which puts the baseline at four fifths, when it is `SNUG` times as high as its characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from oa_client.layout.faces import STANDARD, Face

SNUG = 0.38 / 0.3
"""(line - size) / 2 + 0.88 size = 0.8 line."""
Colour = tuple[int, int, int]


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def exact(pitch: float) -> int:
    """A 行 as an office says it in Word, in twips: 29.5 pt for the standard's 29.53."""
    return int(pitch * 10) * 2


def half_points(size: float) -> int:
    """A size as Word has it."""
    return round(size * 2)


def baseline(line: float, size: float) -> float:
    """How far below the top of an exact line its baseline is: between what Word and LibreOffice make of it."""
    return ((line - size) / 2 + 0.88 * size + 0.8 * line) / 2


def named(face: Face) -> str:
    """The fonts of a run: by name, never by theme, the East Asian one too."""
    name = quoteattr(STANDARD[face][0])
    return f'<w:rFonts w:hint="eastAsia" w:ascii={name} w:eastAsia={name} w:hAnsi={name} w:cs={name}/>'


@dataclass(frozen=True, slots=True)
class Words:
    """A run. `spacing` follows each character, in points; `stretch`: how wide it is against how high."""

    text: str
    face: Face
    size: float
    colour: Colour = (0, 0, 0)
    spacing: float = 0.0
    stretch: float = 1.0
    upright: bool = False

    @property
    def look(self) -> str:
        """Its properties."""
        return look(self.face, self.size, self.colour, self.spacing, self.stretch)

    @property
    def xml(self) -> str:
        """The run; tabs, ends of lines, and the page's number are said by their own characters."""
        if self.text == PAGE:
            return _field(self.look)
        return (
            f"<w:r><w:rPr>{self.look}</w:rPr>{''.join(_SIGNS.get(x, _said(x)) for x in _SIGN.split(self.text))}</w:r>"
        )


_SIGN = re.compile(r"([\t\n])")
_SIGNS = {"\t": "<w:tab/>", "\n": "<w:br/>"}


def _said(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>' if words else ""


PAGE = "\x01"
"""Words that are the number of their page."""


def look(face: Face, size: float, colour: Colour = (0, 0, 0), spacing: float = 0.0, stretch: float = 1.0) -> str:
    """What stands in w:rPr."""
    half, percent = half_points(size), round(stretch * 100)
    apart = twips(spacing + size * stretch - half / 2 * percent / 100)
    return "".join(
        (
            named(face),
            f'<w:color w:val="{"".join(f"{c:02X}" for c in colour)}"/>' if any(colour) else "",
            f'<w:spacing w:val="{apart}"/>',
            f'<w:w w:val="{percent}"/>' if percent != 100 else "",
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>',
        )
    )


def _field(look_: str) -> str:
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return "".join(f"<w:r><w:rPr>{look_}</w:rPr>{part}</w:r>" for part in parts)


@dataclass(frozen=True, slots=True)
class Frame:
    """A place on the page a paragraph has by itself, in points; as high as its lines where `height` is 0."""

    x: float
    y: float
    width: float
    height: float

    @property
    def xml(self) -> str:
        """Its properties."""
        high = f' w:h="{twips(self.height)}" w:hRule="exact"' if self.height else ""
        return (
            f'<w:framePr w:w="{twips(self.width)}"{high} w:hSpace="0" w:vSpace="0"'
            f' w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="{twips(self.x)}" w:y="{twips(self.y)}"/>'
        )


_KEPT = {None: "", True: "<w:keepNext/>", False: '<w:keepNext w:val="0"/>'}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, in points. `mark`: in what face and of what size an empty one is.

    `line`: exactly so high; `at_least` so high; neither: a line of the grid.
    `first` is the indent of its first line, negative when it hangs out; `chars` says `first` in characters too, which
    Word goes by, and `right_chars` likewise. `tabs`: where, and "left" or "right". `rules`: sides with a line, how
    thick in eighths of a point, its colour, how many points away. `keep`: whether it stays with the next; None: as its
    style has it. `turn`: it begins a page. `section` ends a section with this paragraph.
    """

    words: tuple[Words, ...] = ()
    style: str = ""
    mark: tuple[Face, float] = (Face.TEXT, 15.75)
    align: str = "left"
    line: float = 0.0
    at_least: float = 0.0
    before: float = 0.0
    after: float = 0.0
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    chars: float = 0.0
    right_chars: float = 0.0
    tabs: Sequence[tuple[float, str]] = ()
    frame: Frame | None = None
    rules: Sequence[tuple[str, int, Colour, int]] = ()
    keep: bool | None = None
    turn: bool = False
    section: str = ""
    shapes: str = ""

    @property
    def xml(self) -> str:
        """The paragraph."""
        return f"<w:p><w:pPr>{self._properties}</w:pPr>{self.shapes}{''.join(w.xml for w in self.words)}</w:p>"

    @property
    def _properties(self) -> str:
        """In the order the schema has them."""
        own = self.words[-1] if self.words else None
        mark = look(own.face, own.size) if own is not None else look(*self.mark)
        return "".join(
            (
                f'<w:pStyle w:val="{self.style}"/>' if self.style else "",
                _KEPT[self.keep],
                "<w:pageBreakBefore/>" if self.turn else "",
                self.frame.xml if self.frame else "",
                "<w:widowControl/>" if self.keep else "",
                self._rules,
                self._tabs,
                '<w:snapToGrid w:val="0"/>' if self.line or self.at_least else "",
                self._spacing,
                self._indent,
                f'<w:jc w:val="{self.align}"/>',
                f"<w:rPr>{mark}</w:rPr>",
                self.section,
            )
        )

    @property
    def _rules(self) -> str:
        made = "".join(
            f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}"'
            f' w:color="{"".join(f"{c:02X}" for c in colour)}"/>'
            for side, eighths, colour, space in self.rules
        )
        return f"<w:pBdr>{made}</w:pBdr>" if made else ""

    @property
    def _tabs(self) -> str:
        made = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(at)}"/>' for at, kind in self.tabs)
        return f"<w:tabs>{made}</w:tabs>" if made else ""

    @property
    def _spacing(self) -> str:
        line = ""
        if self.line:
            line = f' w:line="{twips(self.line)}" w:lineRule="exact"'
        elif self.at_least:
            line = f' w:line="{twips(self.at_least)}" w:lineRule="atLeast"'
        return f'<w:spacing w:before="{twips(self.before)}" w:after="{twips(self.after)}"{line}/>'

    @property
    def _indent(self) -> str:
        said = f'w:left="{twips(self.left)}" w:right="{twips(self.right)}"'
        if self.right_chars:
            said += f' w:rightChars="{round(self.right_chars * 100)}"'
        if self.chars:
            said += f' w:firstLineChars="{round(self.chars * 100)}"'
        said += f' w:firstLine="{twips(self.first)}"' if self.first >= 0 else f' w:hanging="{twips(-self.first)}"'
        return f"<w:ind {said}/>"
