"""A document as simple as can be that is written, numbered by the centre in its organ's series, and void."""

from __future__ import annotations

from oa_client.domain.people import Role
from oa_client.domain.table import Action, AudienceRule, Effect, Field, FieldType, NumberRule, Process

REGISTRY = "outgoing_number"

DISPATCH = Process(
    kind="dispatch",
    edition=1,
    stages=("open", "numbered", "void"),
    over=frozenset({"void"}),
    track_states=(),
    open_tracks=frozenset(),
    actions=(
        Action(
            "write",
            who=("role", Role.CLERK.value),
            states=frozenset(),
            opens=True,
            asks=(Field("title", FieldType.LINE, kept=True), Field("word", FieldType.LINE, kept=True)),
            effects=(Effect("set_clerks", ("organ",)), Effect("move", ("open",))),
        ),
        Action(
            "number",
            who=("actor_in", "organ"),
            states=frozenset({"open"}),
            numbers=(NumberRule("doc_number", REGISTRY, ("organ", "word")),),
            effects=(Effect("move", ("numbered",)),),
            needs_centre=True,
        ),
        Action(
            "void",
            who=("actor_in", "organ"),
            states=frozenset({"open", "numbered"}),
            asks=(Field("reason", FieldType.TEXT),),
            effects=(Effect("move", ("void",)),),
        ),
    ),
    tasks=(),
    audience=(AudienceRule(("opener_unit",)),),
)
