"""Pictures inside a document, made fit for a page: of sane size, in a form pages bear."""

from __future__ import annotations

import io

from PIL import Image
from reportlab.lib.utils import ImageReader

MOST_PIXELS = 40_000_000
ENOUGH = 2400
"""Pixels of the longer side that anybody can see."""
_KINDS = ("PNG", "JPEG", "BMP", "GIF", "TIFF")


def readable(data: bytes) -> ImageReader | None:
    """The picture; None when it is none, or too large to be meant."""
    try:
        with Image.open(io.BytesIO(data), formats=_KINDS) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            if found.format == "JPEG" and found.mode in {"L", "RGB"} and max(found.size) <= ENOUGH * 2:
                return ImageReader(io.BytesIO(data))
            clear = found.mode in {"RGBA", "LA", "PA"} or "transparency" in found.info
            made = found.convert("RGBA" if clear else "L" if found.mode in {"1", "L"} else "RGB")
            made.thumbnail((ENOUGH, ENOUGH))
            return ImageReader(made)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
