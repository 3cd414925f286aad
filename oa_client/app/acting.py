"""Acting on a matter: what is offered, doing it, taking it back, and handing in again what the centre refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from oa_client.app.batches import is_opening
from oa_client.app.bodies import Texts, packed
from oa_client.app.conflicts import own_on_top, seen_in
from oa_client.app.kept_words import KeptWords
from oa_client.app.overlay import Rules
from oa_client.app.ports import Clock, Outbox, Pending, Standing
from oa_client.app.reading import Record
from oa_client.domain import rulebook
from oa_client.domain.acceptance import NOTE
from oa_client.domain.body import digest, fits
from oa_client.domain.decision import Command, Context, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.drawing import with_drawn
from oa_client.domain.kinds import Kinds
from oa_client.domain.matter import LIGHT, SEEN, MatterId, Moment, TrackId
from oa_client.domain.people import Actor, PersonId, PostId
from oa_client.domain.series import Series
from oa_client.domain.table import Action, Process
from oa_client.domain.tracks import with_holders

UNDO_SECONDS = 10
"""How long a command stays on the device before it is sent, so that it can be taken back (ui.md §5.4)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action somebody may take now, in which of his posts, and about which track. `receipt`: a row, not an entry."""

    action: Action
    actor: Actor
    track: TrackId | None = None
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Saved on this device and waiting to be sent; `needs_centre`: it takes effect only there."""

    n: int
    matter: MatterId
    needs_centre: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """A command as it would be kept, and in which post: judged, whole, with its texts kept."""

    command: Command
    post: PostId
    needs_centre: bool


@dataclass(frozen=True, slots=True)
class Receipted:
    """The reading was noted; a receipt row is waiting to be sent."""

    matter: MatterId


@dataclass(frozen=True, slots=True)
class Capacity:
    """In which of his posts somebody acts (any that will do), and for whom, by a delegation he holds (for himself)."""

    post: PostId | None = None
    giver: PersonId | None = None


OWN = Capacity()
Answer = Kept | Receipted | Refused


class Acting:
    """The use cases of acting, for whoever is signed in."""

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        only_light: Callable[[Record], bool] = lambda _: False,
        series: Callable[[str], Series | None] = lambda _: None,
        *,
        texts: Texts,
        kinds: Kinds,
        barred: Callable[[], Refused | None] = lambda: None,
    ) -> None:
        """Commands go to this outbox, stamped by this clock; `only_light`: of a file of the matter 简版 was read.

        `series`: how the numbers of a series stand, by its address, as far as its matter is here. `texts`: bodies that
        go as files. `kinds`: what is asked for in their forms. `barred`: why nothing at all may be done now.
        """
        self.words = KeptWords(outbox, clock, kinds)
        self._outbox = outbox
        self._clock = clock
        self._only_light = only_light
        self._series = series
        self._texts = texts
        self._barred = barred
        self._drawing = threading.Lock()
        """Between a number's being drawn and its being kept nobody draws another."""

    def offers(self, rules: Rules, record: Record) -> tuple[Offer, ...]:
        """What this person may do, each action once, in the first of his posts that allows it; table order.

        What he may do in his own name stands before what he may do for another.
        """
        process = rules.kinds.get(record.kind, record.edition)
        if process is None or record.matter is None:
            return ()
        found = {o.action.name: o for o in reversed(list(self._offers(rules, process, record)))}
        ordered = [found[a.name] for a in process.actions if a.name in found]
        return (*self._receipt(process, record, rules), *ordered)

    def _offers(self, rules: Rules, process: Process, record: Record) -> Iterator[Offer]:
        assert record.matter is not None
        for actor in (*actors(rules), *self.deputising(rules, record.kind)):
            for action, track in rulebook.offered(process, record.matter, actor, rules.directory):
                yield Offer(action, actor, track.id if track else None)

    def deputising(self, rules: Rules, kind: str) -> Iterator[Actor]:
        """This person acting for each who lets him in matters of this kind now, in each post of that one."""
        now = self._clock.now()
        for giver in dict.fromkeys(one.giver for one in rules.held if one.taker == rules.me):
            yield from actors(rules, giver=giver, kind=kind, now=now)

    def _receipt(self, process: Process, record: Record, rules: Rules) -> Iterator[Offer]:
        """阅毕 by receipt, where the table says so and none was given."""
        answers = (process.action(rule.answer) for rule in process.tasks if rule.by_receipt)
        action = next((a for a in answers if a is not None), None)
        mine = rules.directory.scopes_of(rules.me)
        open_to_me = any(t.by_receipt and t.holder in mine for t in record.tasks)
        if action is not None and open_to_me:
            actor = next(iter(actors(rules)), None)
            if actor is not None:
                yield Offer(action, actor, receipt=True)

    def act(
        self,
        rules: Rules,
        record: Record,
        action: str,
        fields: Mapping[str, object],
        *,
        track: TrackId | None = None,
        capacity: Capacity = OWN,
        undo: int = UNDO_SECONDS,
        draft: str | None = None,
    ) -> Answer:
        """Judge by the rules as known here and keep for the centre; refused, nothing is kept, no draft dropped."""
        process = rules.kinds.get(record.kind, record.edition)
        if process is None:
            return Refused("unknown_edition", {"kind": record.kind, "edition": record.edition})
        if record.matter is None:
            return Refused("not_whole", {"matter": record.id})
        command = Command(record.id, record.kind, action, fields, track, record.edition)
        command = replace(command, light=self._only_light(record))
        command = with_holders(process.action(action), record.matter, replace(command, on_behalf=capacity.giver))
        return self._keep(rules, process, record, command, capacity.post, undo=undo, draft=draft)

    def begin(
        self,
        rules: Rules,
        kind: str,
        action: str,
        fields: Mapping[str, object],
        *,
        capacity: Capacity = OWN,
        undo: int = UNDO_SECONDS,
        draft: str | None = None,
    ) -> Answer:
        """Open a new matter, for himself or for another."""
        process = rules.kinds.newest(kind)
        if process is None:
            return Refused("unknown_kind", {"kind": kind})
        command = Command(MatterId(""), kind, action, fields, edition=process.edition, on_behalf=capacity.giver)
        return self._keep(rules, process, None, command, capacity.post, undo=undo, draft=draft)

    def _keep(
        self,
        rules: Rules,
        process: Process,
        record: Record | None,
        command: Command,
        post: PostId | None,
        *,
        undo: int,
        draft: str | None,
    ) -> Answer:
        with self._drawing:
            return self._keep_drawn(rules, process, record, command, post, undo=undo, draft=draft)

    def _keep_drawn(
        self,
        rules: Rules,
        process: Process,
        record: Record | None,
        command: Command,
        post: PostId | None,
        *,
        undo: int,
        draft: str | None,
    ) -> Answer:
        ready = self.ready(rules, process, record, command, post)
        if isinstance(ready, Refused):
            return ready
        now = Moment(self._clock.now())
        seen = seen_in(record) if record is not None else None
        kept = self._outbox.queue(
            ready.command, ready.post, now, not_before=now + undo if undo else 0, draft=draft, seen=seen
        )
        return Kept(kept.n, kept.command.matter, needs_centre=ready.needs_centre)

    def ready(
        self, rules: Rules, process: Process, record: Record | None, command: Command, post: PostId | None
    ) -> Ready | Refused:
        """A command judged and made whole, its texts kept; not kept itself. Refused, nothing is kept."""
        if (answer := self._barred()) is not None:
            return answer
        matter = record.matter if record else None
        action = process.action(command.action)
        if record is not None and record.matter is not None and action is not None and action.needs_centre:
            command = replace(command, base=seen_in(record) or 0, own=own_on_top(record))
        now = Moment(self._clock.now())
        giver = command.on_behalf
        given, command = command.fields, replace(command, fields=packed(action, command.fields))
        command = replace(command, fields=self._texts.figures.brought(action, matter, command.fields, given))
        for actor in actors(rules, post, giver=giver, kind=command.kind, now=now):
            context = self._context(rules, actor, now, given)
            drawing = with_drawn(process, matter, command, context)
            decision = rulebook.decide(process, matter, drawing, context)
            if isinstance(decision, Refused):
                answer = answer if answer and answer.code not in _NOT_MINE else decision
                continue
            self._texts.keep(command.fields, given)
            drawing = replace(drawing, delegation=actor.delegation or "")
            return Ready(drawing, actor.post, isinstance(decision, (NeedsCentre, NeedsFiles)))
        if answer is None and not rules.directory.people:
            return Refused("not_synced", {})
        if answer is None and giver is not None:
            known = rules.directory.people.get(giver)
            return Refused("behalf_over", {"name": known.name if known else ""})
        return answer or Refused("authority_ended", {})

    def _context(self, rules: Rules, actor: Actor, now: Moment, given: Mapping[str, object]) -> Context:
        texts = {digest(text): text for text in given.values() if isinstance(text, str) and not fits(text)}
        return Context(
            actor,
            now,
            rules.directory,
            rules.calendar,
            device=rules.device,
            series=self._series,
            drawn=self._outbox.drawn,
            purse=rules.purse,
            read_text=lambda sha: texts.get(sha) or self._texts.read(sha),
        )

    def receipt(self, record: Record) -> Receipted | Refused:
        """阅毕 without words: a receipt row, not an entry (design.md decision 9)."""
        if (barred := self._barred()) is not None:
            return barred
        seen = {SEEN: LIGHT} if self._only_light(record) else {}
        self._outbox.queue_row("receipt", record.id, {"at": self._clock.now(), **seen})
        return Receipted(record.id)

    def seen(self, matter: MatterId) -> None:
        """It was opened: unread no more."""
        self._outbox.queue_row("read", matter, {"at": self._clock.now()})

    def undo(self, n: int, *, apart: bool = False) -> tuple[Pending, ...]:
        """Take back what was not sent yet, and what falls with it; the words stand in their forms. None: too late.

        `apart`: a window may have that form open (`KeptWords.keep`).
        """
        taken = self._outbox.withdraw(n)
        if taken:
            self._back_to_its_form(taken[0], apart=apart)
            self._fallen_back(taken[0], (p for p in taken[1:] if p.standing is Standing.QUEUED))
        return taken

    def _fallen_back(self, taken: Pending, fallen: Iterable[Pending]) -> None:
        """The words of what fell with it stand in their forms too, where a window may be writing; the gone unnamed."""
        gone = {taken.command.matter}
        for one in fallen:
            fields = {k: v for k, v in one.command.fields.items() if not (isinstance(v, str) and v in gone)}
            self._back_to_its_form(replace(one, command=replace(one.command, fields=fields)), apart=True)
            gone |= {one.command.matter} if self.opens(one) else set()

    def take_back(self, n: int) -> Pending | None:
        """Ask the centre never to carry out what was sent. None: it is not on its way.

        When the centre says so it is refused as ``withdrawn``, its words to be taken up again; if it was quicker, it
        stands as it was accepted.
        """
        return self._outbox.ask_back(n)

    def form_of(self, rules: Rules, record: Record | None, command: Command) -> str:
        """The action whose form takes up a command's words: its own, while offered; else a note's; "" there is none."""
        offered = {offer.action.name for offer in self.offers(rules, record)} if record is not None else set()
        return next((form for form in (command.action, NOTE) if form in offered), "")

    def rework(
        self, n: int, form: str = "", fields: Mapping[str, object] | None = None, *, apart: bool = False
    ) -> Pending | None:
        """Take up a refused command again: its words stand in their form; the refusal is put away.

        `form` and `fields`: another action's form, and the words as that one takes them.
        """
        refused = next((p for p in self._outbox.refused() if p.n == n), None)
        if refused is None:
            return None
        if self._outbox.draft(_withdrawn(n)) is None:
            self._outbox.save_draft(_withdrawn(n), {"fields": dict(refused.command.fields)}, self._clock.now())
        self._outbox.put_away(n)
        command = refused.command
        given = command.fields if fields is None else fields
        again = replace(command, action=form or command.action, fields=given)
        self._back_to_its_form(replace(refused, command=again), apart=apart)
        return refused

    def _back_to_its_form(self, taken: Pending, *, apart: bool) -> None:
        """Move words from ``withdrawn/<n>`` to where their form looks for them, beside newer ones there."""
        command = taken.command
        matter = None if self.opens(taken) else command.matter
        words = self._texts.unpacked(command.fields)
        place, fields = self.words.place(matter, command.kind, command.action, words, apart=apart)
        self._outbox.save_draft(place, {"kind": command.kind, "fields": fields}, self._clock.now())
        self._outbox.drop_draft(_withdrawn(taken.n))

    def opens(self, pending: Pending) -> bool:
        """Whether this command opened its matter: then the matter bears its number."""
        session = self._outbox.session()
        return is_opening(pending.command, pending.n, session.device if session else 0)


def _withdrawn(n: int) -> str:
    return f"withdrawn/{n}"


_NOT_MINE = frozenset({"not_allowed", "no_track", "authority_ended"})
"""Refusals that only say this was the wrong one of somebody's posts."""


def actors(
    rules: Rules, post: PostId | None = None, *, giver: PersonId | None = None, kind: str = "", now: int = 0
) -> Iterator[Actor]:
    """This person in each of his posts, the main one first; only the given one when named.

    With `giver`: in each of that one's, acting for him in matters of a kind at a moment, where he holds a delegation.
    """
    person = rules.directory.people.get(giver or rules.me)
    for held in person.posts if person else ():
        if post is None or held == post:
            own = giver is None
            actor = rules.directory.actor(rules.me, held) if own else rules.behalf(giver or rules.me, held, kind, now)
            if actor is not None:
                yield actor
