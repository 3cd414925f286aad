"""核稿 and 会签: the section, the units asked, the office, the two reviews a document may need before it is signed."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain import handling
from oa_client.domain.document import ALWAYS, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.outgoing.stages import (
    ANSWERED,
    CHECKER,
    CLERK,
    CONSULT,
    DRAFTER,
    DRAFTING,
    HANDED_ON,
    OWN_CONSULT,
    STOPPED,
    TOO_LATE,
    UNDECIDED,
    UNSIGNED,
)
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard

BLOCKING = ("r01", "r02", "r04", "r05", "r09", "r11", "r12", "r13", "r14", "way")
"""The rules of 行文 that can keep a draft from going on; the others only say."""
ROUTED = tuple(Guard(("routed", code), f"routing_{code}") for code in BLOCKING)
ROUTED_DRAFT = tuple(guard for guard in ROUTED if guard.refusal != "routing_r11")
"""Whoever disagreed is asked again only when the new draft is on its way: it does not keep it on the drafter's desk."""
ADDRESSED = (
    Guard(("any", ("given", "receivers"), ("given", "outside_receivers"), ("is", "genre", *(
        "resolution", "decision", "order", "communique", "public_announcement", "public_notice", "minutes", "other",
    ))), "nobody_addressed"),
    Guard(("each_clerks", "receivers"), "receiver_not_an_organ"),
    Guard(("each_clerks", "copied_to"), "receiver_not_an_organ"),
    Guard(("all", ("named_once", "receivers"), ("named_once", "copied_to")), "receiver_twice"),
    Guard(("disjoint", "receivers", "copied_to"), "receiver_twice"),
    Guard(("any", ("given", "body_digest"), ("given", "@files")), "nothing_written"),
)  # fmt: skip

SUBMIT = Action(
    "submit",
    who=DRAFTER,
    states=DRAFTING,
    asks=(Field("checker", FieldType.HOLDER, ALWAYS, kept=True), opinion(("never",))),
    guards=(
        Guard(("known_people", "checker"), UNKNOWN),
        Guard(("each_one_person", "checker"), "checker_not_a_person"),
        Guard(("not", ("actor_in", "checker")), "checker_is_drafter"),
        Guard(("named_role", "checker", "reviewer", "leader"), "checker_cannot_check"),
        *ROUTED_DRAFT,
        *ADDRESSED,
    ),
    effects=(HANDED_ON, Effect("move", ("section_check",))),
    primary=True,
)
PASS_CHECK = Action(
    "pass_check",
    who=CHECKER,
    states=frozenset({"section_check"}),
    asks=(opinion(("never",)),),
    guards=(Guard(("not", ("opened_it",)), "checker_is_drafter"),),
    effects=(HANDED_ON, Effect("move", ("office_review",))),
    primary=True,
)
_ASKED: Condition = ("any", ("all", CHECKER, ("stage", "section_check")), CLERK)
CONSULT_UNITS = Action(
    "consult",
    who=_ASKED,
    states=frozenset({"section_check", "consultation", "office_review"}),
    asks=(Field("consulted", FieldType.HOLDERS, ALWAYS, limit=50), Field("note", FieldType.TEXT, limit=500)),
    guards=(
        Guard(("known_people", "consulted"), UNKNOWN),
        Guard(("each_one_person", "consulted"), "reader_not_a_person"),
        Guard(("named_once", "consulted"), "consulted_twice"),
        Guard(("not", ("has_track_in", "consulted", "pending", "delivered", "silent")), "consulted_twice"),
    ),
    effects=(
        replace(HANDED_ON, when=("stage", "section_check")),
        Effect("add_tracks", ("consulted", "parallel", "consult")),
        Effect("move", ("consultation",)),
        Effect("deliver", ("delivered", "consult")),
        Effect("start_clock", ("countersign",)),
    ),
)


def _ends(stance: str, state: str) -> Effect:
    return Effect("end_track", (state,), ("is", "stance", stance))


STANCES = ("agree", "agree_with_changes", "disagree", "no_opinion")
COUNTERSIGN = Action(
    "countersign",
    who=("holder",),
    states=UNSIGNED,
    asks=(
        Field("stance", FieldType.CHOICE, ALWAYS, STANCES),
        opinion(("is", "stance", "agree_with_changes", "disagree")),
        Field("files", FieldType.FILES),
    ),
    target=OWN_CONSULT,
    effects=tuple(_ends(stance, state) for stance, state in zip(STANCES, ANSWERED, strict=True)),
    primary=True,
)
"""One answer of a unit; after the term it still counts, and stands beside the word that it was late."""
NOTE_SILENCE = Action(
    "note_silence",
    who=("system",),
    states=frozenset({"consultation"}),
    guards=(Guard(("passed", "clock.countersign"), "still_time"),),
    effects=(Effect("end_tracks", ("silent", "delivered")), Effect("stop_clock", ("countersign",))),
)
"""逾期未反馈: said of each who has not answered; it is no consent and nothing goes on by it."""
END_CONSULTATION = Action(
    "end_consultation",
    who=CLERK,
    states=frozenset({"consultation"}),
    asks=(Field("tracks", FieldType.TRACKS, ("track_in", "silent")), opinion(("track_in", "silent", "disagreed"))),
    guards=(
        Guard(("no_track_in", "pending", "delivered"), "still_consulting"),
        Guard(("tracks_in", "tracks", "silent"), "not_silent"),
        Guard(("all_named", "tracks", "silent"), "name_the_silent"),
    ),
    effects=(Effect("stop_clock", ("countersign",)), Effect("move", ("office_review",))),
    primary=True,
)
"""The office goes on by its own act, and names those who have not answered."""
FORWARD = replace(
    handling.forward(TOO_LATE, (Effect("deliver", ("delivered", "consult")),)),
    states=frozenset({"consultation"}),
    target=OWN_CONSULT,
)
TAKE_OFF = handling.take_off(CLERK, TOO_LATE, (), states=frozenset({"consultation"}), roles=CONSULT)
URGE = handling.urge(("any", CLERK, DRAFTER), frozenset({"consultation", "signing"}))


def _gate(name: str, stage: str, reviewer: str) -> Action:
    """The office sends it to whoever reviews it for one thing."""
    return Action(
        name,
        who=CLERK,
        states=frozenset({"office_review"}),
        asks=(Field(reviewer, FieldType.HOLDER, ALWAYS, kept=True), Field("note", FieldType.TEXT, limit=500)),
        guards=(
            Guard(("known_people", reviewer), UNKNOWN),
            Guard(("each_one_person", reviewer), "checker_not_a_person"),
            Guard(("not", ("same", reviewer, "checker")), "reviewed_by_its_checker"),
        ),
        effects=(Effect("move", (stage,)),),
    )


def _reviewed(name: str, stage: str, reviewer: str, result: str) -> Action:
    """What the review came to; 会签 does not stand in for it."""
    return Action(
        name,
        who=("actor_in", reviewer),
        states=frozenset({stage}),
        asks=(
            Field(result, FieldType.CHOICE, ALWAYS, ("pass", "pass_with_changes", "fail"), kept=True),
            opinion(),
            Field("files", FieldType.FILES),
        ),
        effects=(Effect("move", ("office_review",)),),
        primary=True,
    )


SEND_LEGAL = _gate("send_legal", "legal_review", "legal_reviewer")
REVIEW_LEGALITY = _reviewed("review_legality", "legal_review", "legal_reviewer", "legal_result")
SEND_FAIR = _gate("send_fair", "fair_competition", "fair_reviewer")
REVIEW_FAIRNESS = _reviewed("review_fairness", "fair_competition", "fair_reviewer", "fair_result")

SEND_BACK = Action(
    "send_back",
    who=(
        "any",
        ("all", CHECKER, ("stage", "section_check")),
        ("all", CLERK, ("stage", *sorted(UNSIGNED), "signed", "rechecked")),
        ("all", ("stage", "signing"), ("holder", "delivered")),
    ),
    states=UNSIGNED | {"signing", "signed", "rechecked"},
    asks=(reason(), Field("files", FieldType.FILES)),
    effects=(
        *STOPPED,
        Effect("end_tracks", ("withdrawn", "silent")),
        HANDED_ON,
        UNDECIDED,
        Effect("move", ("returned",)),
    ),
)
"""退回修改 (条例 art. 21), from any check to the drafter, with the reason.

The office does it for a checker who is gone. Who was silent to the old text is asked anew about the new one.
"""
