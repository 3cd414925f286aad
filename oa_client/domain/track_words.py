"""What the words of a condition mean that look at the tracks of a matter: whose, in which states, how many."""

from __future__ import annotations

from oa_client.domain.lexicon import word
from oa_client.domain.scene import Scene, flat_scopes


@word("track_state*", acting=True)
def _holder(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor holds a track, in one of these states when any are given."""
    if scene.actor is None:
        return False
    mine = scene.actor.scopes
    tracks = [scene.track] if scene.track else scene.tracks
    return any(t.holder in mine and (not args or t.state in args) for t in tracks)


@word("track_state+")
def _track_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """Some track is in one of these states."""
    return any(t.state in args for t in scene.tracks)


@word("track_state+")
def _no_track_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """No track is in any of these states."""
    return not any(t.state in args for t in scene.tracks)


@word("field", "track_state+")
def _tracks_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """Each track named in field `args[0]` exists, is named once, and is in one of the states after it."""
    named = scene.value(str(args[0]))
    ids = named if isinstance(named, list) else []
    states = {t.id: t.state for t in scene.tracks}
    return len(set(ids)) == len(ids) and all(states.get(i) in args[1:] for i in ids)


@word()
def _none_open(scene: Scene, _: tuple[object, ...]) -> bool:
    """No track is open any more: the join of all."""
    return not any(t.state in scene.process.open_tracks for t in scene.tracks)


@word("amount", "track_state+")
def _count_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """At least `args[0]` tracks are in the states after it: the join of k of n."""
    least = scene.amount(args[0])
    return least is not None and sum(t.state in args[1:] for t in scene.tracks) >= least


@word("field", "track_state+")
def _all_named(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]` names every track that is in one of the states after it."""
    named = scene.value(str(args[0]))
    ids = named if isinstance(named, list) else []
    return all(t.id in ids for t in scene.tracks if t.state in args[1:])


@word("name+")
def _open_role(scene: Scene, args: tuple[object, ...]) -> bool:
    """Some open track has one of these roles."""
    return any(t.role in args for t in scene.tracks if t.state in scene.process.open_tracks)


@word("field", "name")
def _held_open(scene: Scene, args: tuple[object, ...]) -> bool:
    """An open track of role `args[1]` is held by whom field `args[0]` names."""
    named = flat_scopes(scene.value(str(args[0])))
    return any(t.holder in named and t.role == args[1] and t.state in scene.process.open_tracks for t in scene.tracks)


@word("field", "track_state+")
def _has_track_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """Somebody whom field `args[0]` names holds a track in one of the states after it."""
    named = flat_scopes(scene.value(str(args[0])))
    return any(t.holder in named and t.state in args[1:] for t in scene.tracks)
