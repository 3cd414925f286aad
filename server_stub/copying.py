"""Copies of a centre's database and of its files: each whole or not there, also of a centre that serves."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from server_stub.cannot import CannotDo

DATABASE, FILES = "centre.db", "files"
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NoBackup(CannotDo):
    """There is nothing to back up or to restore from; the text says why."""


def copy_database(source: Path, place: Path) -> None:
    """By SQLite's own copying, in one step: whole and of one moment whoever writes meanwhile. Raises `NoBackup`."""
    draft = place.with_name(place.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        with closing(dbapi2.connect(str(source), timeout=30)) as from_, closing(dbapi2.connect(str(draft))) as into:
            from_.backup(into)
            if into.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise NoBackup(f"{source} 已损坏")
    except dbapi2.DatabaseError as error:
        draft.unlink(missing_ok=True)
        raise NoBackup(f"{source} 不能读取: {error}") from error
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    for ending in ("-wal", "-shm", "-journal"):  # of one that stood there when the power went: not of this copy
        place.with_name(place.name + ending).unlink(missing_ok=True)
    draft.replace(place)


def copy_files(source: Path, to: Path, elder: Path | None = None) -> int:
    """Files bear their hash as name and never change: what is there already stays; how many there are.

    What an elder copy has is linked, so that a further copy takes no room; where links cannot be, it is copied.
    """
    found = [path for path in source.glob("[0-9a-f][0-9a-f]/*") if _HASH.fullmatch(path.name)]
    for path in found:
        place = to / path.parent.name / path.name
        if not place.exists() or place.stat().st_size != path.stat().st_size:
            place.parent.mkdir(parents=True, exist_ok=True)
            if elder is None or not _linked(elder / path.parent.name / path.name, place, path.stat().st_size):
                _copied(path, place)
    return len(found)


def _linked(elder: Path, place: Path, size: int) -> bool:
    with contextlib.suppress(OSError):
        if elder.stat().st_size == size:
            place.hardlink_to(elder)
            return True
    return False


def _copied(path: Path, place: Path) -> None:
    draft = place.with_name(place.name + ".part")
    shutil.copyfile(path, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(place)
