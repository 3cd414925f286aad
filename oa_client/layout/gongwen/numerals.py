"""The numbers of the four levels of headings: 一、 （一） 1. （1） (7.3.3)."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_NUMBERED = (
    re.compile(r"[一二三四五六七八九十百零〇]+、"),
    re.compile(r"（[一二三四五六七八九十百零〇]+）"),
    re.compile(r"\d+[.\uff0e](?!\d)"),
    re.compile(r"（\d+）"),
)


def chinese(n: int) -> str:
    """A number below a thousand as it is spoken; beyond, in digits."""
    if n >= 1000:
        return str(n)
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones else "")


def mark(level: int, n: int) -> str:
    """The number of the n-th heading of a level."""
    return (f"{chinese(n)}、", f"（{chinese(n)}）", f"{n}.", f"（{n}）")[level - 1]


class Counter:
    """Counts headings as they come; a level begins anew under each heading above it."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def told(self, level: int, text: str) -> str:
        """The heading with its number; one that brings its own keeps it."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        own = _NUMBERED[level - 1].match(text)
        return text if own else mark(level, self._counts[level - 1]) + text
