"""A 公文 from and to JSON: the SPEC of `gongwen render`, decoded whole or told where it does not fit."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from oa_client.app.gongwen import Gongwen
from oa_client.app.gongwen_faults import Fault, faults

MOST_BYTES = 16 * 1024 * 1024
_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<place>.*)`)?$", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(?P<wants>[^`]+)`, got `(?P<got>[^`]+)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_ENUM = re.compile(r"Invalid enum value (?P<value>.+)")


class BadSpec(Exception):
    """The SPEC is no document that can be set; `faults` say where, the first the most important."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__(found[0].code)
        self.faults = found


def schema() -> dict[str, Any]:
    """The JSON schema of a SPEC."""
    return msgspec.json.schema(Gongwen)


def decode(data: bytes) -> Gongwen:
    """The document in a SPEC. Raises `BadSpec`."""
    if len(data) > MOST_BYTES:
        raise BadSpec((Fault("", "spec_too_big", {"most": MOST_BYTES // 1024 // 1024}),))
    try:
        raw = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
        strangers = tuple(_strangers(raw, Gongwen, ""))
        if strangers:
            raise BadSpec(strangers)
        document = msgspec.convert(raw, Gongwen)
    except msgspec.ValidationError as error:
        raise BadSpec((_misfit(str(error)),)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        byte = _byte(str(error))
        raise BadSpec((Fault("", "not_json" if byte else "cut_json", {"byte": byte}),)) from error
    if found := faults(document):
        raise BadSpec(found)
    return document


def encode(document: Gongwen) -> bytes:
    """The SPEC of a document."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def _misfit(message: str) -> Fault:
    """What msgspec says, as a code with the place."""
    found = _PLACE.match(message)
    what, place = (found["what"], found["place"] or "") if found else (message, "")
    if missing := _MISSING.search(what):
        name = missing["name"]
        return Fault(f"{place}.{name}" if place else name, "missing")
    if expected := _EXPECTED.search(what):
        return Fault(place, "wrong_type", {"wants": expected["wants"], "got": expected["got"]})
    if enum := _ENUM.search(what):
        return Fault(place, "not_one_of", {"value": enum["value"].strip("'\"")})
    return Fault(place, "bad_value")


def _byte(message: str) -> str:
    found = re.search(r"\(byte (\d+)\)", message)
    return found[1] if found else ""


def _strangers(raw: object, kind: object, place: str) -> Iterator[Fault]:
    """Names the SPEC has no field for: what is written there would silently not be printed."""
    own = _bare(kind)
    if isinstance(raw, dict) and isinstance(own, type) and is_dataclass(own):
        hints = get_type_hints(own)
        known = {f.name for f in fields(own)}
        for name, value in raw.items():
            where = f"{place}.{name}" if place else str(name)
            if name not in known:
                yield Fault(where, "unknown_field", {"known": "、".join(sorted(known))})
            else:
                yield from _strangers(value, hints[name], where)
    elif isinstance(raw, list) and get_origin(own) is tuple:
        for n, value in enumerate(raw):
            yield from _strangers(value, get_args(own)[0], f"{place}[{n}]")


def _bare(kind: object) -> object:
    """The type without its None."""
    if get_origin(kind) in {Union, types.UnionType}:
        return next(a for a in get_args(kind) if a is not type(None))
    return kind


def choices(place: str) -> tuple[str, ...]:
    """What may stand at a place that takes one of a few words."""
    kind: object = Gongwen
    for name in re.sub(r"\[[^\]]*\]", "", place).split("."):
        own = _inner(kind)
        if not isinstance(own, type) or not is_dataclass(own):
            return ()
        kind = get_type_hints(own).get(name)
    own = _inner(kind)
    return tuple(str(e.value) for e in own) if isinstance(own, type) and issubclass(own, Enum) else ()


def _inner(kind: object) -> object:
    own = _bare(kind)
    return _bare(get_args(own)[0]) if get_origin(own) is tuple else own
