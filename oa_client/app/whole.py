"""A file that leaves the client lies there whole or not at all: one piece for exports, prints and handed-out copies."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EACCES, errno.EMLINK})
"""How file systems of sticks and shares say that they know no second name for a file."""


def put(path: Path, data: bytes) -> None:
    """These bytes are the file now; when that fails, what was there before still is. Raises OSError."""
    draft = _drafted(path.parent, data)
    try:
        draft.replace(path)
    except BaseException:
        _drop(draft)
        raise


def put_new(path: Path, data: bytes) -> None:
    """The same over nothing: raises FileExistsError when something is there, also when it came meanwhile."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    draft = _drafted(path.parent, data)
    try:
        _name(draft, path)
    except BaseException:
        _drop(draft)
        raise


def _drafted(folder: Path, data: bytes) -> Path:
    """The bytes on the disk under a name of no meaning, beside where they will be."""
    descriptor, name = tempfile.mkstemp(prefix=".lunyue-", dir=folder)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        _drop(draft)
        raise
    return draft


def _name(draft: Path, path: Path) -> None:
    """Give the draft its name, but never somebody else's file: renaming would write over one on most systems."""
    if os.name == "nt":
        draft.rename(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _claim(draft, path)
    else:
        draft.unlink()


def _claim(draft: Path, path: Path) -> None:
    """Without links: an empty file holds the name for as long as it takes to put the draft there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        draft.replace(path)
    except BaseException:
        _drop(path)
        raise


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
