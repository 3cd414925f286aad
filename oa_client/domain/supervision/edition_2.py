"""Edition 2 of 督查: what was opened is handed out as it was opened, a day is the lead's, a conclusion is received.

The conclusion goes to each unit the item was given to. It signs for it (``receive``), or the office notes how it was
delivered (``serve``); the 30 days in which it may object run for each from then on, and each may object once. Who wrote
the conclusion does not look at it again. Matters opened under edition 1 go on under that.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.document import ALWAYS
from oa_client.domain.matter import Duty
from oa_client.domain.supervision import conclude, handle, propose
from oa_client.domain.supervision.stages import (
    ENDED,
    GOVERNMENT,
    NO_OBJECT,
    OFFICE,
    given,
    own,
)
from oa_client.domain.supervision.table import SUPERVISION
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard, Process, Target, TaskRule

_FED_BACK = ENDED | {"objected"}
_GIVEN_TO = frozenset({"lead", "assist"})
_TOLD = ("concluded", "notified", "objected")
"""Where a strand stands whose conclusion was fed back, received, objected to."""
_ENTRUSTED = Field("entrusted", FieldType.LINE, limit=120, kept=True)
_REOPENED: Condition = ("is", "finding", "reopen")
_LEADING: Condition = ("track_role", "lead")
_OBJECTION_OPEN: Condition = ("any", ("track_in", "concluded"), ("clock_open", "objection"))


def _entrusting(guard: Guard) -> Guard:
    """A community or a village too, where it says what it was entrusted by."""
    if guard.refusal != NO_OBJECT:
        return guard
    organs = guard.must[-1]
    assert isinstance(organs, tuple)
    wider: Condition = ("all", ("given", "entrusted"), (*organs, "community", "village"))
    return replace(guard, must=(*guard.must, wider))


def _asking(action: Action) -> Action:
    """It asks for the basis of the entrusting behind that of the authorisation."""
    at = [f.name for f in action.asks].index("authorisation") + 1
    return replace(action, asks=(*action.asks[:at], _ENTRUSTED, *action.asks[at:]))


def _lead_postpones(action: Action) -> Action:
    """Only a later day of the leading unit makes the item's later."""
    effects = tuple(replace(e, when=_LEADING) if e.name == "postpone" else e for e in action.effects)
    return replace(action, effects=effects)


def _given_to(target: Target) -> Target:
    return replace(target, roles=_GIVEN_TO)


AMEND = _asking(
    replace(
        propose.AMEND,
        states=propose.AMEND.states | {"approved"},
        effects=(Effect("move", ("proposed",)),),
    )
)
"""What a leader has opened goes back to him when it is changed; its number stays."""
CLOSE = replace(
    conclude.CLOSE,
    effects=(
        *(e for e in conclude.CLOSE.effects if e.name != "start_clock"),
        Effect("clear", ("rechecked", "finding")),
        Effect("turn_first_hand", ("concluded", "done"), GOVERNMENT),
    ),
)
_RECEIVED = (Effect("set_track", ("notified",)), Effect("start_clock", ("objection",)))
RECEIVE = Action(
    "receive",
    who=("holder",),
    states=_FED_BACK,
    asks=(Field("note", FieldType.TEXT, limit=500),),
    target=_given_to(own("concluded", notified="already_done", objected="already_done", done="already_done")),
    effects=_RECEIVED,
    primary=True,
)
SERVE = Action(
    "serve",
    who=OFFICE,
    states=_FED_BACK,
    asks=(Field("note", FieldType.TEXT, ALWAYS, limit=500), Field("files", FieldType.FILES)),
    target=_given_to(given("concluded", notified="already_done", objected="already_done")),
    effects=_RECEIVED,
)
"""送达: where nobody signs for it there, how and to whom it was handed over."""
OBJECT = replace(
    conclude.OBJECT,
    who=("holder", "concluded", "notified"),
    states=_FED_BACK,
    guards=tuple(g for g in conclude.OBJECT.guards if g.refusal != "objected_already"),
    target=_given_to(own("concluded", "notified", objected="objected_already", done="objection_inside")),
    effects=(
        Effect("set_track", ("objected",)),
        Effect("stop_clock", ("objection",)),
        Effect("start_clock", ("recheck",), ("not", ("stage", "objected"))),
        Effect("move", ("objected",)),
    ),
)
_IMPARTIAL = Guard(("not", ("holds_any", "done", *_TOLD)), "rechecks_own")
RECHECK = replace(
    conclude.RECHECK,
    guards=tuple(_IMPARTIAL if g.refusal == "rechecks_own" else g for g in conclude.RECHECK.guards),
    effects=(
        *conclude.RECHECK.effects,
        Effect("turn_first_hand", ("done", *_TOLD), _REOPENED),
        Effect("stop_clock", ("objection",), _REOPENED),
    ),
)
_OPEN = Guard(("not", _OBJECTION_OPEN), "objection_open")
ARCHIVE = replace(
    conclude.ARCHIVE,
    guards=tuple(_OPEN if g.refusal == "objection_open" else g for g in conclude.ARCHIVE.guards),
)
ISSUE = replace(
    propose.ISSUE,
    guards=tuple(
        replace(g, must=("unchanged", "lead", "assist", "due")) if g.refusal == "approved_otherwise" else g
        for g in propose.ISSUE.guards
    ),
)
"""A day that has passed meanwhile is changed by ``amend`` and goes back to the leader."""
_CHANGED = {
    action.name: action
    for action in (
        _asking(propose.PROPOSE),
        _asking(propose.FILL_IN),
        AMEND,
        ISSUE,
        _lead_postpones(handle.GRANT_EXTENSION),
        _lead_postpones(handle.TURN_LONG),
        CLOSE,
        OBJECT,
        RECHECK,
        ARCHIVE,
    )
}


def _actions() -> tuple[Action, ...]:
    changed = (_CHANGED.get(action.name, action) for action in SUPERVISION.actions)
    return (RECEIVE, *(replace(a, guards=tuple(map(_entrusting, a.guards))) for a in changed), SERVE)


SUPERVISION_2: Process = replace(
    SUPERVISION,
    edition=2,
    track_states=(*SUPERVISION.track_states, *_TOLD),
    actions=_actions(),
    tasks=(*SUPERVISION.tasks, TaskRule(Duty.ACT, "receive", ("stage", *sorted(_FED_BACK)), frozenset({"concluded"}))),
    clocks=tuple(replace(c, per_track=True) if c.name == "objection" else c for c in SUPERVISION.clocks),
)
