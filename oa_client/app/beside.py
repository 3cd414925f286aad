"""Two versions of what somebody filled into one form: put together so that nothing he typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oa_client.app.body import BadBody, Body, decode, encode
from oa_client.app.gongwen import Block
from oa_client.domain.body import BASE
from oa_client.domain.fields import is_empty
from oa_client.domain.table import Field, FieldType

DIVIDER = "————以上是后写的，以下是取回的前一稿————"
"""Between two texts of a document that stand in one draft."""
_TYPED = {FieldType.TEXT: "\n", FieldType.BODY: "\n", FieldType.LINE: "；"}
"""What is typed word by word, and what stands between two of it; of anything else there can be only one."""


def beside(asks: Sequence[Field], newer: object, older: Mapping[str, object]) -> dict[str, object]:
    """What is typed now with what was taken back: different words stand one after the other, the newer ones first.

    The files of both are kept. Of what is chosen, not typed, the newer choice stands. `asks`: what the form asks for;
    what it does not know is read as text.
    """
    types = {ask.name: ask.type for ask in asks}
    fields = dict(older)
    for name, value in (newer if isinstance(newer, dict) else {}).items():
        before, kind = fields.get(name), types.get(name, FieldType.TEXT)
        between = None if name == BASE else _TYPED.get(kind)
        if between:
            fields[name] = _both(value, before, between)
        elif kind is FieldType.FILES:
            fields[name] = _together(value, before)
        else:
            fields[name] = before if is_empty(value) else value
    return fields


def _together(value: object, before: object) -> object:
    """The files of both, each once."""
    if not isinstance(value, list) or not isinstance(before, list):
        return value or before
    known = {_hash(one) for one in value}
    return [*value, *(one for one in before if _hash(one) not in known)]


def _hash(file: object) -> object:
    return file.get("sha256", str(file)) if isinstance(file, Mapping) else str(file)


def covers(asks: Sequence[Field], later: Mapping[str, object], before: Mapping[str, object]) -> bool:
    """Whether nothing that somebody filled in before is lost when only `later` stays.

    Each line that was typed stands there too, and each file; of what is chosen there is another choice.
    """
    types = {ask.name: ask.type for ask in asks}
    return all(
        _covered(types.get(name, FieldType.TEXT), later.get(name), value)
        for name, value in before.items()
        if name != BASE and not is_empty(value)
    )


def _covered(kind: FieldType, later: object, value: object) -> bool:
    if kind is FieldType.FILES and isinstance(value, list):
        return isinstance(later, list) and all(one in later for one in value)
    if kind in _TYPED and isinstance(value, str):
        return isinstance(later, str) and (value == later or _says(later, value, _TYPED[kind]))
    return not is_empty(later)


def _says(whole: str, part: str, between: str) -> bool:
    """Whether every line of the one is a line of the other."""
    lines = {line.strip() for line in whole.split(between)}
    return all(line.strip() in lines for line in part.split(between) if line.strip())


def _both(value: object, before: object, between: str) -> object:
    if not isinstance(value, str) or not isinstance(before, str) or not value.strip() or not before or value == before:
        return value or before
    bodies = _body(value), _body(before)
    if bodies == (None, None) and _says(before, value, between):
        return before
    if bodies == (None, None):
        return f"{value}{between}{before}"
    read = (_lines(text) if body is None else body for body, text in zip(bodies, (value, before), strict=True))
    return encode(_joined(*read))


def _body(text: str) -> Body | None:
    try:
        return decode(text) if text.startswith("{") else None
    except BadBody:
        return None


def _lines(text: str) -> Body:
    return Body(tuple(Block(text=line) for line in text.splitlines() if line.strip()))


def _joined(newer: Body, older: Body) -> Body:
    """The one, a line between them, the other; what both have as an attachment stands once."""
    if not newer or not older:
        return newer or older
    more = tuple(one for one in older.attachments if one not in newer.attachments)
    blocks = newer.blocks if newer.blocks == older.blocks else (*newer.blocks, Block(text=DIVIDER), *older.blocks)
    return Body(blocks, (*newer.attachments, *more))
