"""The jailed process that reads untrusted files and answers with pixels; started by `oa_client.system.preview`.

It is told what to do on standard input and answers on standard output, one frame each way: four bytes of length, a JSON
object, then as many bytes as its ``bytes`` says. It opens no file named by anybody and no socket; what it may use of
memory and time is bounded, so that a hostile file costs this process at most.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import struct
import sys
from collections.abc import Mapping
from typing import IO, Protocol

from oa_client.protocol.light import DOTS, INKS, KEPT, Frames
from oa_client.system.showing.opening import as_pdf
from oa_client.system.showing.unreadable import Unreadable

MEMORY = 1536 * 1024 * 1024
SECONDS = 12
"""Processor time one request may take."""
OPEN_FILES = 24
MOST_PAGES = 3000
MOST_PIXELS = 24_000_000
WIDTHS = range(16, 5001)
HEADER = struct.Struct(">I")
MOST_HEADER = 1 << 20
MOST_ANSWERED = 8 * MOST_PIXELS
"""Bytes of an answer: a page's pixels and room to spare. Whoever reads the child trusts it with no more memory."""

PICTURES = frozenset({b"png", b"jpeg", b"bmp", b"gif", b"webp", b"tiff"})
"""What is decoded as a picture; Qt knows more, such as SVG, which names other files."""

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_NO_NEW_PRIVS = 38


class Pages(Protocol):
    """An open file."""

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page in points."""
        ...

    def draw(self, number: int, width: int) -> tuple[int, int, bytes]:
        """Width, height and pixels of a page."""
        ...


class Pdf:
    """A PDF, drawn by pdfium."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2  # noqa: PLC0415 - only a PDF needs it
        from pypdfium2 import raw  # noqa: PLC0415

        try:
            self._pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
            raise Unreadable("encrypted_file" if locked else "broken_file") from error
        if not 0 < len(self._pdf) <= MOST_PAGES:
            raise Unreadable("broken_file" if len(self._pdf) < 1 else "too_many_pages")
        with contextlib.suppress(pypdfium2.PdfiumError):
            self._pdf.init_forms()

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page in points."""
        return [self._pdf.get_page_size(n) for n in range(len(self._pdf))]

    def draw(self, number: int, width: int) -> tuple[int, int, bytes]:
        """Width, height and pixels of a page."""
        page = self._pdf[number]
        try:
            scale = _scale(page.get_width(), page.get_height(), width)
            bitmap = page.render(scale=scale, prefer_bgrx=True, may_draw_forms=True)
            return bitmap.width, bitmap.height, _rows(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride)
        finally:
            page.close()


class Picture:
    """One image, decoded by Qt in this process only."""

    def __init__(self, data: bytes, ink: tuple[int, int, int] | None = None) -> None:
        """An image of one bit is painted with `ink` where one is given."""
        from PySide6.QtCore import QBuffer, QByteArray  # noqa: PLC0415 - only an image needs Qt
        from PySide6.QtGui import QImage, QImageReader  # noqa: PLC0415

        QImageReader.setAllocationLimit(256)
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        reader = QImageReader(buffer)
        if bytes(reader.format().data()) not in PICTURES:
            raise Unreadable("broken_file")
        reader.setAutoTransform(True)
        image = reader.read()
        del reader  # before its buffer: a TIFF's reader still uses that when it goes
        if image.isNull():
            raise Unreadable("broken_file")
        if ink is not None and image.colorCount() == 2:
            white, painted = 0xFFFFFFFF, 0xFF000000 | ink[0] << 16 | ink[1] << 8 | ink[2]
            image.setColorTable([white if one & 0xFF > 127 else painted for one in image.colorTable()])
        self._image = image.convertToFormat(QImage.Format.Format_RGB32)

    def lay_under(self, other: Picture) -> None:
        """Another of the same size shows where this one is white."""
        from PySide6.QtGui import QPainter  # noqa: PLC0415 - only an image needs Qt

        painter = QPainter(self._image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.drawImage(0, 0, other._image)
        painter.end()

    def sizes(self) -> list[tuple[float, float]]:
        """One page; 96 pixels of it are an inch."""
        return [(self._image.width() * 0.75, self._image.height() * 0.75)]

    def draw(self, number: int, width: int) -> tuple[int, int, bytes]:  # noqa: ARG002 - there is only one page
        """Width, height and pixels, smoothly scaled."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - only an image needs Qt

        scale = _scale(self._image.width(), self._image.height(), width)
        wide, high = round(self._image.width() * scale), round(self._image.height() * scale)
        mode = Qt.TransformationMode.SmoothTransformation
        drawn = self._image.scaled(max(1, wide), max(1, high), Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        return (
            drawn.width(),
            drawn.height(),
            _rows(drawn.constBits(), drawn.width(), drawn.height(), drawn.bytesPerLine()),
        )


class Light:
    """A light copy: pages of one bit in black and red, or grey."""

    def __init__(self, data: bytes) -> None:
        self._pages = list(Frames().feed(data))
        if not self._pages:
            raise Unreadable("broken_file")
        self._drawn: tuple[int, Picture] | None = None

    def _picture(self, number: int) -> Picture:
        if self._drawn is None or self._drawn[0] != number:
            page = self._pages[number]
            picture = Picture(page.first, INKS[0])
            if page.second:
                picture.lay_under(Picture(page.second, INKS[1]))
            self._drawn = number, picture
        return self._drawn[1]

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page in points."""
        found = (self._picture(n).sizes()[0] for n in range(len(self._pages)))
        return [(width * 96 / DOTS, height * 96 / DOTS) for width, height in found]

    def draw(self, number: int, width: int) -> tuple[int, int, bytes]:
        """Width, height and pixels of a page."""
        return self._picture(number).draw(0, width)


def _scale(page_width: float, page_height: float, width: int) -> float:
    """How much larger than its points a page is drawn: as wide as asked, but never more than `MOST_PIXELS`."""
    if not (0 < page_width < 1e6 and 0 < page_height < 1e6):
        raise Unreadable("broken_file")
    scale = width / page_width * (1 - 1e-9)  # sides are rounded up
    area = page_width * page_height * scale * scale
    return scale if area <= MOST_PIXELS else scale * (MOST_PIXELS / area) ** 0.5


def _rows(buffer: object, width: int, height: int, stride: int) -> bytes:
    """The pixels without the padding some rows end in."""
    flat = bytes(memoryview(buffer))  # type: ignore[arg-type] # ctypes array or Qt's view: both are buffers
    if stride == width * 4:
        return flat[: width * height * 4]
    return b"".join(flat[y * stride : y * stride + width * 4] for y in range(height))


def _opened(body: bytes) -> Pages:
    if body.startswith(KEPT):
        return Light(body[len(KEPT) :])
    made = as_pdf(body)
    if made is not None:
        return Pdf(made)
    return Pdf(body) if body[:1024].find(b"%PDF-") >= 0 else Picture(body)


class Reader:
    """Answers requests about the one file that is open."""

    def __init__(self) -> None:
        self._pages: Pages | None = None

    def answer(self, request: Mapping[str, object], body: bytes) -> tuple[dict[str, object], bytes]:
        """``open`` with the file as body: its sizes; ``page``: its pixels; ``inspect``: what the rules say of the body.

        They go by the figures of a ``template`` where the standard leaves them free. A code when it cannot be.
        """
        try:
            if request.get("do") == "open":
                self._pages = None
                self._pages = _opened(body)
                return {"sizes": self._pages.sizes()}, b""
            if request.get("do") == "inspect":
                from oa_client.system.inspection.opening import report  # noqa: PLC0415 - what is not read is not loaded

                return {}, report(body, request.get("template"))
            return self._page(request)
        except Unreadable as error:
            return {"code": str(error)}, b""
        except MemoryError:
            return {"code": "too_big_to_show"}, b""
        except Exception:  # noqa: BLE001 - whatever a library makes of hostile bytes, it is a file without pages
            return {"code": "broken_file"}, b""

    def _page(self, request: Mapping[str, object]) -> tuple[dict[str, object], bytes]:
        number, width = request.get("page"), request.get("width")
        if self._pages is None or not isinstance(number, int) or not isinstance(width, int):
            return {"code": "broken_file"}, b""
        width = min(max(width, WIDTHS[0]), WIDTHS[-1])
        wide, high, pixels = self._pages.draw(number, width)
        return {"width": wide, "height": high}, pixels


def jail() -> None:
    """Bound what this process may take, and take away what it never needs; as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def allow_time() -> None:
    """Processor time for the next request."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def read_frame(stream: IO[bytes], most: int | None = None) -> tuple[dict[str, object], bytes] | None:
    """The next frame; None when there is none, it is not whole, or it brings more than `most` bytes."""
    size = stream.read(HEADER.size)
    if len(size) < HEADER.size or (length := HEADER.unpack(size)[0]) > MOST_HEADER:
        return None
    try:
        head = json.loads(stream.read(length))
    except (ValueError, RecursionError):
        return None
    count = head.get("bytes", 0) if isinstance(head, dict) else None
    if not isinstance(count, int) or count < 0 or (most is not None and count > most):
        return None
    body = stream.read(count)
    return (head, body) if len(body) == count else None


def write_frame(stream: IO[bytes], head: Mapping[str, object], body: bytes) -> None:
    """One frame, at once."""
    text = json.dumps({**head, "bytes": len(body)}).encode()
    stream.write(HEADER.pack(len(text)) + text)
    stream.write(body)
    stream.flush()


def main() -> None:
    """Answer until the parent closes the pipe."""
    jail()
    reader = Reader()
    while (frame := read_frame(sys.stdin.buffer)) is not None:
        allow_time()
        write_frame(sys.stdout.buffer, *reader.answer(*frame))


if __name__ == "__main__":
    main()
