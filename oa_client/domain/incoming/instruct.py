"""拟办 and 批示: what the office proposes and the leaders write, on the screen or on paper."""

from __future__ import annotations

from oa_client.domain.document import ALWAYS, REQUEST, opinion
from oa_client.domain.handling import GOING, UNKNOWN
from oa_client.domain.incoming.stages import (
    ALL_INSTRUCTED,
    DELIVER,
    FEW_FILES,
    OFFICE,
    OVER,
    PROPOSER,
    TOO_LATE,
    TOO_MANY_FILES,
)
from oa_client.domain.table import Action, Effect, Field, FieldType, FollowUpRule, Guard, NumberRule, Target

PROPOSE = Action(
    "propose",
    who=PROPOSER,
    states=frozenset({"registered", "instructed"}),
    asks=(
        opinion(),
        Field("leaders", FieldType.HOLDERS, limit=20),
        Field("main", FieldType.HOLDER, kept=True),
        Field("lead", FieldType.HOLDER, kept=True),
        Field("assist", FieldType.HOLDERS, limit=50, kept=True),
        Field("due", FieldType.MOMENT, kept=True),
    ),
    guards=(
        Guard(("known_people", "leaders", "main", "lead", "assist"), UNKNOWN),
        Guard(("each_one_person", "leaders"), "leader_not_a_person"),
    ),
    effects=(
        Effect("lay_tracks", ("leaders", "sequential", "instruct"), ("given", "leaders")),
        Effect("move", ("proposed",), ("given", "leaders")),
        Effect("move", ("instructed",), ("not", ("given", "leaders"))),
        *DELIVER,
    ),
    primary=True,
)
INSTRUCT = Action(
    "instruct",
    who=("holder",),
    states=frozenset({"proposed", "instructed", "handling"}),
    asks=(
        Field("mark", FieldType.CHOICE, choices=("words", "circle"), kept=False),
        opinion(("not", ("is", "mark", "circle"))),
        Field("files", FieldType.FILES),
    ),
    guards=(Guard(("any", ("not", REQUEST), ("not", ("actor_in", "main")), ("given", "opinion")), "main_must_write"),),
    target=Target(own=True, states=GOING, refusals=TOO_LATE, roles=frozenset({"instruct"}), note=True),
    effects=(Effect("end_track", ("instructed",)), *DELIVER, Effect("move", ("instructed",), ALL_INSTRUCTED)),
    primary=True,
)
TRANSCRIBE = Action(
    "transcribe",
    who=PROPOSER,
    states=frozenset({"registered", "proposed", "instructed", "handling", "reported"}),
    asks=(
        Field("leader", FieldType.HOLDER, ALWAYS),
        Field("instructed_at", FieldType.MOMENT, ALWAYS),
        opinion(("never",)),
        Field("files", FieldType.FILES, ALWAYS),
    ),
    guards=(
        Guard(("known_people", "leader"), UNKNOWN),
        Guard(("each_one_person", "leader"), "leader_not_a_person"),
        Guard(("named_role", "leader", "leader"), "not_a_leader"),
        Guard(("any", ("given", "opinion"), ("not", ("given", "awaiting_words"))), "words_wanted_first"),
    ),
    effects=(
        Effect("add_tracks", ("leader", "parallel", "instruct"), ("not", ("held_open", "leader", "instruct"))),
        Effect("end_held", ("transcribed", "leader", "instruct")),
        *DELIVER,
        Effect("set_entry", ("awaiting_words",), ("not", ("given", "opinion"))),
        Effect(
            "move",
            ("instructed",),
            ("any", ("stage", "registered"), ALL_INSTRUCTED),
        ),
    ),
)
WRITE_WORDS = Action(
    "write_words",
    who=PROPOSER,
    states=OFFICE | OVER,
    asks=(opinion(),),
    guards=(Guard(("given", "awaiting_words"), "no_words_wanted"),),
    effects=(Effect("correct", ("awaiting_words",)), Effect("set", ("awaiting_words", 0))),
)
CONFIRM = Action(
    "confirm_words",
    who=("holder",),
    states=OFFICE | frozenset({"concluded"}),
    asks=(opinion(("never",)),),
    target=Target(
        own=True,
        states=frozenset({"transcribed"}),
        refusals={"confirmed": "already_done"},
        roles=frozenset({"instruct"}),
    ),
    effects=(Effect("end_track", ("confirmed",)),),
)
FOLLOW_THROUGH = Action(
    "follow_through",
    who=PROPOSER,
    states=frozenset({"instructed", "handling", "reported", "concluded"}),
    asks=(
        Field("leader", FieldType.HOLDER, ALWAYS),
        Field("instructed_at", FieldType.MOMENT, ALWAYS),
        Field("words", FieldType.TEXT, ALWAYS, limit=2000),
    ),
    guards=(Guard(("named_role", "leader", "leader"), "not_a_leader"), Guard(FEW_FILES, TOO_MANY_FILES)),
    follow_ups=(
        FollowUpRule(
            "instruction",
            "take_up",
            {
                "title": "title",
                "leader": "leader",
                "instructed_at": "instructed_at",
                "words": "words",
                "on_document": "@matter",
                "registry": "registry",
                "urgency": "urgency",
                "files": "@files",
            },
            numbers=(NumberRule("ledger_number", "instruction_number", ("registry",)),),
        ),
    ),
)
