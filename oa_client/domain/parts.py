"""What the names of effects do to strands that have parts, and to what is said of each: day, progress, wish."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.act import Act, effect
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import Matter, Moment, Track, TrackId
from oa_client.domain.scene import flat_scopes
from oa_client.domain.strands import PENDING, laid
from oa_client.domain.usual import DUE, USUAL, usual_of

DUES = "dues"
"""Under ``found``: the new day of each track, by its number, and of the matter, ``due``."""


@effect("field", "field", "name")
def _part_tracks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """New tracks of role `args[2]` under the one acted on, for field `args[0]`, about what field `args[1]` says."""
    if act.track is None:
        return matter
    title = str(act.entry.fields.get(str(args[1])) or "")
    like = Track(TrackId(-1), act.track.holder, PENDING, role=str(args[2]), under=act.track.id, title=title)
    return laid(matter, [(h, act.track.turn) for h in flat_scopes(act.entry.fields.get(str(args[0])))], like)


@effect("track_state", "field")
def _hand_out(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Every waiting track is handed out in state `args[0]`, due as field `args[1]` says, or as was found, at once."""
    usual = usual_of(act.entry.fields.get(USUAL)) if args[1] == DUE else None
    value = act.found.get(DUE, act.value(DUE, matter)) if usual else act.value(args[1], matter)
    due = Moment(value) if isinstance(value, int) else None
    tracks = tuple(
        replace(t, state=str(args[0]), delivered_at=act.entry.at, due=due, usual=usual) if t.state == PENDING else t
        for t in matter.tracks
    )
    return replace(matter, tracks=tracks)


@effect("track_state")
def _end_parts(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Every open track under the one acted on, at any depth, ends in state `args[0]`."""
    if act.track is None:
        return matter
    open_ = {t.id for t in matter.beneath(act.track) if t.state in act.process.open_tracks | {"returned"}}
    ended = {"state": str(args[0]), "ended_at": act.entry.at, "ended_by": act.entry.effective}
    tracks = tuple(replace(t, **ended) if t.id in open_ else t for t in matter.tracks)  # type: ignore[arg-type]
    return replace(matter, tracks=tracks)


@effect("track_state", "track_state+")
def _turn_first_hand(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """Every track under no other in one of the states `args[1:]` now stands in `args[0]`; who ended it, when, stays."""
    first = str(args[0])
    tracks = tuple(replace(t, state=first) if t.under is None and t.state in args[1:] else t for t in matter.tracks)
    return replace(matter, tracks=tracks)


@effect("field")
def _set_progress(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on is as far as field `args[0]` says, of a hundred."""
    value = act.entry.fields.get(str(args[0]))
    return _told(matter, act, progress=value) if isinstance(value, int) else matter


@effect("field")
def _wish_due(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The holder of the track acted on asks for the day in field `args[0]`."""
    return _told(matter, act, wish=act.entry.fields.get(str(args[0])))


@effect()
def _drop_wish(matter: Matter, act: Act, _: tuple[object, ...]) -> Matter:
    """Nobody asks for another day of the track acted on any more."""
    return _told(matter, act, wish=None)


@effect("field")
def _set_due(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on is due as field `args[0]` says."""
    value = act.entry.fields.get(str(args[0]))
    return _told(matter, act, due=value, usual=None) if isinstance(value, int) else matter


@effect("name", "field")
def _postpone(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` of the matter, a day, moves to the one in field `args[1]` where that is later."""
    held, value = matter.fields.get(str(args[0])), act.entry.fields.get(str(args[1]))
    if not isinstance(value, int) or (isinstance(held, int) and held >= value):
        return matter
    return replace(matter, fields=_dated(matter, str(args[0]), value))


@effect("moment")
def _resume_dues(matter: Matter, act: Act, _: tuple[object, ...]) -> Matter:
    """The days of the open tracks, and the matter's, are later by what was paused since `args[0]`, as found."""
    found = act.found.get(DUES)
    if not isinstance(found, dict):
        return matter
    tracks = tuple(_due_found(t, found.get(str(t.id))) for t in matter.tracks)
    due = found.get("due")
    fields = _dated(matter, DUE, due) if isinstance(due, int) else matter.fields
    return replace(matter, tracks=tracks, fields=fields)


def _dated(matter: Matter, name: str, day: int) -> dict[str, object]:
    """The fields with another day in one of them: it is nobody's usual one any more."""
    kept = {field: value for field, value in matter.fields.items() if (name, field) != (DUE, USUAL)}
    return {**kept, name: day}


def _due_found(track: Track, due: object) -> Track:
    return replace(track, due=Moment(due), usual=None) if isinstance(due, int) else track


def _told(matter: Matter, act: Act, **change: object) -> Matter:
    """The track acted on, as the effects before this one left it, with this change."""
    if act.track is None:
        return matter
    tracks = tuple(replace(t, **change) if t.id == act.track.id else t for t in matter.tracks)  # type: ignore[arg-type]
    return replace(matter, tracks=tracks)


def resumed(matter: Matter, open_tracks: frozenset[str], days: WorkingDays, since: object, now: int) -> dict[str, int]:
    """What `resume_dues` will find: each day that was still to come when it paused, so many working days later."""
    if not isinstance(since, int):
        return {}
    paused = days.left(since, now, "working_days")
    dues = {str(t.id): t.due for t in matter.tracks if t.due is not None and t.state in open_tracks}
    whole = matter.fields.get("due")
    every = {**dues, "due": whole} if isinstance(whole, int) else dues
    return {name: days.later(due, paused, "working_days") for name, due in every.items() if paused and due > since}
