"""The kinds of matter of the simulated office, in two editions: an older client knows the first one only."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.table import Action, Effect, Field, FieldType, Process
from tests.sync.office import paper

FILES = Field("files", FieldType.FILES)
URGENCY = Field("urgency", FieldType.CHOICE, choices=("urgent", "flash"), kept=True)


def modern(kind: str) -> Process:
    """The second edition: files, urgency, and a seal that waits for the files' bytes."""
    old = paper(kind)
    write, *others = old.actions
    going = frozenset({"open"})
    anybody = ("always",)
    return replace(
        old,
        edition=2,
        actions=(
            replace(write, asks=(*write.asks, FILES, URGENCY)),
            *others,
            Action("attach", who=anybody, states=going, asks=(FILES,)),
            Action("seal", who=anybody, states=going, effects=(Effect("move", ("shut",)),), needs_files=True),
        ),
    )


OLD = Kinds((*TABLES, paper("paper")))
"""What an older client knows: one kind is unknown to it, of the other the second edition."""
NEW = Kinds((*TABLES, paper("paper"), modern("paper"), paper("memo"), modern("memo")))
