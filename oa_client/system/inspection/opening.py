"""A file of anybody's read and judged inside the jailed process: by its first bytes, never by its name."""

from __future__ import annotations

import zipfile
from io import BytesIO

import msgspec

from oa_client.layout.gongwen.profile import Profile
from oa_client.layout.inspection.facts import Reading
from oa_client.layout.inspection.inspecting import inspected
from oa_client.system.inspection import paper
from oa_client.system.showing.opening import LOCKED, ZIP, needs_office
from oa_client.system.showing.unreadable import Unreadable

_TAIL = 4096
"""The end of a PDF is in its last bytes; a file that was cut has none."""


def report(data: bytes, template: object = None) -> bytes:
    """The file judged by the standard with an organ's own figures, as JSON. Raises `Unreadable`."""
    profile = Profile().with_template(msgspec.convert(template or {}, dict[str, float]))
    return msgspec.json.encode(inspected(read(data), profile))


def read(data: bytes) -> Reading:
    """The facts of a file. Raises `Unreadable`."""
    if not data.strip(b"\x00"):
        raise Unreadable("empty_file")
    if data.startswith(ZIP):
        return _zipped(data)
    if data[:1024].find(b"%PDF-") >= 0:
        if b"%%EOF" not in data[-_TAIL:]:
            raise Unreadable("cut_file")
        return paper.read(data)
    if needs_office(data):
        raise Unreadable("encrypted_file" if LOCKED in data else "old_word")
    raise Unreadable("not_document")


def _zipped(data: bytes) -> Reading:
    from oa_client.system.inspection import word  # noqa: PLC0415 - what is not read is not loaded

    try:
        with zipfile.ZipFile(BytesIO(data)) as found:
            names = {name.lstrip("/").casefold() for name in found.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("broken_file") from error
    if "word/document.xml" not in names:
        raise Unreadable("not_document")
    return word.read(data)
