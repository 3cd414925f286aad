"""A restored centre takes back what it had accepted: the same entry, proved by its receipt (design.md decision 23)."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.acceptance import accepted, claims, found_in
from oa_client.domain.decision import Accepted, Command
from oa_client.domain.matter import Entry
from oa_client.domain.people import Actor
from oa_client.domain.scene import Scene
from oa_client.protocol.messages import Outcome
from oa_client.protocol.record import BrokenRecord, Stored, link, read, start
from server_stub.claims import take_claims
from server_stub.entries import append, context, find, has_record
from server_stub.fiscal import note_money
from server_stub.fold import Fold, begin, process_of
from server_stub.numbering import note_numbers
from server_stub.restoring import REFUSED, entry_came
from server_stub.seal import Proof
from server_stub.steps import Submission, Undone, accepted_as, command_of, follow
from server_stub.work import Work


def offered_again(one: Submission, proof: Proof) -> Outcome | None:
    """A command accepted before a restore. Its entry comes back where the chain fits, whoever may see the matter now.

    None: its place is free, but its author never had the entry, so it has to be decided anew. Raises `Undone`.
    """
    up = one.up
    fold = find(one.work, up.matter)
    if fold is None and has_record(one.work.connection, up.matter):
        raise one.later("edition")
    version, head = (fold.version, fold.head) if fold else (0, start(up.matter))
    stored = Stored(bytes(up.stored.e), bytes(up.stored.d)) if up.stored is not None else None
    if proof.v == version + 1 and (stored is None or link(head, stored) == proof.h):
        if stored is not None:
            return _take_back(one, fold, stored)
        if not one.era.restoring:
            return None
    elif proof.v <= version + 1 or not one.era.restoring:
        raise Undone(Outcome(up.n, "r", code=REFUSED), proof)
    raise Undone(Outcome(up.n, "l", code="restoring"), proof)


def _take_back(one: Submission, fold: Fold | None, stored: Stored) -> Outcome:
    """A restored centre takes back the very entry it had made: same bytes, same hash, and what went with it.

    What it sent on to other matters is made again as of its own moment: the same bytes where those stand as they stood.
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
    if (went_with := _went_with(work, fold, entry, command_of(up))) is not None:
        actor, again = went_with
        if wrong := take_claims(work.connection, entry.matter, entry.v, again.claims, limited=False):
            raise one.refused(wrong.code, **wrong.facts)
        note_numbers(work, back, entry.matter, again.claims)
        note_money(work, back, entry.matter, again.claims)
        follow(replace(one, at=entry.at), actor, again, "", entry.matter)
    return accepted_as(one, back)


def _went_with(work: Work, fold: Fold, entry: Entry, command: Command) -> tuple[Actor, Accepted] | None:
    """Who made an entry, and what it claimed and sent on; it was accepted once and is not judged again.

    It draws no number anew: those it drew stand in it, also those for what it sent on.
    """
    action = fold.process.action(entry.action)
    if action is None:
        return None
    known = work.directory.actor(entry.actor, entry.post)
    roles = known.roles if known else frozenset()
    actor = Actor(entry.actor, entry.post, entry.unit, roles, entry.on_behalf, entry.delegation)
    track = fold.state.track(entry.track) if fold.state else None
    scene = Scene(fold.process, fold.state, actor, entry.fields, track, work.directory, entry.at, entry.matter)
    found = found_in(entry)
    then = context(work, actor, restoring=True, at=entry.at)
    again = accepted(fold.process, action, scene, replace(command, found=found), then, found)
    return actor, replace(again, claims=tuple(claims(action, scene, found)))
