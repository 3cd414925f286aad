"""What the words of a condition mean that look at tracks under tracks: who gave one, what stands under it, its day."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.domain.lexicon import word
from oa_client.domain.matter import Moment, Running, Track
from oa_client.domain.people import Scope, UnitId
from oa_client.domain.scene import Scene, flat_scopes

_WHOLE = "uct"
"""Scopes that mean a unit, or its clerks, rather than somebody in it."""


def _above(scene: Scene) -> tuple[Track, ...]:
    """The tracks the one at hand stands under, the nearest first."""
    return tuple(scene.matter.above(scene.track)) if scene.matter and scene.track else ()


@word("field", acting=True)
def _gave(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor gave the track at hand: he holds the one above it or, where none is, field `args[0]` names him."""
    if scene.actor is None:
        return False
    above = next(iter(_above(scene)), None)
    givers = (above.holder,) if above else flat_scopes(scene.value(str(args[0])))
    return not scene.actor.scopes.isdisjoint(givers)


@word()
def _first_hand(scene: Scene, _: tuple[object, ...]) -> bool:
    """The track at hand stands under no other."""
    return scene.track is None or scene.track.under is None


@word("name+")
def _track_role(scene: Scene, args: tuple[object, ...]) -> bool:
    """The track at hand has one of these roles."""
    return scene.track is not None and scene.track.role in args


@word()
def _parts_ended(scene: Scene, _: tuple[object, ...]) -> bool:
    """No track under the one at hand is open, nor waits to be given to somebody else."""
    if scene.matter is None or scene.track is None:
        return True
    waiting = scene.process.open_tracks | {"returned"}
    return not any(t.state in waiting for t in scene.matter.beneath(scene.track))


@word("field+")
def _each_one_desk(scene: Scene, args: tuple[object, ...]) -> bool:
    """Whoever is named in these fields is a person, a post, the clerks of a unit or one unit: never several at once."""
    return all(s[0] in "pocu" for a in args for s in flat_scopes(scene.value(str(a))))


@word("field", acting=True)
def _below(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` belongs to the actor's unit or to one below it."""
    unit = scene.actor.unit if scene.actor else None
    units = (scene.directory.unit_of(s) for s in flat_scopes(scene.value(str(args[0]))))
    return unit is not None and all(unit in scene.directory.ancestors(u) for u in units)


@word("field", acting=True)
def _no_loop(scene: Scene, args: tuple[object, ...]) -> bool:
    """Nobody named in field `args[0]` stands above already: neither a holder of the chain nor his unit.

    Inside the giver's own unit, persons and posts are others than the unit itself.
    """
    chain = _chain(scene)
    if not chain:
        return True
    held = {t.holder for t in chain}
    units = {scene.directory.unit_of(t.holder) for t in chain}
    own = scene.directory.unit_of(chain[0].holder)
    named = flat_scopes(scene.value(str(args[0])))
    return not any(s in held or _returns(s, scene.directory.unit_of(s), units, own) for s in named)


def _returns(scope: Scope, unit: UnitId | None, units: set[UnitId | None], own: UnitId | None) -> bool:
    return unit in units and (scope[0] in _WHOLE or unit != own)


def _chain(scene: Scene) -> list[Track]:
    """The tracks above what is given out now: from the one the giver holds upward."""
    mine = scene.actor.scopes if scene.actor else frozenset()
    up = [scene.track, *_above(scene)] if scene.track else []
    first = next((n for n, t in enumerate(up) if t.holder in mine), len(up))
    return up[first:]


@word("level+", acting=True)
def _unit_level(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor's unit stands at one of these levels."""
    unit = scene.directory.units.get(scene.actor.unit) if scene.actor else None
    return unit is not None and unit.level.value in args


@word(acting=True)
def _track_due_passed(scene: Scene, _: tuple[object, ...]) -> bool:
    """The day the track at hand is due is over."""
    due = scene.track.due if scene.track else None
    return due is not None and scene.now is not None and due <= scene.now


@word("field")
def _later_than_track(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment in field `args[0]` is after the one the track at hand is due at."""
    return _after(scene, args[0], (scene.track,))


@word("field")
def _within_track(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment in field `args[0]` is not after the one the track at hand is due at."""
    return not _after(scene, args[0], (scene.track,))


@word("field")
def _within_above(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment in field `args[0]` is not after the one the track above is due at."""
    return not _after(scene, args[0], _above(scene)[:1])


@word("field")
def _not_after_kept(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment given for field `args[0]` is not after the one the matter keeps there."""
    new, kept = scene.fields.get(str(args[0])), scene.matter.fields.get(str(args[0])) if scene.matter else None
    return not (isinstance(new, int) and isinstance(kept, int) and new > kept)


@word("field", acting=True)
def _kept_passed(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment the matter keeps there is over, whatever is given for it now."""
    kept = scene.matter.fields.get(str(args[0])) if scene.matter else None
    return isinstance(kept, int) and scene.now is not None and kept <= scene.now


@word("clock", acting=True)
def _clock_open(scene: Scene, args: tuple[object, ...]) -> bool:
    """A clock of this name, of whatever track at hand or any, is counting and not over."""
    running = (c for c in scene.clocks(str(args[0])) if c.running is Running.RUNNING)
    return scene.now is not None and any(c.due > scene.now for c in running)


@word(acting=True)
def _above_due_passed(scene: Scene, _: tuple[object, ...]) -> bool:
    """The day of the track above the one at hand is over."""
    return scene.now is not None and any(due <= scene.now for due in _dues(_above(scene)[:1]))


def _after(scene: Scene, field: object, tracks: tuple[Track | None, ...]) -> bool:
    value = scene.value(str(field))
    return isinstance(value, int) and any(value > due for due in _dues(tracks))


def _dues(tracks: tuple[Track | None, ...]) -> Iterator[Moment]:
    return (t.due for t in tracks if t is not None and t.due is not None)
