"""Process tables to and from JSON values, without loss; an unknown word in a table is an error, never ignored."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache

from oa_client.domain.conditions import known_condition
from oa_client.domain.effects import known_effect
from oa_client.domain.table import Effect, Process


class BadTable(ValueError):
    """The JSON is not a process table; the text says where and why."""


def dump(process: Process) -> dict[str, object]:
    """The table as JSON values; what equals its default is left out."""
    found = _plain(process)
    assert isinstance(found, dict)
    return found


def load(value: object) -> Process:
    """The table written in these JSON values. Raises `BadTable`."""
    process = _build(Process, value, "table")
    assert isinstance(process, Process)
    _check(process)
    return process


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in fields(value)
            if f.default is MISSING or getattr(value, f.name) != f.default
        }
    if isinstance(value, frozenset):
        return sorted(_plain(v) for v in value)  # type: ignore[type-var]
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value


@cache
def _hints(cls: type) -> dict[str, object]:
    return typing.get_type_hints(cls)


def _build(kind: object, value: object, where: str) -> object:
    origin = typing.get_origin(kind)
    if isinstance(kind, types.UnionType):
        if value is None:
            return None
        return _build(next(a for a in kind.__args__ if a is not type(None)), value, where)
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_record(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError as error:
            msg = f"{where}: {value!r} is not one of {[m.value for m in kind]}"
            raise BadTable(msg) from error
    if origin in {tuple, frozenset}:
        return _build_many(origin, typing.get_args(kind)[0], value, where)
    if origin is Mapping:
        if not isinstance(value, dict):
            msg = f"{where}: an object is needed"
            raise BadTable(msg)
        return dict(value)
    if kind is object:
        return tuple(_build(object, v, where) for v in value) if isinstance(value, list) else value
    if isinstance(kind, type) and not (
        isinstance(value, kind) and (kind is not int or not isinstance(value, bool))
    ):
        msg = f"{where}: {value!r} is not {kind.__name__}"
        raise BadTable(msg)
    return value


def _build_many(origin: object, inner: object, value: object, where: str) -> object:
    if not isinstance(value, list):
        msg = f"{where}: a list is needed"
        raise BadTable(msg)
    found = [_build(inner, v, f"{where}[{i}]") for i, v in enumerate(value)]
    return frozenset(found) if origin is frozenset else tuple(found)


def _build_record(kind: type, value: object, where: str) -> object:
    if not isinstance(value, dict):
        msg = f"{where}: an object is needed"
        raise BadTable(msg)
    hints = _hints(kind)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        msg = f"{where}: unknown words {unknown}"
        raise BadTable(msg)
    given = {name: _build(hints[name], v, f"{where}.{name}") for name, v in value.items()}
    try:
        return kind(**given)
    except TypeError as error:
        msg = f"{where}: {error}"
        raise BadTable(msg) from error


def _check(process: Process) -> None:
    """Every word a rule uses is of the vocabulary, every stage and track state it names exists."""
    problems: list[str] = []
    for action in process.actions:
        problems += _check_states(f"action {action.name}", action.states, process.stages)
        conditions = [action.who, *(g.must for g in action.guards), *(f.required for f in action.asks)]
        conditions += [e.when for e in action.effects]
        problems += [f"action {action.name}: {c!r}" for c in conditions if not known_condition(c)]
        problems += [
            f"action {action.name}: effect {e.name}" for e in action.effects if not _good_effect(e, process)
        ]
        if action.target is not None:
            problems += _check_states(f"action {action.name}", action.target.states, process.track_states)
    whens = [r.when for r in process.tasks] + [r.when for r in process.audience] + [r.when for r in process.timers]
    problems += [f"rule: {when!r}" for when in whens if not known_condition(when)]
    if problems:
        raise BadTable("; ".join(problems))


def _check_states(where: str, used: frozenset[str], known: tuple[str, ...]) -> list[str]:
    return [f"{where}: unknown state {s}" for s in sorted(used - set(known))]


def _good_effect(effect: Effect, process: Process) -> bool:
    if effect.name == "move":
        return effect.args[0] in process.stages
    return known_effect(effect.name)
