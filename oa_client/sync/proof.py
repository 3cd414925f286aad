"""Whether an entry that bears a command's number came from that command.

A number is given once: (device, number) is a command's id for ever. A profile put back from an older copy has forgotten
what it said since, so it may give a number again; the entry that then comes under it is what was said before. Such a
command is not done: it goes up, the centre refuses it as ``id_reuse`` and tells how far the device had counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from oa_client.app.ports import Pending, Settlement, Standing
from oa_client.domain.fields import is_empty
from oa_client.protocol import record
from oa_client.protocol.messages import Outcome

REUSED = "id_reuse"
LAST = "last"
MOST = 1 << 53
"""No number on the wire is larger."""


def proved(pending: Pending, proof: Settlement) -> Settlement:
    """What is known of a command, without an entry that came from another one under its number."""
    return proof if not proof.shown or _fits(pending, proof) else replace(proof, shown=False, entry=None)


def counted(proofs: Iterable[Settlement]) -> int:
    """How far the centre says this device had counted, where it answered that a number was given twice; else 0."""
    return max((_last(p.outcome) for p in proofs if p.outcome is not None), default=0)


def _last(outcome: Outcome) -> int:
    said = outcome.facts.get(LAST) if outcome.code == REUSED else None
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < MOST else 0


def _fits(pending: Pending, proof: Settlement) -> bool:
    """What the centre accepted is its own; of what it has not answered, the entry says the same."""
    outcome = proof.outcome
    if outcome is not None and outcome.s == "r" and _last(outcome):
        return False
    accepted = pending.standing is Standing.ACCEPTED or (outcome is not None and outcome.s == "a")
    return accepted or pending.standing is Standing.REFUSED or _says_the_same(pending, proof)


def _says_the_same(pending: Pending, proof: Settlement) -> bool:
    """The same action, and everything the command says: a false no costs one more sending, a false yes its words."""
    if proof.entry is None:
        return True
    entry = record.read(record.Stored(bytes(proof.entry.e), bytes(proof.entry.d)))
    said, kept = pending.command.fields, entry.fields
    told = {name: value for name, value in said.items() if not is_empty(value)}
    return entry.action == pending.command.action and all(kept.get(name) == value for name, value in told.items())
