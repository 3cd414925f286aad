"""Pasted HTML of Word, WPS, Excel and browsers as blocks: its words and tables stay, everything else goes.

What was hidden or struck out by 修订 does not come back to light; what no block can hold (pictures) is counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from oa_client.app import recognition
from oa_client.app.gongwen import Block

MOST_SPAN, MOST_CHARACTERS = 40, 4_000_000
_SKIPPED = frozenset({"head", "style", "script", "title", "xml", "del", "object", "noscript", "template", "svg"})
_BREAKING = frozenset(
    {"p", "div", "li", "ul", "ol", "table", "tbody", "thead", "tfoot", "caption", "section", "article"}
)
_BREAKING |= {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dt", "dd", "hr"}
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u201c\u201d\u2018\u2019"
_TORN = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n[ \t\n]*(?=[{_WIDE}])")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = {f"h{n}": n for n in range(1, 5)}


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came in; `pictures`: how many did not."""

    blocks: tuple[Block, ...]
    pictures: int = 0


def from_html(html: str) -> Pasted:
    """The blocks of a piece of HTML, whoever wrote it."""
    reader = _Reader()
    reader.feed(_fragment(html[:MOST_CHARACTERS]).replace("\r\n", "\n"))
    reader.close()
    reader.end()
    return Pasted(reader.found(), reader.pictures)


def from_text(text: str) -> Pasted:
    """The blocks of a plain text."""
    return Pasted(recognition.of_text(text[:MOST_CHARACTERS]))


def _fragment(html: str) -> str:
    """What was copied, without the page around it."""
    start, end = html.find("<!--StartFragment-->"), html.rfind("<!--EndFragment-->")
    return html[start:end] if 0 <= start < end and "<table" not in html[:start].rpartition("</table")[2] else html


@dataclass(slots=True)
class _Grid:
    """A table being read; `over` holds for each column how many more rows a cell above stands over it."""

    rows: list[list[str]] = field(default_factory=list)
    over: list[int] = field(default_factory=list)

    def row(self) -> None:
        self.rows.append([])
        self._covered()

    def cell(self, text: str, across: int, down: int) -> None:
        if not self.rows:
            self.row()
        row = self.rows[-1]
        for n in range(across):
            at = len(row)
            self.over += [0] * (at + 1 - len(self.over))
            self.over[at] = down - 1
            row.append("" if n else text)
        self._covered()

    def _covered(self) -> None:
        row = self.rows[-1]
        while len(row) < len(self.over) and self.over[len(row)] > 0:
            self.over[len(row)] -= 1
            row.append("")


class _Reader(HTMLParser):
    """Goes through the tags once; `_skip` is how deep it stands in what does not come in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pictures = 0
        self._parts: list[str | Block] = []
        self._line: list[str] = []
        self._level = 0
        self._skip: list[str] = []
        self._grids: list[_Grid] = []
        self._cell: list[tuple[int, int]] = []
        self._lists: list[int] = []

    def found(self) -> tuple[Block, ...]:
        """Lines between tables are read together: rows of tabs among them are a table too."""
        blocks: list[Block] = []
        lines: list[str] = []
        for part in self._parts:
            if isinstance(part, str):
                lines.append(part)
            else:
                blocks += [*recognition.blocks(lines), part]
                lines = []
        return (*blocks, *recognition.blocks(lines))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._skip or tag in _SKIPPED or _HIDDEN.search(given.get("style", "")):
            if tag not in _VOID:
                self._skip.append(tag)
            return
        if tag == "img":
            self.pictures += 1
        elif tag == "br":
            self._line.append("\v")
        elif tag in {"table", "tr", "td", "th"}:
            self._open(tag, given)
        elif tag in _BREAKING:
            self._end_line()
            self._level = _HEADINGS.get(tag, 0)
            self._begin_item(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._skip and tag in {"br", "img", "hr"}:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._skip:
            if tag in self._skip:
                while self._skip.pop() != tag:
                    pass
            return
        if tag in {"table", "tr", "td", "th"}:
            self._close(tag)
        elif tag in _BREAKING:
            self._end_line()
            if tag in {"ol", "ul"} and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self._line.append(data)

    def _begin_item(self, tag: str) -> None:
        """A numbered list of a browser bears its numbers in no text."""
        if tag in {"ol", "ul"}:
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li" and self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            self._line.append(f"{self._lists[-1]}.")

    # tables; one inside a cell gives its words to the cell

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            if not self._grids:
                self._end_line()
            self._grids.append(_Grid())
        elif len(self._grids) != 1:
            self._line.append("\n\v" if tag == "tr" else " ")
        elif tag == "tr":
            self._end_cell()
            self._grids[0].row()
        else:
            self._end_cell()
            self._cell.append((_span(given.get("colspan")), _span(given.get("rowspan"))))
            self._line.clear()

    def _close(self, tag: str) -> None:
        if len(self._grids) == 1:
            self._end_cell()
        if tag == "table" and self._grids:
            grid = self._grids.pop()
            rows = [row for row in grid.rows if any(c.strip() for c in row)]
            if rows and not self._grids:
                self._parts += recognition.tables(rows)

    def _end_cell(self) -> None:
        if self._cell:
            across, down = self._cell.pop()
            self._grids[0].cell("\n".join(self._taken()), across, down)
        elif self._grids:
            self._line.clear()

    def _end_line(self) -> None:
        if self._cell:
            self._line.append("\v")
            return
        level, self._level = self._level, 0
        for line in self._taken():
            self._parts.append(recognition.block(line, level) if level else line)

    def _taken(self) -> list[str]:
        """The lines written so far; a new line in the source is no more than a space, between 汉字 nothing."""
        text, self._line = "".join(self._line), []
        lines = (_SPACE.sub(" ", _TORN.sub("", part)) for part in text.split("\v"))
        return [line for line in map(recognition.clean, lines) if line]

    def end(self) -> None:
        """Nothing more comes: what stands open is closed."""
        while self._grids:
            self._close("table")
        self._end_line()


def _span(given: str | None) -> int:
    return max(1, min(MOST_SPAN, int(given))) if given and given.isdecimal() else 1
