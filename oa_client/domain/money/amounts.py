"""Amounts of money, whole 分 everywhere: read as people write them, and written out in capital figures (大写)."""

from __future__ import annotations

import re
import unicodedata

_MOST_DIGITS = 15
MOST = 10**_MOST_DIGITS - 1
"""The largest amount, in 分: fifteen digits."""
_CURRENCY = re.compile(r"人民币|美元|美金|欧元|日元|港元|港币|英镑|rmb|cny|usd|eur|jpy|hkd|gbp|[¥￥$€£]")
_OURS = frozenset({"人民币", "rmb", "cny", "¥", "￥"})
_SCALES = {"": 0, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_WRITTEN = re.compile(r"(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(千万|百万|千|万|亿)?(?:元整|元正|元|圆整|圆)?")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


class BadAmount(ValueError):
    """The text is no amount; `code` says why, as a refusal does."""

    def __init__(self, code: str) -> None:
        """Why."""
        super().__init__(code)
        self.code = code


def read_amount(text: str) -> int:
    """The 分 of an amount as written: ``1,234.50``, ``12.3万元``, ``￥100``. Raises `BadAmount`."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    named = _CURRENCY.findall(plain)
    if len({_known(name) for name in (*named, *(["元"] if "元" in _CURRENCY.sub("", plain) else []))}) > 1:
        raise BadAmount("amount_two_currencies")
    if any(name not in _OURS for name in named):
        raise BadAmount("amount_foreign")
    found = _WRITTEN.fullmatch(_CURRENCY.sub("", plain))
    if found is None:
        raise BadAmount("amount_unreadable")
    sign, whole, rest, scale = found.groups()
    digits = (whole.replace(",", "") + (rest or "")).lstrip("0")
    return _sound(digits, _SCALES[scale or ""] + 2 - len(rest or ""), negative=bool(sign))


def _known(name: str) -> str:
    return "元" if name in _OURS else name


def _sound(digits: str, shift: int, *, negative: bool) -> int:
    """So many 分: these digits with `shift` zeros behind them, or so many of them behind the point."""
    if not digits:
        raise BadAmount("amount_zero")
    if negative:
        raise BadAmount("amount_negative")
    whole, rest = (digits + "0" * shift, "") if shift >= 0 else (digits[:shift], digits[shift:])
    if rest.strip("0"):
        raise BadAmount("amount_decimals")
    if len(whole) > _MOST_DIGITS:
        raise BadAmount("amount_too_large")
    return int(whole)


def figures(cents: int) -> str:
    """An amount in figures, with thousands: ``1,234.50``."""
    return f"{cents // 100:,}.{cents % 100:02}"


def capital(cents: int) -> str:
    """An amount in capital figures, as 支付结算办法 has it: 壹拾万零叁佰元整. Raises `ValueError` below 0."""
    if cents < 0:
        raise ValueError(cents)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    if cents == 0:
        return "零元整"
    said = f"{_whole(yuan)}元" if yuan else ""
    if not (jiao or fen):
        return f"{said}整"
    if not jiao:
        return f"{said}{'零' if yuan else ''}{_DIGITS[fen]}分"
    gap = "零" if yuan and yuan % 10 == 0 else ""
    return f"{said}{gap}{_DIGITS[jiao]}角{_DIGITS[fen] + '分' if fen else '整'}"


def _whole(yuan: int) -> str:
    """A whole number in capital figures: what counts 亿, then the groups of four below it; one 零 for a gap."""
    high, low = divmod(yuan, 10**8)
    said = f"{_whole(high)}亿" if high else ""
    gap = False
    for group, name in ((low // 10_000, "万"), (low % 10_000, "")):
        if not group:
            gap = bool(said)
            continue
        said += ("零" if said and (gap or group < 1000) else "") + _four(group) + name
        gap = False
    return said


def _four(group: int) -> str:
    """Up to four digits."""
    said, gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return said
