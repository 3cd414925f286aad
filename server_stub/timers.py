"""What the centre does by itself when a moment has come; only the centre has timers.

Its act goes through the same step as a command does: entries, claims and what it sends on, whole or not at all. What it
opens elsewhere is named after its cause (``<matter>.0.<version>.<n>``), so that a restored centre names it so again.
"""

from __future__ import annotations

import logging
from enum import Enum

from sqlalchemy import delete, select, update

from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import MatterId
from oa_client.domain.people import CENTRE, SYSTEM, PersonId
from oa_client.domain.rulebook import decide
from oa_client.protocol.messages import CommandUp
from server_stub import tables as t
from server_stub.entries import context, find
from server_stub.restoring import era
from server_stub.seal import Seal
from server_stub.standing_in import going_of
from server_stub.steps import Caller, Submission, Undone, enter
from server_stub.work import Work

AT_ONCE = 200
AGAIN = 600
"""Seconds after which a timer that could not be carried out is tried again."""
_NOBODY_ASKS = Seal.open(None)
"""No receipt is given for what the centre does by itself."""
_log = logging.getLogger(__name__)


class Went(Enum):
    """What came of a timer: it took effect, the rule refused it for good, or it could not be carried out."""

    DONE = "done"
    REFUSED = "refused"
    NOT_YET = "not_yet"


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
        if not _still_due(work, matter, name):
            continue
        went = _tried(work, matter, action)
        this = (c.matter == matter, c.name == name, c.at <= work.now)
        if went is Went.NOT_YET:
            work.connection.execute(update(t.timer).where(*this).values(at=work.now + AGAIN))
        elif went is Went.REFUSED:
            work.connection.execute(delete(t.timer).where(*this))
    return len(due)


def _still_due(work: Work, matter: str, name: str) -> bool:
    """Whether what went off before it on the same matter has left it standing."""
    c = t.timer.c
    this = select(c.at).where(c.matter == matter, c.name == name, c.at <= work.now)
    return work.connection.execute(this).first() is not None


def lapse(work: Work, person: PersonId) -> None:
    """Somebody has left office: nobody stands in for him any more, nor he for anybody."""
    if not era(work.connection).restoring:
        for matter in going_of(work, person):
            _tried(work, matter, "lapse")


def lapse_left(work: Work) -> None:
    """The same of all who left office while the centre was being restored."""
    for person in work.directory.people.values():
        if not person.active:
            lapse(work, person.id)


def _tried(work: Work, matter: str, action: str) -> Went:
    """What came of it; one that breaks is undone and tried again later, and the others go off all the same."""
    work.begin_step()
    try:
        with work.connection.begin_nested():
            return _go_off(work, matter, action)
    except Undone as undone:
        work.undo_step()
        _log.warning("timer of %s: %s", matter, undone.outcome.code)
        return Went.NOT_YET if undone.outcome.s == "l" else Went.REFUSED
    except Exception:  # noqa: BLE001 - one poisoned timer must not stop the others
        work.undo_step()
        _log.exception("timer of %s failed", matter)
        return Went.NOT_YET


def _go_off(work: Work, matter: str, action: str) -> Went:
    fold = find(work, matter)
    if fold is None or fold.state is None:
        return Went.NOT_YET
    command = Command(MatterId(matter), fold.process.kind, action)
    answer = decide(fold.process, fold.state, command, context(work, CENTRE))
    if not isinstance(answer, Accepted):
        return Went.REFUSED
    up = CommandUp(0, matter, fold.process.kind, action, 0, work.now)
    root = f"{matter}.0.{fold.version + 1}"
    one = Submission(work, _NOBODY_ASKS, Caller(SYSTEM, 0), up, era(work.connection), root=root)
    enter(one, fold, CENTRE, matter, answer, "")
    return Went.DONE
