"""领导批示: what a leader wrote is taken into the ledger, given out, followed and reported back (domain.md §4.4).

件件有着落、事事有回音: it stays in somebody's work until the leader has seen the result and the clerk closes it.
What was written on paper is transcribed by the clerk with the sheet attached; the leader confirms or corrects it once.
"""

from __future__ import annotations

from oa_client.domain import handling
from oa_client.domain.corrections import correcting
from oa_client.domain.document import ALWAYS, TITLE, URGENCIES, opinion, reason
from oa_client.domain.handling import GOING, HANDLING, UNKNOWN
from oa_client.domain.matter import Duty
from oa_client.domain.table import (
    Action,
    AudienceRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    NumberRule,
    Process,
    TaskRule,
)

CLERK: Condition = ("actor_in", "registry")
LEADER: Condition = ("actor_in", "leader")
OPEN = frozenset({"registered", "handling", "reported", "submitted", "acknowledged"})
OVER = frozenset({"closed", "void"})
EVERYWHERE = OPEN | OVER

_TOO_LATE = {"withdrawn": "recalled", "done": "already_done"}
_DELIVER = Effect("deliver", ("delivered",))
_REPORTED = Effect("move", ("reported",), ("all", ("stage", "handling"), ("not", HANDLING)))
_WORDS = Field("words", FieldType.TEXT, ("not", ("is", "form", "paper")), limit=2000, kept=True)
_NUMBER = NumberRule("ledger_number", "instruction_number", ("@actor_clerks",))
_NUMBER_OF_LEDGER = NumberRule("ledger_number", "instruction_number", ("registry",))
"""The ledger it stands in, whoever acts. Also drawn by who gives it out, if it has none: what was taken up while the
centre was being restored got none."""
_WHAT = (
    TITLE,
    Field("leader", FieldType.HOLDER, ("not", ("given", "leader_name")), kept=True),
    Field("leader_name", FieldType.LINE, ("not", ("given", "leader")), limit=40, kept=True),
    Field("level", FieldType.CHOICE, choices=("national", "province", "city", "district", "street"), kept=True),
    Field("instructed_at", FieldType.MOMENT, ALWAYS, kept=True),
    _WORDS,
    Field("form", FieldType.CHOICE, choices=("paper", "screen"), kept=True),
    Field("category", FieldType.LINE, limit=40, kept=True),
    Field("urgency", FieldType.CHOICE, choices=URGENCIES, kept=True),
    Field("sensitivity", FieldType.CHOICE, choices=("general", "internal"), kept=True),
    Field("on_document", FieldType.MATTER, kept=True),
    Field("files", FieldType.FILES, ("is", "form", "paper")),
)
_SOUND = (
    Guard(("known_people", "leader"), UNKNOWN),
    Guard(("any", ("not", ("given", "leader")), ("named_role", "leader", "leader")), "not_a_leader"),
)
_KEEP = (
    Effect("set_clerks", ("registry",)),
    Effect("set_entry", ("awaiting_words",), ("not", ("given", "words"))),
    Effect("move", ("registered",)),
)

_RECORD = Action(
    "record",
    who=("role", "clerk", "leader"),
    states=frozenset(),
    opens=True,
    asks=_WHAT,
    guards=_SOUND,
    numbers=(_NUMBER,),
    effects=_KEEP,
)
_TAKE_UP = Action(
    "take_up",
    who=("caused",),
    states=frozenset(),
    opens=True,
    asks=(*_WHAT, Field("registry", FieldType.HOLDER, ALWAYS, kept=True)),
    numbers=(_NUMBER_OF_LEDGER,),
    effects=(Effect("move", ("registered",)),),
)
_WRITE_WORDS = Action(
    "write_words",
    who=CLERK,
    states=EVERYWHERE,
    asks=(Field("words", FieldType.TEXT, ALWAYS, limit=2000, kept=True),),
    guards=(Guard(("given", "awaiting_words"), "no_words_wanted"),),
    effects=(Effect("correct", ("awaiting_words",)), Effect("set", ("awaiting_words", 0))),
)
_CONFIRM_WORDS = Action(
    "confirm_words",
    who=LEADER,
    states=EVERYWHERE,
    asks=(opinion(("never",)),),
    guards=(
        Guard(("is", "form", "paper"), "nothing_to_confirm"),
        Guard(("not", ("given", "confirmed")), "already_confirmed"),
    ),
    effects=(Effect("set_actor", ("confirmed",)),),
)
_ASSIGN = Action(
    "assign",
    who=CLERK,
    states=frozenset({"registered", "handling", "reported"}),
    asks=(
        Field("manner", FieldType.CHOICE, ALWAYS, ("hand_over", "hand_down", "supervise"), kept=True),
        Field("lead", FieldType.HOLDER, ALWAYS, kept=True),
        Field("assist", FieldType.HOLDERS, limit=50, kept=True),
        Field("due", FieldType.MOMENT, ALWAYS, kept=True),
        opinion(("never",)),
    ),
    guards=(
        Guard(("known_people", "lead", "assist"), UNKNOWN),
        Guard(("not", ("held_open", "lead", "lead")), "already_handling"),
    ),
    numbers=(_NUMBER_OF_LEDGER,),
    effects=(
        Effect("end_tracks", ("redone", "returned")),
        Effect("add_tracks", ("lead", "parallel", "lead")),
        Effect("add_tracks", ("assist", "parallel", "assist"), ("given", "assist")),
        Effect("move", ("handling",)),
        _DELIVER,
    ),
    primary=True,
)
_REPORT = handling.report(_TOO_LATE)
_COMPLETE = handling.complete(_TOO_LATE, (_DELIVER, _REPORTED))
_SEND_BACK = handling.send_back(_TOO_LATE, (_DELIVER, _REPORTED))
_FORWARD = handling.forward(_TOO_LATE, (_DELIVER,))
_REASSIGN = handling.reassign(CLERK, _TOO_LATE, (_DELIVER,))
_TAKE_OFF = handling.take_off(CLERK, _TOO_LATE, (_DELIVER, _REPORTED))
_URGE = handling.urge(CLERK, frozenset({"handling"}))
_SUBMIT = Action(
    "submit",
    who=CLERK,
    states=frozenset({"reported"}),
    asks=(opinion(), Field("files", FieldType.FILES)),
    guards=(Guard(("given", "leader"), "leader_elsewhere"),),
    effects=(Effect("move", ("submitted",)),),
    primary=True,
)
_ACKNOWLEDGE = Action(
    "acknowledge",
    who=LEADER,
    states=frozenset({"submitted"}),
    asks=(opinion(("never",)),),
    effects=(Effect("move", ("acknowledged",)),),
    primary=True,
)
_INSTRUCT_AGAIN = Action(
    "instruct_again",
    who=LEADER,
    states=frozenset({"submitted", "acknowledged"}),
    asks=(Field("words", FieldType.TEXT, ALWAYS, limit=2000, kept=True),),
    effects=(Effect("move", ("registered",)),),
)
_CLOSE = Action(
    "close",
    who=CLERK,
    states=frozenset({"reported", "acknowledged"}),
    asks=(Field("result", FieldType.TEXT, ALWAYS, limit=2000),),
    guards=(Guard(("any", ("stage", "acknowledged"), ("not", ("given", "leader"))), "leader_has_not_seen"),),
    effects=(Effect("move", ("closed",)),),
    primary=True,
)
_VOID = Action(
    "void",
    who=CLERK,
    states=frozenset({"registered"}),
    asks=(reason(),),
    effects=(Effect("move", ("void",)),),
)
_ADD_NOTE = Action("add_note", who=("sees",), states=EVERYWHERE, asks=(opinion(),))


def _clerks(step: str, when: Condition) -> TaskRule:
    """Work of the 收发岗 that keeps the ledger."""
    return TaskRule(Duty.ACT, step, when, holders=("field", "registry"))


INSTRUCTION = Process(
    kind="instruction",
    edition=1,
    stages=("registered", "handling", "reported", "submitted", "acknowledged", "closed", "void"),
    over=OVER,
    track_states=("pending", "delivered", "done", "returned", "redone", "forwarded", "withdrawn"),
    open_tracks=frozenset({"pending", "delivered"}),
    actions=(
        _RECORD,
        _TAKE_UP,
        _ACKNOWLEDGE,
        _COMPLETE,
        _REPORT,
        _ASSIGN,
        _SUBMIT,
        _CLOSE,
        _WRITE_WORDS,
        _CONFIRM_WORDS,
        _INSTRUCT_AGAIN,
        _SEND_BACK,
        _FORWARD,
        _REASSIGN,
        _TAKE_OFF,
        _URGE,
        _VOID,
        _ADD_NOTE,
        correcting(EVERYWHERE),
    ),
    tasks=(
        _clerks("assign", ("stage", "registered")),
        TaskRule(Duty.ACT, "handle", states=GOING, roles=frozenset({"lead"})),
        TaskRule(Duty.ACT, "assist", states=GOING, roles=frozenset({"assist"})),
        _clerks("returned", ("all", ("stage", "handling", "reported"), ("track_in", "returned"))),
        _clerks("submit", ("all", ("stage", "reported"), ("no_track_in", "returned"))),
        TaskRule(Duty.ACT, "acknowledge", ("stage", "submitted"), holders=("field", "leader")),
        _clerks("close", ("stage", "acknowledged")),
        _clerks("write_words", ("given", "awaiting_words")),
    ),
    audience=(
        AudienceRule(("field", "registry")),
        AudienceRule(("field", "leader")),
        AudienceRule(("delivered",)),
    ),
)
