"""Attachments that leave the client: saved where somebody says, or handed to the system's own reader."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unicodedata
import weakref
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from oa_client.app import whole
from oa_client.app.desk import Desk
from oa_client.domain.matter import FileRef

_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
_FORBIDDEN = set('/\\:*?"<>|')
_PROGRAMS = {
    ".appimage", ".bat", ".cmd", ".com", ".cpl", ".deb", ".desktop", ".dll", ".exe", ".hta", ".jar", ".js", ".jse",
    ".lnk", ".msc", ".msi", ".pif", ".ps1", ".py", ".reg", ".rpm", ".run", ".scr", ".sh", ".so", ".url", ".vbe",
    ".vbs", ".wsf", ".xll",
}  # fmt: skip
_READ_ONLY = 0o600 if os.name == "nt" else 0o400
"""What a reader changes in a copy that goes would be lost: it must ask where to. Windows does not remove such files."""
MOST_BYTES = 180
NAMELESS = "附件"


class BadBytes(Exception):
    """The bytes are not those the record names."""


def safe(name: str) -> str:
    """A name any file system can bear, that leads nowhere else and shows what it is."""
    plain = unicodedata.normalize("NFC", name)
    kept = "".join("_" if c in _FORBIDDEN else c for c in plain if unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.split()).lstrip(". ").rstrip(". ")
    path = PurePath(kept)
    stem, suffix = (path.stem, path.suffix) if kept else (NAMELESS, "")
    if stem.split(".")[0].upper().strip() in _DEVICES:
        stem = f"_{stem}"
    while len(f"{stem}{suffix}".encode()) > MOST_BYTES:
        stem, suffix = (stem[:-1], suffix) if stem else (NAMELESS, suffix[:10])
    return f"{stem}{suffix}" or NAMELESS


def is_program(name: str) -> bool:
    """Whether the system might run it instead of showing it."""
    return PurePath(safe(name).casefold()).suffix in _PROGRAMS


def checked(parts: Iterable[bytes], file: FileRef) -> bytes:
    """The bytes whole. Raises `BadBytes` when they do not hash to what the record names."""
    data = b"".join(parts)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise BadBytes(file.name)
    return data


def save(desk: Desk, file: FileRef, path: Path) -> None:
    """Put a file where somebody said, whole or not at all. Raises `BadBytes`, KeyError, OSError."""
    whole.put(path, checked(desk.attachments.read(file), file))


class Outside:
    """Copies for other programs, in a folder only this user reads and that goes when the client ends."""

    def __init__(self, place: Path | None = None) -> None:
        """No folder until it is needed, then one in `place`, which whoever gave it clears after a crash."""
        self._place = place
        self._end: Callable[[], object] | None = None
        self._folder = ""

    def copy(self, desk: Desk, file: FileRef) -> Path:
        """A fresh copy under the file's own name. Raises `BadBytes`, KeyError, OSError."""
        data = checked(desk.attachments.read(file), file)
        if self._end is None:
            self._folder = tempfile.mkdtemp(prefix="lunyue-", dir=self._place)
            self._end = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        place = Path(tempfile.mkdtemp(dir=self._folder))
        path = place / safe(file.name)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags, _READ_ONLY), "wb") as out:
            out.write(data)
        return path

    def close(self) -> None:
        """The copies go."""
        if self._end is not None:
            self._end()
            self._end = None
