"""ICU's data, cut to what Qt asks of it: the wheel brings the words of 800 languages, 32 MB of them.

    python3 icu.py DATA CUT      # inside the old root, as freeze.py calls it

Of ICU, Qt Core uses converters, collation and the names of time zones, and nothing else. The file is a common data
file of ICU: a header; the number of items, and for each where its name and its bytes begin, counted from behind the
header and sorted by name; the names; the bytes (ICU, source/tools/toolutil/package.cpp).
"""

from __future__ import annotations

import re
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

ALIGNED: Final = 16
_HEADER, _COUNT, _ENTRY = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<II")
_MAGIC: Final = bytes.fromhex("da27 1400 0000 0000 0200") + b"CmnD"
_LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(_.*)?\.res$")
_OURS: Final = re.compile(r"^(zh|en)(_Han[st]|_CN|_HK|_MO|_TW|_SG|_US)*\.res$")
_TREES: Final = ("coll", "zone", "region")
_CONVERTERS: Final = (
    "gb18030", "ibm-1383_P110-1999", "windows-936-2000", "ibm-1386_P100-2001", "windows-950-2000",
    "ibm-1373_P100-2002", "ibm-5348_P100-1997",
)  # fmt: skip
"""GB 18030, GB 2312, GBK, Big5 and the Latin of old files; Windows' are kept as differences from IBM's."""


def kept(name: str) -> bool:
    """Whether an item, by its name without the package's, is one that Qt may ask for here."""
    tree, _, file = name.rpartition("/")
    stem, _, kind = file.rpartition(".")
    if tree:
        return tree in _TREES and (kind != "res" or _LANGUAGE.match(file) is None or bool(_OURS.match(file)))
    if kind == "cnv":
        return stem in _CONVERTERS
    if kind == "res":
        return _LANGUAGE.match(file) is None or bool(_OURS.match(file))
    return kind in {"icu", "nrm"} and stem != "unames"


def cut(data: bytes, keep: Callable[[str], bool] = kept) -> bytes:
    """The data file with only the items whose name is to be kept. Raises `ValueError` when it is no such file."""
    if data[2:16] != _MAGIC:
        raise ValueError("no little-endian common data file of ICU")
    (head,) = _HEADER.unpack_from(data)
    items = [(name, body) for name, body in _items(data[head:]) if keep(name.partition(b"/")[2].decode("ascii"))]
    return data[:head] + _joined(items)


def _items(rest: bytes) -> list[tuple[bytes, bytes]]:
    (count,) = _COUNT.unpack_from(rest)
    begins = [_ENTRY.unpack_from(rest, _COUNT.size + _ENTRY.size * n) for n in range(count)]
    ends = [body for _name, body in begins[1:]] + [len(rest)]
    return [
        (rest[name : rest.index(b"\0", name)], rest[body:end]) for (name, body), end in zip(begins, ends, strict=True)
    ]


def _joined(items: Sequence[tuple[bytes, bytes]]) -> bytes:
    at = _COUNT.size + _ENTRY.size * len(items)
    names = b"".join(name + b"\0" for name, _body in items)
    places, bodies = [], [_padded(b"", at + len(names))]
    behind = at + len(names) + len(bodies[0])
    for name, body in items:
        places.append(_ENTRY.pack(at, behind))
        bodies.append(body + _padded(body, 0))
        at, behind = at + len(name) + 1, behind + len(bodies[-1])
    return b"".join([_COUNT.pack(len(items)), *places, names, *bodies])


def _padded(body: bytes, before: int) -> bytes:
    return b"\xaa" * (-(before + len(body)) % ALIGNED)


def main(arguments: Sequence[str]) -> int:
    """Cut one file."""
    given, made = (Path(name) for name in arguments)
    made.write_bytes(cut(given.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
