"""What an action asks for, ready to be made into a form: names, kinds of value, and whom or what can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from oa_client.app import fiscal
from oa_client.app.acting import Offer, actors
from oa_client.app.bodies import packed
from oa_client.app.desk import Desk
from oa_client.app.reading import Record
from oa_client.app.usual import counted, of_source
from oa_client.domain import rulebook
from oa_client.domain.body import PICTURES
from oa_client.domain.conditions import holds
from oa_client.domain.decision import Command, Context, Refused
from oa_client.domain.fields import check_fields, is_empty, written_in
from oa_client.domain.handwriting import INK
from oa_client.domain.matter import Matter, MatterId, Moment, Track
from oa_client.domain.people import Role
from oa_client.domain.scene import Scene
from oa_client.domain.table import CHOOSING, Action, Condition, Field, FieldType, Process
from oa_client.domain.table import WRITTEN as WRITTEN_TYPES
from oa_client.domain.usual import DUE, Usual
from oa_client.ui.matter import prefill, words
from oa_client.wording import moments, money, names

TARGET = "@track"
"""The field by which a form asks whose track an action is about; it is no field of the command."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: its value, its words, one line about it, and what it puts into the field the ask `fills`.

    `then`: how the day is counted that it puts there instead of a text.
    """

    value: object
    words: str
    note: str = ""
    text: str = ""
    then: Usual | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a form.

    `one_person`: only persons, posts and clerks will do, no whole units. `order`: the field that says in which order
    those named here take their turns. `organs`: units by their 收发岗; `desks`: persons too. `whole_unit`: a
    unit as such. `fills`: the field that takes what is chosen. `later`: what there is to choose, where reading it is
    nothing for the GUI thread. `usual`: how the day that stands there was counted; `counted`: whether that is told as
    long as nobody picks a day.
    """

    name: str
    type: FieldType
    label: str
    note: str = ""
    required: bool = False
    limit: int | None = None
    choices: tuple[Choice, ...] = ()
    one_person: bool = True
    value: object = None
    order: str = ""
    roles: frozenset[Role] = frozenset()
    organs: bool = False
    desks: bool = False
    whole_unit: bool = False
    fills: str = ""
    usual: Usual | None = None
    counted: bool = False
    later: Callable[[], tuple[Choice, ...]] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend before it can be handed in; `field` is where to go."""

    field: str
    words: str


_BESIDE = frozenset({FieldType.BODY_FILE, FieldType.USUAL})
"""What has no field of its own: it goes with what stands in another."""


def asks_of(desk: Desk, kind: str, action: Action, record: Record | None) -> tuple[Ask, ...]:
    """The form of an action on a matter, or of one that opens it."""
    matter = record.matter if record else None
    process = desk.rules.kinds.newest(kind) if record is None else desk.rules.kinds.get(kind, record.edition)
    assert process is not None
    asked = (field for field in action.asks if field.type not in _BESIDE and field.name != PICTURES)
    mine = [field for field in asked if field != INK or _may_write(desk, action)]
    found = [_ask(desk, process, action, field, record) for field in mine]
    target = action.target
    if target is not None and not target.own and matter is not None:
        tracks = _tracks(desk, kind, [t for t in matter.tracks if _named(desk, process, matter, action, t)])
        value = tracks[0].value if len(tracks) == 1 else None
        whom = words.label(kind, action.name, "track")
        found.insert(0, Ask(TARGET, FieldType.TRACK, whom, required=True, choices=tracks, value=value))
    return tuple(found)


def _may_write(desk: Desk, action: Action) -> bool:
    """Whether one of this person's posts lets him write by hand here: what is a leader's, nobody writes for him."""
    if not any(guard.refusal == "ink_by_leader" for guard in action.guards):
        return True
    return any(Role.LEADER in actor.roles for actor in actors(desk.rules))


def _named(desk: Desk, process: Process, matter: Matter, action: Action, track: Track) -> bool:
    """Whether an action may name a strand: it stands where it should, and it is this person's to judge."""
    if action.target is None or track.state not in action.target.states:
        return False
    scenes = (Scene(process, matter, actor, {}, track, desk.rules.directory) for actor in actors(desk.rules))
    return any(holds(action.who, scene) for scene in scenes)


def _ask(desk: Desk, process: Process, action: Action, field: Field, record: Record | None) -> Ask:
    matter = record.matter if record else None
    ask = Ask(
        name=field.name,
        type=field.type,
        label=words.label(process.kind, action.name, field.name),
        note=words.note(field.name, process.kind),
        required=rulebook.required(process, matter, field, {}),
        limit=field.limit,
        one_person=not (unit := rulebook.unit_wanted(action, field.name)) and _asks_persons(action, field.name),
        whole_unit=unit,
        value=prefill.value(desk, process.kind, action, field, record, _kept(record, field)),
        order=_order_field(action, field.name),
        roles=rulebook.roles_wanted(action, field.name),
        desks=(process.kind, field.name) in DESKS,
        organs=any(g.must[:2] == ("each_clerks", field.name) for g in action.guards),
    )
    if field.name == DUE:
        return _dated(desk, ask, action, prefill.offered(desk, process.kind, action, record))
    if (field.name, field.type) == ("entry", FieldType.NUMBER):
        return replace(ask, type=FieldType.CHOICE, choices=_own_entries(desk, record), fills="opinion")
    if (process.kind, field.name) == ("supervision", "source"):
        return replace(ask, choices=_sources(desk, field), fills=DUE)
    if (field.name, field.type) == ("line", FieldType.MATTER):
        return replace(ask, type=FieldType.CHOICE, later=partial(_lines, desk))
    if field.type in CHOOSING:
        return replace(ask, choices=tuple(Choice(c, *words.choice(field.name, c)) for c in field.choices))
    if field.type in {FieldType.TRACK, FieldType.TRACKS} and matter is not None:
        states = _states_named(action, field.name)
        some = [t for t in matter.tracks if not states or t.state in states]
        return replace(ask, choices=_tracks(desk, process.kind, some))
    return ask


def _dated(desk: Desk, ask: Ask, action: Action, usual: Usual | None) -> Ask:
    """A day: the one that is kept, else the usual one."""
    value = usual.due(desk.calendar) if usual is not None and ask.value is None else ask.value
    return replace(ask, value=value, usual=usual, counted=counted(action))


DESKS = frozenset(("supervision", name) for name in ("lead", "assist", "holders", "reader"))
"""Where a unit that is chosen means its 收发岗, beside persons."""


def _sources(desk: Desk, field: Field) -> tuple[Choice, ...]:
    """Where an item comes from, each with the limit it usually has."""
    now = desk.clock.now()
    return tuple(Choice(c, *words.choice(field.name, c), then=of_source(c, now)) for c in field.choices)


def _lines(desk: Desk) -> tuple[Choice, ...]:
    """The budget lines that may be charged, each with what is left of it, and since when that is known.

    Not for the GUI thread.
    """
    now = desk.clock.now()
    known = (line for line in fiscal.lines(desk.stores.library) if line.open)
    return tuple(Choice(one.matter, f"{money.line_name(one)}（{money.left(one, now)}）") for one in known)


def _asks_persons(action: Action, field: str) -> bool:
    """Whether some rule wants persons in this field, at least at times."""
    return any(
        (_mentions(g.must, "each_one_person") or _mentions(g.must, "persons")) and _mentions(g.must, field)
        for g in action.guards
    )


def _mentions(condition: object, word: str) -> bool:
    if isinstance(condition, tuple):
        return any(_mentions(c, word) for c in condition)
    return condition == word


def _order_field(action: Action, field: str) -> str:
    """The field by which the turns of those named in this one are laid."""
    laid = [e.args for e in action.effects if e.name == "lay_tracks" and e.args[:1] == (field,)]
    named = str(laid[0][1]) if laid and len(laid[0]) > 1 else ""
    return named if any(f.name == named for f in action.asks) else ""


def _states_named(action: Action, field: str) -> frozenset[str]:
    """The states the guards want the chosen tracks to be in."""
    found: set[str] = set()
    for guard in action.guards:
        found |= set(_track_states(guard.must, field))
    return frozenset(found)


def _track_states(condition: Condition, field: str) -> list[str]:
    name, *args = condition
    if name == "tracks_in" and args[:1] == [field]:
        return [str(a) for a in args[1:]]
    return [s for a in args if isinstance(a, tuple) and a for s in _track_states(a, field)]


def _kept(record: Record | None, field: Field) -> object:
    """What stands in the matter already, where the action would replace it."""
    matter = record.matter if record else None
    if record is None or matter is None or not field.kept:
        return None
    if field.type in WRITTEN_TYPES:
        at = matter.texts.get(field.name)
        return next((x.entry.fields.get(field.name) for x in record.lines if x.entry.v == at), None)
    if field.type is FieldType.FILES:
        return [{"sha256": f.sha256, "name": f.name, "size": f.size} for f in matter.files]
    return matter.fields.get(field.name)


def _own_entries(desk: Desk, record: Record | None) -> tuple[Choice, ...]:
    """What this person wrote here, the last first: the words as they stand corrected by now.

    Not what is still to be sent: only the centre says which number it gets, and this one may become another entry's.
    """
    matter = record.matter if record else None
    if record is None or matter is None:
        return ()
    mine = {v for v, person in matter.written.items() if person == desk.rules.me}
    mine -= {line.entry.v for line in record.lines if line.pending is not None}
    entries = {line.entry.v: line.entry for line in record.lines}
    now = desk.clock.now()
    found = []
    for v in sorted(mine & entries.keys(), reverse=True):
        last = entries.get(matter.corrected.get(v, v), entries[v])
        text = words_in(last.fields)
        head = f"{moments.full(entries[v].at, now)} {names.action(record.kind, entries[v].action)}"
        found.append(Choice(v, head, text if len(text) <= SHORT else f"{text[:SHORT]}…", text))
    return tuple(found)


SHORT = 16
"""How much of somebody's words says which they are."""
WRITTEN = ("opinion", "words", "reason", "note", "summary", "result", "answer", "conclusion")
"""The fields in which people write, the weightiest first."""


def words_in(fields: Mapping[str, object]) -> str:
    """What somebody wrote in an entry."""
    return next((str(fields[name]) for name in WRITTEN if fields.get(name)), "")


def _tracks(desk: Desk, kind: str, tracks: list[Track]) -> tuple[Choice, ...]:
    """Each with who holds it, how it stands, and the number to ring him by."""

    def choice(track: Track) -> Choice:
        told = (track.title, names.track_state(kind, track.state), desk.people.number(track.holder))
        return Choice(track.id, desk.people.label(track.holder), "　".join(part for part in told if part))

    return tuple(map(choice, sorted(tracks, key=lambda t: (t.turn, t.id))))


def in_place(action: Action) -> bool:
    """Whether an action is done in the page itself: it asks for words at most; by hand is written in a dialog."""
    needs_target = action.target is not None and not action.target.own
    return not needs_target and [f.type for f in action.asks if f != INK] in ([FieldType.TEXT], [])


def needed_in(process: Process, matter: Matter | None, action: Action, fields: Mapping[str, object]) -> frozenset[str]:
    """The fields that must be filled in, given what stands in the others."""
    return frozenset(f.name for f in action.asks if rulebook.required(process, matter, f, fields))


def findings(desk: Desk, kind: str, action: Action, fields: Mapping[str, object]) -> tuple[Finding, ...]:
    """Everything the rule would refuse in a matter to be opened: field by field, then as a whole."""
    process = desk.rules.kinds.newest(kind)
    actor = next(iter(actors(desk.rules)), None)
    if process is None or actor is None:
        return ()
    must, fields = needed_in(process, None, action, fields), packed(action, fields)
    found = []
    for ask in action.asks:
        given = {ask.name: fields[ask.name]} if not is_empty(fields.get(ask.name)) else {}
        wrong = check_fields((ask,), given, lambda f: f.name in must)
        if wrong is not None:
            found.append(Finding(written_in(ask), words.refusal(wrong, kind)))
    if found:
        return tuple(found)
    wrong = _whole(desk, process, action, fields, None)
    return (Finding(_field_of(action, wrong), words.refusal(wrong, kind)),) if wrong else ()


def _whole(
    desk: Desk, process: Process, action: Action, fields: Mapping[str, object], matter: Matter | None
) -> Refused | None:
    """What every one of this person's posts is refused with."""
    answer: Refused | None = None
    for actor in actors(desk.rules):
        command = Command(MatterId("0-0"), process.kind, action.name, fields, edition=process.edition)
        known = (desk.rules.directory, desk.rules.calendar)
        context = Context(actor, Moment(desk.clock.now()), *known, purse=desk.rules.purse)
        decision = rulebook.decide(process, matter, command, context)
        if not isinstance(decision, Refused):
            return None
        answer = answer or decision
    return answer


def _field_of(action: Action, refused: Refused) -> str:
    """The field a guard speaks about: the last it names, what comes before only says when it counts."""
    if isinstance(field := refused.facts.get("field"), str):
        return field
    guard = next((g for g in action.guards if g.refusal == refused.code), None)
    asked = {f.name for f in action.asks}
    named = [word for word in _words_in(guard.must) if word in asked] if guard else []
    return named[-1] if named else ""


def _words_in(condition: object) -> Iterator[str]:
    if isinstance(condition, tuple):
        for part in condition:
            yield from _words_in(part)
    elif isinstance(condition, str):
        yield condition


def field_of(offer: Offer, refused: Refused) -> str:
    """Where in a form a refusal belongs; empty when it is about the whole."""
    return _field_of(offer.action, refused)
