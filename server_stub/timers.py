"""What the centre does by itself when a moment has come; only the centre has timers.

An action of a timer takes no claims and sends nothing on: no table asks for it.
"""

from __future__ import annotations

import logging

from sqlalchemy import delete, select

from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import CENTRE
from oa_client.domain.rulebook import decide
from oa_client.protocol.record import write
from server_stub import tables as t
from server_stub.entries import append, context, find, make_entry
from server_stub.restoring import era
from server_stub.work import Work

AT_ONCE = 200
_log = logging.getLogger(__name__)


def run_timers(work: Work) -> int:
    """Carry out the timers that are due; how many were looked at. One the rule refuses goes off without effect.

    None while the centre is being restored: its entry would take the place of one that is still to come back.
    """
    if era(work.connection).restoring:
        return 0
    c = t.timer.c
    due = work.connection.execute(
        select(c.matter, c.name, c.action).where(c.at <= work.now).order_by(c.at).limit(AT_ONCE)
    ).all()
    for matter, name, action in due:
        if not _tried(work, matter, action):
            work.connection.execute(delete(t.timer).where(c.matter == matter, c.name == name))
    return len(due)


def _tried(work: Work, matter: str, action: str) -> bool:
    """Whether it took effect; one that breaks is undone and put away, and the others go off all the same."""
    work.begin_step()
    try:
        with work.connection.begin_nested():
            return _go_off(work, matter, action)
    except Exception:  # noqa: BLE001 - one poisoned timer must not stop the others
        work.undo_step()
        _log.exception("timer of %s failed", matter)
        return False


def _go_off(work: Work, matter: str, action: str) -> bool:
    fold = find(work, matter)
    if fold is None or fold.state is None:
        return False
    command = Command(MatterId(matter), fold.process.kind, action)
    answer = decide(fold.process, fold.state, command, context(work, CENTRE))
    if not isinstance(answer, Accepted) or answer.follow_ups:
        return False  # what should be sent on and is not would be lost
    for new in answer.entries:
        entry = make_entry(work, fold, CENTRE, matter, new.type, dict(new.data))
        fold = append(work, fold, entry, write(entry), 0, 0)
    return True
