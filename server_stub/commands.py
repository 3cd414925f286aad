"""Commands at the centre: decided once, with authority, each in one step that is done whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import re

import msgspec
from sqlalchemy import bindparam, func, insert, select, update

from oa_client.domain.people import Actor, PersonId, PostId
from oa_client.domain.table import FieldType
from oa_client.protocol.messages import WITHDRAWN, CommandUp, Outcome
from server_stub import tables as t
from server_stub.access import mine, visible
from server_stub.delegations import acting_for
from server_stub.entries import find, has_record
from server_stub.fold import Fold, begin
from server_stub.restoring import Era, Swapped, await_entry, era, refuse_entry
from server_stub.seal import Seal
from server_stub.steps import Caller, Submission, Undone, accepted_as, as_seen, command_of, decided, enter
from server_stub.taking_back import offered_again
from server_stub.work import Work

__all__ = ["MOST", "Caller", "Submission", "body_hash", "submit", "submit_all"]

MOST = 1 << 53
"""No number on the wire is larger."""

_KNOWN = select(t.command.c.body, t.command.c.outcome, t.command.c.person).where(
    t.command.c.device == bindparam("of_device"), t.command.c.n == bindparam("of_n")
)
_REMEMBER = insert(t.command)
_CAME = (
    update(t.command)
    .where(t.command.c.device == bindparam("of_device"), t.command.c.n == bindparam("of_n"))
    .values(body=bindparam("came"))
)
_NOT_COME = b""
"""The body of a command that was taken back before it ever came."""

_OWN = re.compile(r"([0-9]{1,15})-([0-9]{1,15})", re.ASCII)
"""The id of a matter that a device opens: its number and that of the command."""

_log = logging.getLogger(__name__)
_body = msgspec.json.Encoder(order="deterministic")
_outcome = msgspec.json.Decoder(Outcome)


def submit_all(work: Work, seal: Seal, caller: Caller, ups: list[CommandUp], now: Era | None = None) -> list[Outcome]:
    """The outcomes of a batch, in its order. Behind one told to wait, those on or naming its matter wait too.

    Raises `Swapped`.
    """
    now = now or era(work.connection)
    outcomes: list[Outcome] = []
    waiting: set[str] = set()
    for up in ups:
        one = Submission(work, seal, caller, up, now)
        if not up.void and not waiting.isdisjoint({up.matter, *_named(up)}):
            outcomes.append(_behind(one))
            waiting.add(up.matter)
            continue
        outcome = submit(one)
        if outcome.s == "l":
            waiting.add(up.matter)
        outcomes.append(outcome)
    return outcomes


def _named(up: CommandUp) -> set[str]:
    """What may be matters that its fields name."""
    return {value for value in up.fields.values() if isinstance(value, str)}


def _behind(one: Submission) -> Outcome:
    up, device = one.up, one.caller.device
    proof = one.seal.proof(up.receipt, device, up.n, up.matter) if up.receipt and one.era.restoring else None
    if proof is not None and not _decided(one):
        await_entry(one.work.connection, device, up.n, one.caller.person, up.matter, proof)
    return Outcome(up.n, "l", code="behind")


def submit(one: Submission) -> Outcome:
    """Decide a command, or say again what was decided when it came before. Raises `Swapped`."""
    work, up = one.work, one.up
    if not _sound(up):
        return Outcome(up.n, "r", code="bad_number")
    body = body_hash(up)
    if (known := _known(one, body)) is not None:
        return known
    if up.void and not one.era.whole(up.matter):
        return Outcome(up.n, "l", code="restoring", facts={"action": ""})
    if up.void:
        _remember(one, _NOT_COME, outcome := Outcome(up.n, "r", code=WITHDRAWN))
        return outcome
    work.begin_step()
    try:
        with work.connection.begin_nested():
            outcome = _carry_out(one)
    except Undone as undone:
        work.undo_step()
        outcome = undone.outcome
        _list(one, undone)
    except Swapped:
        raise
    except Exception:  # noqa: BLE001 - one poisoned command must not stop the others
        work.undo_step()
        _log.exception("command %d:%d failed", one.caller.device, up.n)
        return Outcome(up.n, "l", code="internal")
    if outcome.s != "l":
        _remember(one, body, outcome)
    return outcome


def _list(one: Submission, undone: Undone) -> None:
    """Note what a receipt proved to have been there and is not."""
    if undone.proof is not None:
        keep = await_entry if undone.outcome.s == "l" else refuse_entry
        up, caller = one.up, one.caller
        keep(one.work.connection, caller.device, up.n, caller.person, up.matter, undone.proof)


def _sound(up: CommandUp) -> bool:
    """Whether every number can be kept as one."""
    numbers = (
        up.n,
        up.made_at,
        up.post,
        up.track,
        up.edition,
        up.base,
        up.own,
        up.on_behalf,
        *(number for number, _ in up.holders),
    )
    return up.n > 0 and all(-MOST < number < MOST for number in numbers if number is not None)


def body_hash(up: CommandUp) -> bytes:
    """What makes a command the same command when it comes again; its receipt does not count.

    Nor does what an older centre did not know: one that is upgraded between two sendings must know it again.
    """
    proof: dict[str, object] = {"receipt": "", "stored": None, "before": []}
    bare = msgspec.structs.replace(up, **proof, holders=[], own=0, light=False, drawn={}, void=False)
    return hashlib.sha256(_body.encode(bare)).digest()


def _known(one: Submission, body: bytes) -> Outcome | None:
    key = {"of_device": one.caller.device, "of_n": one.up.n}
    found = one.work.connection.execute(_KNOWN, key).first()
    if found is None:
        return None
    first = bytes(found.body) == _NOT_COME
    if found.person != one.caller.person or not (first or one.up.void or bytes(found.body) == body):
        return _reused(one, found.person, bytes(found.body), body)
    if first and not one.up.void:
        one.work.connection.execute(_CAME, {**key, "came": body})
    return _outcome.decode(bytes(found.outcome))


def _reused(one: Submission, person: int, before: bytes, now: bytes) -> Outcome:
    """No: under this number another command came. His device is told how far it had counted, and counts on from there.

    What the log says tells a profile put back from an older copy (numbers in a row, another action) from anything else.
    """
    up, device, mine = one.up, one.caller.device, person == one.caller.person
    _log.warning(
        "id_reuse: device %d command %d %s/%s on %s made %d, same person %s, body %s then %s",
        *(device, up.n, up.kind, up.action, up.matter, up.made_at, mine, before.hex()[:12], now.hex()[:12]),
    )
    last = select(func.max(t.command.c.n)).where(t.command.c.device == device)
    facts = {"last": one.work.connection.execute(last).scalar_one()} if mine else {}
    return Outcome(up.n, "r", code="id_reuse", facts=facts)


def _decided(one: Submission) -> bool:
    key = {"of_device": one.caller.device, "of_n": one.up.n}
    return one.work.connection.execute(_KNOWN, key).first() is not None


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
    """The command's whole effect. Raises `Undone`, `Swapped`."""
    up = one.up
    proof = one.seal.proof(up.receipt, one.caller.device, up.n, up.matter) if up.receipt else None
    if proof is not None:
        if proof.epoch == one.era.epoch:
            raise Swapped
        if (back := offered_again(one, proof)) is not None:
            return back
    if not one.era.whole(up.matter):
        raise one.later("restoring")
    actor = _actor(one)
    fold = _fold(one)
    _stands_on_something(one, fold)
    accepted = decided(one, fold, actor, as_seen(one, fold, command_of(up)))
    return accepted_as(one, enter(one, fold, actor, up.matter, accepted, ""))


def _stands_on_something(one: Submission, fold: Fold) -> None:
    """Raises `Undone`: it names a matter that its own device was to open, and that was refused or taken back."""
    device, connection = one.caller.device, one.work.connection
    action = fold.process.action(one.up.action)
    named = (one.up.fields.get(ask.name) for ask in (action.asks if action else ()) if ask.type is FieldType.MATTER)
    for matter in map(str, named):
        own = _OWN.fullmatch(matter)
        if own is None or int(own[1]) != device:
            continue
        earlier = {"of_device": device, "of_n": int(own[2])}
        if not has_record(connection, matter) and connection.execute(_KNOWN, earlier).first() is not None:
            raise one.refused("names_refused", matter=matter)


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
        raise one.refused("authority_ended", post=up.post, **({"giver": up.on_behalf} if up.on_behalf else {}))
    return actor
