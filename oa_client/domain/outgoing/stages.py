"""What the rows of the outgoing table share: who, where, which strands, and when a text is signed for.

The organ in whose name it is issued is field ``organ``, its clerks; the drafter is who opened it. Strands by role:
``consult`` the units asked in 会签, ``sign`` the leaders, each in his turn.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.handling import GOING
from oa_client.domain.table import Condition, Effect, Target

CLERK: Condition = ("actor_in", "organ")
DRAFTER: Condition = ("opener",)
CHECKER: Condition = ("actor_in", "checker")
EDITOR: Condition = ("any", DRAFTER, CHECKER, CLERK)

DRAFTING = frozenset({"draft", "returned"})
GATES = frozenset({"legal_review", "fair_competition"})
UNSIGNED = frozenset({"section_check", "consultation", "office_review"}) | GATES
"""Under way, before the leaders have it."""
SIGNED = frozenset({"signed", "rechecked", "numbered", "typeset", "proofread"})
"""Signed for: what is changed now is signed again, or is a correction without substance."""
AT_WORK = DRAFTING | UNSIGNED | SIGNED | {"signing"}
OUT = frozenset({"sealed", "issued", "distributed", "archived"})
OVER = frozenset({"distributed", "archived", "withdrawn", "void", "superseded"})
EVERYWHERE = AT_WORK | OUT | OVER

CONSULT, SIGN = frozenset({"consult"}), frozenset({"sign"})
ANSWERED = ("agreed", "agreed_with_changes", "disagreed", "no_opinion")
TOO_LATE = {"withdrawn": "recalled", "signed": "already_done", **dict.fromkeys(ANSWERED, "already_done")}
SIGNING: Condition = ("open_role", "sign")

SIGNED_FOR = (
    "body",
    "organ",
    "issuer",
    "title",
    "genre",
    "direction",
    "urgency",
    "sensitivity",
    "openness",
    "receivers",
    "outside_receivers",
    "copied_to",
    "outside_copied",
    "joint_with",
    "@files",
)
"""What a signature is given for."""
LOCK = ("locked", *SIGNED_FOR)

IS_SIGNED: Condition = ("stage", *sorted(SIGNED))
HANDED_ON = Effect("clear", ("editor", "lease_until", "lease_days"))
"""The text lies on another desk now: whoever had it checked out keeps nobody there from writing."""
UNDECIDED = Effect("clear", ("locked", "doc_date", "signed_on", "legal_result", "fair_result", "relief_reviewed"))
"""What was signed and reviewed was another text."""
SUBSTANTIVE: Condition = ("all", IS_SIGNED, ("given", "substantive"))
CHANGED = (
    Effect("lock", LOCK, ("all", IS_SIGNED, ("not", ("given", "substantive")))),
    replace(UNDECIDED, when=("given", "substantive")),
    Effect("lay_tracks", ("signers", "sequential", "sign"), SUBSTANTIVE),
    Effect("move", ("signing",), SUBSTANTIVE),
    Effect("deliver", ("delivered", "sign"), ("stage", "signing")),
    Effect("move", ("numbered",), ("stage", "typeset", "proofread")),
)
"""What a change of a text does: one of substance after the signature goes to the signers again, another is noted, and
the pages made before it are made and proofread again."""
STOPPED = (
    Effect("end_tracks", ("withdrawn", "pending", "delivered")),
    Effect("stop_clock", ("countersign",)),
)
"""Nobody is waited for any more."""

OWN_CONSULT = Target(own=True, states=GOING | {"silent"}, refusals=TOO_LATE, roles=CONSULT, note=True)
OWN_SIGN = Target(own=True, states=GOING, refusals={**TOO_LATE, "pending": "not_your_turn"}, roles=SIGN)
