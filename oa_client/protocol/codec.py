"""JSON and zstd for everything that travels, with hard limits on what comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
import zstandard

from oa_client.protocol import dictionary

T = TypeVar("T")

CONTENT_TYPE = "application/json"
ENCODING = "zstd"
GENUINE = "X-OA"
"""The header every genuine reply bears; a reply without it is somebody else's (a portal, a proxy)."""

MOST_PLAIN = 32 * 1024 * 1024
"""The most bytes one body may unpack to."""

WINDOW_LOG = 24
PIECE = 256
"""Bytes unpacked at a time: a bomb grows them by some 30,000 at most."""
NOT_ONE = "the body is not one whole frame"
_FRAME_HEAD = 18
"""The most bytes the head of a frame takes."""

_encoder = msgspec.json.Encoder()


class BadBody(ValueError):
    """A body is torn, oversized, or not what the protocol says; nothing of it may be used."""


def pack(message: object, level: int = 9, number: int = 0) -> bytes:
    """A message as a compressed body; a small one with the dictionary of this number, which its reader must hold."""
    return press(_encoder.encode(message), level, number)


def press(plain: bytes, level: int, number: int = 0) -> bytes:
    """Plain JSON as a compressed body, with a sum over the whole: a flipped bit is no other message."""
    held = dictionary.held(number) if len(plain) <= dictionary.MOST else None
    if held is not None:
        return zstandard.ZstdCompressor(dict_data=held, write_checksum=True).compress(plain)
    return zstandard.ZstdCompressor(level=level, write_checksum=True).compress(plain)


def _unpacker(body: bytes | bytearray) -> zstandard.ZstdDecompressor:
    """What unpacks this body, by the dictionary its first frame names. Raises `BadBody` when that is not held here."""
    number = zstandard.get_frame_parameters(bytes(body[:_FRAME_HEAD])).dict_id
    if number == 0:
        return zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG)
    held = dictionary.held(number)
    if held is None:
        msg = "a dictionary that is not held here"
        raise BadBody(msg)
    return zstandard.ZstdDecompressor(dict_data=held, max_window_size=1 << WINDOW_LOG)


def unpack(body: bytes | bytearray, kind: type[T]) -> T:
    """The message in a body, exact to its type. Raises `BadBody`; keeps below `MOST_PLAIN` in memory."""
    try:
        plain = _whole(body)
    except zstandard.ZstdError as error:
        raise BadBody(str(error)) from error
    return decode(plain, kind)


def _whole(body: bytes | bytearray) -> bytearray:
    """What one frame holds, its sum checked; the body is that frame and nothing else."""
    frame, plain = _unpacker(body).decompressobj(), bytearray()
    for at in range(0, len(body), PIECE):
        if frame.eof:
            raise BadBody(NOT_ONE)
        plain += frame.decompress(bytes(body[at : at + PIECE]))
        if len(plain) > MOST_PLAIN:
            msg = "the body is too large"
            raise BadBody(msg)
    if not frame.eof or frame.unused_data:
        raise BadBody(NOT_ONE)
    return plain


def decode(plain: bytes | bytearray, kind: type[T]) -> T:
    """The message in plain JSON. Raises `BadBody`."""
    try:
        return msgspec.json.decode(plain, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadBody(str(error)) from error


def encode(message: object) -> bytes:
    """A message as plain JSON."""
    return _encoder.encode(message)


class Lines:
    """Decodes a compressed stream of JSON lines as its bytes arrive."""

    def __init__(self) -> None:
        """An empty stream."""
        self._plain = _Bounded()
        self._unpack = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG).stream_writer(self._plain)  # type: ignore[arg-type]

    def feed(self, data: bytes, kind: type[T]) -> Iterator[T]:
        """The whole lines that are complete after these bytes. Raises `BadBody`."""
        try:
            self._unpack.write(data)
        except zstandard.ZstdError as error:
            raise BadBody(str(error)) from error
        for line in self._plain.take_lines():
            if line:
                yield decode(line, kind)


class _Bounded:
    """Takes unpacked bytes, and raises `BadBody` as soon as they are more than a body may hold."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, data: bytes) -> int:
        if len(self._kept) + len(data) > MOST_PLAIN:
            msg = "the stream unpacks to too much at once"
            raise BadBody(msg)
        self._kept += data
        return len(data)

    def take_lines(self) -> list[bytes]:
        end = self._kept.rfind(b"\n") + 1
        lines = bytes(self._kept[:end]).split(b"\n")
        del self._kept[:end]
        return lines
