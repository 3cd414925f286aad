"""From words on the command line to the values of a table's fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from oa_client.app import body as bodies
from oa_client.app import recognition, usual
from oa_client.app.acting import OWN, Capacity
from oa_client.app.body import BadBody, Body
from oa_client.app.desk import Desk
from oa_client.app.ports import BadStore, NoRoom
from oa_client.app.reading import Record
from oa_client.app.seat import CannotServe
from oa_client.app.workdays import of_day
from oa_client.cli.dates import moment
from oa_client.cli.grammar import Wrong
from oa_client.domain.body import BASE, DIGEST, MOST
from oa_client.domain.decision import Refused
from oa_client.domain.fields import TEXT_LIMIT
from oa_client.domain.money.amounts import BadAmount, read_amount
from oa_client.domain.people import Scope, clerks_scope, is_scope, scope_person, unit_scope
from oa_client.domain.rulebook import required, unit_wanted
from oa_client.domain.table import ALWAYS, WRITTEN, Action, Field, FieldType
from oa_client.domain.usual import DUE, USUAL, Usual
from oa_client.wording import names

MOST_TEXT = 4 * TEXT_LIMIT
"""More bytes than this are no text for a field, in whatever encoding."""
_NOT_ADDRESSED = frozenset({"organ", "joint_with", "proposer", "by"})
_PEOPLE = {FieldType.HOLDER, FieldType.HOLDERS, FieldType.GROUPS, FieldType.SCOPES}


def fill(desk: Desk, action: Action, words: Mapping[str, str], to: str | None) -> dict[str, object]:
    """The fields of an action. `to` fills the field that says whom it is for. Raises `Wrong`, `CannotServe`."""
    asks = {f.name: f for f in action.asks if f.type is not FieldType.USUAL}
    unknown = sorted(set(words) - set(asks))
    if unknown:
        msg = f"“{action.name}”没有这些项：{'、'.join(unknown)}；可填：{'、'.join(asks)}"
        raise Wrong(msg)
    if to is not None and "to" in asks and asks["to"].type not in _PEOPLE:
        words, to = {**words, "to": to}, None
    filled = {name: _value(desk, action, asks[name], text) for name, text in words.items()}
    if to is not None:
        people = next((f for f in _addressed(action) if f.name not in filled), None)
        if people is None:
            msg = f"“{action.name}”不需要人员"
            raise Wrong(msg)
        filled[people.name] = _value(desk, action, people, to)
    return filled


def _addressed(action: Action) -> list[Field]:
    """The fields of people that ``--to`` may mean: 主送 before all others, never in whose name something is done."""
    people = [f for f in action.asks if f.type in _PEOPLE and f.name not in _NOT_ADDRESSED]
    return sorted(people, key=lambda f: f.name != "receivers")


def texts(action: Action, words: Mapping[str, str], folder: str) -> tuple[dict[str, str], dict[str, object]]:
    """The bodies among these words, which name text files as ``--body`` does everywhere; the other words first.

    Raises `CannotServe`.
    """
    asks = [ask for ask in action.asks if ask.type is FieldType.BODY and ask.name in words]
    named = {ask.name for ask in asks}
    read = {ask.name: written(ask, read_text(Path(folder, words[ask.name]), ask)) for ask in asks}
    return {name: text for name, text in words.items() if name not in named}, {**read}


def counted(
    desk: Desk, kind: str, action: Action, record: Record | None, fields: Mapping[str, object], given: frozenset[str]
) -> dict[str, object]:
    """The fields with the day a form would offer, where one must be given and was not; `given`: the fields just said.

    A day that was said is fixed: how the one before it was counted goes.
    """
    if DUE in given or not usual.counted(action):
        return {name: value for name, value in fields.items() if name != USUAL}
    must = _needed(desk, kind, action, record, fields)
    found = _usual(desk, kind, action, record, fields) if DUE in must and fields.get(DUE) is None else None
    return {**fields, **({DUE: found.due(desk.calendar), USUAL: found.value} if found is not None else {})}


def _usual(desk: Desk, kind: str, action: Action, record: Record | None, fields: Mapping[str, object]) -> Usual | None:
    now = desk.clock.now()
    if kind == "supervision":
        return usual.of_source(fields.get("source"), now)
    return usual.usual(kind, action.name, record.row.urgency if record is not None else "", now)


def _needed(
    desk: Desk, kind: str, action: Action, record: Record | None, fields: Mapping[str, object]
) -> frozenset[str]:
    """The fields that must be filled in, given what stands in the others."""
    process = desk.kinds.newest(kind) if record is None else desk.kinds.get(kind, record.edition)
    matter = record.matter if record is not None else None
    return frozenset(f.name for f in action.asks if process is not None and required(process, matter, f, fields))


def standing(record: Record, action: Action) -> dict[str, object]:
    """What the matter holds in the fields an action asks for: as in a form, it stays unless something else is given."""
    found = ((f.name, _held(record, f)) for f in action.asks if f.kept or f.name == BASE)
    return {name: value for name, value in found if value is not None}


def _held(record: Record, ask: Field) -> object:
    """Words that must be given are given anew."""
    matter = record.matter
    if matter is None:
        return None
    if ask.name == BASE:
        return matter.fields.get(f"body{DIGEST}")
    if ask.type is FieldType.FILES:
        return [{"sha256": f.sha256, "name": f.name, "size": f.size} for f in matter.files]
    if ask.type not in WRITTEN:
        return matter.fields.get(ask.name)
    at = None if ask.required == ALWAYS else matter.texts.get(ask.name)
    return next((x.entry.fields.get(ask.name) for x in record.lines if x.entry.v == at), None)


def attach(desk: Desk, paths: Sequence[Path]) -> list[dict[str, object]]:
    """The files taken in, as a FILES value. Raises `CannotServe`."""
    found: list[dict[str, object]] = []
    for path in paths:
        try:
            taken = desk.attachments.take_in(path)
        except (NoRoom, BadStore):
            raise
        except OSError as error:
            raise CannotServe("file_unreadable", {"name": path.name, "why": error.strerror or str(error)}) from error
        if isinstance(taken, Refused):
            raise CannotServe(taken.code, taken.facts)
        found.append({"sha256": taken.sha256, "name": taken.name, "size": taken.size})
    return found


def read_text(path: Path, ask: Field) -> str:
    """A text file for a field, UTF-8 or GB18030. Raises `CannotServe`."""
    body = ask.type is FieldType.BODY
    most = MOST if body else MOST_TEXT
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise CannotServe("file_unreadable", {"name": path.name, "why": error.strerror or str(error)}) from error
    if len(raw) > most and body:
        raise CannotServe("body_too_large", {"field": ask.name, "limit": MOST})
    if len(raw) > most:
        raise CannotServe("too_long", {"field": "body", "limit": TEXT_LIMIT})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise CannotServe("file_unreadable", {"name": path.name, "why": "不是文本"})


def _value(desk: Desk, action: Action, ask: Field, text: str) -> object:
    if unit_wanted(action, ask.name):
        return _unit(desk, text.strip())
    if ask.type in _PEOPLE:
        return _people(desk, ask, text)
    if ask.type is FieldType.MATTER:
        return _matter(desk, text)
    if ask.type is FieldType.MOMENT:
        return moment(text, lambda day: of_day(desk.calendar, ask.name, day, desk.clock.now()))
    if ask.type in _READ:
        return _READ[ask.type](ask, text)
    return _choice(ask, text) if ask.type is FieldType.CHOICE and text else written(ask, text)


def capacity(desk: Desk, name: str | None) -> Capacity:
    """For whom somebody acts, by his name. Raises `CannotServe`."""
    if name is None:
        return OWN
    person = scope_person(_who(desk, name.strip()))
    if person is None:
        raise CannotServe("unknown_name", {"name": name})
    return Capacity(giver=person)


def _choice(ask: Field, text: str) -> str:
    """One of a few: by its name here, or as it is said on the screen."""
    said = {choice: names.choice(ask.name, choice) for choice in ask.choices}
    found = next((choice for choice, words in said.items() if text in {choice, words}), None)
    if found is None:
        known = "、".join(f"{choice}（{words}）" if words != choice else choice for choice, words in said.items())
        msg = f"--{ask.name} 没有“{text}”，可填：{known}"
        raise Wrong(msg)
    return found


def written(ask: Field, text: str) -> str:
    """Words for a field that stays in its entry: of a body, plain text becomes its headings and paragraphs."""
    if ask.type is not FieldType.BODY:
        return text
    try:
        bodies.decode(text)
    except BadBody:
        return bodies.encode(Body(recognition.of_text(text)))
    return text


def _matter(desk: Desk, text: str) -> str:
    """A matter by the beginning of its id, as on the rest of the command line; else as it stands."""
    found = desk.stores.library.resolve(text) if text.isascii() else ()
    if len(found) > 1:
        msg = f"“{text}”可以是：{'、'.join(found[:8])}"
        raise Wrong(msg)
    return str(found[0]) if found else text


def _money(text: str) -> int:
    """An amount as people write it, 12.3万元. Raises `CannotServe`."""
    try:
        return read_amount(text)
    except BadAmount as bad:
        raise CannotServe(bad.code) from bad


def _number(ask: Field, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        msg = f"--{ask.name} 要一个数：{text}"
        raise Wrong(msg) from error


def _people(desk: Desk, ask: Field, text: str) -> object:
    groups = [[_who(desk, name.strip()) for name in part.split(",") if name.strip()] for part in text.split("|")]
    if ask.type is FieldType.GROUPS:
        return [g for g in groups if g]
    flat = [s for g in groups for s in g]
    if ask.type is FieldType.HOLDER:
        if len(flat) != 1:
            msg = f"--{ask.name} 要恰好一个人"
            raise Wrong(msg)
        return flat[0]
    return flat


def _who(desk: Desk, name: str) -> Scope:
    if is_scope(name):
        return Scope(name)
    _synced(desk)
    found = desk.people.named(name) or _desks_of(desk, name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotServe("unknown_name", {"name": name})
    raise CannotServe("ambiguous_name", {"name": name, "choices": list(found)})


def _synced(desk: Desk) -> None:
    """Nobody can be found by name before the address book is here. Raises `CannotServe`."""
    if not desk.people.directory.people:
        raise CannotServe("not_synced")


def _unit(desk: Desk, name: str) -> Scope:
    """A unit as a whole, by its name or as a name that two bear is told apart; no code of anything else."""
    _synced(desk)
    found = [unit.id for unit in desk.people.directory.units.values() if unit.name == name]
    if len(found) == 1:
        return unit_scope(found[0])
    if found:
        raise CannotServe("ambiguous_name", {"name": name, "choices": [unit_scope(one) for one in found]})
    if is_scope(name) and name.startswith("u") and desk.people.directory.knows(Scope(name)):
        return Scope(name)
    meant = desk.people.label(Scope(name)) if is_scope(name) else ""
    raise CannotServe("no_such_unit", {"name": f"{name}（{meant}）" if meant else name})


def _desks_of(desk: Desk, name: str) -> tuple[Scope, ...]:
    """The 收发岗 of the organs of that name."""
    units = desk.people.directory.units.values()
    return tuple(clerks_scope(unit.id) for unit in units if unit.name == name and not unit.closed)


_READ: Mapping[FieldType, Callable[[Field, str], object]] = {
    FieldType.FLAG: lambda _, text: text.lower() in {"true", "1", "yes", "是"},
    FieldType.MONEY: lambda _, text: _money(text),
    FieldType.NUMBER: _number,
    FieldType.TRACK: _number,
    FieldType.TRACKS: lambda ask, text: [_number(ask, one) for one in text.split(",")],
    FieldType.CHOICES: lambda ask, text: [
        _choice(ask, one.strip()) for one in text.replace("，", ",").split(",") if one.strip()
    ],
}
"""How the value of each type is read that needs nobody looked up."""
