"""What is held of a matter, read: its fold, what search finds it by, its tasks as they were projected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from oa_client.app.overlay import Confirmed, confirm
from oa_client.domain.body import BASE, words
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import Duty, Entry, Matter, MatterId, Moment, Row, Task, TrackId
from oa_client.domain.people import PersonId, Scope, is_scope, scope_person
from oa_client.domain.table import FieldType, Process
from oa_client.protocol import record
from oa_client.protocol.record import Stored
from oa_client.store.codec import row_of, unpack
from oa_client.store.tables import entry, matter, task
from oa_client.store.tables import row as rows
from oa_client.store.words import texts
from oa_client.wording import moments

NOTHING, TITLE, FULL = 0, 1, 2
"""What is shown of a matter: nothing, its header, its record."""

DAYS = frozenset({"doc_date", "instructed_at"})
"""Days a document is known by: 2026年3月 finds it."""

UNFOLDABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a record of another program's making may raise when it is folded; it is then shown read-only."""


def confirmed(connection: Connection, kinds: Kinds, id: MatterId) -> Confirmed | None:
    """A matter as the replica holds it; None when it shows nothing of it."""
    found = connection.execute(_STATE, {"id": id}).first()
    if found is None:
        return None
    prefix = connection.execute(_PREFIX, {"k": found.k, "have": found.have}) if found.have else ()
    return as_held(kinds, found, [Stored(e.envelope, e.data) for e in prefix])


def as_held(kinds: Kinds, state: Any, stored: Sequence[Stored]) -> Confirmed | None:
    """A matter from its row in `matter` and the entries of its prefix; None when nothing of it is shown."""
    if state.have:
        return folded(kinds, MatterId(state.id), stored, (state.hash or b"").hex(), state.header)
    if state.header is None:
        return None
    header = row_of(unpack(state.header))
    return Confirmed(MatterId(state.id), state.kind, state.edition, header, None, (), whole=False)


def folded(kinds: Kinds, id: MatterId, stored: Sequence[Stored], head: str, header: bytes | None) -> Confirmed:
    """The fold of stored entries. What this build cannot read or fold is shown by its title, read-only."""
    entries: list[Entry] = []
    try:
        entries.extend(record.read(s) for s in stored)
        found = confirm(kinds, entries, head=head)
        if found is not None:
            return found
    except UNFOLDABLE:
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
    """What search finds a matter by: its title and number, its day, and every line, text and file name put in.

    Not by the number of its register: its year would be found in everything that came in that year.
    """
    said: list[object] = [row.title, row.number]
    for one in entries:
        asks = process.action(one.action) if process else None
        for ask in asks.asks if asks else ():
            value = one.fields.get(ask.name)
            if ask.type is FieldType.BODY and isinstance(value, str):
                said.append(words(value))
            elif ask.name == BASE:
                continue
            elif ask.type in {FieldType.LINE, FieldType.TEXT}:
                said.append(value if value not in (row.title, row.number) else "")
            elif ask.name in DAYS and isinstance(value, int):
                said += [moments.written(value), moments.iso(value)]
            elif ask.type is FieldType.FILES and isinstance(value, list):
                said += [f.get("name", "") for f in value if isinstance(f, Mapping)]
    return texts(said)


def involved(process: Process | None, found: Matter | None) -> frozenset[PersonId]:
    """Whose matter it is for a search by name: who acted in it, and who is named in a kept field of one holder."""
    if process is None or found is None:
        return frozenset()
    scopes = {name: Scope(value) for name, value in found.fields.items() if isinstance(value, str) and is_scope(value)}
    if not scopes:
        return found.acted
    asked = {ask.name for action in process.actions for ask in action.asks if ask.kept and ask.type is FieldType.HOLDER}
    people = (scope_person(scope) for name, scope in scopes.items() if name in asked)
    return found.acted.union(person for person in people if person is not None)


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
