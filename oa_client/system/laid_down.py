"""Files an administrator laid down for this machine: what anybody else could have written is not believed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_NO_CHANGES = stat.S_IWGRP | stat.S_IWOTH


class NotBelieved(Exception):
    """A file or folder is not followed, and why: a code with its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def believe_folder(folder: Path, owner: int) -> None:
    """Nothing where only the owner can have laid something into it. Raises `NotBelieved`: not_here, unreadable, unsafe.

    `owner`: by his number on POSIX; elsewhere nobody can say who wrote a file.
    """
    if os.name != "posix":
        raise NotBelieved("not_here")
    try:
        about = folder.lstat()
    except OSError as error:
        raise NotBelieved("unreadable", name=folder) from error
    if not stat.S_ISDIR(about.st_mode) or _could_be_others(about, owner):
        raise NotBelieved("unsafe", name=folder)


def believed(path: Path, most: int, owner: int) -> bytes:
    """What only the owner can have written, looked at and read through one handle.

    Raises `NotBelieved`: unsafe, unreadable, too_large (over `most` bytes).
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise NotBelieved("unsafe" if path.is_symlink() else "unreadable", name=path.name) from error
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or _could_be_others(about, owner):
            raise NotBelieved("unsafe", name=path.name)
        with os.fdopen(handle, "rb", closefd=False) as file:
            data = file.read(most + 1)
    finally:
        os.close(handle)
    if len(data) > most:
        raise NotBelieved("too_large", name=path.name, most=f"{most >> 20} MB" if most >> 20 else f"{most >> 10} KB")
    return data


def _could_be_others(about: os.stat_result, owner: int) -> bool:
    return about.st_uid != owner or bool(about.st_mode & _NO_CHANGES)
