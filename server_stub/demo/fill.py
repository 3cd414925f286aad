"""Filling the slots of a phrase: figures that agree with each other, and the words of one document."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{([^{}]+)\}")
_NUMBER = re.compile(r"(?:([A-Z]):)?(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?")
_PART = re.compile(r"([A-Z]):([A-Z])\*(\d+)-(\d+)")
_REST = re.compile(r"([A-Z]):([A-Z])-([A-Z])")
_KEEP = ("%", "摄氏度", "小时", "分钟", "天", "日", "个工作日", "米的")  # rates and times do not shrink with the unit


def fill(text: str, words: Mapping[str, str], rng: random.Random, scale: float = 1.0) -> str:
    """Return `text` with its slots filled.

    `{20-40}` is a figure, `{A:20-40}` one with a name, `{B:A*10-25}` so many per cent of A, `{C:A-B}` a
    difference; all else is looked up in `words`. `scale` shrinks figures that may reach 30 (a village does not
    inspect 300 cellars), never rates and times.
    """
    known: dict[str, int] = {}

    def put(match: re.Match[str]) -> str:
        slot = match.group(1)
        after = text[match.end() :]
        if (rest := _REST.fullmatch(slot)) is not None:
            name, whole, part = rest.groups()
            known[name] = known[whole] - known[part]
            return str(known[name])
        if (share := _PART.fullmatch(slot)) is not None:
            name, whole, low, high = share.groups()
            known[name] = _portion(known[whole], int(low), int(high), rng)
            return str(known[name])
        if (number := _NUMBER.fullmatch(slot)) is None:
            return words[slot]
        name, low_, high_ = number.groups()
        factor = 1.0 if after.startswith(_KEEP) else scale
        if "." in low_ or "." in (high_ or ""):
            return f"{max(0.1, rng.uniform(float(low_), float(high_)) * factor):.1f}"
        made = figure(rng, int(low_), int(high_ or low_), factor, least=8 if name else 2)
        if name:
            known[name] = made
        return str(made)

    return _SLOT.sub(put, text)


def figure(rng: random.Random, low: int, high: int, scale: float = 1.0, least: int = 2) -> int:
    """Return a figure between the two, shrunk by `scale` when it is a large one; large ones end roundish."""
    value = rng.randint(low, high)
    if high >= 30 and scale < 1:
        value = max(least, round(value * scale))
    if value >= 10_000:
        return value // 100 * 100
    return value // 10 * 10 if value >= 2_000 else value


def _portion(whole: int, low: int, high: int, rng: random.Random) -> int:
    value = round(whole * rng.randint(low, high) / 100)
    return max(1, value) if high > 100 else min(max(2 if whole > 3 else 1, value), max(1, whole - 1))
