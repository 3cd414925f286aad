"""The strands of a matter in words: who has it in which turn, and which of them are mine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oa_client.app.acting import Offer, actors
from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.assets import _
from oa_client.domain.matter import Track, TrackId
from oa_client.domain.people import Actor, PersonId, Scope, person_scope
from oa_client.wording import lines, moments, names

LATE = "超期"


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """One strand of 传阅情况."""

    turn: str
    name: str
    unit: str
    state: str
    delivered: str
    ended: str
    phone: str
    late: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One open task of mine, or of one I act for, in this matter: which track, in which post, for whom."""

    track: TrackId | None
    post: int
    words: str
    giver: PersonId | None = None


def readers_of(desk: Desk, record: Record, now: int) -> Iterator[ReaderLine]:
    """Every strand in its turn, with the number to ring."""
    if record.matter is None:
        return
    mine = desk.rules.directory.scopes_of(desk.rules.me)
    turns = sorted({t.turn for t in record.matter.tracks})
    process = desk.rules.kinds.get(record.kind, record.edition)
    open_tracks = process.open_tracks if process else frozenset()
    for track in sorted(record.matter.tracks, key=lambda t: (t.turn, t.id)):
        late = track.due is not None and track.state in open_tracks and track.due < now
        state = names.track_state(record.kind, track.state)
        if track.state in open_tracks and (away := desk.away(track.holder)) is not None:
            taker = desk.people.label(person_scope(away.taker))
            state = f"{state} · {lines.stands_in(taker, away.until)}"
        yield ReaderLine(
            turn=names.track_role(track.role) or str(turns.index(track.turn) + 1),
            name=desk.people.label(track.holder),
            unit=_unit_of(desk, track.holder),
            state=f"{state} · {_(LATE)}" if late else state,
            delivered=moments.full(track.delivered_at, now) if track.delivered_at else "",
            ended=moments.full(track.ended_at, now) if track.ended_at else "",
            phone=desk.people.number(track.holder),
            late=late,
            mine=track.holder in mine,
        )


def _unit_of(desk: Desk, holder: Scope) -> str:
    directory = desk.rules.directory
    unit_id = directory.unit_of(holder)
    unit = directory.units.get(unit_id) if unit_id is not None else None
    return unit.name if unit else ""


def turns_of(desk: Desk, record: Record, primary: Offer | None) -> Iterator[Turn]:
    """My open tasks the primary action would end, when there are several, or when it would be done for another."""
    target = primary.action.target if primary else None
    if record.matter is None or target is None or not target.own:
        return
    found: dict[TrackId, Turn] = {}
    for actor in (*actors(desk.rules), *desk.deputising(record.kind)):
        for track in record.matter.tracks:
            if track.state in target.states and track.holder in actor.scopes:
                words = _turn_words(desk, actor, track)
                found.setdefault(track.id, Turn(track.id, actor.post, words, actor.on_behalf))
    if len(found) > 1 or any(turn.giver is not None for turn in found.values()):
        yield from found.values()


def _turn_words(desk: Desk, actor: Actor, track: Track) -> str:
    directory = desk.rules.directory
    if actor.on_behalf is not None:
        return lines.behalf(desk.people.label(person_scope(actor.on_behalf)))
    post = directory.posts.get(actor.post)
    unit = directory.units.get(post.unit) if post else None
    if track.holder.startswith("p"):
        return _("以本人身份（第 {n} 项）").format(n=track.id + 1)
    return _("以{unit}{post}身份").format(unit=unit.name if unit else "", post=post.title if post else "")
