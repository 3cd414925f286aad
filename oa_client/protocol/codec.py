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


def unpack(body: bytes | bytearray, kind: type[T]) -> T:
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
