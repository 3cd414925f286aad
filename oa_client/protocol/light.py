"""简版: the light copy of a scanned file, page by page in reading order; how a page travels and is kept.

A frame is a page: a header, then one picture or two. `BITS`: black ink as a one-bit TIFF (CCITT G4), then, where there
is any, red ink likewise; `GREY`: a WebP. `NONE` ends a copy that has no more pages and says why, as a code.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

NONE, BITS, GREY = 0, 1, 2
MOST_PAGES = 200
"""A longer file has no light copy."""
MOST_PICTURE = 512 * 1024
DOTS = 130
"""Dots an inch."""
INKS = ((24, 24, 24), (200, 30, 30))
"""What the two layers of `BITS` are painted with, black over red."""

CODES = frozenset({"light_none", "light_broken", "light_locked", "light_too_long", "light_too_heavy", "light_making"})
"""Why there are no (more) pages; `light_making`: not yet."""

KEPT = b"LYLIGHT1"
"""Begins the pages of a light copy given to be drawn."""

_HEAD = struct.Struct(">HHBII")


class BadLight(ValueError):
    """These bytes are no light copy."""


@dataclass(frozen=True, slots=True)
class LightPage:
    """Page `number`, from 0, of `pages`; of a `NONE`, `first` is the code."""

    number: int
    pages: int
    kind: int
    first: bytes = field(repr=False)
    second: bytes = field(default=b"", repr=False)

    @property
    def code(self) -> str:
        """Why there are no more pages; nothing for a page."""
        return self.first.decode("ascii") if self.kind == NONE else ""


def ending(code: str, pages: int = 0) -> LightPage:
    """The frame that says why there are no more pages."""
    return LightPage(0, pages, NONE, code.encode())


def pack(page: LightPage) -> bytes:
    """A frame."""
    head = _HEAD.pack(page.number, page.pages, page.kind, len(page.first), len(page.second))
    return head + page.first + page.second


def unpack(frame: bytes) -> LightPage:
    """A whole frame and nothing behind it. Raises `BadLight`."""
    frames = Frames()
    found = list(frames.feed(frame))
    if len(found) != 1 or frames.rest:
        raise BadLight("not one frame")
    return found[0]


class Frames:
    """Finds frames in bytes as they come."""

    def __init__(self) -> None:
        """Nothing has come."""
        self._buffer = b""

    @property
    def rest(self) -> int:
        """How many bytes wait for the end of their frame."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[LightPage]:
        """The frames that are whole by now. Raises `BadLight`."""
        self._buffer += data
        while len(self._buffer) >= _HEAD.size:
            number, pages, kind, first, second = _HEAD.unpack_from(self._buffer)
            _check(number, pages, kind, first, second)
            end = _HEAD.size + first + second
            if len(self._buffer) < end:
                return
            body, self._buffer = self._buffer[_HEAD.size : end], self._buffer[end:]
            page = LightPage(number, pages, kind, body[:first], body[first:])
            if kind == NONE and body not in _CODES:
                raise BadLight("an unknown code")
            yield page


_CODES = frozenset(code.encode() for code in CODES)


def _check(number: int, pages: int, kind: int, first: int, second: int) -> None:
    """Judge a header before its body is waited for."""
    place = pages <= MOST_PAGES and (kind == NONE or number < pages)
    sizes = first <= MOST_PICTURE and second <= (MOST_PICTURE if kind == BITS else 0)
    if kind not in {NONE, BITS, GREY} or not place or not sizes or (kind != NONE and not first):
        raise BadLight("not a frame")
