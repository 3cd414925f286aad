"""What a person or a unit may be called: what sets names apart where several are written does not stand in one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from server_stub.unit_names import BARS

_COMMAS = ",\uff0c;\uff1b|\uff5c" + BARS
_UNSEEN = frozenset({"Zl", "Zp"})
_LIKE_A_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Named:
    """What has the name: how its column is headed, how many characters it may have, whether digits are a mistake.

    `apart`: the signs that set such names apart. An official name of a unit may well have a 、 in it.
    """

    column: str
    most: int
    digits: bool
    apart: str


PERSON = Named("姓名", 40, digits=False, apart=_COMMAS + "、")
UNIT = Named("单位", 60, digits=True, apart=_COMMAS)


def wrong_name(name: str, of: Named) -> str:
    """Why something cannot be called this; empty when it can."""
    if not name:
        return f"没有填{of.column}。"
    if not of.digits and sum(c.isdigit() for c in name) >= _LIKE_A_NUMBER:
        return f"{of.column}写成了“{name[:20]}”，像是号码；请看看是不是和别的列填反了。"
    if len(name) > of.most:
        return f"{of.column}“{name[:20]}…”太长，最多 {of.most} 个字。"
    if any(_is_unseen(c) for c in name):
        return f"{of.column}“{''.join(c for c in name if not _is_unseen(c))}”里有看不见的字符，请重新填写。"
    if sign := next((c for c in name if c in of.apart), ""):
        return (
            f"{of.column}“{name}”里有“{sign}”，它是用来隔开几个名称的；"
            f"一行只写一个，要补充的写在括号里，如 {'李芳（女）' if of is PERSON else '财政局（国资办）'}。"
        )
    return ""


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("C") or category in _UNSEEN
