"""请假、外出: who is away until when, who allowed it, who stands in for him meanwhile (domain.md §4.11).

What kind of leave it is stands in this matter only: its applicant, who decides on it and the clerks of his unit see it.
When it begins the centre opens a delegation to the deputy named, or wakes the applicant's pair; 销假 ends that. Nobody
counts anybody's days.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.corrections import correcting
from oa_client.domain.delegation import COVERS, PAIRS
from oa_client.domain.document import ALWAYS, TITLE, opinion
from oa_client.domain.matter import Duty
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
    TaskRule,
    TimerRule,
)

TYPES = ("annual", "personal", "sick", "family", "official", "training", "abroad")
APPLICANT: Condition = ("opener",)
AT_HEAD: Condition = ("stage", "head_review")
AT_LEADER: Condition = ("stage", "leader_review")
DECIDING: Condition = (
    "any",
    ("all", AT_HEAD, ("actor_in", "unit_head")),
    ("all", AT_LEADER, ("actor_in", "in_charge")),
)
EITHER: Condition = ("any", ("actor_in", "unit_head"), ("actor_in", "in_charge"))
REVIEW = frozenset({"head_review", "leader_review"})
AWAY = frozenset({"on_leave", "due_back"})
STAGES = ("head_review", "leader_review", "returned", "approved", "on_leave", "due_back", "closed", "withdrawn")
OVER = frozenset({"closed", "withdrawn", "cut_short"})
_OWN = Guard(("own_name",), "leave_is_personal")
_NOT_HIS_OWN = Guard(("not", ("asked_it",)), "approver_is_applicant")
_REASON = Field("reason", FieldType.TEXT, ALWAYS, limit=500)
_NOT_OVER = Guard(("not", ("passed", "until")), "leave_is_over")
_ASKS = (
    Field("leave_type", FieldType.CHOICE, ALWAYS, TYPES, kept=True),
    Field("from", FieldType.MOMENT, ALWAYS, kept=True),
    Field("until", FieldType.MOMENT, ALWAYS, kept=True),
    Field("destination", FieldType.LINE, ("is", "leave_type", "official", "training", "abroad"), limit=100, kept=True),
    Field("phone", FieldType.LINE, limit=40, kept=True),
    Field("deputy", FieldType.HOLDER, kept=True),
    Field("unit_head", FieldType.HOLDER, ALWAYS, kept=True),
    Field("in_charge", FieldType.HOLDER, kept=True),
    Field(TITLE.name, TITLE.type, limit=TITLE.limit, kept=True),
    Field("grounds", FieldType.TEXT, ("is", "leave_type", "personal"), limit=1000, kept=True),
    Field("files", FieldType.FILES, kept=True),
)
_A_LEADER: Condition = ("named_role", "@actor", "leader", "principal")
_TWO_DECIDE: Condition = ("all", ("given", "in_charge"), ("not", ("same", "in_charge", "unit_head")))
"""A leader reports twice (双报备): in his house, and to the leader in charge or 组织部's (domain.md §4.11)."""
_SOUND = (
    _OWN,
    Guard(("before", "from", "until"), "ends_before_it_begins"),
    Guard(("not", ("passed", "until")), "leave_is_over"),
    Guard(("known_people", "unit_head", "in_charge"), "unknown_approver"),
    Guard(("persons", "unit_head"), "approver_not_a_person"),
    Guard(("persons", "in_charge"), "approver_not_a_person"),
    Guard(("named_role", "unit_head", "leader", "principal", "reviewer"), "approver_cannot_approve"),
    Guard(("leads_over", "unit_head", "@actor_clerks", "leader", "principal", "reviewer"), "head_of_another_unit"),
    Guard(("named_role", "in_charge", "leader", "principal"), "approver_cannot_approve"),
    Guard(("any", ("not", _A_LEADER), _TWO_DECIDE), "leader_needs_in_charge"),
    Guard(("not", ("names_actor", "unit_head", "in_charge")), "approver_is_applicant"),
    Guard(("known_people", "deputy"), "unknown_taker"),
    Guard(("persons", "deputy"), "taker_not_a_person"),
    Guard(("not", ("actor_in", "deputy")), "taker_is_giver"),
)
_ENDS_COVER = FollowUpRule("delegation", "finish", held=(COVERS, "@matter"), optional=True)

_APPLY = Action(
    "apply",
    who=ALWAYS,
    states=frozenset(),
    opens=True,
    asks=_ASKS,
    guards=_SOUND,
    effects=(Effect("set_actor", ("applicant",)), Effect("move", ("head_review",))),
)
_APPROVE = Action(
    "approve",
    who=DECIDING,
    states=REVIEW,
    asks=(opinion(("never",)),),
    guards=(_OWN, _NOT_HIS_OWN, _NOT_OVER),
    effects=(
        Effect("move", ("approved",), ("any", AT_LEADER, ("all", AT_HEAD, ("not", ("given", "in_charge"))))),
        Effect("move", ("leader_review",), AT_HEAD),
    ),
    primary=True,
)
_SEND_BACK = Action(
    "send_back",
    who=DECIDING,
    states=REVIEW,
    asks=(_REASON,),
    guards=(_OWN,),
    effects=(Effect("move", ("returned",)),),
)
_RESUBMIT = Action(
    "resubmit",
    who=APPLICANT,
    states=frozenset({"returned"}),
    asks=_ASKS,
    guards=_SOUND,
    effects=(Effect("move", ("head_review",)),),
    primary=True,
)
_WITHDRAW = Action(
    "withdraw",
    who=APPLICANT,
    states=frozenset({*REVIEW, "returned", "approved"}),
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    guards=(_OWN,),
    effects=(Effect("move", ("withdrawn",)),),
)
_BEGIN = Action(
    "begin",
    who=("system",),
    states=frozenset({"approved"}),
    guards=(Guard(("passed", "from"), "still_to_come"),),
    effects=(Effect("move", ("on_leave",)),),
    follow_ups=(
        FollowUpRule(
            "delegation",
            "cover",
            {"giver": "applicant", "taker": "deputy", "from": "from", "until": "until", "leave": "@matter"},
            when=("all", ("given", "deputy"), ("not", ("passed", "until"))),
        ),
        FollowUpRule(
            "delegation",
            "wake",
            {"from": "from", "until": "until", "leave": "@matter"},
            held=(PAIRS, "applicant"),
            when=("all", ("not", ("given", "deputy")), ("not", ("passed", "until"))),
            optional=True,
        ),
    ),
)
_FALL_DUE = Action(
    "fall_due",
    who=("system",),
    states=frozenset({"on_leave"}),
    guards=(Guard(("passed", "until"), "still_valid"),),
    effects=(Effect("clear", ("asked_until",)), Effect("move", ("due_back",))),
)
_REPORT_BACK = Action(
    "report_back",
    who=APPLICANT,
    states=AWAY,
    asks=(opinion(("never",)),),
    guards=(_OWN,),
    effects=(Effect("set_day", ("back_on",)), Effect("move", ("closed",))),
    follow_ups=(_ENDS_COVER,),
    primary=True,
)
"""销假, also before the time is over."""
_CUT_SHORT = Action(
    "cut_short",
    who=EITHER,
    states=frozenset({"approved", "on_leave"}),
    asks=(_REASON,),
    guards=(_OWN,),
    effects=(Effect("move", ("cut_short",)),),
    follow_ups=(_ENDS_COVER,),
)
_ASK_EXTENSION = Action(
    "ask_extension",
    who=APPLICANT,
    states=frozenset({"on_leave"}),
    asks=(Field("asked_until", FieldType.MOMENT, ALWAYS, kept=True), _REASON),
    guards=(_OWN, _NOT_OVER, Guard(("before", "until", "asked_until"), "no_extension")),
)
_ALLOW_EXTENSION = Action(
    "allow_extension",
    who=EITHER,
    states=frozenset({"on_leave"}),
    asks=(Field("until", FieldType.MOMENT, ALWAYS, kept=True), opinion(("never",))),
    guards=(
        _OWN,
        _NOT_HIS_OWN,
        Guard(("given", "asked_until"), "no_extension_asked"),
        Guard(("before", "from", "until"), "ends_before_it_begins"),
        _NOT_OVER,
    ),
    effects=(Effect("clear", ("asked_until",)),),
    follow_ups=(FollowUpRule("delegation", "prolong", {"until": "until"}, held=(COVERS, "@matter"), optional=True),),
)
_REFUSE_EXTENSION = Action(
    "refuse_extension",
    who=EITHER,
    states=frozenset({"on_leave"}),
    asks=(_REASON,),
    guards=(_OWN, Guard(("given", "asked_until"), "no_extension_asked")),
    effects=(Effect("clear", ("asked_until",)),),
)
_ADD_NOTE = Action(
    "add_note", who=("sees",), states=frozenset({*STAGES, "cut_short"}), asks=(opinion(),), guards=(_OWN,)
)

_CORRECTING = correcting(frozenset({*STAGES, "cut_short"}))
_CORRECT = replace(_CORRECTING, guards=(*_CORRECTING.guards, _OWN))
"""Nobody corrects for another what was said of a leave."""

LEAVE = Process(
    kind="leave",
    edition=1,
    stages=(*STAGES, "cut_short"),
    over=OVER,
    track_states=(),
    open_tracks=frozenset(),
    actions=(
        _APPLY,
        _APPROVE,
        _SEND_BACK,
        _RESUBMIT,
        _WITHDRAW,
        _BEGIN,
        _FALL_DUE,
        _REPORT_BACK,
        _CUT_SHORT,
        _ASK_EXTENSION,
        _ALLOW_EXTENSION,
        _REFUSE_EXTENSION,
        _ADD_NOTE,
        _CORRECT,
    ),
    tasks=(
        TaskRule(Duty.ACT, "head_review", AT_HEAD, holders=("field", "unit_head")),
        TaskRule(Duty.ACT, "leader_review", AT_LEADER, holders=("field", "in_charge")),
        TaskRule(Duty.ACT, "returned", ("stage", "returned"), holders=APPLICANT),
        TaskRule(
            Duty.ACT,
            "extension",
            ("all", ("stage", "on_leave"), ("given", "asked_until")),
            holders=("field", "unit_head"),
        ),
        TaskRule(Duty.ACT, "report_back", ("stage", "due_back"), holders=APPLICANT),
    ),
    audience=(
        AudienceRule(APPLICANT),
        AudienceRule(("opener_clerks",)),
        AudienceRule(("field", "unit_head")),
        AudienceRule(("field", "in_charge")),
    ),
    timers=(
        TimerRule("begin", "from", "begin", ("stage", "approved")),
        TimerRule("due_back", "until", "fall_due", ("stage", "on_leave")),
    ),
)
