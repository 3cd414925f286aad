"""承办: signed for or sent back, broken down, reported on, asked to be longer, said to be done, and judged.

Each strand is judged by whoever gave it: the office, or the unit that broke its own down. It ends only when all that
stands under it has ended.
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, opinion, reason
from oa_client.domain.handling import UNKNOWN
from oa_client.domain.supervision.stages import (
    CYCLES,
    FEEDBACK,
    GIVER,
    NO_FEEDBACK,
    NOT_PAST,
    OPEN_TRACKS,
    QUIET,
    REPORTED,
    SIGN_FOR,
    SIGNED,
    WITHIN_ITEM,
    given,
    objects,
    own,
)
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard

_AT_WORK = frozenset({"handling"})
_HOLDER: Condition = ("holder",)
_FILES = Field("files", FieldType.FILES)
_NEW_DUE = Field("new_due", FieldType.MOMENT, ALWAYS)
_LATER = (
    Guard(("not", ("passed", "new_due")), NOT_PAST),
    Guard(("later_than_track", "new_due"), "extension_not_later"),
    Guard(("within_above", "new_due"), "beyond_part_above"),
)
_NOT_HIS_OWN = Guard(("not", ("moved_it", "asking", "applied")), "judges_own")
_PARTS_ENDED = Guard(("parts_ended",), "parts_still_open")

ACCEPT = Action(
    "accept",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(Field("contact", FieldType.LINE, limit=60), Field("note", FieldType.TEXT, limit=500)),
    target=own("delivered"),
    effects=(
        Effect("set_track", ("accepted",)),
        Effect("stop_clock", ("accept",)),
        Effect("stop_clock", ("decline",)),
        *FEEDBACK,
    ),
    primary=True,
)
DECLINE = Action(
    "decline",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(reason(),),
    guards=(Guard(("all", ("clock_running", "decline"), ("not", ("passed", "clock.decline"))), "decline_too_late"),),
    target=own("delivered"),
    effects=(*QUIET, Effect("end_track", ("returned",)), REPORTED),
)
"""退单: it is not ours, and why; within two working days."""
INSIST = Action(
    "insist",
    who=GIVER,
    states=_AT_WORK,
    asks=(reason(),),
    target=given("returned"),
    effects=(Effect("set_track", ("delivered",)), Effect("start_clock", ("accept",))),
)
"""It is yours all the same: it stands with them again, and is not sent back a second time."""
BREAK_DOWN = Action(
    "break_down",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(
        Field("part", FieldType.LINE, ALWAYS, limit=120),
        Field("holders", FieldType.HOLDERS, ALWAYS, limit=50),
        Field("due", FieldType.MOMENT, ALWAYS),
        Field("note", FieldType.TEXT, limit=1000),
    ),
    guards=(
        Guard(("known_people", "holders"), UNKNOWN),
        Guard(("each_one_desk", "holders"), "holder_too_wide"),
        Guard(("named_once", "holders"), "unit_named_twice"),
        Guard(("no_loop", "holders"), "breakdown_loops"),
        Guard(("below", "holders"), "breakdown_outside"),
        Guard(("not", ("passed", "due")), NOT_PAST),
        Guard(("any", ("within_track", "due"), ("track_due_passed",)), "beyond_part_above"),
    ),
    target=own(*SIGNED),
    effects=(Effect("part_tracks", ("holders", "part", "part")), *SIGN_FOR),
)
REPORT = Action(
    "report",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(
        Field("progress", FieldType.NUMBER, ALWAYS, limit=100),
        opinion(),
        Field("problems", FieldType.TEXT, limit=2000),
        _FILES,
    ),
    target=own(*SIGNED),
    effects=(Effect("set_progress", ("progress",)), *FEEDBACK),
)
REQUEST_EXTENSION = Action(
    "request_extension",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(_NEW_DUE, reason(), _FILES),
    guards=(Guard(("not", ("track_due_passed",)), "extension_after_due"), *_LATER),
    target=own("accepted", asking="extension_pending", standing="no_extension_standing"),
    effects=(Effect("wish_due", ("new_due",)), Effect("set_track", ("asking",)), Effect("start_clock", ("answer",))),
)
GRANT_EXTENSION = Action(
    "grant_extension",
    who=GIVER,
    states=_AT_WORK,
    asks=(_NEW_DUE, opinion(("never",))),
    guards=(_NOT_HIS_OWN, *_LATER),
    target=given("asking"),
    effects=(
        Effect("set_due", ("new_due",)),
        Effect("postpone", ("due", "new_due")),
        Effect("drop_wish"),
        Effect("set_track", ("accepted",)),
        Effect("stop_clock", ("answer",)),
    ),
)
REFUSE_EXTENSION = Action(
    "refuse_extension",
    who=GIVER,
    states=_AT_WORK,
    asks=(reason(),),
    target=given("asking"),
    effects=(Effect("drop_wish"), Effect("set_track", ("accepted",)), Effect("stop_clock", ("answer",))),
)
APPLY = Action(
    "apply_completion",
    who=_HOLDER,
    states=_AT_WORK,
    asks=(opinion(), _FILES),
    guards=(_PARTS_ENDED,),
    target=own(*SIGNED),
    effects=(
        Effect("drop_wish"),
        Effect("set_track", ("applied",)),
        Effect("stop_clock", ("answer",)),
        *NO_FEEDBACK,
        Effect("start_clock", ("review",)),
    ),
    primary=True,
)
PASS = Action(
    "pass_completion",
    who=GIVER,
    states=_AT_WORK,
    asks=(opinion(("never",)),),
    guards=(_NOT_HIS_OWN, _PARTS_ENDED),
    target=given("applied"),
    effects=(Effect("end_track", ("done",)), *QUIET, REPORTED),
)
SEND_BACK = Action(
    "send_back",
    who=GIVER,
    states=_AT_WORK,
    asks=(reason(),),
    target=given("applied"),
    effects=(Effect("set_track", ("accepted",)), Effect("stop_clock", ("review",)), *FEEDBACK),
)
"""退办: not done yet, and why."""
TURN_LONG = Action(
    "turn_long",
    who=GIVER,
    states=_AT_WORK,
    asks=(
        Field("new_due", FieldType.MOMENT, ALWAYS),
        Field("cycle", FieldType.CHOICE, ALWAYS, CYCLES, kept=True),
        reason(),
    ),
    guards=(_NOT_HIS_OWN, *_LATER),
    target=given("applied", **dict.fromkeys(("delivered", *SIGNED), "long_on_review")),
    effects=(
        Effect("set_track", ("standing",)),
        Effect("set_due", ("new_due",)),
        Effect("postpone", ("due", "new_due")),
        Effect("stop_clock", ("review",)),
        *FEEDBACK,
    ),
)
"""转长期, one of the results of the review: it goes on to a later day, with reports in their cycle."""
REASSIGN = Action(
    "reassign",
    who=GIVER,
    states=_AT_WORK,
    asks=(
        Field("reader", FieldType.HOLDER, ALWAYS),
        Field("due", FieldType.MOMENT, ALWAYS),
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(
        Guard(("known_people", "reader"), UNKNOWN),
        Guard(("each_one_desk", "reader"), "holder_too_wide"),
        Guard(("no_loop", "reader"), "breakdown_loops"),
        Guard(("any", ("not", ("is", "mode", "internal")), ("below", "reader")), "outside_house"),
        Guard(("not", ("passed", "due")), NOT_PAST),
        objects("reader"),
        Guard(("any", ("within_above", "due"), ("above_due_passed",)), "beyond_part_above"),
        WITHIN_ITEM,
    ),
    target=given("delivered", "accepted", "asking", "standing", "returned"),
    effects=(
        Effect("end_parts", ("withdrawn",)),
        *QUIET,
        Effect("replace_track", ("reader",)),
        Effect("end_track", ("redone",)),
        *SIGN_FOR,
    ),
)
TAKE_OFF = Action(
    "take_off",
    who=GIVER,
    states=_AT_WORK,
    asks=(reason(),),
    target=given(*(OPEN_TRACKS - {"pending"}), "returned"),
    effects=(Effect("end_parts", ("withdrawn",)), Effect("end_track", ("withdrawn",)), *QUIET, REPORTED),
)
URGE = Action(
    "urge",
    who=GIVER,
    states=_AT_WORK,
    asks=(Field("note", FieldType.TEXT, limit=500),),
    target=given("delivered", "accepted", "asking", "standing"),
)
