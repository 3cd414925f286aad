"""Files of matters: taking them in, asking for them, and handing them out to be shown or saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from oa_client.app.light import LightState
from oa_client.app.ports import Files, Outbox
from oa_client.app.preview import has_light
from oa_client.domain.decision import Refused
from oa_client.domain.fields import safe_name
from oa_client.domain.matter import FileRef, MatterId
from oa_client.domain.secrecy import find_marking
from oa_client.protocol.light import KEPT, pack

MOST_BYTES = 200 * 1024 * 1024
"""The largest attachment taken in."""

PART = 256 * 1024
LEAST_LIGHT = 32 * 1024
"""A smaller file is here as soon as its light copy would be."""


@dataclass(frozen=True, slots=True)
class Availability:
    """How much of a file is on this device."""

    at: int
    size: int
    lost: bool = False
    """The centre has it no more, as far as it was asked."""

    @property
    def whole(self) -> bool:
        """Whether it can be opened."""
        return self.at >= self.size


class Attachments:
    """The use cases of files."""

    def __init__(self, outbox: Outbox, files: Files, most: int = MOST_BYTES) -> None:
        """My own files are in the outbox; those that came down in `files`. `most`: the largest taken in, in bytes."""
        self._most = most
        self._outbox = outbox
        self._files = files

    def take_in(self, path: Path, name: str | None = None) -> FileRef | Refused:
        """Copy a file in, so that it can be named in a command. Raises OSError when it cannot be read, `NoRoom`."""
        shown = name if name is not None else path.name
        before = path.stat()
        size = before.st_size
        if size == 0:
            return Refused("empty_file", {"name": shown})
        if size > self._most:
            return Refused("file_too_large", {"name": shown, "size": size, "limit": self._most})
        if not safe_name(shown):
            return Refused("bad_file_name", {"name": shown})
        if (marking := find_marking(shown) or find_marking(shown.partition(".")[0])) is not None:
            return Refused("secret_marking", {"field": "files", "marking": marking})
        file = self._outbox.add_file(path, shown)
        after = path.stat()
        if file.size != size or (after.st_size, after.st_mtime_ns) != (size, before.st_mtime_ns):
            return Refused("file_changing", {"name": shown})
        return file

    def keep(self, data: bytes, name: str) -> FileRef:
        """Make a file of what was written here; it never lies on the disk unencrypted. Raises OSError, `NoRoom`."""
        return self._outbox.add_bytes(data, name)

    def here(self, file: FileRef) -> Availability:
        """How much of it is on this device."""
        if self._outbox.file_bytes(file.sha256, 0, 1) is not None or self._files.whole(file.sha256):
            return Availability(file.size, file.size)
        at = min(self._files.at(file.sha256), max(0, file.size - 1))
        return Availability(at, file.size, self._files.lost(file.sha256))

    def light(self, file: FileRef) -> LightState:
        """How much of its light copy is here."""
        return self._files.light.state(file.sha256)

    def want_light(self, matter: MatterId, file: FileRef) -> bool:
        """Fetch the light copy of a scan that is not here, to be read at once; whether there is something to fetch.

        A small file comes itself.
        """
        if not has_light(file.name) or self.here(file).whole:
            return False
        if file.size < LEAST_LIGHT:
            self.want(matter, file)
            return True
        state = self.light(file)
        if state.whole or state.code not in {"", "light_making"}:
            return False
        self._files.light.want(file.sha256, matter)
        return True

    def only_light(self, files: Iterable[FileRef]) -> bool:
        """Whether of one of these only light pages can have been read here."""
        return any(self.light(file).here > 0 and not self.here(file).whole for file in files)

    def read_light(self, file: FileRef) -> Iterator[bytes]:
        """The light pages that are here, to be drawn."""
        yield KEPT
        yield from (pack(page) for page in self._files.light.pages(file.sha256))

    def want(self, matter: MatterId, file: FileRef) -> None:
        """Fetch it with the next link; nothing when it is here."""
        if not self.here(file).whole:
            self._files.want(file.sha256, matter, file.size)

    def awaited(self) -> tuple[tuple[str, MatterId, int, int], ...]:
        """(sha256, matter, size, bytes here) of what was asked for and is not whole yet, the newest wish first."""
        return tuple((sha, matter, size, self._files.at(sha)) for sha, matter, size in self._files.wanted())

    def read(self, file: FileRef) -> Iterator[bytes]:
        """Its bytes. Raises KeyError when it is not all here."""
        if self._outbox.file_bytes(file.sha256, 0, 1) is None:
            yield from self._files.read(file.sha256)
            return
        for at in range(0, file.size, PART):
            yield self._outbox.file_bytes(file.sha256, at, PART) or b""
