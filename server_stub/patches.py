"""Files that come up as what is new in them, against an older file that the sender may read.

A base that is not held, too large, or that the sender has no right to, and a patch that does not fit are all answered
the same, "not_visible": send it whole. So nobody learns from it what files there are.
"""

from __future__ import annotations

import os
from pathlib import Path

from oa_client.protocol import patch
from oa_client.protocol.codec import BadBody
from server_stub.problems import Refusal

MOST_PATCH = patch.MOST // 2


def whole() -> Refusal:
    """The one answer to every patch that cannot be taken."""
    return Refusal(404, "not_visible")


def keep(part: Path, at: int, size: int, data: bytes) -> int:
    """Keep bytes of a patch behind those there, lasting; how many there are. Other offsets change nothing."""
    held = part.stat().st_size if part.exists() else 0
    if held != at or at + len(data) > size:
        return held
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(at)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return at + len(data)


def unfold(part: Path, base: Path) -> bytes:
    """The file that a whole patch makes of its base; the patch is gone. Raises `Refusal`."""
    packed = part.read_bytes()
    part.unlink()
    try:
        return patch.apply(base.read_bytes(), packed)
    except (BadBody, OSError) as error:
        raise whole() from error
