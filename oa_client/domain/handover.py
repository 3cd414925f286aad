"""工作移交: somebody's open tracks in a matter go to another person, whatever the kind; only the centre does it.

It is no action of a table, so that it holds for every edition: nobody is offered it and no command asks for it. The
tracks keep their number, state, turn and limit, and a command that still names them as their old holder's comes back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from oa_client.domain.matter import Entry, EntryType, Matter, Track
from oa_client.domain.people import PersonId, Scope, is_scope, person_scope
from oa_client.domain.table import Process

HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Handover:
    """Whose work goes to whom, who had it done, and why."""

    giver: PersonId
    taker: PersonId
    by: PersonId
    reason: str


def open_tracks(process: Process, matter: Matter, holder: PersonId) -> tuple[Track, ...]:
    """The tracks he holds himself that are not over: his turn, or still to come. A post's work stays with the post."""
    mine = person_scope(holder)
    return tuple(t for t in matter.tracks if t.holder == mine and t.state in process.open_tracks)


def entry_data(process: Process, matter: Matter, wish: Handover) -> dict[str, object] | None:
    """What the entry says that hands his work in a matter over; None where he has none."""
    tracks = open_tracks(process, matter, wish.giver)
    if not tracks:
        return None
    fields = {
        "from": person_scope(wish.giver),
        "to": person_scope(wish.taker),
        "by": person_scope(wish.by),
        "tracks": [t.id for t in tracks],
        "reason": wish.reason,
    }
    return {"action": HAND_OVER, "fields": fields}


def is_handover(entry: Entry) -> bool:
    """Whether an entry hands work over."""
    return entry.type is EntryType.ASSIGNED and entry.action == HAND_OVER


def handed_over(matter: Matter, entry: Entry) -> Matter:
    """The matter after it: the tracks it names have the new holder, where the old one still had them."""
    giver, taker, named = (entry.fields.get(name) for name in ("from", "to", "tracks"))
    if not is_scope(taker) or not isinstance(named, list):
        return matter
    new = Scope(str(taker))
    tracks = tuple(replace(t, holder=new) if t.id in named and t.holder == giver else t for t in matter.tracks)
    return replace(matter, tracks=tracks)
