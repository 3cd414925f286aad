"""Writes a .deb: an ar archive of two tar archives, pressed with xz so that old dpkg reads them.

    python3 deb.py TREE PACKAGE EPOCH KEPT      # inside the old root, as pack.py calls it

dpkg-deb writes the same format, but presses everything alike. Here machine code goes first and through xz's x86
filter, which makes its jumps alike wherever they stand; data follows; what only one flavour has comes last. Each of
the three is a block of one xz stream, so the two flavours press the big ones once: pressed blocks are kept by the hash
of what is in them. Standard library only, and no other module of ours.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import sys
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

MOST_REMEMBERED: Final = 64 << 20
"""How far back xz looks: the memory it takes to unpack, on desktops that may have little."""
BLOCKS: Final = (True, False, False)
"""Whether a part of a package is machine code: that, other files of the application, what lies outside of it."""

_APPLICATIONS: Final = "opt"
_AR, _HEAD = b"!<arch>\n", 60
_EDGE: Final = 12
"""The length of an xz stream's header, and of its footer."""


def write_deb(tree: Path, package: Path, epoch: int, kept: Path) -> None:
    """Write the package of a tree that holds DEBIAN/ and what is to be installed; `kept` is for pressed blocks."""
    control = b"".join(_archived(tree / "DEBIAN", [sorted((tree / "DEBIAN").rglob("*"))], epoch))
    data = zip(_archived(tree, parted(tree), epoch), BLOCKS, strict=True)
    with ThreadPoolExecutor(2) as threads:
        streams = list(threads.map(lambda part: _pressed(part[0], part[1], kept), [part for part in data if part[0]]))
    members = {
        "debian-binary": b"2.0\n",
        "control.tar.xz": xz(control),
        "data.tar.xz": joined(streams),
    }
    package.write_bytes(_AR + b"".join(_member(name, told, epoch) for name, told in members.items()))


def parted(tree: Path) -> list[list[Path]]:
    """What is to be installed, by part, each folder before what is in it and like files side by side."""
    parts: list[list[Path]] = [[], [], []]
    for path in sorted(tree.rglob("*"), key=lambda path: (not _is_folder(path), path.suffix, path.name, path.parts)):
        place = path.relative_to(tree).parts[0]
        if place != "DEBIAN":
            parts[2 if place != _APPLICATIONS else 0 if _is_folder(path) or _is_code(path) else 1].append(path)
    return [sorted(p for p in part if _is_folder(p)) + [p for p in part if not _is_folder(p)] for part in parts]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_code(path: Path) -> bool:
    """Whether it is machine code: a frozen program is byte code behind a little of it, a library nothing else."""
    if path.is_symlink() or ".so" not in path.name:
        return False
    with path.open("rb") as given:
        return given.read(4) == b"\x7fELF"


def _archived(top: Path, parts: Sequence[Sequence[Path]], epoch: int) -> Iterator[bytes]:
    """The bytes of one tar archive, cut behind each part; the folder itself comes first, the end mark last."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        _add(archive, top, top, epoch)
        for part in parts[:-1]:
            for path in part:
                _add(archive, top, path, epoch)
            yield _taken(buffer)
        for path in parts[-1]:
            _add(archive, top, path, epoch)
    yield _taken(buffer)


def _taken(buffer: io.BytesIO) -> bytes:
    said = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return said


def _add(archive: tarfile.TarFile, top: Path, path: Path, epoch: int) -> None:
    name = "./" if path == top else f"./{path.relative_to(top).as_posix()}"
    told = archive.gettarinfo(str(path), name)
    told.uid = told.gid = 0
    told.uname = told.gname = "root"
    told.mtime = epoch
    if told.isreg():
        with path.open("rb") as given:
            archive.addfile(told, given)
    else:
        archive.addfile(told)


def _pressed(raw: bytes, code: bool, kept: Path) -> bytes:
    """One xz stream of one block, taken from those kept where it is there."""
    place = kept / f"{hashlib.sha256(raw).hexdigest()}{'.code' * code}.xz"
    if not place.exists():
        place.write_bytes(xz(raw, code=code))
    return place.read_bytes()


def xz(raw: bytes, *, code: bool = False) -> bytes:
    """The bytes as one xz stream of one block, the shortest that is no dearer to read."""
    remembered = min(MOST_REMEMBERED, max(4096, len(raw)))
    press: dict[str, Any] = {"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": remembered}
    return lzma.compress(raw, check=lzma.CHECK_CRC64, filters=[{"id": lzma.FILTER_X86}, press] if code else [press])


def joined(streams: Sequence[bytes]) -> bytes:
    """One xz stream with the blocks of several: dpkg reads the first stream of a file and no further.

    By the format, https://tukaani.org/xz/xz-file-format.txt: header, blocks, index (a zero, how many blocks there are,
    of each its two sizes, zeros to a multiple of four, CRC32), footer (CRC32, length of the index, flags, "YZ").
    """
    blocks, records = [], []
    for stream in streams:
        length = _index_length(stream)
        behind = len(stream) - _EDGE - length
        blocks.append(stream[_EDGE:behind])
        records.append(_records(stream[behind : behind + length]))
    index = b"\0" + _number(len(streams)) + b"".join(records)
    index += b"\0" * (-len(index) % 4)
    index += struct.pack("<I", zlib.crc32(index))
    told = struct.pack("<I", len(index) // 4 - 1) + streams[0][6:8]
    return b"".join([streams[0][:_EDGE], *blocks, index, struct.pack("<I", zlib.crc32(told)), told, b"YZ"])


def _index_length(stream: bytes) -> int:
    (quarters,) = struct.unpack_from("<I", stream, len(stream) - 8)
    return int(quarters + 1) * 4


def _records(index: bytes) -> bytes:
    """The two sizes out of an index of one block: what stands behind its zero and its one."""
    at = 2
    for _size in range(2):
        while index[at] & 0x80:
            at += 1
        at += 1
    return index[2:at]


def _number(value: int) -> bytes:
    """A number as xz writes one: seven bits a byte, the lowest first."""
    said = bytearray()
    while value >= 0x80:
        said.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*said, value])


def _member(name: str, data: bytes, epoch: int) -> bytes:
    head = f"{name:<16}{epoch:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n"
    return head.encode("ascii") + data + b"\n" * (len(data) % 2)


def members(package: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each member of an ar archive."""
    at = len(_AR)
    while at < len(package):
        name, length = package[at : at + 16].decode("ascii").strip(), int(package[at + 48 : at + 58])
        yield name, package[at + _HEAD : at + _HEAD + length]
        at += _HEAD + length + length % 2


def main(arguments: Sequence[str]) -> int:
    """Write one package."""
    tree, package, epoch, kept = arguments
    write_deb(Path(tree), Path(package), int(epoch), Path(kept))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
