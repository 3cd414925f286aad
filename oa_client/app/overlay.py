"""What the desk shows: the confirmed record with this person's own waiting commands folded on top, by the same rules.

Pure: both stores call it, so nothing optimistic is ever written down. A command whose entry is already in the shown
record must not be among `waiting`, or it would count twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from oa_client.app.ports import Pending
from oa_client.app.reading import Record, RecordLine
from oa_client.domain import rulebook
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Accepted, Context, Refused
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import LIGHT, SEEN, Entry, EntryType, Matter, MatterId, Moment, Row
from oa_client.domain.people import Actor, Directory, PersonId, PostId, UnitId
from oa_client.domain.standing_in import PERSONAL, StandIn
from oa_client.domain.table import Process


@dataclass(frozen=True, slots=True)
class Rules:
    """What folding needs to know beside the record."""

    kinds: Kinds
    me: PersonId
    directory: Directory
    calendar: WorkingDays
    device: int = 0
    read_text: Callable[[str], str | None] = lambda _: None
    """The text of a body that came as a file, by its hash, where it is here."""
    held: tuple[StandIn, ...] = ()

    def behalf(self, giver: PersonId, post: PostId | None, kind: str, now: int) -> Actor | None:
        """This person acting for another in one of his posts, where he lets him in such matters at that moment."""
        actor = self.directory.actor(giver, post)
        for one in self.held:
            if (
                actor
                and (one.taker, one.giver) == (self.me, giver)
                and (one.covers(kind) or kind in PERSONAL)
                and one.lasts(now)
            ):
                return replace(actor, person=self.me, on_behalf=giver, delegation=one.id, may_sign=one.may_sign)
        return None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A matter as the replica holds it: a header alone (`matter` None), or its shown prefix folded."""

    id: MatterId
    kind: str
    edition: int
    row: Row
    matter: Matter | None
    entries: tuple[Entry, ...] = ()
    whole: bool = True
    head: str = ""


def confirm(kinds: Kinds, entries: Sequence[Entry], *, head: str = "") -> Confirmed | None:
    """A shown prefix 1..k, folded; None when it is empty. An unknown edition gives a title and the lines only."""
    if not entries:
        return None
    first = entries[0]
    kind, edition = str(first.data.get("kind", "")), first.data.get("edition")
    number = edition if isinstance(edition, int) else 0
    process = kinds.get(kind, number)
    if process is None:
        return Confirmed(first.matter, kind, number, _plain_row(entries), None, tuple(entries), head=head)
    matter: Matter | None = None
    for entry in entries:
        matter = rulebook.evolve(process, matter, entry)
    assert matter is not None
    row = rulebook.row(process, matter)
    return Confirmed(first.matter, kind, number, row, matter, tuple(entries), head=head)


def _plain_row(entries: Sequence[Entry]) -> Row:
    """What can be said of a matter whose table this build does not have."""
    first, last = entries[0], entries[-1]
    return Row(
        title=str(first.fields.get("title", "")),
        stage="",
        opener=first.effective,
        unit=first.unit,
        opened_at=first.at,
        changed_at=last.at,
    )


def fold(rules: Rules, confirmed: Confirmed | None, waiting: Sequence[Pending]) -> Record | None:
    """The record as the desk sees it. None when there is neither a confirmed matter nor a command that opens one."""
    matter = confirmed.matter if confirmed else None
    lines = [RecordLine(e) for e in (confirmed.entries if confirmed else ())]
    for pending in waiting:
        matter, line = _step(rules, matter, confirmed, pending)
        lines.append(line)
    if confirmed is None and matter is None:
        return None
    return _record(rules, confirmed, matter, tuple(lines))


def _step(
    rules: Rules, matter: Matter | None, confirmed: Confirmed | None, pending: Pending
) -> tuple[Matter | None, RecordLine]:
    """One waiting command: its entry as it would be, and the matter after it if the rule agrees."""
    actor = _actor(rules, pending)
    process = _process(rules.kinds, matter, pending)
    unsure = _entry(matter, pending, actor, rules.me, EntryType.ACTED, {"action": pending.command.action})
    unsure = replace(unsure, data={**unsure.data, "fields": dict(pending.command.fields)})
    if process is None or actor is None or (matter is None and confirmed is not None):
        return matter, RecordLine(unsure, pending.n, "" if confirmed and not confirmed.whole else "authority_ended")
    made, read = Moment(pending.made_at), rules.read_text
    context = Context(actor, made, rules.directory, rules.calendar, device=rules.device, read_text=read)
    decision = rulebook.decide(process, matter, pending.command, context)
    if not isinstance(decision, Accepted):
        code = decision.code if isinstance(decision, Refused) else "needs_centre"
        return matter, RecordLine(unsure, pending.n, code)
    entry = unsure
    seen = {SEEN: LIGHT} if pending.command.light else {}
    for new in decision.entries:
        entry = _entry(matter, pending, actor, rules.me, new.type, {**new.data, **seen})
        matter = rulebook.evolve(process, matter, entry)
    return matter, RecordLine(entry, pending.n)


def _actor(rules: Rules, pending: Pending) -> Actor | None:
    """Who acts, as far as this device knows that he may."""
    command = pending.command
    if command.on_behalf is None:
        return rules.directory.actor(rules.me, pending.post)
    return rules.behalf(command.on_behalf, pending.post, command.kind, pending.made_at)


def _process(kinds: Kinds, matter: Matter | None, pending: Pending) -> Process | None:
    if matter is not None:
        return kinds.get(matter.kind, matter.edition)
    edition = pending.command.edition
    return kinds.newest(pending.command.kind) if edition is None else kinds.get(pending.command.kind, edition)


def _entry(
    matter: Matter | None, pending: Pending, actor: Actor | None, me: PersonId, kind: EntryType, data: dict[str, object]
) -> Entry:
    return Entry(
        matter=pending.command.matter,
        v=(matter.version if matter else 0) + 1,
        type=kind,
        at=Moment(pending.made_at),
        actor=me,
        post=pending.post,
        unit=actor.unit if actor else (matter.unit if matter else UnitId(0)),
        data=data,
        on_behalf=pending.command.on_behalf,
        delegation=pending.command.delegation or None,
    )


def _record(rules: Rules, confirmed: Confirmed | None, matter: Matter | None, lines: tuple[RecordLine, ...]) -> Record:
    process = rules.kinds.get(matter.kind, matter.edition) if matter else None
    if matter is None or process is None:
        assert confirmed is not None
        known = rules.kinds.get(confirmed.kind, confirmed.edition) is not None
        return Record(
            confirmed.id,
            confirmed.kind,
            confirmed.edition,
            confirmed.row,
            None,
            lines,
            whole=confirmed.whole,
            known=known,
            head=confirmed.head,
        )
    return Record(
        matter.id,
        matter.kind,
        matter.edition,
        rulebook.row(process, matter),
        matter,
        lines,
        rulebook.tasks(process, matter),
        head=confirmed.head if confirmed else "",
    )
