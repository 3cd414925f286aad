"""What the centre does by itself when a moment has come; only the centre has timers."""

from __future__ import annotations

from sqlalchemy import delete, select

from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import SYSTEM, Actor, PostId, UnitId
from oa_client.domain.rulebook import decide
from oa_client.protocol.record import write
from server_stub import tables as t
from server_stub.entries import append, context, find, make_entry
from server_stub.work import Work

AT_ONCE = 200


def run_timers(work: Work) -> int:
    """Carry out the timers that are due; how many were looked at. One the rule refuses goes off without effect."""
    c = t.timer.c
    due = work.connection.execute(
        select(c.matter, c.name, c.at, c.action).where(c.at <= work.now).order_by(c.at).limit(AT_ONCE)
    ).all()
    for matter, name, at, action in due:
        work.connection.execute(delete(t.timer).where(c.matter == matter, c.name == name))
        _go_off(work, matter, name, at, action)
    return len(due)


def _go_off(work: Work, matter: str, name: str, at: int, action: str) -> None:
    fold = find(work, matter)
    if fold is None or fold.state is None:
        return
    actor = Actor(SYSTEM, PostId(0), UnitId(0))
    command = Command(MatterId(matter), fold.process.kind, action)
    answer = decide(fold.process, fold.state, command, context(work, actor))
    if not isinstance(answer, Accepted):
        return
    for new in answer.entries:
        data = {**new.data, "timer": name, "timer_at": at}
        entry = make_entry(work, fold, actor, matter, new.type, data)
        fold = append(work, fold, entry, write(entry), 0, 0)
