"""Policies an administrator lays down for a machine: what each may say, in which layer it stands, what holds of it.

What there is to lay down, its type and its built-in value stand in ``resources/policies/schema.json`` alone. A value
holds in this order: locked for the machine, the person's own, the machine's default, built in.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from oa_client.app.attachments import MOST_BYTES

MB = 1024 * 1024


class Layer(Enum):
    """Where a value comes from."""

    LOCKED = "locked"
    OWN = "user"
    DEFAULT = "default"
    BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Rule:
    """A policy as the schema has it. `checks`: the schema of its value; `own`: where a person sets his, "" nowhere."""

    name: str
    title: str
    description: str
    default: object
    checks: Mapping[str, object]
    own: str = ""
    since: str = ""

    def wrong_with(self, value: object) -> str:
        """By which keyword of its schema a value is wrong; "" it is not."""
        return wrong_with(self.checks, value)


@dataclass(frozen=True, slots=True)
class Laid:
    """A value an administrator laid down, and the file it stands in."""

    value: object
    locked: bool
    source: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: a code of `wording.policies`; `line` and `key` where they are known."""

    source: str
    code: str
    line: int = 0
    key: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds, and why: `source` is the file it stands in."""

    value: object
    layer: Layer
    source: str = ""


class Policies:
    """What holds on this machine; read once at the start. Without anything: nobody laid anything down."""

    def __init__(
        self,
        rules: Mapping[str, Rule] | None = None,
        laid: Mapping[str, Laid] | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        """By these rules; of what is laid down each value fits its rule."""
        self.rules = dict(rules or {})
        self._laid = dict(laid or {})
        self.faults = tuple(faults)

    def laid(self, name: str) -> Laid | None:
        """What an administrator says."""
        return self._laid.get(name)

    def is_locked(self, name: str) -> bool:
        """Whether nobody who sits here can change it."""
        laid = self._laid.get(name)
        return laid is not None and laid.locked

    def setting(self, name: str, own: object = None) -> Setting:
        """What holds; `own`: what the person set, None nothing. Raises KeyError for what is no policy."""
        laid = self._laid.get(name)
        if laid is not None and laid.locked:
            return Setting(laid.value, Layer.LOCKED, laid.source)
        if own is not None:
            return Setting(own, Layer.OWN)
        if laid is not None:
            return Setting(laid.value, Layer.DEFAULT, laid.source)
        return Setting(self.rules[name].default, Layer.BUILT_IN)

    def flag(self, name: str, own: bool | None = None) -> bool:
        """A value that is yes or no."""
        value = self.setting(name, own).value
        assert isinstance(value, bool)
        return value

    def number(self, name: str, own: int | None = None) -> int:
        """A value that is a whole number."""
        value = self.setting(name, own).value
        assert isinstance(value, int)
        return value

    def text(self, name: str, own: str | None = None) -> str:
        """A value that is a text."""
        value = self.setting(name, own).value
        assert isinstance(value, str)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A value that is several texts."""
        value = self.setting(name).value
        assert isinstance(value, list)
        return tuple(value)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be done with what is here. `attachment`: the largest file taken in, in bytes."""

    export: bool = True
    print: bool = True
    attachment: int = MOST_BYTES


def allowed_by(policies: Policies) -> Allowed:
    """As the policies say."""
    most = policies.number("MaxAttachmentMB") * MB
    return Allowed(policies.flag("AllowExport"), policies.flag("AllowPrint"), most)


def servers(policies: Policies) -> tuple[str, ...]:
    """The addresses of the centre that are laid down, without a slash at their end."""
    laid = policies.laid("ServerUrls")
    return tuple(url.rstrip("/") for url in policies.texts("ServerUrls")) if laid is not None else ()


def server(policies: Policies, own: str) -> str:
    """The address to use where `own` was used before: it, unless others are locked, then the first of them."""
    fixed = servers(policies) if policies.is_locked("ServerUrls") else ()
    return own if not fixed or own.rstrip("/") in fixed else fixed[0]


def log_level(policies: Policies) -> int:
    """How much the client's own log holds, as `logging` counts."""
    return logging.getLevelNamesMapping()[policies.text("LogLevel").upper()]


def autostarts(policies: Policies, own: bool | None = None) -> bool:
    """Whether the client starts with the session; `own`: as the person set it, None nothing."""
    return policies.flag("AutoStart", own)


# the words of the schema that stand in it


_TYPES: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "array": list}
KEYWORDS = frozenset({"type", "enum", "minimum", "maximum", "maxLength", "pattern", "maxItems", "items"})
"""What `wrong_with` knows; a test holds the schema to these."""


def wrong_with(checks: Mapping[str, object], value: object) -> str:
    """The first keyword of a schema that a value does not meet; "" it meets all."""
    kind = _TYPES[str(checks["type"])]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return "type"
    found = (word for word in ("enum", *_LIMITS, "items") if word in checks and not _meets(word, checks[word], value))
    return next(found, "")


def _meets(word: str, asked: object, value: object) -> bool:
    match word:
        case "enum":
            assert isinstance(asked, list)
            return value in asked
        case "items":
            assert isinstance(asked, dict)
            assert isinstance(value, list)
            return all(wrong_with(asked, one) == "" for one in value)
        case _:
            return _LIMITS[word](asked, value)


_LIMITS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda asked, value: bool(value >= asked),
    "maximum": lambda asked, value: bool(value <= asked),
    "maxLength": lambda asked, value: bool(len(value) <= asked),
    "maxItems": lambda asked, value: bool(len(value) <= asked),
    "pattern": lambda asked, value: re.fullmatch(asked, value) is not None,
}
