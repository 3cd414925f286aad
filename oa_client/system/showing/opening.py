"""What a file is, by its first bytes and what it holds; its name is a stranger's word."""

from __future__ import annotations

import zipfile
from io import BytesIO

from oa_client.system.showing.unreadable import Unreadable

WORD, WORKBOOK, OFD, ARCHIVE = "word", "workbook", "ofd", "archive"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
RAR = b"Rar!\x1a\x07"
SEVEN = b"7z\xbc\xaf\x27\x1c"
MOST_MEMBERS = 50_000
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An office document of before 2007, or a newer one under a password."""
RICH = b"{\\rtf"
LOCKED = "EncryptedPackage".encode("utf-16-le")


def as_pdf(data: bytes) -> bytes | None:
    """The file as a PDF of plain pages; None for what is drawn as it is. Raises `Unreadable`."""
    kind = _kind(data)
    if kind == WORD:
        from oa_client.system.showing import word  # noqa: PLC0415 - what is not shown is not loaded

        return word.pages(data)
    if kind == WORKBOOK:
        from oa_client.system.showing import workbook  # noqa: PLC0415 - what is not shown is not loaded

        return workbook.pages(data)
    if kind == ARCHIVE:
        from oa_client.system.showing import archive  # noqa: PLC0415 - what is not shown is not loaded

        return archive.pages(data)
    if kind == OFD:
        from oa_client.system.showing import ofd  # noqa: PLC0415 - what is not shown is not loaded

        return ofd.pages(data)
    return None


def _kind(data: bytes) -> str | None:
    if data.startswith(ZIP):
        return _zipped(data)
    if data.startswith(RAR):
        return ARCHIVE
    if data.startswith(SEVEN):
        raise Unreadable("unlisted_archive")
    if needs_office(data):
        raise Unreadable("encrypted_file" if LOCKED in data else "no_office")
    return None


def _zipped(data: bytes) -> str:
    """Which of the documents that are zips; an archive when none."""
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise Unreadable("too_big_to_show")
    try:
        with zipfile.ZipFile(BytesIO(data)) as found:
            names = {name.lstrip("/").casefold() for name in found.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("broken_file") from error
    for inside, kind in (("word/document.xml", WORD), ("xl/workbook.xml", WORKBOOK), ("ofd.xml", OFD)):
        if inside in names:
            return kind
    if "ppt/presentation.xml" in names:
        raise Unreadable("no_office")
    return ARCHIVE


def needs_office(data: bytes) -> bool:
    """Whether only an office suite can read it."""
    return data.startswith((OLD, RICH))
