"""The dictionaries both ends may hold: with one a small message takes half the bytes (design.md decision 7).

A dictionary is known by its number, which stands in each frame made with it, and never changes once it was shipped
(`installer/train_dictionary.py` makes them). Each request says with `HEADER` which one its sender reads; whoever says
nothing, or a number that is not held here, is answered without one.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import zstandard

HEADER = "X-OA-Dict"

DICTIONARY = 32_769
"""The one to send with; numbers below 32,768 are given out by others."""

MOST = 96 * 1024
"""Larger messages hold enough of their own to be compressed with; a dictionary gains them less than one per cent."""

_LEVEL = 19
_HELD = frozenset({DICTIONARY})


@cache
def held(number: int) -> zstandard.ZstdCompressionDict | None:
    """The dictionary of this number, ready to compress as hard as it goes; None when it is not held here."""
    if number not in _HELD:
        return None
    data = files(__package__).joinpath(f"wire-{number}.dict").read_bytes()
    found = zstandard.ZstdCompressionDict(data)
    found.precompute_compress(level=_LEVEL)
    return found


def named(text: str) -> int:
    """The number a header says, if it is held here; else 0."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
    return number if number in _HELD else 0
