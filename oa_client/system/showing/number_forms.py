"""Numbers of a spreadsheet as people see them there: dates, times, shares, thousands."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

GENERAL = "General"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "yyyy/m/d", 16: "m/d", 17: "yyyy/m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss", 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 50: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""What the numbers mean that a Chinese office writes for a form without saying it."""
_TOKENS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|y+|m+|d+|h+|s+|am/pm|上午/下午|a+|[^"\\\[]', re.IGNORECASE)
_MOST_DAYS = 2_958_466


def shown(value: float, form: str, *, from_1904: bool = False) -> str:
    """A number in a form; in one nobody knows as it is."""
    section = _section(form, value)
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', "", section, flags=re.IGNORECASE)
    if form == GENERAL or "@" in bare or "general" in bare.casefold():
        return as_it_is(value)
    if not re.search(r"[0#?ymdhsa]", bare, re.IGNORECASE):
        return "".join(_around(section)) if section else as_it_is(value)
    if re.search(r"[ymdhs]|a{3}", bare, re.IGNORECASE) and not re.search(r"[#?]", bare):
        return _moment(value, section, from_1904=from_1904)
    return _figure(value, section, bare, signed=";" not in form)


def as_it_is(value: float) -> str:
    """Without the dust of binary fractions."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def _section(form: str, value: float) -> str:
    """The part of a form for a number of this sign."""
    parts = form.split(";")
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 and parts[2] else parts[0]


def _figure(value: float, section: str, bare: str, *, signed: bool) -> str:
    """A plain figure, with what stands before and after it."""
    places = len(found[1]) if (found := re.search(r"\.([0#?]+)", bare)) else 0
    percent = "%" in bare
    figure = abs(value) * (100 if percent else 1)
    if "e+" in bare.casefold():
        said = f"{figure:.{min(places, 12)}E}"
    else:
        comma = "," if re.search(r"[#0],[#0]", bare) else ""
        said = f"{figure:{comma}.{min(places, 12)}f}"
    minus = "-" if value < 0 and (signed or "-" in bare) else ""
    before, after = _around(section)
    return f"{minus}{before}{said}{'%' if percent else ''}{after}"


def _around(section: str) -> tuple[str, str]:
    """The words of a form before and after the figure."""
    before, after, met = "", "", False
    for piece in re.findall(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.|.', section):
        word = ""
        if piece.startswith('"'):
            word = piece[1:-1]
        elif piece.startswith("\\"):
            word = piece[1:]
        elif piece.startswith("[$"):
            word = piece[2:-1].partition("-")[0]
        elif piece in "¥￥$€()":
            word = piece
        elif piece in "0#?":
            met = True
        before, after = (before, after + word) if met else (before + word, after)
    return before, after


def _moment(value: float, section: str, *, from_1904: bool) -> str:
    days = value + (1462 if from_1904 else 0)
    if not 0 <= days < _MOST_DAYS:
        return as_it_is(value)
    whole = int(days)
    start = datetime(1899, 12, 30) if whole >= 61 else datetime(1899, 12, 31)  # noqa: DTZ001 - a sheet has no zone
    try:
        at = start + timedelta(days=whole, seconds=round((days - whole) * 86400))
    except OverflowError:  # the last half second there is
        return as_it_is(value)
    pieces = [t for t in _TOKENS.findall(section) if not t.startswith("[$")]
    said = []
    for n, piece in enumerate(pieces):
        said.append(_piece(piece, at, days, pieces, n))
    return "".join(said)


def _piece(piece: str, at: datetime, days: float, pieces: list[str], n: int) -> str:  # noqa: PLR0911 - one a letter
    low = piece.casefold()
    if piece.startswith('"'):
        return piece[1:-1]
    if piece.startswith("\\"):
        return piece[1:]
    if low.startswith("["):
        return str(int(days * 24)) if low in {"[h]", "[hh]"} else ""
    letter, wide = low[0], len(low)
    if letter == "y":
        return f"{at.year:04}" if wide > 2 else f"{at.year % 100:02}"
    if letter == "m" and _is_minute(pieces, n):
        return f"{at.minute:0{min(wide, 2)}}"
    if low in {"am/pm", "上午/下午"}:
        return "上午" if at.hour < 12 else "下午"
    if letter == "a":
        return ("星期" if wide > 3 else "") + "一二三四五六日"[at.weekday()]
    parts = {"m": at.month, "d": at.day, "h": _hour(at.hour, pieces), "s": at.second}
    if letter in parts:
        return f"{parts[letter]:0{min(wide, 2)}}" if wide < 3 else _long(letter, at)
    return "" if piece in "_*@;" else piece


def _hour(hour: int, pieces: list[str]) -> int:
    halves = any(t.casefold() in {"am/pm", "上午/下午"} for t in pieces)
    return (hour % 12 or 12) if halves else hour


def _long(letter: str, at: datetime) -> str:
    return f"{at.month}月" if letter == "m" else f"星期{'一二三四五六日'[at.weekday()]}" if letter == "d" else ""


def _is_minute(pieces: list[str], n: int) -> bool:
    """An m after hours or before seconds is of minutes."""
    letters = [t.casefold().strip("[]")[:1] if t[:1] not in {'"', "\\"} else "" for t in pieces]
    before = next((x for x in reversed(letters[:n]) if x in set("ymdhs")), "")
    after = next((x for x in letters[n + 1 :] if x in set("ymdhs")), "")
    return before == "h" or after == "s"
