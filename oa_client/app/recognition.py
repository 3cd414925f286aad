"""Pasted lines as blocks: headings known by their numbers, rows of cells as tables, everything else as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from oa_client.app.gongwen import Block, BlockKind

MOST_COLUMNS, MOST_CELLS = 40, 20_000
LONGEST_HEADING = 60
"""A numbered sentence longer than this is text, not a heading."""
_CHINESE = "[一二三四五六七八九十百零〇]{1,5}"
_NUMBERS = (
    re.compile(rf"(?P<n>{_CHINESE})、\s*"),
    re.compile(rf"[（(](?P<n>{_CHINESE})[）)][、.\uff0e]?\s*"),
    re.compile(r"(?P<n>\d{1,3})(?:[.\uff0e](?![\d.\uff0e])|、(?!\d))\s*"),
    re.compile(r"[（(](?P<n>\d{1,3})[）)][、.\uff0e]?\s*"),
)
_SET = ("{}、", "（{}）", "{}.", "（{}）")
_SENTENCE = re.compile(r"[^。！？]*[。！？][”」』’）]*")
_INVISIBLE = {"Cc", "Cf", "Cs"}
_SYMBOLS = range(0xF000, 0xF100)
"""Where the bullets of symbol fonts come from; other private characters are rare ones of names, and stay."""


def blocks(lines: Iterable[str]) -> tuple[Block, ...]:
    """The blocks of some lines; lines of cells parted by tabs that follow each other are one table."""
    cleaned = [line for line in map(clean, lines) if line.strip()]
    found: list[Block] = []
    for tabs, group in groupby(cleaned, key=lambda line: line.strip("\t").count("\t")):
        rows = [line.strip("\t") for line in group]
        if tabs and len(rows) > 1:
            found += tables([row.split("\t") for row in rows])
        else:
            found += [block(row.replace("\t", " ")) for row in rows]
    return tuple(found)


def of_text(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text."""
    return blocks(re.split("\r\n|[\r\n\v\f\u0085\u2028\u2029]", text))


def clean(line: str) -> str:
    """A line as people meant it: nothing invisible, no space around it; tabs stay."""
    line = line.replace("\u00a0", " ")
    return "".join(c for c in line if c == "\t" or is_meant(c)).strip(" \u3000")


def is_meant(char: str) -> bool:
    """Whether a pasted character is one that somebody wrote."""
    return unicodedata.category(char) not in _INVISIBLE and ord(char) not in _SYMBOLS


def block(line: str, level: int = 0) -> Block:
    """One line: a heading by its number, or of this level whatever its number; else a paragraph."""
    line = line.strip(" \u3000\t")
    found = level_of(line)
    if found is None:
        return Block(BlockKind.HEADING, line, level) if level else Block(BlockKind.PARAGRAPH, line)
    said, own = found
    text, after = parted(own)
    if len(text) > LONGEST_HEADING and not level:
        return Block(BlockKind.PARAGRAPH, own)
    return Block(BlockKind.HEADING, text, level or said, after)


def level_of(line: str) -> tuple[int, str] | None:
    """The level its number says, and the line with the number as 7.3.3 writes it; None without one."""
    for level, (pattern, mark) in enumerate(zip(_NUMBERS, _SET, strict=True), 1):
        found = pattern.match(line)
        if found is not None and line[found.end() :].strip():
            return level, mark.format(found["n"]) + line[found.end() :]
    return None


def bare(line: str) -> str:
    """The line without the number it begins with."""
    for pattern in _NUMBERS:
        if found := pattern.match(line):
            return line[found.end() :]
    return line


def parted(line: str) -> tuple[str, str]:
    """A heading and what goes on behind it: up to its first full stop, when more follows."""
    found = _SENTENCE.match(line)
    return (line, "") if found is None or found.end() == len(line) else (line[: found.end()], line[found.end() :])


def tables(rows: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """Rows as a table; what no page holds side by side, or no editor bears, comes in as a paragraph a row."""
    wide = max(map(len, rows))
    if wide <= MOST_COLUMNS and wide * len(rows) <= MOST_CELLS:
        return (table(rows),)
    said = (" ".join(cell for cell in row if cell) for row in rows)
    return tuple(block(line) for line in map(clean, (line.replace("\n", " ") for line in said)) if line)


def table(rows: Sequence[Sequence[str]]) -> Block:
    """Rows as a table, the first its head; short rows are filled up. One cell alone is a paragraph."""
    wide = max(map(len, rows))
    full = [tuple(_cell(c) for c in (*row, *[""] * (wide - len(row)))) for row in rows]
    if wide == 1 and len(full) == 1:
        return block(full[0][0])
    head = tuple(c.replace("\n", "") for c in full[0])
    return Block(BlockKind.TABLE, columns=head, rows=tuple(full[1:]))


def _cell(text: str) -> str:
    return "\n".join(x for x in _cleaned(text.split("\n")) if x)


def _cleaned(lines: Iterable[str]) -> Iterator[str]:
    return (clean(line).replace("\t", " ") for line in lines)
