"""What a program or library of Linux says it needs: read from its dynamic section, as the loader reads it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAGIC: Final = b"\x7fELF"
_LITTLE_64: Final = b"\x02\x01"
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NEEDED, _DT_STRTAB, _DT_SONAME, _DT_RPATH, _DT_RUNPATH = 1, 5, 14, 15, 29
_DT_VERNEED, _DT_VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF
_SEGMENT: Final = struct.Struct("<IIQQQQQQ")
"""Kind, flags, place in the file, place in memory, and what is not read here."""
_ENTRY: Final = struct.Struct("<qQ")
_NEED: Final = struct.Struct("<HHIII")
_VERSION: Final = struct.Struct("<IHHII")


@dataclass(frozen=True, slots=True)
class Needs:
    """What one file asks of the loader."""

    name: str = ""
    """Its own name for those that ask for it."""
    libraries: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Where it wants them looked for."""
    versions: tuple[str, ...] = ()
    """The versions of their symbols, as `GLIBC_2.28`."""


def is_binary(path: Path) -> bool:
    """Whether it is a program or a library."""
    with path.open("rb") as given:
        return given.read(4) == MAGIC


def needs(data: bytes) -> Needs:
    """What a 64-bit little-endian file asks for; nothing for any other."""
    dynamic = _dynamic(data)
    if dynamic is None:
        return Needs()
    segments, entries, words = dynamic
    asked = _asked(data, segments, dict(entries))
    ways = [words.at(value) for kind, value in entries if kind in (_DT_RPATH, _DT_RUNPATH)]
    return Needs(
        name="".join(words.at(value) for kind, value in entries if kind == _DT_SONAME),
        libraries=tuple(words.at(value) for kind, value in entries if kind == _DT_NEEDED),
        paths=tuple(way for line in ways for way in line.split(":") if way),
        versions=tuple(words.at(name) for _library, versions in asked for _at, name in versions),
    )


def asking(data: bytes, library: str, newer: str, older: str) -> bytes:
    """The same file asking a library for the older version of the symbols it wanted in the newer.

    The older name must be one the file asks some library for already. Raises `ValueError` where it is not.
    """
    dynamic = _dynamic(data)
    if dynamic is None:
        return data
    segments, entries, words = dynamic
    made, asked = bytearray(data), _asked(data, segments, dict(entries))
    names = [name for _library, versions in asked for _at, name in versions]
    of_it = [version for by, versions in asked if words.at(by) == library for version in versions]
    for at, name in of_it:
        if words.at(name) == newer:
            known = next((offset for offset in names if words.at(offset) == older), None)
            if known is None:
                raise ValueError(f"{older} is not asked for")
            struct.pack_into("<I", made, at, _hash(older))
            struct.pack_into("<I", made, at + 8, known)
    return bytes(made)


def needing(data: bytes, own: str, other: str) -> bytes:
    """The same file asking for another library wherever it asked for one, nothing in it moved.

    The name is written over the one that stood there: what moves tables about to make room, as patchelf does, leaves a
    file that signing tools break. Raises `ValueError` for a longer name.
    """
    dynamic = _dynamic(data)
    if dynamic is None:
        return data
    if len(other) > len(own):
        raise ValueError(f"{other} is longer than {own}")
    segments, entries, words = dynamic
    asked = [value for kind, value in entries if kind == _DT_NEEDED]
    asked += [library for library, _versions in _asked(data, segments, dict(entries))]
    made = bytearray(data)
    for offset in {offset for offset in asked if words.at(offset) == own}:
        begin = words.begin + offset
        made[begin : begin + len(own)] = other.encode("ascii").ljust(len(own), b"\0")
    return bytes(made)


def _hash(name: str) -> int:
    """As the loader compares names of versions (System V ABI, Hash Table)."""
    value = 0
    for byte in name.encode("ascii"):
        value = (value << 4) + byte
        value = (value ^ (value & 0xF0000000) >> 24) & 0x0FFFFFFF
    return value


_Dynamic = tuple[list["_Segment"], list[tuple[int, int]], "_Words"]


def _dynamic(data: bytes) -> _Dynamic | None:
    if data[:6] != MAGIC + _LITTLE_64:
        return None
    segments = list(_segments(data))
    found = [entry for kind, at, _memory, size in segments if kind == _PT_DYNAMIC for entry in _entries(data, at, size)]
    strings = dict(found).get(_DT_STRTAB)
    return None if strings is None else (segments, found, _Words(data, _placed(segments, strings)))


_Segment = tuple[int, int, int, int]
"""Kind, place in the file, place in memory, length."""


def _segments(data: bytes) -> Iterator[_Segment]:
    (table,) = struct.unpack_from("<Q", data, 32)
    length, count = struct.unpack_from("<HH", data, 54)
    for number in range(count):
        kind, _flags, at, memory, _physical, size, _in_memory, _aligned = _SEGMENT.unpack_from(
            data, table + number * length
        )
        yield kind, at, memory, size


def _entries(data: bytes, at: int, size: int) -> Iterator[tuple[int, int]]:
    for kind, value in _ENTRY.iter_unpack(data[at : at + size - size % _ENTRY.size]):
        if kind == 0:
            return
        yield kind, value


def _placed(segments: list[_Segment], memory: int) -> int:
    """Where in the file lies what is loaded there."""
    for kind, at, begin, size in segments:
        if kind == _PT_LOAD and begin <= memory < begin + size:
            return at + memory - begin
    raise ValueError(f"nothing is loaded at {memory:#x}")


@dataclass(frozen=True, slots=True)
class _Words:
    data: bytes
    begin: int

    def at(self, offset: int) -> str:
        begin = self.begin + offset
        return self.data[begin : self.data.index(b"\0", begin)].decode("utf-8", "replace")


_Asked = tuple[int, list[tuple[int, int]]]
"""Where the name of a library stands among the words; of each version asked of it, where it and its name do."""


def _asked(data: bytes, segments: list[_Segment], told: dict[int, int]) -> list[_Asked]:
    """The versions asked for, by library."""
    at = _placed(segments, told[_DT_VERNEED]) if _DT_VERNEED in told else 0
    found: list[_Asked] = []
    for _library in range(told.get(_DT_VERNEEDNUM, 0)):
        _edition, count, file, first, following = _NEED.unpack_from(data, at)
        found.append((file, list(_versions(data, at + first, count))))
        at += following
    return found


def _versions(data: bytes, at: int, count: int) -> Iterator[tuple[int, int]]:
    for _each in range(count):
        _its_hash, _flags, _other, name, step = _VERSION.unpack_from(data, at)
        yield at, name
        at += step
