"""A restore is closed: what was held back is carried out, and everything takes effect again."""

from __future__ import annotations

import logging
from dataclasses import replace

from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp
from server_stub.holding_back import Held, held_back, let_go
from server_stub.restoring import era
from server_stub.seal import Seal
from server_stub.standing_in import restand
from server_stub.steps import Caller, Submission, Undone, follow_up
from server_stub.timers import lapse_left
from server_stub.went_with import went_with_it
from server_stub.work import Work, set_counter

_NOBODY_ASKS = Seal.open(None)
"""No receipt is given for what follows."""
_log = logging.getLogger(__name__)


def close(work: Work) -> None:
    """An administrator has checked. What cannot be carried out stays listed, and is tried at the next closing."""
    set_counter(work.connection, "restoring", 0)
    for held in held_back(work.connection):
        _carry_out(work, held)
    restand(work)
    lapse_left(work)


def _carry_out(work: Work, held: Held) -> None:
    """All that an entry sent to other matters, or nothing of it."""
    work.begin_step()
    try:
        with work.connection.begin_nested():
            _send_on(work, held)
            let_go(work.connection, held)
    except Undone as undone:
        work.undo_step()
        _log.warning("what follows from %s v%d: %s", held.entry.matter, held.entry.v, undone.outcome.code)
    except Exception:  # noqa: BLE001 - one poisoned entry must not stop the others
        work.undo_step()
        _log.exception("what follows from %s v%d failed", held.entry.matter, held.entry.v)


def _send_on(work: Work, held: Held) -> None:
    """As of the moment of the entry: the same bytes where the others stand as they stood."""
    entry = held.entry
    if (found := went_with_it(work, entry)) is None:
        return
    actor, again = found
    for number, new in enumerate(again.follow_ups, 1):
        if new.command.matter:
            command = replace(new.command, cause=MatterId(entry.matter))
            follow_up(_as_then(work, held), actor, command, f"{held.path}.{number}")


def _as_then(work: Work, held: Held) -> Submission:
    """The command by which the entry had come, as far as what follows asks for it."""
    entry = held.entry
    made = entry.data.get("made")
    up = CommandUp(held.n, entry.matter, "", entry.action, entry.post, made if isinstance(made, int) else entry.at)
    caller = Caller(PersonId(held.person), held.device)
    return Submission(work, _NOBODY_ASKS, caller, up, era(work.connection), entry.at, held.root)
