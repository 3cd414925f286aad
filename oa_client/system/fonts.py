"""The fonts an office has on this machine for its papers: looked for by family, in outlines a PDF can embed."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from oa_client.layout.faces import Face, FontFile, OwnFonts

WANTED: Mapping[Face, tuple[str, ...]] = {
    Face.TITLE: (
        "方正小标宋简体",
        "方正小标宋_gbk",
        "fzxiaobiaosong-b05s",
        "fzxiaobiaosong-b05",
        "华文中宋",
        "stzhongsong",
    ),
    Face.TEXT: (
        "仿宋_gb2312",
        "fangsong_gb2312",
        "仿宋",
        "fangsong",
        "华文仿宋",
        "stfangsong",
        "朱雀仿宋",
        "zhuque fangsong",
    ),
    Face.LABEL: ("黑体", "simhei"),
    Face.KAI: ("楷体_gb2312", "kaiti_gb2312", "楷体", "kaiti", "华文楷体", "stkaiti", "霞鹜文楷", "lxgw wenkai"),
    Face.SONG: ("宋体", "simsun", "新宋体", "nsimsun", "华文宋体", "stsong"),
}
RARE = ("simsun-extb", "宋体-extb", "simsun-extg", "宋体-extg", "hanamina", "hanaminb", "花园明朝b")
"""Families with the hanzi beyond the first plane."""
ENDINGS = {".ttf", ".ttc"}
MOST_FILES = 4000
MOST_NAMES = 1 << 20
_NAME_IDS = {1, 16}
_HEADER, _ENTRY, _RECORD = struct.Struct(">4sHHHH"), struct.Struct(">4sIII"), struct.Struct(">HHHHHH")


def find_fonts(folders: Iterable[Path] | None = None) -> OwnFonts:
    """What of the wanted families is here. Never raises: a file that makes no sense is passed over."""
    found: dict[str, FontFile] = {}
    for path in _files(folder_list() if folders is None else folders):
        for index, families in _fonts(path):
            for family in families:
                found.setdefault(family.casefold(), FontFile(path, index, family))
    faces = {face: tuple(found[f] for f in wanted if f in found) for face, wanted in WANTED.items()}
    return OwnFonts(faces, tuple(found[f] for f in RARE if f in found))


def families(path: Path) -> frozenset[str]:
    """The families of a file; none where it is no font a PDF can embed."""
    return frozenset(name for _index, names in _fonts(path) for name in names)


def folder_list() -> tuple[Path, ...]:
    """Where this system keeps fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", str(home)))
        return (Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", local / "Microsoft/Windows/Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    left = MOST_FILES
    for folder in folders:
        for base, _inner, names in os.walk(folder):
            for name in sorted(names):
                if Path(name).suffix.casefold() in ENDINGS and left:
                    left -= 1
                    yield Path(base) / name


def _fonts(path: Path) -> list[tuple[int, set[str]]]:
    """The fonts of a file with quadratic outlines: (index, families)."""
    try:
        with path.open("rb") as file:
            starts = _starts(file)
            return [(n, f) for n, at in enumerate(starts) if (f := _families(file, at))]
    except (OSError, struct.error, ValueError):
        return []


def _starts(file: BinaryIO) -> tuple[int, ...]:
    head = file.read(12)
    if head[:4] != b"ttcf":
        return (0,)
    (count,) = struct.unpack(">I", head[8:12])
    count = min(count, 64)
    return struct.unpack(f">{count}I", file.read(4 * count))


def _families(file: BinaryIO, start: int) -> set[str]:
    file.seek(start)
    _version, count, *_search = _HEADER.unpack(file.read(_HEADER.size))
    entries = [_ENTRY.unpack(file.read(_ENTRY.size)) for _n in range(min(count, 128))]
    tables = {tag: (at, size) for tag, _sum, at, size in entries}
    if b"glyf" not in tables or b"name" not in tables:
        return set()
    at, size = tables[b"name"]
    file.seek(at)
    return set(_names(file.read(min(size, MOST_NAMES))))


def _names(table: bytes) -> Iterator[str]:
    _format, count, strings = struct.unpack_from(">HHH", table)
    for n in range(count):
        platform, encoding, _language, name, length, offset = _RECORD.unpack_from(table, 6 + 12 * n)
        if name in _NAME_IDS:
            raw = table[strings + offset : strings + offset + length]
            yield raw.decode(_codec(platform, encoding), "ignore").strip("\0 ")


def _codec(platform: int, encoding: int) -> str:
    if platform in {0, 3}:
        return "gb18030" if (platform, encoding) == (3, 3) else "utf-16-be"
    return "gb18030" if encoding == 25 else "mac-roman"
