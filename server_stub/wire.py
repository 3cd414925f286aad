"""Bodies over HTTP: read within limits, written with the header that marks a genuine reply."""

from __future__ import annotations

import os
import threading
from email.utils import formatdate
from typing import TypeVar

import zstandard
from starlette.requests import Request
from starlette.responses import Response

from oa_client.protocol import dictionary
from oa_client.protocol.codec import (
    CONTENT_TYPE,
    ENCODING,
    GENUINE,
    WINDOW_LOG,
    BadBody,
    decode,
    encode,
    press,
    unpack,
)
from oa_client.protocol.messages import Problem
from server_stub.problems import Refusal

T = TypeVar("T")

SMALL, LARGE = 96 * 1024, 640 * 1024
"""Replies up to SMALL are compressed as hard as it goes; up to LARGE, a page of a day, while a core is free for it."""

HARD, SOFT = 19, 9
_cores = threading.Semaphore(os.cpu_count() or 1)
HEADERS = {GENUINE: "1", "Cache-Control": "no-store"}


async def read_bytes(request: Request, limit: int) -> bytes:
    """The body. Raises `Refusal` beyond the limit."""
    parts: list[bytes] = []
    total = 0
    async for part in request.stream():
        total += len(part)
        if total > limit:
            raise Refusal(413, "too_large", limit=limit)
        parts.append(part)
    return b"".join(parts)


def message(body: bytes, encoding: str, kind: type[T]) -> T:
    """The message in a body, plain or compressed. Raises `Refusal`."""
    try:
        return unpack(body, kind) if encoding == ENCODING else decode(body, kind)
    except (BadBody, RecursionError) as error:
        raise Refusal(400, "bad_request", detail=str(error)[:200]) from error


def dictionary_of(request: Request) -> int:
    """The dictionary that whoever asks can read; 0 without one."""
    return dictionary.named(request.headers.get(dictionary.HEADER, ""))


def reply(value: object, status: int = 200, number: int = 0) -> Response:
    """A message as a compressed reply; a small one with the dictionary of this number."""
    body = _pressed(encode(value), number)
    headers = {**HEADERS, "Content-Encoding": ENCODING}
    return Response(body, status, headers, media_type=CONTENT_TYPE)


def _pressed(plain: bytes, number: int) -> bytes:
    if len(plain) <= SMALL:
        return press(plain, HARD, number)
    hard = len(plain) <= LARGE and _cores.acquire(blocking=False)
    try:
        return press(plain, HARD if hard else SOFT)
    finally:
        if hard:
            _cores.release()


def problem(status: int, found: Problem) -> Response:
    """Why the call was not served, and what the clock says here: to whoever looks for what is wrong."""
    response = reply(found, status)
    response.headers["Date"] = formatdate(usegmt=True)
    after = found.facts.get("after")
    if isinstance(after, int):
        response.headers["Retry-After"] = str(after)
    return response


def compressor(level: int) -> zstandard.ZstdCompressionObj:
    """A compressed stream with a window as wide as the whole of a first sync."""
    params = zstandard.ZstdCompressionParameters.from_level(level, window_log=WINDOW_LOG, write_checksum=True)
    return zstandard.ZstdCompressor(compression_params=params).compressobj()
