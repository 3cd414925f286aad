"""What a restored centre held back and can never carry out: put away by an administrator, for a reason he gives.

The entry it follows from stays in its record, and the other matter as it is: only the listing ends. What would have
been sent on, who decided and why goes into the audit, which nobody changes, and `restore status` shows it from there.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from oa_client.domain.people import Person
from server_stub import tables as t
from server_stub.audit import note
from server_stub.cannot import CannotDo
from server_stub.headers import title_in
from server_stub.holding_back import Held, held_back, let_go
from server_stub.went_with import went_with_it
from server_stub.work import Work, counter

_ACTION = "put_away"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was to be done to another matter, and the words that were to stand there."""

    matter: str
    title: str
    action: str
    fields: dict[str, object]

    @property
    def words(self) -> str:
        """What a person wrote of it."""
        return "；".join(value for value in self.fields.values() if isinstance(value, str) and value)


@dataclass(frozen=True, slots=True)
class PutAway:
    """An entry `v` of a matter, made by `author` at `at`: what it could not send on, and who gave that up, and why."""

    matter: str
    title: str
    v: int
    author: str
    at: int
    sent: tuple[Sent, ...]
    by: str
    reason: str
    when: int = 0


def looked_at(work: Work, matter: str, v: int, by: Person, reason: str) -> PutAway:
    """What would be put away. Raises `CannotDo` while it may yet fit, where nothing is listed, and without a reason."""
    if counter(work.connection, "restoring"):
        raise CannotDo("中心正在恢复，缺的记录还可能补交；没有改动。请先了结恢复（restore close），仍接不上的再放下。")
    if not reason.strip():
        raise CannotDo("请用 --reason 写明为什么放下，它会一直留着；没有改动。")
    held = _find(work, matter, v)
    author = work.directory.people.get(held.entry.actor)
    name = author.name if author else str(held.entry.actor)
    title = _title(work.connection, matter)
    return PutAway(matter, title, v, name, held.entry.at, _sent(work, held), by.name, reason.strip())


def put_away(work: Work, one: PutAway, by: Person) -> None:
    """It is listed no more; the audit says what it was."""
    let_go(work.connection, _find(work, one.matter, one.v))
    note(work, _ACTION, msgspec.json.encode(one).decode(), person=by.id)


def all_put_away(connection: Connection) -> tuple[PutAway, ...]:
    """What was ever put away here, the first first."""
    a = t.audit.c
    rows = connection.execute(select(a.at, a.object).where(a.action == _ACTION).order_by(a.id))
    return tuple(msgspec.convert(msgspec.json.decode(said) | {"when": at}, PutAway) for at, said in rows)


def _find(work: Work, matter: str, v: int) -> Held:
    for held in held_back(work.connection):
        if (held.entry.matter, held.entry.v) == (matter, v):
            return held
    raise CannotDo(f"{matter} 第 {v} 条不在接不上的之列，没有改动；请用 restore status 查看。")


def _sent(work: Work, held: Held) -> tuple[Sent, ...]:
    """Nothing where it cannot even be worked out: then the entry itself is all that is known."""
    work.begin_step()
    try:
        with work.connection.begin_nested():
            return tuple(_worked_out(work, held))
    except Exception:  # noqa: BLE001 - it is put away because it fails
        work.undo_step()
        _log.exception("what %s v%d sent on cannot be worked out", held.entry.matter, held.entry.v)
        return ()


def _worked_out(work: Work, held: Held) -> Iterator[Sent]:
    went = went_with_it(work, held.entry)
    for new in went[1].follow_ups if went else ():
        command = new.command
        if command.matter:
            fields = dict(command.fields)
            yield Sent(command.matter, _title(work.connection, command.matter), command.action, fields)


def _title(connection: Connection, matter: str) -> str:
    row = connection.execute(select(t.matter.c.row).where(t.matter.c.id == matter)).scalar()
    return title_in(bytes(row or b"{}"))
