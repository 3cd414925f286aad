"""The steps of a command at the centre: what it is decided with, and its effects, done whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from oa_client.domain.decision import Accepted, Command, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.matter import LIGHT, SEEN, Entry, MatterId, TrackId
from oa_client.domain.people import Actor, PersonId, Scope
from oa_client.domain.rulebook import decide
from oa_client.protocol.messages import CommandUp, Outcome
from oa_client.protocol.record import write
from server_stub import tables as t
from server_stub.access import mine, visible
from server_stub.claims import take_claims
from server_stub.entries import append, context, find, first, has_record, make_entry
from server_stub.fiscal import note_money
from server_stub.fold import Fold, begin, load
from server_stub.holding_back import hold_back, left_over, reaches_others, reclaim, said_beside, stands_in
from server_stub.numbering import note_numbers
from server_stub.restoring import Era
from server_stub.seal import Proof, Seal
from server_stub.went_with import already, went_with_it
from server_stub.work import Work

DEEPEST = 4
FAR_APART = 60
"""When the client's time of a command is kept beside the centre's: seconds of difference."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, from which device."""

    person: PersonId
    device: int


class Undone(Exception):
    """A step cannot be done whole; nothing of it stays."""

    def __init__(self, outcome: Outcome, proof: Proof | None = None) -> None:
        """With what the author is told, and what his receipt proved."""
        super().__init__(outcome.code)
        self.outcome = outcome
        self.proof = proof


@dataclass(frozen=True, slots=True)
class Submission:
    """A command with all that deciding it needs."""

    work: Work
    seal: Seal
    caller: Caller
    up: CommandUp
    era: Era
    at: int = 0
    """When it was accepted before a restore; 0: now."""
    root: str = ""
    """What the ids of matters it opens begin with, where that is not its own number: the centre acts by itself."""

    @property
    def name(self) -> str:
        """What the ids of the matters it opens elsewhere begin with."""
        return self.root or f"{self.caller.device}-{self.up.n}"

    @property
    def gathers(self) -> bool:
        """What it was accepted for comes back while others' may still come."""
        return bool(self.at) and self.era.restoring

    @property
    def moment(self) -> int:
        """When it takes effect."""
        return self.at or self.work.now

    def later(self, code: str, **facts: object) -> Undone:
        """Not now; the command stays in its outbox."""
        return Undone(Outcome(self.up.n, "l", code=code, facts=facts))

    def refused(self, code: str, **facts: object) -> Undone:
        """No; which other matter stands against it is told to who sees that one."""
        other = facts.pop("matter", None) if code == "already_taken" else None
        me = mine(self.work.connection, self.caller.person)
        if isinstance(other, str) and visible(self.work.connection, me, other):
            fold = find(self.work, other)
            facts |= {"matter": other, "other": fold.state.title if fold is not None and fold.state else ""}
        return Undone(Outcome(self.up.n, "r", code=code, facts=facts))


def command_of(up: CommandUp) -> Command:
    """A command as the rulebook takes it."""
    track = None if up.track is None else TrackId(up.track)
    holders = {TrackId(number): Scope(held) for number, held in up.holders}
    return Command(
        MatterId(up.matter),
        up.kind,
        up.action,
        up.fields,
        track,
        up.edition,
        up.base,
        holders,
        up.own,
        up.light,
        drawn=up.drawn,
    )


_SINCE = select(t.entry.c.device, t.entry.c.n).where(
    t.entry.c.matter == bindparam("of"), t.entry.c.v > bindparam("base")
)


def as_seen(one: Submission, fold: Fold, command: Command) -> Command:
    """The command with the version its author had before his eyes. Raises `Undone` when the matter is another one.

    He had seen `base` and, on top, commands of his own that came here only now. All of these must have been accepted,
    and nothing else may have come between.
    """
    if command.base is None or not command.own:
        return command
    rows = one.work.connection.execute(_SINCE, {"of": command.matter, "base": command.base}).all()
    own = {row.n for row in rows if row.device == one.caller.device and 0 < row.n < one.up.n}
    if len(own) != command.own or any((row.device, row.n in own) != (one.caller.device, True) for row in rows):
        raise one.refused("changed_since", action=command.action, version=fold.version)
    return replace(command, base=fold.version)


def decided(one: Submission, fold: Fold, actor: Actor, command: Command) -> Accepted:
    """What follows from a command that the rule accepts. Raises `Undone`.

    What a restored centre makes again draws no number: that may stand in an entry which is still to come back.
    """
    restoring = one.era.restoring and not one.at
    without = one.era.restoring and _draws_number(fold, command)
    known = context(one.work, actor, restoring=restoring or without, at=one.at, device=one.caller.device)
    answer = decide(fold.process, fold.state, command, known)
    if isinstance(answer, Refused):
        raise one.refused(answer.code, **answer.facts)
    if isinstance(answer, NeedsFiles):
        raise one.later("files_missing", missing=list(answer.missing))
    if isinstance(answer, NeedsCentre):
        raise one.later("restoring", action=answer.action)
    if restoring and (_reaches_out(one.era, answer) or without):
        raise one.later("restoring", action=command.action)
    return answer


def _reaches_out(now: Era, accepted: Accepted) -> bool:
    """Whether it takes what one that is still to come back may hold, or acts on a matter that is not whole."""
    others = (follow.command.matter for follow in accepted.follow_ups)
    return any(not one.address for one in accepted.claims) or any(other and not now.whole(other) for other in others)


def _draws_number(fold: Fold, command: Command) -> bool:
    action = fold.process.action(command.action)
    return action is not None and bool(action.numbers)


def enter(one: Submission, fold: Fold, actor: Actor, matter: str, accepted: Accepted, cause: str) -> Fold:
    """Append the entries, take the claims, send the follow-ups. `cause` ends the id of what caused it."""
    work, up = one.work, one.up
    for new in accepted.entries:
        data = dict(new.data)
        if abs(up.made_at - one.moment) > FAR_APART:
            data["made"] = up.made_at
        if up.light and not cause:
            data[SEEN] = LIGHT
        entry = make_entry(work, fold, actor, matter, new.type, data, at=one.at)
        fold = append(work, fold, entry, write(entry), one.caller.device, 0 if cause else up.n)
    if wrong := take_claims(work.connection, matter, fold.version, accepted.claims):
        raise one.refused(wrong.code, **wrong.facts)
    note_numbers(work, fold, matter, accepted.claims)
    note_money(work, fold, matter, accepted.claims)
    follow(one, actor, accepted, cause, fold)
    return fold


def follow(one: Submission, actor: Actor, accepted: Accepted, cause: str, fold: Fold) -> None:
    """The commands that this one causes, `fold` being the matter after it.

    What comes back while a restored centre gathers opens the matters it opened, and waits with the others.
    """
    if cause.count(".") > DEEPEST:
        raise one.refused("follow_up_loop")
    if one.gathers and reaches_others(fold.process, accepted):
        _hold_back(one, accepted, cause, fold)
    for number, new in enumerate(accepted.follow_ups, 1):
        if not (one.gathers and new.command.matter):
            follow_up(one, actor, replace(new.command, cause=_id(fold)), f"{cause}.{number}")


def _id(fold: Fold) -> MatterId:
    assert fold.state is not None
    return fold.state.id


def _hold_back(one: Submission, accepted: Accepted, cause: str, fold: Fold) -> None:
    for new in accepted.follow_ups:
        if new.command.matter:
            _linked(one, new.command.matter)
    whose = {"device": one.caller.device, "n": one.up.n, "person": one.caller.person, "root": one.root}
    hold_back(one.work.connection, _id(fold), fold.version, path=cause, **whose)


def follow_up(one: Submission, actor: Actor, command: Command, cause: str) -> None:
    """Carry out one command that another caused; what is back already is not done again."""
    if (done := _back(one, actor, command, cause)) is not None:
        _go_on(one, actor, done, cause)
    elif command.matter:
        _carry_on(one, actor, command, cause)
    else:
        _open(one, actor, replace(command, matter=MatterId(f"{one.name}{cause}")), cause)


def _back(one: Submission, actor: Actor, command: Command, cause: str) -> Entry | None:
    """The entry by which it was carried out before the restore, if that has come back without its cause."""
    if not one.era.first_device:
        return None
    if one.root:
        return already(one.work, command, one.at)
    if not one.at:
        return None
    return reclaim(one.work, actor, command, one.at) if command.matter else first(one.work, f"{one.name}{cause}")


def _carry_on(one: Submission, actor: Actor, command: Command, cause: str) -> None:
    """On a matter that there is."""
    _seen(one, command.matter)
    fold = _linked(one, command.matter)
    try:
        accepted = _decided_there(one, fold, actor, command)
    except Undone as undone:
        _done_in_its_stead(one, fold, actor, command, cause, undone)
        return
    enter(one, fold, actor, command.matter, accepted, cause)


def _done_in_its_stead(one: Submission, fold: Fold, actor: Actor, command: Command, cause: str, undone: Undone) -> None:
    """What came back of an act that never will stands for one that says the same; other words are noted beside it.

    Raises `Undone` as it was where nothing came back so.
    """
    again = one.era.first_device and not one.root and not one.at and undone.outcome.s == "r"
    if not again or not (left := left_over(one.work, command)):
        raise undone
    if stands_in(one.work, command, left):
        return
    if (beside := said_beside(fold.process, command)) is None:
        raise undone
    enter(one, fold, actor, command.matter, beside, cause)


def _open(one: Submission, actor: Actor, command: Command, cause: str) -> None:
    process = one.work.kinds.newest(command.kind)
    if process is None:
        raise one.later("edition", kind=command.kind)
    fold = begin(process, command.matter)
    enter(one, fold, actor, command.matter, decided(one, fold, actor, command), cause)


def _go_on(one: Submission, actor: Actor, done: Entry, cause: str) -> None:
    """What it sent on is back already: only what followed from that may not be."""
    _linked(one, done.matter)
    if (found := went_with_it(one.work, done)) is not None:
        after = load(one.work.connection, one.work.kinds, done.matter, done.v + 1)
        assert after is not None
        follow(one, actor, found[1], cause, after)


def _seen(one: Submission, matter: MatterId) -> None:
    """Raises `Undone`: he named a matter himself that he does not see, whether there is one or not."""
    connection = one.work.connection
    named = matter in one.up.fields.values() and not one.at  # what was accepted before a restore is not judged again
    if named and not visible(connection, mine(connection, one.caller.person), matter):
        raise one.refused("not_visible")


def _linked(one: Submission, matter: MatterId) -> Fold:
    """The other matter. Raises `Undone`: nothing waits for one that is not there and will not come back."""
    fold = find(one.work, matter)
    if fold is None and not one.era.restoring and not has_record(one.work.connection, matter):
        raise one.refused("not_visible")
    if fold is None:
        raise one.later("edition")
    return fold


def _decided_there(one: Submission, fold: Fold, actor: Actor, command: Command) -> Accepted:
    """What follows there. Raises `Undone`: who does not see that matter is not told how it stands."""
    try:
        return decided(one, fold, actor, command)
    except Undone as undone:
        connection = one.work.connection
        if undone.outcome.s == "r" and not visible(connection, mine(connection, one.caller.person), command.matter):
            raise one.refused("not_visible") from undone
        raise


def accepted_as(one: Submission, fold: Fold) -> Outcome:
    """Yes, with the receipt: the matter now stands like this."""
    up = one.up
    receipt = one.seal.receipt(one.era.epoch, one.caller.device, up.n, up.matter, fold.version, fold.head)
    return Outcome(up.n, "a", v=fold.version, receipt=receipt)
