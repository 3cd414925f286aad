"""What the centre had done by itself, brought back to a restored centre by those whose words stand behind it.

Nobody is the author of such an entry, so nobody has a receipt for it; nor of one that followed from an act on another
matter, whose author may not even see this one. It comes as `CommandUp.before`, and what proves it is the receipt of the
command behind it: its chain head is reached through exactly these bytes, or not.
"""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.decision import Command
from oa_client.domain.matter import Entry
from oa_client.domain.people import CENTRE, SYSTEM
from oa_client.domain.recount import is_recount, years_named
from oa_client.protocol.messages import MOST_BEFORE, MOST_BEFORE_BYTES, CommandUp
from oa_client.protocol.record import BrokenRecord, Stored, link, read, start
from server_stub.claims import take_claims
from server_stub.entries import append, find
from server_stub.fiscal import note_money
from server_stub.fold import Fold, begin, process_of
from server_stub.numbering import note_numbers
from server_stub.restoring import calendar_lost
from server_stub.seal import Proof
from server_stub.steps import Caller, Submission, follow
from server_stub.went_with import went_with

Acts = tuple[tuple[Entry, Stored], ...]


def leading_to(up: CommandUp, fold: Fold | None, proof: Proof, stored: Stored) -> Acts | None:
    """The centre's own acts between a matter as it stands and a command's entry; None: they do not lead there."""
    version, reached = (fold.version, fold.head) if fold else (0, start(up.matter))
    acts = tuple((entry, bytes_) for entry, bytes_ in _offered(up) if entry.v > version)
    if [entry.v for entry, _ in acts] != list(range(version + 1, version + 1 + len(acts))):
        return None
    for _, bytes_ in acts:
        reached = link(reached, bytes_)
    fits = proof.v == version + len(acts) + 1 and link(reached, stored) == proof.h
    return acts if fits else None


def _offered(up: CommandUp) -> Acts:
    """What came, if it can be what it says; another's words come with his own receipt only."""
    said = [Stored(bytes(one.e), bytes(one.d)) for one in up.before[: MOST_BEFORE + 1]]
    if len(said) > MOST_BEFORE or sum(len(one.envelope) + len(one.data) for one in said) > MOST_BEFORE_BYTES:
        return ()
    try:
        acts = tuple((read(one), one) for one in said)
    except BrokenRecord:
        return ()
    return acts if all(entry.matter == up.matter and not entry.people for entry, _ in acts) else ()


def take_back(one: Submission, fold: Fold | None, acts: Acts) -> Fold | None:
    """Append them with what went with them, each once; the matter after them. Raises `Undone`."""
    for entry, stored in acts:
        if fold is None:
            process = process_of(one.work.kinds, entry)
            if process is None:
                raise one.later("edition")
            fold = begin(process, entry.matter)
        if fold.version < entry.v:  # else it followed from the one before it
            _take(one, fold, entry, stored)
            fold = find(one.work, entry.matter)
    return fold


def _take(one: Submission, fold: Fold, entry: Entry, stored: Stored) -> None:
    """What follows from an act that itself followed comes back with the first of them."""
    work, matter = one.work, entry.matter
    back = append(work, fold, entry, stored, 0, 0)
    if is_recount(entry):
        calendar_lost(work.connection, years_named(entry))
    command = Command(matter, fold.process.kind, entry.action, entry.fields, entry.track, cause=entry.cause)
    if (found := went_with(work, fold, entry, command)) is None:
        return
    _, again = found
    if wrong := take_claims(work.connection, matter, entry.v, again.claims, limited=False):
        raise one.refused(wrong.code, **wrong.facts)
    note_numbers(work, back, matter, again.claims)
    note_money(work, back, matter, again.claims)
    if entry.cause is None:
        follow(_by_itself(one, fold, entry), CENTRE, again, "", back)


def _by_itself(one: Submission, fold: Fold, entry: Entry) -> Submission:
    """The submission by which the centre acted then: what it opened elsewhere is named after it."""
    up = CommandUp(0, entry.matter, fold.process.kind, entry.action, 0, entry.at)
    return replace(one, caller=Caller(SYSTEM, 0), up=up, at=entry.at, root=f"{entry.matter}.0.{entry.v}")
