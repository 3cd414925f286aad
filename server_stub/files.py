"""The bytes of attachments: sent in parts that last, checked against their name, handed out only with a matter.

Whoever names a hash learns nothing by it: each sends the bytes himself, unless he sent them before or may open a matter
that names them. Two people may send the same file at once; the second one's bytes are thrown away in the end.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from oa_client.domain import body
from oa_client.domain.people import PersonId
from oa_client.protocol import patch
from oa_client.protocol.messages import FileState
from server_stub import patches
from server_stub import tables as t
from server_stub.commands import Caller
from server_stub.database import Database
from server_stub.ownership import adopt_file, owns_file, sees_file, sees_named
from server_stub.problems import Refusal

LARGEST = 200 * 1024 * 1024
LARGEST_PART = 1024 * 1024
_PART = 64 * 1024
_SHA = re.compile(r"[0-9a-f]{64}", re.ASCII)
_STRIPES = 16


class FileStore:
    """Files in a folder; what each person has sent stands in the database."""

    def __init__(self, database: Database, folder: Path | None, largest: int = LARGEST) -> None:
        """In a folder, or in a temporary one."""
        self._database = database
        self._largest = largest
        self._given = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.stored: list[Callable[[str], None]] = []
        """Told of each file that is whole now."""
        self._locks = [threading.Lock() for _ in range(_STRIPES)]

    @cached_property
    def _folder(self) -> Path:
        if self._given is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="lunyue-files-")
            folder = Path(self._temporary.name)
        else:
            folder = self._given / "files"
        (folder / "up").mkdir(parents=True, exist_ok=True)
        return folder

    def close(self) -> None:
        """Remove what was temporary."""
        if self._temporary:
            self._temporary.cleanup()

    def state(self, caller: Caller, sha256: str) -> FileState:
        """How much of a file the caller has sent. Raises `Refusal`."""
        _check_name(sha256)
        with self._database.read() as connection:
            return self._state(connection, caller, sha256)

    def _state(self, connection: Connection, caller: Caller, sha256: str) -> FileState:
        u = t.upload.c
        found = connection.execute(
            select(u.at, u.size, u.stored).where(u.sha256 == sha256, u.person == caller.person)
        ).first()
        place = self.path(sha256)
        if (found and found.stored) or sees_file(connection, caller.person, sha256):
            size = place.stat().st_size if place.exists() else 0
            return FileState(size, size, stored=size > 0)  # lost from the disk: whoever has it may send it again
        return FileState(found.at, found.size) if found else FileState(0, 0)

    def append(self, caller: Caller, sha256: str, at: int, size: int, data: bytes) -> FileState:
        """Keep bytes behind those there; they last when this returns.

        Bytes for another offset change nothing: the state says where to go on. A whole file whose hash is wrong begins
        again at 0. Raises `Refusal`.
        """
        _check_name(sha256)
        if size > self._largest or len(data) > LARGEST_PART:
            raise Refusal(413, "too_large", limit=self._largest)
        if size <= 0 or at < 0 or at + len(data) > size:
            raise Refusal(400, "bad_request", field="size")
        with self._locks[int(sha256[:8], 16) % _STRIPES]:
            state = self.state(caller, sha256)
            if state.stored:
                return state
            if state.size != size:
                state = self._begin(caller, sha256, size)
            if state.at != at:
                return state
            return self._append(caller, sha256, state, data)

    def append_patch(self, caller: Caller, sha256: str, base: str, at: int, size: int, data: bytes) -> FileState:
        """Keep bytes of a patch of `size` bytes against `base`; with the last one the file is there.

        Raises `Refusal`: the one of `patches.whole` wherever the file must be sent whole.
        """
        _check_name(sha256)
        _check_name(base)
        if not 0 < size <= patches.MOST_PATCH or len(data) > LARGEST_PART:
            raise Refusal(413, "too_large", limit=patches.MOST_PATCH)
        with self._locks[int(sha256[:8], 16) % _STRIPES]:
            state = self.state(caller, sha256)
            if state.stored:
                return state
            old = self._base(caller, base)
            part = self._folder / "up" / f"{sha256}.{caller.person}.{base[:16]}.{size}"
            held = patches.keep(part, at, size, data)
            return FileState(held, size) if held < size else self._unfolded(caller, sha256, part, old)

    def _base(self, caller: Caller, base: str) -> Path:
        with self._database.read() as connection:
            known = owns_file(connection, caller.person, base)
        path = self.path(base)
        if not known or not path.exists() or path.stat().st_size > patch.MOST:
            raise patches.whole()
        return path

    def _unfolded(self, caller: Caller, sha256: str, part: Path, old: Path) -> FileState:
        new = patches.unfold(part, old)
        ready = self._folder / "up" / f"{sha256}.{caller.person}"
        with os.fdopen(os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        if not self._finish(ready, sha256):
            raise patches.whole()
        with self._database.write() as connection:
            adopt_file(connection, caller.person, sha256, len(new))
        self._tell(sha256)
        return FileState(len(new), len(new), stored=True)

    def _begin(self, caller: Caller, sha256: str, size: int) -> FileState:
        u = t.upload
        with self._database.write() as connection:
            mine = (u.c.sha256 == sha256, u.c.person == caller.person)
            done = connection.execute(update(u).where(*mine).values(size=size, at=0, stored=False))
            if done.rowcount == 0:
                values = {"sha256": sha256, "person": caller.person, "size": size, "at": 0, "stored": False}
                connection.execute(insert(u).values(values))
        return FileState(0, size)

    def _append(self, caller: Caller, sha256: str, state: FileState, data: bytes) -> FileState:
        part = self._folder / "up" / f"{sha256}.{caller.person}"
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(state.at)
            file.seek(state.at)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        at = state.at + len(data)
        stored = at == state.size and self._finish(part, sha256)
        if at == state.size and not stored:
            at = 0
        u = t.upload
        with self._database.write() as connection:
            mine = (u.c.sha256 == sha256, u.c.person == caller.person)
            connection.execute(update(u).where(*mine).values(at=at, stored=stored))
        if stored:
            self._tell(sha256)
        return FileState(at, state.size, stored=stored)

    def _tell(self, sha256: str) -> None:
        for tell in self.stored:
            tell(sha256)

    def _finish(self, part: Path, sha256: str) -> bool:
        """Put a whole file in its place if its hash is right; else away with it."""
        with part.open("rb") as file:
            right = hashlib.file_digest(file, "sha256").hexdigest() == sha256
        if not right:
            part.unlink()
            return False
        place = self.path(sha256)
        place.parent.mkdir(exist_ok=True)
        part.replace(place)
        for folder in (place.parent, part.parent):
            _sync_folder(folder)
        return True

    def put(self, connection: Connection, person: PersonId, data: bytes) -> str:
        """Keep a whole file as one a person has sent, within a transaction; its hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.path(sha256)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        adopt_file(connection, person, sha256, len(data))
        return sha256

    def text(self, sha256: str) -> str | None:
        """A whole file as a text; None when it is not here, is no text, or is longer than any."""
        try:
            path = self.path(sha256)
            return path.read_bytes().decode() if path.stat().st_size <= body.MOST else None
        except (OSError, UnicodeDecodeError):
            return None

    def path(self, sha256: str) -> Path:
        """Where a whole file lies."""
        return self._folder / sha256[:2] / sha256

    def check(self, caller: Caller, sha256: str, matter: str) -> None:
        """Raises `Refusal` when the matter does not show the file to the caller, or its author has still to send it.

        Whether anybody else has sent it plays no part: the answer tells who names a hash nothing.
        """
        _check_name(sha256)
        with self._database.read() as connection:
            if sees_file(connection, caller.person, sha256, matter):
                return
            named = sees_named(connection, caller.person, sha256, matter)
        raise _awaited() if named else Refusal(404, "not_visible")

    def read(self, caller: Caller, sha256: str, matter: str, start: int = 0) -> tuple[int, Iterator[bytes]]:
        """The size of a file and its bytes from `start` on. Raises `Refusal` as `check`, and when the disk lost it."""
        self.check(caller, sha256, matter)
        path = self.path(sha256)
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise _awaited(lost=True) from None
        return size, _bytes(path, start)


def _awaited(**facts: object) -> Refusal:
    """It is not here and may come yet: ask again later. `lost`: it was here, and the disk has it no more."""
    return Refusal(404, "awaited", **facts)


def _bytes(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while data := file.read(_PART):
            yield data


def _check_name(sha256: str) -> None:
    if not _SHA.fullmatch(sha256):
        raise Refusal(400, "bad_request", field="sha256")


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
