"""The tables that are views of a matter (`matter task field timer access named`), brought up to date by each entry."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from oa_client.domain.acceptance import file_refs
from oa_client.domain.matter import Entry, FileRef, Matter, Row, Task
from oa_client.domain.people import Scope
from oa_client.domain.rulebook import audience, row, tasks, timers
from oa_client.domain.table import FieldType, Process
from server_stub import tables as t
from server_stub.fold import Fold
from server_stub.ownership import adopt_file, sees_file, sent_file

_OPEN = insert(t.matter)
_CHANGE = (
    update(t.matter)
    .where(t.matter.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in ("stage", "version", "seq", "changed_at", "urgency", "row")})
)
_NO_TASKS = delete(t.task).where(t.task.c.matter == bindparam("of"))
_DEFAULTS = {f.name: f.default for f in dataclasses.fields(Row) if f.default is not dataclasses.MISSING}


@dataclass(frozen=True, slots=True)
class Views:
    """Everything the tables say of a matter besides its row."""

    tasks: tuple[Task, ...] = ()
    fields: Mapping[str, str] = dataclasses.field(default_factory=dict)
    timers: Mapping[str, tuple[int, str]] = dataclasses.field(default_factory=dict)
    audience: frozenset[Scope] = frozenset()


def views(fold: Fold | None) -> Views:
    """What the tables have to say of a fold."""
    if fold is None or fold.state is None:
        return Views()
    state = fold.state
    return Views(
        tasks(fold.process, state),
        {name: text for name, value in state.fields.items() if (text := _text(value))},
        _timers(fold.process, state),
        audience(fold.process, state),
    )


def _timers(process: Process, state: Matter) -> Mapping[str, tuple[int, str]]:
    """By their names; where clocks of several tracks make several of one name, each later one by its moment as well."""
    found: dict[str, tuple[int, str]] = {}
    for timer in timers(process, state):
        name = f"{timer.name} {timer.at}" if timer.name in found else timer.name
        found[name] = (timer.at, timer.action)
    return found


def _text(value: object) -> str:
    return str(value) if isinstance(value, (str, int)) else ""


def header_row(process_row: Row) -> dict[str, object]:
    """A row as JSON values; what equals its default is left out."""
    plain = dataclasses.asdict(process_row)
    return {k: v for k, v in plain.items() if k not in _DEFAULTS or v != _DEFAULTS[k]}


def project(
    connection: Connection, before: Fold | None, fold: Fold, entry: Entry, seq: int, number: int
) -> frozenset[Scope]:
    """Bring every table up to date with an entry at a position; the scopes it concerns."""
    state = fold.state
    assert state is not None
    _put_matter(connection, fold, state, seq, number, opened=before is None or before.state is None)
    was, now = views(before), views(fold)
    if was.tasks != now.tasks:
        _put_tasks(connection, state.id, now.tasks, seq, had=bool(was.tasks))
    if was.fields != now.fields:
        _put_fields(connection, state.id, was.fields, now.fields)
    if was.timers != now.timers:
        _put_timers(connection, state.id, now.timers)
    if was.audience != now.audience:
        _put_access(connection, state.id, was.audience, now.audience, seq)
    if new := tuple(_files(fold, entry)):
        _name_files(connection, new, entry)
    return was.audience | now.audience


def _put_matter(connection: Connection, fold: Fold, state: Matter, seq: int, number: int, *, opened: bool) -> None:
    shown = row(fold.process, state)
    values = {
        "stage": state.stage,
        "version": state.version,
        "seq": seq,
        "changed_at": state.changed_at,
        "urgency": shown.urgency,
        "row": msgspec.json.encode(header_row(shown)),
    }
    if not opened:
        connection.execute(_CHANGE, {"of": state.id, **values})
        return
    first = {
        "id": state.id,
        "number": number,
        "kind": state.kind,
        "edition": state.edition,
        "first": seq,
        "opener": state.opener,
        "unit": state.unit,
        "opened_at": state.opened_at,
    }
    connection.execute(_OPEN, {**first, **values})


def _put_tasks(connection: Connection, matter: str, new: Iterable[Task], seq: int, *, had: bool) -> None:
    if had:
        connection.execute(_NO_TASKS, {"of": matter})
    rows = [
        {
            "matter": matter,
            "holder": task.holder,
            "duty": task.duty.value,
            "step": task.step,
            "since": task.since,
            "track": task.track,
            "due": task.due,
            "by_receipt": task.by_receipt,
            "seq": seq,
        }
        for task in new
    ]
    if rows:
        connection.execute(insert(t.task), rows)


def _put_fields(connection: Connection, matter: str, was: Mapping[str, str], now: Mapping[str, str]) -> None:
    changed = [name for name in was if was[name] != now.get(name)]
    if changed:
        connection.execute(delete(t.field).where(t.field.c.matter == matter, t.field.c.name.in_(changed)))
    rows = [{"matter": matter, "name": name, "value": value} for name, value in now.items() if was.get(name) != value]
    if rows:
        connection.execute(insert(t.field), rows)


def _put_timers(connection: Connection, matter: str, new: Mapping[str, tuple[int, str]]) -> None:
    connection.execute(delete(t.timer).where(t.timer.c.matter == matter))
    rows = [{"matter": matter, "name": n, "at": at, "action": act} for n, (at, act) in new.items()]
    if rows:
        connection.execute(insert(t.timer), rows)


def _put_access(connection: Connection, matter: str, was: frozenset[Scope], now: frozenset[Scope], seq: int) -> None:
    a = t.access
    if ended := sorted(was - now):
        connection.execute(
            update(a).where(a.c.matter == matter, a.c.scope.in_(ended), a.c.until.is_(None)).values(until=seq)
        )
    if begun := sorted(now - was):
        connection.execute(insert(a), [{"scope": s, "matter": matter, "since": seq} for s in begun])


def _files(fold: Fold, entry: Entry) -> Iterator[FileRef]:
    action = fold.process.action(entry.action)
    for ask in action.asks if action else ():
        if ask.type in {FieldType.FILES, FieldType.BODY_FILE}:
            yield from file_refs(entry.fields.get(ask.name))


def _name_files(connection: Connection, files: Iterable[FileRef], entry: Entry) -> None:
    """Keep who named which files; whoever may open a file elsewhere has it as if he had sent it.

    Where this follows from another matter, who named them there counts as having named them here: his bytes may come
    only later.
    """
    sizes = {file.sha256: file.size for file in files}
    n = t.named.c
    rows = connection.execute(
        select(n.matter, n.sha256, n.person).where(
            n.matter.in_((entry.matter, entry.cause or entry.matter)), n.sha256.in_(sorted(sizes))
        )
    ).all()
    known = {(row.sha256, row.person) for row in rows if row.matter == entry.matter}
    named = {(row.sha256, row.person) for row in rows} | {(sha256, entry.actor) for sha256 in sizes}
    for sha256, person in sorted(named - known):
        if (
            person == entry.actor
            and sees_file(connection, person, sha256)
            and not sent_file(connection, person, sha256)
        ):
            adopt_file(connection, person, sha256, sizes[sha256])
        connection.execute(insert(t.named).values(matter=entry.matter, sha256=sha256, person=person))
