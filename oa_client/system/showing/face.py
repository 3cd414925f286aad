"""The one face plain pages are set in: ours, of the program's own resources, opened once a process."""

from __future__ import annotations

import unicodedata

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from oa_client.assets import resource

FACE = "Lunyue"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def face() -> TTFont:
    """It, ready to be drawn with."""
    if FACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FACE, str(resource("fonts/NotoSansSC-Regular.ttf"))))
    return pdfmetrics.getFont(FACE)


def advance(text: str, size: float) -> float:
    """How wide a text is."""
    shape = face().face
    return float(sum(shape.charWidths.get(ord(c), shape.defaultWidth) for c in text) * size / 1000)


def plain(text: str) -> str:
    """What can be shown of a text: nothing that turns the writing round or hides."""
    spaced = text.replace("\t", "    ").replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_visible(c) for c in spaced)


def _visible(c: str) -> str:
    if c == "\n" or unicodedata.category(c) not in _HIDDEN:
        return c
    return "" if c in "\u200b\ufeff\u00ad" else "□"
