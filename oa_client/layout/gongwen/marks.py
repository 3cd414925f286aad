"""发文机关标志 (7.2.4, 10.1, 10.2, 10.3): red 小标宋, high and narrow, by the top of its ink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from oa_client.layout.breaking import plain
from oa_client.layout.faces import Face
from oa_client.layout.gongwen.setting import Setting
from oa_client.layout.tree import SEAL_RED, Text

TOGETHER = 1.25
"""From line to line of stacked names, by their size."""


def issuer_mark(
    setting: Setting, organs: Sequence[str], own: str, ending: str, top: float, most: float, beside: float = 0.0
) -> tuple[tuple[Text, ...], float]:
    """The mark with its ink from `top` down, and where its ink ends. `own` words go before the organ's name.

    `beside`: what a mark of one line leaves free of the 版心 at either side.
    """
    if len(organs) > 1 and not own:
        return _joint(setting, [plain(n) for n in organs], ending, top, most)
    words = plain(own) or _ended(plain(organs[0]), ending)
    return _single(setting, words, top, setting.area.width - 2 * beside)


def _ended(name: str, ending: str) -> str:
    return name if not ending or name.endswith(ending) else name + ending


def _single(setting: Setting, words: str, top: float, room: float) -> tuple[tuple[Text, ...], float]:
    stretch, size = _size(setting, words, room)
    wide = setting.wide(words, Face.TITLE, size) * stretch
    x = setting.area.left + (setting.area.width - wide) / 2
    low, high = setting.ink(words, Face.TITLE)
    made = Text(x, top + high * size, words, Face.TITLE, size, SEAL_RED, stretch=stretch)
    return (made,), top + (high - low) * size


def _size(setting: Setting, words: str, room: float) -> tuple[float, float]:
    """How narrow and how high characters are so that the words fit: as large as practice allows, never wide."""
    p = setting.profile
    one = min(p.length("mark.width.most"), room / setting.wide(words, Face.TITLE, 1.0))
    size = min(p.length("mark.height.most"), one / p["mark.stretch"])
    return one / size, size


def joint_fits(setting: Setting, count: int, most: float) -> bool:
    """Whether so many names stacked stay large enough to be read as a mark."""
    return most / count / TOGETHER >= setting.profile["mark.joint.least"]


def _joint(
    setting: Setting, names: Sequence[str], ending: str, top: float, most: float
) -> tuple[tuple[Text, ...], float]:
    """Names below each other, as wide as the longest, and the ending at their right in the middle of them."""
    longest = max(names, key=len)
    beside = ending and longest + ending + "国"
    stretch, size = _size(setting, beside or longest, setting.area.width)
    fit = min(1.0, most / (len(names) * TOGETHER * size))
    stretch, size = (min(1.0, stretch / fit), size * fit)
    column = setting.wide(longest, Face.TITLE, size) * stretch
    last = setting.wide(ending, Face.TITLE, size) * stretch
    gap = size * stretch / 2 if ending else 0.0
    left = setting.area.left + (setting.area.width - column - gap - last) / 2
    low, high = setting.ink("".join(names), Face.TITLE)
    stacked = tuple(_stacked(setting, names, (left, top + high * size, column), size, stretch))
    bottom = stacked[-1].y - low * size
    below, above = setting.ink(ending, Face.TITLE)
    middle = (top + bottom) / 2 + (above + below) / 2 * size
    end = Text(left + column + gap, middle, ending, Face.TITLE, size, SEAL_RED, stretch=stretch)
    return (*stacked, end), bottom


def _stacked(
    setting: Setting, names: Sequence[str], at: tuple[float, float, float], size: float, stretch: float
) -> Iterator[Text]:
    left, y, column = at
    for n, name in enumerate(names):
        wide = setting.wide(name, Face.TITLE, size) * stretch
        spread = (column - wide) / (len(name) - 1) if len(name) > 1 else 0.0
        text = Text(left, y + n * TOGETHER * size, name, Face.TITLE, size, SEAL_RED, stretch=stretch)
        yield replace(text, spacing=spread / stretch)
