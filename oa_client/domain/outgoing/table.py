"""发文: drafted, checked, countersigned, signed, numbered, sealed, issued, sent out (domain.md §4.3).

One matter from the first draft to the archive, belonging to the organ in whose name it is issued; who countersigns
works inside it. Sent out, it is an exchange of its own, which keeps what each receiver does with it.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.handling import GOING
from oa_client.domain.matter import Duty
from oa_client.domain.outgoing.check import (
    CONSULT_UNITS,
    COUNTERSIGN,
    END_CONSULTATION,
    FORWARD,
    NOTE_SILENCE,
    PASS_CHECK,
    REVIEW_FAIRNESS,
    REVIEW_LEGALITY,
    SEND_BACK,
    SEND_FAIR,
    SEND_LEGAL,
    SUBMIT,
    TAKE_OFF,
    URGE,
)
from oa_client.domain.outgoing.draft import (
    AMEND,
    ATTACH,
    CHECK_IN,
    CHECK_OUT,
    DRAFT,
    REDRAFT,
    REVISE,
    SETTLE_SUGGESTION,
    SUGGEST,
    WITHDRAW,
)
from oa_client.domain.outgoing.issue import (
    ADD_NOTE,
    ARCHIVE,
    DISTRIBUTE,
    ISSUE,
    NUMBER,
    PROOFREAD,
    SEAL,
    SUPERSEDE,
    TYPESET,
    TYPESET_AGAIN,
    VOID,
)
from oa_client.domain.outgoing.sign import PASS_RECHECK, RECALL_SIGNING, SEND_TO_SIGN, SIGN
from oa_client.domain.outgoing.stages import ANSWERED, AT_WORK, CONSULT, EVERYWHERE, OVER
from oa_client.domain.outgoing.stages import SIGN as SIGN_ROLE
from oa_client.domain.table import AudienceRule, ClockRule, Condition, Process, TaskRule, TimerRule

COUNTERSIGN_DAYS = 5


def _office(step: str, *stages: str) -> TaskRule:
    return TaskRule(Duty.ACT, step, ("stage", *stages), holders=("field", "organ"))


def _named(step: str, stage: str, field: str) -> TaskRule:
    return TaskRule(Duty.ACT, step, ("stage", stage), holders=("field", field))


_SUGGESTED: Condition = ("all", ("given", "suggestion"), ("stage", *sorted(AT_WORK)))
_SUBMITTED: Condition = ("given", "checker")
"""Once it has left the drafter's desk, the office keeps seeing it."""

OUTGOING = Process(
    kind="outgoing",
    edition=1,
    stages=(
        "draft",
        "section_check",
        "consultation",
        "office_review",
        "legal_review",
        "fair_competition",
        "signing",
        "signed",
        "rechecked",
        "numbered",
        "typeset",
        "proofread",
        "sealed",
        "issued",
        "distributed",
        "archived",
        "returned",
        "withdrawn",
        "void",
        "superseded",
    ),
    over=OVER,
    track_states=("pending", "delivered", *ANSWERED, "silent", "signed", "forwarded", "withdrawn"),
    open_tracks=frozenset({"pending", "delivered"}),
    actions=(
        DRAFT,
        SUBMIT,
        PASS_CHECK,
        COUNTERSIGN,
        END_CONSULTATION,
        REVIEW_LEGALITY,
        REVIEW_FAIRNESS,
        SIGN,
        SEND_TO_SIGN,
        PASS_RECHECK,
        NUMBER,
        TYPESET,
        PROOFREAD,
        SEAL,
        ISSUE,
        DISTRIBUTE,
        CONSULT_UNITS,
        SEND_LEGAL,
        SEND_FAIR,
        CHECK_OUT,
        REVISE,
        CHECK_IN,
        SUGGEST,
        SETTLE_SUGGESTION,
        REDRAFT,
        AMEND,
        ATTACH,
        SEND_BACK,
        FORWARD,
        TAKE_OFF,
        URGE,
        RECALL_SIGNING,
        TYPESET_AGAIN,
        ARCHIVE,
        SUPERSEDE,
        WITHDRAW,
        VOID,
        NOTE_SILENCE,
        ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(
        TaskRule(Duty.ACT, "draft", ("stage", "draft"), holders=("opener",)),
        TaskRule(Duty.ACT, "redraft", ("stage", "returned"), holders=("opener",)),
        _named("check", "section_check", "checker"),
        TaskRule(Duty.ACT, "countersign", ("stage", "consultation"), GOING | {"silent"}, roles=CONSULT),
        TaskRule(
            Duty.ACT,
            "end_consultation",
            ("all", ("stage", "consultation"), ("no_track_in", "pending", "delivered")),
            holders=("field", "organ"),
        ),
        _office("office_review", "office_review"),
        _named("legal_review", "legal_review", "legal_reviewer"),
        _named("fair_review", "fair_competition", "fair_reviewer"),
        TaskRule(Duty.ACT, "sign", ("stage", "signing"), GOING, roles=SIGN_ROLE),
        _office("recheck", "signed"),
        _office("number", "rechecked"),
        _office("typeset", "numbered"),
        _office("proofread", "typeset"),
        _office("seal", "proofread"),
        _office("issue", "sealed"),
        _office("distribute", "issued"),
        TaskRule(Duty.ACT, "suggestion", _SUGGESTED, holders=("opener",)),
    ),
    audience=(
        AudienceRule(("opener",)),
        AudienceRule(("field", "organ"), _SUBMITTED),
        AudienceRule(("field", "checker"), _SUBMITTED),
        AudienceRule(("field", "legal_reviewer"), _SUBMITTED),
        AudienceRule(("field", "fair_reviewer"), _SUBMITTED),
        AudienceRule(("delivered",)),
    ),
    timers=(
        TimerRule(
            "silence",
            "clock.countersign",
            "note_silence",
            ("all", ("stage", "consultation"), ("clock_running", "countersign"), ("track_in", "delivered")),
        ),
    ),
    clocks=(ClockRule("countersign", COUNTERSIGN_DAYS),),
)
