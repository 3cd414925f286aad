"""督查 / 督办: proposed, opened, handed out, broken down, reported on, judged, closed (domain.md §4.5, practice.md §3).

灯 is arithmetic over the days of strands and is never stored; 督查单 is a formal act; the units' presence is nobody's
business here.
"""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.matter import Duty
from oa_client.domain.supervision import conclude, handle, propose
from oa_client.domain.supervision.stages import CLOCKS, CYCLES, EVERYWHERE, GOING_ON, OPEN_TRACKS, OVER
from oa_client.domain.table import AudienceRule, Condition, Process, TaskRule

_OFFICE: Condition = ("field", "office")
_APPROVER: Condition = ("field", "approver")
_HANDLING: Condition = ("stage", "handling")


def _office(step: str, *stages: str) -> TaskRule:
    return TaskRule(Duty.ACT, step, ("stage", *stages), holders=_OFFICE)


def _approver(step: str, when: Condition, *clocks: str) -> TaskRule:
    return TaskRule(Duty.ACT, step, when, holders=_APPROVER, clocks=clocks)


def _held(step: str, *states: str, roles: frozenset[str] = frozenset(), clocks: tuple[str, ...] = ()) -> TaskRule:
    return TaskRule(Duty.ACT, step, _HANDLING, frozenset(states), roles=roles, clocks=clocks)


def _given(step: str, state: str, clock: str) -> TaskRule:
    """Work about a strand of whoever gave it."""
    clocks = (clock,) if clock else ()
    return TaskRule(Duty.ACT, step, _HANDLING, frozenset({state}), holders=_OFFICE, giver=True, clocks=clocks)


SUPERVISION = Process(
    kind="supervision",
    edition=1,
    stages=(
        "draft",
        "proposed",
        "approved",
        "handling",
        "reported",
        "suspended",
        "closed",
        "objected",
        "evaluated",
        "archived",
        "declined",
        "cancelled",
        "merged",
    ),
    over=OVER,
    track_states=(
        "pending",
        "delivered",
        "accepted",
        "asking",
        "standing",
        "applied",
        "done",
        "returned",
        "redone",
        "withdrawn",
    ),
    open_tracks=OPEN_TRACKS,
    void_tracks=frozenset({"withdrawn", "redone"}),
    actions=(
        propose.PROPOSE,
        propose.TAKE_UP,
        propose.FILL_IN,
        propose.APPROVE,
        propose.ISSUE,
        handle.ACCEPT,
        handle.APPLY,
        handle.REPORT,
        handle.BREAK_DOWN,
        handle.REQUEST_EXTENSION,
        handle.DECLINE,
        handle.PASS,
        handle.SEND_BACK,
        handle.GRANT_EXTENSION,
        handle.REFUSE_EXTENSION,
        handle.INSIST,
        handle.REASSIGN,
        handle.URGE,
        conclude.SLIP,
        handle.TURN_LONG,
        handle.TAKE_OFF,
        propose.ADD_UNITS,
        conclude.CLOSE,
        conclude.RESUME,
        conclude.RECHECK,
        conclude.OBJECT,
        conclude.EVALUATE,
        conclude.ARCHIVE,
        propose.DECLINE_ITEM,
        propose.AMEND,
        propose.ATTACH,
        propose.HAND_ON,
        propose.WITHDRAW_ITEM,
        conclude.SUSPEND,
        conclude.ASK_CANCEL,
        conclude.CANCEL,
        conclude.KEEP,
        conclude.MERGE,
        conclude.ABSORB,
        conclude.ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(
        _office("fill_in", "draft"),
        _approver("approve", ("stage", "proposed")),
        _office("issue", "approved"),
        _held("accept", "delivered", clocks=("accept",)),
        _held("handle", "accepted", "asking", roles=frozenset({"lead"}), clocks=CYCLES),
        _held("assist", "accepted", "asking", roles=frozenset({"assist"}), clocks=CYCLES),
        _held("part", "accepted", "asking", roles=frozenset({"part"}), clocks=CYCLES),
        _held("standing", "standing", clocks=CYCLES),
        _given("answer_extension", "asking", "answer"),
        _given("review", "applied", "review"),
        _given("declined", "returned", ""),
        _office("close", "reported"),
        _office("resume", "suspended"),
        _approver("recheck", ("stage", "objected"), "recheck"),
        _approver("cancel", ("all", ("given", "cancel_asked"), ("stage", *sorted(GOING_ON)))),
    ),
    audience=(
        AudienceRule(_OFFICE),
        AudienceRule(_APPROVER),
        AudienceRule(("opener",)),
        AudienceRule(("delivered",)),
    ),
    clocks=CLOCKS,
)
