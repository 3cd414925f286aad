"""What the names of effects do to the tracks of a matter: laid, handed out, replaced, ended."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.act import Act, effect
from oa_client.domain.matter import Entry, Matter, Moment, Track, TrackId
from oa_client.domain.people import Scope
from oa_client.domain.scene import flat_scopes
from oa_client.domain.usual import DUE, USUAL, usual_of

PENDING = "pending"
"""The state every track begins in."""


@effect("field", "order", "name?")
def _lay_tracks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """One track for each holder in field `args[0]`, in the order field `args[1]`, or itself, says."""
    groups = act.value(args[0], matter)
    order = str(act.value(args[1], matter) or args[1])
    return _with_tracks(matter, list(_turns(groups, order)), role=str(args[2]) if len(args) > 2 else "")


def _turns(groups: object, order: str) -> list[tuple[Scope, int]]:
    if order == "grouped" and isinstance(groups, (list, tuple)):
        return [(s, turn) for turn, group in enumerate(groups) for s in flat_scopes(group)]
    flat = flat_scopes(groups)
    return [(s, turn if order == "sequential" else 0) for turn, s in enumerate(flat)]


def _with_tracks(matter: Matter, holders: list[tuple[Scope, int]], *, role: str = "") -> Matter:
    return laid(matter, holders, Track(TrackId(-1), Scope(""), PENDING, role=role))


def laid(matter: Matter, holders: list[tuple[Scope, int]], like: Track) -> Matter:
    """The matter with a new track for each holder in his turn, otherwise like the one given."""
    first = max((t.id for t in matter.tracks), default=-1) + 1
    new = [replace(like, id=TrackId(first + n), holder=holder, turn=turn) for n, (holder, turn) in enumerate(holders)]
    return replace(matter, tracks=(*matter.tracks, *new))


def _current_turn(matter: Matter, act: Act) -> int:
    """The turn of the track acted on, else the one that is being taken, else the last."""
    if act.track is not None:
        return act.track.turn
    going = [t.turn for t in matter.tracks if t.state in act.process.open_tracks]
    return min(going) if going else max((t.turn for t in matter.tracks), default=0)


@effect("field", "place", "name?")
def _add_tracks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """New tracks for field `args[0]`, where field `args[1]`, or itself, says: after | parallel | last."""
    holders = flat_scopes(act.value(args[0], matter))
    place = act.value(args[1], matter) or args[1]
    turn = _current_turn(matter, act)
    if place == "last":
        turn = max((t.turn for t in matter.tracks), default=-1) + 1
    elif place == "after":
        turn += 1
        later = tuple(replace(t, turn=t.turn + 1) if t.turn >= turn else t for t in matter.tracks)
        matter = replace(matter, tracks=later)
    return _with_tracks(matter, [(h, turn) for h in holders], role=str(args[2]) if len(args) > 2 else "")


@effect("field?")
def _replace_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """A new track in the place of the one acted on, for the holder in field `args[0]` or else the same."""
    if act.track is None:
        return matter
    named = flat_scopes(act.entry.fields.get(str(args[0]))) if args else ()
    holders = named or (act.track.holder,)
    old = act.track
    like = Track(TrackId(-1), old.holder, PENDING, role=old.role, replaces=old.id, under=old.under, title=old.title)
    return laid(matter, [(h, old.turn) for h in holders], like)


@effect("track_state")
def _end_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on ends in state `args[0]`."""
    track = _now(matter, act)
    return matter if track is None else _put(matter, _ended(track, str(args[0]), act.entry))


@effect("track_state")
def _set_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on goes on in state `args[0]`; opened again, nobody has ended it."""
    track = _now(matter, act)
    if track is None:
        return matter
    changed = replace(track, state=str(args[0]), moved_by=act.entry.people)
    if changed.state in act.process.open_tracks:
        changed = replace(changed, ended_at=None, ended_by=None)
    return _put(matter, changed)


def _now(matter: Matter, act: Act) -> Track | None:
    """The track acted on as the effects before this one left it."""
    return matter.track(act.track.id) if act.track else None


def _ended(track: Track, state: str, entry: Entry) -> Track:
    return replace(track, state=state, ended_at=entry.at, ended_by=entry.effective)


@effect("track_state", "track_state+")
def _end_tracks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Every track in one of the states `args[1:]` ends in state `args[0]`."""
    ended = str(args[0])
    tracks = tuple(_ended(t, ended, act.entry) if t.state in args[1:] else t for t in matter.tracks)
    return replace(matter, tracks=tracks)


@effect("track_state", "field")
def _end_named(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The tracks named in field `args[1]` end in state `args[0]`."""
    named = act.entry.fields.get(str(args[1]))
    ids = named if isinstance(named, list) else []
    tracks = tuple(_ended(t, str(args[0]), act.entry) if t.id in ids else t for t in matter.tracks)
    return replace(matter, tracks=tracks)


def _put(matter: Matter, track: Track) -> Matter:
    return replace(matter, tracks=tuple(track if t.id == track.id else t for t in matter.tracks))


@effect("track_state", "name*")
def _deliver(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Hand the matter to everyone whose turn it is, as state `args[0]`; later turns wait for earlier ones.

    With roles behind it, only tracks of these count and are handed out.
    """
    roles = args[1:]
    waiting = [t for t in matter.tracks if t.state in act.process.open_tracks and (not roles or t.role in roles)]
    if not waiting:
        return matter
    turn = min(t.turn for t in waiting)
    turned = {t.id for t in waiting if t.state == PENDING and t.turn == turn}
    found, usual = act.found.get(DUE), usual_of(matter.fields.get(USUAL))
    day = {"due": Moment(found), "usual": usual} if isinstance(found, int) else {}
    handed = {"state": str(args[0]), "delivered_at": act.entry.at, **day}
    tracks = tuple(replace(t, **handed) if t.id in turned else t for t in matter.tracks)  # type: ignore[arg-type]
    return replace(matter, tracks=tracks)


@effect("field")
def _reorder(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The waiting tracks named in field `args[0]` take their turns in that order."""
    order = act.value(args[0], matter)
    ids = dict.fromkeys(order) if isinstance(order, list) else {}
    named = [t for i in ids if (t := matter.track(i)) and t.state == PENDING]
    turns = sorted(t.turn for t in named)
    for track, turn in zip(named, turns, strict=True):
        matter = _put(matter, replace(track, turn=turn))
    return matter


@effect("track_state", "field", "name")
def _end_held(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The open tracks of role `args[2]` held by whom field `args[1]` names end in state `args[0]`."""
    named = flat_scopes(act.value(args[1], matter))
    for track in matter.tracks:
        if track.holder in named and track.role == args[2] and track.state in act.process.open_tracks:
            matter = _put(matter, _ended(track, str(args[0]), act.entry))
    return matter
