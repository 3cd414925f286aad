"""公文交换: an issued document goes to other organs of the district; what each did with it comes back (domain.md §1.5).

Each receiving 收发岗 gets an incoming matter of its own. This one stays with the organ that sent it: no receiver sees
it, and it never sees into theirs, only what they tell: 签收, 退文, 转办, 并件, 作废, 答复, 办结. Until then a strand is
pending, and the sender may withdraw it; who has signed is asked for it and decides himself.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.corrections import correcting
from oa_client.domain.document import ALWAYS, HEAD, REQUEST, SOUND, opinion, reason
from oa_client.domain.handling import UNKNOWN, urge
from oa_client.domain.matter import Duty
from oa_client.domain.table import (
    Action,
    AudienceRule,
    Condition,
    Effect,
    Field,
    FieldType,
    FollowUpRule,
    Guard,
    Process,
    Target,
    TaskRule,
)

SENDER: Condition = ("clerk_of_opener",)
ALL_ANSWERED: Condition = ("none_open",)
STAGES = frozenset({"sent", "received", "closed", "withdrawn"})
GOING = frozenset({"sent", "received"})
SIGNED = frozenset({"pending", "signed", "answered"})
"""An organ with a strand in one of these has the document in hand: a second strand could not be told from it."""

_HEAD = {field.name: field.name for field in HEAD}
_RECEIVER = Field("receiver", FieldType.HOLDER, ALWAYS)
_BY = Field("by", FieldType.HOLDER)
_RECEIVED = Effect("move", ("received",), ("all", ("stage", "sent"), ALL_ANSWERED))
_TRACK_STATES = (
    "pending",
    "signed",
    "answered",
    "concluded",
    "transferred",
    "merged",
    "voided",
    "returned",
    "settled",
    "withdrawn",
)
_GONE = frozenset({"settled", "withdrawn"})
"""Strands that count no more: sent back and seen to, or taken back."""
_NONE_LEFT: Condition = ("no_track_in", *(s for s in _TRACK_STATES if s not in _GONE))
_CHOSEN = Field("tracks", FieldType.TRACKS)
_CHOSEN_SOME = Guard(("given", "tracks"), "nobody_chosen")


def _to_those(action: str) -> FollowUpRule:
    """A command on the incoming matter of each receiver chosen."""
    reached = ("delivery", "@matter", "@each")
    return FollowUpRule("incoming", action, {"reason": "reason"}, each="tracks", held=reached)


def _deliver(field: str) -> FollowUpRule:
    """An incoming matter for each organ a field names."""
    fields = {**_HEAD, "registry": "@each", "source": "@matter", "due": "due", "note": "note", "files": "files"}
    return FollowUpRule("incoming", "deliver", fields, each=field)


_SEND = Action(
    "send",
    who=("role", "clerk"),
    states=frozenset(),
    opens=True,
    asks=(
        *HEAD,
        Field("receivers", FieldType.HOLDERS, ALWAYS, limit=300, kept=True),
        Field("copied_to", FieldType.HOLDERS, limit=300, kept=True),
        Field("due", FieldType.MOMENT, kept=True),
        Field("relates", FieldType.MATTER, kept=True),
        Field("note", FieldType.TEXT, limit=2000),
        Field("files", FieldType.FILES, ALWAYS),
    ),
    guards=(
        *SOUND,
        Guard(("known_people", "receivers", "copied_to"), UNKNOWN),
        Guard(("each_clerks", "receivers"), "receiver_not_an_organ"),
        Guard(("each_clerks", "copied_to"), "receiver_not_an_organ"),
        Guard(("all", ("named_once", "receivers"), ("named_once", "copied_to")), "receiver_twice"),
        Guard(("disjoint", "receivers", "copied_to"), "receiver_twice"),
        Guard(("not", ("actor_in", "receivers"), ("actor_in", "copied_to")), "sent_to_itself"),
        Guard(("any", ("not", REQUEST), ("at_most", "receivers", 1)), "request_one_receiver"),
    ),
    effects=(
        Effect("move", ("sent",)),
        Effect("lay_tracks", ("receivers", "parallel", "main")),
        Effect("add_tracks", ("copied_to", "parallel", "copy"), ("given", "copied_to")),
    ),
    follow_ups=(_deliver("receivers"), _deliver("copied_to")),
)


def _told(name: str, state: str, states: frozenset[str], *asks: Field) -> Action:
    """What a receiver's act on its own matter says here, and the state it leaves its strand in, if another."""
    return Action(
        name,
        who=("caused",),
        states=STAGES,
        asks=(_RECEIVER, _BY, *asks),
        target=Target(own=False, states=states, held_in="receiver"),
        effects=(Effect("end_track", (state,)), _RECEIVED) if state else (),
    )


_ANSWER = (
    Field("words", FieldType.TEXT, limit=2000),
    Field("reply_number", FieldType.LINE, limit=60),
    Field("files", FieldType.FILES),
)
_NOTE_SIGNED = _told("note_signed", "signed", frozenset({"pending"}))
_NOTE_RETURNED = _told("note_returned", "returned", SIGNED, reason())
_NOTE_TRANSFERRED = _told("note_transferred", "transferred", SIGNED, Field("to", FieldType.HOLDER))
_NOTE_MERGED = _told("note_merged", "merged", SIGNED, reason())
_NOTE_VOIDED = _told("note_voided", "voided", SIGNED, reason())
_NOTE_ANSWERED = _told(
    "note_answered",
    "answered",
    SIGNED,
    *_ANSWER,
)
_NOTE_ADDED = Action("note_added", who=("caused",), states=STAGES, asks=(_RECEIVER, _BY, *_ANSWER))
"""What an organ answered after it had done with it; by then it may have got the document once more."""
_NOTE_KEPT = _told("note_kept", "", SIGNED, reason())
_NOTE_CONCLUDED = _told("note_concluded", "concluded", SIGNED)

_RESEND = Action(
    "resend",
    who=SENDER,
    states=STAGES,
    asks=(Field("receivers", FieldType.HOLDERS, ALWAYS, limit=300), Field("note", FieldType.TEXT, limit=2000)),
    guards=(
        Guard(("known_people", "receivers"), UNKNOWN),
        Guard(("each_clerks", "receivers"), "receiver_not_an_organ"),
        Guard(("not", ("actor_in", "receivers")), "sent_to_itself"),
        Guard(("named_once", "receivers"), "receiver_twice"),
        Guard(("not", ("has_track_in", "receivers", *sorted(SIGNED))), "already_sent"),
    ),
    effects=(
        Effect("end_tracks", ("settled", "returned")),
        Effect("add_tracks", ("receivers", "parallel", "main")),
        Effect("move", ("sent",)),
    ),
    follow_ups=(replace(_deliver("receivers"), fields={**_deliver("receivers").fields, "files": "@document_files"}),),
    primary=True,
)
_SETTLE = Action(
    "settle",
    who=SENDER,
    states=STAGES,
    asks=(Field("note", FieldType.TEXT, limit=500),),
    guards=(Guard(("track_in", "returned"), "nothing_returned"),),
    effects=(Effect("end_tracks", ("settled", "returned")),),
)
_URGE = urge(SENDER, frozenset({"sent"}), waiting="pending")
_WITHDRAW = Action(
    "withdraw",
    who=SENDER,
    states=frozenset({"sent", "closed"}),
    asks=(_CHOSEN, reason()),
    guards=(
        _CHOSEN_SOME,
        Guard(("track_in", "pending"), "already_signed"),
        Guard(("tracks_in", "tracks", "pending"), "already_signed"),
    ),
    effects=(
        Effect("end_named", ("withdrawn", "tracks")),
        _RECEIVED,
        Effect("move", ("withdrawn",), _NONE_LEFT),
    ),
    follow_ups=(_to_those("note_withdrawn"),),
    refusals={"received": "already_signed"},
)
_ASK_BACK = Action(
    "ask_back",
    who=SENDER,
    states=STAGES,
    asks=(_CHOSEN, reason()),
    guards=(
        _CHOSEN_SOME,
        Guard(("track_in", "signed", "answered"), "nobody_to_ask"),
        Guard(("tracks_in", "tracks", "signed", "answered"), "nobody_to_ask"),
    ),
    follow_ups=(_to_those("note_asked_back"),),
)
_CLOSE = Action(
    "close",
    who=SENDER,
    states=GOING,
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    guards=(Guard(("no_track_in", "returned"), "returned_waits"),),
    effects=(Effect("move", ("closed",)),),
)
_ADD_NOTE = Action("add_note", who=("sees",), states=STAGES, asks=(opinion(),))

EXCHANGE = Process(
    kind="exchange",
    edition=1,
    stages=("sent", "received", "closed", "withdrawn"),
    over=frozenset({"received", "closed", "withdrawn"}),
    track_states=_TRACK_STATES,
    open_tracks=frozenset({"pending"}),
    actions=(
        _SEND,
        _NOTE_SIGNED,
        _NOTE_RETURNED,
        _NOTE_TRANSFERRED,
        _NOTE_MERGED,
        _NOTE_VOIDED,
        _NOTE_ANSWERED,
        _NOTE_ADDED,
        _NOTE_CONCLUDED,
        _NOTE_KEPT,
        _RESEND,
        _SETTLE,
        _URGE,
        _WITHDRAW,
        _ASK_BACK,
        _CLOSE,
        _ADD_NOTE,
        correcting(STAGES),
    ),
    tasks=(TaskRule(Duty.ACT, "returned", ("track_in", "returned"), holders=("opener_clerks",)),),
    audience=(AudienceRule(("opener",)), AudienceRule(("opener_clerks",)), AudienceRule(("acted",))),
    void_tracks=_GONE,
)
