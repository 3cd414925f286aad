"""The reading side (ports.Library): lists, records, search and the directory, with waiting commands folded in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, bindparam, func, select, text

from oa_client.app.bodies import Texts
from oa_client.app.fiscal import purse_of
from oa_client.app.overlay import Rules
from oa_client.app.reading import Found, Listed, ListName, Mark, Record
from oa_client.app.workdays import CALENDAR, KEY, in_force
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Directory, PersonId
from oa_client.protocol.record import Stored
from oa_client.store import finding, lists, search
from oa_client.store import tables as t
from oa_client.store.codec import unpack, unpack_row
from oa_client.store.engine import Database
from oa_client.store.lists import Me, me_in
from oa_client.store.outbox import Outbox
from oa_client.store.people import read_directory, read_held
from oa_client.store.projections import FULL, NOTHING, TITLE, spoken
from oa_client.store.replica import Replica
from oa_client.store.state import get_meta
from oa_client.store.waiting import Shown, Waiting, lay_over, read_waiting, record_of, shown
from oa_client.store.words import Wanted, normalise, wanted

_Moment = tuple[int, str, PersonId, tuple[str, ...]]
ROWS_AT_ONCE = 200
PASSAGES_AT_ONCE = 50
RESOLVED = 50


@dataclass(frozen=True, slots=True)
class _View:
    """One snapshot of the replica with what waits over it."""

    connection: Connection
    rules: Rules
    me: Me
    waiting: Waiting
    gone: tuple[str, ...] = ()
    """Delegations that are over by the clock."""


class Library:
    """Keeps `oa_client.app.ports.Library` over the open files."""

    def __init__(
        self,
        db: Database,
        outbox: Outbox,
        replica: Replica,
        kinds: Kinds,
        calendar: WorkingDays,
        texts: Texts,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`db` is the replica's file; `texts`: the bodies that came as files, for search.

        `now` is the time of day, by which what somebody may do for another ends.
        """
        self._now = now
        self._db = db
        self._texts = texts
        self._outbox = outbox
        self._replica = replica
        self._kinds = kinds
        self._shipped = calendar
        self._days: tuple[bytes | None, WorkingDays] = (None, calendar)
        self._lock = threading.Lock()
        self._waiting: Waiting | None = None
        self._known: tuple[str, Directory] = ("", Directory())
        self._shown: tuple[_Moment, dict[MatterId, Shown]] | None = None
        self._shown_some: tuple[_Moment, frozenset[MatterId], dict[MatterId, Shown]] | None = None
        self._coverage: tuple[str, tuple[int, int]] = ("", (0, 0))

    # lists

    def ids(self, name: ListName, *, kind: str | None = None, urgency: str | None = None) -> tuple[MatterId, ...]:
        """A list's matters, newest first. Not for the GUI thread."""
        with self._view() as view:
            over = self._lay_over(view)
            return lists.ids(view.connection, name, kind, urgency, over=over, gone=view.gone)

    def counts(self) -> Mapping[ListName, int]:
        """How many are in each list. Not for the GUI thread."""
        with self._view() as view:
            over = self._lay_over(view)
            return lists.counts(view.connection, over=over, gone=view.gone)

    def rows(self, name: ListName, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These rows of a list, in this order, without the ones gone since; at most 200 at a time."""
        if len(ids) > ROWS_AT_ONCE:
            raise ValueError(f"at most {ROWS_AT_ONCE} rows at a time")
        with self._view() as view:
            over = self._shown_of(view, ids)
            plain = [id for id in ids if id not in view.waiting.matters]
            rows = view.connection.execute(_ROWS, {"list": name.value, "ids": plain})
            found = {row.matter: row for row in rows if row.delegation not in view.gone}
            made = (self._listed(view.waiting, name, id, over.get(id), found.get(id)) for id in ids)
            return tuple(row for row in made if row is not None)

    def headed(self, ids: Sequence[MatterId]) -> tuple[Listed, ...]:
        """These matters as rows of no list in particular; what is confirmed is not folded for it."""
        if len(ids) > ROWS_AT_ONCE:
            raise ValueError(f"at most {ROWS_AT_ONCE} rows at a time")
        with self._view() as view:
            over = self._shown_of(view, ids)
            plain = [id for id in ids if id not in over]
            found = {
                r.id: lists.of_row(r.id, r.kind, unpack_row(r.row), whole=r.shown == FULL)
                for r in view.connection.execute(_HEADED, {"ids": plain})
            }
            found |= {id: lists.of_row(id, one.kind, one.row, whole=one.whole) for id, one in over.items()}
            return tuple(found[id] for id in ids if id in found)

    @staticmethod
    def _listed(waiting: Waiting, name: ListName, id: MatterId, over: Shown | None, row: object) -> Listed | None:
        mark = waiting.mark(id) if waiting.pending or waiting.refused else Mark.NONE
        if over is not None:
            line = over.lines.get(name)
            if line is None:
                return None
            unread = line.unread
            giver = PersonId(line.giver) if line.giver else None
            return Listed(id, over.kind, over.row, line.step, line.since, line.due, unread, over.whole, mark, giver)
        return None if row is None else lists.listed(row, mark)

    def _lay_over(self, view: _View) -> bool:
        """Whether anything lies over the confirmed lists; then it does so in temporary tables."""
        if not view.waiting.matters:
            return False
        lay_over(view.connection, view.waiting, self._all_shown(view).values())
        return True

    def _all_shown(self, view: _View) -> dict[MatterId, Shown]:
        """Folded once for each state of outbox and replica."""
        if not view.waiting.matters:
            return {}
        now = self._moment(view)
        kept = self._shown
        if kept is not None and kept[0] == now:
            return kept[1]
        found = shown(view.connection, view.rules, view.me, view.waiting)
        self._shown = (now, found)
        return found

    def _shown_of(self, view: _View, ids: Sequence[MatterId]) -> dict[MatterId, Shown]:
        """Of these matters the ones with something waiting: a page of rows does not pay for all the others."""
        these = view.waiting.matters & frozenset(ids)
        if not these:
            return {}
        now, all_kept, some_kept = self._moment(view), self._shown, self._shown_some
        if all_kept is not None and all_kept[0] == now:
            return {id: all_kept[1][id] for id in these if id in all_kept[1]}
        if some_kept is not None and some_kept[:2] == (now, these):
            return some_kept[2]
        found = shown(view.connection, view.rules, view.me, view.waiting, these)
        self._shown_some = (now, these, found)
        return found

    @staticmethod
    def _moment(view: _View) -> _Moment:
        """What folded matters hold for: outbox, replica and person."""
        return view.waiting.generation, get_meta(view.connection, "pages") or "", view.me.person, view.gone

    # one matter

    def record(self, matter: MatterId) -> Record | None:
        """A matter with its record."""
        with self._view() as view:
            return record_of(view.connection, view.rules, view.me, view.waiting, matter)

    def stored(self, matter: MatterId) -> tuple[Stored, ...]:
        """The bytes of the shown prefix, for checking the chain."""
        with self._db.read() as connection:
            return tuple(Stored(row.envelope, row.data) for row in connection.execute(_STORED, {"id": matter}))

    def doubted(self, matter: MatterId) -> bool:
        """Whether what came of it does not fit what the centre announced."""
        with self._db.read() as connection:
            return bool(connection.execute(_DOUBT, {"id": matter}).scalar())

    def resolve(self, prefix: str) -> tuple[MatterId, ...]:
        """The matters an id or the beginning of one means: the exact one alone when it exists."""
        with self._view() as view:
            m = t.matter.c
            begins = (m.id >= prefix) & (m.id < prefix + "\U0010ffff") & (m.shown > NOTHING)
            query = select(m.id).where(begins).order_by(m.id).limit(RESOLVED)
            found = set(view.connection.execute(query).scalars()) if prefix else set()
            found |= {id for id in self._all_shown(view) if prefix and id.startswith(prefix)}
        exact = [prefix] if prefix in found else sorted(found)
        return tuple(MatterId(id) for id in exact)

    # search

    def search(self, query: str, limit: int = 50) -> Found:
        """Matters that hold every word of the query, the last changed first, behind those numbered so in a register.

        Not for the GUI thread.
        """
        words = wanted(query)
        with self._view() as view:
            hits = search.find(view.connection, words, limit)
            over = [one for one in self._all_shown(view).values() if one.entries] if words.words else []
            new = [one for one in over if words.holds(self._text(one))]
            more = sum(not self._indexed(view, one.id, words) for one in new)
            ids = [one.id for one in sorted(new, key=lambda one: one.row.changed_at, reverse=True)]
            bare = self._bare(view.connection, words) if words.words else []
            numbered = finding.numbered(view.connection, query)
            others = {*hits.ids, *ids, *bare}
            more += sum(id not in others and not self._indexed(view, id, words) for id in numbered)
            ids = list(dict.fromkeys((*numbered, *ids, *bare, *hits.ids)))
            return Found(tuple(ids[:limit]), hits.total + more + len(bare), *self._covered(view.connection))

    def words(self, query: str) -> tuple[str, ...]:
        """The words a query asks for, as `app.finding` compares them."""
        return wanted(query).words

    def passages(self, ids: Sequence[MatterId], query: str) -> Mapping[MatterId, str]:
        """What is said round a word that is not in the title; at most 50 at a time. Not for the GUI thread."""
        if len(ids) > PASSAGES_AT_ONCE:
            raise ValueError(f"at most {PASSAGES_AT_ONCE} passages at a time")
        with self._view() as view:
            over = self._shown_of(view, ids)
            return finding.passages(view.connection, self._kinds, over, ids, wanted(query).words, self._texts)

    def handled(self, ids: Sequence[MatterId]) -> frozenset[MatterId]:
        """Of these matters the ones I opened or acted in; at most 200 at a time. Not for the GUI thread."""
        if len(ids) > ROWS_AT_ONCE:
            raise ValueError(f"at most {ROWS_AT_ONCE} matters at a time")
        with self._view() as view:
            said = {p.command.matter for p in view.waiting.pending}
            return finding.handled(view.connection, ids, view.me.person) | said.intersection(ids)

    def of_person(self, person: PersonId, limit: int = 50) -> tuple[MatterId, ...]:
        """Matters somebody opened or acted in, or that name him or wait for him, the last changed first.

        Not for the GUI thread.
        """
        with self._db.read() as connection:
            return tuple(finding.of_person(connection, person, limit))

    @staticmethod
    def _bare(connection: Connection, words: Wanted) -> list[MatterId]:
        """Titles whose record is on its way and which are not in the index yet, the last changed first."""
        found = connection.execute(_BARE).all()
        rows = [(unpack_row(one.row), MatterId(one.id)) for one in found]
        held = [(row.changed_at, id) for row, id in rows if words.holds(normalise(spoken(None, (), row)))]
        return [id for _, id in sorted(held, reverse=True)]

    def _text(self, one: Shown) -> str:
        process = self._kinds.newest(one.kind)
        return normalise(spoken(process, [self._texts.entry(e) for e in one.entries], one.row))

    @staticmethod
    def _indexed(view: _View, id: MatterId, words: Wanted) -> bool:
        """Whether the index finds it as well."""
        stored = view.connection.execute(_WORDS, {"id": id}).scalar()
        return stored is not None and words.holds(stored)

    def _covered(self, connection: Connection) -> tuple[int, int]:
        """How many matters are searched in full, and how many by their title only."""
        now = get_meta(connection, "pages") or ""
        if self._coverage[0] != now:
            of: dict[int, int] = {row[0]: row[1] for row in connection.execute(_COVERAGE)}
            self._coverage = (now, (of.get(FULL, 0), of.get(TITLE, 0)))
        return self._coverage[1]

    # people and rows

    def directory(self) -> Directory:
        """Everybody, as this device knows it."""
        with self._db.read() as connection:
            return self._read_directory(connection)

    def _read_directory(self, connection: Connection) -> Directory:
        now = get_meta(connection, "directory") or ""
        with self._lock:
            if self._known[0] != now:
                self._known = (now, read_directory(connection))
            return self._known[1]

    def _in_force(self, connection: Connection) -> WorkingDays:
        said = connection.execute(_ROW, {"kind": CALENDAR, "key": KEY}).scalar()
        with self._lock:
            if self._days[0] != said:
                self._days = (said, in_force(self._shipped, None if said is None else unpack(said)))
            return self._days[1]

    def row(self, kind: str, key: str) -> Mapping[str, object] | None:
        """A row, with my pending change on top; settings name by name, as the centre will merge them."""
        mine = self._outbox.pending_row(kind, key)
        if mine is not None and kind != "settings":
            return mine
        with self._db.read() as connection:
            found = connection.execute(_ROW, {"kind": kind, "key": key}).scalar()
        theirs = None if found is None else unpack(found)
        return theirs if mine is None else {k: v for k, v in {**(theirs or {}), **mine}.items() if v is not None}

    def rows_under(self, kind: str, prefix: str) -> Mapping[str, Mapping[str, object]]:
        """The rows of a kind whose keys begin so, as the centre says them. Not for the GUI thread."""
        with self._db.read() as connection:
            found = connection.execute(_ROWS_UNDER, {"kind": kind, "low": prefix, "high": prefix + "\U0010ffff"}).all()
        return {row.key: unpack(row.data) for row in found}

    def usage(self) -> Mapping[str, int]:
        """Bytes of each file, matters, entries, pending, refused."""
        folder = self._db.path.parent
        sizes = {p.stem: sum(q.stat().st_size for q in folder.glob(f"{p.name}*")) for p in folder.glob("*.db")}
        return {**sizes, **self._replica.usage(), **self._outbox.usage()}

    @contextmanager
    def _view(self) -> Iterator[_View]:
        """The outbox first, then a snapshot of the replica: see `waiting`."""
        waiting = self._waiting
        if waiting is None or waiting.generation != self._outbox.generation:
            self._waiting = waiting = read_waiting(self._outbox)
        session = self._outbox.session()
        person = session.person if session else PersonId(0)
        with self._db.read() as connection:
            directory = self._read_directory(connection)
            held, now = read_held(connection), self._now()
            days, device = self._in_force(connection), session.device if session else 0
            purse = purse_of(partial(_row, connection))
            rules = Rules(self._kinds, person, directory, days, device, self._texts.read, held, purse)
            gone = tuple(one.id for one in held if not one.lasts(int(now)))
            me = me_in(directory, person, [one for one in held if one.id not in gone])
            yield _View(connection, rules, me, waiting, gone)


def _row(connection: Connection, kind: str, key: str) -> Mapping[str, object] | None:
    found = connection.execute(_ROW, {"kind": kind, "key": key}).scalar()
    return None if found is None else unpack(found)


# The + keeps SQLite from walking the whole list for a hundred rows of it: each is found by its matter.
_ROWS = select(t.listing).where(t.listing.c.matter.in_(bindparam("ids", expanding=True)), text("+listing.list = :list"))
_HEADED = select(t.matter.c.id, t.matter.c.kind, t.matter.c.row, t.matter.c.shown).where(
    t.matter.c.id.in_(bindparam("ids", expanding=True)), t.matter.c.shown > NOTHING
)
_STORED = (
    select(t.entry.c.envelope, t.entry.c.data)
    .join(t.matter, t.matter.c.k == t.entry.c.k)
    .where(t.matter.c.id == bindparam("id"), t.entry.c.v <= t.matter.c.have)
    .order_by(t.entry.c.v)
)
_DOUBT = select(t.matter.c.doubt).where(t.matter.c.id == bindparam("id"))
_WORDS = select(t.words.c.text).join(t.matter, t.matter.c.doc == t.words.c.doc).where(t.matter.c.id == bindparam("id"))
_BARE = select(t.matter.c.id, t.matter.c.row).where(
    text('"full" = 1 AND have < head'), t.matter.c.doc == 0, t.matter.c.shown == TITLE
)
_COVERAGE = select(t.matter.c.shown, func.count()).where(t.matter.c.shown > NOTHING).group_by(t.matter.c.shown)
_ROWS_UNDER = select(t.row.c.key, t.row.c.data).where(
    t.row.c.kind == bindparam("kind"),
    t.row.c.key.between(bindparam("low"), bindparam("high")),
    t.row.c.data.is_not(None),
)
_ROW = select(t.row.c.data).where(t.row.c.kind == bindparam("kind"), t.row.c.key == bindparam("key"))
