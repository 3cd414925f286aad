"""The members of a zip that claims to be a document, judged before any is unpacked so that none grows beyond sense."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable

from oa_client.system.showing.unreadable import Unreadable

MOST_ENTRIES = 4000
MOST_BYTES = 64 * 1024 * 1024
"""The most a document may hold when unpacked."""
STEEP_FROM = 4 * 1024 * 1024
STEEPEST = 200
"""A member larger than `STEEP_FROM` that was pressed more than so many times smaller is no text anybody wrote."""
LOCKED = 0x1


class Zipped:
    """A document's members by name, whatever slashes and capitals they are asked for with."""

    def __init__(self, data: bytes, weigh: Callable[[list[zipfile.ZipInfo]], None] | None = None) -> None:
        """Raises `Unreadable` for what is broken, locked or, as `weigh` has it, blown up."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("broken_file") from error
        entries = self._zip.infolist()
        (weigh or _judge)(entries)
        self._entries = {one.filename: one for one in entries}
        self._folded = {_folded(one.filename): one for one in entries}

    def __contains__(self, name: str) -> bool:
        return self._entry(name) is not None

    def _entry(self, name: str) -> zipfile.ZipInfo | None:
        return self._entries.get(name) or self._folded.get(_folded(name))

    def read(self, name: str) -> bytes:
        """One member whole. Raises `Unreadable` when it is not there or not whole."""
        entry = self._entry(name)
        if entry is None:
            raise Unreadable("broken_file")
        if entry.flag_bits & LOCKED:
            raise Unreadable("encrypted_file")
        try:
            with self._zip.open(entry) as member:
                found = member.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("broken_file") from error
        if len(found) > MOST_BYTES:
            raise Unreadable("unsafe_file")
        return found


def _judge(entries: list[zipfile.ZipInfo]) -> None:
    """Raises `Unreadable` for more than a document holds. What a member says it unpacks to is all that is unpacked."""
    steep = any(e.file_size > STEEP_FROM and e.file_size > STEEPEST * max(1, e.compress_size) for e in entries)
    if steep or len(entries) > MOST_ENTRIES:
        raise Unreadable("unsafe_file")
    if sum(e.file_size for e in entries) > MOST_BYTES:
        raise Unreadable("too_big_to_show")


def _folded(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()
