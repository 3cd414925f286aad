"""JBIG2 pictures inside a document, as tax invoices bear them: handed to the page as they are, which decodes them."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

MARK = b"\x97JB2\r\n\x1a\n"
_PAGE, _END_OF_PAGE, _END_OF_FILE = 48, 49, 51
MOST_SIDE = 10_000
MOST_SEGMENTS = 2000


def draw_bilevel(canvas: Canvas, data: bytes) -> bool:
    """A picture in the unit square; False when it is not one that is understood."""
    found = list(_segments(data)) if data.startswith(MARK) else []
    size = next((body[:8] for kind, _raw, body in found if kind == _PAGE and len(body) >= 8), None)
    if size is None:
        return False
    wide, high = struct.unpack(">II", size)
    if not (0 < wide <= MOST_SIDE and 0 < high <= MOST_SIDE):
        return False
    kept = b"".join(raw for kind, raw, _body in found if kind not in {_END_OF_PAGE, _END_OF_FILE})
    name = f"bilevel-{hashlib.sha256(data).hexdigest()[:24]}"
    if not canvas.hasForm(name):
        canvas._doc.addForm(name, _object(kept, wide, high))  # noqa: SLF001 - no door for what the library cannot read
    canvas.doForm(name)
    return True


def _object(data: bytes, wide: int, high: int) -> PDFStream:
    what = {
        "Type": PDFName("XObject"),
        "Subtype": PDFName("Image"),
        "Width": wide,
        "Height": high,
        "BitsPerComponent": 1,
        "ColorSpace": PDFName("DeviceGray"),
        "Filter": PDFName("JBIG2Decode"),
    }
    return PDFStream(dictionary=PDFDictionary(what), content=data, filters=[])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Kind, all bytes and body of each segment of a file that has them one after the other (ITU-T T.88, 7.2)."""
    flags = data[len(MARK)] if len(data) > len(MARK) else 0
    at = len(MARK) + 1 + (0 if flags & 2 else 4)
    for _ in range(MOST_SEGMENTS if flags & 1 else 0):
        begin = at
        if at + 11 > len(data):
            return
        number, flags, referred = struct.unpack_from(">IBB", data, at)
        count, at = referred >> 5, at + 6
        if count > 4:
            return
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1)
        if at + 4 > len(data):
            return
        (size,) = struct.unpack_from(">I", data, at)
        at += 4
        if at + size > len(data):
            return
        yield flags & 0x3F, data[begin : at + size], data[at : at + size]
        at += size
