"""What acts that a restored centre takes back had sent on to other matters: held back until the restore is closed.

The place of such an entry is fixed by what stood before it there, and that may still be to come: another's words, or
what the centre did by itself. Made at once it would take the place of one of these, and all behind it were refused.
So it comes back with the words that stand behind it (`own_acts`), at its own place; and what nobody wrote behind is
made again when the restore is closed (`closing`), after everything that was brought.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select

from oa_client.domain.decision import Accepted, Command, NewEntry
from oa_client.domain.matter import Entry
from oa_client.domain.people import SYSTEM, Actor
from oa_client.domain.table import Process
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """An entry that was taken back, by whose command it had come, and how what it opens is named."""

    entry: Entry
    path: str
    device: int
    n: int
    person: int
    root: str


def reaches_others(process: Process, accepted: Accepted) -> bool:
    """Whether an act sends something to a matter that there was already, or would if it could be found now."""
    if any(new.command.matter for new in accepted.follow_ups):
        return True
    action = process.action(str(accepted.entries[0].data["action"])) if accepted.entries else None
    return action is not None and any(rule.optional for rule in action.follow_ups)


def hold_back(connection: Connection, matter: str, v: int, **whose: object) -> None:
    """Carry out what this entry sent to other matters when the restore is closed."""
    connection.execute(insert(t.held_back).values(matter=matter, v=v, **whose))


def held_back(connection: Connection) -> list[Held]:
    """All of these, in the order in which they were made."""
    h, e = t.held_back.c, t.entry.c
    wanted = select(e.envelope, e.data, h.path, h.device, h.n, h.person, h.root)
    rows = connection.execute(
        wanted.join(t.held_back, (h.matter == e.matter) & (h.v == e.v)).order_by(e.seq).select_from(t.entry)
    )
    found = [
        Held(read(Stored(bytes(row.envelope), bytes(row.data))), row.path, row.device, row.n, row.person, row.root)
        for row in rows
    ]
    return sorted(found, key=lambda one: one.entry.at)


def let_go(connection: Connection, held: Held) -> None:
    """It is done."""
    h = t.held_back.c
    connection.execute(delete(t.held_back).where(h.matter == held.entry.matter, h.v == held.entry.v))


def reclaim(work: Work, actor: Actor, command: Command, at: int) -> Entry | None:
    """The entry by which the very act that comes back, done by its author at `at`, took effect on another matter.

    It is found once: the next act of that sort finds the next one.
    """
    found = (one for one in _came_alone(work, command) if (one.actor, one.at) == (actor.person, at))
    return _taken(work, next(found, None))


def left_over(work: Work, command: Command) -> list[Entry]:
    """What came back of acts of this sort, each without the act it follows from."""
    acts = {(one.actor, one.at) for one in _entries(work, t.entry.c.matter == command.cause)}
    return [one for one in _came_alone(work, command) if (one.actor, one.at) not in acts]


def stands_in(work: Work, command: Command, left: Iterable[Entry]) -> bool:
    """Whether one of these says all that this command says: then it stands for it, once."""
    same = (one for one in left if dict(one.fields) == dict(command.fields))
    return _taken(work, next(same, None)) is not None


def said_beside(process: Process, command: Command) -> Accepted | None:
    """What was said this time, as an entry of its own beside what was said before; it moves no strand once more.

    None where the action is about no strand: it would do again what is done.
    """
    action = process.action(command.action)
    if action is None or action.target is None:
        return None
    data: dict[str, object] = {"action": action.name, "fields": dict(command.fields), "cause": command.cause}
    return Accepted((NewEntry(action.entry, data),))


def _came_alone(work: Work, command: Command) -> list[Entry]:
    e, r = t.entry.c, t.reclaimed.c
    taken = exists().where(r.matter == e.matter, r.v == e.v)
    bare = (e.matter == command.matter, e.device == 0, e.n == 0, e.actor != SYSTEM, ~taken)
    return [one for one in _entries(work, *bare) if (one.action, one.cause) == (command.action, command.cause)]


def _entries(work: Work, *where: ColumnElement[bool]) -> list[Entry]:
    e = t.entry.c
    rows = work.connection.execute(select(e.envelope, e.data).where(*where).order_by(e.v)).all()
    return [read(Stored(bytes(row.envelope), bytes(row.data))) for row in rows]


def _taken(work: Work, entry: Entry | None) -> Entry | None:
    if entry is not None:
        work.connection.execute(insert(t.reclaimed).values(matter=entry.matter, v=entry.v))
    return entry
