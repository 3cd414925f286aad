"""Copies of a centre's database and of its files: each whole or not there, also of a centre that serves."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from server_stub.cannot import CannotDo, NoPlace, no_place

DATABASE, FILES = "centre.db", "files"
WEEK = 7
"""Days in which each file of a series is hashed once."""
_DAMAGED = "{} 不完整或已损坏，没有用它，没有改动"
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
                raise NoBackup(_DAMAGED.format(source))
    except NoBackup:
        draft.unlink()
        raise
    except dbapi2.DatabaseError as error:
        draft.unlink(missing_ok=True)
        raise _not_copied(source, error) from error
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    for ending in ("-wal", "-shm", "-journal"):  # of one that stood there when the power went: not of this copy
        place.with_name(place.name + ending).unlink(missing_ok=True)
    draft.replace(place)
    entered(place.parent)


def _not_copied(source: Path, problem: Exception) -> CannotDo:
    """What is wrong with the source, or with the place of the copy."""
    if re.search(r"malformed|not a database", str(problem)):
        return NoBackup(_DAMAGED.format(source))
    why = no_place(problem)
    return NoPlace(f"{source} 没有复制成：{why}；没有改动") if why else NoBackup(f"{source} 复制不了：{problem}")


@dataclass(frozen=True, slots=True)
class Copied:
    """How many files there are; by their hashes, those that were looked at and hold, were mended, or are damaged."""

    files: int
    sound: frozenset[str]
    mended: tuple[str, ...]
    broken: tuple[str, ...]


def copy_files(source: Path, to: Path, elder: Path | None = None, day: int | None = None) -> Copied:
    """Files bear their hash as name and never change: what is there already stays; each new copy is hashed.

    What an elder copy has is linked, so that a further copy takes no room; where links cannot be, it is copied. One
    damaged file would so be in all copies at once: of what is not copied anew a seventh is hashed, another each `day`
    (None: all of it), and what does not hold is copied afresh.
    """
    found = sorted(path for path in source.glob("[0-9a-f][0-9a-f]/*") if _HASH.fullmatch(path.name))
    told: dict[str, list[str]] = {"": [], "sound": [], "mended": [], "broken": []}
    for path in found:
        part = Path(path.parent.name) / path.name
        due = day is None or int(path.name[:8], 16) % WEEK == day % WEEK
        told[_put(path, to / part, elder / part if elder else None, due=due)].append(path.name)
    whole = frozenset(told["sound"] + told["mended"])
    return Copied(len(found), whole, tuple(told["mended"]), tuple(told["broken"]))


def _put(path: Path, place: Path, elder: Path | None, *, due: bool) -> str:
    """Have a file in its place; what was found of it, nothing where it was not looked at."""
    size = path.stat().st_size
    place.parent.mkdir(parents=True, exist_ok=True)
    kept = (place.exists() and place.stat().st_size == size) or (elder is not None and _linked(elder, place, size))
    if kept and not due:
        return ""
    if kept and is_sound(place):
        return "sound"
    _copied(path, place)
    if is_sound(place):
        return "mended" if kept else "sound"
    place.unlink()  # else the next copy would share it, and nobody would be told again
    if elder is not None and elder.exists() and is_sound(elder):
        _linked(elder, place, elder.stat().st_size)
    return "broken"


def is_sound(path: Path) -> bool:
    """Whether a file is what its name says."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


def _linked(elder: Path, place: Path, size: int) -> bool:
    with contextlib.suppress(OSError):
        if elder.stat().st_size == size:
            place.hardlink_to(elder)
            return True
    return False


def keep_lost(lost: Iterable[str], elder: Path, to: Path) -> None:
    """Files that are nowhere else any more, from an elder copy where it has them."""
    for sha in lost:
        part = Path(sha[:2]) / sha
        if (elder / part).exists():
            (to / part).parent.mkdir(parents=True, exist_ok=True)
            if not _linked(elder / part, to / part, (elder / part).stat().st_size):
                _copied(elder / part, to / part)


def entered(folder: Path) -> None:
    """The names in a folder are durable, and all that was named before them."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copied(path: Path, place: Path) -> None:
    draft = place.with_name(place.name + ".part")
    shutil.copyfile(path, draft)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(place)
