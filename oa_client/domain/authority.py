"""What the words of a condition mean that ask whether somebody, or a paper, may go where it is sent."""

from __future__ import annotations

from oa_client.domain import routing
from oa_client.domain.lexicon import word
from oa_client.domain.people import Role, Scope, UnitId, under_scope
from oa_client.domain.scene import Scene, flat_scopes


def _named(scene: Scene, field: object) -> tuple[Scope, ...]:
    return flat_scopes(scene.value(str(field)))


def _roles(args: tuple[object, ...]) -> frozenset[Role]:
    return frozenset(role for role in Role if role.value in args)


def _units(scene: Scene, field: object) -> set[UnitId | None]:
    return {scene.directory.unit_of(s) for s in _named(scene, field)}


@word("field", acting=True)
def _posted_under(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor holds some post in each unit named in field `args[0]`, or below it."""
    if scene.actor is None:
        return False
    mine = scene.directory.scopes_of(scene.actor.effective)
    return all(unit is not None and under_scope(unit) in mine for unit in _units(scene, args[0]))


@word(acting=True)
def _in_person(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor acts for himself, or under a delegation whose giver lets him sign even this."""
    return scene.actor is not None and (scene.actor.on_behalf is None or scene.actor.may_sign)


@word(acting=True)
def _own_name(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor acts for himself, under nobody's delegation."""
    return scene.actor is not None and scene.actor.on_behalf is None


@word("field")
def _persons(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` is a person by name, no post and no unit."""
    return all(s.startswith("p") for s in _named(scene, args[0]))


@word("field", "field", "role+", acting=True)
def _heads(scene: Scene, args: tuple[object, ...]) -> bool:
    """Of each unit named in field `args[0]` somebody with one of the roles is named in field `args[1]`."""
    people = [s for s in _named(scene, args[1]) if scene.directory.has_role(s, _roles(args[2:]))]
    units = (unit for unit in _units(scene, args[0]) if unit is not None)
    return all(any(scene.directory.is_within(s, unit) for s in people) for unit in units)


@word("field", "field", "role+", acting=True)
def _leads_over(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` has one of the roles in the unit of whom `args[1]` names, or above it."""
    over = frozenset(above for unit in _units(scene, args[1]) for above in scene.directory.ancestors(unit))
    return all(scene.directory.has_role(s, _roles(args[2:]), over) for s in _named(scene, args[0]))


@word("field", "level+", acting=True)
def _organs_at(scene: Scene, args: tuple[object, ...]) -> bool:
    """Whoever is named in field `args[0]` is a unit, or its clerks, at one of these levels: nobody by name or post."""
    units = scene.directory.units
    named = [(s[0], units.get(scene.directory.unit_of(s) or UnitId(0))) for s in _named(scene, args[0])]
    return all(kind in "uc" and unit is not None and unit.level.value in args[1:] for kind, unit in named)


@word("name", acting=True)
def _author_of(scene: Scene, args: tuple[object, ...]) -> bool:
    """Who acts, or whom he acts for, wrote the text the matter keeps under this name."""
    if scene.actor is None or scene.matter is None:
        return False
    author = scene.matter.written.get(scene.matter.texts.get(str(args[0]), 0))
    return author is not None and author in {scene.actor.person, scene.actor.effective}


@word("name+", acting=True, reads=routing.HEAD)
def _routed(scene: Scene, args: tuple[object, ...]) -> bool:
    """No rule of 行文 with one of these codes stands against it; see `routing.py`."""
    head = {name: scene.value(name) for name in routing.HEAD}
    facts = routing.facts(scene.directory, head, scene.tracks)
    return not any(f.code in args for f in routing.findings(head, None, facts) if f.severity is routing.Severity.BLOCK)
