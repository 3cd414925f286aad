"""Breaking text into lines: Chinese between any two characters, other words at their spaces, marks never first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oa_client.system.showing.face import advance

_WORDS = re.compile(r"[!-~\u00c0-\u024f]+|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕”’％…")


def broken(text: str, width: float, size: float) -> Iterator[str]:
    """The lines of a text, at most so wide each, a mark more where one would stand first."""
    for paragraph in text.split("\n"):
        yield from _paragraph(paragraph, width, size)


def _paragraph(text: str, width: float, size: float) -> Iterator[str]:
    line, used = "", 0.0
    for word in _words(text, width, size):
        wide = advance(word, size)
        if used + wide > width and line and word not in _NEVER_FIRST:
            yield line.rstrip()
            line, used = "", 0.0
            if word.isspace():
                continue
        line += word
        used += wide
    yield line.rstrip()


def _words(text: str, width: float, size: float) -> Iterator[str]:
    """What may not be torn; a word wider than a line is."""
    for word in _WORDS.findall(text):
        if len(word) > 1 and advance(word, size) > width:
            yield from word
        else:
            yield word
