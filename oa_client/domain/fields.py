"""What may stand in a field: every value that is sent is judged here before any rule looks at it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from oa_client.domain import body
from oa_client.domain.calendar import LAST_MOMENT
from oa_client.domain.decision import Refused
from oa_client.domain.people import is_scope
from oa_client.domain.secrecy import find_marking
from oa_client.domain.table import Field, FieldType
from oa_client.domain.usual import usual_of

LINE_LIMIT = 200
TEXT_LIMIT = body.INLINE
FILES_LIMIT = 100
MEMBERS_LIMIT = 500
_BIDI = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_MATTER = re.compile(r"[0-9A-Za-z_-]{1,64}(\.[0-9]{1,9}){0,8}")
_NAME = re.compile(r"[a-z_]{1,40}")


def malformed(asks: tuple[Field, ...], given: Mapping[str, object]) -> Refused | None:
    """The first thing wrong with the form of what was filled in, or None.

    Raises nothing, whatever is given.
    """
    known = {f.name: f for f in asks}
    for name in given:
        if name not in known:
            return Refused("unknown_field", {"field": name if _NAME.fullmatch(name) else ""})
    for ask in asks:
        value = given.get(ask.name)
        if is_empty(value):
            continue
        if (wrong := _CHECKS[ask.type](ask, value)) is not None:
            return Refused(wrong[0], {"field": written_in(ask), **wrong[1]})
    return None


def written_in(ask: Field) -> str:
    """The field in which people write what an ask takes."""
    return ask.name.removesuffix(body.FILE) if ask.type is FieldType.BODY_FILE else ask.name


def missing(asks: tuple[Field, ...], given: Mapping[str, object], required: Callable[[Field], bool]) -> Refused | None:
    """The first field that must be filled in and is not, or None."""
    for ask in asks:
        if is_empty(given.get(ask.name)) and required(ask):
            return Refused("missing_field", {"field": ask.name})
    return None


def check_fields(
    asks: tuple[Field, ...], given: Mapping[str, object], required: Callable[[Field], bool]
) -> Refused | None:
    """The first thing wrong with what was filled in, form before gaps, or None."""
    return malformed(asks, given) or missing(asks, given, required)


def is_empty(value: object) -> bool:
    """Whether nothing was filled in: no value, no list, nothing but space."""
    return value is None or (isinstance(value, str) and not value.strip()) or (isinstance(value, list) and not value)


_Wrong = tuple[str, dict[str, object]] | None


def _line(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, str):
        return "bad_value", {}
    if long := _length(value, ask.limit or LINE_LIMIT):
        return long
    bad = any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} or c in _BIDI for c in value)
    return ("bad_characters", {}) if bad else _marked(value)


def _text(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, str):
        return "bad_value", {}
    if long := _length(value, ask.limit or TEXT_LIMIT):
        return long
    if bad := _characters(value):
        return bad
    size = len(value.encode())
    return ("too_long", {"length": size, "limit": TEXT_LIMIT}) if size > TEXT_LIMIT else _marked(value)


def _body(ask: Field, value: object) -> _Wrong:
    """As a text; and what its blocks say is judged as the words they are, not as they are written."""
    if (wrong := _text(ask, value)) is not None or not isinstance(value, str):
        return wrong or ("bad_value", {})
    try:
        said = "\n".join(body.lines(value))
    except body.Unreadable:
        return "bad_value", {}
    wrong = _text(Field(ask.name, FieldType.TEXT), said)
    return wrong if wrong is None or wrong[0] != "too_long" else None


def body_words(name: str, text: str) -> Refused | None:
    """What is wrong with a body that came as a file: what would be wrong with it in a field, but for its length."""
    try:
        said = "\n".join(body.lines(text))
    except body.Unreadable:
        return Refused("bad_value", {"field": name})
    wrong = _characters(text) or _characters(said) or _marked(text) or _marked(said)
    return None if wrong is None else Refused(wrong[0], {"field": name, **wrong[1]})


def _characters(value: str) -> _Wrong:
    bad = any((unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t") or c in _BIDI for c in value)
    return ("bad_characters", {}) if bad else None


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
    if ask.limit is not None and value > ask.limit:
        return "too_large", {"limit": ask.limit}
    return None


def _money(ask: Field, value: object) -> _Wrong:
    """Whole 分; the rules say where nothing is too little."""
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return "amount_negative", {}
    wrong = _number(ask, value)
    return ("amount_too_large", {}) if wrong is not None and wrong[0] == "too_large" else wrong


def _moment(_: Field, value: object) -> _Wrong:
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LAST_MOMENT
    return None if good else ("bad_value", {})


def _usual(_: Field, value: object) -> _Wrong:
    return None if usual_of(value) is not None else ("bad_value", {})


def _choice(ask: Field, value: object) -> _Wrong:
    good = isinstance(value, str) and value in ask.choices
    return None if good else ("bad_value", {"choices": list(ask.choices)})


def _choices(ask: Field, value: object) -> _Wrong:
    several = value if isinstance(value, list) else []
    good = bool(several) and all(isinstance(v, str) and v in ask.choices for v in several)
    return None if good and len(set(several)) == len(several) else ("bad_value", {"choices": list(ask.choices)})


def _holder(_: Field, value: object) -> _Wrong:
    return None if is_scope(value) else ("bad_value", {})


def _members(ask: Field, value: list[object], good: Callable[[object], bool]) -> _Wrong:
    limit = ask.limit or MEMBERS_LIMIT
    if len(value) > limit:
        return "too_many", {"limit": limit}
    return None if all(good(v) for v in value) else ("bad_value", {})


def _holders(ask: Field, value: object) -> _Wrong:
    return _members(ask, value, is_scope) if isinstance(value, list) else ("bad_value", {})


def _groups(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, list) or not all(isinstance(g, list) and g for g in value):
        return "bad_value", {}
    return _members(ask, [member for group in value for member in group], is_scope)


def _tracks(ask: Field, value: object) -> _Wrong:
    if not isinstance(value, list):
        return "bad_value", {}
    return _members(ask, value, lambda v: _number(Field("", FieldType.TRACK), v) is None)


def _matter(_: Field, value: object) -> _Wrong:
    good = isinstance(value, str) and _MATTER.fullmatch(value) is not None
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


def _body_file(ask: Field, value: object) -> _Wrong:
    """One file under the name that all of them bear, longer than a field may be and no longer than a body may."""
    if (wrong := _files(ask, value)) is not None or not isinstance(value, list):
        return wrong or ("bad_value", {})
    if len(value) != 1 or value[0]["name"] != body.FILE_NAME:
        return "bad_value", {}
    return ("body_too_large", {"size": value[0]["size"], "limit": body.MOST}) if value[0]["size"] > body.MOST else None


def _file(sha256: object, name: object, size: object) -> _Wrong:
    if not isinstance(sha256, str) or len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        return "bad_value", {}
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 1 << 53:
        return "bad_value", {}
    if not isinstance(name, str) or not safe_name(name):
        return "bad_file_name", {}
    return (_marked(name) or _marked(name.partition(".")[0])) if size else ("empty_file", {"name": name})


_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> bool:
    """Whether a file name can be shown and saved as it stands: no separators, controls or other tricks."""
    if not name or name != name.strip() or name in {".", ".."} or name.endswith("."):
        return False
    if any(c in '/\\:*?"<>|' or unicodedata.category(c) in _UNSAFE for c in name):
        return False
    return len(name.encode()) <= LINE_LIMIT and _DEVICE.fullmatch(name) is None


_CHECKS: dict[FieldType, Callable[[Field, object], _Wrong]] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.FLAG: _of(bool),
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.MOMENT: _moment,
    FieldType.USUAL: _usual,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.HOLDER: _holder,
    FieldType.HOLDERS: _holders,
    FieldType.SCOPES: _holders,
    FieldType.GROUPS: _groups,
    FieldType.TRACK: _number,
    FieldType.TRACKS: _tracks,
    FieldType.FILES: _files,
    FieldType.MATTER: _matter,
    FieldType.BODY: _body,
    FieldType.BODY_FILE: _body_file,
}
