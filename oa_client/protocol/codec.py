"""JSON and zstd for everything that travels, with hard limits on what comes in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
import zstandard

T = TypeVar("T")

CONTENT_TYPE = "application/json"
ENCODING = "zstd"
GENUINE = "X-OA"
"""The header every genuine reply bears; a reply without it is somebody else's (a portal, a proxy)."""

MOST_PLAIN = 32 * 1024 * 1024
"""The most bytes one body may unpack to."""

WINDOW_LOG = 24

_encoder = msgspec.json.Encoder()


class BadBody(ValueError):
    """A body is torn, oversized, or not what the protocol says; nothing of it may be used."""


def pack(message: object, level: int = 9) -> bytes:
    """A message as a compressed body."""
    return zstandard.ZstdCompressor(level=level).compress(_encoder.encode(message))


def unpack(body: bytes, kind: type[T]) -> T:
    """The message in a body, exact to its type. Raises `BadBody`; keeps below `MOST_PLAIN` in memory."""
    try:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG).stream_reader(body)
        plain = stream.read(MOST_PLAIN + 1)
    except zstandard.ZstdError as error:
        raise BadBody(str(error)) from error
    if len(plain) > MOST_PLAIN:
        msg = "the body is too large"
        raise BadBody(msg)
    return decode(plain, kind)


def decode(plain: bytes, kind: type[T]) -> T:
    """The message in plain JSON. Raises `BadBody`."""
    try:
        return msgspec.json.decode(plain, type=kind)
    except msgspec.MsgspecError as error:
        raise BadBody(str(error)) from error


def encode(message: object) -> bytes:
    """A message as plain JSON."""
    return _encoder.encode(message)


class Lines:
    """Decodes a compressed stream of JSON lines as its bytes arrive."""

    def __init__(self) -> None:
        """An empty stream."""
        self._unpack = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG).decompressobj()
        self._rest = b""

    def feed(self, data: bytes, kind: type[T]) -> Iterator[T]:
        """The whole lines that are complete after these bytes. Raises `BadBody`."""
        try:
            self._rest += self._unpack.decompress(data)
        except zstandard.ZstdError as error:
            raise BadBody(str(error)) from error
        if len(self._rest) > MOST_PLAIN:
            msg = "a line is too large"
            raise BadBody(msg)
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            if line:
                yield decode(line, kind)
