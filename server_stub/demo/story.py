"""What happens to one circulation: it is opened, and each track that comes to life is read, returned or left lying."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from oa_client.domain.matter import Matter, Track
from server_stub.demo.cast import Cast, Seat
from server_stub.demo.document import Document
from server_stub.demo.hours import Hours, date_of
from server_stub.demo.prose import Prose

Fields = dict[str, object]
_KINDS = {"leader": ("instruct", "read"), "handler": ("handle",), "clerk": ("propose",)}
_URGENCY = {"特急": "flash", "加急": "urgent"}


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person does to a matter at a moment."""

    at: int
    seat: Seat
    action: str
    fields: Fields
    track: int | None = None


@dataclass
class Story:
    """One circulation. `leave`: the holders whose tracks stay open; `quirk`: what is odd about it."""

    sender: Seat
    doc: Document
    at: int
    fields: Fields
    leave: frozenset[str]
    quirk: str
    matter: str = ""
    told: set[int] = field(default_factory=set)
    odd_done: bool = False


def opening(doc: Document, readers: list[list[str]], mode: str, purpose: str, due: int | None) -> Fields:
    """What a clerk fills in to circulate a document."""
    given: Fields = {
        "title": doc.title,
        "number": doc.number,
        "urgency": _URGENCY.get(doc.urgency, ""),
        "sensitivity": "general",
        "mode": mode,
        "purpose": purpose,
        "readers": readers,
        "due": due,
        "may_add": True,
        "may_forward": True,
        "body": doc.body,
    }
    return {name: value for name, value in given.items() if value not in ("", None)}


class Teller:
    """Goes on with a story after each entry."""

    def __init__(self, cast: Cast, prose: Prose, hours: Hours, rng: random.Random) -> None:
        """With the people, the words, the hours and the chance."""
        self._cast = cast
        self._prose = prose
        self._hours = hours
        self._rng = rng

    def go_on(self, story: Story, matter: Matter, now: int) -> Iterator[Act]:
        """What follows from how the matter stands now."""
        for track in matter.tracks:
            if track.state == "delivered" and track.id not in story.told:
                story.told.add(track.id)
                if str(track.holder) not in story.leave and (seat := self._holder(track)) is not None:
                    yield self._on_desk(story, track, seat, now)
        if matter.stage == "paused" and not story.odd_done and story.quirk != "stay_returned":
            story.odd_done = True
            returned = next((t for t in matter.tracks if t.state == "returned"), None)
            if returned is not None:
                at = self._hours.later(now, 1, 20)
                yield Act(at, story.sender, "resume", {"note": "已补正，请继续阅办。"}, returned.id)
        yield from self._clerk(story, matter, now)

    def _holder(self, track: Track) -> Seat | None:
        number = int(track.holder[1:])
        if track.holder.startswith("c"):
            clerks = self._cast.clerks(number)
            return self._rng.choice(clerks) if clerks else None
        return self._cast.seats.get(number)

    def _on_desk(self, story: Story, track: Track, seat: Seat, now: int) -> Act:
        hurry = 0.3 if story.doc.urgency else 1.0
        at = self._hours.later(now, 0.3 * hurry, 30 * hurry)
        own = track.holder.startswith("p")
        colleague = self._colleague(seat, story)
        if own and story.quirk == "forward" and colleague is not None and not story.odd_done:
            story.odd_done = True
            words = self._say("forward", "leader" if seat.role == "leader" else "handler", story, seat, at)
            return Act(at, seat, "forward", {"reader": colleague.scope, "note": words}, track.id)
        if own and story.quirk in {"return", "stay_returned"} and not story.told - {track.id}:
            return Act(at, seat, "send_back", {"reason": self._prose.reason("return")}, track.id)
        return Act(at, seat, "mark_read", self._opinion(story, seat, at), track.id)

    def _colleague(self, seat: Seat, story: Story) -> Seat | None:
        named = str(story.fields.get("readers"))
        others = [s for s in self._cast.of_unit[seat.unit] if s.person != seat.person and f"'{s.scope}'" not in named]
        return self._rng.choice(others) if others else None

    def _opinion(self, story: Story, seat: Seat, at: int) -> Fields:
        acting = story.fields["purpose"] == "action"
        if not acting and self._rng.random() > 0.2:
            return {}
        kind = self._rng.choice(_KINDS[seat.role]) if acting else "read"
        return {"opinion": self._say(kind, seat.role, story, seat, at)}

    def _say(self, kind: str, role: str, story: Story, seat: Seat, at: int) -> str:
        unit = self._cast.units[seat.unit]
        return self._prose.opinion(kind, role, story.doc, on=max(story.doc.date, date_of(at)), unit=unit)

    def _clerk(self, story: Story, matter: Matter, now: int) -> Iterator[Act]:
        """What the sender does of himself, once."""
        if story.odd_done or matter.version != 1:
            return
        waiting = [t for t in matter.tracks if t.state in {"pending", "delivered"}]
        acts: dict[str, Callable[[], tuple[str, Fields, int | None]]] = {
            "urge": lambda: ("urge_reading", {"note": self._say("urge", "clerk", story, story.sender, now)}, None),
            "close": lambda: ("close", {"reason": self._prose.reason("close")}, None),
            "skip": lambda: ("skip", {"reason": self._prose.reason("skip")}, waiting[-1].id),
            "add": lambda: ("add_reader", self._more(story), None),
            "recall": lambda: ("recall", {"reason": "附件有误，另行印发。"}, None),
            "note": lambda: ("add_note", {"opinion": self._say("add", "clerk", story, story.sender, now)}, None),
        }
        if story.quirk in acts and waiting:
            story.odd_done = True
            action, fields, track = acts[story.quirk]()
            soon = (0.05, 0.2) if story.quirk == "recall" else (20, 50)
            if fields.get("reader") != []:
                yield Act(self._hours.later(now, *soon), story.sender, action, fields, track)

    def _more(self, story: Story) -> Fields:
        colleague = self._colleague(story.sender, story)
        note = self._say("add", "clerk", story, story.sender, story.at)
        return {"reader": [colleague.scope] if colleague else [], "place": "parallel", "note": note}
