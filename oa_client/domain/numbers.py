"""Document numbers (文号) as people write them: 海政发〔2026〕12号, 海政发[2026]12号, 海政发２０２６ 12."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = str.maketrans("[(【〖{])】〗}", "〔〔〔〔〔〕〕〕〕〕")
"""NFKC has already made half-width ones of the full-width."""
_BLANKS = re.compile(r"\s+")
_ORDINAL = re.compile(r"([\])）】〕〗}］\uff5d﹞]\s*)第(?=\s*\d)")


def plain_number(text: str) -> str:
    """The number with the brackets of GB/T 9704 (〔〕, 7.2.5), half-width digits and no blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_BRACKETS)


def fold_number(text: str) -> str:
    """What is the same for every way of writing one number; for comparing, never to show."""
    return plain_number(text).casefold()


def without_ordinal(text: str) -> str:
    """A text without the 第 of a number that follows its year: 海政发〔2026〕第12号 is written without (7.2.5)."""
    return _ORDINAL.sub(r"\1", text)


def written_number(word: str, year: str, n: str) -> str:
    """A 发文字号 as GB/T 9704 writes it (7.2.5): 代字〔year〕n号, without 第 and leading zeros."""
    return f"{word}〔{year}〕{n}号"
