"""What went with an entry, worked out again when it comes back; and what of that is back already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import ColumnElement, select

from oa_client.domain.acceptance import accepted, claims, found_in
from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import Entry
from oa_client.domain.people import SYSTEM, Actor
from oa_client.domain.scene import Scene
from oa_client.protocol.record import Stored, read
from server_stub import tables as t
from server_stub.entries import context, find
from server_stub.fold import Fold, begin, load
from server_stub.work import Work


def went_with(work: Work, fold: Fold, entry: Entry, command: Command) -> tuple[Actor, Accepted] | None:
    """Who made an entry, and what it claimed and sent on; it was accepted once and is not judged again.

    It draws no number anew: those it drew stand in it, also those for what it sent on.
    """
    action = fold.process.action(entry.action)
    if action is None:
        return None
    known = work.directory.actor(entry.actor, entry.post)
    roles = known.roles if known else frozenset()
    actor = Actor(entry.actor, entry.post, entry.unit, roles, entry.on_behalf, entry.delegation)
    track = fold.state.track(entry.track) if fold.state else None
    scene = Scene(fold.process, fold.state, actor, entry.fields, track, work.directory, entry.at, entry.matter)
    found = found_in(entry)
    then = context(work, actor, restoring=True, at=entry.at)
    command = replace(command, found=found)
    again = accepted(fold.process, action, scene, command, then, found)
    return actor, replace(again, claims=tuple(claims(action, scene, found)))


def went_with_it(work: Work, entry: Entry) -> tuple[Actor, Accepted] | None:
    """The same of an entry that stands in its record, as far as the record tells."""
    now = find(work, entry.matter)
    if now is None:
        return None
    fold = load(work.connection, work.kinds, entry.matter, entry.v) or begin(now.process, entry.matter)
    command = Command(entry.matter, fold.process.kind, entry.action, entry.fields, entry.track, cause=entry.cause)
    return went_with(work, fold, entry, command)


def already(work: Work, command: Command, at: int) -> Entry | None:
    """The entry by which the centre carried this out before: it came back without, or before, what it follows from.

    `at`: when that was made, where it is the very act that comes back now; 0: the centre acts anew, and whatever it
    had sent on of that sort is in force where the act it followed from did not come back.
    """
    acts = {entry.at for entry in _by_centre(work, t.entry.c.matter == command.cause)} if not at else set()
    for entry in _there(work, command):
        same = (entry.action, entry.cause) == (command.action, command.cause)
        if same and (entry.at == at or not (at or entry.at in acts)):
            return entry
    return None


def _there(work: Work, command: Command) -> Iterator[Entry]:
    """The centre's entries in the matter it acts on; of one it would open, the first of those opened after its cause.

    A range, as the index over (matter, version) serves one: `/` is what comes behind the dot.
    """
    e = t.entry.c
    if command.matter:
        return _by_centre(work, e.matter == command.matter)
    return _by_centre(work, (e.matter > f"{command.cause}.") & (e.matter < f"{command.cause}/") & (e.v == 1))


def _by_centre(work: Work, where: ColumnElement[bool]) -> Iterator[Entry]:
    e = t.entry.c
    rows = work.connection.execute(select(e.envelope, e.data).where(where, e.effective == SYSTEM).order_by(e.seq))
    return (read(Stored(bytes(row.envelope), bytes(row.data))) for row in rows.all())
