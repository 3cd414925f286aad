"""What waits in the outbox, folded over one snapshot of the replica: the optimistic half of every list.

The outbox is read first and the replica's snapshot taken after it: a command settled in between is in the snapshot's
prefix and is left out by its number, so nothing counts twice and nothing is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, select, text

from oa_client.app.conflicts import is_conflict
from oa_client.app.overlay import Rules, fold
from oa_client.app.ports import Pending, Standing
from oa_client.app.reading import ListName, Mark, Record
from oa_client.domain.matter import Entry, MatterId, Row, Task
from oa_client.store import tables as t
from oa_client.store.codec import unpack_row
from oa_client.store.lists import Line, Me, lines
from oa_client.store.outbox import Outbox
from oa_client.store.projections import FULL, NOTHING, confirmed, has_row, tasks_of

ALL = 1 << 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the outbox held at one time."""

    generation: int
    pending: tuple[Pending, ...]
    refused: tuple[Pending, ...]
    marked: frozenset[tuple[str, str]]
    """(kind, matter) of the receipts and read marks that are on their way."""

    def of(self, matter: MatterId) -> tuple[Pending, ...]:
        """The waiting commands about a matter."""
        return tuple(p for p in self.pending if p.command.matter == matter)

    @property
    def matters(self) -> frozenset[MatterId]:
        """Everything the replica alone does not show right."""
        named = {p.command.matter for p in self.pending}
        return frozenset(named | {MatterId(key) for _, key in self.marked})

    def mark(self, matter: MatterId) -> Mark:
        """How it stands to the centre."""
        back = [p for p in self.refused if p.command.matter == matter]
        if back:
            return Mark.CONFLICT if any(map(is_conflict, back)) else Mark.REFUSED
        standings = {p.standing for p in self.of(matter)}
        if standings & {Standing.SENT, Standing.TAKING_BACK}:
            return Mark.SENDING
        return Mark.WAITING if Standing.QUEUED in standings else Mark.NONE


def read_waiting(outbox: Outbox) -> Waiting:
    """The outbox as it stands."""
    generation = outbox.generation
    changed = outbox.pending_rows(ALL)
    marked = frozenset((r.kind, r.key) for r in changed if r.kind in {"receipt", "read"})
    return Waiting(generation, outbox.pending(), outbox.refused(), marked)


@dataclass(frozen=True, slots=True)
class Shown:
    """A matter with waiting commands or marks, as lists and search show it."""

    id: MatterId
    kind: str
    row: Row
    whole: bool
    lines: Mapping[ListName, Line]
    entries: tuple[Entry, ...] = ()


def not_shown(connection: Connection, pending: Sequence[Pending]) -> tuple[Pending, ...]:
    """The commands whose entry is not in the shown prefix of this snapshot."""
    if not pending:
        return ()
    here = {(row.n, row.id) for row in connection.execute(_SHOWN, {"numbers": [p.n for p in pending]})}
    return tuple(p for p in pending if (p.n, p.command.matter) not in here)


_SHOWN = (
    select(t.entry.c.n, t.matter.c.id)
    .join(t.matter, t.matter.c.k == t.entry.c.k)
    .where(t.entry.c.n.in_(bindparam("numbers", expanding=True)), text("n > 0"), t.entry.c.v <= t.matter.c.have)
)


def record_of(connection: Connection, rules: Rules, me: Me, waiting: Waiting, id: MatterId) -> Record | None:
    """A matter with its waiting commands folded in, without the tasks my receipt has ended."""
    pending = not_shown(connection, waiting.of(id))
    found = fold(rules, confirmed(connection, rules.kinds, id), pending)
    if found is None or not any(task.by_receipt for task in found.tasks):
        return found
    if not _marked(connection, waiting, "receipt", id):
        return found
    return replace(found, tasks=tuple(x for x in found.tasks if not (x.by_receipt and x.holder in me.scopes)))


def _marked(connection: Connection, waiting: Waiting, kind: str, id: MatterId) -> bool:
    return (kind, id) in waiting.marked or has_row(connection, kind, id)


def shown(
    connection: Connection, rules: Rules, me: Me, waiting: Waiting, only: Collection[MatterId] | None = None
) -> dict[MatterId, Shown]:
    """Every matter with something waiting (of `only` these), as this snapshot and the outbox together say."""
    these = waiting.matters if only is None else waiting.matters & frozenset(only)
    pending = tuple(p for p in waiting.pending if p.command.matter in these)
    still = replace(waiting, pending=not_shown(connection, pending))
    busy = {p.command.matter for p in still.pending}
    found = [
        _folded(connection, rules, me, still, id) if id in busy else _as_it_is(connection, me, still, id)
        for id in sorted(these)
    ]
    return {one.id: one for one in found if one is not None}


def _folded(connection: Connection, rules: Rules, me: Me, waiting: Waiting, id: MatterId) -> Shown | None:
    record = fold(rules, confirmed(connection, rules.kinds, id), waiting.of(id))
    if record is None:
        return None
    acted = record.matter is not None and me.person in record.matter.acted
    of = (id, record.kind)
    kept = _lines(connection, me, waiting, of, record.row, record.tasks, acted=acted)
    return Shown(id, record.kind, record.row, record.whole, kept, tuple(line.entry for line in record.lines))


def _as_it_is(connection: Connection, me: Me, waiting: Waiting, id: MatterId) -> Shown | None:
    """Only marked: what is projected of it will do."""
    m = t.matter.c
    found = connection.execute(
        select(m.k, m.kind, m.row, m.shown, m.acted).where(m.id == id, m.shown > NOTHING)
    ).first()
    if found is None:
        return None
    row = unpack_row(found.row)
    of = (id, found.kind)
    kept = _lines(connection, me, waiting, of, row, tasks_of(connection, found.k), acted=bool(found.acted))
    return Shown(id, found.kind, row, found.shown == FULL, kept)


def _lines(
    connection: Connection,
    me: Me,
    waiting: Waiting,
    of: tuple[MatterId, str],
    row: Row,
    tasks: Sequence[Task],
    *,
    acted: bool,
) -> dict[ListName, Line]:
    id, kind = of
    receipt, read = (_marked(connection, waiting, sort, id) for sort in ("receipt", "read"))
    return {line.list: line for line in lines(me, kind, row, tasks, acted=acted, receipt=receipt, read=read)}


def lay_over(connection: Connection, waiting: Waiting, found: Iterable[Shown]) -> None:
    """Put the waiting lines into temporary tables of this reading connection, for this transaction."""
    connection.exec_driver_sql("PRAGMA query_only=0")
    connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS overlaid (matter TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.exec_driver_sql(
        "CREATE TEMP TABLE IF NOT EXISTS waiting (list TEXT, at INTEGER, matter TEXT, kind TEXT, urgency TEXT,"
        " PRIMARY KEY (list, at, matter)) WITHOUT ROWID"
    )
    for name in ("overlaid", "waiting"):
        connection.exec_driver_sql(f"DELETE FROM temp.{name}")  # noqa: S608
    ids = [(id,) for id in waiting.matters]
    if ids:
        connection.exec_driver_sql("INSERT INTO temp.overlaid VALUES (?)", ids)
    new = [
        (line.list.value, line.at, one.id, one.kind, one.row.urgency) for one in found for line in one.lines.values()
    ]
    if new:
        connection.exec_driver_sql("INSERT INTO temp.waiting VALUES (?, ?, ?, ?, ?)", new)
    connection.exec_driver_sql("PRAGMA query_only=1")
