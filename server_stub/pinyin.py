"""How a name is read, for finding it by letters; empty where the library is not installed."""

from __future__ import annotations

import importlib.util


def read_name(name: str) -> tuple[str, str]:
    """The full reading and the initials: 王小明 gives wangxiaoming and wxm."""
    if importlib.util.find_spec("pypinyin") is None:
        return "", ""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - a second of loading that only an import of people pays

    syllables = [s for s in lazy_pinyin(name, errors="ignore") if s.isascii()]
    return "".join(syllables), "".join(s[0] for s in syllables)
