"""What lists, counts and search read, made from the entries of matters by the rulebook's own views.

A page of the feed touches many matters: what they need is read, worked out and written for all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from oa_client.app.bodies import Texts, body_files, current
from oa_client.app.overlay import Confirmed
from oa_client.domain import rulebook
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import MatterId, Task
from oa_client.domain.people import PersonId, Scope
from oa_client.protocol.record import Stored
from oa_client.store import search
from oa_client.store.codec import pack_bytes, unpack_row
from oa_client.store.commands import named_files
from oa_client.store.lists import Me, Standing, line_values, lines
from oa_client.store.projections import FULL, NOTHING, TITLE, as_held, involved, spoken, tasks_of
from oa_client.store.tables import attachment, entry, listing, matter, task
from oa_client.store.tables import involved as people
from oa_client.store.tables import row as rows

TOGETHER = 200
"""How many matters are worked out at once."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What follows from what is held of a matter; `before`: something of it was projected already."""

    k: int
    before: bool
    doc: int
    old_doc: int
    found: Confirmed
    tasks: tuple[Task, ...]
    shas: tuple[str, ...]
    unread: Mapping[str, tuple[int, int]]
    people: frozenset[PersonId]
    acted: bool
    text: str

    @property
    def standing(self) -> Standing:
        """What decides about its lines."""
        found = self.found
        return Standing(found.id, found.kind, found.row, self.tasks, self.acted, bool(found.entries))


class Projector:
    """Refreshes the projections of matters inside the transaction that changed them."""

    def __init__(self, connection: Connection, kinds: Kinds, me: Me | None, texts: Texts) -> None:
        """For one transaction; `texts` are the bodies that came as files."""
        self._connection = connection
        self._kinds = kinds
        self._texts = texts
        self.me = me

    def refold(self, ids: Iterable[MatterId]) -> None:
        """Everything that follows from the entries of these matters."""
        for some in _by(TOGETHER, ids):
            made = list(self._worked_out(some))
            self._drop([p.k for p in made if p.before])
            self._write(made)
            self._reindex(made)
            self._relist([p.standing for p in made], before=[p.found.id for p in made if p.before])

    def _worked_out(self, ids: Sequence[MatterId]) -> Iterator[Projected]:
        stored: dict[int, list[Stored]] = defaultdict(list)
        for one in self._connection.execute(_PREFIXES, {"ids": ids}):
            stored[one.k].append(Stored(one.envelope, one.data))
        states = {state.id: state for state in self._connection.execute(_STATES, {"ids": ids})}
        for state in (states[id] for id in ids if id in states):
            if (found := as_held(self._kinds, state, stored[state.k])) is not None:
                yield self._projected(state, found)

    def _projected(self, state: Any, found: Confirmed) -> Projected:
        process = self._kinds.get(found.kind, found.edition)
        return Projected(
            k=state.k,
            before=state.shown != NOTHING,
            doc=_doc(state, found),
            old_doc=state.doc,
            found=found,
            tasks=tuple(rulebook.tasks(process, found.matter)) if process and found.matter else (),
            shas=tuple(sorted({sha for e in found.entries for sha in named_files(e.fields)})),
            unread=self._unread(found),
            people=involved(process, found.matter),
            acted=bool(self.me and found.matter and self.me.person in found.matter.acted),
            text=spoken(process, [self._texts.entry(e) for e in found.entries], found.row),
        )

    def _unread(self, found: Confirmed) -> dict[str, tuple[int, int]]:
        """The bodies in files that are not here: 1 what it says now, 2 what it said before, and the size."""
        now = {file.sha256 for file in current(found.matter)}
        named = [file for entry in found.entries for file in body_files(entry)]
        return {f.sha256: (1 if f.sha256 in now else 2, f.size) for f in named if self._texts.read(f.sha256) is None}

    def _write(self, made: Sequence[Projected]) -> None:
        self._each(insert(task), [_task_values(p.k, t) for p in made for t in p.tasks])
        self._each(insert(people), [{"k": p.k, "person": one} for p in made for one in sorted(p.people)])
        self._each(insert(attachment), [_named(p, sha) for p in made for sha in p.shas])
        self._each(_SHOW, [_shown(p) for p in made])

    def _reindex(self, made: Sequence[Projected]) -> None:
        for p in made:
            if p.old_doc and p.old_doc != p.doc:
                search.drop(self._connection, p.old_doc)
        texts = {p.doc: p.text for p in made if p.doc}
        search.put(self._connection, texts, old=[p.doc for p in made if p.doc and p.old_doc == p.doc])

    def _each(self, statement: Any, values: Sequence[Mapping[str, object]]) -> None:
        if values:
            self._connection.execute(statement, values)

    def _drop(self, ks: Sequence[int]) -> None:
        for table in (task, attachment, people):
            self._each(delete(table).where(table.c.k == bindparam("this")), [{"this": k} for k in ks])

    def forget(self, id: MatterId, k: int, doc: int) -> None:
        """Nothing of a matter stays in what lists and search read."""
        self._drop([k])
        self._each(_UNLIST, [{"this": id}])
        if doc:
            search.drop(self._connection, doc)

    def relist(self, ids: Iterable[MatterId]) -> None:
        """The lists these matters stand in, from what is projected of them already."""
        for some in _by(TOGETHER, ids):
            found = self._connection.execute(_STATES, {"ids": some}).all()
            standings = [self._standing(s) for s in found if s.row is not None]
            self._relist(standings, before=[s.id for s in standings])

    def _standing(self, s: Any) -> Standing:
        tasks = tasks_of(self._connection, s.k)
        return Standing(MatterId(s.id), s.kind, unpack_row(s.row), tasks, bool(s.acted), s.shown == FULL)

    def _relist(self, standings: Sequence[Standing], *, before: Sequence[MatterId]) -> None:
        self._each(_UNLIST, [{"this": id} for id in before])
        if self.me is None:
            return
        marks: dict[str, set[str]] = defaultdict(set)
        for mark in self._connection.execute(_MARKS, {"ids": [s.id for s in standings]}):
            marks[mark.key].add(mark.kind)
        self._each(insert(listing), [v for s in standings for v in _lines(self.me, s, marks[s.id])])

    def relist_held_by(self, scopes: Collection[Scope]) -> frozenset[MatterId]:
        """The matters with work for any of these scopes, put anew into the lists."""
        found = self._connection.execute(_BY_HOLDER, {"scopes": sorted(scopes)}).scalars()
        held = frozenset(map(MatterId, found))
        self.relist(sorted(held))
        return held

    def refold_all(self) -> frozenset[MatterId]:
        """Every matter anew: another person's lists are wanted."""
        found = self._connection.execute(select(matter.c.id).where(matter.c.shown > NOTHING)).scalars()
        shown = list(map(MatterId, found))
        self.refold(shown)
        return frozenset(shown)


def _doc(state: Any, found: Confirmed) -> int:
    """Under which number search finds it; 0 for a header whose record is on its way: that is indexed once, whole."""
    if state.full and not found.entries:
        return 0
    return int(state.number or search.UNNUMBERED + state.k)


def _by(size: int, ids: Iterable[MatterId]) -> Iterator[list[MatterId]]:
    whole = list(ids)
    for at in range(0, len(whole), size):
        yield whole[at : at + size]


def _lines(me: Me, now: Standing, marks: Collection[str]) -> Iterator[dict[str, object]]:
    receipt, read = ("receipt" in marks, "read" in marks)
    found = lines(me, now.kind, now.row, now.tasks, acted=now.acted, receipt=receipt, read=read)
    return (line_values(now, line) for line in found)


_STATES = select(matter).where(matter.c.id.in_(bindparam("ids", expanding=True)))
_PREFIXES = (
    select(entry.c.k, entry.c.envelope, entry.c.data)
    .join(matter, matter.c.k == entry.c.k)
    .where(matter.c.id.in_(bindparam("ids", expanding=True)), entry.c.v <= matter.c.have)
    .order_by(entry.c.k, entry.c.v)
)
_SHOW = update(matter).where(matter.c.k == bindparam("this"))
_UNLIST = delete(listing).where(listing.c.matter == bindparam("this"))
_MARKS = select(rows.c.key, rows.c.kind).where(
    rows.c.kind.in_(("receipt", "read")),
    rows.c.key.in_(bindparam("ids", expanding=True)),
    rows.c.data.is_not(None),
)
_BY_HOLDER = (
    select(matter.c.id).join(task, task.c.k == matter.c.k).where(task.c.holder.in_(bindparam("scopes", expanding=True)))
)


def _shown(p: Projected) -> dict[str, object]:
    found = p.found
    return {
        "this": p.k,
        "kind": found.kind,
        "edition": found.edition,
        "doc": p.doc,
        "shown": FULL if found.entries else TITLE,
        "row": pack_bytes(found.row),
        "changed_at": found.row.changed_at,
        "opener": found.row.opener,
        "acted": int(p.acted),
    }


def _named(p: Projected, sha: str) -> dict[str, object]:
    text, size = p.unread.get(sha, (0, 0))
    return {"k": p.k, "sha256": sha, "text": text, "size": size}


def _task_values(k: int, one: Task) -> dict[str, object]:
    return {
        "k": k,
        "holder": one.holder,
        "duty": one.duty.value,
        "step": one.step,
        "since": one.since,
        "due": one.due,
        "track": one.track,
        "by_receipt": int(one.by_receipt),
    }
