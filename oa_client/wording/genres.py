"""The 文种 of a document as its title tells it: by rule a title ends with it (党政机关公文处理工作条例 §9)."""

from __future__ import annotations

import re

from oa_client.wording.names import CHOICES

_ASIDE = re.compile(r"(?:[（(〔\[][^（(〔\[）)〕\]]*[）)〕\]]\s*)+$")
"""What may follow the 文种: （试行）, （征求意见稿）."""
_NAMED = {value: words for (of, value), words in CHOICES.items() if of == "genre" and value != "other"}
_GENRES = sorted(
    ((word, value) for value, words in _NAMED.items() for word in re.split("[（）]", words) if word),
    key=lambda one: -len(one[0]),
)
"""The words with the values of the field ``genre``, the longer first; 命令（令） is called by two."""


def genre_of(title: str) -> str:
    """The value of the field ``genre`` that a title ends with; "" where it names none."""
    plain = _ASIDE.sub("", title.strip().rstrip('》”"'))
    return next((value for word, value in _GENRES if plain.endswith(word)), "")
