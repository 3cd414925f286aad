"""意见更正: what somebody wrote is put right by himself, by a new entry; the first words stay in the record."""

from __future__ import annotations

from oa_client.domain.matter import EntryType
from oa_client.domain.table import Action, Condition, Effect, Field, FieldType, Guard

ABOUT = "entry"
"""The field that says which entry is put right."""
_ALWAYS: Condition = ("always",)


def correcting(states: frozenset[str]) -> Action:
    """The row of a table by which an author corrects his words, in these stages; also after the matter is over."""
    return Action(
        "correct",
        who=("all", ("sees",), ("wrote_any",)),
        states=states,
        asks=(
            Field(ABOUT, FieldType.NUMBER, _ALWAYS),
            Field("opinion", FieldType.TEXT, _ALWAYS, limit=2000),
            Field("reason", FieldType.TEXT, limit=500),
        ),
        guards=(Guard(("wrote", ABOUT), "not_your_words"),),
        effects=(Effect("correct", (ABOUT,)),),
        entry=EntryType.CORRECTED,
    )
