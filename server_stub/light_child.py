"""The jailed process that makes the light copy of one untrusted file; started by `server_stub.lights`.

The file is its standard input, frames of the light copy its standard output. It opens no file named by anybody and no
socket; memory, processor time and pixels are bounded, so that a hostile file costs this process at most.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import math
import os
import sys
from collections.abc import Iterator
from typing import IO

from PIL import Image, ImageOps

from oa_client.protocol.light import DOTS, MOST_PAGES, LightPage, ending, pack
from server_stub.light_page import light

MEMORY = 1024 * 1024 * 1024
SECONDS = 10
"""Processor time a page may take."""
SECONDS_IN_ALL = 600
MOST_PIXELS = 24_000_000
"""The most a page is drawn in; a larger one gets fewer dots an inch."""
MOST_IMAGE = 120_000_000
FINER = 2
"""A page is drawn finer and reduced: smoother than the drawing library's own reduction of a scan."""
SHEET = (8.27, 11.69)
"""A picture is taken for a page of this size in inches."""

_CLONE_NEWUSER, _CLONE_NEWNET, _PR_SET_NO_NEW_PRIVS = 0x10000000, 0x40000000, 38


class _NoCopy(Exception):
    """The code that says why."""


def copies(data: bytes) -> Iterator[LightPage]:
    """The pages; at the end perhaps why there are no more."""
    try:
        yield from _pdf(data) if b"%PDF-" in data[:1024] else _picture(data)
    except _NoCopy as why:
        yield ending(str(why))
    except (MemoryError, Image.DecompressionBombError):
        yield ending("light_too_heavy")
    except Exception:  # noqa: BLE001 - whatever a library makes of hostile bytes, it is a file without a light copy
        yield ending("light_broken")


def _pdf(data: bytes) -> Iterator[LightPage]:
    import pypdfium2  # noqa: PLC0415 - only a PDF needs it
    from pypdfium2 import raw  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise _NoCopy("light_locked" if locked else "light_broken") from error
    pages = len(document)
    _check_count(pages)
    with contextlib.suppress(pypdfium2.PdfiumError):
        document.init_forms()
    for number in range(pages):
        allow_time()
        page = document[number]
        scale = _scale(page.get_width(), page.get_height())
        drawn = page.render(scale=scale, may_draw_forms=True).to_pil()
        page.close()
        yield light(drawn.convert("RGB").reduce(FINER), number, pages)


def _scale(width: float, height: float) -> float:
    """Dots a point."""
    if not (0 < width < 1e5 and 0 < height < 1e5):
        raise _NoCopy("light_broken")
    scale = FINER * DOTS / 72
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)))


def _picture(data: bytes) -> Iterator[LightPage]:
    Image.MAX_IMAGE_PIXELS = MOST_IMAGE // 2  # it refuses what is twice as large
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"))
    except OSError as error:
        raise _NoCopy("light_none") from error
    pages = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    _check_count(pages)
    for number in range(pages):
        allow_time()
        image.seek(number)
        yield light(_sheet(image), number, pages)


def _sheet(image: Image.Image) -> Image.Image:
    """A picture upright, on white, no finer than a page of `SHEET`."""
    if image.format == "JPEG":
        image.draft("RGB", (2 * round(SHEET[1] * DOTS),) * 2)
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        white = Image.new("RGBA", upright.size, "white")
        white.alpha_composite(upright.convert("RGBA"))
        upright = white
    short, long = (round(side * DOTS) for side in SHEET)
    upright = upright.convert("RGB")
    upright.thumbnail((short, long) if upright.width <= upright.height else (long, short), Image.Resampling.BOX)
    return upright


def _check_count(pages: int) -> None:
    if not 0 < pages <= MOST_PAGES:
        raise _NoCopy("light_too_long" if pages else "light_broken")


def jail() -> None:
    """Bound what this process may take, and take away what it never needs; as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_NOFILE, 24),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS_IN_ALL),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    os.nice(10)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def allow_time() -> None:
    """Processor time for the next page."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = min(int(used.ru_utime + used.ru_stime) + SECONDS, SECONDS_IN_ALL)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, SECONDS_IN_ALL))


def main(given: IO[bytes], taken: IO[bytes]) -> None:
    """Make the copy of the file."""
    jail()
    allow_time()
    for page in copies(given.read()):
        taken.write(pack(page))
        taken.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
