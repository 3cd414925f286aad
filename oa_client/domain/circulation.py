"""公文轮阅: a document goes from reader to reader (domain.md §4.1, the circulation table)."""

from __future__ import annotations

from oa_client.domain.corrections import correcting
from oa_client.domain.handling import urge
from oa_client.domain.matter import Duty
from oa_client.domain.table import (
    Action,
    AudienceRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    Target,
    TaskRule,
)

BROADCAST: Condition = ("is", "mode", "broadcast")
IN_TURN: Condition = ("is", "mode", "sequential", "grouped")
FOR_ACTION: Condition = ("all", ("is", "purpose", "action"), ("not", BROADCAST))
SENDER: Condition = ("clerk_of_opener",)
MOST_READERS = 100
"""Above this many readers a circulation is a broadcast (design.md decision 9)."""

GOING = frozenset({"circulating"})
STOPPABLE = frozenset({"circulating", "paused"})
READABLE = frozenset({"circulating", "paused", "completed", "closed"})
ANY_STAGE = frozenset({"circulating", "paused", "completed", "closed", "recalled"})

_ALWAYS: Condition = ("always",)
_OPINION = Field("opinion", FieldType.TEXT, limit=2000)
_REASON = Field("reason", FieldType.TEXT, _ALWAYS, limit=500)
_DELIVER = Effect("deliver", ("delivered",), ("stage", "circulating"))
_COMPLETE = Effect("move", ("completed",), ("all", ("stage", "circulating"), ("none_open",)))
_OWN = Target(
    own=True,
    states=frozenset({"delivered"}),
    refusals={"pending": "not_your_turn", "withdrawn": "recalled", "read": "already_done"},
)
_WAITING = Target(own=False, states=frozenset({"pending", "delivered"}))

_CIRCULATE = Action(
    "circulate",
    who=("any", ("role", "clerk"), ("within_unit", "readers")),
    states=frozenset(),
    opens=True,
    asks=(
        Field("title", FieldType.LINE, _ALWAYS, kept=True),
        Field("number", FieldType.LINE, limit=60, kept=True),
        Field("urgency", FieldType.CHOICE, choices=("urgent", "flash"), kept=True),
        Field("sensitivity", FieldType.CHOICE, choices=("general", "internal"), kept=True),
        Field("mode", FieldType.CHOICE, _ALWAYS, ("sequential", "parallel", "grouped", "broadcast"), kept=True),
        Field("purpose", FieldType.CHOICE, _ALWAYS, ("action", "information"), kept=True),
        Field("readers", FieldType.GROUPS, _ALWAYS, kept=True),
        Field("due", FieldType.MOMENT, kept=True),
        Field("may_add", FieldType.FLAG, kept=True),
        Field("may_forward", FieldType.FLAG, kept=True),
        Field("body", FieldType.TEXT, kept=True),
        Field("files", FieldType.FILES),
    ),
    guards=(
        Guard(("known_people", "readers"), "unknown_reader"),
        Guard(("any", BROADCAST, ("each_one_person", "readers")), "reader_not_a_person"),
        Guard(("any", BROADCAST, ("at_most", "readers", MOST_READERS)), "too_many_readers"),
        Guard(("any", ("not", BROADCAST), ("is", "purpose", "information")), "broadcast_for_information"),
    ),
    effects=(
        Effect("move", ("circulating",)),
        Effect("lay_tracks", ("readers", "mode"), ("not", BROADCAST)),
        _DELIVER,
        Effect("move", ("completed",), BROADCAST),
    ),
)

_MARK_READ = Action(
    "mark_read",
    who=("holder",),
    states=READABLE,
    refusals={"recalled": "recalled"},
    asks=(Field("opinion", FieldType.TEXT, FOR_ACTION, limit=2000),),
    target=Target(own=True, states=frozenset({"delivered", "skipped"}), refusals=_OWN.refusals, note=True),
    effects=(Effect("end_track", ("read",)), _DELIVER, _COMPLETE),
    primary=True,
)

_ADD_READER = Action(
    "add_reader",
    who=(
        "any",
        SENDER,
        ("all", ("role", "leader"), ("sees",)),
        ("all", ("given", "may_add"), ("holder", "delivered")),
    ),
    states=frozenset({"circulating", "completed"}),
    asks=(
        Field("reader", FieldType.HOLDERS, _ALWAYS),
        Field("place", FieldType.CHOICE, _ALWAYS, ("after", "parallel", "last")),
        Field("note", FieldType.TEXT, limit=500),
    ),
    guards=(
        Guard(("not", BROADCAST), "broadcast_has_no_turns"),
        Guard(("known_people", "reader"), "unknown_reader"),
        Guard(("each_one_person", "reader"), "reader_not_a_person"),
        Guard(("at_most", "reader", MOST_READERS), "too_many_readers"),
    ),
    target=Target(own=True, states=_OWN.states, optional=True),
    effects=(Effect("add_tracks", ("reader", "place")), Effect("move", ("circulating",)), _DELIVER),
)

_FORWARD = Action(
    "forward",
    who=("all", ("given", "may_forward"), ("holder",)),
    states=GOING,
    asks=(Field("reader", FieldType.HOLDER, _ALWAYS), Field("note", FieldType.TEXT, limit=500)),
    guards=(
        Guard(("known_people", "reader"), "unknown_reader"),
        Guard(("each_one_person", "reader"), "reader_not_a_person"),
    ),
    target=_OWN,
    effects=(Effect("replace_track", ("reader",)), Effect("end_track", ("forwarded",)), _DELIVER),
)

_SEND_BACK = Action(
    "send_back",
    who=("holder",),
    states=GOING,
    asks=(_REASON,),
    target=_OWN,
    effects=(
        Effect("end_track", ("returned",)),
        Effect("move", ("paused",), IN_TURN),
        _DELIVER,
        _COMPLETE,
    ),
)

_RESUME = Action(
    "resume",
    who=SENDER,
    states=frozenset({"paused"}),
    asks=(Field("reader", FieldType.HOLDER), Field("note", FieldType.TEXT, limit=500)),
    guards=(
        Guard(("known_people", "reader"), "unknown_reader"),
        Guard(("each_one_person", "reader"), "reader_not_a_person"),
    ),
    target=Target(own=False, states=frozenset({"returned"})),
    effects=(
        Effect("replace_track", ("reader",)),
        Effect("set_track", ("redone",)),
        Effect("move", ("circulating",)),
        _DELIVER,
    ),
    primary=True,
)

_URGE_READING = urge(SENDER, frozenset({"circulating", "closed"}), name="urge_reading")

_RECALL_READER = Action(
    "recall_reader",
    who=SENDER,
    states=STOPPABLE,
    target=Target(own=False, states=_WAITING.states, refusals={"read": "already_read"}),
    effects=(Effect("end_track", ("withdrawn",)), _DELIVER, _COMPLETE),
)

_RECALL = Action(
    "recall",
    who=SENDER,
    states=STOPPABLE,
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    guards=(Guard(("no_track_in", "read"), "already_read"),),
    effects=(Effect("end_tracks", ("withdrawn", "pending", "delivered")), Effect("move", ("recalled",))),
)

_SKIP = Action(
    "skip",
    who=SENDER,
    states=STOPPABLE,
    asks=(_REASON,),
    target=_WAITING,
    effects=(Effect("end_track", ("skipped",)), _DELIVER, _COMPLETE),
)

_REORDER = Action(
    "reorder",
    who=SENDER,
    states=STOPPABLE,
    asks=(Field("tracks", FieldType.TRACKS, _ALWAYS),),
    guards=(
        Guard(("track_in", "pending"), "nobody_waiting"),
        Guard(("tracks_in", "tracks", "pending"), "not_waiting"),
    ),
    effects=(Effect("reorder", ("tracks",)),),
)

_CLOSE = Action(
    "close",
    who=SENDER,
    states=STOPPABLE,
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    effects=(Effect("end_tracks", ("withdrawn", "pending")), Effect("move", ("closed",))),
)

_COMMENT = Action(
    "comment",
    who=("all", BROADCAST, ("sees",)),
    states=frozenset({"completed"}),
    asks=(Field("opinion", FieldType.TEXT, _ALWAYS, limit=2000),),
)

_ADD_NOTE = Action(
    "add_note",
    who=("sees",),
    states=ANY_STAGE,
    asks=(Field("opinion", FieldType.TEXT, _ALWAYS, limit=2000),),
)

CIRCULATION = Process(
    kind="circulation",
    edition=1,
    stages=("circulating", "paused", "completed", "recalled", "closed"),
    over=frozenset({"completed", "recalled", "closed"}),
    track_states=(
        "pending",
        "delivered",
        "read",
        "skipped",
        "returned",
        "redone",
        "forwarded",
        "withdrawn",
    ),
    open_tracks=frozenset({"pending", "delivered"}),
    actions=(
        _CIRCULATE,
        _MARK_READ,
        _COMMENT,
        _FORWARD,
        _ADD_READER,
        _SEND_BACK,
        _RESUME,
        _URGE_READING,
        _RECALL_READER,
        _RECALL,
        _SKIP,
        _REORDER,
        _CLOSE,
        _ADD_NOTE,
        correcting(ANY_STAGE),
    ),
    tasks=(
        TaskRule(Duty.ACT, "read", FOR_ACTION, frozenset({"delivered"})),
        TaskRule(Duty.READ, "read", ("not", FOR_ACTION), frozenset({"delivered"})),
        TaskRule(Duty.ACT, "returned", ("stage", "paused"), holders=("opener",)),
        TaskRule(Duty.ACT, "returned", ("stage", "paused"), holders=("opener_clerks",)),
        TaskRule(Duty.READ, "read", BROADCAST, holders=("field", "readers"), by_receipt=True, answer="comment"),
    ),
    audience=(
        AudienceRule(("opener",)),
        AudienceRule(("opener_clerks",)),
        AudienceRule(("delivered",)),
        AudienceRule(("acted",)),
        AudienceRule(("field", "readers"), BROADCAST),
    ),
)
