"""What the names in a table's conditions mean: a closed vocabulary over one scene.

A condition is ``(name, argument, …)``. Each word declares what its arguments are, so that a table can be
checked as a whole (`vocabulary.py`). Adding a word here is a change of the engine: tables that use it need it
(practice.md §4.1).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from oa_client.domain import announcing, authority, branches, impartial, track_words
from oa_client.domain.calendar import day_of
from oa_client.domain.lexicon import ACTING, READS, SIGNATURES, holds, inner, word
from oa_client.domain.matter import Matter, Running
from oa_client.domain.people import EVERYONE, SYSTEM, Role, Scope, person_scope, unit_scope
from oa_client.domain.scene import Scene, flat_scopes
from oa_client.domain.table import Condition, Process
from oa_client.domain.views import scopes

__all__ = (
    "ACTING",
    "SIGNATURES",
    "announcing",
    "audience_of",
    "authority",
    "branches",
    "holds",
    "impartial",
    "may_hold",
    "track_words",
)
_FILLED_IN = frozenset({"field", "amount", "moment"})
"""What an argument is called that may name a field."""


def may_hold(condition: Condition, scene: Scene, asked: frozenset[str]) -> bool:
    """Whether a condition could become true by what is still to be filled in in the `asked` fields."""
    return _could(condition, scene, asked)[0]


def _could(condition: Condition, scene: Scene, asked: frozenset[str]) -> tuple[bool, bool]:
    """Whether it could be true, and whether it could be false."""
    name, *args = condition
    if name in {"all", "any", "not"}:
        parts = [_could(c, scene, asked) for c in inner(tuple(args))]
        true, false = [t for t, _ in parts], [f for _, f in parts]
        if name == "all":
            return all(true), any(false)
        return (any(true), all(false)) if name == "any" else (all(false), any(true))
    if asked.intersection(_fields(str(name), args)):
        return True, True
    known = holds(condition, scene)
    return known, not known


def _fields(name: str, args: Sequence[object]) -> Iterator[str]:
    """The fields a word looks at, by its signature: a role or a state may be spelt like one."""
    yield from READS[name]
    kinds = [kind.rstrip("*+?") for kind in SIGNATURES[name]]
    for at, arg in enumerate(args):
        if isinstance(arg, str) and kinds[min(at, len(kinds) - 1)] in _FILLED_IN:
            yield arg


@word()
def _always(_: Scene, __: tuple[object, ...]) -> bool:
    return True


@word()
def _never(_: Scene, __: tuple[object, ...]) -> bool:
    return False


@word("condition*")
def _all(scene: Scene, args: tuple[object, ...]) -> bool:
    return all(holds(c, scene) for c in inner(args))


@word("condition*")
def _any(scene: Scene, args: tuple[object, ...]) -> bool:
    return any(holds(c, scene) for c in inner(args))


@word("condition+")
def _not(scene: Scene, args: tuple[object, ...]) -> bool:
    """None of these is true."""
    return not any(holds(c, scene) for c in inner(args))


@word("stage+")
def _stage(scene: Scene, args: tuple[object, ...]) -> bool:
    """The matter stands in one of these stages."""
    return scene.matter is not None and scene.matter.stage in args


@word("field", "value+")
def _is(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]` has one of the values after it."""
    return scene.value(str(args[0])) in args[1:]


@word("field+")
def _given(scene: Scene, args: tuple[object, ...]) -> bool:
    """Every one of these fields is filled in, or ticked."""
    return all(bool(scene.value(str(a))) for a in args)


@word("field+")
def _kept(scene: Scene, args: tuple[object, ...]) -> bool:
    """The matter keeps something in every one of these fields, whatever is given now."""
    return scene.matter is not None and all(bool(scene.matter.fields.get(str(a))) for a in args)


@word("field", "amount")
def _at_most(scene: Scene, args: tuple[object, ...]) -> bool:
    """Field `args[0]`, a list, has at most `args[1]` members; a number is at most that."""
    value = scene.value(str(args[0]))
    size = value if isinstance(value, int) else _size(value)
    most = scene.amount(args[1])
    return most is None or size <= most


def _size(value: object) -> int:
    """How many people are named, in whatever groups; or how many files or tracks there are."""
    return len(flat_scopes(value)) or (len(value) if isinstance(value, (list, tuple)) else 0)


@word("field", "field+")
def _within_sum(scene: Scene, args: tuple[object, ...]) -> bool:
    """The numbers in the fields behind `args[0]` come to at most the one in it; what is empty counts nothing."""
    most, *parts = (value if isinstance(value := scene.value(str(a)), int) else 0 for a in args)
    return sum(parts) <= most


@word("field", "amount")
def _files_at_most(scene: Scene, args: tuple[object, ...]) -> bool:
    """Each of the files in field `args[0]` has at most `args[1]` bytes."""
    value, most = scene.value(str(args[0])), scene.amount(args[1])
    sizes = [f.get("size") for f in value if isinstance(f, dict)] if isinstance(value, list | tuple) else []
    return most is None or all(isinstance(n, int) and n <= most for n in sizes)


@word("field", "field")
def _not_after(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment in field `args[0]` is not after the one in `args[1]`, where both are given."""
    first, second = (scene.value(str(a)) for a in args)
    return not (isinstance(first, int) and isinstance(second, int) and first > second)


@word("field", "field")
def _before(scene: Scene, args: tuple[object, ...]) -> bool:
    """The moment in field `args[0]` is before the one in `args[1]`, where both are given."""
    first, second = (scene.value(str(a)) for a in args)
    return not (isinstance(first, int) and isinstance(second, int) and first >= second)


@word("field")
def _each_one_person(scene: Scene, args: tuple[object, ...]) -> bool:
    """The holders named in field `args[0]` are persons, posts or clerks, none a whole unit or everyone."""
    return all(s[0] in "poc" for s in flat_scopes(scene.value(str(args[0]))))


@word("field+", acting=True)
def _known_people(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in these fields exists and is in office."""
    return all(scene.directory.knows(s) for a in args for s in flat_scopes(scene.value(str(a))))


@word("field", "role+", acting=True)
def _named_role(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` has, in some post, one of the roles after it."""
    roles = frozenset(role for role in Role if role.value in args[1:])
    return all(scene.directory.has_role(s, roles) for s in flat_scopes(scene.value(str(args[0]))))


@word("field", acting=True)
def _within_unit(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` belongs to the actor's unit."""
    if scene.actor is None:
        return False
    unit = scene.actor.unit
    return all(scene.directory.is_within(s, unit) for s in flat_scopes(scene.value(str(args[0]))))


@word("field", "field", acting=True)
def _disjoint(scene: Scene, args: tuple[object, ...]) -> bool:
    """Nobody named in field `args[0]` is named in, or of a unit with somebody named in, field `args[1]`."""
    first, second = (_with_units(scene, flat_scopes(scene.value(str(a)))) for a in args)
    return not first & second


def _with_units(scene: Scene, named: tuple[Scope, ...]) -> set[Scope]:
    units = (scene.directory.unit_of(s) for s in named)
    return {*named, *(unit_scope(u) for u in units if u is not None)}


@word("field", acting=True)
def _actor_in(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor is among the holders named in field `args[0]`."""
    named = flat_scopes(scene.value(str(args[0])))
    return scene.actor is not None and not scene.actor.scopes.isdisjoint(named)


@word("moment", acting=True)
def _passed(scene: Scene, args: tuple[object, ...]) -> bool:
    """A moment, a field's or a running clock's, is over."""
    now = scene.now
    return now is not None and any(m <= now for m in scene.moments(str(args[0])))


@word("field", acting=True)
def _begun(scene: Scene, args: tuple[object, ...]) -> bool:
    """The day of the moment in field `args[0]` has come, where one is given."""
    value = scene.value(str(args[0]))
    return scene.now is None or not isinstance(value, int) or day_of(value) <= scene.now


@word(acting=True)
def _system(scene: Scene, _: tuple[object, ...]) -> bool:
    """The centre itself acts."""
    return scene.actor is not None and scene.actor.person == SYSTEM


@word("role+", acting=True)
def _role(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor's post has one of these roles."""
    return scene.actor is not None and any(role.value in args for role in scene.actor.roles)


@word(acting=True)
def _opener(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor is who opened the matter."""
    return scene.actor is not None and scene.matter is not None and scene.actor.effective == scene.matter.opener


@word(acting=True)
def _opened_it(scene: Scene, _: tuple[object, ...]) -> bool:
    """Who acts has opened the matter himself, whomever he acts for."""
    return scene.actor is not None and scene.matter is not None and scene.actor.person == scene.matter.opener


@word(acting=True)
def _clerk_of_opener(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor opened the matter or is a clerk of the unit that did."""
    if scene.actor is None or scene.matter is None:
        return False
    clerk = scene.actor.unit == scene.matter.unit and Role.CLERK in scene.actor.roles
    return clerk or scene.actor.effective == scene.matter.opener


@word(acting=True)
def _opener_unit(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor belongs to the unit that opened the matter."""
    return scene.actor is not None and scene.matter is not None and scene.actor.unit == scene.matter.unit


@word(acting=True)
def _sees(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor is of the matter's audience."""
    if scene.actor is None or scene.matter is None:
        return False
    mine = scene.directory.scopes_of(scene.actor.effective) | scene.actor.scopes | {EVERYONE}
    return bool(mine & audience_of(scene.process, scene.matter))


@word(acting=True)
def _acted(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor has acted in the matter before."""
    return scene.actor is not None and scene.matter is not None and scene.actor.effective in scene.matter.acted


@word("clock")
def _clock_running(scene: Scene, args: tuple[object, ...]) -> bool:
    """The clock of this name, the matter's or the track's at hand, is counting."""
    return any(c.running is Running.RUNNING for c in scene.clocks(str(args[0])))


@word("clock")
def _clock_extended(scene: Scene, args: tuple[object, ...]) -> bool:
    """The clock of this name has got its extension."""
    return any(c.extended for c in scene.clocks(str(args[0])))


@word(acting=True)
def _caused(scene: Scene, _: tuple[object, ...]) -> bool:
    """It follows from an act in another matter; nobody can ask for it himself."""
    return scene.caused


@word("field", acting=True)
def _wrote(scene: Scene, args: tuple[object, ...]) -> bool:
    """The actor wrote the words of the entry whose number stands in field `args[0]`."""
    number = scene.value(str(args[0]))
    if scene.actor is None or scene.matter is None or not isinstance(number, int):
        return False
    return scene.matter.written.get(number) == scene.actor.effective


@word(acting=True)
def _wrote_any(scene: Scene, _: tuple[object, ...]) -> bool:
    """The actor wrote words that stand in the record."""
    return (
        scene.actor is not None and scene.matter is not None and scene.actor.effective in scene.matter.written.values()
    )


@word("field")
def _each_clerks(scene: Scene, args: tuple[object, ...]) -> bool:
    """Everybody named in field `args[0]` is the clerks of a unit."""
    return all(s.startswith("c") for s in flat_scopes(scene.value(str(args[0]))))


@word("field")
def _named_once(scene: Scene, args: tuple[object, ...]) -> bool:
    """Nobody is named twice in field `args[0]`."""
    named = flat_scopes(scene.value(str(args[0])))
    return len(set(named)) == len(named)


@word("field", "field")
def _same(scene: Scene, args: tuple[object, ...]) -> bool:
    """Both fields are filled in, alike."""
    first, second = (scene.value(str(a)) for a in args)
    return first is not None and first == second


@word("field+")
def _unchanged(scene: Scene, args: tuple[object, ...]) -> bool:
    """What is given for these fields is what the matter keeps there."""
    kept = scene.matter.fields if scene.matter else {}
    return all((scene.fields.get(str(a)) or None) == (kept.get(str(a)) or None) for a in args)


@word("field")
def _solid(scene: Scene, args: tuple[object, ...]) -> bool:
    """No space and nothing invisible stands in a text: two that look alike are the same."""
    return not any(unicodedata.category(c)[0] in "ZC" for c in str(scene.value(str(args[0])) or ""))


def audience_of(process: Process, matter: Matter) -> frozenset[Scope]:
    """Everyone who sees the matter now, as scopes. Whoever acted in it sees it, whatever the table says."""
    scene = Scene(process, matter)
    named = (s for r in process.audience if holds(r.when, scene) for s in scopes(r.scopes, scene))
    return frozenset(named).union(person_scope(p) for p in matter.acted)
