"""Where lines of Chinese may end: 避头尾, quotes with their words, numbers with their units, Latin words whole.

The rules are those of GB/T 15834-2011, chapter 5, and of 公文 (GB/T 9704-2012): no mark that closes begins a
line, none that opens ends one, —— and …… are never torn, and what is one thing to a reader, 2026年 or
〔2026〕12号, stays on one line whenever a line can hold it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】〕〗”’…·～％℃‰°,.;:?!)]}%»\u2032\u2033\u203aー々〻")
"""Marks no line begins with."""
NEVER_LAST = frozenset("（《〈「『【〔〖“‘￥\uff04№([{«\u2039#")
"""Marks no line ends with."""
_PAIRED = frozenset("—…")
"""Two of them are one mark."""
_UNITS = "年月日时分秒号条款项章节页份件人次个户名位亿万千百元吨米斤岁期届第"
_ONE = re.compile(
    r"〔\d{4}〕第?\d+号"
    rf"|第?[0-9A-Za-z]+(?:[.,:/_'’@&+\-][0-9A-Za-z]+)*(?:[{_UNITS}]|平方米|公里|公顷|千米|[%％℃‰])?"
)
_JOINED = "\u200d\u2060\ufeff"

Measure = Callable[[str], float]


def plain(text: str) -> str:
    """The text as it can be set: one kind of line end, no tabs, nothing unseen or that turns the writing round.

    Private characters stay: in a name each is a letter of it, and what no face has is set as such and told.
    """
    even = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    spaced = (" " if c in "\t\u00a0" else c for c in even)
    return "".join(c for c in spaced if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def lines(text: str, width: float, measure: Measure, *, indent: float = 0.0) -> tuple[str, ...]:
    """The text in lines no wider than `width`, the first of each paragraph by `indent` narrower.

    Nothing is lost but the spaces a line would end with. A thing wider than a whole line is torn where it least hurts.
    """
    return tuple(x for part in plain(text).split("\n") for x in _paragraph(part, width, measure, indent))


def balanced(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """A title in as few lines as it needs, none much shorter than the others."""
    found = lines(text, width, measure)
    low, high = width / 2, width
    while len(found) > 1 and high - low > 1.0:
        middle = (low + high) / 2
        tried = lines(text, middle, measure)
        fits = len(tried) <= len(found) and all(_width(x, measure) <= middle for x in tried)
        low, high, found = (low, middle, tried) if fits else (middle, high, found)
    return found


def _paragraph(text: str, width: float, measure: Measure, indent: float) -> Iterator[str]:
    line, room = "", width - indent
    for piece in clusters(text):
        wide = _width(piece, measure)
        if wide <= room:
            line, room = line + piece, room - wide
            continue
        if (bare := piece.rstrip(" ")) and _width(bare, measure) <= room:
            line, room = line + bare, 0.0
            continue
        if wide > width:
            *whole, line = _torn(line, piece, room, width, measure)
            yield from whole
        else:
            yield line.rstrip(" ")
            line = piece
        room = width - _width(line, measure)
    yield line.rstrip(" ")


def _torn(line: str, piece: str, room: float, width: float, measure: Measure) -> Iterator[str]:
    """A piece that no line can hold, begun where the line stands when a few of its characters fit there."""
    while _width(piece, measure) > room:
        at = _tear(piece, room, measure)
        if at == 0 and line:
            yield line.rstrip(" ")
            line, room = "", width
            continue
        at = max(at, _first(piece))
        yield line + piece[:at]
        line, piece, room = "", piece[at:], width
    yield line + piece


def _tear(piece: str, room: float, measure: Measure) -> int:
    """After how many characters a piece is best torn to fit the room; 0: nowhere."""
    used, allowed, forced = 0.0, 0, 0
    for at, char in enumerate(piece):
        used += measure(char)
        if used > room:
            break
        forced = at + 1
        after = piece[at + 1 : at + 2]
        if after and not _marks(after) and char not in NEVER_LAST and after not in NEVER_FIRST:
            allowed = at + 1
    return allowed or (forced if not any(c.isalnum() for c in piece) else 0)


def _first(piece: str) -> int:
    """How many characters are the least that can stand alone."""
    return next((n for n in range(1, len(piece)) if not _marks(piece[n])), len(piece))


def clusters(text: str) -> Iterator[str]:
    """The text cut wherever a line may end."""
    held = ""
    for piece in _pieces(text):
        if held and not _holds(held, piece):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        one = _ONE.match(text, at)
        end = one.end() if one else at + 1
        while end < len(text) and _marks(text[end]):
            end += 1
        yield text[at:end]
        at = end


def _holds(before: str, after: str) -> bool:
    """Whether no line may end between the two."""
    last, first = before.rstrip(" ")[-1:], after[0]
    if first == " ":
        return True
    if first in NEVER_FIRST or last in NEVER_LAST:
        return True
    return before[-1] in _PAIRED and first == before[-1]


def _marks(char: str) -> bool:
    """Whether a character sits on the one before it: accents, variation selectors."""
    return char in _JOINED or unicodedata.category(char) in {"Mn", "Me", "Mc"}


def _width(text: str, measure: Measure) -> float:
    return sum(map(measure, text))
