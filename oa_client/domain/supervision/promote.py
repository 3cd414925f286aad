"""批示超期转督查: an instruction that was not carried out in time becomes an item of supervision, once.

Edition 2 of 领导批示 is edition 1 with this; matters opened under edition 1 go on under it.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.document import ALWAYS
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.instruction import CLERK, EVERYWHERE, INSTRUCTION
from oa_client.domain.table import (
    Action,
    AudienceRule,
    Condition,
    Effect,
    Field,
    FieldType,
    FollowUpRule,
    Guard,
    Process,
    TimerRule,
)

NOT_SUPERVISED: Condition = ("not", ("given", "supervision"))
_STATES = frozenset({"handling", "reported"})
_GUARDS = (
    Guard(("known_people", "supervisor"), UNKNOWN),
    Guard(("any", ("not", ("given", "supervisor")), ("named_role", "supervisor", "supervisor")), "not_a_supervisor"),
)
TAKE_UP = FollowUpRule(
    "supervision",
    "take_up",
    {
        "title": "title",
        "organ": "registry",
        "office": "supervisor",
        "basis_matter": "@matter",
        "requirements": "requirements",
        "lead": "lead",
        "assist": "assist",
        "approver": "leader",
        "urgency": "urgency",
    },
)
SUPERVISE = Action(
    "supervise",
    who=("any", CLERK, ("role", "supervisor")),
    states=_STATES,
    asks=(
        Field("supervisor", FieldType.HOLDER, ALWAYS, kept=True),
        Field("requirements", FieldType.TEXT, ALWAYS, limit=4000),
    ),
    guards=(
        Guard(("passed", "due"), "not_overdue"),
        Guard(NOT_SUPERVISED, "already_supervised"),
        *_GUARDS,
    ),
    follow_ups=(TAKE_UP,),
)
PROMOTE = Action(
    "promote",
    who=("system",),
    states=_STATES,
    guards=(
        Guard(("passed", "due"), "not_overdue"),
        Guard(NOT_SUPERVISED, "already_supervised"),
        Guard(("given", "supervisor"), "no_supervisor_named"),
    ),
    effects=(Effect("set_entry", ("promoted",)),),
    follow_ups=(TAKE_UP,),
)
"""The centre does it by itself, where it was said beforehand who supervises."""
OVERDUE = TimerRule(
    "overdue",
    "due",
    "promote",
    (
        "all",
        ("stage", *sorted(_STATES)),
        ("given", "supervisor"),
        NOT_SUPERVISED,
        ("not", ("given", "promoted")),
    ),
)
NOTE_SUPERVISED = Action(
    "note_supervised",
    who=("caused",),
    states=EVERYWHERE,
    asks=(Field("supervision", FieldType.MATTER, ALWAYS, kept=True),),
)
"""That there is one only is seen to by the key the item takes."""


def _with_supervisor(action: Action) -> Action:
    """Who gives it out may say who supervises it should its day pass."""
    supervisor = Field("supervisor", FieldType.HOLDER, kept=True)
    return replace(action, asks=(*action.asks, supervisor), guards=(*action.guards, *_GUARDS))


INSTRUCTION_2: Process = replace(
    INSTRUCTION,
    edition=2,
    actions=(
        *(_with_supervisor(a) if a.name == "assign" else a for a in INSTRUCTION.actions),
        SUPERVISE,
        PROMOTE,
        NOTE_SUPERVISED,
    ),
    timers=(*INSTRUCTION.timers, OVERDUE),
    audience=(*INSTRUCTION.audience, AudienceRule(("field", "supervisor"))),
)
