"""The text of an OFD page: each character where the file puts it, in the file's own face where that can be read."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element  # a type here; `tree` reads it

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from oa_client.system.showing.face import FACE, face
from oa_client.system.showing.ofd_book import Book, numbers
from oa_client.system.showing.ofd_ink import Ink
from oa_client.system.showing.tree import each
from oa_client.system.showing.unreadable import Unreadable

MOST_FACE = 16 * 1024 * 1024
MOST_FACES = 24
_TURNS = {"90": (0.0, 1.0, 1.0, 0.0), "180": (-1.0, 0.0, 0.0, 1.0), "270": (0.0, -1.0, -1.0, 0.0)}
_STRONG = ("bold", "黑", "heavy")
_BLANK = frozenset(" \t\n\r\u3000\u00a0")


def draw_text(book: Book, canvas: Canvas, one: Element, ink: Ink) -> int:
    """A text object; 1 when some of it could not be drawn, else 0."""
    said = numbers(one.get("Size"))
    size = said[0] if said and 0 < said[0] < 5000 else 3.0
    filled = ink.colour("FillColor") or ink.black
    if one.get("Fill", "true") != "false":
        ink.fill(canvas, filled)
    strong = _is_strong(book, one)
    outlined = one.get("Stroke", "false") == "true"
    if strong or outlined:
        ink.stroke(canvas, (ink.colour("StrokeColor") or filled) if outlined else filled)
        canvas.setDash()
        canvas.setLineWidth(size * 0.025)
    own = _own_face(book, one.get("Font", ""))
    stretch = (numbers(one.get("HScale")) or (1.0,))[0]
    turn = _TURNS.get(one.get("CharDirection", "0"), (1.0, 0.0, 0.0, -1.0))
    text, lost = canvas.beginText(), not filled.true
    text.setTextRenderMode(2 if strong or outlined else 0)
    for code in each(one, "TextCode"):
        for x, y, c, room in _placed(code, size * stretch):
            name = _face_of(own, c)
            if c in _BLANK or name is None:
                lost = lost or c not in _BLANK
                continue
            wide = stretch if name != FACE else stretch * _narrowed(c, size * stretch, room)
            text.setFont(name, size)
            text.setTextTransform(turn[0] * wide, turn[1] * wide, turn[2], turn[3], x, y)
            text.textOut(c)
    text.setTextRenderMode(0)
    canvas.drawText(text)
    return int(lost)


def _narrowed(c: str, size: float, room: float) -> float:
    """How much narrower a character of our face stands, so that it leaves the next its place."""
    shape = face().face
    width = shape.charWidths.get(ord(c), shape.defaultWidth) * size / 1000
    return max(0.4, room / width) if 0 < room < width else 1.0


def _placed(code: Element, size: float) -> Iterator[tuple[float, float, str, float]]:
    """Where each character stands, and how much room it has; 0 when the file does not say."""
    x, y = ((numbers(code.get(name)) or (0.0,))[0] for name in ("X", "Y"))
    text = code.text or ""
    across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    shape = face().face
    for n, c in enumerate(text):
        yield x, y, c, across[n] if n < len(across) and n < len(text) - 1 else 0.0
        if n < len(across):
            x += across[n]
        elif n >= len(down):
            x += shape.charWidths.get(ord(c), shape.defaultWidth) * size / 1000
        y += down[n] if n < len(down) else 0.0


def _deltas(said: str | None, most: int) -> list[float]:
    """Steps, where ``g 3 2.5`` stands for three of 2.5."""
    found: list[float] = []
    pieces = iter((said or "").split())
    for piece in pieces:
        times, step = 1, piece
        if piece == "g":
            count, step = next(pieces, "0"), next(pieces, "0")
            times = int(count) if count.isdecimal() and len(count) < 7 else 0
        value = numbers(step)
        if not value:
            break
        found += [value[0]] * min(times, most - len(found))
    return found


def _is_strong(book: Book, one: Element) -> bool:
    weight = numbers(one.get("Weight"))
    font = book.fonts.get(one.get("Font", ""))
    name = font.get("FontName", "").casefold() if font is not None else ""
    return (bool(weight) and weight[0] >= 600) or any(s in name for s in _STRONG)


def _face_of(own: str | None, c: str) -> str | None:
    """The face that has a character, the file's own first; None when neither has."""
    for name in (own, FACE):
        if name is not None and ord(c) in pdfmetrics.getFont(name).face.charToGlyph:
            return name
    return None


def _own_face(book: Book, which: str) -> str | None:
    """A face that came with the file; None when it cannot be used."""
    font = book.fonts.get(which)
    file = font.get("file", "") if font is not None else ""
    if font is None or not file or font.get("unfit"):
        return None
    if (made := font.get("made")) is not None:
        return made
    name = _registered(book, file)
    font.set("made" if name else "unfit", name or "1")
    return name


def _registered(book: Book, file: str) -> str | None:
    if sum(f.get("made") is not None for f in book.fonts.values()) >= MOST_FACES:
        return None
    try:
        data = book.zipped.read(file)
        if len(data) > MOST_FACE:
            return None
        made = TTFont(f"own-{id(book)}-{file}", io.BytesIO(data))
        list(made.face.charToGlyph.items())[:1]
        made.face.makeSubset(_few(made.face.charToGlyph))
    except (TTFError, Unreadable, ValueError, KeyError, IndexError, TypeError, ArithmeticError, AttributeError):
        return None
    except Exception:  # noqa: BLE001 - a stranger's font fails in ways of its own; the text is drawn in our face
        return None
    pdfmetrics.registerFont(made)
    return str(made.fontName)


def _few(glyphs: dict[int, int]) -> Sequence[int]:
    """Some characters to try a face with."""
    return list(glyphs)[:200]
