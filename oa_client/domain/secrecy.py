"""State secrets have no place here: their markings are refused wherever text comes in (domain.md §8.3)."""

from __future__ import annotations

import re
import unicodedata

_LEVEL = r"(?:绝 ?密|机 ?密|秘 ?密)"
_TERM = r"(?:[0-9一二三四五六七八九十]{1,3} ?(?:年|个月)|长期)"
_URGENCY = r"(?:特急|加急|特提|平急)"
_PATTERNS = (
    re.compile(rf"(?<!商业)(?<!工作){_LEVEL}级? ?[★☆*]"),
    re.compile(rf"[〔\[(【〖]{_LEVEL}级? ?(?:[★☆*·]? ?{_TERM}?)[〕\])】〗]"),
    re.compile(rf"密 ?级 ?: ?{_LEVEL}"),
)
_HEAD = re.compile(rf"(?:{_URGENCY} )?{_LEVEL}级?(?: ?[·.]? ?{_TERM})?(?: {_URGENCY})?")
_HEAD_LINES = 8
_BLANKS = re.compile(r"\s+")


def find_marking(text: str) -> str | None:
    """The state-secret marking a text bears, as written, or None.

    A marking is one of 绝密 机密 秘密 with a star, in brackets, after 密级, or alone on one of the first
    lines, also spaced and in full-width; the words inside running prose (商业秘密, 机密文件管理办法) are
    none. A star after 商业秘密 or 工作秘密 is a footnote's.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    lines = [_BLANKS.sub(" ", line).strip() for line in plain.splitlines()]
    lines = [line for line in lines if line]
    for pattern in _PATTERNS:
        if found := next(filter(None, map(pattern.search, lines)), None):
            return found.group(0)
    return next((line for line in lines[:_HEAD_LINES] if _HEAD.fullmatch(line)), None)
