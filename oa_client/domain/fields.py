"""What may stand in a field: every value a person or a device sends is judged here before any rule looks at it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from oa_client.domain.decision import Refused
from oa_client.domain.people import is_scope
from oa_client.domain.secrecy import find_marking
from oa_client.domain.table import Field, FieldType

LINE_LIMIT = 200
TEXT_LIMIT = 32 * 1024
FILES_LIMIT = 100
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def check_fields(
    asks: tuple[Field, ...], given: Mapping[str, object], required: Callable[[Field], bool]
) -> Refused | None:
    """The first thing wrong with what was filled in, or None. Raises nothing, whatever is given."""
    known = {f.name: f for f in asks}
    for name in given:
        if name not in known:
            return Refused("unknown_field", {"field": name})
    for ask in asks:
        value = given.get(ask.name)
        if _empty(value):
            if required(ask):
                return Refused("missing_field", {"field": ask.name})
            continue
        if (wrong := _CHECKS[ask.type](ask, value)) is not None:
            return Refused(wrong[0], {"field": ask.name, **wrong[1]})
    return None


def _empty(value: object) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list) and not value)
    )


_Wrong = tuple[str, dict[str, object]] | None


def _line(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, str):
        return "bad_value", {}
    if any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _BIDI for c in value):
        return "bad_characters", {}
    return _length(value, ask.limit or LINE_LIMIT) or _marked(value)


def _text(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, str):
        return "bad_value", {}
    if any((unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t") or c in _BIDI for c in value):
        return "bad_characters", {}
    limit = ask.limit or TEXT_LIMIT
    size = len(value) if ask.limit else len(value.encode())
    return ("too_long", {"length": size, "limit": limit}) if size > limit else _marked(value)


def _length(value: str, limit: int) -> _Wrong:
    return ("too_long", {"length": len(value), "limit": limit}) if len(value) > limit else None


def _marked(value: str) -> _Wrong:
    marking = find_marking(value)
    return None if marking is None else ("secret_marking", {"marking": marking})


def _of(*types: type) -> Callable[[Field, object], _Wrong]:
    def check(_: Field, value: object) -> _Wrong:
        good = isinstance(value, types) and (bool in types or not isinstance(value, bool))
        return None if good else ("bad_value", {})

    return check


def _number(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        return "bad_value", {}
    return (
        ("too_long", {"length": value, "limit": ask.limit})
        if ask.limit is not None and value > ask.limit
        else None
    )


def _choice(ask: Field, value: object) -> _Wrong:
    return None if value in ask.choices else ("bad_value", {"choices": list(ask.choices)})


def _holder(_: Field, value: object) -> _Wrong:
    return None if is_scope(value) else ("bad_value", {})


def _holders(_: Field, value: object) -> _Wrong:
    good = isinstance(value, list) and all(is_scope(v) for v in value)
    return None if good else ("bad_value", {})


def _groups(_: Field, value: object) -> _Wrong:
    good = isinstance(value, list) and all(
        isinstance(g, list) and g and all(is_scope(v) for v in g) for g in value
    )
    return None if good else ("bad_value", {})


def _tracks(_: Field, value: object) -> _Wrong:
    good = isinstance(value, list) and all(isinstance(v, int) and not isinstance(v, bool) for v in value)
    return None if good else ("bad_value", {})


def _files(_: Field, value: object) -> _Wrong:
    if not isinstance(value, list) or len(value) > FILES_LIMIT:
        return "bad_value", {}
    for item in value:
        if not isinstance(item, dict) or set(item) != {"sha256", "name", "size"}:
            return "bad_value", {}
        if (wrong := _file(item["sha256"], item["name"], item["size"])) is not None:
            return wrong
    return None


def _file(sha256: object, name: object, size: object) -> _Wrong:
    if not isinstance(sha256, str) or len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        return "bad_value", {}
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return "bad_value", {}
    if size == 0:
        return "empty_file", {"name": name}
    if not isinstance(name, str) or not safe_name(name):
        return "bad_file_name", {"name": name}
    return _marked(name)


def safe_name(name: str) -> bool:
    """Whether a file name can be shown and saved as it stands: no separators, controls, direction marks or tricks."""
    if not name or name != name.strip() or name in {".", ".."} or name.endswith("."):
        return False
    if len(name.encode()) > LINE_LIMIT or any(c in '/\\:*?"<>|' or c in _BIDI for c in name):
        return False
    return all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in name)


_CHECKS: dict[FieldType, Callable[[Field, object], _Wrong]] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.FLAG: _of(bool),
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.MOMENT: _number,
    FieldType.CHOICE: _choice,
    FieldType.HOLDER: _holder,
    FieldType.HOLDERS: _holders,
    FieldType.SCOPES: _holders,
    FieldType.GROUPS: _groups,
    FieldType.TRACK: _number,
    FieldType.TRACKS: _tracks,
    FieldType.FILES: _files,
}
