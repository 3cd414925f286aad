"""Whether a table says only what the engine understands: each word, stage, state, field, clock it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oa_client.domain import conditions, effects, views
from oa_client.domain.body import DIGEST
from oa_client.domain.calendar import UNITS
from oa_client.domain.effects import PENDING
from oa_client.domain.fiscal.chains import TOLD
from oa_client.domain.people import Level, Role
from oa_client.domain.scene import ALWAYS_THERE, CLOCK
from oa_client.domain.series_acts import ACTS
from oa_client.domain.table import CHOOSING, WRITTEN, Action, Condition, FieldType, NumberRule, Process, Target

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_EACH = "@each"
_TELLING = frozenset(
    {
        "set",
        "set_actor",
        "set_clerks",
        "set_post",
        "set_from",
        "set_entry",
        "await_entry",
        "set_later",
        "set_day",
        "add",
    }
) | frozenset({"lock", "keep_asking", "keep_file_digest", "write_number"})
"""The effects that put something into a field themselves."""
_ORDERS = frozenset({"sequential", "parallel", "grouped"})
_PLACES = frozenset({"after", "parallel", "last"})


@dataclass(frozen=True, slots=True)
class Names:
    """What a table may name: its own stages, track states, fields, clocks and actions."""

    stages: frozenset[str]
    track_states: frozenset[str]
    fields: frozenset[str]
    moments: frozenset[str]
    clocks: frozenset[str]
    actions: Mapping[str, Action]


def problems(process: Process) -> tuple[str, ...]:
    """Everything in a table that the engine would not understand, each with its place."""
    names = _names(process)
    found = list(_in_lists(process, names))
    for i, action in enumerate(process.actions):
        found += _in_action(f"actions[{i}] {action.name}", action, names)
    return (*found, *_in_views(process, names))


def _names(process: Process) -> Names:
    asks = [f for a in process.actions for f in a.asks]
    numbered = (rule.field for a in process.actions for rule in a.numbers)
    told = [str(e.args[0]) for a in process.actions for e in a.effects if e.name in _TELLING and e.args]
    digests = (f"{f.name}{DIGEST}" for f in asks if f.type is FieldType.BODY and f.kept)
    money = TOLD if any(e.name == "lay_chain" for a in process.actions for e in a.effects) else ()
    clocks = frozenset(c.name for c in process.clocks)
    later = {str(e.args[0]) for a in process.actions for e in a.effects if e.name == "set_later" and e.args}
    moments = {f.name for f in asks if f.type is FieldType.MOMENT} | later | {f"{CLOCK}{c}" for c in clocks}
    return Names(
        stages=frozenset(process.stages),
        track_states=frozenset(process.track_states),
        fields=frozenset({*(f.name for f in asks), *told, *numbered, *digests, *money}) | ALWAYS_THERE,
        moments=frozenset(moments),
        clocks=clocks,
        actions={a.name: a for a in process.actions},
    )


def _in_lists(process: Process, names: Names) -> Iterator[str]:
    lists = {
        "stages": process.stages,
        "track_states": process.track_states,
        "actions": tuple(a.name for a in process.actions),
        "clocks": tuple(c.name for c in process.clocks),
        "kind": (process.kind,),
    }
    for where, found in lists.items():
        yield from (f"{where}: {n!r} is no name" for n in found if not _NAME.fullmatch(n))
        yield from (f"{where}: {n!r} twice" for n in sorted({n for n in found if found.count(n) > 1}))
    yield from _strangers("over", process.over, names.stages)
    yield from _strangers("open_tracks", process.open_tracks, names.track_states)
    yield from _strangers("void_tracks", process.void_tracks - {"withdrawn"}, names.track_states)
    if process.track_states and PENDING not in process.open_tracks:
        yield f"open_tracks: {PENDING!r} is missing"
    if process.edition < 1:
        yield "edition: must be at least 1"
    if not process.opening:
        yield "actions: none opens the matter"
    for i, clock in enumerate(process.clocks):
        if clock.unit not in UNITS or clock.amount < 0 or clock.extension < 0:
            yield f"clocks[{i}] {clock.name}: {clock.amount} {clock.unit!r} is no limit of time"


def _strangers(where: str, used: frozenset[str], known: frozenset[str]) -> Iterator[str]:
    yield from (f"{where}: unknown {n!r}" for n in sorted(used - known))


def _in_action(where: str, action: Action, names: Names) -> Iterator[str]:
    yield from _strangers(f"{where}.states", action.states, names.stages)
    yield from _strangers(f"{where}.refusals", frozenset(action.refusals), names.stages - action.states)
    yield from _in_condition(f"{where}.who", action.who, names)
    yield from _in_asks(where, action, names)
    for i, guard in enumerate(action.guards):
        yield from _in_condition(f"{where}.guards[{i}]", guard.must, names)
        yield from _in_instead(f"{where}.guards[{i}].instead", guard.instead, action, names)
    for i, effect in enumerate(action.effects):
        yield from _in_condition(f"{where}.effects[{i}].when", effect.when, names, acting=False)
        yield from _in_words(f"{where}.effects[{i}]", (effect.name, *effect.args), effects.SIGNATURES, names)
    if action.target is not None:
        yield from _in_target(f"{where}.target", action.target, names)
    yield from _in_links(where, action, names)
    yield from _in_opening(where, action)


def _in_instead(where: str, instead: str, action: Action, names: Names) -> Iterator[str]:
    """What is done instead is no action that a guard might send on again, and wants no track."""
    other = names.actions.get(instead)
    if instead and (other is None or other is action or other.opens or other.target is not None):
        yield f"{where}: {instead!r} cannot take its place"
    elif other is not None and any(guard.instead for guard in other.guards):
        yield f"{where}: {instead!r} sends on itself"
    elif other is not None and (lost := _written(action) - _written(other)):
        yield f"{where}: {instead!r} does not ask for {', '.join(sorted(lost))}: these words would be lost"


def _written(action: Action) -> set[str]:
    brought = {FieldType.FILES, FieldType.BODY_FILE}
    return {ask.name for ask in action.asks if ask.type in WRITTEN or ask.type in brought}


def _in_opening(where: str, action: Action) -> Iterator[str]:
    if action.opens and action.target is not None:
        yield f"{where}.target: nothing is open yet"
    if action.opens and not any(e.name == "move" for e in action.effects):
        yield f"{where}.effects: an opening moves to a stage"
    if not action.opens and not action.states:
        yield f"{where}.states: never to be taken"


def _in_asks(where: str, action: Action, names: Names) -> Iterator[str]:
    asked = [f.name for f in action.asks]
    yield from (f"{where}.asks: {n!r} twice" for n in sorted({n for n in asked if asked.count(n) > 1}))
    for ask in action.asks:
        place = f"{where}.asks {ask.name}"
        if not _NAME.fullmatch(ask.name):
            yield f"{place}: no name"
        yield from _in_condition(f"{place}.required", ask.required, names, acting=False)
        if (ask.type in CHOOSING) != bool(ask.choices) or (ask.limit is not None and ask.limit < 1):
            yield f"{place}: choices or limit do not fit {ask.type.value}"


def _in_target(where: str, target: Target, names: Names) -> Iterator[str]:
    yield from _strangers(f"{where}.states", target.states, names.track_states)
    yield from _strangers(f"{where}.refusals", frozenset(target.refusals), names.track_states)
    yield from _strangers(f"{where}.held_in", frozenset({target.held_in} - {""}), names.fields)


def _in_links(where: str, action: Action, names: Names) -> Iterator[str]:
    for i, claim in enumerate(action.claims):
        used = frozenset({*claim.key, claim.amount} - {""})
        yield from _strangers(f"{where}.claims[{i}]", used, names.fields)
        yield from _in_condition(f"{where}.claims[{i}].when", claim.when, names)
        if not claim.key:
            yield f"{where}.claims[{i}].key: empty"
    yield from _in_numbers(where, action.numbers, names)
    for i, rule in enumerate(action.follow_ups):
        place = f"{where}.follow_ups[{i}]"
        used = frozenset({*rule.fields.values(), *rule.held[1:], rule.matter, rule.each} - {""})
        yield from _strangers(place, used, names.fields | ({_EACH} if rule.each else set()))
        yield from _in_condition(f"{place}.when", rule.when, names)
        yield from _in_numbers(place, rule.numbers, names)


def _in_numbers(where: str, numbers: tuple[NumberRule, ...], names: Names) -> Iterator[str]:
    for i, number in enumerate(numbers):
        yield from _strangers(f"{where}.numbers[{i}]", frozenset(number.series), names.fields)
        if not (_NAME.fullmatch(number.field) and _NAME.fullmatch(number.registry)):
            yield f"{where}.numbers[{i}]: no name"


def _in_views(process: Process, names: Names) -> Iterator[str]:
    for i, rule in enumerate(process.tasks):
        where = f"tasks[{i}]"
        yield from _in_condition(f"{where}.when", rule.when, names, acting=False)
        yield from _strangers(f"{where}.states", rule.states, names.track_states)
        yield from _strangers(f"{where}.clocks", frozenset(rule.clocks), names.clocks)
        yield from _strangers(f"{where}.answer", frozenset({rule.answer} - {""}), frozenset(names.actions))
        if rule.holders is not None:
            yield from _in_words(f"{where}.holders", rule.holders, views.GROUPS, names)
    for i, seen in enumerate(process.audience):
        yield from _in_condition(f"audience[{i}].when", seen.when, names, acting=False)
        yield from _in_words(f"audience[{i}].scopes", seen.scopes, views.GROUPS, names)
    for i, timer in enumerate(process.timers):
        where = f"timers[{i}] {timer.name}"
        yield from _in_condition(f"{where}.when", timer.when, names, acting=False)
        yield from _in_argument(f"{where}.moment", "moment", timer.moment, names)
        if timer.action not in names.actions:
            yield f"{where}.action: unknown {timer.action!r}"


def _in_condition(where: str, condition: Condition, names: Names, *, acting: bool = True) -> Iterator[str]:
    if condition and condition[0] in conditions.ACTING and not acting:
        yield f"{where}: {condition[0]!r} looks at who acts or when, which is not known here"
    yield from _in_words(where, condition, conditions.SIGNATURES, names, acting=acting)


def _in_words(
    where: str,
    words: tuple[object, ...],
    known: Mapping[str, tuple[str, ...]],
    names: Names,
    *,
    acting: bool = True,
) -> Iterator[str]:
    name = words[0] if words else None
    if not isinstance(name, str) or name not in known:
        yield f"{where}: unknown word {name!r}"
        return
    kinds = _kinds(known[name], len(words) - 1)
    if kinds is None:
        yield f"{where}: {name!r} takes {list(known[name])}"
        return
    for kind, argument in zip(kinds, words[1:], strict=True):
        if kind == "condition" and isinstance(argument, tuple):
            yield from _in_condition(where, argument, names, acting=acting)
        else:
            yield from _in_argument(f"{where}: {name}", kind, argument, names)


def _kinds(signature: tuple[str, ...], count: int) -> list[str] | None:
    """The kind of each of `count` arguments, or None when they are too many or too few."""
    fixed = [s for s in signature if s[-1] not in "*+?"]
    last = signature[-1] if len(fixed) < len(signature) else ""
    rest = count - len(fixed)
    most = {"": 0, "?": 1}.get(last[-1:], rest)
    if not (last.endswith("+") <= rest <= most):
        return None
    return [*fixed, *([last[:-1]] * rest)]


def _in_argument(where: str, kind: str, argument: object, names: Names) -> Iterator[str]:
    if not _fits(kind, argument, names):
        yield f"{where}: {argument!r} is no {kind.replace('_', ' ')} here"


def _fits(kind: str, argument: object, names: Names) -> bool:
    if kind == "value":
        return isinstance(argument, (str, int))
    if kind == "amount" and isinstance(argument, int):
        return argument >= 0 and not isinstance(argument, bool)
    known = {
        "stage": names.stages,
        "track_state": names.track_states,
        "field": names.fields,
        "amount": names.fields,
        "order": names.fields | _ORDERS,
        "place": names.fields | _PLACES,
        "clock": names.clocks,
        "moment": names.moments,
        "series_act": ACTS,
        "role": frozenset(r.value for r in Role),
        "level": frozenset(level.value for level in Level),
    }
    if kind == "name":
        return isinstance(argument, str) and _NAME.fullmatch(argument) is not None
    return isinstance(argument, str) and argument in known.get(kind, ())
