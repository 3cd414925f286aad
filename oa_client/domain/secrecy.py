"""An ordinary office system holds no state secrets: their markings are refused wherever text comes in (domain.md §8.3)."""

from __future__ import annotations

import re
import unicodedata

_STARRED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]")
_HEAD = re.compile(r"^\s*(密级\s*[:：]?\s*)?(绝密|机密|秘密)(\s*[·.\d年个月长期]*)?\s*$", re.MULTILINE)
_BRACKETED = re.compile(r"[〔\[(【（](绝密|机密|秘密)[★*]?[〕\])】）]")
_HEAD_LINES = 8


def find_marking(text: str) -> str | None:
    """The state-secret marking a text bears, as written, or None.

    A marking is one of 绝密 机密 秘密 with a star, in brackets, or alone on one of the first lines; the words inside
    running prose (商业秘密, 机密文件管理办法) are none.
    """
    plain = unicodedata.normalize("NFKC", text)
    for pattern in (_STARRED, _BRACKETED):
        if found := pattern.search(plain):
            return found.group(0)
    head = "\n".join(plain.splitlines()[:_HEAD_LINES])
    found = _HEAD.search(head)
    return found.group(0).strip() if found else None
