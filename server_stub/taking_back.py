"""A restored centre takes back what it had accepted: the same entry, proved by its receipt (design.md decision 23)."""

from __future__ import annotations

from dataclasses import replace

from oa_client.protocol.messages import Outcome
from oa_client.protocol.record import BrokenRecord, Stored, link, read
from server_stub.claims import take_claims
from server_stub.entries import append, find, has_record
from server_stub.fiscal import note_money
from server_stub.fold import Fold, begin, process_of
from server_stub.numbering import note_numbers
from server_stub.own_acts import Acts, leading_to, take_back
from server_stub.restoring import REFUSED, entry_came
from server_stub.seal import Proof
from server_stub.steps import Submission, Undone, accepted_as, command_of, follow
from server_stub.went_with import went_with


def offered_again(one: Submission, proof: Proof) -> Outcome | None:
    """A command accepted before a restore. Its entry comes back where the chain fits, whoever may see the matter now.

    None: its place is free, but its author never had the entry, so it has to be decided anew. Raises `Undone`.
    """
    up = one.up
    fold = find(one.work, up.matter)
    if fold is None and has_record(one.work.connection, up.matter):
        raise one.later("edition")
    version = fold.version if fold else 0
    if up.stored is not None:
        stored = Stored(bytes(up.stored.e), bytes(up.stored.d))
        if (acts := leading_to(up, fold, proof, stored)) is not None:
            return _whole(one, _after(one, fold, acts, proof, stored), proof, stored)
    elif proof.v == version + 1:
        if not one.era.restoring:
            return None
        raise _waits(one, proof)
    raise _gone(one, proof) if proof.v <= version + 1 else _waits(one, proof)


def _gone(one: Submission, proof: Proof) -> Undone:
    """The chain will never fit it again."""
    return Undone(Outcome(one.up.n, "r", code=REFUSED), proof)


def _waits(one: Submission, proof: Proof) -> Undone:
    """Until the restore is closed it may fit yet."""
    return Undone(Outcome(one.up.n, "l", code="restoring"), proof) if one.era.restoring else _gone(one, proof)


def _after(one: Submission, fold: Fold | None, acts: Acts, proof: Proof, stored: Stored) -> Fold | None:
    """The matter after what the centre had done before the command; where that cannot be whole, as without it."""
    if not acts:
        return fold
    try:
        after = take_back(one, fold, acts)
    except Undone as undone:
        if undone.outcome.code == "edition" and not one.era.restoring:
            raise
        raise _waits(one, proof) from undone
    if after is None or link(after.head, stored) != proof.h:
        raise _waits(one, proof)
    return after


def _whole(one: Submission, fold: Fold | None, proof: Proof, stored: Stored) -> Outcome:
    """While others may still come, what goes with it may stand against what has not come back: then it waits."""
    try:
        return _take_back(one, fold, stored)
    except Undone as undone:
        if undone.outcome.s == "r" and one.era.restoring:
            raise _waits(one, proof) from undone
        raise


def _take_back(one: Submission, fold: Fold | None, stored: Stored) -> Outcome:
    """A restored centre takes back the very entry it had made: same bytes, same hash, and what went with it.

    What it sent on to other matters is made again as of its own moment: the same bytes where those stand as they stood,
    which is certain only when the restore is closed (`holding_back`).
    """
    work, up = one.work, one.up
    try:
        entry = read(stored)
    except BrokenRecord as error:
        raise one.refused("broken_record") from error
    if fold is None:
        process = process_of(work.kinds, entry)
        if process is None:
            raise one.later("edition")
        fold = begin(process, up.matter)
    back = append(work, fold, entry, stored, one.caller.device, up.n)
    entry_came(work.connection, one.caller.device, up.n)
    if (then := went_with(work, fold, entry, command_of(up))) is not None:
        actor, again = then
        if wrong := take_claims(work.connection, entry.matter, entry.v, again.claims, limited=False):
            raise one.refused(wrong.code, **wrong.facts)
        note_numbers(work, back, entry.matter, again.claims)
        note_money(work, back, entry.matter, again.claims)
        follow(replace(one, at=entry.at), actor, again, "", back)
    return accepted_as(one, back)
