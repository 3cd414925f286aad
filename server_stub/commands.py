"""Commands at the centre: decided once, with authority, each in one step that is done whole or not at all."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import bindparam, insert, select

from oa_client.domain.decision import Accepted, Command, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.matter import MatterId, TrackId
from oa_client.domain.people import Actor, PersonId, PostId, Scope
from oa_client.domain.rulebook import decide
from oa_client.protocol.messages import CommandUp, Outcome
from oa_client.protocol.record import BrokenRecord, Stored, read, write
from server_stub import tables as t
from server_stub.access import mine, visible
from server_stub.claims import take_claims
from server_stub.delegations import acting_for
from server_stub.entries import append, context, find, make_entry
from server_stub.fold import Fold, begin
from server_stub.seal import Seal
from server_stub.work import Work

MOST = 1 << 53
"""No number on the wire is larger."""

WITHDRAWN = "withdrawn"
"""What is answered of a command that its author took back before it was decided, however often it comes."""

DEEPEST = 4
FAR_APART = 60
"""When the client's time of a command is kept beside the centre's: seconds of difference."""

_KNOWN = select(t.command.c.body, t.command.c.outcome, t.command.c.person).where(
    t.command.c.device == bindparam("of_device"), t.command.c.n == bindparam("of_n")
)
_REMEMBER = insert(t.command)
_log = logging.getLogger(__name__)
_body = msgspec.json.Encoder(order="deterministic")
_outcome = msgspec.json.Decoder(Outcome)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, from which device."""

    person: PersonId
    device: int


class Undone(Exception):
    """A step cannot be done whole; nothing of it stays."""

    def __init__(self, outcome: Outcome) -> None:
        """With what the author is told."""
        super().__init__(outcome.code)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Submission:
    """A command with all that deciding it needs."""

    work: Work
    seal: Seal
    caller: Caller
    up: CommandUp
    restoring: bool = False

    def later(self, code: str, **facts: object) -> Undone:
        """Not now; the command stays in its outbox."""
        return Undone(Outcome(self.up.n, "l", code=code, facts=facts))

    def refused(self, code: str, **facts: object) -> Undone:
        """No."""
        return Undone(Outcome(self.up.n, "r", code=code, facts=facts))


def submit_all(
    work: Work, seal: Seal, caller: Caller, ups: list[CommandUp], *, restoring: bool = False
) -> list[Outcome]:
    """The outcomes of a batch, in its order. Behind a command told to wait, those on the same matter wait too."""
    outcomes: list[Outcome] = []
    waiting: set[str] = set()
    for up in ups:
        if up.matter in waiting and not up.void:
            outcomes.append(Outcome(up.n, "l", code="behind"))
            continue
        outcome = submit(Submission(work, seal, caller, up, restoring))
        if outcome.s == "l":
            waiting.add(up.matter)
        outcomes.append(outcome)
    return outcomes


def submit(one: Submission) -> Outcome:
    """Decide a command, or say again what was decided when it came before."""
    work, up = one.work, one.up
    if not _sound(up):
        return Outcome(up.n, "r", code="bad_number")
    body = body_hash(up)
    if (known := _known(one, body)) is not None:
        return known
    if up.void:
        _remember(one, body, outcome := Outcome(up.n, "r", code=WITHDRAWN))
        return outcome
    work.begin_step()
    try:
        with work.connection.begin_nested():
            outcome = _carry_out(one)
    except Undone as undone:
        work.undo_step()
        outcome = undone.outcome
    except Exception:  # noqa: BLE001 - one poisoned command must not stop the others
        work.undo_step()
        _log.exception("command %d:%d failed", one.caller.device, up.n)
        return Outcome(up.n, "l", code="internal")
    if outcome.s != "l":
        _remember(one, body, outcome)
    return outcome


def _sound(up: CommandUp) -> bool:
    """Whether every number can be kept as one."""
    numbers = (
        up.n,
        up.made_at,
        up.post,
        up.track,
        up.edition,
        up.base,
        up.on_behalf,
        *(number for number, _ in up.holders),
    )
    return up.n > 0 and all(-MOST < number < MOST for number in numbers if number is not None)


def body_hash(up: CommandUp) -> bytes:
    """What makes a command the same command when it comes again; its receipt does not count."""
    return hashlib.sha256(_body.encode(msgspec.structs.replace(up, receipt="", stored=None))).digest()


def _known(one: Submission, body: bytes) -> Outcome | None:
    key = {"of_device": one.caller.device, "of_n": one.up.n}
    found = one.work.connection.execute(_KNOWN, key).first()
    if found is None:
        return None
    outcome = _outcome.decode(bytes(found.outcome))
    same = bytes(found.body) == body or one.up.void or outcome.code == WITHDRAWN
    if not same or found.person != one.caller.person:
        return Outcome(one.up.n, "r", code="id_reuse")
    return outcome


def _remember(one: Submission, body: bytes, outcome: Outcome) -> None:
    row = {
        "device": one.caller.device,
        "n": one.up.n,
        "person": one.caller.person,
        "body": body,
        "outcome": msgspec.json.encode(outcome),
    }
    one.work.connection.execute(_REMEMBER, row)


def _carry_out(one: Submission) -> Outcome:
    """The command's whole effect. Raises `Undone`."""
    up = one.up
    fold = _fold(one)
    if up.receipt and up.stored is not None:
        stored = Stored(bytes(up.stored.e), bytes(up.stored.d))
        if one.seal.fits(up.receipt, one.caller.device, up.n, up.matter, stored, fold):
            return _take_back(one, fold, stored)
    actor = _actor(one)
    accepted = _decide(one, fold, actor, _command(up))
    after_all = _enter(one, fold, actor, up.matter, accepted, "")
    return _accepted(one, after_all)


def _accepted(one: Submission, fold: Fold) -> Outcome:
    up = one.up
    receipt = one.seal.receipt(one.caller.device, up.n, up.matter, fold.version, fold.head)
    return Outcome(up.n, "a", v=fold.version, receipt=receipt)


def _command(up: CommandUp) -> Command:
    track = None if up.track is None else TrackId(up.track)
    holders = {TrackId(number): Scope(held) for number, held in up.holders}
    return Command(MatterId(up.matter), up.kind, up.action, up.fields, track, up.edition, up.base, holders)


def _fold(one: Submission) -> Fold:
    """The matter as it stands, or a new one when the command carries its own id. Raises `Undone`."""
    work, up = one.work, one.up
    me = mine(work.connection, one.caller.person)
    if visible(work.connection, me, up.matter):
        fold = find(work, up.matter)
        if fold is None:
            raise one.later("edition")
        if fold.process.kind != up.kind:
            raise one.refused("wrong_kind", kind=fold.process.kind)
        return fold
    if up.matter != f"{one.caller.device}-{up.n}" or find(work, up.matter) is not None:
        raise one.refused("not_visible")
    newest = work.kinds.newest(up.kind)
    process = newest if up.edition is None else work.kinds.get(up.kind, up.edition)
    if process is None:
        raise one.later("edition")
    return begin(process, up.matter)


def _actor(one: Submission) -> Actor:
    up, directory = one.up, one.work.directory
    post = PostId(up.post) if up.post else None
    if up.on_behalf is not None:
        actor = acting_for(one.work, one.caller.person, PersonId(up.on_behalf), up.delegation or "", up.kind, post)
    else:
        actor = directory.actor(one.caller.person, post)
    if actor is None:
        raise one.refused("authority_ended", post=up.post)
    return actor


def _decide(one: Submission, fold: Fold, actor: Actor, command: Command) -> Accepted:
    answer = decide(fold.process, fold.state, command, context(one.work, actor, restoring=one.restoring))
    if isinstance(answer, Refused):
        raise Undone(Outcome(one.up.n, "r", code=answer.code, facts=dict(answer.facts)))
    if isinstance(answer, NeedsFiles):
        raise one.later("files_missing", missing=list(answer.missing))
    if isinstance(answer, NeedsCentre):
        raise one.later("restoring", action=answer.action)
    return answer


def _enter(one: Submission, fold: Fold, actor: Actor, matter: str, accepted: Accepted, cause: str) -> Fold:
    """Append the entries, take the claims, send the follow-ups. `cause` ends the id of what caused it."""
    work, up = one.work, one.up
    for new in accepted.entries:
        data = dict(new.data)
        if abs(up.made_at - work.now) > FAR_APART:
            data["made"] = up.made_at
        entry = make_entry(work, fold, actor, matter, new.type, data)
        fold = append(work, fold, entry, write(entry), one.caller.device, 0 if cause else up.n)
    if wrong := take_claims(work.connection, matter, fold.version, accepted.claims):
        raise one.refused(wrong.code, **wrong.facts)
    _follow(one, actor, accepted, cause)
    return fold


def _follow(one: Submission, actor: Actor, accepted: Accepted, cause: str) -> None:
    """The commands that this one causes on other matters."""
    if cause.count(".") > DEEPEST:
        raise one.refused("follow_up_loop")
    for number, follow in enumerate(accepted.follow_ups, 1):
        command, cause_here = follow.command, f"{cause}.{number}"
        if command.matter:
            fold = find(one.work, command.matter)
        else:
            command = replace(command, matter=MatterId(f"{one.caller.device}-{one.up.n}{cause_here}"))
            process = one.work.kinds.newest(command.kind)
            fold = begin(process, command.matter) if process else None
        if fold is None:
            raise one.later("edition", kind=command.kind)
        _enter(one, fold, actor, command.matter, _decide(one, fold, actor, command), cause_here)


def _take_back(one: Submission, fold: Fold, stored: Stored) -> Outcome:
    """A restored centre takes back the very entry it had made: same bytes, same hash."""
    try:
        entry = read(stored)
    except BrokenRecord as error:
        raise one.refused("broken_record") from error
    back = append(one.work, fold, entry, stored, one.caller.device, one.up.n)
    actor = one.work.directory.actor(entry.actor)
    if actor is not None:
        again = decide(fold.process, fold.state, _command(one.up), context(one.work, actor))
        if isinstance(again, Accepted):
            take_claims(one.work.connection, entry.matter, entry.v, again.claims)
            _follow(one, actor, again, "")
    return _accepted(one, back)
