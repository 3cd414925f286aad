"""The picture inside an electronic seal (GB/T 38540, GM/T 0031): found by its shape in the DER, nothing verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SEQUENCE, _SET, _INTEGER, _OCTETS, _UTF8, _IA5, _TAGGED = 0x30, 0x31, 0x02, 0x04, 0x0C, 0x16, 0xA0
DEEPEST = 12
MOST_PARTS = 2000


@dataclass(frozen=True, slots=True)
class SealPicture:
    """What a seal looks like: which kind of file, and its bytes."""

    kind: str
    data: bytes


def picture_of(data: bytes) -> SealPicture | None:
    """The picture of a seal or of what was signed with it; None when there is none that is understood.

    SES_ESPictrueInfo: a sequence of the kind, the file, its width and its height.
    """
    return next(_pictures(data, 0, [MOST_PARTS]), None)


def _pictures(data: bytes, depth: int, left: list[int]) -> Iterator[SealPicture]:
    parts = list(_parts(data, left))
    if len(parts) >= 4 and parts[0][0] in {_UTF8, _IA5} and parts[1][0] == _OCTETS and parts[2][0] == _INTEGER:
        yield SealPicture(parts[0][1].decode("ascii", "replace").strip("\0 .").casefold(), parts[1][1])
        return
    if depth < DEEPEST:
        for tag, body in parts:
            if tag in {_SEQUENCE, _SET} or tag & 0xE0 == _TAGGED:
                yield from _pictures(body, depth + 1, left)


def _parts(data: bytes, left: list[int]) -> Iterator[tuple[int, bytes]]:
    """Tag and body of what follows one another; ends where it makes no sense."""
    at = 0
    while at + 2 <= len(data) and left[0] > 0:
        left[0] -= 1
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4:
                return
            size, at = int.from_bytes(data[at : at + count], "big"), at + count
        if at + size > len(data):
            return
        yield tag, data[at : at + size]
        at += size
