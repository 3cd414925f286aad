"""One transaction on the replica (app.replica.ReplicaPage): statements, entries, rows; at its end projections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from oa_client.app.bodies import Texts
from oa_client.app.ports import Changes
from oa_client.app.replica import Feed, Held
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Directory, PersonId, Scope
from oa_client.protocol import record
from oa_client.protocol.messages import Header, Outcome, Position, RowItem, Walk, WireEntry
from oa_client.protocol.record import Stored
from oa_client.store import rereading, search
from oa_client.store import tables as t
from oa_client.store.behalf import follow_behalf
from oa_client.store.codec import pack, pack_bytes
from oa_client.store.commands import batched
from oa_client.store.lists import me_in
from oa_client.store.people import DIRECTORY_KINDS, read_directory, read_held
from oa_client.store.projector import Projector
from oa_client.store.state import BY_IDS, MAX_K, UNSHOW, UPDATE, State, get_meta, read_feed, set_meta

_envelope = msgspec.json.Decoder(record.Envelope)
_SOON = 1 << 50
"""What somebody asked to open is fetched before anything that only arrived."""
_TASKS = 1 << 40
"""What is for me to do is fetched before what only moved, also where its record was wanted before."""

_PUT_MATTER, _PUT_ENTRY = insert(t.matter), insert(t.entry)
_HAS_ENTRY = select(t.entry.c.v).where(t.entry.c.k == bindparam("k"), t.entry.c.v == bindparam("v"))
_STRAYS = (
    select(t.entry.c.v, t.entry.c.envelope, t.entry.c.data)
    .where(t.entry.c.k == bindparam("k"), t.entry.c.v > bindparam("have"))
    .order_by(t.entry.c.v)
)
_ROWS_HERE = select(t.row.c.key, t.row.c.at, t.row.c.data).where(
    t.row.c.kind == bindparam("of"), t.row.c.key.in_(bindparam("keys", expanding=True))
)
_NAMED_BY = (
    select(t.matter.c.id)
    .join(t.attachment, t.attachment.c.k == t.matter.c.k)
    .where(t.attachment.c.sha256 == bindparam("sha256"))
)
_PUT_ROW = insert(t.row).values(kind=bindparam("of"), key=bindparam("this"), data=bindparam("data"), at=bindparam("at"))
_CHANGE_ROW = (
    update(t.row)
    .where(t.row.c.kind == bindparam("of"), t.row.c.key == bindparam("this"))
    .values(data=bindparam("data"), at=bindparam("at"))
)


def my_number(entry: WireEntry, me: PersonId | None) -> int:
    """The number of my command that it came from; 0 for what another person did, whatever number it came under.

    The number is under no digest: a bit that turned over may not make another's act the proof of mine.
    """
    return entry.n if entry.n and me is not None and _envelope.decode(entry.e).actor == me else 0


class Page:
    """Keeps `oa_client.app.replica.ReplicaPage` on the writing connection."""

    def __init__(
        self,
        connection: Connection,
        kinds: Kinds,
        person: PersonId | None,
        directory: Directory | None,
        texts: Texts,
    ) -> None:
        """Inside a transaction that `Replica.page` commits or undoes; `directory` as it was read last, if it was."""
        self._connection = connection
        self._kinds = kinds
        self._texts = texts
        self._person = person
        self.directory = directory
        self._states: dict[str, State] = {}
        self._new: set[str] = set()
        self._refold: dict[str, None] = {}
        self._relist: dict[str, None] = {}
        self._told: set[MatterId] = set()
        self._rows: set[str] = set()
        self._feed = False
        self._stands: Feed | None = None
        self._next_k = (connection.execute(MAX_K).scalar() or 0) + 1
        self._wanted = int(get_meta(connection, "wanted") or 0)
        self._entries = int(get_meta(connection, "entries") or 0)

    # the feed

    def feed(self) -> Feed:
        """As it stands inside this transaction."""
        if self._stands is None:
            self._stands = read_feed(self._connection)
        return self._stands

    def wipe(self, epoch: int) -> None:
        """Forget everything and begin at an epoch; position None, no walks."""
        self._told |= {MatterId(id) for id in self._connection.execute(select(t.matter.c.id)).scalars()}
        self._states.clear()
        self._refold.clear()
        self._relist.clear()
        named = select(t.attachment.c.sha256, literal(1)).distinct()
        self._connection.execute(insert(t.orphan).prefix_with("OR REPLACE").from_select(["sha256", "later"], named))
        for table in (t.entry, t.task, t.involved, t.listing, t.attachment, t.matter, t.row, t.outcome, t.walk):
            self._connection.execute(delete(table))
        search.clear(self._connection)
        self._rows |= DIRECTORY_KINDS
        self.directory = None
        self._next_k, self._entries = 1, 0
        self._keep_feed(epoch, None)

    def set_position(self, position: Position) -> None:
        """Everything up to here is in."""
        self._keep_feed(self.feed().epoch, position)

    def _keep_feed(self, epoch: int, position: Position | None) -> None:
        set_meta(self._connection, "feed", pack((epoch, position)))
        self._feed, self._stands = True, None

    def set_walk(self, walk: Walk, place: str) -> None:
        """A walk stands at a place (opens it when new)."""
        this = t.walk.c.walk == pack(walk)
        if self._connection.execute(update(t.walk).where(this).values(place=place)).rowcount == 0:
            self._connection.execute(insert(t.walk).values(walk=pack(walk), place=place))
        self._feed, self._stands = True, None

    def end_walk(self, walk: Walk) -> None:
        """A walk is done."""
        self._connection.execute(delete(t.walk).where(t.walk.c.walk == pack(walk)))
        self._feed, self._stands = True, None

    # matters

    def expect(self, matters: Iterable[str]) -> None:
        """These are spoken of next: look them up together."""
        for some in batched([id for id in dict.fromkeys(matters) if id not in self._states]):
            for found in self._connection.execute(BY_IDS, {"ids": some}).mappings():
                self._states[found["id"]] = State(**found)
            self._new.update(id for id in some if id not in self._states)

    def held(self, matter: str) -> Held:
        """What is here of a matter; `Held()` when nothing was ever said of it."""
        s = self._state(matter, make=False)
        if s is None:
            return Held()
        return Held(s.have, s.head, s.seen_at, s.gone_at, bool(s.full), s.hash or b"", s.doubt)

    def say_seen(self, matter: str, at: int, head: int, number: int = 0) -> None:
        """Visible, said at `at`, with at least `head` entries, under its number at the centre if that was told."""
        s = self._made(matter)
        s.number = number or s.number
        s.seen_at, s.head = max(s.seen_at, at), max(s.head, head)

    def put_header(self, header: Header) -> None:
        """What a list shows of it, until its record is here."""
        s = self._made(header.m)
        same = s.number == header.number or not header.number
        s.number = header.number or s.number
        s.head = max(s.head, header.v)
        if s.header is None or header.v >= s.header_v:
            s.kind, s.edition = header.kind, header.edition
            s.header, s.header_v = pack_bytes(header.row), header.v
        if header.task:
            self._want_before(s, self._count() - _TASKS)
        elif header.full or rereading.is_short(header.kind, header.row):
            self._want(s, self._count())
        if not s.have or not same:
            self._refold[header.m] = None

    def put_entry(self, matter: str, v: int, entry: WireEntry) -> None:
        """Keep an entry, also beyond the prefix; the same again changes nothing. Want its record in full."""
        s = self._made(matter)
        s.head = max(s.head, v)
        self._want(s, -self._count())
        if v <= s.have or (s.strays and self._connection.execute(_HAS_ENTRY, {"k": s.k, "v": v}).first()):
            return
        stored = Stored(bytes(entry.e), bytes(entry.d))
        values = {
            "k": s.k,
            "v": v,
            "n": my_number(entry, self._person),
            "envelope": stored.envelope,
            "data": stored.data,
        }
        self._connection.execute(_PUT_ENTRY, values)
        s.strays += 1
        if v == s.have + 1:
            self._extend(s, stored)
            self._refold[matter] = None

    def _extend(self, s: State, stored: Stored) -> None:
        """The prefix grows by an entry, and by the strays that follow on it."""
        waiting = self._connection.execute(_STRAYS, {"k": s.k, "have": s.have + 1}) if s.strays > 1 else ()
        self._link(s, stored)
        for stray in waiting:
            if stray.v != s.have + 1:
                break
            self._link(s, Stored(stray.envelope, stray.data))

    def _link(self, s: State, stored: Stored) -> None:
        s.hash = record.link(s.hash if s.hash is not None else record.start(s.id), stored)
        s.have += 1
        self._entries += 1
        s.strays -= 1

    def want(self, matter: str) -> None:
        """Somebody asked for its record: before everything else."""
        if (s := self._state(matter, make=False)) is not None:
            s.full, s.want, s.dirty = 1, -_SOON - self._count(), True

    def want_by_and_by(self, matters: Iterable[str]) -> None:
        """Their records, after everything that was wanted before."""
        for matter in matters:
            if (s := self._state(matter, make=False)) is not None:
                s.dirty = True
                self._want(s, self._count())

    def _want(self, s: State, place: int) -> None:
        if not s.full:
            s.full, s.want = 1, place

    def _want_before(self, s: State, place: int) -> None:
        if not s.full or s.want > place:
            s.full, s.want = 1, place

    def _count(self) -> int:
        self._wanted += 1
        return self._wanted

    def doubt(self, matter: str) -> None:
        """What came of it does not fit what was announced; nothing for a matter that is not here."""
        if (s := self._state(matter, make=False)) is not None:
            s.doubt, s.dirty = min(s.doubt + 1, 2), True
            self._told.add(MatterId(matter))

    def trust(self, matter: str) -> None:
        """It fits after all."""
        s = self._state(matter, make=False)
        if s is not None and s.doubt:
            s.doubt, s.dirty = 0, True
            self._told.add(MatterId(matter))

    def start_over(self, matter: str, upto: int) -> None:
        """Its entries up to this one go, for others to be put in their place; what else is known of it stays."""
        if (s := self._state(matter, make=False)) is not None:
            gone = self._connection.execute(delete(t.entry).where(t.entry.c.k == s.k, t.entry.c.v <= upto)).rowcount
            self._entries -= s.have
            s.strays += s.have - gone
            s.have, s.hash, s.dirty = 0, None, True
            self._refold[matter] = None

    def forget(self, matter: str, at: int) -> None:
        """Nothing of it stays, unless a newer statement says it is visible; that it is gone is remembered."""
        s = self._made(matter)
        s.gone_at = max(s.gone_at, at)
        if at < s.seen_at:
            return
        named = select(t.attachment.c.sha256, literal(0)).where(t.attachment.c.k == s.k)
        self._connection.execute(insert(t.orphan).prefix_with("OR IGNORE").from_select(["sha256", "later"], named))
        self._projector().forget(MatterId(matter), s.k, s.doc)
        self._connection.execute(delete(t.entry).where(t.entry.c.k == s.k))
        self._entries -= s.have
        blank = State(s.k, matter, seen_at=s.seen_at, gone_at=s.gone_at, dirty=True)
        self._states[matter] = blank
        self._refold.pop(matter, None)
        self._connection.execute(UNSHOW, {"this": s.k})
        if s.doc:
            set_meta(self._connection, "merge", "first")
        self._told.add(MatterId(matter))

    def _made(self, id: str) -> State:
        s = self._state(id, make=True)
        assert s is not None
        s.dirty = True
        return s

    def _state(self, id: str, *, make: bool) -> State | None:
        if id in self._states:
            return self._states[id]
        found = None if id in self._new else self._connection.execute(BY_IDS, {"ids": [id]}).mappings().first()
        if found is not None:
            state = State(**found)
        elif make:
            state = State(self._next_k, id)
            self._next_k += 1
            self._connection.execute(_PUT_MATTER, {"k": state.k, "id": id})
        else:
            return None
        self._states[id] = state
        return state

    # rows and outcomes

    def put_row(self, kind: str, key: str, data: Mapping[str, object] | None, at: int) -> None:
        """A row as of `at`, or that it is no more; an older `at` changes nothing."""
        self.put_rows((RowItem(at, kind, key, None if data is None else dict(data)),))

    def put_rows(self, rows: Iterable[RowItem]) -> None:
        """Each as `put_row`, all of them with a few statements: whoever begins gets everybody's names."""
        newest: dict[tuple[str, str], RowItem] = {}
        for row in sorted(rows, key=lambda one: one.s):
            newest[row.k, row.i] = row
        here = self._rows_here(newest)
        new: list[dict[str, object]] = []
        changed: list[dict[str, object]] = []
        for (kind, key), row in newest.items():
            stored, old = None if row.d is None else pack(row.d), here.get((kind, key))
            if old is not None and old[0] > row.s:
                continue
            (new if old is None else changed).append({"of": kind, "this": key, "data": stored, "at": row.s})
            if old is None or old[1] != stored:
                self._note_row(kind, key)
        for statement, values in ((_PUT_ROW, new), (_CHANGE_ROW, changed)):
            if values:
                self._connection.execute(statement, values)

    def _rows_here(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str | None]]:
        keys: dict[str, list[str]] = defaultdict(list)
        for kind, key in wanted:
            keys[kind].append(key)
        found = (
            (kind, one)
            for kind, many in keys.items()
            for some in batched(many)
            for one in self._connection.execute(_ROWS_HERE, {"of": kind, "keys": some})
        )
        return {(kind, one.key): (one.at, one.data) for kind, one in found}

    def _note_row(self, kind: str, key: str) -> None:
        self._rows.add(kind)
        if kind in DIRECTORY_KINDS:
            self.directory = None
        if kind in {"receipt", "read"}:
            self._relist[key] = None

    def put_outcome(self, outcome: Outcome) -> None:
        """The centre's answer to a command of mine; only "later" gives way to another."""
        stored = self._connection.execute(select(t.outcome.c.data).where(t.outcome.c.n == outcome.n)).scalar()
        if stored is not None and msgspec.json.decode(stored, type=Outcome).s != "l":
            return
        statement = insert(t.outcome).prefix_with("OR REPLACE")
        self._connection.execute(statement.values(n=outcome.n, data=pack_bytes(outcome)))

    def reread(self, matters: Iterable[str]) -> None:
        """What follows from the records of these is worked out anew."""
        self._refold.update(dict.fromkeys(matters))

    def came(self, matter: str, sha256: str) -> None:
        """Its words are those of all who name it."""
        self.reread((matter, *self._connection.execute(_NAMED_BY, {"sha256": sha256}).scalars()))

    def note_left(self, left: rereading.Anew | None) -> None:
        """So much is still to be worked out anew."""
        rereading.note_place(self._connection, left)

    # the end of the page

    def finish(self) -> Changes:
        """Bring the projections up to date with what was put; what changed."""
        dirty = [{"this": s.k, **s.values()} for s in self._states.values() if s.dirty]
        if dirty:
            self._connection.execute(UPDATE, dirty)
        projector = self._projector()
        projector.refold(map(MatterId, self._refold))
        projector.relist(MatterId(id) for id in self._relist if id not in self._refold)
        self._told |= {MatterId(id) for id in (*self._refold, *self._relist)}
        self._follow_me(projector)
        self._told |= follow_behalf(self._connection, projector)
        if dirty or self._told or self._rows:
            self._count_page()
        return Changes(frozenset(self._told), frozenset(self._rows), feed=self._feed, origin="sync")

    def _count_page(self) -> None:
        """Readers know by these numbers whether what they worked out still holds."""
        set_meta(self._connection, "wanted", str(self._wanted))
        set_meta(self._connection, "entries", str(self._entries))
        loose = int(get_meta(self._connection, "loose") or 0) + len(self._refold)
        set_meta(self._connection, "loose", str(loose))
        pages = str(int(get_meta(self._connection, "pages") or 0) + 1)
        set_meta(self._connection, "pages", pages)
        if self._rows & DIRECTORY_KINDS:
            set_meta(self._connection, "directory", pages)

    def _projector(self) -> Projector:
        if self._person is None:
            return Projector(self._connection, self._kinds, None, self._texts)
        if self.directory is None:
            self.directory = read_directory(self._connection)
        me = me_in(self.directory, self._person, read_held(self._connection))
        return Projector(self._connection, self._kinds, me, self._texts)

    def _follow_me(self, projector: Projector) -> None:
        """Whose lists these are may have changed with the directory, or with who is signed in."""
        me = projector.me
        if me is None:
            return
        now = pack((me.person, sorted(me.scopes)))
        then = get_meta(self._connection, "me")
        if then == now:
            return
        person, scopes = msgspec.json.decode(then, type=tuple[int, list[str]]) if then else (me.person, [])
        set_meta(self._connection, "me", now)
        if person != me.person:
            self._told |= projector.refold_all()
        else:
            self._told |= projector.relist_held_by(me.scopes ^ frozenset(map(Scope, scopes)))
