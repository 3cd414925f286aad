"""委托代办: somebody lets another act for him for a time, or whenever he is on leave (AB角) (domain.md §4.10).

He gives it himself, and nobody hands on what he holds for another. It begins and ends by the centre's clock, half-open;
an approved leave opens one for the deputy it names (`cover`), or wakes the standing pair (`wake`). What it opens for
the one who stands in is no view of this matter: the centre keeps that (`server_stub/standing_in.py`).
"""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, TITLE, opinion
from oa_client.domain.matter import Duty
from oa_client.domain.standing_in import DELEGABLE, GOING
from oa_client.domain.table import (
    Action,
    AudienceRule,
    ClaimRule,
    Condition,
    Effect,
    Field,
    FieldType,
    Guard,
    Process,
    TaskRule,
    TimerRule,
)

PAIRS, COVERS = "standing_pair", "leave_cover"
"""The registries in which a leave finds its applicant's pair, and what it has opened or woken."""
OWN = Guard(("own_name",), "delegate_may_not_delegate")
STANDING: Condition = ("given", "standing")
DATED: Condition = ("not", STANDING)
_FROM = Field("from", FieldType.MOMENT, DATED, kept=True)
_UNTIL = Field("until", FieldType.MOMENT, DATED, kept=True)
_IN_TIME = (
    Guard(("before", "from", "until"), "ends_before_it_begins"),
    Guard(("not", ("passed", "until")), "time_is_over"),
)
_GIVEN_BACK = (
    ClaimRule(PAIRS, ("giver",), release=True, when=STANDING),
    ClaimRule(COVERS, ("leave",), release=True, when=("given", "leave")),
)
_ASLEEP_AGAIN = (
    Effect("clear", ("from", "until", "leave"), STANDING),
    Effect("move", ("asleep",), STANDING),
    Effect("move", ("ended",), DATED),
)

_GIVE = Action(
    "give",
    who=ALWAYS,
    states=frozenset(),
    opens=True,
    asks=(
        Field("taker", FieldType.HOLDER, ALWAYS, kept=True),
        Field("standing", FieldType.FLAG, kept=True),
        _FROM,
        _UNTIL,
        Field("kinds", FieldType.CHOICES, choices=DELEGABLE, kept=True),
        Field("may_sign", FieldType.FLAG, kept=True),
        Field(TITLE.name, TITLE.type, limit=TITLE.limit, kept=True),
        Field("reason", FieldType.TEXT, limit=500),
    ),
    guards=(
        OWN,
        Guard(("known_people", "taker"), "unknown_taker"),
        Guard(("persons", "taker"), "taker_not_a_person"),
        Guard(("not", ("actor_in", "taker")), "taker_is_giver"),
        Guard(("any", DATED, ("not", ("given", "until"))), "pair_has_no_dates"),
        *_IN_TIME,
    ),
    claims=(ClaimRule(PAIRS, ("@actor",), when=STANDING),),
    effects=(
        Effect("alone"),
        Effect("set_actor", ("giver",)),
        Effect("move", ("asleep",), STANDING),
        Effect("move", ("planned",), DATED),
    ),
    needs_centre=True,
)
_COVER = Action(
    "cover",
    who=("caused",),
    states=frozenset(),
    opens=True,
    asks=(
        Field("giver", FieldType.HOLDER, ALWAYS, kept=True),
        Field("taker", FieldType.HOLDER, ALWAYS, kept=True),
        _FROM,
        _UNTIL,
        Field("leave", FieldType.MATTER, ALWAYS, kept=True),
    ),
    claims=(ClaimRule(COVERS, ("leave",)),),
    effects=(Effect("opened_for", ("giver",)), Effect("move", ("active",))),
)
"""A leave that has begun names who stands in."""
_BEGIN = Action(
    "begin",
    who=("system",),
    states=frozenset({"planned"}),
    guards=(Guard(("passed", "from"), "still_to_come"),),
    effects=(Effect("move", ("active",)),),
)
_WAKE = Action(
    "wake",
    who=("caused",),
    states=frozenset({"asleep", "active"}),
    asks=(
        Field("from", FieldType.MOMENT, ALWAYS, kept=True),
        Field("until", FieldType.MOMENT, ALWAYS, kept=True),
        Field("leave", FieldType.MATTER, ALWAYS, kept=True),
    ),
    guards=(Guard(STANDING, "no_pair"),),
    claims=(ClaimRule(COVERS, ("leave",), instead=True),),
    effects=(Effect("move", ("active",)),),
)
_PROLONG = Action(
    "prolong",
    who=("any", ("caused",), ("opener",)),
    states=frozenset({"planned", "active"}),
    asks=(Field("until", FieldType.MOMENT, ALWAYS, kept=True),),
    guards=(
        Guard(("any", ("caused",), ("own_name",)), "delegate_may_not_delegate"),
        Guard(("any", ("caused",), DATED), "pair_has_no_dates"),
        *_IN_TIME,
    ),
    effects=(Effect("alone"),),
    needs_centre=True,
)
_FINISH = Action(
    "finish",
    who=("any", ("system",), ("caused",)),
    states=frozenset({"planned", "active"}),
    guards=(Guard(("any", ("caused",), ("passed", "until")), "still_valid"),),
    claims=(ClaimRule(COVERS, ("leave",), release=True, when=("given", "leave")),),
    effects=_ASLEEP_AGAIN,
)
"""Its time is over, or the leave it was for."""
_LAPSE = Action(
    "lapse",
    who=("system",),
    states=GOING,
    claims=_GIVEN_BACK,
    effects=(Effect("move", ("ended",)),),
)
"""One of the two has left office."""
_REVOKE = Action(
    "revoke",
    who=("opener",),
    states=GOING,
    asks=(Field("reason", FieldType.TEXT, limit=500),),
    guards=(OWN,),
    claims=_GIVEN_BACK,
    effects=(Effect("move", ("revoked",)),),
)
"""收回: at any time, also without a link; it is over when the centre has it."""
_DECLINE = Action(
    "decline",
    who=("actor_in", "taker"),
    states=GOING,
    asks=(Field("reason", FieldType.TEXT, ALWAYS, limit=500),),
    guards=(OWN,),
    claims=_GIVEN_BACK,
    effects=(Effect("move", ("declined",)),),
)
_ADD_NOTE = Action(
    "add_note",
    who=("sees",),
    states=frozenset({*GOING, "ended", "revoked", "declined"}),
    asks=(opinion(),),
    guards=(OWN,),
)

DELEGATION_TABLE = Process(
    kind="delegation",
    edition=1,
    stages=("planned", "asleep", "active", "ended", "revoked", "declined"),
    over=frozenset({"ended", "revoked", "declined"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(_GIVE, _COVER, _BEGIN, _WAKE, _PROLONG, _FINISH, _LAPSE, _REVOKE, _DECLINE, _ADD_NOTE),
    tasks=(
        TaskRule(
            Duty.READ,
            "taken",
            ("stage", "planned", "asleep", "active"),
            holders=("field", "taker"),
            by_receipt=True,
            answer="add_note",
        ),
        TaskRule(Duty.READ, "declined", ("stage", "declined"), holders=("opener",), by_receipt=True, answer="add_note"),
    ),
    audience=(AudienceRule(("opener",)), AudienceRule(("field", "taker"))),
    timers=(
        TimerRule("begin", "from", "begin", ("stage", "planned")),
        TimerRule("finish", "until", "finish", ("stage", "active")),
    ),
)
