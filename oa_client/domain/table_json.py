"""Process tables to and from JSON values, without loss; an unknown word is an error, never ignored."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache

from oa_client.domain.table import Process
from oa_client.domain.vocabulary import problems

DEEPEST = 24
"""How deep a table's lists and objects may lie in each other."""


class BadTable(ValueError):
    """The JSON is not a process table; the text says where and why."""


def dump(process: Process) -> dict[str, object]:
    """The table as JSON values; what equals its default is left out."""
    return _plain_record(process)


def load(value: object) -> Process:
    """The table written in these JSON values. Raises `BadTable`."""
    process = _build(Process, value, "table", 0)
    if not isinstance(process, Process):
        raise BadTable("table: an object is needed")
    if found := problems(process):
        raise BadTable("; ".join(found))
    return process


def _plain_record(value: object) -> dict[str, object]:
    return {
        f.name: _plain(getattr(value, f.name))
        for f in fields(value)  # type: ignore[arg-type]
        if not _is_default(f, getattr(value, f.name))
    }


def _is_default(field: Field[object], value: object) -> bool:
    if field.default_factory is not MISSING:
        return bool(value == field.default_factory())
    return field.default is not MISSING and value == field.default


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_record(value)
    if isinstance(value, frozenset):
        return sorted(str(v) for v in value)
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value


@cache
def _hints(cls: type) -> dict[str, object]:
    return typing.get_type_hints(cls)


def _build(kind: object, value: object, where: str, depth: int) -> object:
    """The value as what a field's type says.

    Tables use records, enums, tuples, sets, texts, numbers and flags.
    """
    if depth > DEEPEST:
        raise BadTable(f"{where}: too deep")
    origin = typing.get_origin(kind)
    if isinstance(kind, types.UnionType):
        inner = next(a for a in kind.__args__ if a is not type(None))
        return None if value is None else _build(inner, value, where, depth)
    if origin in {tuple, frozenset}:
        return _build_many(origin, typing.get_args(kind)[0], value, where, depth)
    if origin is Mapping:
        return _build_names(value, where)
    if kind is object:
        return _build_argument(value, where, depth)
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_record(kind, value, where, depth)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _build_choice(kind, value, where)
    if not isinstance(kind, type) or not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadTable(f"{where}: {value!r:.80} is not {getattr(kind, '__name__', kind)}")
    return value


def _build_choice(kind: type[Enum], value: object, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise BadTable(f"{where}: {value!r:.80} is not one of {[m.value for m in kind]}") from error


def _build_argument(value: object, where: str, depth: int) -> object:
    """An argument of a condition or an effect: a text, a number, a flag, or a condition again."""
    if isinstance(value, list):
        return _build_many(tuple, object, value, where, depth)
    if not isinstance(value, (str, int)):
        raise BadTable(f"{where}: {value!r:.80} is neither text, number, flag nor condition")
    return value


def _build_names(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in (*value, *value.values())):
        raise BadTable(f"{where}: an object of texts is needed")
    return dict(value)


def _build_many(origin: object, inner: object, value: object, where: str, depth: int) -> object:
    if not isinstance(value, list):
        raise BadTable(f"{where}: a list is needed")
    found = [_build(inner, v, f"{where}[{i}]", depth + 1) for i, v in enumerate(value)]
    return frozenset(found) if origin is frozenset else tuple(found)


def _build_record(kind: type, value: object, where: str, depth: int) -> object:
    if not isinstance(value, dict):
        raise BadTable(f"{where}: an object is needed")
    hints = _hints(kind)
    if unknown := sorted(str(name) for name in value if name not in hints):
        raise BadTable(f"{where}: unknown words {unknown}")
    given = {name: _build(hints[name], v, f"{where}.{name}", depth + 1) for name, v in value.items()}
    try:
        return kind(**given)
    except TypeError as error:
        raise BadTable(f"{where}: {error}") from error
