"""What the words of a condition mean that keep somebody from deciding on what he asked for himself.

Who acts for another counts as both: neither his giver's request nor his own is his to decide on, in whoever's name.
"""

from __future__ import annotations

from collections.abc import Iterable

from oa_client.domain.lexicon import word
from oa_client.domain.people import Actor, Directory, PersonId, PostId, Role, Scope, person_scope, scope_person
from oa_client.domain.scene import Scene, flat_scopes

_ONE_DESK = "po"
"""Scopes that mean a person, or whoever holds a post: whom a field names to decide."""


def both(actor: Actor | None) -> frozenset[PersonId]:
    """Who acts, and for whom."""
    return frozenset() if actor is None else frozenset({actor.person, actor.effective})


def _means(scope: Scope, person: PersonId, directory: Directory) -> bool:
    """Whether a scope names this person, or a post that he holds, whichever he acts in."""
    return scope == person_scope(person) or (scope[0] in _ONE_DESK and scope in directory.scopes_of(person))


def _named(scene: Scene, field: object, people: Iterable[PersonId]) -> frozenset[PersonId]:
    """Those of them whom a field names."""
    said = flat_scopes(scene.value(str(field)))
    return frozenset(p for p in people if any(_means(s, p, scene.directory) for s in said))


@word("field+", acting=True)
def _names_actor(scene: Scene, args: tuple[object, ...]) -> bool:
    """Some of these fields names who acts or for whom he acts, or a post that either holds."""
    return any(_named(scene, a, both(scene.actor)) for a in args)


@word("field", "field", acting=True)
def _names_anew(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]` names who acts or for whom he acts, and field `args[1]` did not."""
    new, old = (_named(scene, a, both(scene.actor)) for a in args)
    return bool(new - old)


@word("field", "field", acting=True)
def _same_person(scene: Scene, args: tuple[object, ...]) -> bool:
    """Somebody is meant by both fields, by name or by a post."""
    first = {p for s in flat_scopes(scene.value(str(args[0]))) for p in _people(s, scene.directory)}
    return bool(_named(scene, args[1], first))


def _people(scope: Scope, directory: Directory) -> Iterable[PersonId]:
    if (person := scope_person(scope)) is not None:
        return (person,)
    post = PostId(int(scope[1:])) if scope.startswith("o") else None
    return (p.id for p in directory.people.values() if post in p.posts)


@word(acting=True)
def _asked_it(scene: Scene, _: tuple[object, ...]) -> bool:
    """Who acts, or for whom he acts, opened the matter or handed it in anew, himself or by somebody else."""
    return scene.matter is not None and not both(scene.actor).isdisjoint(scene.matter.askers)


@word("track_state+", acting=True)
def _moved_it(scene: Scene, args: tuple[object, ...]) -> bool:
    """The track at hand is in one of these states, and who acts or for whom he acts brought it there."""
    track = scene.track
    return track is not None and track.state in args and not both(scene.actor).isdisjoint(track.moved_by)


@word("track_state+", acting=True)
def _holds_any(scene: Scene, args: tuple[object, ...]) -> bool:
    """Who acts, or for whom he acts, holds a track in one of these states, in whichever of his posts."""
    mine = frozenset[Scope]().union(*(scene.directory.scopes_of(p) for p in both(scene.actor)))
    return any(t.holder in mine for t in scene.tracks if t.state in args)


@word("role+", acting=True)
def _only_one(scene: Scene, args: tuple[object, ...]) -> bool:
    """In the actor's unit nobody but him, and for whom he acts, holds a post with one of these roles."""
    if scene.actor is None:
        return False
    unit, posts = scene.actor.unit, scene.directory.posts.values()
    roles = {role for role in Role if role.value in args}
    leading = {p.id for p in posts if p.unit == unit and not roles.isdisjoint(p.roles)}
    others = (p for p in scene.directory.people.values() if p.active and p.id not in both(scene.actor))
    return not any(leading.intersection(p.posts) for p in others)


@word("field", acting=True)
def _of_above(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` belongs to a unit above the actor's."""
    if scene.actor is None:
        return False
    above = [u for u in scene.directory.ancestors(scene.actor.unit) if u != scene.actor.unit]
    named = flat_scopes(scene.value(str(args[0])))
    return all(any(scene.directory.is_within(s, unit) for unit in above) for s in named)
