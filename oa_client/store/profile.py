"""A profile: its folder, the three files in it, and what is done when one of them does not open."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from oa_client.app.bodies import Texts
from oa_client.app.desk import Stores
from oa_client.app.ports import BadStore
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import PersonId
from oa_client.store.copies import Copies
from oa_client.store.engine import Database
from oa_client.store.files import Files
from oa_client.store.library import Library
from oa_client.store.originals import StoredOriginals
from oa_client.store.outbox import Outbox
from oa_client.store.replica import Replica
from oa_client.store.soundness import FileFacts
from oa_client.store.soundness import look as look_at
from oa_client.store.upgrade import TooNew, prepare

NAMES = ("outbox", "replica", "files")
CHECK_AT_ONCE = 64 * 1024 * 1024
"""The largest file checked before it is opened, after it was not closed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An open profile. Close it; a profile left open is checked when it is opened next."""

    folder: Path
    outbox: Outbox
    replica: Replica
    files: Files
    library: Library
    originals: StoredOriginals
    set_aside: tuple[str, ...]
    """Files that failed their check and began anew; what they held comes from the centre again."""

    look: Callable[[], Iterator[FileFacts]]
    """Looks at each file, changing nothing."""

    _databases: tuple[Database, ...]
    _copies: Copies
    _unchecked: list[Database]

    @property
    def stores(self) -> Stores:
        """What the desk and the engine work with."""
        return Stores(self.outbox, self.replica, self.files, self.library)

    def tidy(self) -> None:
        """Short steps of housekeeping: files of forgotten matters, all that is not in the index yet, the copy."""
        while self._unchecked:
            self._unchecked.pop().check()
        gone = self.replica.orphans()
        self.files.drop(gone)
        self.replica.orphans_gone(gone)
        while self.replica.index():
            pass
        if self.replica.merge():
            for db in self._databases:
                db.tidy()
        self._copies.take_if_due()

    def close(self) -> None:
        """Bring everything into single files and let go of them."""
        for db in self._databases:
            db.close()


def open_profile(
    folder: Path,
    key: bytes,
    *,
    kinds: Kinds | None = None,
    calendar: WorkingDays | None = None,
    now: Callable[[], int] = lambda: int(time.time()),
    most_pages: int = 0,
) -> Profile:
    """Open the three files of a profile, made on the first time.

    Raises `BadStore` for an outbox that does not open or fails its check, which is then left as it is; a replica or
    file cache that fails is set aside under another name and begun anew.
    """
    _private(folder)
    kinds = kinds or Kinds()
    databases = {name: Database(folder / f"{name}.db", key, most_pages=most_pages) for name in NAMES}
    unchecked = [db for db in databases.values() if _is_unclean(db) and _size(db) > CHECK_AT_ONCE]
    copies = Copies(databases["outbox"], folder / "copies", key, now)
    try:
        _open(databases["outbox"], before=copies.take)
        set_aside = tuple(name for name in NAMES[1:] if _open_or_set_aside(databases[name], now))
        outbox = Outbox(databases["outbox"])
        files = Files(databases["files"])
        texts, who = Texts(outbox, files), partial(_person, outbox)
        replica = Replica(databases["replica"], kinds, me=who, matters_of=outbox.matters_of, texts=texts)
        if last := replica.last_number():
            outbox.count_on(last)
        replica.recut()
        replica.reread()
        replica.anew()
    except BaseException:
        for db in databases.values():
            db.close()
        raise
    library = Library(databases["replica"], outbox, replica, kinds, calendar or WorkingDays(), texts)
    originals = StoredOriginals(databases["replica"])
    opened = tuple(databases.values())
    look = partial(look_at, folder, key)
    return Profile(folder, outbox, replica, files, library, originals, set_aside, look, opened, copies, unchecked)


def _person(outbox: Outbox) -> PersonId | None:
    session = outbox.session()
    return session.person if session else None


def _open(db: Database, *, before: Callable[[], object] = lambda: None) -> None:
    """Check a file that was not closed, bring its schema up to date.

    A large replica is checked later, while working: each page read is checked by its MAC all the same.
    """
    if _is_unclean(db) and (db.which == "outbox" or _size(db) <= CHECK_AT_ONCE):
        db.check()
    prepare(db, before=before)


def _is_unclean(db: Database) -> bool:
    return db.was_left_open and not db.is_new


def _size(db: Database) -> int:
    return 0 if db.is_new else db.path.stat().st_size


def _open_or_set_aside(db: Database, now: Callable[[], int]) -> bool:
    """Open a file the centre can fill again; True when it had to be begun anew."""
    try:
        if not db.mark.exists():
            _open(db)
            return False
    except TooNew:
        raise
    except BadStore:
        pass
    db.close()
    _set_aside(db, now())
    _open(db)
    return True


def _set_aside(db: Database, at: int) -> None:
    """Keep the failed file under another name, one at a time."""
    for old in db.path.parent.glob(f"{db.path.name}.bad-*"):
        old.unlink()
    for ending in ("", "-wal", "-shm"):
        file = db.path.with_name(db.path.name + ending)
        with contextlib.suppress(FileNotFoundError):
            file.rename(db.path.with_name(f"{db.path.name}.bad-{at}{ending}"))
    db.mark.unlink(missing_ok=True)
    sync_folder(db.path.parent)


def _private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":
        folder.chmod(0o700)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the system has a way to."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
