"""What lists, counts and search read, made from a matter's entries by the rulebook's own views."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from oa_client.app.overlay import Confirmed, confirm
from oa_client.domain import rulebook
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Duty, Entry, MatterId, Moment, Row, Task, TrackId
from oa_client.domain.people import Scope
from oa_client.domain.table import FieldType, Process
from oa_client.protocol import record
from oa_client.protocol.record import Stored
from oa_client.store import search
from oa_client.store.codec import pack_bytes, row_of, unpack, unpack_row
from oa_client.store.commands import named_files
from oa_client.store.lists import Me, Standing, line_values, lines
from oa_client.store.tables import attachment, entry, listing, matter, task
from oa_client.store.tables import row as rows
from oa_client.store.words import texts

NOTHING, TITLE, FULL = 0, 1, 2
"""What is shown of a matter: nothing, its header, its record."""

_UNFOLDABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a record of another program's making may raise when it is folded; it is then shown read-only."""


def confirmed(connection: Connection, kinds: Kinds, id: MatterId) -> Confirmed | None:
    """A matter as the replica holds it; None when it shows nothing of it."""
    found = connection.execute(_STATE, {"id": id}).first()
    return None if found is None else _confirmed(connection, kinds, id, found)


def _confirmed(connection: Connection, kinds: Kinds, id: MatterId, found: Any) -> Confirmed | None:
    if found.have == 0 and found.header is None:
        return None
    if found.have == 0:
        return Confirmed(id, found.kind, found.edition, row_of(unpack(found.header)), None, (), whole=False)
    stored = [Stored(e.envelope, e.data) for e in connection.execute(_PREFIX, {"k": found.k, "have": found.have})]
    return folded(kinds, id, stored, (found.hash or b"").hex(), found.header)


def folded(kinds: Kinds, id: MatterId, stored: Sequence[Stored], head: str, header: bytes | None) -> Confirmed:
    """The fold of stored entries. What this build cannot read or fold is shown by its title, read-only."""
    entries: list[Entry] = []
    try:
        entries.extend(record.read(s) for s in stored)
        found = confirm(kinds, entries, head=head)
        if found is not None:
            return found
    except _UNFOLDABLE:
        pass
    return _unreadable(id, entries, head, header)


def _unreadable(id: MatterId, entries: Sequence[Entry], head: str, header: bytes | None) -> Confirmed:
    values = unpack(header)
    first = entries[0] if entries else None
    title = first.fields.get("title", "") if first else ""
    kind = str(first.data.get("kind", "")) if first else ""
    row = row_of(values or {"title": str(title), **_span(entries)})
    return Confirmed(id, kind, -1, row, None, tuple(entries), head=head)


def _span(entries: Sequence[Entry]) -> dict[str, object]:
    if not entries:
        return {}
    first, last = entries[0], entries[-1]
    return {"opener": first.effective, "unit": first.unit, "opened_at": first.at, "changed_at": last.at}


_STATE = select(matter).where(matter.c.id == bindparam("id"))
_PREFIX = (
    select(entry.c.envelope, entry.c.data)
    .where(entry.c.k == bindparam("k"), entry.c.v <= bindparam("have"))
    .order_by(entry.c.v)
)


def spoken(process: Process | None, entries: Sequence[Entry], row: Row) -> str:
    """What search finds a matter by: its title and number, and every line, text and file name people put in."""
    said: list[object] = [row.title, row.number]
    for one in entries:
        asks = process.action(one.action) if process else None
        for ask in asks.asks if asks else ():
            value = one.fields.get(ask.name)
            if ask.type in {FieldType.LINE, FieldType.TEXT}:
                said.append(value if value not in (row.title, row.number) else "")
            elif ask.type is FieldType.FILES and isinstance(value, list):
                said += [f.get("name", "") for f in value if isinstance(f, Mapping)]
    return texts(said)


class Projector:
    """Refreshes the projections of matters inside the transaction that changed them."""

    def __init__(self, connection: Connection, kinds: Kinds, me: Me | None) -> None:
        """For one transaction."""
        self._connection = connection
        self._kinds = kinds
        self.me = me

    def refold(self, id: MatterId) -> None:
        """Everything that follows from the entries of a matter."""
        state = self._connection.execute(_STATE, {"id": id}).first()
        found = None if state is None else _confirmed(self._connection, self._kinds, id, state)
        if state is None or found is None:
            return
        k, fresh = state.k, state.shown == NOTHING
        if not fresh:
            self._drop(k)
        process = self._kinds.get(found.kind, found.edition)
        tasks = rulebook.tasks(process, found.matter) if process and found.matter else ()
        acted = bool(self.me and found.matter and self.me.person in found.matter.acted)
        if tasks:
            self._connection.execute(insert(task), [_task_values(k, t) for t in tasks])
        shas = sorted({sha for e in found.entries for sha in named_files(e.fields)})
        if shas:
            self._connection.execute(insert(attachment), [{"k": k, "sha256": sha} for sha in shas])
        doc = self._reindex(k, state.number, state.doc, spoken(process, found.entries, found.row))
        self._connection.execute(
            _SHOW,
            {
                "this": k,
                "kind": found.kind,
                "edition": found.edition,
                "doc": doc,
                "shown": FULL if found.entries else TITLE,
                "row": pack_bytes(found.row),
                "changed_at": found.row.changed_at,
                "opener": found.row.opener,
                "acted": int(acted),
            },
        )
        self._relist(Standing(id, found.kind, found.row, tasks, acted, bool(found.entries)), fresh=fresh)

    def _reindex(self, k: int, number: int, doc: int, text: str) -> int:
        right = number or search.UNNUMBERED + k
        if doc and doc != right:
            search.drop(self._connection, doc)
        search.put(self._connection, right, text, fresh=doc != right)
        return right

    def _drop(self, k: int) -> None:
        self._connection.execute(delete(task).where(task.c.k == k))
        self._connection.execute(delete(attachment).where(attachment.c.k == k))

    def forget(self, id: MatterId, k: int, doc: int) -> None:
        """Nothing of a matter stays in what lists and search read."""
        self._drop(k)
        self._connection.execute(delete(listing).where(listing.c.matter == id))
        if doc:
            search.drop(self._connection, doc)

    def relist(self, id: MatterId) -> None:
        """The lists a matter stands in, from what is projected of it already."""
        found = self._connection.execute(_STATE, {"id": id}).first()
        if found is None or found.row is None:
            return
        tasks, whole = tasks_of(self._connection, found.k), found.shown == FULL
        self._relist(Standing(id, found.kind, unpack_row(found.row), tasks, bool(found.acted), whole))

    def _relist(self, now: Standing, *, fresh: bool = False) -> None:
        if not fresh:
            self._connection.execute(delete(listing).where(listing.c.matter == now.id))
        if self.me is None:
            return
        marks = set(self._connection.execute(_MARKS, {"id": now.id}).scalars())
        found = lines(self.me, now.row, now.tasks, acted=now.acted, receipt="receipt" in marks, read="read" in marks)
        if values := [line_values(now, line) for line in found]:
            self._connection.execute(insert(listing), values)

    def relist_held_by(self, scopes: Collection[Scope]) -> frozenset[MatterId]:
        """The matters with work for any of these scopes, put anew into the lists."""
        found = self._connection.execute(_BY_HOLDER, {"scopes": sorted(scopes)}).scalars().all()
        for id in set(found):
            self.relist(MatterId(id))
        return frozenset(map(MatterId, found))

    def refold_all(self) -> frozenset[MatterId]:
        """Every matter anew: another person's lists are wanted."""
        found = self._connection.execute(select(matter.c.id).where(matter.c.shown > NOTHING)).scalars().all()
        for id in found:
            self.refold(MatterId(id))
        return frozenset(map(MatterId, found))


_SHOW = update(matter).where(matter.c.k == bindparam("this"))
_MARKS = select(rows.c.kind).where(
    rows.c.kind.in_(("receipt", "read")), rows.c.key == bindparam("id"), rows.c.data.is_not(None)
)
_BY_HOLDER = (
    select(matter.c.id).join(task, task.c.k == matter.c.k).where(task.c.holder.in_(bindparam("scopes", expanding=True)))
)
_TASKS = select(task).where(task.c.k == bindparam("k")).order_by(task.c.id)
_ROW = select(rows.c.data).where(rows.c.kind == bindparam("kind"), rows.c.key == bindparam("key"))


def has_row(connection: Connection, kind: str, key: str) -> bool:
    """Whether a row is there."""
    return connection.execute(_ROW, {"kind": kind, "key": key}).scalar() is not None


def tasks_of(connection: Connection, k: int) -> tuple[Task, ...]:
    """The projected tasks of a matter, of all holders."""
    return tuple(
        Task(
            Scope(t.holder),
            Duty(t.duty),
            t.step,
            Moment(t.since),
            None if t.track is None else TrackId(t.track),
            None if t.due is None else Moment(t.due),
            bool(t.by_receipt),
        )
        for t in connection.execute(_TASKS, {"k": k})
    )


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
