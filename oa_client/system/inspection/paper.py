"""A PDF read for inspection by pypdfium2: characters to lines to paragraphs, ruled lines, page numbers."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from oa_client.layout.faces import MM
from oa_client.layout.inspection.facts import Colour, Leaf, Picture, Reading, Stroke
from oa_client.layout.inspection.rows import Glyph, gathered
from oa_client.system.showing.unreadable import Unreadable

MOST_PAGES, MOST_GLYPHS = 250, 200_000
"""More than an office's document has; what is beyond is said to be unread."""
_LONG, _THIN = 10.0, 3.0
"""A path so wide and no thicker, in millimetres, is a ruled line."""


def read(data: bytes) -> Reading:
    """The file as facts. Raises `Unreadable`."""
    import pypdfium2  # noqa: PLC0415 - only a PDF needs it
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Unreadable("encrypted_file" if locked else "broken_file") from error
    leaves, glyphs, strokes, uprights = list[Leaf](), list[Glyph](), list[Stroke](), list[Stroke]()
    pictures = list[Picture]()
    try:
        count = len(document)
        if not count:
            raise Unreadable("broken_file")
        for n in range(min(count, MOST_PAGES)):
            if len(glyphs) > MOST_GLYPHS:
                break
            page = document[n]
            found = list(_glyphs(page, n + 1, raw))
            drawn = list(_strokes(page, n + 1, raw))
            glyphs += found
            strokes += (s for s, level in drawn if level)
            uprights += (s for s, level in drawn if not level)
            pictures += _pictures(page, n + 1, raw)
            leaves.append(_leaf(page, n + 1, found, drawn))
            page.close()
    finally:
        document.close()
    if not glyphs:
        raise Unreadable("no_text")
    reading = gathered(tuple(leaves), glyphs, tuple(strokes), tuple(uprights), unread=count - len(leaves))
    return replace(reading, pictures=tuple(pictures))


def _leaf(page: Any, number: int, glyphs: list[Glyph], drawn: list[tuple[Stroke, bool]]) -> Leaf:
    width, height = page.get_size()
    lying = sum(not g.upright for g in glyphs) > len(glyphs) / 2 or width > height
    filled = bool(glyphs or drawn) or any(True for _one in page.get_objects(max_depth=1))
    return Leaf(number, width / MM, height / MM, lying, filled)


def _glyphs(page: Any, number: int, raw: Any) -> Iterator[Glyph]:
    text = page.get_textpage()
    height = page.get_height()
    looks: dict[int, tuple[str, Colour]] = {}
    box = [ctypes.c_double() for _side in range(4)]
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    for n in range(text.count_chars()):
        word = chr(raw.FPDFText_GetUnicode(text, n) or 32)
        if not word.isprintable() or not word.strip() or word == "\ufffe":
            continue
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        raw.FPDFText_GetCharBox(text, n, *box)
        raw.FPDFText_GetMatrix(text, n, matrix)
        size = raw.FPDFText_GetFontSize(text, n) * (matrix.c**2 + matrix.d**2) ** 0.5
        item = ctypes.cast(raw.FPDFText_GetTextObject(text, n), ctypes.c_void_p).value or 0
        if not item or item not in looks:
            looks[item] = (_font(text, n, raw), _fill(text, n, raw))
        font, colour = looks[item]
        left, right, _bottom, top = (one.value for one in box)
        yield Glyph(
            word,
            number,
            x.value / MM,
            (height - y.value) / MM,
            max(right, left) / MM,
            (height - top) / MM,
            size,
            font,
            colour,
            stretch=_stretch(matrix),
            upright=abs(matrix.b) < 0.1 * abs(matrix.a or 1) and matrix.a > 0,
        )


def _stretch(matrix: Any) -> float:
    """How wide against how high characters are set."""
    high = float(matrix.c**2 + matrix.d**2) ** 0.5
    return float(matrix.a**2 + matrix.b**2) ** 0.5 / high if high else 1.0


def _font(text: Any, n: int, raw: Any) -> str:
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, n, name, 200, flags)
    for way in ("utf-8", "gb18030"):
        try:
            return name.value.decode(way)
        except UnicodeDecodeError:
            continue
    return name.value.decode("latin-1")


def _fill(text: Any, n: int, raw: Any) -> Colour:
    found = [ctypes.c_uint() for _one in range(4)]
    if not raw.FPDFText_GetFillColor(text, n, *found):
        return (0, 0, 0)
    return found[0].value, found[1].value, found[2].value


def _strokes(page: Any, number: int, raw: Any) -> Iterator[tuple[Stroke, bool]]:
    """Ruled lines, each with whether it is level."""
    height = page.get_height()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        found = _path(item, raw)
        if found is None:
            continue
        left, bottom, right, top, colour = found
        wide, high = (right - left) / MM, (top - bottom) / MM
        if wide >= _LONG and high <= _THIN:
            middle = (height - (top + bottom) / 2) / MM
            yield Stroke(number, left / MM, right / MM, middle, high, colour), True
        elif high >= _LONG / 2 and wide <= _THIN:
            yield Stroke(number, (height - top) / MM, (height - bottom) / MM, (left + right) / 2 / MM, wide), False


def _pictures(page: Any, number: int, raw: Any) -> Iterator[Picture]:
    height = page.get_height()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        yield Picture(number, left / MM, right / MM, (height - top) / MM, (height - bottom) / MM)


def _path(item: Any, raw: Any) -> tuple[float, float, float, float, Colour] | None:
    """The ink of a path. The library's bounds of a stroked one are half a stroke too far out on every side."""
    fill, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroked)
    if not fill.value and not stroked.value:
        return None
    left, bottom, right, top = item.get_bounds()
    weight, colour = ctypes.c_float(), [ctypes.c_uint() for _one in range(4)]
    over = 0.0
    if stroked.value:
        raw.FPDFPageObj_GetStrokeWidth(item, weight)
        raw.FPDFPageObj_GetStrokeColor(item, *colour)
        over = weight.value / 2
    else:
        raw.FPDFPageObj_GetFillColor(item, *colour)
    told = (colour[0].value, colour[1].value, colour[2].value)
    return left + over, bottom + over, right - over, top - over, told
