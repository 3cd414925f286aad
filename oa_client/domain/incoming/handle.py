"""承办: given out, handled, urged, answered, concluded; and read, where it is only for reading."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain import handling
from oa_client.domain.document import ALWAYS, FILED_ONCE, PRESSING, opinion
from oa_client.domain.handling import GOING, HANDLING, UNKNOWN, WORK
from oa_client.domain.incoming.stages import (
    ALL_INSTRUCTED,
    ANY_ROLE,
    CLERK,
    DELIVER,
    EVERYWHERE,
    INSTRUCTING,
    LEFT,
    LEFT_WHEN_READ,
    OFFICE,
    PROPOSER,
    SENT_HERE,
    TELL_ALL_READ,
    TOO_LATE,
    tell,
)
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, FollowUpRule, Guard, Target

_ALL_READ = Effect("move", ("read_all",), ("all", ("stage", "reading"), ("none_open",)))
_ENDED_EARLY = (
    *DELIVER,
    Effect("move", ("instructed",), ALL_INSTRUCTED),
    Effect("move", ("reported",), ("all", ("stage", "handling"), ("not", HANDLING))),
)
"""What follows when a strand ends without having been done."""

DISPATCH = Action(
    "dispatch",
    who=PROPOSER,
    states=frozenset({"registered", "instructed", "handling", "reported", "reading"}),
    asks=(
        Field("lead", FieldType.HOLDER, ALWAYS, kept=True),
        Field("assist", FieldType.HOLDERS, limit=50, kept=True),
        Field("readers", FieldType.HOLDERS, limit=100),
        Field("due", FieldType.MOMENT, PRESSING, kept=True),
        opinion(("never",)),
    ),
    guards=(
        Guard(("known_people", "lead", "assist", "readers"), UNKNOWN),
        Guard(("is", "handling", "action"), "only_for_reading"),
        Guard(("not", ("held_open", "lead", "lead")), "already_handling"),
    ),
    effects=(
        Effect("end_tracks", ("redone", "returned")),
        Effect("add_tracks", ("lead", "parallel", "lead")),
        Effect("add_tracks", ("assist", "parallel", "assist"), ("given", "assist")),
        Effect("add_tracks", ("readers", "parallel", "read"), ("given", "readers")),
        Effect("move", ("handling",)),
        *DELIVER,
    ),
    primary=True,
)
CIRCULATE = Action(
    "circulate",
    who=PROPOSER,
    states=frozenset({"registered", "instructed", "handling", "reported", "reading", "concluded"}),
    asks=(Field("readers", FieldType.HOLDERS, ALWAYS, limit=100), Field("note", FieldType.TEXT, limit=500)),
    guards=(
        Guard(("known_people", "readers"), UNKNOWN),
        Guard(("each_one_person", "readers"), "reader_not_a_person"),
    ),
    effects=(
        Effect("add_tracks", ("readers", "parallel", "read")),
        Effect("move", ("reading",), ("all", ("is", "handling", "reading"), ("stage", "registered", "instructed"))),
        *DELIVER,
    ),
)
MARK_READ = Action(
    "mark_read",
    who=("holder",),
    states=OFFICE | frozenset({"concluded", "read_all"}),
    asks=(opinion(("never",)),),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=frozenset({"read"}), note=True),
    effects=(
        Effect("end_track", ("read",)),
        *DELIVER,
        _ALL_READ,
    ),
    claims=(LEFT_WHEN_READ,),
    follow_ups=(TELL_ALL_READ,),
    primary=True,
)
REPORT = handling.report(TOO_LATE)
COMPLETE = handling.complete(TOO_LATE, (*DELIVER, Effect("move", ("reported",), ("not", HANDLING))))
SEND_BACK = handling.send_back(
    TOO_LATE, _ENDED_EARLY, states=frozenset({"proposed", "handling"}), roles=WORK | {"instruct"}
)
FORWARD = handling.forward(TOO_LATE, DELIVER)
REASSIGN = handling.reassign(PROPOSER, TOO_LATE, DELIVER)
URGE = handling.urge(PROPOSER, OFFICE | {"concluded"})
TAKE_OFF = replace(
    handling.take_off(PROPOSER, TOO_LATE, (*_ENDED_EARLY, _ALL_READ), states=OFFICE | {"concluded"}, roles=ANY_ROLE),
    claims=(LEFT_WHEN_READ,),
    follow_ups=(TELL_ALL_READ,),
)
_OVER: Condition = ("stage", "concluded")


def _answered(note: str, when: Condition) -> FollowUpRule:
    return tell(note, ("all", SENT_HERE, when), words="opinion", reply_number="reply_number", files="files")


ANSWER = Action(
    "answer",
    who=PROPOSER,
    states=OFFICE | frozenset({"concluded"}),
    asks=(opinion(), Field("reply_number", FieldType.LINE, limit=60, kept=True), Field("files", FieldType.FILES)),
    follow_ups=(_answered("note_answered", ("not", _OVER)), _answered("note_added", _OVER)),
)
CONCLUDE = Action(
    "conclude",
    who=PROPOSER,
    states=OFFICE,
    asks=(
        Field("result", FieldType.TEXT, ALWAYS, limit=2000),
        Field("reply_number", FieldType.LINE, limit=60, kept=True),
    ),
    guards=(Guard(("not", HANDLING, INSTRUCTING), "still_handling"),),
    claims=(LEFT,),
    effects=(Effect("move", ("concluded",)),),
    follow_ups=(tell("note_concluded"),),
)
ARCHIVE = Action(
    "archive",
    who=CLERK,
    states=frozenset({"concluded", "read_all", "archived"}),
    asks=(
        Field("archive_year", FieldType.NUMBER, ALWAYS, limit=2199, kept=True),
        Field("retention", FieldType.CHOICE, ALWAYS, ("permanent", "thirty_years", "ten_years"), kept=True),
        Field("item_number", FieldType.NUMBER, limit=999_999, kept=True),
    ),
    guards=(
        FILED_ONCE,
        Guard(("not", ("at_most", "archive_year", 1948)), "no_such_year"),
        Guard(("none_open",), "still_reading"),
        Guard(("not", ("given", "awaiting_words")), "words_still_wanted"),
    ),
    effects=(Effect("move", ("archived",)),),
    needs_files=True,
)
"""归档 to the organ's own 档案室, with everything in it."""
ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))
