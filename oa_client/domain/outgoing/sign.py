"""签发 and 复核: who signs what, what day it bears, and what is looked at again before it has a number."""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, opinion
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.outgoing.check import ADDRESSED, ROUTED
from oa_client.domain.outgoing.draft import COUNTED_THERE, PLANNED
from oa_client.domain.outgoing.stages import CLERK, HANDED_ON, LOCK, OWN_SIGN, SIGNING
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard

PASSED = ("pass", "pass_with_changes")
BY_PRINCIPAL: Condition = ("any", ("is", "direction", "up"), ("given", "important"))
"""重要公文和上行文 (条例 art. 22)."""
ALL_SIGNED: Condition = ("not", SIGNING)

SEND_TO_SIGN = Action(
    "send_to_sign",
    who=CLERK,
    states=frozenset({"office_review"}),
    asks=(
        Field("signers", FieldType.HOLDERS, ALWAYS, limit=30, kept=True),
        Field("relief_reviewed", FieldType.FLAG, kept=True),
        *PLANNED,
        opinion(("never",)),
    ),
    guards=(
        Guard(("known_people", "signers"), UNKNOWN),
        Guard(("each_one_person", "signers"), "leader_not_a_person"),
        Guard(("named_once", "signers"), "signer_twice"),
        Guard(("named_role", "signers", "leader", "principal"), "signer_not_a_leader"),
        Guard(("any", ("not", BY_PRINCIPAL), ("heads", "organ", "signers", "principal")), "principal_must_sign"),
        Guard(("heads", "joint_with", "signers", "leader", "principal"), "joint_heads_sign"),
        Guard(("any", ("not", ("is", "direction", "down")), ("given", "relief_reviewed")), "relief_not_reviewed"),
        Guard(("any", ("not", ("given", "regulatory")), ("is", "legal_result", *PASSED)), "legal_review_wanted"),
        Guard(("any", ("not", ("given", "market")), ("is", "fair_result", *PASSED)), "fair_review_wanted"),
        Guard(("not", ("given", "suggestion")), "suggestion_waits"),
        COUNTED_THERE,
        *ROUTED,
        *ADDRESSED,
    ),
    effects=(
        HANDED_ON,
        Effect("lay_tracks", ("signers", "sequential", "sign")),
        Effect("move", ("signing",)),
        Effect("deliver", ("delivered", "sign")),
    ),
    primary=True,
)
SIGN = Action(
    "sign",
    who=("holder",),
    states=frozenset({"signing"}),
    asks=(Field("mark", FieldType.CHOICE, choices=("words", "circle")), opinion(("is", "mark", "words"))),
    guards=(Guard(("any", ("not", BY_PRINCIPAL), ("in_person",)), "sign_in_person"),),
    target=OWN_SIGN,
    effects=(
        Effect("end_track", ("signed",)),
        Effect("lock", LOCK),
        Effect("deliver", ("delivered", "sign")),
        Effect("set_day", ("doc_date",), ALL_SIGNED),
        Effect("set_day", ("signed_on",), ALL_SIGNED),
        Effect("move", ("signed",), ALL_SIGNED),
    ),
    needs_centre=True,
    needs_files=True,
    primary=True,
    refusals={"signed": "already_done"},
)
"""圈阅 and a bare signature are consent (条例 art. 22). Each signs what stands there, by its hash; the day of the last
signature is the 成文日期, whenever it is printed. What goes up or is important nobody signs for another."""
PASS_RECHECK = Action(
    "pass_recheck",
    who=CLERK,
    states=frozenset({"signed"}),
    asks=(opinion(("never",)),),
    guards=(Guard(("not", ("given", "suggestion")), "suggestion_waits"),),
    effects=(
        Effect("move", ("numbered",), ("given", "number_n")),
        Effect("move", ("rechecked",), ("stage", "signed")),
    ),
    primary=True,
)
"""What had its number when it was signed again keeps it."""
RECALL_SIGNING = Action(
    "recall_signing",
    who=CLERK,
    states=frozenset({"signing"}),
    asks=(Field("reason", FieldType.TEXT, ALWAYS, limit=500),),
    effects=(
        Effect("end_tracks", ("withdrawn", "pending", "delivered")),
        Effect("move", ("office_review",)),
    ),
)
