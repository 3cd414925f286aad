"""What is in a zip or rar: a table of names, sizes and dates. Nothing in it is unpacked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from oa_client.system.showing.grid import Grid, table, widths
from oa_client.system.showing.paper import Full, Paper
from oa_client.system.showing.unreadable import Unreadable

MOST_LISTED = 2000
HEADS = ("名称", "大小", "修改时间", "加密")
UTF8, LOCKED = 0x800, 0x1
_NAME_WIDTH = 300.0


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as the archive says."""

    name: str
    size: int
    at: str
    locked: bool


def pages(data: bytes) -> bytes:
    """The list as a PDF of plain pages. Raises `Unreadable`."""
    members = _of_rar(data) if data.startswith(b"Rar!") else _of_zip(data)
    paper = Paper()
    paper.note(_said(members))
    rows = [HEADS, *(_row(one) for one in members[:MOST_LISTED])]
    numbers = frozenset((r, 1) for r in range(1, len(rows)))
    grid = Grid(rows, numbers=numbers, heads=1)
    try:
        table(paper, grid, [_NAME_WIDTH, *widths(grid)[1:]])
    except Full:
        return paper.finish(cut=True)
    return paper.finish()


def _said(members: Sequence[Member]) -> str:
    total, locked = sum(m.size for m in members), sum(m.locked for m in members)
    said = f"压缩包内共 {len(members)} 个文件，解开后 {amount(total)}。这里只列目录，没有解开；要看内容请另存后解压。"
    if locked:
        said += f"其中 {locked} 个设有密码。"
    if len(members) > MOST_LISTED:
        said += f"只列出前 {MOST_LISTED} 个。"
    return said


def _row(one: Member) -> tuple[str, str, str, str]:
    return (one.name[:500], amount(one.size), one.at, "有密码" if one.locked else "")


def amount(size: int) -> str:
    """A size in the largest unit that leaves figures before the point."""
    if size < 1024:
        return f"{size} 字节"
    step = min(4, (size.bit_length() - 1) // 10)
    return f"{size / (1 << 10 * step):.1f} {('KB', 'MB', 'GB', 'TB')[step - 1]}"


def _of_zip(data: bytes) -> list[Member]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            return [_of_entry(e) for e in found.infolist() if not e.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("broken_file") from error


def _of_entry(entry: zipfile.ZipInfo) -> Member:
    year, month, day, hour, minute, _second = entry.date_time
    at = f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}" if 1 <= month <= 12 and year > 1980 else ""
    return Member(name_of(entry), entry.file_size, at, bool(entry.flag_bits & LOCKED))


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: Chinese Windows writes GBK and says nothing, others UTF-8."""
    if entry.flag_bits & UTF8:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437", "replace")
    for way in ("utf-8", "gb18030"):
        try:
            return raw.decode(way)
        except UnicodeDecodeError:
            continue
    return entry.orig_filename


def _of_rar(data: bytes) -> list[Member]:
    import rarfile  # noqa: PLC0415 - only a rar needs it

    rarfile.rar3_decompress = _no_words
    try:
        with rarfile.RarFile(io.BytesIO(data), part_only=True, errors="strict") as found:
            listed = [one for one in found.infolist() if not one.is_dir()]
            locked = found.needs_password()
    except (rarfile.Error, ValueError, OSError, EOFError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable("broken_file") from error
    if locked and not listed:
        raise Unreadable("encrypted_file")
    return [
        Member(one.filename or "", max(0, one.file_size or 0), _date(one.date_time), one.needs_password())
        for one in listed
    ]


def _no_words(*_what: object) -> bytes:
    """A packed comment is not read: the library would start another program for it."""
    return b""


def _date(parts: Sequence[int] | None) -> str:
    if not parts or len(parts) < 5 or not 1 <= parts[1] <= 12:
        return ""
    return f"{parts[0]}-{parts[1]:02}-{parts[2]:02} {parts[3]:02}:{parts[4]:02}"
