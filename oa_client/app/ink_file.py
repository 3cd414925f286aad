"""The file of handwriting, ``*.ink``: small, the same bytes for the same strokes, and safe to read whoever wrote it.

``LYINK`` and a version, one byte; then, deflated, numbers as varints: how many surfaces, and each (width, height, page,
and 0 or 1 with 32 bytes of SHA-256); how many strokes, and each (surface, colour, width, how many points, then for
x, y, pressure and time the first value as the difference to the last of the stroke before and every further one as the
difference to the one before it, column by column, with the sign in the lowest bit). Columns of small numbers is what
deflate packs well.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, pairwise

from oa_client.app.ink import (
    FULL_PRESSURE,
    MAGIC,
    MOST_BYTES,
    MOST_PAGE,
    MOST_POINTS,
    MOST_STROKES,
    MOST_TIME,
    MOST_WIDE,
    BadInk,
    Colour,
    Ink,
    Point,
    Stroke,
    Surface,
)

VERSION = 1
HEAD = MAGIC + bytes([VERSION])
MOST_SURFACES = 64
MOST_PLAIN = 2 * 1024 * 1024
"""Unpacked no file is larger: what the most points take with room to spare."""
_MOST_STROKE_WIDE = 1000
_LONGEST = 7
"""Bytes of the longest number."""


def encode(ink: Ink) -> bytes:
    """The file. Raises `BadInk` for more than a file may hold."""
    _judge(ink)
    plain = b"".join([surfaces(ink.surfaces), _number(len(ink.strokes)), *_strokes(ink.strokes)])
    data = HEAD + packed(plain)
    if len(data) > MOST_BYTES:
        raise BadInk("ink_too_large")
    return data


def decode(data: bytes) -> Ink:
    """What was written. Raises `BadInk`, and nothing else, whatever the bytes are."""
    if len(data) > MOST_BYTES:
        raise BadInk("ink_too_large")
    if not data.startswith(HEAD):
        raise BadInk
    reader = _Reader(_plain(data[len(HEAD) :]))
    found = tuple(_surface(reader) for _ in range(reader.number(MOST_SURFACES)))
    count, strokes, room, last = reader.number(MOST_STROKES), list[Stroke](), MOST_POINTS, (0, 0, 0, 0)
    for _ in range(count):
        stroke = _stroke(reader, len(found), room, last)
        room -= len(stroke.points)
        end = stroke.points[-1]
        last = (end.x, end.y, end.pressure, end.t)
        strokes.append(stroke)
    reader.end()
    ink = Ink(found, tuple(strokes))
    _judge(ink)
    return ink


def packed(plain: bytes) -> bytes:
    """Deflated without head or sum: SHA-256 says whether the bytes are right."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return maker.compress(plain) + maker.flush()


def _plain(data: bytes) -> bytes:
    reader = zlib.decompressobj(-15)
    try:
        plain = reader.decompress(data, MOST_PLAIN)
    except zlib.error as error:
        raise BadInk from error
    if not reader.eof or reader.unused_data or reader.unconsumed_tail:
        raise BadInk
    return plain


def _judge(ink: Ink) -> None:
    """Whether it keeps to what handwriting may be."""
    if len(ink.strokes) > MOST_STROKES or ink.points > MOST_POINTS or len(ink.surfaces) > MOST_SURFACES:
        raise BadInk("ink_too_large")
    if not all(0 < s.width <= MOST_WIDE and 0 < s.height <= MOST_WIDE and _named(s) for s in ink.surfaces):
        raise BadInk
    for stroke in ink.strokes:
        if not 0 <= stroke.surface < len(ink.surfaces) or not 0 < stroke.width <= _MOST_STROKE_WIDE:
            raise BadInk
        if not stroke.points or not _within(stroke.points, ink.surfaces[stroke.surface]):
            raise BadInk


def _named(surface: Surface) -> bool:
    good = not surface.file or (len(surface.file) == 64 and not set(surface.file) - set("0123456789abcdef"))
    return good and 0 <= surface.page <= MOST_PAGE


def _within(points: Sequence[Point], on: Surface) -> bool:
    placed = all(0 <= p.x <= on.width and 0 <= p.y <= on.height and 0 <= p.pressure <= FULL_PRESSURE for p in points)
    times = [p.t for p in points]
    return placed and times == sorted(times) and times[0] >= 0 and times[-1] <= MOST_TIME


# writing


def surfaces(found: Sequence[Surface]) -> bytes:
    """What was written on."""
    return b"".join([_number(len(found)), *map(_written_on, found)])


def _written_on(surface: Surface) -> bytes:
    named = b"\x01" + bytes.fromhex(surface.file) if surface.file else b"\x00"
    return _number(surface.width) + _number(surface.height) + _number(surface.page) + named


def _strokes(strokes: Iterable[Stroke]) -> Iterable[bytes]:
    last = Point(0, 0, 0, 0)
    for stroke in strokes:
        head = (stroke.surface, int(stroke.colour), stroke.width, len(stroke.points))
        found = (last, *stroke.points)
        yield b"".join(map(_number, head))
        for column in ([p.x for p in found], [p.y for p in found], [p.pressure for p in found], [p.t for p in found]):
            yield b"".join(_number(_folded(b - a)) for a, b in pairwise(column))
        last = stroke.points[-1]


def _folded(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


_SMALL = [bytes([n]) for n in range(128)]


def _number(value: int) -> bytes:
    if value < 128:
        return _SMALL[value]
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


# reading


class _Reader:
    """Numbers one after the other."""

    def __init__(self, plain: bytes) -> None:
        self._plain, self._at = plain, 0

    def number(self, most: int) -> int:
        """The next one, which is at most that."""
        value = shift = 0
        for byte in self._plain[self._at : self._at + _LONGEST]:
            self._at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                if value > most:
                    raise BadInk
                return value
        raise BadInk

    def column(self, count: int, first: int, most: int) -> list[int]:
        """So many values as differences, none below 0 or above `most`."""
        folded = (self.number(2 * most + 1) for _ in range(count))
        found = list(accumulate(chain((first,), ((n >> 1) if not n & 1 else -(n + 1 >> 1) for n in folded))))[1:]
        if min(found) < 0 or max(found) > most:
            raise BadInk
        return found

    def name(self) -> str:
        """A SHA-256, or nothing."""
        if not self.number(1):
            return ""
        raw = self._plain[self._at : self._at + 32]
        self._at += 32
        if len(raw) < 32:
            raise BadInk
        return raw.hex()

    def end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._plain):
            raise BadInk


def _surface(reader: _Reader) -> Surface:
    width, height, page = reader.number(MOST_WIDE), reader.number(MOST_WIDE), reader.number(MOST_PAGE)
    return Surface(width, height, reader.name(), page)


def _stroke(reader: _Reader, surfaces: int, room: int, last: tuple[int, int, int, int]) -> Stroke:
    if not surfaces:
        raise BadInk
    surface, colour = reader.number(surfaces - 1), Colour(reader.number(len(Colour) - 1))
    width, count = reader.number(_MOST_STROKE_WIDE), reader.number(room)
    if not count:
        raise BadInk
    most = (MOST_WIDE, MOST_WIDE, FULL_PRESSURE, MOST_TIME)
    columns = [reader.column(count, first, top) for first, top in zip(last, most, strict=True)]
    return Stroke(tuple(map(Point, *columns)), width, colour, surface)
