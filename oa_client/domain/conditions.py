"""What the names in a table's conditions mean: a closed vocabulary over one scene.

A condition is ``(name, argument, …)``. Adding a name here is a change of the engine: tables that use it need it
(practice.md §4.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from oa_client.domain.matter import Matter, Track
from oa_client.domain.people import (
    EVERYONE,
    SYSTEM,
    Actor,
    Directory,
    Role,
    Scope,
    clerks_scope,
    is_scope,
    person_scope,
    post_scope,
    unit_scope,
)
from oa_client.domain.table import Condition, Process


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition looks at. Views and effects see no actor and no command but what the entry says."""

    process: Process
    matter: Matter | None
    actor: Actor | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    track: Track | None = None
    directory: Directory = field(default_factory=Directory)

    def value(self, name: str) -> object:
        """A field as the command gives it, else as the matter keeps it."""
        if name in self.fields:
            return self.fields[name]
        return self.matter.fields.get(name) if self.matter else None

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of the matter, none before it is opened."""
        return self.matter.tracks if self.matter else ()


_Test = Callable[[Scene, tuple[object, ...]], bool]
_TESTS: dict[str, _Test] = {}


def _word(test: _Test) -> _Test:
    _TESTS[test.__name__.strip("_")] = test
    return test


def holds(condition: Condition, scene: Scene) -> bool:
    """Whether a condition is true of the scene. Raises KeyError for a word outside the vocabulary."""
    name, *args = condition
    return _TESTS[str(name)](scene, tuple(args))


_NESTING = {"all", "any", "not"}


def known_condition(condition: object) -> bool:
    """Whether every word of a condition is of the vocabulary."""
    if not isinstance(condition, tuple) or not condition or condition[0] not in _TESTS:
        return False
    return condition[0] not in _NESTING or all(known_condition(c) for c in condition[1:])


def _conditions(args: tuple[object, ...]) -> Iterator[Condition]:
    for arg in args:
        assert isinstance(arg, tuple)
        yield arg


@_word
def _always(_: Scene, __: tuple[object, ...]) -> bool:
    return True


@_word
def _never(_: Scene, __: tuple[object, ...]) -> bool:
    return False


@_word
def _all(scene: Scene, args: tuple[object, ...]) -> bool:
    return all(holds(c, scene) for c in _conditions(args))


@_word
def _any(scene: Scene, args: tuple[object, ...]) -> bool:
    return any(holds(c, scene) for c in _conditions(args))


@_word
def _not(scene: Scene, args: tuple[object, ...]) -> bool:
    return not any(holds(c, scene) for c in _conditions(args))


@_word
def _stage(scene: Scene, args: tuple[object, ...]) -> bool:
    """The matter stands in one of these stages."""
    return scene.matter is not None and scene.matter.stage in args


@_word
def _is(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]` has one of the values after it."""
    return scene.value(str(args[0])) in args[1:]


@_word
def _given(scene: Scene, args: tuple[object, ...]) -> bool:
    """Every one of these fields is filled in, or ticked."""
    return all(bool(scene.value(str(a))) for a in args)


@_word
def _at_most(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]`, a list, has at most `args[1]` members; a number is at most that."""
    value = scene.value(str(args[0]))
    size = value if isinstance(value, int) else len(flat_scopes(value))
    return isinstance(args[1], int) and size <= args[1]


@_word
def _each_one_person(scene: Scene, args: tuple[object, ...]) -> bool:
    """The holders named in field `args[0]` are persons, posts or clerks, none a whole unit or everyone."""
    return all(s[0] in "poc" for s in flat_scopes(scene.value(str(args[0]))))


@_word
def _known_people(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in these fields exists and is in office."""
    return all(scene.directory.knows(s) for a in args for s in flat_scopes(scene.value(str(a))))


@_word
def _within_unit(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` belongs to the actor's unit."""
    if scene.actor is None:
        return False
    unit = scene.actor.unit
    return all(scene.directory.unit_of(s) == unit for s in flat_scopes(scene.value(str(args[0]))))


@_word
def _system(scene: Scene, _: tuple[object, ...]) -> bool:
    """The centre itself acts."""
    return scene.actor is not None and scene.actor.person == SYSTEM


@_word
def _role(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor's post has one of these roles."""
    return scene.actor is not None and any(Role(str(a)) in scene.actor.roles for a in args)


@_word
def _opener(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor is who opened the matter."""
    return (
        scene.actor is not None and scene.matter is not None and scene.actor.effective == scene.matter.opener
    )


@_word
def _clerk_of_opener(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor opened the matter or is a clerk of the unit that did."""
    if scene.actor is None or scene.matter is None:
        return False
    clerk = scene.actor.unit == scene.matter.unit and Role.CLERK in scene.actor.roles
    return clerk or scene.actor.effective == scene.matter.opener


@_word
def _opener_unit(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor belongs to the unit that opened the matter."""
    return scene.actor is not None and scene.matter is not None and scene.actor.unit == scene.matter.unit


@_word
def _holder(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor holds a track, in one of these states when any are given."""
    if scene.actor is None:
        return False
    mine = scene.actor.scopes
    tracks = [scene.track] if scene.track else scene.tracks
    return any(t.holder in mine and (not args or t.state in args) for t in tracks)


@_word
def _sees(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor is of the matter's audience."""
    if scene.actor is None or scene.matter is None:
        return False
    mine = scene.directory.scopes_of(scene.actor.effective) | scene.actor.scopes | {EVERYONE}
    return bool(mine & audience_of(scene.process, scene.matter))


@_word
def _acted(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor has acted in the matter before."""
    return (
        scene.actor is not None and scene.matter is not None and scene.actor.effective in scene.matter.acted
    )


@_word
def _track_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """Some track is in one of these states."""
    return any(t.state in args for t in scene.tracks)


@_word
def _no_track_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """No track is in any of these states."""
    return not any(t.state in args for t in scene.tracks)


@_word
def _none_open(scene: Scene, _: tuple[object, ...]) -> bool:
    """No track is open any more: the join of all."""
    return not any(t.state in scene.process.open_tracks for t in scene.tracks)


@_word
def _count_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """At least `args[0]` tracks are in the states after it: the join of k of n."""
    return isinstance(args[0], int) and sum(t.state in args[1:] for t in scene.tracks) >= args[0]


@_word
def _clock_running(scene: Scene, args: tuple[object, ...]) -> bool:
    """The matter's clock of this name is counting."""
    clocks = scene.matter.clocks if scene.matter else ()
    return any(c.name == args[0] and c.running.value == "running" for c in clocks)


def flat_scopes(value: object) -> tuple[Scope, ...]:
    """The scopes in a field's value: one, a list, or a list of groups."""
    if isinstance(value, str):
        return (Scope(value),) if is_scope(value) else ()
    if isinstance(value, (list, tuple)):
        return tuple(s for v in value for s in flat_scopes(v))
    return ()


def scopes(condition: Condition, scene: Scene) -> Iterator[Scope]:
    """The scopes a rule of a view names: ``opener``, ``opener_clerks``, ``delivered``, ``acted``, ``field`` name, …"""
    name, *args = condition
    matter = scene.matter
    if matter is None:
        return
    if name == "opener":
        yield person_scope(matter.opener)
    elif name == "opener_post":
        yield post_scope(matter.post)
    elif name == "opener_clerks":
        yield clerks_scope(matter.unit)
    elif name == "opener_unit":
        yield unit_scope(matter.unit)
    elif name == "delivered":
        yield from (t.holder for t in matter.tracks if t.delivered_at is not None)
    elif name == "acted":
        yield from (person_scope(p) for p in sorted(matter.acted))
    elif name == "field":
        yield from flat_scopes(scene.value(str(args[0])))
    else:
        msg = f"no such group: {name}"
        raise KeyError(msg)


def audience_of(process: Process, matter: Matter) -> frozenset[Scope]:
    """Everyone who sees the matter now, as scopes."""
    scene = Scene(process, matter)
    return frozenset(s for r in process.audience if holds(r.when, scene) for s in scopes(r.scopes, scene))
