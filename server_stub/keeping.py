"""Keeping the centre: its database and writer, the directory, delegations, timers, backups and epochs."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import insert

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import Directory, Person, PersonId, Post, Scope, Unit
from server_stub import tables as t
from server_stub.accounts import Delays, Passwords, new_device_number
from server_stub.audit import note
from server_stub.commands import Caller
from server_stub.database import Database
from server_stub.delegations import delegate, end_delegation
from server_stub.feed import PAGES
from server_stub.files import FileStore
from server_stub.fold import Folds
from server_stub.lights import Lights
from server_stub.people import put_things, read_directory
from server_stub.rebuild import rebuild
from server_stub.seal import Seal
from server_stub.timers import run_timers
from server_stub.work import Work, counter, set_counter

RESTORE_GAP = 10_000
"""Numbers a restored centre leaves free, for those it may have given after the backup was made."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom a commit concerns, and whether something in it is urgent."""

    scopes: frozenset[Scope]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A backup of the whole database."""

    copy: Any


class Keeping:
    """A central store without its calls. Any thread may use it; writers follow one another."""

    def __init__(
        self,
        folder: Path | None,
        *,
        clock: Callable[[], int],
        kinds: Kinds | None = None,
        calendar: WorkingDays | None = None,
        pages: int = PAGES,
    ) -> None:
        """Use `open`."""
        self.folder = folder
        self.clock = clock
        self.kinds = kinds or Kinds()
        self.calendar = calendar or WorkingDays()
        self.pages = pages
        self.database = Database(folder / "centre.db" if folder else None)
        self.seal = Seal.open(folder)
        self.files = FileStore(self.database, folder)
        self.lights = Lights(self.database, self.files.path)
        self.files.stored.append(self.lights.stored)
        self.passwords = Passwords()
        self.delays = Delays(clock)
        self.listeners: list[Callable[[Touched], None]] = []
        self._folds = Folds()
        self._directory: Directory | None = None
        self._directory_at = -1
        with self.database.write() as connection:
            for name in ("epoch", "centre"):
                if not counter(connection, name):
                    set_counter(connection, name, _draw())

    @classmethod
    def open(
        cls,
        folder: Path | None,
        *,
        clock: Callable[[], int],
        kinds: Kinds | None = None,
        calendar: WorkingDays | None = None,
        pages: int = PAGES,
    ) -> Self:
        """The centre in a folder, made on the first time; None: in memory. `pages` behind, a client jumps."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, clock=clock, kinds=kinds, calendar=calendar, pages=pages)

    def close(self) -> None:
        """Close the database and the files."""
        self.lights.close()
        self.database.close()
        self.files.close()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A writing transaction; when it has committed, those concerned are told."""
        with self.database.writing:
            with self.database.write() as connection:
                known = counter(connection, "directory")
                work = Work(
                    connection,
                    self.clock(),
                    self.kinds,
                    self.calendar,
                    read_directory,
                    self._folds.get,
                    self._directory if known == self._directory_at else None,
                )
                yield work
                work.finish()
            self._folds.keep(work.fresh)
            self._directory, self._directory_at = work.known_directory, work.counted("directory", known)
        if work.touched:
            touched = Touched(frozenset(work.touched), work.urgent)
            for listener in tuple(self.listeners):
                listener(touched)

    def put(self, things: Iterable[Unit | Post | Person]) -> None:
        """Units, posts and people are now these."""
        with self.work() as work:
            put_things(work, things)
            note(work, "directory")

    def run_timers(self) -> int:
        """Carry out what is due; how many timers went off."""
        with self.work() as work:
            return run_timers(work)

    def rebuild(self) -> int:
        """Make the rebuildable tables anew from the entries."""
        with self.work() as work:
            note(work, "rebuild")
            return rebuild(work)

    def directory(self) -> Directory:
        """Everybody, as of now."""
        with self.database.read() as connection:
            return read_directory(connection)

    def new_device(self, person: PersonId) -> Caller:
        """A new device of a person."""
        with self.work() as work:
            number = new_device_number(work)
            work.connection.execute(insert(t.device).values(id=number, person=person, made_at=work.now))
        return Caller(person, number)

    def delegate(self, name: str, giver: PersonId, taker: PersonId, kinds: tuple[str, ...] = ()) -> None:
        """Let somebody act for another from now on."""
        with self.work() as work:
            delegate(work, name, giver, taker, kinds)
            note(work, "delegate", name, person=giver)

    def end_delegation(self, name: str) -> None:
        """That is over."""
        with self.work() as work:
            end_delegation(work, name)
            note(work, "end_delegation", name)

    @property
    def id(self) -> int:
        """Which centre this is: drawn when it was made, the same after every restore."""
        with self.database.read() as connection:
            return counter(connection, "centre")

    @property
    def epoch(self) -> int:
        """The epoch the centre is in."""
        with self.database.read() as connection:
            return counter(connection, "epoch")

    def new_epoch(self) -> int:
        """Begin a new epoch: every client rebuilds, and offers again what it had acknowledged."""
        with self.work() as work:
            epoch = _draw()
            note(work, "epoch", str(epoch))
            set_counter(work.connection, "epoch", epoch)
        return epoch

    def snapshot(self) -> Snapshot:
        """A backup."""
        return Snapshot(self.database.backup())

    def restore(self, snapshot: Snapshot) -> int:
        """Go back to a backup, in a new epoch; until `close_restore` nothing that needs the centre takes effect."""
        centre = self.id
        self.database.restore(snapshot.copy)
        self._folds.clear()
        self._directory = None
        with self.work() as work:
            if not counter(work.connection, "centre"):  # made before centres had one
                set_counter(work.connection, "centre", centre)
            set_counter(work.connection, "restoring", 1)
            set_counter(work.connection, "device", counter(work.connection, "device") + RESTORE_GAP)
        return self.new_epoch()

    def close_restore(self) -> None:
        """An administrator has checked: everything takes effect again."""
        with self.work() as work:
            set_counter(work.connection, "restoring", 0)
            note(work, "close_restore")


def _draw() -> int:
    return secrets.randbelow((1 << 53) - 1) + 1
