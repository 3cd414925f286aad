"""What the names in a table's effects do to a matter: a closed vocabulary, looking nothing up.

What an effect needs from outside (a deadline counted in working days) was found by `decide` and stands in the
entry under ``found``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from oa_client.domain.calendar import day_of
from oa_client.domain.conditions import holds
from oa_client.domain.locking import ASKING, LOCK
from oa_client.domain.matter import Clock, Entry, Matter, Moment, Running, Track, TrackId
from oa_client.domain.numbers import written_number
from oa_client.domain.people import Scope, clerks_scope, person_scope
from oa_client.domain.scene import CLOCK, Scene, flat_scopes
from oa_client.domain.series import STATE, Series
from oa_client.domain.series_acts import applied
from oa_client.domain.table import Effect, Process

PENDING = "pending"
"""The state every track begins in."""


@dataclass(frozen=True, slots=True)
class Act:
    """An entry being applied, with what it was about."""

    process: Process
    entry: Entry
    track: Track | None

    @property
    def found(self) -> Mapping[str, object]:
        """What `decide` looked up."""
        found = self.entry.data.get("found")
        return found if isinstance(found, dict) else {}

    def value(self, name: object, matter: Matter) -> object:
        """A field of the entry, else of the matter."""
        return self.entry.fields.get(str(name), matter.fields.get(str(name)))


_Does = Callable[[Matter, Act, tuple[object, ...]], Matter]
_EFFECTS: dict[str, _Does] = {}
SIGNATURES: dict[str, tuple[str, ...]] = {}
"""What each effect's arguments are, written as in `conditions.SIGNATURES`."""


def _effect(*arguments: str) -> Callable[[_Does], _Does]:
    def register(does: _Does) -> _Does:
        name = does.__name__.strip("_")
        _EFFECTS[name] = does
        SIGNATURES[name] = arguments
        return does

    return register


def apply(effects: tuple[Effect, ...], matter: Matter, act: Act) -> Matter:
    """The matter after the effects, each judged on what the ones before it left."""
    for effect in effects:
        scene = Scene(act.process, matter, fields=act.entry.fields, track=act.track)
        if holds(effect.when, scene):
            matter = _EFFECTS[effect.name](matter, act, effect.args)
    return matter


@_effect("stage")
def _move(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """To stage `args[0]`."""
    return replace(matter, stage=str(args[0]))


@_effect("field", "order", "name?")
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


def _with_tracks(
    matter: Matter, holders: list[tuple[Scope, int]], *, role: str = "", replaces: TrackId | None = None
) -> Matter:
    first = max((t.id for t in matter.tracks), default=-1) + 1
    new = [
        Track(TrackId(first + n), holder, PENDING, turn, role, replaces=replaces)
        for n, (holder, turn) in enumerate(holders)
    ]
    return replace(matter, tracks=(*matter.tracks, *new))


def _current_turn(matter: Matter, act: Act) -> int:
    """The turn of the track acted on, else the one that is being taken, else the last."""
    if act.track is not None:
        return act.track.turn
    going = [t.turn for t in matter.tracks if t.state in act.process.open_tracks]
    return min(going) if going else max((t.turn for t in matter.tracks), default=0)


@_effect("field", "place", "name?")
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


@_effect("field?")
def _replace_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """A new track in the place of the one acted on, for the holder in field `args[0]` or else the same."""
    if act.track is None:
        return matter
    named = flat_scopes(act.entry.fields.get(str(args[0]))) if args else ()
    holders = named or (act.track.holder,)
    return _with_tracks(matter, [(h, act.track.turn) for h in holders], role=act.track.role, replaces=act.track.id)


@_effect("track_state")
def _end_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on ends in state `args[0]`."""
    track = _now(matter, act)
    return matter if track is None else _put(matter, _ended(track, str(args[0]), act.entry))


@_effect("track_state")
def _set_track(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The track acted on goes on in state `args[0]`; opened again, nobody has ended it."""
    track = _now(matter, act)
    if track is None:
        return matter
    changed = replace(track, state=str(args[0]))
    if changed.state in act.process.open_tracks:
        changed = replace(changed, ended_at=None, ended_by=None)
    return _put(matter, changed)


def _now(matter: Matter, act: Act) -> Track | None:
    """The track acted on as the effects before this one left it."""
    return matter.track(act.track.id) if act.track else None


def _ended(track: Track, state: str, entry: Entry) -> Track:
    return replace(track, state=state, ended_at=entry.at, ended_by=entry.effective)


@_effect("track_state", "track_state+")
def _end_tracks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Every track in one of the states `args[1:]` ends in state `args[0]`."""
    ended = str(args[0])
    tracks = tuple(_ended(t, ended, act.entry) if t.state in args[1:] else t for t in matter.tracks)
    return replace(matter, tracks=tracks)


@_effect("track_state", "field")
def _end_named(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The tracks named in field `args[1]` end in state `args[0]`."""
    named = act.entry.fields.get(str(args[1]))
    ids = named if isinstance(named, list) else []
    tracks = tuple(_ended(t, str(args[0]), act.entry) if t.id in ids else t for t in matter.tracks)
    return replace(matter, tracks=tracks)


def _put(matter: Matter, track: Track) -> Matter:
    return replace(matter, tracks=tuple(track if t.id == track.id else t for t in matter.tracks))


@_effect("track_state", "name*")
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
    found = act.found.get("due")
    due = Moment(found) if isinstance(found, int) else None
    tracks = tuple(
        replace(t, state=str(args[0]), delivered_at=act.entry.at, due=t.due if due is None else due)
        if t.id in turned
        else t
        for t in matter.tracks
    )
    return replace(matter, tracks=tracks)


@_effect("field")
def _reorder(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The waiting tracks named in field `args[0]` take their turns in that order."""
    order = act.value(args[0], matter)
    ids = dict.fromkeys(order) if isinstance(order, list) else {}
    named = [t for i in ids if (t := matter.track(i)) and t.state == PENDING]
    turns = sorted(t.turn for t in named)
    for track, turn in zip(named, turns, strict=True):
        matter = _put(matter, replace(track, turn=turn))
    return matter


@_effect("name", "value")
def _set(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` becomes `args[1]`."""
    return replace(matter, fields={**matter.fields, str(args[0]): args[1]})


@_effect("name")
def _set_actor(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names who acted."""
    return replace(matter, fields={**matter.fields, str(args[0]): person_scope(act.entry.effective)})


@_effect("name")
def _set_clerks(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names the clerks of the unit that acted."""
    return replace(matter, fields={**matter.fields, str(args[0]): clerks_scope(act.entry.unit)})


@_effect("name")
def _set_entry(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the number of this entry."""
    return replace(matter, fields={**matter.fields, str(args[0]): act.entry.v})


@_effect("series_act")
def _series(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The numbers of the series it keeps stand as act `args[0]` on them was found to leave them."""
    now = applied(str(args[0]), Series.of(matter), act.entry)
    return replace(matter, fields={**matter.fields, STATE: now})


@_effect("name+")
def _clear(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """These fields are empty again."""
    return replace(matter, fields={name: value for name, value in matter.fields.items() if name not in args})


@_effect("name", "amount")
def _add(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]`, a number, grows by `args[1]`, or by the number in that field."""
    counts = (matter.fields.get(str(args[0])), args[1] if isinstance(args[1], int) else act.value(args[1], matter))
    total = sum(n for n in counts if isinstance(n, int))
    return replace(matter, fields={**matter.fields, str(args[0]): total})


@_effect("name", "amount", "field?")
def _set_later(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the moment so many seconds after this entry, times the number in field `args[2]`."""
    times = act.value(args[2], matter) if len(args) > 2 else None
    seconds = args[1] if isinstance(args[1], int) else 0
    at = act.entry.at + seconds * (times if isinstance(times, int) and times > 0 else 1)
    return replace(matter, fields={**matter.fields, str(args[0]): at})


@_effect("name")
def _set_day(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the day of this entry in Beijing, by its first moment."""
    return replace(matter, fields={**matter.fields, str(args[0]): day_of(act.entry.at)})


@_effect("name", "field+")
def _lock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` holds the hash of the fields after it, found when deciding."""
    found = act.found.get(f"{LOCK}{args[0]}")
    return replace(matter, fields={**matter.fields, str(args[0]): found}) if isinstance(found, str) else matter


@_effect("name", "field")
def _keep_asking(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` says whether the body in field `args[1]` asks for a decision, as found when deciding."""
    found = act.found.get(f"{ASKING}{args[0]}")
    return replace(matter, fields={**matter.fields, str(args[0]): found}) if isinstance(found, bool) else matter


@_effect("name", "field")
def _keep_file_digest(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` names the first file of field `args[1]`, by its SHA-256: a text that came as a file."""
    named = act.entry.fields.get(str(args[1]))
    first = named[0].get("sha256") if isinstance(named, list) and named else None
    return replace(matter, fields={**matter.fields, str(args[0]): first}) if isinstance(first, str) else matter


@_effect("name", "field", "field")
def _write_number(matter: Matter, _: Act, args: tuple[object, ...]) -> Matter:
    """Field `args[0]` is the 文号 of the word in field `args[1]` and the number drawn into field `args[2]`."""
    word, drawn = (matter.fields.get(str(name)) for name in args[1:])
    if not drawn:
        return matter
    year, _dash, n = str(drawn).partition("-")
    return replace(matter, fields={**matter.fields, str(args[0]): written_number(str(word or ""), year, n)})


@_effect("track_state", "field", "name")
def _end_held(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The open tracks of role `args[2]` held by whom field `args[1]` names end in state `args[0]`."""
    named = flat_scopes(act.value(args[1], matter))
    for track in matter.tracks:
        if track.holder in named and track.role == args[2] and track.state in act.process.open_tracks:
            matter = _put(matter, _ended(track, str(args[0]), act.entry))
    return matter


@_effect("field")
def _correct(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """The words of the entry whose number stands in field `args[0]` now read as in this one."""
    number = act.value(args[0], matter)
    return replace(matter, corrected={**matter.corrected, number: act.entry.v}) if isinstance(number, int) else matter


@_effect("clock")
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


def _clocked(matter: Matter, act: Act, name: str) -> tuple[TrackId | None, ...]:
    """The tracks a clock is about: the one acted on or every open one; none when it is the matter's own."""
    rule = act.process.clock(name)
    if rule is None or not rule.per_track:
        return (None,)
    if act.track is not None:
        return (act.track.id,)
    return tuple(t.id for t in matter.tracks if t.state in act.process.open_tracks)


@_effect("clock")
def _pause_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` stops counting; what is left of it was found when deciding."""
    left = act.found.get(f"left.{args[0]}")
    return _clock(matter, act, args[0], running=Running.PAUSED, left=left if isinstance(left, int) else 0)


@_effect("clock")
def _resume_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` counts on to a new due moment, found when deciding."""
    due = act.found.get(f"{CLOCK}{args[0]}")
    if not isinstance(due, int):
        return matter
    return _clock(matter, act, args[0], before=Running.PAUSED, running=Running.RUNNING, due=Moment(due), left=None)


@_effect("clock")
def _extend_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` gets a later due moment, found when deciding."""
    due = act.found.get(f"{CLOCK}{args[0]}")
    return _clock(matter, act, args[0], due=Moment(due), extended=True) if isinstance(due, int) else matter


@_effect("clock")
def _stop_clock(matter: Matter, act: Act, args: tuple[object, ...]) -> Matter:
    """Clock `args[0]` is over."""
    for before in (Running.RUNNING, Running.PAUSED):
        matter = _clock(matter, act, args[0], before=before, running=Running.STOPPED, left=None)
    return matter


def _clock(matter: Matter, act: Act, name: object, *, before: Running = Running.RUNNING, **change: object) -> Matter:
    about = _clocked_ever(matter, act, str(name))
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
