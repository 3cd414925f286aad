"""What the names of effects do to the clocks of a matter; the due moments were found when deciding."""

from __future__ import annotations

from dataclasses import replace

from oa_client.domain.act import Act, effect
from oa_client.domain.matter import Clock, Matter, Moment, Running, TrackId
from oa_client.domain.scene import CLOCK, EACH


@effect("clock")
def _start_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` starts; its due moment was found when deciding."""
    due = act.found.get(f"{CLOCK}{args[0]}")
    if not isinstance(due, int):
        return matter
    name = str(args[0])
    tracks = _clocked(matter, act, name)
    kept = tuple(c for c in matter.clocks if c.name != name or c.track not in tracks)
    new = tuple(Clock(name, Running.RUNNING, Moment(due), t) for t in tracks)
    return replace(matter, clocks=(*kept, *new))


@effect("clock", "track_state+")
def _start_missing_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` starts for each track in one of the states `args[1:]` that never had one; the others run on."""
    due, name = act.found.get(f"{CLOCK}{args[0]}"), str(args[0])
    if not isinstance(due, int):
        return matter
    had = {c.track for c in matter.clocks if c.name == name}
    new = (t.id for t in matter.tracks if t.state in args[1:] and t.id not in had)
    return replace(matter, clocks=(*matter.clocks, *(Clock(name, Running.RUNNING, Moment(due), t) for t in new)))


def _clocked(matter: Matter, act: Act, name: str) -> tuple[TrackId | None, ...]:
    """The tracks a clock is about: the one acted on or every open one; none when it is the matter's own."""
    rule = act.process.clock(name)
    if rule is None or not rule.per_track:
        return (None,)
    if act.track is not None:
        return (act.track.id,)
    return tuple(t.id for t in matter.tracks if t.state in act.process.open_tracks)


@effect("clock")
def _pause_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` stops counting; what is left of it was found when deciding."""
    for track, rest in _found_of(act, f"left.{args[0]}"):
        matter = _clock(matter, act, args[0], only=track, running=Running.PAUSED, left=rest)
    left = act.found.get(f"left.{args[0]}")
    return _clock(matter, act, args[0], running=Running.PAUSED, left=left if isinstance(left, int) else 0)


def _found_of(act: Act, name: str) -> list[tuple[TrackId, int]]:
    """What was found for the clock of each track by itself."""
    found = act.found.get(f"{name}{EACH}")
    pairs = found.items() if isinstance(found, dict) else ()
    return [(TrackId(int(track)), value) for track, value in pairs if isinstance(value, int)]


@effect("clock")
def _resume_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` counts on to a new due moment, found when deciding."""
    for track, at in _found_of(act, f"{CLOCK}{args[0]}"):
        going: dict[str, object] = {"running": Running.RUNNING, "due": Moment(at), "left": None}
        matter = _clock(matter, act, args[0], only=track, before=Running.PAUSED, **going)
    due = act.found.get(f"{CLOCK}{args[0]}")
    if not isinstance(due, int):
        return matter
    return _clock(matter, act, args[0], before=Running.PAUSED, running=Running.RUNNING, due=Moment(due), left=None)


@effect("clock")
def _extend_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` gets a later due moment, found when deciding."""
    due = act.found.get(f"{CLOCK}{args[0]}")
    return _clock(matter, act, args[0], due=Moment(due), extended=True) if isinstance(due, int) else matter


@effect("clock")
def _stop_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` is over."""
    for before in (Running.RUNNING, Running.PAUSED):
        matter = _clock(matter, act, args[0], before=before, running=Running.STOPPED, left=None)
    return matter


def _clock(
    matter: Matter,
    act: Act,
    name: object,
    *,
    before: Running = Running.RUNNING,
    only: TrackId | None = None,
    **change: object,
) -> Matter:
    about = _clocked_ever(matter, act, str(name)) if only is None else frozenset({only})
    clocks = tuple(
        replace(c, **change)  # type: ignore[arg-type]
        if c.name == name and c.track in about and c.running is before
        else c
        for c in matter.clocks
    )
    return replace(matter, clocks=clocks)


def _clocked_ever(matter: Matter, act: Act, name: str) -> frozenset[TrackId | None]:
    """The tracks whose clock of this name is meant; an action on no track means them all."""
    if act.track is not None and (rule := act.process.clock(name)) is not None and rule.per_track:
        return frozenset({act.track.id})
    return frozenset({None, *(t.id for t in matter.tracks)})
