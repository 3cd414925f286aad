"""What the rows of the incoming table share: who, where, which strands, and what the sender is told."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.fields import FILES_LIMIT
from oa_client.domain.handling import WORK
from oa_client.domain.table import ClaimRule, Condition, Effect, FollowUpRule

CLERK: Condition = ("actor_in", "registry")
PROPOSER: Condition = ("any", CLERK, ("actor_in", "proposer"))
INSTRUCTING: Condition = ("open_role", "instruct")

OVER = frozenset({"concluded", "read_all", "returned", "merged", "transferred", "void", "withdrawn", "archived"})
OFFICE = frozenset({"registered", "proposed", "instructed", "handling", "reported", "reading"})
"""From the register to the end: where the organ's own people are at work."""
UNREGISTERED = frozenset({"delivered", "signed"})
EVERYWHERE = UNREGISTERED | OFFICE | OVER

TOO_LATE = {"withdrawn": "recalled", "done": "already_done", "read": "already_done", "instructed": "already_done"}
ANY_ROLE = WORK | {"read", "instruct"}
DELIVER = (
    Effect("deliver", ("delivered", "instruct")),
    Effect("deliver", ("delivered", "lead", "assist")),
    Effect("deliver", ("delivered", "read")),
)
"""Leaders take their turns; who handles and who reads waits for nobody."""
ALL_INSTRUCTED: Condition = ("all", ("stage", "proposed"), ("not", INSTRUCTING))


SENT_HERE: Condition = ("given", "source")
"""It came through 公文交换, from an organ that waits to hear of it."""
HERE = ClaimRule("delivery", ("source", "registry"), when=SENT_HERE, address=True)
"""Where the organ that sent it reaches it, as long as this organ has it in hand."""
LEFT = replace(HERE, release=True)
LAST_READS: Condition = ("all", ("stage", "reading"), ("not", ("count_in", 2, "pending", "delivered")))
"""The strand acted on is the last that somebody had to read: with it the matter is over."""
FEW_FILES: Condition = ("at_most", "@files", FILES_LIMIT)
TOO_MANY_FILES = "too_many_files"
"""What else is told carries no more files than one form takes."""


def tell(action: str, when: Condition = SENT_HERE, **fields: str) -> FollowUpRule:
    """What the organ that sent it sees of what was done with it."""
    told = {"receiver": "registry", "by": "@actor", **fields}
    return FollowUpRule("exchange", action, told, matter="source", when=when)


LEFT_WHEN_READ = replace(LEFT, when=("all", SENT_HERE, LAST_READS))
TELL_ALL_READ = tell("note_concluded", ("all", SENT_HERE, LAST_READS))
