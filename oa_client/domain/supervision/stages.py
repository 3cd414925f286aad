"""What the rows of the supervision table share: who, where, which strands, and when nobody is waited for any more.

The item belongs to the post that supervises it (field ``office``) in an organ (``organ``, its clerks); ``approver`` is
the leader who has it opened (督查领导). Strands by role: ``lead`` and ``assist`` the units it was given to, ``part``
what one of them gave on. The number, the approval and 政府督查 itself are the organ's (国务院令733号).
"""

from __future__ import annotations

from oa_client.domain.table import ClockRule, Condition, Effect, Guard, Target

OFFICE: Condition = ("actor_in", "office")
APPROVER: Condition = ("actor_in", "approver")
GIVER: Condition = ("gave", "office")
"""Who gave a strand: the office, or whoever broke his own down into it."""

BEFORE = frozenset({"draft", "proposed", "approved"})
AT_WORK = frozenset({"handling", "reported"})
ENDED = frozenset({"closed", "evaluated"})
OVER = ENDED | {"archived", "declined", "cancelled", "merged"}
GOING_ON = BEFORE | AT_WORK | {"suspended"}
EVERYWHERE = GOING_ON | OVER | {"objected"}

SIGNED = frozenset({"accepted", "asking", "standing"})
"""A strand that somebody has signed for and works at; ``asking``: he wants a later day, ``standing``: it goes on."""
OPEN_TRACKS = SIGNED | {"pending", "delivered", "applied"}
TOO_LATE = {"withdrawn": "recalled", "done": "already_done", "redone": "already_done", "returned": "already_done"}
NOT_YET = {"delivered": "sign_first", "applied": "under_review", **dict.fromkeys(SIGNED, "already_done")}

GOVERNMENT: Condition = ("is", "mode", "government")
INTERNAL: Condition = ("is", "mode", "internal")
CYCLES = ("weekly", "monthly", "quarterly")
NOT_PAST = "due_in_the_past"
NO_OBJECT = "not_an_object"
_ORGANS = ("department", "street", "town")
WITHIN_ITEM = Guard(("any", ("not_after_kept", "due"), ("kept_passed", "due")), "beyond_item")
"""Nobody's day is after the item's, until that is over: then only a later one can be given, and the item's stays."""

ACCEPT_DAYS, DECLINE_DAYS, ANSWER_DAYS, REVIEW_DAYS = 1, 2, 3, 5
OBJECT_DAYS = RECHECK_DAYS = 30

CLOCKS = (
    ClockRule("accept", ACCEPT_DAYS, per_track=True),
    ClockRule("decline", DECLINE_DAYS, per_track=True),
    ClockRule("answer", ANSWER_DAYS, per_track=True),
    ClockRule("review", REVIEW_DAYS, per_track=True),
    ClockRule("weekly", 7, "days", per_track=True),
    ClockRule("monthly", 30, "days", per_track=True),
    ClockRule("quarterly", 91, "days", per_track=True),
    ClockRule("objection", OBJECT_DAYS, "days"),
    ClockRule("recheck", RECHECK_DAYS, "days"),
)
_PAUSED = ("accept", "decline", "answer", "review", *CYCLES)

FEEDBACK = tuple(Effect("start_clock", (cycle,), ("is", "cycle", cycle)) for cycle in CYCLES)
"""The next report is due a cycle from now."""
NO_FEEDBACK = tuple(Effect("stop_clock", (cycle,)) for cycle in CYCLES)
QUIET = tuple(Effect("stop_clock", (clock,)) for clock in _PAUSED)
"""Nobody's limit runs, on the strand acted on or, without one, on any."""
SIGN_FOR = (
    Effect("hand_out", ("delivered", "due")),
    Effect("start_missing_clock", ("accept", "delivered")),
    Effect("start_missing_clock", ("decline", "delivered")),
)
"""What was laid is handed out, and each is asked to sign for it."""
ALL_ENDED: Condition = ("all", ("none_open",), ("no_track_in", "returned"))
REPORTED = Effect("move", ("reported",), ("all", ("stage", "handling"), ALL_ENDED))
PAUSE = tuple(Effect("pause_clock", (clock,)) for clock in _PAUSED)
GO_ON = tuple(Effect("resume_clock", (clock,)) for clock in _PAUSED)
STOPPED = (Effect("end_tracks", ("withdrawn", *sorted(OPEN_TRACKS), "returned")), *QUIET)


def objects(field: str) -> Guard:
    """Whom 政府督查 is about: the government's departments, the organs below it (国务院令733号, 第五条), by themselves.

    What one of them gives on inside its house is its own 督办.
    """
    free: Condition = ("any", ("not", GOVERNMENT), ("not", ("first_hand",)), ("organs_at", field, *_ORGANS))
    return Guard(free, NO_OBJECT)


def own(*states: str, **codes: str) -> Target:
    """A strand of the actor's in one of these states; `codes` say what is wrong with another."""
    refusals = {state: code for state, code in {**TOO_LATE, **NOT_YET, **codes}.items() if state not in states}
    return Target(own=True, states=frozenset(states), refusals=refusals, note=True)


def given(*states: str, **codes: str) -> Target:
    """A strand somebody named in one of these states; `GIVER` says whose it is to judge, `codes` as in `own`."""
    refusals = {state: code for state, code in {**TOO_LATE, **codes}.items() if state not in states}
    return Target(own=False, states=frozenset(states), refusals=refusals)
