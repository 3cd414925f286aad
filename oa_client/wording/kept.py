"""What a matter keeps of what its form asked for, in words: for the page and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from oa_client.app.directory import People
from oa_client.app.reading import Listed, Record
from oa_client.assets import _
from oa_client.domain import body
from oa_client.domain.calendar import LAST_MOMENT, WorkingDays
from oa_client.domain.fields import is_empty, written_in
from oa_client.domain.matter import Matter, MatterId, TrackId
from oa_client.domain.money.amounts import capital
from oa_client.domain.people import EVERYONE, Scope, is_scope
from oa_client.domain.series import Series
from oa_client.domain.table import Field, FieldType, Process
from oa_client.domain.tracks import NUMBERED
from oa_client.domain.usual import usual_of
from oa_client.wording import moments, money, names, number_register, serials, workdays
from oa_client.wording.lines import lamp
from oa_client.wording.names_fiscal import MONEY

BODY = "body"
_IN_HEAD = frozenset({"title", "number", "urgency", "sensitivity", "due"})
_IN_TRACKS = frozenset({"mode", "readers", "purpose", "may_add", "may_forward"})
"""What a circulation with tracks says elsewhere: reader by reader, by its list, by the acts it offers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing a matter keeps: what it is called, and what stands there."""

    label: str
    value: str
    about: Listed | None = None
    """The other matter it names, where that is on this device."""


Find = Callable[[MatterId], Listed | None]
"""Finds another matter on this device."""
DAYS = frozenset(
    {
        "doc_date",
        "paid_on",
        "met_on",
        "effective_from",
        "received_at",
        "instructed_at",
        "print_date",
        "sealed_on",
        "issued_on",
        "voided_on",
        "issued_at",
        "closed_at",
    }
)
"""Moments of which only the day was written down."""
HEADS: Mapping[str, tuple[str, ...]] = {
    "incoming": ("receipt_number", "issuer", "number", "genre", "copies", "doc_date", "handling", "due"),
    "exchange": ("issuer", "number", "genre", "doc_date", "due"),
    "outgoing": (
        "number",
        "issuer",
        "genre",
        "direction",
        "openness",
        "doc_date",
        "paid_on",
        "met_on",
        "effective_from",
        "issued_on",
        "editor",
        "lease_until",
    ),
    "numbers": ("of", "word", "series"),
    "fiscal": ("amount", "approved", "paid", "line_title", "fund", "payee", "indicator"),
    "budget_line": ("total", "reduced", "owner", "line_year", "function_code", "economy_code", "fund"),
    "issuing_plan": ("plan_year", "planned", "issued", "allowed", "voided"),
    "supervision": (
        "supervision_number",
        "mode",
        "source",
        "lead",
        "assist",
        "issued_at",
        "cycle",
        "due",
    ),
    "instruction": ("ledger_number", "leader", "leader_name", "instructed_at", "manner", "due"),
}
"""What a register says of a matter, in the order of its columns; "due" with its lamp."""


def head_facts(record: Record, people: People, now: int, calendar: WorkingDays) -> Iterator[Kept]:
    """The facts under the title of a matter that stands in a register; none of any other."""
    fields = record.matter.fields if record.matter is not None else {}
    for name in HEADS.get(record.kind, ()) if fields else ():
        label, value = names.field_name(name, record.kind), fields.get(name)
        if name == "due":
            due = None if record.row.over else record.row.due
            if due is not None:
                said = moments.due_words(due, now)  # over time it says so itself
                left = said if due < now else f"{lamp(due, now, calendar)} · {said}"
                yield Kept(_("时限"), f"{moments.day(due, now)}（{left}）")
        elif name == "receipt_number":
            yield Kept(label, serials.serial(record.kind, str(value or "")) or _("待编号"))
        elif name == "number" and value:
            yield Kept(label, str(value))
        elif name in MONEY and isinstance(value, int):
            yield Kept(label, money.yuan(value))
            if name == _counting(fields):
                yield Kept(_("{label}大写").format(label=label), capital(value))
        elif not is_empty(value):
            yield Kept(label, _head_value(record.kind, name, fields, people))


def _counting(fields: Mapping[str, object]) -> str:
    """The amount that counts now, which stands in capital figures too: what was approved before what was asked for."""
    return next((name for name in ("approved", "amount", "total") if fields.get(name)), "")


def _head_value(kind: str, name: str, fields: Mapping[str, object], people: People) -> str:
    value = fields[name]
    if isinstance(value, Series):
        return number_register.held(value, people)
    if name in {"ledger_number", "supervision_number"}:
        return serials.serial(kind, str(value), str(fields.get("mode", "")))
    if name in DAYS:
        return _day(value)
    if name == "lease_until":
        return _moment(value, people)
    return (
        _holders(value, people)
        if name in {"leader", "editor", "owner", "lead", "assist"}
        else names.choice(name, str(value))
    )


_PERSONS = frozenset({"leader", "editor", "owner", "lead", "assist"})


@dataclass(frozen=True, slots=True)
class Given:
    """One thing somebody filled in."""

    ask: Field
    value: object
    kind: str = ""

    def words(self, people: People, holders: Mapping[TrackId, Scope]) -> Kept:
        """In words; a track is told by who holds it, where that is known."""
        return Kept(_label(self.ask, self.kind), self._said(people, holders))

    def _said(self, people: People, holders: Mapping[TrackId, Scope]) -> str:
        if self.ask.type in NUMBERED:
            numbers = self.value if isinstance(self.value, list) else [self.value]
            held = [holders.get(TrackId(n)) for n in numbers if isinstance(n, int)]
            return "、".join(holder(people, scope) for scope in held if scope is not None)
        if self.ask.type is FieldType.FILES:
            files = self.value if isinstance(self.value, list) else []
            return "、".join(str(f.get("name", "")) for f in files if isinstance(f, dict))
        return _words(self.ask, self.value, people)


def fields(process: Process | None, record: Record, people: People, find: Find | None = None) -> tuple[Kept, ...]:
    """The kind's own fields in table order, without what the head or the list of readers says already.

    Another matter is told by number and title where `find` knows it, else not at all: its id says nothing to anybody.
    """
    matter = record.matter
    if process is None or matter is None:
        return ()
    asks = (ask for ask in _asks(process) if ask.name in matter.fields and not _elsewhere(ask, matter))
    found = (_one(process.kind, ask, matter.fields[ask.name], people, find) for ask in asks)
    return tuple(one for one in found if one is not None)


def _one(kind: str, ask: Field, value: object, people: People, find: Find | None) -> Kept | None:
    if is_empty(value):
        return None
    if ask.type is not FieldType.MATTER:
        return Kept(_label(ask, kind), _words(ask, value, people))
    about = find(MatterId(str(value))) if find is not None else None
    return Kept(_label(ask, kind), called(about), about) if about is not None else None


def called(row: Listed) -> str:
    """A matter as people call it: its number in the register, or on its head, and its title."""
    number = serials.listed_serial(row.kind, row.row) or row.row.number
    return "　".join(part for part in (number, row.row.title) if part)


def texts(process: Process | None, record: Record) -> tuple[Kept, ...]:
    """The long texts beside the body that stand in the matter now, from the entries that set them last."""
    matter = record.matter
    if process is None or matter is None:
        return ()
    asks = [a for a in _asks(process) if a.type is FieldType.TEXT and a.name != BODY and a.name in matter.texts]
    found = ((a, x.entry.fields.get(a.name)) for a in asks for x in record.lines if x.entry.v == matter.texts[a.name])
    return tuple(Kept(_label(a, process.kind), str(value)) for a, value in found if not is_empty(value))


def given(process: Process | None, action: str, values: Mapping[str, object], now: Matter | None) -> Iterator[Given]:
    """What was filled in for an action, in the order of its form; without what the matter has just so already."""
    found = process.action(action) if process is not None else None
    for ask in found.asks if found is not None else ():
        value = values.get(ask.name)
        if ask.name == body.BASE or (ask.type is FieldType.BODY_FILE and written_in(ask) in values):
            continue
        if not is_empty(value) and not (ask.kept and now is not None and now.fields.get(ask.name) == value):
            yield Given(ask, value, process.kind if process is not None else "")


def holder(people: People, scope: Scope) -> str:
    """Whom a scope means, told apart from others of the same unit."""
    if scope == EVERYONE:
        return _("全体人员")
    label = people.label(scope) or _("（已不在通讯录）")
    if scope.startswith("c"):
        return _("{unit}收发岗").format(unit=label)
    if scope.startswith("u"):
        return _("{unit}（本级全体）").format(unit=label)
    if scope.startswith("t"):
        return _("{unit}（含下属单位）").format(unit=label)
    return label


def _asks(process: Process) -> tuple[Field, ...]:
    """Every kept field of a kind once: what opens a matter first, then what later actions add."""
    actions = (*process.opening, *(a for a in process.actions if not a.opens))
    found: dict[str, Field] = {}
    for ask in (f for a in actions for f in a.asks if f.kept):
        found.setdefault(ask.name, ask)
    return tuple(found.values())


def _elsewhere(ask: Field, matter: Matter) -> bool:
    if ask.type in {FieldType.TEXT, FieldType.FILES, FieldType.BODY_FILE} or ask.name in _IN_HEAD:
        return True
    if ask.name in HEADS.get(matter.kind, ()):
        return True
    return matter.kind == "circulation" and ask.name in _IN_TRACKS and bool(matter.tracks)


def _label(ask: Field, kind: str) -> str:
    return names.field_name(ask.name, kind) or ask.name


def _words(ask: Field, value: object, people: People) -> str:
    if ask.name in DAYS:
        return _day(value)
    if ask.type is FieldType.CHOICES:
        return "、".join(names.choice(ask.name, one) for one in _flat(value))
    if ask.name == "account":
        return money.masked(str(value))
    make = _WORDS.get(ask.type)
    return make(value, people) if make else names.choice(ask.name, str(value))


def _moment(value: object, _people: People) -> str:
    return moments.exact(value) if isinstance(value, int) and 0 <= value < LAST_MOMENT else str(value)


def _usual(value: object, _people: People) -> str:
    found = usual_of(value)
    return workdays.counted(found) if found is not None else str(value)


def _day(value: object) -> str:
    return moments.written(value) if isinstance(value, int) and 0 <= value < LAST_MOMENT else str(value)


def _other(_value: object, _people: People) -> str:
    return _("另一件事项")


def _body(value: object, _people: People) -> str:
    return body.words(str(value))


def _unread(value: object, _people: People) -> str:
    """A body that is not here; where it is, its words stand in its field."""
    return _("（尚未下载）") if value else ""


def _money(value: object, _people: People) -> str:
    return money.both(value) if isinstance(value, int) and value >= 0 else str(value)


def _flag(value: object, _people: People) -> str:
    return _("是") if value else _("否")


def _holders(value: object, people: People) -> str:
    return "、".join(holder(people, Scope(s)) if is_scope(s) else s for s in _flat(value))


def _list(value: object, _people: People) -> str:
    return "、".join(_flat(value))


def _flat(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield str(value)


_WORDS: dict[FieldType, Callable[[object, People], str]] = {
    FieldType.MOMENT: _moment,
    FieldType.USUAL: _usual,
    FieldType.MONEY: _money,
    FieldType.FLAG: _flag,
    FieldType.HOLDER: _holders,
    FieldType.HOLDERS: _holders,
    FieldType.GROUPS: _holders,
    FieldType.SCOPES: _holders,
    FieldType.TRACKS: _list,
    FieldType.MATTER: _other,
    FieldType.BODY: _body,
    FieldType.BODY_FILE: _unread,
}
