"""Where the words of a search stand in a text people read, and what is said around the first of them. Pure.

A word comes as it is compared: folded, without brackets, each run of letters or digits begun by `RUN`. Brackets and
spaces inside what is found belong to it, so 海政发2026 stands in 海政发〔2026〕12号 from 海 to 2026.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

RUN = "\x01"
"""Begins a run of letters or digits in a word."""
BRACKETS = "()[]{}<>〔〕〈〉《》「」『』【】〖〗"
Span = tuple[int, int]
"""From where to where something stands."""

_BETWEEN = rf"[{re.escape(BRACKETS)}\s]*"
_SPACE = re.compile(r"\s+")
BEFORE = 10
"""Characters kept before the first word in a passage."""
LENGTH = 60
"""Characters of a passage."""


def spans(text: str, words: Iterable[str]) -> tuple[Span, ...]:
    """Where any of the words stands, in order, what touches or overlaps as one."""
    words = tuple(words)
    if not words:
        return ()
    folded = "".join(map(_folded, text))
    found = sorted(hit.span() for word in words if word.strip(RUN) for hit in _pattern(word).finditer(folded))
    return tuple(_joined(found))


def _folded(char: str) -> str:
    """One character as it is compared, as long as it is still one."""
    folded = unicodedata.normalize("NFKC", char).casefold()
    return folded if len(folded) == 1 else char


@lru_cache(maxsize=64)
def _pattern(word: str) -> re.Pattern[str]:
    parts: list[str] = []
    start = ""
    for char in word:
        if char == RUN:
            start = RUN
            continue
        parts.append((_begin(char) if start else "") + re.escape(char))
        start = ""
    return re.compile(_BETWEEN.join(parts))


def _begin(char: str) -> str:
    """Nothing of the same run stands before it."""
    return r"(?<!\d)" if char.isdigit() else r"(?<![a-zà-ÿ])"


def _joined(found: Sequence[Span]) -> Iterable[Span]:
    kept: list[Span] = []
    for start, end in found:
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def passage(text: str, words: Sequence[str], shown: str) -> str:
    """What stands round the first of the words that `shown` lacks; "" when all are shown or none is in the text."""
    missing = [word for word in words if not spans(shown, [word])]
    for word in missing:
        for start, end in spans(text, [word])[:1]:
            return _around(text, start, end)
    return ""


def _around(text: str, start: int, end: int) -> str:
    """At most `LENGTH` characters of the line the word stands in, with … where there is more."""
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    first = line if start - line <= BEFORE else start - BEFORE
    last = min(stop, max(end, first + LENGTH))
    cut = _SPACE.sub(" ", text[first:last]).strip()
    return ("…" if first > line else "") + cut + ("…" if last < stop else "")
