"""拟稿: what is drafted, in whose name; the body, who has it checked out, what becomes of an edit that comes late."""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, GENRES, ISSUER, TITLE, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.outgoing.stages import (
    AT_WORK,
    CHANGED,
    CHECKER,
    CLERK,
    DRAFTER,
    DRAFTING,
    EDITOR,
    HANDED_ON,
    IS_SIGNED,
    SIGNED,
    STOPPED,
    UNSIGNED,
)
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard

LEASE_SECONDS = 86_400
MOST_LEASE_DAYS = 7

HEAD = (
    Field("organ", FieldType.HOLDER, ALWAYS, kept=True),
    ISSUER,
    TITLE,
    Field("genre", FieldType.CHOICE, ALWAYS, GENRES, kept=True),
    Field("direction", FieldType.CHOICE, ALWAYS, ("up", "down", "parallel"), kept=True),
    Field("openness", FieldType.CHOICE, ALWAYS, ("proactive", "on_request", "withheld"), kept=True),
    Field("withheld_reason", FieldType.LINE, ("is", "openness", "withheld"), kept=True),
    Field("receivers", FieldType.HOLDERS, limit=300, kept=True),
    Field("outside_receivers", FieldType.LINE, kept=True),
    Field("copied_to", FieldType.HOLDERS, limit=300, kept=True),
    Field("outside_copied", FieldType.LINE, kept=True),
    Field("joint_with", FieldType.HOLDERS, limit=30, kept=True),
    Field("urgency", FieldType.CHOICE, choices=("urgent", "flash"), kept=True),
    Field("sensitivity", FieldType.CHOICE, choices=("general", "internal"), kept=True),
    Field("important", FieldType.FLAG, kept=True),
    Field("regulatory", FieldType.FLAG, kept=True),
    Field("market", FieldType.FLAG, kept=True),
    Field("government_agreed", FieldType.FLAG, kept=True),
    Field("signatories", FieldType.LINE, limit=100, kept=True),
    Field("contact", FieldType.LINE, limit=40, kept=True),
    Field("phone", FieldType.LINE, limit=40, kept=True),
    Field("copies", FieldType.NUMBER, limit=9999, kept=True),
    Field("reply_to", FieldType.MATTER, kept=True),
    Field("relates", FieldType.MATTER, kept=True),
)
"""What stands on the 发文稿纸 beside opinions, number and dates."""
PLANNED = (
    Field("plan", FieldType.MATTER, kept=True),
    Field("plan_item", FieldType.LINE, limit=100, kept=True),
)
"""发文立项: the year's plan it is counted in, and which item of it."""
COUNTED_THERE = Guard(("any", ("not", ("given", "counted")), ("unchanged", "plan")), "counted_already")
"""Where its number was counted it is counted back if the document is void."""
BODY = Field("body", FieldType.BODY, kept=True)
_BASE = Field("base", FieldType.LINE, ("given", "body_digest"), limit=64)
"""The digest of the text an edit was made from: it holds offline too, where no entry has its number yet."""
_WHY = Field("reason", FieldType.TEXT, IS_SIGNED, limit=500)
_SUBSTANTIVE = Field("substantive", FieldType.FLAG)
_ASKING = Effect("keep_asking", ("body_asks", "body"))

SOUND = (
    Guard(("each_clerks", "organ"), "organ_not_an_organ"),
    Guard(("posted_under", "organ"), "organ_not_yours"),
    Guard(("known_people", "receivers", "copied_to", "joint_with"), UNKNOWN),
    Guard(("each_clerks", "joint_with"), "receiver_not_an_organ"),
    Guard(("not", ("same", "reply_to", "@matter")), "answers_itself"),
)
"""What holds of every head; where it may not go is said only when it is submitted: a draft is always kept."""

DRAFT = Action(
    "draft",
    who=ALWAYS,
    states=frozenset(),
    opens=True,
    asks=(*HEAD, *PLANNED, BODY, Field("files", FieldType.FILES)),
    guards=SOUND,
    effects=(_ASKING, Effect("move", ("draft",))),
)

EDITS_NOW: Condition = (
    "any",
    ("all", DRAFTER, ("stage", *sorted(DRAFTING))),
    ("all", ("any", DRAFTER, CHECKER), ("stage", "section_check")),
    ("all", CLERK, ("stage", *sorted((UNSIGNED - {"section_check"}) | SIGNED))),
)
"""Whose desk the text lies on: the drafter's, the section's, then the office's; while leaders read it, nobody's."""
_HELD: Condition = ("all", ("given", "editor"), ("not", ("passed", "lease_until")))
_MINE: Condition = ("all", _HELD, ("actor_in", "editor"))
_FREE: Condition = ("not", _HELD)
_MAY_WRITE: Condition = ("any", _MINE, ("all", _FREE, DRAFTER, ("stage", *sorted(DRAFTING))))
"""Whoever has checked it out may write; the drafter needs no leave while the draft is his alone."""
_SAME_BASE: Condition = ("any", ("not", ("given", "body_digest")), ("same", "base", "body_digest"))
_LEASED = Effect("set_later", ("lease_until", LEASE_SECONDS, "lease_days"))

CHECK_OUT = Action(
    "check_out",
    who=EDITOR,
    states=AT_WORK,
    asks=(Field("lease_days", FieldType.NUMBER, limit=MOST_LEASE_DAYS, kept=True),),
    guards=(
        Guard(EDITS_NOW, "not_editing_now"),
        Guard(("any", _FREE, ("actor_in", "editor")), "checked_out"),
    ),
    effects=(Effect("set_actor", ("editor",)), _LEASED),
    needs_centre=True,
)
CHECK_IN = Action(
    "check_in",
    who=("any", ("actor_in", "editor"), CLERK),
    states=AT_WORK,
    guards=(
        Guard(("given", "editor"), "not_checked_out"),
        Guard(("any", ("actor_in", "editor"), ("passed", "lease_until")), "checked_out"),
    ),
    effects=(Effect("clear", ("editor", "lease_until", "lease_days")),),
)
REVISE = Action(
    "revise",
    who=EDITOR,
    states=AT_WORK,
    asks=(
        Field("body", FieldType.BODY, ("not", ("given", "body_file")), kept=True),
        Field("body_file", FieldType.FILES),
        _BASE,
        _SUBSTANTIVE,
        _WHY,
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(
        Guard(EDITS_NOW, "not_editing_now", instead="suggest"),
        Guard(_MAY_WRITE, "lease_over", instead="suggest"),
        Guard(_SAME_BASE, "other_base", instead="suggest"),
        Guard(("not", ("given", "body", "body_file")), "body_twice"),
    ),
    effects=(
        _ASKING,
        Effect("keep_file_digest", ("body_digest", "body_file"), ("given", "body_file")),
        Effect("set_later", ("lease_until", LEASE_SECONDS, "lease_days"), ("given", "editor")),
        *CHANGED,
    ),
)
"""保存正文: every version is an entry. A body that is longer than a field may be goes as ``body_file``."""
SUGGEST = Action(
    "suggest",
    who=EDITOR,
    states=AT_WORK,
    asks=(
        Field("body", FieldType.BODY, ("not", ("given", "body_file"))),
        Field("body_file", FieldType.FILES),
        Field("base", FieldType.LINE, limit=64),
        Field("reason", FieldType.TEXT, limit=500),
        Field("note", FieldType.TEXT, limit=500),
    ),
    effects=(Effect("set_entry", ("suggestion",)),),
)
"""修改意见稿: what somebody wrote on another base, or when the text was no longer his; the body stays as it is."""
SETTLE_SUGGESTION = Action(
    "settle_suggestion",
    who=("any", DRAFTER, CLERK),
    states=AT_WORK,
    asks=(Field("note", FieldType.TEXT, limit=500),),
    guards=(Guard(("given", "suggestion"), "nothing_suggested"),),
    effects=(Effect("clear", ("suggestion",)),),
)
REDRAFT = Action(
    "redraft",
    who=DRAFTER,
    states=DRAFTING,
    asks=(*HEAD, *PLANNED),
    guards=(
        *SOUND,
        Guard(("any", ("not", ("given", "number_n")), ("unchanged", "organ")), "numbered_already"),
        COUNTED_THERE,
    ),
)
"""修改文稿要素 by the drafter, with whose name it bears and what kind of document it is."""
_WHOSE = frozenset({"organ", "issuer", "genre", "direction", "joint_with"})
AMEND = Action(
    "amend",
    who=EDITOR,
    states=AT_WORK - DRAFTING,
    asks=(*(f for f in HEAD if f.name not in _WHOSE), _SUBSTANTIVE, _WHY),
    guards=(
        Guard(EDITS_NOW, "not_editing_now"),
        Guard(("known_people", "receivers", "copied_to"), UNKNOWN),
        Guard(("each_clerks", "receivers"), "receiver_not_an_organ"),
        Guard(("each_clerks", "copied_to"), "receiver_not_an_organ"),
    ),
    effects=CHANGED,
)
"""What is put right on the way. In whose name and in what form it goes is the drafter's, and is signed again."""
ATTACH = Action(
    "attach",
    who=EDITOR,
    states=AT_WORK,
    asks=(Field("files", FieldType.FILES, ALWAYS), _SUBSTANTIVE, _WHY),
    guards=(Guard(EDITS_NOW, "not_editing_now"),),
    effects=CHANGED,
    document=True,
)
WITHDRAW = Action(
    "withdraw",
    who=DRAFTER,
    states=DRAFTING | UNSIGNED,
    asks=(reason(),),
    guards=(Guard(("not", ("given", "number_n")), "withdraw_numbered"),),
    effects=(*STOPPED, HANDED_ON, Effect("move", ("withdrawn",))),
    refusals={"signing": "already_with_leaders"},
)
