"""电子公告: a notice is reviewed, published to a scope, and expires (domain.md §4.6).

A draft is the client's own.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.matter import Duty
from oa_client.domain.table import (
    Action,
    AudienceRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    TaskRule,
    TimerRule,
)

AUTHOR: Condition = ("clerk_of_opener",)
REVIEWER: Condition = ("all", ("actor_in", "reviewer"), ("role", "reviewer", "leader"))
PUBLISHED: Condition = ("stage", "published")
SHOWN: Condition = ("stage", "published", "expired")
STAGES = frozenset({"review", "returned", "published", "withdrawn", "expired"})
LEVELS = ("district", "street", "community")

_ALWAYS: Condition = ("always",)
_REASON = Field("reason", FieldType.TEXT, _ALWAYS, limit=500)
_TEXT = (
    Field("title", FieldType.LINE, _ALWAYS, kept=True),
    Field("body", FieldType.TEXT, _ALWAYS, kept=True),
    Field("scope", FieldType.SCOPES, _ALWAYS, kept=True),
    Field("level", FieldType.CHOICE, choices=LEVELS, kept=True),
    Field("pinned_until", FieldType.MOMENT, kept=True),
    Field("valid_until", FieldType.MOMENT, kept=True),
    Field("receipt", FieldType.FLAG, kept=True),
    Field("reviewer", FieldType.HOLDER, _ALWAYS, kept=True),
    Field("files", FieldType.FILES, kept=True),
)
_SOUND = (
    Guard(("known_people", "scope"), "unknown_reader"),
    Guard(("known_people", "reviewer"), "unknown_reviewer"),
    Guard(("each_one_person", "reviewer"), "reviewer_not_a_person"),
    Guard(("named_role", "reviewer", "reviewer", "leader"), "reviewer_cannot_review"),
    Guard(("not", ("actor_in", "reviewer")), "reviewer_is_author"),
    Guard(("not_after", "pinned_until", "valid_until"), "pinned_too_long"),
    Guard(("not", ("passed", "valid_until")), "validity_over"),
)

_SUBMIT = Action(
    "submit",
    who=_ALWAYS,
    states=frozenset(),
    opens=True,
    asks=_TEXT,
    guards=_SOUND,
    effects=(Effect("set_actor", ("author",)), Effect("move", ("review",))),
)

_PUBLISH = Action(
    "publish",
    who=REVIEWER,
    states=frozenset({"review"}),
    asks=(Field("opinion", FieldType.TEXT, limit=500),),
    guards=(
        Guard(("not", ("actor_in", "author"), ("opener",)), "reviewer_is_author"),
        Guard(("not", ("passed", "valid_until")), "validity_over"),
    ),
    effects=(Effect("move", ("published",)),),
    primary=True,
)

_SEND_BACK = Action(
    "send_back",
    who=REVIEWER,
    states=frozenset({"review"}),
    asks=(_REASON,),
    effects=(Effect("move", ("returned",)),),
)

_RESUBMIT = Action(
    "resubmit",
    who=AUTHOR,
    states=frozenset({"review", "returned"}),
    asks=_TEXT,
    guards=_SOUND,
    effects=(Effect("set_actor", ("author",)), Effect("move", ("review",))),
)

_ANSWER = Action(
    "answer",
    who=("sees",),
    states=frozenset({"published"}),
    asks=(Field("opinion", FieldType.TEXT, _ALWAYS, limit=500),),
    guards=(Guard(("given", "receipt"), "no_answer_asked"),),
)

_WITHDRAW = Action(
    "withdraw",
    who=("any", AUTHOR, ("all", REVIEWER, PUBLISHED)),
    states=frozenset({"review", "returned", "published"}),
    asks=(_REASON,),
    effects=(Effect("move", ("withdrawn",)),),
)

_EXTEND = Action(
    "extend",
    who=("any", AUTHOR, REVIEWER),
    states=frozenset({"published"}),
    asks=(Field("valid_until", FieldType.MOMENT, _ALWAYS, kept=True),),
    guards=(
        Guard(("not", ("passed", "valid_until")), "validity_over"),
        Guard(("not_after", "pinned_until", "valid_until"), "pinned_too_long"),
    ),
)

_EXPIRE = Action(
    "expire",
    who=("system",),
    states=frozenset({"published"}),
    guards=(Guard(("passed", "valid_until"), "still_valid"),),
    effects=(Effect("move", ("expired",)),),
)

BULLETIN = Process(
    kind="bulletin",
    edition=1,
    stages=("review", "returned", "published", "withdrawn", "expired"),
    over=frozenset({"published", "withdrawn", "expired"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(_SUBMIT, _PUBLISH, _SEND_BACK, _RESUBMIT, _ANSWER, _EXTEND, _WITHDRAW, _EXPIRE, correcting(STAGES)),
    tasks=(
        TaskRule(Duty.ACT, "review", ("stage", "review"), holders=("field", "reviewer")),
        TaskRule(Duty.ACT, "returned", ("stage", "returned"), holders=("opener",)),
        TaskRule(Duty.ACT, "returned", ("stage", "returned"), holders=("opener_clerks",)),
        TaskRule(Duty.READ, "read", PUBLISHED, holders=("field", "scope"), by_receipt=True, answer="answer"),
    ),
    audience=(
        AudienceRule(("opener",)),
        AudienceRule(("opener_clerks",)),
        AudienceRule(("field", "reviewer")),
        AudienceRule(("field", "scope"), SHOWN),
    ),
    timers=(TimerRule("expire", "valid_until", "expire", PUBLISHED),),
)
