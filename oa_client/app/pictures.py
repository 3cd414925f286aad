"""Pictures in a text: what may be one, by its first bytes alone; nothing is unpacked here."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

from oa_client.app.gongwen import Block, BlockKind, Gongwen

MOST_BYTES = 2 * 1024 * 1024
MOST_SIDE = 10_000
MOST_PIXELS = 25_000_000
"""More is no picture of an office's paper: at 600 dpi the type area has some nineteen million."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_BARE = frozenset({0x01, *range(0xD0, 0xDA)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_INCH = 25.4
USUAL_DPI = 96


@dataclass(frozen=True, slots=True)
class Size:
    """How many points a picture has, across and down."""

    width: int
    height: int


def wrong_with(data: bytes) -> str | None:
    """Why it cannot stand in a text, as a code; by its size and its first bytes."""
    if len(data) > MOST_BYTES:
        return "picture_large"
    size = size_of(data)
    if size is None:
        return "no_picture"
    many = max(size.width, size.height) > MOST_SIDE or size.width * size.height > MOST_PIXELS
    return "picture_many" if many else None


def size_of(data: bytes) -> Size | None:
    """What a PNG or JPEG says it measures; None when it is neither, or nothing."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        found = Size(*struct.unpack(">II", data[16:24]))
    else:
        found = _frame(data) if data.startswith(_JPEG) else Size(0, 0)
    return found if found.width and found.height else None


def _frame(data: bytes) -> Size:
    """From the first frame of a JPEG."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark in _FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Size(width, height)
        at += 2 if mark in _BARE else 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return Size(0, 0)


def usual_mm(size: Size) -> float:
    """How wide it is where nobody said: as a screen shows it."""
    return size.width * _INCH / USUAL_DPI


def filled(document: Gongwen, read: Callable[[str], bytes]) -> Gongwen:
    """The same with the bytes of its pictures, asked for by their names."""
    attached = tuple(replace(a, blocks=_filled(a.blocks, read)) for a in document.attachments)
    return replace(document, blocks=_filled(document.blocks, read), attachments=attached)


def _filled(blocks: tuple[Block, ...], read: Callable[[str], bytes]) -> tuple[Block, ...]:
    return tuple(
        replace(b, data=read(b.picture)) if b.kind is BlockKind.PICTURE and b.picture and not b.data else b
        for b in blocks
    )
