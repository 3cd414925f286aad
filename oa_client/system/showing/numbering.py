"""The numbers before paragraphs of a Word document, counted as its lists say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from oa_client.system.showing.tree import each, under

_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
BULLET = "•"
DEEPEST = 9


def chinese(n: int) -> str:
    """一, 十二, 一百零三: as far as lists go."""
    if not 0 < n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones else "")


def _roman(n: int) -> str:
    said = ""
    for value, mark in _ROMAN:
        while n >= value and len(said) < 12:
            said, n = said + mark, n - value
    return said


def _letter(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26) * min(4, (n - 1) // 26 + 1)


def _circled(n: int) -> str:
    return chr(0x2460 + n - 1) if 1 <= n <= 20 else f"({n})"


_FORMS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "ideographDigital": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda n: f"{n:02}",
}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbers:
    """Counts through a document from its beginning."""

    def __init__(self, part: Element | None) -> None:
        """Of the part that says what its lists look like, where there is one."""
        shapes = {one.get("abstractNumId", ""): _levels(one) for one in each(part, "abstractNum")}
        self._lists: dict[str, tuple[str, Mapping[int, _Level]]] = {}
        for one in each(part, "num"):
            kind = under(one, "abstractNumId")
            shape = kind.get("val", "") if kind is not None else ""
            self._lists[one.get("numId", "")] = (shape, shapes.get(shape, {}))
        self._at: dict[str, list[int | None]] = {}

    def next(self, which: str, depth: int) -> str:
        """What stands before the next paragraph of a list."""
        if which not in self._lists or not 0 <= depth < DEEPEST:
            return ""
        shape, levels = self._lists[which]
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        at = self._at.setdefault(shape, [None] * DEEPEST)
        here = at[depth]
        at[depth] = level.start if here is None else here + 1
        at[depth + 1 :] = [None] * (DEEPEST - depth - 1)
        return BULLET if level.form == "bullet" else _filled(level, levels, at)


def _filled(level: _Level, levels: Mapping[int, _Level], at: list[int | None]) -> str:
    said = level.text[:40]
    for depth in range(DEEPEST):
        mark = f"%{depth + 1}"
        if mark in said:
            one = levels.get(depth, level)
            count = at[depth]
            said = said.replace(mark, _FORMS.get(one.form, str)(one.start if count is None else count))
    return said


def _levels(shape: Element) -> dict[int, _Level]:
    found = {}
    for one in each(shape, "lvl"):
        depth = one.get("ilvl", "")
        if depth.isdecimal() and int(depth) < DEEPEST:
            start = _said(one, "start")
            begins = int(start) if start.isdecimal() and len(start) < 7 else 1
            found[int(depth)] = _Level(_said(one, "numFmt"), _said(one, "lvlText"), begins)
    return found


def _said(part: Element, name: str) -> str:
    child = part.find(name)
    return child.get("val", "") if child is not None else ""
