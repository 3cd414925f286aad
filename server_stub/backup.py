"""Backups of a centre's folder, made while it serves, and the way back (design.md decision 23).

A backup folder holds ``centre.db``, ``files/`` and, unless told otherwise, ``receipt.key``; one named ``….db`` holds
the database alone. The key is a file of its own for its owner only: without it nobody's receipt can be proved after the
loss of the machine, with it receipts can be forged, so whoever sends backups to a place he trusts less leaves it out
and keeps it once elsewhere. Going back never replaces a key that the centre has.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, update
from sqlcipher3 import dbapi2

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from server_stub import tables as t
from server_stub.database import Database
from server_stub.keeping import begin_restore, draw
from server_stub.mark import MARK, Mark, Reached
from server_stub.people import read_directory
from server_stub.seal import KEY, keep_key
from server_stub.serve import CannotServe, alone
from server_stub.work import Work, counter, size

DATABASE, FILES = "centre.db", "files"
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NoBackup(CannotServe):
    """There is nothing to back up or to restore from; the text says why."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    to: str
    entries: int
    files: int
    key: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; `aside` is where the folder's old data went, `lacking` how many files are not there."""

    aside: str
    epoch: int
    entries: int
    lacking: int
    key_kept: bool


def back_up(folder: Path, to: Path, *, key: bool = True) -> BackedUp:
    """Copy a centre, also one that serves; what was there before is replaced whole. Raises `NoBackup`."""
    if not (folder / DATABASE).exists():
        raise NoBackup(f"{folder} 里没有中心的数据")
    alone_standing = to.suffix == ".db"
    place = to if alone_standing else to / DATABASE
    place.parent.mkdir(parents=True, exist_ok=True)
    _copy_database(folder / DATABASE, place)
    with closing(dbapi2.connect(str(place))) as connection:
        entries = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
    if alone_standing:
        return BackedUp(str(to), entries, 0, key=False)
    files = _copy_files(folder / FILES, to / FILES)
    if key:
        keep_key(to / KEY, (folder / KEY).read_bytes())
    return BackedUp(str(to), entries, files, key=key)


def _copy_database(source: Path, place: Path) -> None:
    """By SQLite's own copying, in one step: whole and of one moment whoever writes meanwhile. Raises `NoBackup`."""
    draft = place.with_name(place.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        with closing(dbapi2.connect(str(source), timeout=30)) as from_, closing(dbapi2.connect(str(draft))) as into:
            from_.backup(into)
            if into.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise NoBackup(f"{source} 已损坏")
    except dbapi2.DatabaseError as error:
        raise NoBackup(f"{source} 不能读取: {error}") from error
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(place)


def _copy_files(source: Path, to: Path) -> int:
    """Files bear their hash as name and never change: what is there already stays; how many there are."""
    found = [path for path in source.glob("[0-9a-f][0-9a-f]/*") if _HASH.fullmatch(path.name)]
    for path in found:
        place = to / path.parent.name / path.name
        if not place.exists() or place.stat().st_size != path.stat().st_size:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(place.name + ".part")
            shutil.copyfile(path, draft)
            with draft.open("rb+") as file:
                os.fsync(file.fileno())
            draft.replace(place)
    return len(found)


def restore(folder: Path, source: Path, clock: Callable[[], float] = time.time) -> Restored:
    """Go back to a backup, in a new epoch that gathers (`restoring`); the old data goes aside. Raises `CannotServe`.

    All is made ready beside the old database and takes its place by one renaming.
    """
    database = source / DATABASE if source.is_dir() else source
    if not database.exists():
        raise NoBackup(f"{source} 里没有备份")
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        ready = folder / (DATABASE + ".restore")
        _copy_database(database, ready)
        _copy_files(source / FILES, folder / FILES)
        reached, entries, lacking = _make_ready(ready, folder / FILES, int(clock()))
        kept = (folder / KEY).exists()
        if not kept and (source / KEY).exists():
            keep_key(folder / KEY, (source / KEY).read_bytes())
        aside = _put_aside(folder, time.strftime("%Y%m%d-%H%M%S", time.localtime(clock())))
        ready.replace(folder / DATABASE)
        Mark(folder).reach(reached, exact=True)
    return Restored(str(aside), reached.epoch, entries, lacking, kept)


def _make_ready(path: Path, files: Path, now: int) -> tuple[Reached, int, int]:
    """Begin the new epoch in a database nobody uses yet; how many entries it has and files it lacks."""
    database = Database(path)
    try:
        with database.write() as connection:
            work = Work(connection, now, Kinds(), WorkingDays(), read_directory, lambda _: None)
            begin_restore(work, draw())
            work.finish()
            lacking = _forget_lacking(connection, files)
            reached = Reached(counter(connection, "epoch"), counter(connection, "seq"))
            return reached, size(connection, "entry"), lacking
    finally:
        database.close()


def _forget_lacking(connection: Connection, files: Path) -> int:
    """Files the database believes to be there and that are not come again from whoever has them."""
    u = t.upload.c
    stored = connection.scalars(select(u.sha256).where(u.stored).distinct()).all()
    gone = [sha for sha in stored if not (files / sha[:2] / sha).exists()]
    for sha in gone:
        connection.execute(update(t.upload).where(u.sha256 == sha).values(stored=False, at=0))
    return len(gone)


def _put_aside(folder: Path, stamp: str) -> Path:
    """Keep what is there now; the database stays in its place until the new one takes it."""
    aside = folder / f"before-restore-{stamp}"
    n = 1
    while aside.exists():
        n += 1
        aside = folder / f"before-restore-{stamp}-{n}"
    aside.mkdir()
    _fold_in(folder / DATABASE)
    if (folder / DATABASE).exists():
        shutil.copy2(folder / DATABASE, aside / DATABASE)
    if (folder / MARK).exists():
        shutil.copy2(folder / MARK, aside / MARK)
    for ending in ("-wal", "-shm"):
        if (folder / (DATABASE + ending)).exists():
            (folder / (DATABASE + ending)).replace(aside / (DATABASE + ending))
    return aside


def _fold_in(path: Path) -> None:
    """Write what stands in the log beside the old database into it, so that it is whole by itself if it can be read."""
    if path.exists():
        with contextlib.suppress(dbapi2.DatabaseError), closing(dbapi2.connect(str(path), timeout=30)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
