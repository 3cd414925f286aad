"""The replica: what the centre can send again (app.replica.Replica), in replica.db."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec
from sqlalchemy import Connection, delete, exists, func, select, text

from oa_client.app.bodies import Texts
from oa_client.app.ports import Before, Changes, Settlement
from oa_client.app.replica import OWN_ROWS, Feed
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId
from oa_client.domain.people import Directory, PersonId
from oa_client.protocol.messages import Outcome, WireEntry
from oa_client.store import before, rereading, search
from oa_client.store import tables as t
from oa_client.store.codec import unpack
from oa_client.store.commands import batched
from oa_client.store.engine import Database
from oa_client.store.page import Page
from oa_client.store.state import get_meta, read_feed, set_meta
from oa_client.store.words import CUT

LOOSE = 1000
"""Below this many newly indexed matters the pieces of the index are left as they are."""

MERGE_STEPS = 20
"""How many steps of rewriting the index one `tidy` takes at most; the rest is for the next."""

INDEX_STEP = 32
"""Texts that are put into the index in one transaction: some hundredths of a second, which a page may wait."""

Who = Callable[[], PersonId | None]
Whose = Callable[[Sequence[int]], Mapping[int, MatterId]]


class Replica:
    """Keeps `oa_client.app.replica.Replica`."""

    def __init__(self, db: Database, kinds: Kinds, *, me: Who, matters_of: Whose, texts: Texts) -> None:
        """Over an open file; `me` is who is signed in, `matters_of` tells which matters commands of mine are about.

        `texts`: the bodies that came as files.
        """
        self._db = db
        self._texts = texts
        self._kinds = kinds
        self._me = me
        self._matters_of = matters_of
        self._changes = Changes()
        self._changes_lock = threading.Lock()
        self._directory: Directory | None = None

    def feed(self) -> Feed:
        """Where it stands."""
        with self._db.read() as connection:
            return read_feed(connection)

    @contextmanager
    def page(self) -> Iterator[Page]:
        """A transaction; leaving it normally commits, an exception leaves everything as it was."""
        person = self._me()
        with self._db.write() as connection:
            page = Page(connection, self._kinds, person, self._directory, self._texts)
            yield page
            changes, self._directory = page.finish(), None
        self._directory = page.directory
        with self._changes_lock:
            self._changes |= changes

    def wants(self, limit: int) -> tuple[tuple[str, int], ...]:
        """Matters to hold in full whose prefix is short of their head: my open tasks first, then newest."""
        m = t.matter.c
        mine = exists().where(t.listing.c.matter == m.id, t.listing.c.list.in_(("todo", "toread")))
        short = select(m.id, m.have).where(text('"full" = 1 AND have < head AND doubt <> 1'), m.seen_at >= m.gone_at)
        with self._db.read() as connection:
            found = connection.execute(short.order_by(mine.desc(), m.want).limit(limit)).all()
        return tuple((row.id, row.have) for row in found)

    def doubted(self, limit: int) -> tuple[str, ...]:
        """Visible matters that are doubted once, newest first."""
        m = t.matter.c
        query = select(m.id).where(text("doubt = 1"), m.seen_at >= m.gone_at).order_by(m.seen_at.desc(), m.id)
        with self._db.read() as connection:
            return tuple(connection.execute(query.limit(limit)).scalars())

    def here(self, matters: Sequence[str]) -> frozenset[str]:
        """Those of these matters of which a header, an entry or the news that they are visible is here."""
        m = t.matter.c
        found: set[str] = set()
        with self._db.read() as connection:
            for some in batched(matters):
                found.update(connection.execute(select(m.id).where(m.id.in_(some), m.head > 0)).scalars())
        return frozenset(found)

    def want_full(self, matter: MatterId) -> None:
        """Somebody opened a matter that is here as a header: fetch its record."""
        with self.page() as page:
            page.want(matter)

    def settlements(self, numbers: Sequence[int]) -> tuple[Settlement, ...]:
        """What this replica proves about commands of mine; nothing about those it knows nothing of."""
        matters = self._matters_of(numbers)
        with self._db.read() as connection:
            found = [_settlement(connection, n, matters.get(n)) for n in numbers]
        return tuple(s for s in found if s is not None)

    def last_number(self) -> int:
        """The highest number of a command of mine that it knows of: an outbox put back from a copy may be behind it."""
        with self._db.read() as connection:
            entry = connection.execute(select(func.max(t.entry.c.n)).where(text("n > 0"))).scalar()
            answer = connection.execute(select(func.max(t.outcome.c.n))).scalar()
        return max(entry or 0, answer or 0)

    def before_mine(self) -> Before:
        """For each entry of mine that is shown: the centre's own acts directly before it, as many as go up."""
        with self._db.read() as connection:
            return before.runs(connection)

    def own_rows(self) -> dict[tuple[str, str], Mapping[str, object]]:
        """The rows that I may have made, as the centre confirmed them."""
        found = select(t.row.c.kind, t.row.c.key, t.row.c.data).where(t.row.c.kind.in_(OWN_ROWS))
        with self._db.read() as connection:
            rows = connection.execute(found.where(t.row.c.data.is_not(None))).all()
        return {(row.kind, row.key): unpack(row.data) for row in rows}

    def take_changes(self) -> Changes:
        """What the pages since the last call changed."""
        with self._changes_lock:
            taken, self._changes = self._changes, Changes()
        return taken

    # keeping house

    def recut(self) -> None:
        """Make the search index anew where another version of the program has cut the texts."""
        with self._db.read() as connection:
            if get_meta(connection, "cut") == CUT:
                return
        with self._db.write() as connection:
            search.recut(connection)
            set_meta(connection, "cut", CUT)
            set_meta(connection, "merge", "first")

    def reread(self) -> None:
        """Note what this build reads or lists unlike the one before it: `anew` works that out, step by step.

        Matters came while there was only a title to show: without this nobody is told of the work in them.
        """
        known = sorted(self._kinds.known())
        with self._db.read() as connection:
            what, come = rereading.plan(connection, known), self._come(connection)
        if what is not None:
            with self._db.write() as connection:
                rereading.note(connection, what, known)
        if come:
            with self.page() as page:
                page.reread(come)

    def anew(self) -> bool:
        """A small step of that; True when there may be more to do."""
        with self._db.read() as connection:
            what = rereading.noted(connection)
            if what is None:
                return False
            turn = rereading.turn(connection, what)
        with self.page() as page:
            page.reread(turn.matters)
            page.want_by_and_by(turn.short)
            page.note_left(turn.left)
        return turn.left is not None

    def _come(self, connection: Connection) -> set[str]:
        """Matters with a body that is here by now: the program ended between its last byte and its words."""
        a, m = t.attachment.c, t.matter.c
        unread = select(m.id, a.sha256).join(t.attachment, a.k == m.k).where(text("text > 0"))
        return {row.id for row in connection.execute(unread) if self._texts.read(row.sha256) is not None}

    def index(self) -> bool:
        """A small step of putting what came into the search index; True when there may be more to do."""
        with self._db.read() as connection:
            if not search.is_behind(connection):
                return False
        with self._db.write() as connection:
            return search.index(connection, INDEX_STEP) == INDEX_STEP

    def orphans(self) -> tuple[str, ...]:
        """Files that no matter names any more; after a wipe only once everything is here again."""
        with self._db.read() as connection:
            unnamed = ~exists().where(t.attachment.c.sha256 == t.orphan.c.sha256)
            found = select(t.orphan.c.sha256).where(unnamed)
            if read_feed(connection).walks or self.wants(1):
                found = found.where(t.orphan.c.later == 0)
            return tuple(connection.execute(found).scalars())

    def orphans_gone(self, shas: Sequence[str]) -> None:
        """Their parts were dropped; those named again need nothing."""
        named = exists().where(t.attachment.c.sha256 == t.orphan.c.sha256)
        with self._db.read() as connection:
            if connection.execute(select(t.orphan.c.sha256).limit(1)).first() is None:
                return
        with self._db.write() as connection:
            connection.execute(delete(t.orphan).where(t.orphan.c.sha256.in_(shas)))
            connection.execute(delete(t.orphan).where(named))

    def merge(self, steps: int = MERGE_STEPS) -> bool:
        """Rewrite the index without what was forgotten and in one piece, some steps of it; True when that is done now.

        It is due after a forget, and when much was indexed since the last time: many pieces are slow to search.
        """
        for _ in range(steps):
            with self._db.read() as connection:
                due = get_meta(connection, "merge") or self._in_pieces(connection)
            if not due:
                return False
            with self._db.write() as connection:
                done = search.merge(connection, first=due == "first")
                set_meta(connection, "merge", "" if done else "on")
                if due == "first":
                    set_meta(connection, "loose", "0")
            if done:
                return True
        return False

    @staticmethod
    def _in_pieces(connection: Connection) -> str:
        loose = int(get_meta(connection, "loose") or 0)
        if loose < LOOSE:
            return ""
        shown = connection.execute(select(func.count()).select_from(t.matter).where(t.matter.c.shown > 0)).scalar() or 0
        return "first" if loose * 5 > shown else ""

    def usage(self) -> dict[str, int]:
        """How many matters and entries are here."""
        with self._db.read() as connection:
            matters = connection.execute(
                select(func.count()).select_from(t.matter).where(t.matter.c.shown > 0)
            ).scalar()
            entries = get_meta(connection, "entries")
        return {"matters": matters or 0, "entries": int(entries or 0)}


def _settlement(connection: Connection, n: int, matter: MatterId | None) -> Settlement | None:
    e, m = t.entry.c, t.matter.c
    shown = select(e.envelope, e.data).join(t.matter, m.k == e.k).where(e.n == n, text("n > 0"), e.v <= m.have)
    if matter is not None:
        shown = shown.where(m.id == matter)
    entry = connection.execute(shown).first()
    stored = connection.execute(select(t.outcome.c.data).where(t.outcome.c.n == n)).scalar()
    outcome = None if stored is None else msgspec.json.decode(stored, type=Outcome)
    gone = False
    if entry is None and outcome is not None and outcome.s == "a" and matter is not None:
        gone = connection.execute(select(m.k).where(m.id == matter, m.gone_at > m.seen_at)).first() is not None
    if entry is None and outcome is None:
        return None
    wire = None if entry is None else WireEntry(msgspec.Raw(entry.envelope), msgspec.Raw(entry.data), n)
    return Settlement(n, entry is not None, gone, outcome, wire)
