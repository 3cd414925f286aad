"""The numbers of registers, 收〔2026〕13号, 督查〔2026〕1号: as they are written, and as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oa_client.assets import _
from oa_client.domain.matter import Row
from oa_client.domain.numbers import fold_number

_SERIALS: Mapping[str, str] = {"incoming": "收", "instruction": "批", "supervision": "督查"}
"""How a number of a register begins."""
_SERIALS_BY_MODE: Mapping[tuple[str, str], str] = {("supervision", "internal"): "督办"}
"""How it begins where the organ has another series of its own for this way of handling it."""
_WRITTEN_OUT = frozenset({"outgoing"})
"""Kinds whose number stands whole on their head, 海政发〔2026〕12号: it is no register's."""

_ASKED = re.compile(r"(?P<word>\D+?)〔?(?P<year>\d{4})[〕年]?-?第?0*(?P<n>\d+)号?")


def serial(of: str, number: str, mode: str = "") -> str:
    """A number of a register as it is written: 2026-13 is 收〔2026〕13号; nothing before the centre gave one.

    `mode`: the way it is handled, where that has numbers of its own: 督查〔2026〕1号 and 督办〔2026〕1号 are two.
    """
    if of in _WRITTEN_OUT:
        return ""
    year, _dash, n = number.partition("-")
    word = _SERIALS_BY_MODE.get((of, mode)) or _SERIALS.get(of, "")
    return _("{word}〔{year}〕{n}号").format(word=_(word), year=year, n=n) if n else number


def listed_serial(of: str, row: Row) -> str:
    """The same for a matter in a list."""
    return serial(of, row.serial, row.mode)


def asked_serial(text: str) -> tuple[frozenset[str], str] | None:
    """The kinds whose registers begin their numbers so, and the number, 2026-1, where somebody typed a whole one.

    督查〔2026〕1号 with any brackets or none, in wide figures, with blanks, 第 or a dash.
    """
    found = _ASKED.fullmatch(fold_number(text))
    if found is None:
        return None
    words = [*_SERIALS.items(), *((kind, word) for (kind, _mode), word in _SERIALS_BY_MODE.items())]
    kinds = frozenset(kind for kind, word in words if _(word) == found["word"])
    return (kinds, f"{found['year']}-{found['n']}") if kinds else None


def bears(of: str, row: Row, text: str) -> bool:
    """Whether a matter bears the number of a register that somebody typed, and no other of the same figures."""
    typed, own = _ASKED.fullmatch(fold_number(text)), _ASKED.fullmatch(fold_number(listed_serial(of, row)))
    return typed is not None and own is not None and typed.groups() == own.groups()
