"""How a character is named that cannot be shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from oa_client.assets import _

_MOST = 12


def named(chars: Iterable[str]) -> str:
    """One after the other, the first few: as themselves, private ones by their code, for no two fonts agree on them."""
    return "、".join(map(_name, list(chars)[:_MOST]))


def _name(char: str) -> str:
    if unicodedata.category(char) != "Co":
        return char
    return _("造字 {code}").format(code=f"U+{ord(char):04X}")
