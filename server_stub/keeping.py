"""Keeping the centre: its database and writer, the directory, delegations, timers, backups and epochs."""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, insert
from sqlalchemy.exc import SQLAlchemyError

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.people import Directory, Person, PersonId, Post, Scope, Unit
from server_stub import statistics
from server_stub import tables as t
from server_stub.accounts import Delays, Passwords, new_device_number
from server_stub.audit import note
from server_stub.cannot import Away
from server_stub.closing import close
from server_stub.coming_back import expect
from server_stub.commands import Caller
from server_stub.database import Database
from server_stub.delegations import delegate, end_delegation
from server_stub.digests import run_digests
from server_stub.feed import PAGES
from server_stub.files import FileStore
from server_stub.fiscal import run_rules
from server_stub.fold import Folds
from server_stub.lights import Lights
from server_stub.mark import Mark, Reached
from server_stub.people import leave_free, put_things, read_directory
from server_stub.people_kept import last_known
from server_stub.rebuild import Tell, rebuild
from server_stub.relisting import is_behind, relist
from server_stub.restore_report import Report, report
from server_stub.restoring import RESTORE_GAP, begin, era
from server_stub.seal import Seal
from server_stub.timers import run_timers
from server_stub.work import Work, counter, set_counter
from server_stub.workdays import days_in_force

_log = logging.getLogger(__name__)


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
        database: Database | None = None,
    ) -> None:
        """Use `open`."""
        self.folder = folder
        self.clock = clock
        self.kinds = kinds or Kinds()
        self._shipped = calendar or WorkingDays()
        self.pages = pages
        self.database = database or Database(folder / "centre.db" if folder else None)
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
        self._calendar = (-1, self._shipped)
        self._seq = 0
        self._counting = statistics.Counting()
        with self.database.write() as connection:
            for name in ("epoch", "centre"):
                if not counter(connection, name):
                    set_counter(connection, name, draw())
        self._mark = Mark(folder)
        if self._mark.passed(self._reached()):
            self.found_older(self.epoch)
        self._mark.reach(self._reached(), exact=True)
        self._relist()

    def _relist(self) -> None:
        """A program upgraded since shows more of what was there."""
        while True:
            with self.database.read() as connection:
                if not is_behind(connection):
                    return
            with self.work() as work:
                relist(work)

    @classmethod
    def open(
        cls,
        folder: Path | None,
        *,
        clock: Callable[[], int],
        kinds: Kinds | None = None,
        calendar: WorkingDays | None = None,
        pages: int = PAGES,
        database: Database | None = None,
    ) -> Self:
        """The centre in a folder, made on the first time; None: in memory. `pages` behind, a client jumps.

        `database`: one that is open already, in the place of the folder's own.
        """
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, clock=clock, kinds=kinds, calendar=calendar, pages=pages, database=database)

    def close(self) -> None:
        """Close the database and the files."""
        with contextlib.suppress(OSError, SQLAlchemyError, Away):
            self._mark.reach(self._reached(), exact=True)
        self.lights.close()
        self.database.close()
        self.files.close()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A writing transaction; when it has committed, those concerned are told."""
        with self.database.writing:
            with self.database.write() as connection:
                self._look_for_others(connection)
                known = counter(connection, "directory")
                work = self._work_on(connection, self._directory if known == self._directory_at else None)
                yield work
                work.finish()
            self._folds.keep(work.fresh)
            self._seq = work.counted("seq", self._seq)
            self._directory, self._directory_at = work.known_directory, work.counted("directory", known)
            if self._mark.due(work.counted("seq", 0)):
                self._keep_mark()
        if work.touched:
            touched = Touched(frozenset(work.touched), work.urgent)
            for listener in tuple(self.listeners):
                listener(touched)

    @contextmanager
    def look(self) -> Iterator[Work]:
        """The centre as it stands, for what writes nothing: no writer waits for it, nor it for any."""
        with self.database.read() as connection:
            days, text = self._days(connection), self.files.text
            yield Work(connection, self.clock(), self.kinds, days, read_directory, lambda _: None, None, text)

    def _look_for_others(self, connection: Connection) -> None:
        """What another process wrote meanwhile, a command of the administrator's, is folded anew."""
        now = counter(connection, "seq")
        if now != self._seq:
            self._folds.clear()
            self._seq = now

    def _work_on(self, connection: Connection, directory: Directory | None = None) -> Work:
        known, days, text = self._folds.get, self._days(connection), self.files.text
        return Work(connection, self.clock(), self.kinds, days, read_directory, known, directory, text)

    def _days(self, connection: Connection) -> WorkingDays:
        """The calendar in force; read again once it was changed."""
        now = counter(connection, "calendar")
        if self._calendar[0] != now:
            self._calendar = (now, days_in_force(connection, self._shipped))
        return self._calendar[1]

    def put(self, things: Iterable[Unit | Post | Person]) -> None:
        """Units, posts and people are now these."""
        with self.work() as work:
            put_things(work, things)
            note(work, "directory")

    def run_timers(self, *, starting: bool = False) -> int:
        """Carry out what is due, and in the morning speak of what will be; how many timers went off."""
        with self.work() as work:
            run_digests(work)
            run_rules(work)
            done, due = run_timers(work), statistics.is_due(work, starting=starting)
        if due:
            self.count()
        return done

    def count(self) -> int:
        """Count the statistics anew and tell them; how many rows say something else. Nobody waits for the counting."""
        with self.database.read() as connection:
            days, directory = self._days(connection), read_directory(connection)
            rows = tuple(statistics.told(self._counting.items(connection, self.kinds, directory, days), self.clock()))
        with self.work() as work:
            statistics.counted(work)
            return statistics.tell(work, rows)

    def rebuild(self, tell: Tell = lambda _done, _of: None) -> int:
        """Make the rebuildable tables anew from the entries. Raises `CannotDo` where that would lose something."""
        with self.work() as work:
            note(work, "rebuild")
            return rebuild(work, tell)

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

    def delegate(self, name: str, giver: PersonId, taker: PersonId, kinds: tuple[str, ...]) -> None:
        """Let somebody act for another in matters of these kinds from now on."""
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
            epoch = draw()
            note(work, "epoch", str(epoch))
            set_counter(work.connection, "epoch", epoch)
            self._mark.coming(epoch)
        self._keep_mark(exact=True)
        return epoch

    def found_older(self, epoch: int) -> None:
        """The database turned out to be an older one put back by hand: once for an epoch, restore from it."""
        with self.work() as work:
            if counter(work.connection, "epoch") == epoch:
                _log.warning(
                    "数据库比中心答复过的旧：已进入恢复，只收各终端补交的记录，核对后执行 oa-server restore close"
                )
                begin_restore(work, coming := draw())
                self._mark.coming(coming)
        self._keep_mark(exact=True)

    def snapshot(self) -> Snapshot:
        """A backup."""
        return Snapshot(self.database.backup())

    def restore(self, snapshot: Snapshot) -> int:
        """Go back to a backup, in a new epoch; until `close_restore` the centre only gathers (`restoring`).

        The new epoch is written into a copy of the backup, which then takes the place of everything in one step.
        """
        epoch = draw()
        with self.database.writing:
            ready = Database.of(snapshot.copy)
            with ready.write() as connection:
                if not counter(connection, "centre"):  # made before centres had one
                    set_counter(connection, "centre", self.id)
                work = self._work_on(connection)
                begin_restore(work, epoch)
                work.finish()
            self._mark.coming(epoch)
            self.database.restore(ready.backup())
            ready.close()
            self._folds.clear()
            self._directory, self._directory_at = None, -1
            self._calendar = (-1, self._shipped)
            self._counting = statistics.Counting()
            self._keep_mark(exact=True)
        return epoch

    def close_restore(self) -> None:
        """An administrator has checked: everything takes effect again."""
        with self.work() as work:
            close(work)
            note(work, "close_restore")

    @property
    def restoring(self) -> bool:
        """Whether it gathers what a restore lost."""
        with self.database.read() as connection:
            return era(connection).restoring

    def restore_report(self) -> Report:
        """How a restore stands, and what it could not bring back."""
        with self.database.read() as connection:
            return report(connection)

    def _reached(self) -> Reached:
        with self.database.read() as connection:
            return Reached(counter(connection, "epoch"), counter(connection, "seq"))

    def _keep_mark(self, *, exact: bool = False) -> None:
        """Now and then, or at once; one that cannot be written notices less, and nothing else."""
        try:
            self._mark.reach(self._reached(), exact=exact)
        except OSError:
            _log.exception("the mark cannot be kept")


def begin_restore(work: Work, epoch: int) -> None:
    """This database is older than what was acknowledged: gather what it lost, in a new epoch."""
    since = last_known(work.connection)
    expect(work.connection, since, again=era(work.connection).restoring)
    begin(work.connection, epoch)
    leave_free(work, RESTORE_GAP)
    note(work, "epoch", str(epoch))
    note(work, "restore", str(since))


def draw() -> int:
    """A number that nobody guesses, for an epoch or a centre."""
    return secrets.randbelow((1 << 53) - 1) + 1
