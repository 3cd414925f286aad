"""Backups of a centre's folder, made while it serves, and the way back (design.md decision 23).

A backup folder holds ``centre.db``, ``files/`` and, unless told otherwise, ``receipt.key`` and the ``tls/`` of an
authority of its own; one named ``….db`` holds the database alone. The keys are files of their own for their owner only:
without them nobody's receipt can be proved after the loss of the machine, nor a certificate renewed that the clients
believe; with them receipts can be forged and the centre be played. So whoever sends backups to a place he trusts less
leaves them out and keeps them once elsewhere. Going back never replaces a key that this very centre has.
"""

from __future__ import annotations

import contextlib
import os
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
from server_stub import schema
from server_stub import tables as t
from server_stub.cannot import CannotDo
from server_stub.certificates import TLS, whole_folder
from server_stub.copying import DATABASE, FILES, NoBackup, copy_database, copy_files, entered, is_sound, keep_lost
from server_stub.database import Database
from server_stub.keeping import begin_restore, draw
from server_stub.mark import MARK, Mark, Reached
from server_stub.people import read_directory
from server_stub.people_kept import PeopleKept, keep_people, last_known, people_kept, read_before
from server_stub.seal import KEY, keep_key
from server_stub.serve import alone, beside
from server_stub.upgrading import ASIDE, copies, data_version
from server_stub.work import Work, counter, set_counter, size

NAMED = "SELECT DISTINCT sha256 FROM upload WHERE stored"
"""The files a database believes to be there."""

PATIENCE = 30
"""Seconds for which whoever reads the data is waited for before a restore begins."""

FAR = 7 * 24 * 3600
"""Seconds: a copy older than this is gone back to only by whoever has seen how old it is."""


class NotAgreed(CannotDo):
    """It goes back over work that was done, and nobody said that this is meant; the text says over what."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds; of the files, how many were found to be what their hash says, and which were not.

    `lost`: those the centre has no more, kept here only where an elder backup has them.
    """

    to: str
    entries: int
    files: int
    key: bool
    looked: int = 0
    mended: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place; `aside` is where the folder's old data went, `lacking` how many files are not there.

    `people`: how they and their accounts stand.
    """

    aside: str
    epoch: int
    entries: int
    lacking: int
    key_kept: bool
    people: PeopleKept | None = None


def back_up(folder: Path, to: Path, *, key: bool = True, elder: Path | None = None, day: int | None = None) -> BackedUp:
    """Copy a centre, also one that serves; what was there before is replaced whole. Raises `NoBackup`.

    `elder`: an older backup, whose files are linked; a seventh of them is looked at, another each `day`.
    """
    if not (folder / DATABASE).exists():
        raise NoBackup(f"{folder} 里没有中心的数据")
    alone_standing = to.suffix == ".db"
    place = to if alone_standing else to / DATABASE
    _must_not_be_a_centre(place, folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    copy_database(folder / DATABASE, place)
    with closing(dbapi2.connect(str(place))) as connection:
        entries = int(connection.execute("SELECT count(*) FROM entry").fetchone()[0])
        named = [str(sha) for (sha,) in connection.execute(NAMED)]
    if alone_standing:
        return BackedUp(str(to), entries, 0, key=False)
    files = copy_files(folder / FILES, to / FILES, elder / FILES if elder else None, day)
    lost = tuple(sorted(sha for sha in named if not (folder / FILES / sha[:2] / sha).exists()))
    if elder is not None:
        keep_lost(lost, elder / FILES, to / FILES)
    if key:
        keep_key(to / KEY, (folder / KEY).read_bytes())
        _copy_keys(folder / TLS, to / TLS)
    return BackedUp(str(to), entries, files.files, key, len(files.sound), files.mended, files.broken, lost)


def _must_not_be_a_centre(place: Path, folder: Path) -> None:
    """A copy put in the place of a database that is served takes all that is written from then on with it."""
    own = place.resolve() == (folder / DATABASE).resolve()
    if own or (place.name == DATABASE and (place.parent / MARK).exists()):
        raise NoBackup(
            f"{place.parent} 是中心的数据文件夹，不能备份到它上面，没有改动；请另写一个文件夹，最好在另一块盘上"
        )


def _copy_keys(source: Path, to: Path) -> None:
    """Certificates and their keys, where there are some."""
    if source.is_dir():
        to.mkdir(mode=0o700, exist_ok=True)
        for path in source.glob("*.*"):
            keep_key(to / path.name, path.read_bytes())


def restore(folder: Path, source: Path, clock: Callable[[], float] = time.time) -> Restored:
    """Go back to a backup, in a new epoch that gathers (`restoring`); the old data goes aside. Raises `CannotServe`.

    All is made ready beside the old database and takes its place by one renaming.
    """
    database = source / DATABASE if source.is_dir() else source
    if not database.exists():
        raise NoBackup(f"{source} 里没有备份")
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder), beside(folder, only=True):
        _fold_in(folder / DATABASE)
        ready = folder / (DATABASE + ".restore")
        copy_database(database, ready)
        if _counted(ready, "SELECT value FROM counter WHERE name = 'epoch'") is None:
            ready.unlink()
            raise NoBackup(f"{database} 里没有中心的数据（不是备份，或没有复制完），没有用它，没有改动")
        files = copy_files(source / FILES, folder / FILES)
        reached, entries, lacking, people = _make_ready(ready, source, folder, int(clock()), files.sound)
        strange = _centre_of(folder / DATABASE) not in {None, _centre_of(ready)}
        aside = _put_aside(folder, time.strftime("%Y%m%d-%H%M%S", time.localtime(clock())))
        kept = _bring_keys(source, folder, aside, strange=strange)
        mark = Mark(folder)
        mark.coming(reached.epoch)
        ready.replace(folder / DATABASE)
        entered(folder)
        mark.reach(reached, exact=True)
    return Restored(str(aside), reached.epoch, entries, lacking, kept, people)


def _centre_of(database: Path) -> int | None:
    """Which centre a database is of, as far as it can be read and says so."""
    return _counted(database, "SELECT value FROM counter WHERE name = 'centre'") if database.exists() else None


def _is_by_key(source: Path, folder: Path) -> bool:
    """Whether a backup made before centres had a number is of the centre here, as far as it bears a key."""
    keys = [path / KEY for path in (source, folder)]
    return not all(key.exists() for key in keys) or keys[0].read_bytes() == keys[1].read_bytes()


def _bring_keys(source: Path, folder: Path, aside: Path, *, strange: bool) -> bool:
    """Those that are lacking, and where the data there were another centre's, also its key: no receipt bears that one.

    Whether the key of the receipts is the folder's own.
    """
    own, theirs = folder / KEY, source / KEY
    kept = own.exists() and not (strange and theirs.exists())
    if not kept and theirs.exists():
        if own.exists():
            keep_key(aside / KEY, own.read_bytes())
        keep_key(own, theirs.read_bytes())
    if not (folder / TLS).exists() and (source / TLS).is_dir():
        with whole_folder(folder / TLS) as draft:
            _copy_keys(source / TLS, draft)
    return kept


def _make_ready(
    path: Path, source: Path, folder: Path, now: int, sound: frozenset[str]
) -> tuple[Reached, int, int, PeopleKept | None]:
    """Begin the new epoch in a database nobody uses yet, with the people of the one whose place it takes.

    How many entries it has, how many files it lacks, and how the people stand.
    """
    database = Database(path)
    try:
        with database.write() as connection:
            work = Work(connection, now, Kinds(), WorkingDays(), read_directory, lambda _: None)
            since = last_known(connection)
            begin_restore(work, draw())
            before = read_before(folder / DATABASE, since)
            if before is not None and not counter(connection, "centre") and _is_by_key(source, folder):
                set_counter(connection, "centre", before.centre)
            keep_people(work, before)
            work.finish()
            lacking = _forget_lacking(connection, folder / FILES, sound)
            reached = Reached(counter(connection, "epoch"), counter(connection, "seq"))
            return reached, size(connection, "entry"), lacking, people_kept(connection)
    finally:
        database.close()


def _forget_lacking(connection: Connection, files: Path, sound: frozenset[str]) -> int:
    """Files the database believes to be there and that are not, or are damaged, come again from whoever has them."""
    u = t.upload.c
    stored = connection.scalars(select(u.sha256).where(u.stored).distinct()).all()
    gone = [sha for sha in stored if sha not in sound and not _is_there(files / sha[:2] / sha)]
    for sha in gone:
        connection.execute(update(t.upload).where(u.sha256 == sha).values(stored=False, at=0))
    return len(gone)


def _is_there(path: Path) -> bool:
    """Whether a file is there and what its name says; a damaged one goes out of the way of the one that comes."""
    if not path.exists():
        return False
    if is_sound(path):
        return True
    path.replace(path.with_name(path.name + ".damaged"))
    return False


def _put_aside(folder: Path, stamp: str) -> Path:
    """Keep what is there now; the database stays in its place until the new one takes it."""
    aside = folder / f"before-restore-{stamp}"
    n = 1
    while aside.exists():
        n += 1
        aside = folder / f"before-restore-{stamp}-{n}"
    aside.mkdir()
    for name in (DATABASE, MARK):
        if (folder / name).exists():
            _keep_aside(folder / name, aside / name)
    for ending in ("-wal", "-shm"):
        if (folder / (DATABASE + ending)).exists():
            (folder / (DATABASE + ending)).replace(aside / (DATABASE + ending))
    for path in (aside, folder):
        entered(path)
    return aside


def _keep_aside(path: Path, aside: Path) -> None:
    """Under a second name: what takes its place has another inode. Where links cannot be, a copy as durable as it."""
    try:
        os.link(path, aside)
    except OSError:
        shutil.copy2(path, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())


def _fold_in(path: Path) -> None:
    """Write what stands in the log beside the old database into it, so that it is whole by itself if it can be read.

    Raises `NoBackup` where somebody reads it: what is only in the log would not be there were the restore cut short.
    """
    if path.exists():
        with contextlib.suppress(dbapi2.DatabaseError), closing(dbapi2.connect(str(path), timeout=PATIENCE)) as old:
            if old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise NoBackup(f"{path} 正由别的程序读着（也许正在备份），等它做完再来；没有改动")


@dataclass(frozen=True, slots=True)
class WayBack:
    """The copy that a rolling back would go to: its day, how many entries were made since (None: unreadable)."""

    place: Path
    made: time.struct_time | None
    since: int | None

    def __str__(self) -> str:
        day = _day(self.made) if self.made else f"{self.place.name}（名称里的日期不是一个日子）"
        since = "有多少办理记录读不出来" if self.since is None else f"中心记了 {self.since} 条办理记录"
        return f"退回到 {day} 升级前的数据，此后{since}，由各终端补交"

    def is_far(self, now: float) -> bool:
        """Whether an administrator has to say that he means it."""
        return self.since != 0 or self.made is None or now - time.mktime(self.made) > FAR


def _day(made: time.struct_time) -> str:
    return f"{made.tm_year}年{made.tm_mon}月{made.tm_mday}日"


def way_back(folder: Path) -> WayBack:
    """The copy with the most in it that this program can open. Raises `NoBackup`: none, or no need of any."""
    found, known = data_version(folder), len(schema.STEPS)
    if found is None or found <= known:
        raise NoBackup("数据没有比程序新，不用退回；要回到某一份备份，用 restore --from")
    can = [(seq, copy) for copy in copies(folder) if copy.version <= known and (seq := _last(copy.place)) is not None]
    if not can:
        raise NoBackup(f"{folder / ASIDE} 里没有这个程序认得的副本；请装回新的程序，或用 restore --from 指明备份")
    seq, copy = max(can, key=lambda one: one[0])  # of equal ones any: nothing was done between them
    return WayBack(copy.place, copy.made, _since(folder, seq))


def roll_back(
    folder: Path, clock: Callable[[], float] = time.time, *, agreed: bool = False
) -> tuple[WayBack, Restored]:
    """Go back from data that are too new to `way_back`, as from any backup.

    What was done since stands on the devices that did it, and comes back (restoring). Raises `NoBackup`, `CannotServe`,
    and `NotAgreed` where it goes far and nobody said that he means it.
    """
    way = way_back(folder)
    if way.is_far(clock()) and not agreed:
        raise NotAgreed(str(way))
    return way, restore(folder, way.place, clock)


def _last(folder: Path) -> int | None:
    """The number of the last entry in a database, 0 for none; None where it cannot be read."""
    return _counted(folder / DATABASE, "SELECT coalesce(max(seq), 0) FROM entry")


def _since(folder: Path, seq: int) -> int | None:
    return _counted(folder / DATABASE, f"SELECT count(*) FROM entry WHERE seq > {seq:d}")  # noqa: S608 (a number)


def _counted(database: Path, question: str) -> int | None:
    """A number out of a database; None where it cannot be read, or has none."""
    with contextlib.suppress(dbapi2.Error), closing(dbapi2.connect(str(database), timeout=30)) as connection:
        connection.execute("PRAGMA query_only=1")
        found = connection.execute(question).fetchone()
        return int(found[0]) if found else None
    return None
