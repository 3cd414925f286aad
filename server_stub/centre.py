"""The centre: everything it can be asked, over one database. Knows nothing of HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from oa_client.domain.kinds import Kinds
from oa_client.domain.people import Directory, Person, PersonId, Post, Scope, Unit
from oa_client.protocol.messages import (
    PROTOCOL,
    EntryItem,
    MattersRequest,
    Outcome,
    Position,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)
from oa_client.protocol.record import digest
from server_stub import tables as t
from server_stub.access import mine
from server_stub.commands import Caller, submit_all
from server_stub.database import Database
from server_stub.delegations import delegate, end_delegation
from server_stub.feed import PAGES, Live, live
from server_stub.fold import Folds
from server_stub.people import put_things, read_directory
from server_stub.problems import Refusal
from server_stub.rows import take_rows
from server_stub.seal import Seal
from server_stub.stream import MOST_WANTS, Stream
from server_stub.walks import Asked, walk_page
from server_stub.work import Work, counter, set_counter

MOST_COMMANDS = 200
MOST_ROWS = 2000
LEAST_BUDGET, MOST_BUDGET = 1, 1024 * 1024
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


class Centre:
    """One central store. Any thread may call; writers follow one another."""

    def __init__(
        self, folder: Path | None, *, clock: Callable[[], int], kinds: Kinds, pages: int = PAGES
    ) -> None:
        """Use `Centre.open`."""
        self.folder = folder
        self.clock = clock
        self.kinds = kinds
        self.pages = pages
        self.database = Database(folder / "centre.db" if folder else None)
        self.seal = Seal.open(folder)
        self.listeners: list[Callable[[Touched], None]] = []
        self._folds = Folds()
        self._directory: Directory | None = None
        with self.database.write() as connection:
            if not counter(connection, "epoch"):
                set_counter(connection, "epoch", _draw_epoch())

    @classmethod
    def open(
        cls,
        folder: Path | None,
        *,
        clock: Callable[[], int],
        kinds: Kinds | None = None,
        pages: int = PAGES,
    ) -> Centre:
        """The centre in a folder, made on the first time; None: in memory. `pages` behind, a client jumps."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, clock=clock, kinds=kinds or Kinds(), pages=pages)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A writing transaction; when it has committed, those concerned are told."""
        with self.database.write() as connection:
            work = Work(connection, self.clock(), self.kinds, self._find_directory, self._folds.get)
            try:
                yield work
                work.finish()
            except BaseException:
                self._directory = None
                raise
            if work.directory_changed:
                self._directory = work.directory
            fresh = work.fresh
        self._folds.keep(fresh)
        if work.touched:
            touched = Touched(frozenset(work.touched), work.urgent)
            for listener in tuple(self.listeners):
                listener(touched)

    def _find_directory(self, connection: Connection) -> Directory:
        if self._directory is None:
            self._directory = read_directory(connection)
        return self._directory

    # ---------------------------------------------------------------- sync

    def sync(self, caller: Caller, request: SyncRequest) -> SyncReply:
        """One turn: commands and rows in, then the feed after the position, in one snapshot. Raises `Refusal`."""
        if request.protocol != PROTOCOL:
            raise Refusal(426, "protocol", protocol=PROTOCOL)
        if len(request.commands) > MOST_COMMANDS or len(request.rows) > MOST_ROWS:
            raise Refusal(413, "too_large")
        first = request.epoch == 0 and request.position is None
        outcomes: list[Outcome] = []
        if not first and (request.commands or request.rows):
            with self.work() as work:
                self._check(work.connection, request.epoch, request.position)
                restoring = bool(counter(work.connection, "restoring"))
                outcomes = submit_all(work, self.seal, caller, request.commands, restoring=restoring)
                take_rows(work, mine(work.connection, caller.person), request.rows)
        with self.database.read() as connection:
            if not first:
                self._check(connection, request.epoch, request.position)
            return self._reply(connection, caller, request, outcomes)

    def _check(self, connection: Connection, epoch: int, position: Position | None) -> None:
        now = counter(connection, "epoch")
        if epoch != now or (position is not None and position[0] > counter(connection, "seq")):
            raise Refusal(409, "epoch", epoch=now)

    def _reply(
        self, connection: Connection, caller: Caller, request: SyncRequest, outcomes: list[Outcome]
    ) -> SyncReply:
        me = mine(connection, caller.person)
        head = counter(connection, "seq")
        budget = max(LEAST_BUDGET, min(request.budget, MOST_BUDGET))
        page = live(connection, caller, me, request.position, budget, self.pages)
        items = [item.value for item in page.items]
        raw = [bytes(part) for i in items if isinstance(i, EntryItem) for part in (i.e.e, i.e.d)]
        left = max(budget - sum(item.size for item in page.items), budget // 4, LEAST_BUDGET)
        asked = Asked(connection, me, request.walk.walk, self.clock(), head) if request.walk else None
        return SyncReply(
            epoch=counter(connection, "epoch"),
            now=self.clock(),
            as_of=head,
            position=page.position,
            since=request.position,
            more=page.more,
            outcomes=outcomes,
            live=items,
            opened=list(page.opened),
            page=walk_page(asked, request.walk, left) if asked and request.walk else None,
            digest=digest(raw) if raw else "",
        )

    def matters(self, caller: Caller, request: MattersRequest) -> Iterator[StreamPart]:
        """The records asked for, line by line. Raises `Refusal` before the first."""
        if len(request.wants) > MOST_WANTS:
            raise Refusal(413, "too_large")
        with self.database.read() as connection:
            self._check(connection, request.epoch, None)
        return Stream(self.database, caller, request.epoch, request.wants).parts()

    def waiting(self, caller: Caller, epoch: int, position: Position) -> Woken | None:
        """Whether something waits for this person beyond a position. Raises `Refusal`."""
        with self.database.read() as connection:
            self._check(connection, epoch, position)
            me = mine(connection, caller.person)
            page: Live = live(connection, caller, me, position, MOST_BUDGET, 1)
            if not page.items and not page.opened:
                return None
            return Woken(
                urgent=_urgent(connection, [i.value.m for i in page.items if isinstance(i.value, EntryItem)])
            )

    # ---------------------------------------------------------------- keeping

    def put(self, things: Iterable[Unit | Post | Person]) -> None:
        """Units, posts and people are now these."""
        with self.work() as work:
            put_things(work, things)

    def directory(self) -> Directory:
        """Everybody, as of now."""
        with self.database.read() as connection:
            return read_directory(connection)

    def new_device(self, person: PersonId) -> Caller:
        """A new device of a person."""
        with self.work() as work:
            number = work.count("device")
            work.connection.execute(insert(t.device).values(id=number, person=person, made_at=work.now))
        return Caller(person, number)

    def delegate(self, name: str, giver: PersonId, taker: PersonId, kinds: tuple[str, ...] = ()) -> None:
        """Let somebody act for another from now on."""
        with self.work() as work:
            delegate(work, name, giver, taker, kinds)

    def end_delegation(self, name: str) -> None:
        """That is over."""
        with self.work() as work:
            end_delegation(work, name)

    @property
    def epoch(self) -> int:
        """The epoch the centre is in."""
        with self.database.read() as connection:
            return counter(connection, "epoch")

    def new_epoch(self) -> int:
        """Begin a new epoch: every client rebuilds, and offers again what it had acknowledged."""
        with self.work() as work:
            epoch = _draw_epoch()
            set_counter(work.connection, "epoch", epoch)
        return epoch

    def snapshot(self) -> Snapshot:
        """A backup."""
        return Snapshot(self.database.backup())

    def restore(self, snapshot: Snapshot) -> int:
        """Go back to a backup, in a new epoch; until `close_restore` nothing that needs the centre takes effect."""
        self.database.restore(snapshot.copy)
        self._folds.clear()
        self._directory = None
        with self.work() as work:
            set_counter(work.connection, "restoring", 1)
            set_counter(work.connection, "device", counter(work.connection, "device") + RESTORE_GAP)
        return self.new_epoch()

    def close_restore(self) -> None:
        """An administrator has checked: everything takes effect again."""
        with self.work() as work:
            set_counter(work.connection, "restoring", 0)


def _draw_epoch() -> int:
    return secrets.randbelow((1 << 53) - 1) + 1


def _urgent(connection: Connection, matters: list[str]) -> bool:
    m = t.matter.c
    found = connection.execute(select(m.id).where(m.id.in_(matters), m.urgency != "").limit(1))
    return found.first() is not None
