"""承办: given out, handled, urged, answered, concluded; and read, where it is only for reading."""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, PRESSING, opinion, reason
from oa_client.domain.incoming.stages import (
    ALL_INSTRUCTED,
    ANY_ROLE,
    DELIVER,
    EVERYWHERE,
    GOING,
    HANDLING,
    INSTRUCTING,
    OFFICE,
    PROPOSER,
    TOO_LATE,
    UNKNOWN,
    WORK,
    tell,
)
from oa_client.domain.table import Action, Effect, Field, FieldType, Guard, Target

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
        Effect("move", ("read_all",), ("all", ("stage", "reading"), ("none_open",))),
    ),
    primary=True,
)
REPORT = Action(
    "report",
    who=("holder",),
    states=frozenset({"handling"}),
    asks=(opinion(), Field("files", FieldType.FILES)),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=WORK),
)
COMPLETE = Action(
    "complete",
    who=("holder",),
    states=frozenset({"handling"}),
    asks=(opinion(), Field("files", FieldType.FILES)),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=WORK, note=True),
    effects=(Effect("end_track", ("done",)), *DELIVER, Effect("move", ("reported",), ("not", HANDLING))),
    primary=True,
)
SEND_BACK = Action(
    "send_back",
    who=("holder",),
    states=frozenset({"proposed", "handling"}),
    asks=(reason(),),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=WORK | {"instruct"}),
    effects=(
        Effect("end_track", ("returned",)),
        *DELIVER,
        Effect("move", ("instructed",), ALL_INSTRUCTED),
        Effect("move", ("reported",), ("all", ("stage", "handling"), ("not", HANDLING))),
    ),
)
FORWARD = Action(
    "forward",
    who=("holder",),
    states=frozenset({"handling"}),
    asks=(Field("reader", FieldType.HOLDER, ALWAYS), Field("note", FieldType.TEXT, limit=500)),
    guards=(Guard(("known_people", "reader"), UNKNOWN), Guard(("within_unit", "reader"), "outside_unit")),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=WORK),
    effects=(Effect("replace_track", ("reader",)), Effect("end_track", ("forwarded",)), *DELIVER),
)
REASSIGN = Action(
    "reassign",
    who=PROPOSER,
    states=frozenset({"handling", "reported"}),
    asks=(Field("reader", FieldType.HOLDER, ALWAYS), Field("note", FieldType.TEXT, limit=500)),
    guards=(Guard(("known_people", "reader"), UNKNOWN),),
    target=Target(own=False, states=frozenset({"delivered", "returned"}), refusals=TOO_LATE, roles=WORK),
    effects=(
        Effect("replace_track", ("reader",)),
        Effect("end_track", ("redone",)),
        Effect("move", ("handling",)),
        *DELIVER,
    ),
)
URGE = Action(
    "urge",
    who=PROPOSER,
    states=OFFICE | frozenset({"concluded"}),
    asks=(Field("tracks", FieldType.TRACKS), Field("note", FieldType.TEXT, limit=500)),
    guards=(
        Guard(("track_in", "delivered"), "nobody_to_urge"),
        Guard(("tracks_in", "tracks", "delivered"), "not_reading"),
    ),
)
TAKE_OFF = Action(
    "take_off",
    who=PROPOSER,
    states=OFFICE,
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    target=Target(own=False, states=frozenset({"pending", "delivered"}), refusals=TOO_LATE, roles=ANY_ROLE),
    effects=(
        Effect("end_track", ("withdrawn",)),
        *DELIVER,
        Effect("move", ("instructed",), ALL_INSTRUCTED),
        Effect("move", ("reported",), ("all", ("stage", "handling"), ("not", HANDLING))),
        Effect("move", ("read_all",), ("all", ("stage", "reading"), ("none_open",))),
    ),
)
ANSWER = Action(
    "answer",
    who=PROPOSER,
    states=OFFICE | frozenset({"concluded"}),
    asks=(opinion(), Field("reply_number", FieldType.LINE, limit=60, kept=True), Field("files", FieldType.FILES)),
    follow_ups=(tell("note_answered", words="opinion", reply_number="reply_number", files="files"),),
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
    effects=(Effect("move", ("concluded",)),),
    follow_ups=(tell("note_concluded"),),
)
ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))
