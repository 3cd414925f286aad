"""A changed file as what is new in it: zstd with the version both ends hold as its past (design.md decision 8)."""

from __future__ import annotations

import zstandard

from oa_client.protocol.codec import BadBody

MOST = 16 * 1024 * 1024
"""The most bytes of either version: both lie in memory together."""

_LEVEL = 9
_LEAST_WINDOW, _MOST_WINDOW = 16, 25


def make(old: bytes, new: bytes) -> bytes | None:
    """What turns `old` into `new`, tried out; None where that is not proven, or not less than half of sending it."""
    if not old or not 0 < len(new) <= MOST or len(old) > MOST:
        return None
    window = min(_MOST_WINDOW, max(_LEAST_WINDOW, (len(old) + len(new)).bit_length()))
    params = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=window, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=params, dict_data=_past(old)).compress(new)
    if len(packed) * 2 > len(new):
        return None
    try:
        return packed if apply(old, packed) == new else None
    except BadBody:
        return None


def apply(old: bytes, packed: bytes) -> bytes:
    """The new version; whoever calls checks its hash. Raises `BadBody`; keeps below `MOST` bytes of it in memory."""
    try:
        unpacker = zstandard.ZstdDecompressor(dict_data=_past(old), max_window_size=1 << _MOST_WINDOW)
        new = unpacker.stream_reader(packed).read(MOST + 1)
    except zstandard.ZstdError as error:
        raise BadBody(str(error)) from error
    if len(new) > MOST:
        msg = "the patch unpacks to too much"
        raise BadBody(msg)
    return new


def _past(old: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(old, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
