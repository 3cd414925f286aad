"""What acts that a restored centre takes back had sent on to other matters: held back until the restore is closed.

The place of such an entry is fixed by what stood before it there, and that may still be to come: another's words, or
what the centre did by itself. Made at once it would take the place of one of these, and all behind it were refused.
So it comes back with the words that stand behind it (`own_acts`), at its own place; and what nobody wrote behind is
made again when the restore is closed (`closing`), after everything that was brought.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, insert, select

from oa_client.domain.decision import Accepted, Command
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
    """The entry by which a person's act took effect on another matter before, if it came back without that act.

    It is found once: the next act of that sort finds the next one. `at`: when he did it, where that very act comes
    back; 0: whoever did it whenever.
    """
    e, r = t.entry.c, t.reclaimed.c
    taken = exists().where(r.matter == e.matter, r.v == e.v)
    his = e.actor == actor.person if at else e.actor != SYSTEM
    bare = (e.matter == command.matter, e.device == 0, e.n == 0, his, ~taken)
    rows = work.connection.execute(select(e.envelope, e.data).where(*bare).order_by(e.v)).all()
    for row in rows:
        entry = read(Stored(bytes(row.envelope), bytes(row.data)))
        if (entry.action, entry.cause) == (command.action, command.cause) and at in {0, entry.at}:
            work.connection.execute(insert(t.reclaimed).values(matter=entry.matter, v=entry.v))
            return entry
    return None
