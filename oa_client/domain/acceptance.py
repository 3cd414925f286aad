"""What an accepted command comes to: its entry with what was found, its claims, its commands elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from oa_client.domain.body import IN
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.conditions import holds
from oa_client.domain.decision import Accepted, Claim, Command, Context, FollowUp, NewEntry, Refused
from oa_client.domain.drawing import NUMBER, numbered
from oa_client.domain.fields import body_words, is_empty, written_in
from oa_client.domain.fiscal.submitting import looked_into
from oa_client.domain.locking import looked_at
from oa_client.domain.matter import OVER, Clock, Entry, EntryType, FileRef, Matter, MatterId, Running
from oa_client.domain.numbers import fold_number
from oa_client.domain.parts import DUES, resumed
from oa_client.domain.scene import CLOCK, EACH, Scene, flat_scopes
from oa_client.domain.series import Numbered, joined, key_of, read_number
from oa_client.domain.series_acts import ruling
from oa_client.domain.table import (
    WRITTEN,
    Action,
    ClaimRule,
    ClockRule,
    Field,
    FieldType,
    FollowUpRule,
    NumberRule,
    Process,
)
from oa_client.domain.usual import DUE, USUAL, usual_of

NOTE = "add_note"
"""The action under which the words of a second holder, who was too late, are kept."""
_APART = re.compile(r"[、，,；;\s]+")
NOWHERE = MatterId("0-0")
"""No matter has this id: where a command goes for which there is none."""


def missing_files(action: Action, matter: Matter | None, command: Command, context: Context) -> tuple[str, ...]:
    """The files of a matter and a command whose bytes an action waits for; a body is always waited for."""
    wanted = {f.sha256 for f in bodies_in(action.asks, command.fields)}
    if action.needs_files:
        held = (*matter.files, *bodies_held(matter)) if matter else ()
        wanted |= {*(f.sha256 for f in held), *(f.sha256 for f in brought_files(action, command.fields))}
    return tuple(sorted(sha for sha in wanted if not context.has_file(sha)))


def unfit_words(action: Action, command: Command, context: Context) -> Refused | None:
    """What is wrong with the words of a body that came as a file, as far as they are at hand."""
    for ask in action.asks:
        for file in file_refs(command.fields.get(ask.name)) if ask.type is FieldType.BODY_FILE else ():
            text = context.read_text(file.sha256)
            if text is None and context.at_centre and context.has_file(file.sha256):
                return Refused("bad_value", {"field": written_in(ask)})
            if text is not None and (wrong := body_words(written_in(ask), text)) is not None:
                return wrong
    return None


def accept(process: Process, action: Action, scene: Scene, command: Command, context: Context) -> Accepted | Refused:
    """The entry of an accepted command, and what goes with it; refused where a number it needs is not to be had."""
    numbers, ruled = numbered(action, scene, command, context), ruling(action, scene, command, context)
    if isinstance(numbers, Refused):
        return numbers
    if isinstance(ruled, Refused):
        return ruled
    money = looked_into(action, scene, context)
    if isinstance(money, Refused):
        return money
    found = {**dict(_found(process, action, scene, context)), **numbers, **ruled, **money}
    return accepted(process, action, scene, command, context, found)


def accepted(
    process: Process, action: Action, scene: Scene, command: Command, context: Context, found: Mapping[str, object]
) -> Accepted:
    """The same with all that was found for it."""
    data: dict[str, object] = {"action": action.name}
    if action.opens:
        data = {"kind": process.kind, "edition": process.edition, **data}
    about = scene.matter.track(command.track) if scene.matter and action.name == NOTE else scene.track
    if about is not None:
        data["track"] = about.id
    if given := _given(action, scene):
        data["fields"] = given
    if command.cause is not None:
        data["cause"] = command.cause
    if found:
        data["found"] = dict(found)
    entry = NewEntry(EntryType.OPENED if action.opens else action.entry, data)
    return Accepted((entry,), tuple(_follow_ups(action, scene, context, found)), tuple(claims(action, scene, found)))


def _given(action: Action, scene: Scene) -> dict[str, object]:
    """What was filled in, as typed; None for what the matter has and was emptied."""
    held = scene.matter
    given: dict[str, object] = {}
    for ask in action.asks:
        value = scene.fields.get(ask.name)
        if not is_empty(value):
            given[ask.name] = value
        elif ask.kept and held is not None and _has(held, ask):
            given[ask.name] = None
    return given


def _has(matter: Matter, ask: Field) -> bool:
    if ask.type is FieldType.FILES:
        return bool(matter.files)
    if ask.type is FieldType.BODY_FILE:
        return False
    return ask.name in (matter.texts if ask.type in WRITTEN else matter.fields)


def _found(process: Process, action: Action, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    """What the effects will need and may not look up: the day, the moments clocks run to."""
    due, given = _day(scene, context), scene.value(DUE)
    if isinstance(due, int) and (due != given or any(e.name == "deliver" for e in action.effects)):
        yield DUE, due
    for effect in action.effects:
        rule = process.clock(str(effect.args[0])) if effect.name.endswith("_clock") else None
        if rule is not None:
            yield from _found_clock(effect.name, rule, scene, context)
        yield from looked_at(effect, scene, context.read_text)
        if effect.name == "resume_dues" and scene.matter is not None:
            since = scene.value(str(effect.args[0]))
            yield DUES, resumed(scene.matter, process.open_tracks, context.calendar, since, context.now)


def _day(scene: Scene, context: Context) -> object:
    """The day as the calendar here has it, where it was counted by another; else as it was given or is kept.

    What is given as it is kept stays: a day that stands moves by an entry of its own (`recount.py`).
    """
    due, usual = scene.value(DUE), usual_of(scene.fields.get(USUAL))
    held = scene.matter.fields if scene.matter else {}
    if usual is None or (due is not None and (due, usual) == (held.get(DUE), usual_of(held.get(USUAL)))):
        return due
    return usual.moved(due, context.now, context.calendar) if isinstance(due, int) else usual.due(context.calendar)


def as_counted(scene: Scene, context: Context) -> Scene:
    """The scene with the day that will hold in the place of the one that was given: what guards look at."""
    if usual_of(scene.fields.get(USUAL)) is None:
        return scene
    return replace(scene, fields={**scene.fields, DUE: _day(scene, context)})


def counted_ahead(scene: Scene, context: Context) -> Refused | None:
    """The centre takes no day that was counted from a moment which is still to come there: it would move with that."""
    usual = usual_of(scene.fields.get(USUAL))
    ahead = context.at_centre and usual is not None and usual.is_ahead(context.now)
    return Refused("counted_ahead", {"field": DUE}) if ahead else None


def _found_clock(effect: str, rule: ClockRule, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    days, now, name = context.calendar, context.now, f"{CLOCK}{rule.name}"
    if effect in {"start_clock", "start_missing_clock"}:
        yield name, days.due(now, rule.amount, rule.unit)
        return
    if rule.per_track and scene.track is None and effect in {"pause_clock", "resume_clock"}:
        yield from _found_each(effect, rule, scene, context)
        return
    going = _clock(scene, rule, Running.PAUSED if effect == "resume_clock" else Running.RUNNING)
    if going is None:
        return
    if effect == "pause_clock":
        yield f"left.{rule.name}", _left(days, now, going, rule)
    elif effect == "resume_clock":
        yield name, _on(days, now, going, rule)
    elif effect == "extend_clock":
        yield name, days.later(going.due, rule.extension, rule.unit)


def _found_each(effect: str, rule: ClockRule, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    """What is left of the clock of each track, or until when each runs on."""
    days, now, pausing = context.calendar, context.now, effect == "pause_clock"
    before = Running.RUNNING if pausing else Running.PAUSED
    going = [c for c in scene.clocks(rule.name) if c.running is before]
    if going:
        name = f"left.{rule.name}" if pausing else f"{CLOCK}{rule.name}"
        found = ((_left if pausing else _on)(days, now, c, rule) for c in going)
        yield f"{name}{EACH}", {str(c.track): value for c, value in zip(going, found, strict=True)}


def _left(days: WorkingDays, now: int, clock: Clock, rule: ClockRule) -> int:
    """What is left of a running clock; `OVER` where its moment has passed, so that nothing revives it."""
    return OVER if clock.due <= now else days.left(now, clock.due, rule.unit)


def _on(days: WorkingDays, now: int, clock: Clock, rule: ClockRule) -> int:
    """Until when a paused clock counts on: what was over keeps its moment."""
    left = clock.left or 0
    return clock.due if left == OVER else days.due(now, left, rule.unit)


def _clock(scene: Scene, rule: ClockRule, running: Running) -> Clock | None:
    """The clock an action is about, where it is in that condition."""
    return next((c for c in scene.clocks(rule.name) if c.running is running), None)


def _follow_ups(action: Action, scene: Scene, context: Context, found: Mapping[str, object]) -> Iterator[FollowUp]:
    for rule in action.follow_ups:
        named = scene.value(rule.matter) if rule.matter else ""
        if isinstance(named, str) and bool(named) == bool(rule.matter) and holds(rule.when, scene):
            for one in _for_each(rule, scene):
                values = {to: one.value(source) for to, source in rule.fields.items()}
                filled = {to: value for to, value in values.items() if not is_empty(value)}
                matter = _addressed(rule, one, context) if rule.held else MatterId(named)
                if rule.optional and matter == NOWHERE:
                    continue
                numbers = {key: found[key] for n in rule.numbers if (key := f"{NUMBER}{n.field}") in found}
                yield FollowUp(Command(matter, rule.kind, rule.action, filled, found=numbers))


def _addressed(rule: FollowUpRule, scene: Scene, context: Context) -> MatterId:
    """The matter that holds the key a rule names; only the centre knows every one."""
    registry, *parts = rule.held
    return context.holder_of(registry, joined(str(scene.value(k) or "") for k in parts)) or NOWHERE


def _for_each(rule: FollowUpRule, scene: Scene) -> Iterator[Scene]:
    """The scene itself, or with each member of a field as ``@each``, nobody twice."""
    if not rule.each:
        yield scene
        return
    named = scene.value(rule.each)
    holders = (t.holder for t in scene.tracks if isinstance(named, list) and t.id in named)
    for member in dict.fromkeys((*flat_scopes(named), *holders)):
        yield replace(scene, fields={**scene.fields, "@each": member})


def claims(action: Action, scene: Scene, found: Mapping[str, object]) -> Iterator[Claim]:
    """The keys and amounts an action takes or gives back, and the numbers that were found for it."""
    left = _as_left(action, scene)
    for rule in action.claims:
        if rule.each:
            yield from _each(rule, left)
        elif not holds(rule.when, left):
            yield from _nothing_instead(rule, scene)
        else:
            amount = scene.value(rule.amount) if rule.amount else None
            whole = amount if isinstance(amount, int) else 0 if rule.exact else None
            yield Claim(rule.registry, _key(rule, scene), whole, rule.release, rule.instead, rule.address, rule.exact)
    for number in action.numbers:
        if (got := number_found(number, found)) is not None:
            yield Claim(number.registry, key_of(got.series, got.n))


def _as_left(action: Action, scene: Scene) -> Scene:
    """The scene as the action will leave it: what it keeps and was given nothing is empty then."""
    emptied = {ask.name: None for ask in action.asks if ask.kept}
    return replace(scene, fields={**emptied, **scene.fields})


def _nothing_instead(rule: ClaimRule, scene: Scene) -> Iterator[Claim]:
    """Where a rule claims nothing any more, what the matter held by it goes back."""
    if rule.instead and scene.matter is not None:
        yield Claim(rule.registry, "", release=True, instead=True)


def _each(rule: ClaimRule, left: Scene) -> Iterator[Claim]:
    """The keys that a field names, in the place of all the matter held there."""
    yield Claim(rule.registry, "", release=True, instead=True)
    for one in () if rule.release else members(left.value(rule.key[0])):
        yield Claim(rule.registry, joined([fold_number(one) if rule.folded else one]))


def members(value: object) -> tuple[str, ...]:
    """What a text names that names several, each once."""
    return tuple(dict.fromkeys(one for one in _APART.split(str(value or "")) if one))


def found_in(entry: Entry) -> Mapping[str, object]:
    """What an entry says was looked up for it."""
    found = entry.data.get("found")
    return found if isinstance(found, dict) else {}


def number_found(rule: NumberRule, found: Mapping[str, object]) -> Numbered | None:
    """The number an entry says it was given."""
    return read_number(found.get(f"{NUMBER}{rule.field}"))


def _key(rule: ClaimRule, scene: Scene) -> str:
    """The parts joined so that different parts never join to the same key."""
    parts = (str(scene.value(k) or "") for k in rule.key)
    return joined(fold_number(p) for p in parts) if rule.folded else joined(parts)


def brought_files(action: Action, fields: Mapping[str, object]) -> tuple[FileRef, ...]:
    """The files that were filled in for an action."""
    names = [f.name for f in action.asks if f.type is FieldType.FILES]
    return tuple(f for name in names for f in file_refs(fields.get(name)))


def bodies_held(matter: Matter) -> tuple[FileRef, ...]:
    """The files in which the bodies of a matter stand now."""
    kept = (value for name, value in matter.fields.items() if name.endswith(IN) and isinstance(value, list))
    return tuple(f for value in kept for f in file_refs(value))


def bodies_in(asks: Iterable[Field], fields: Mapping[str, object]) -> tuple[FileRef, ...]:
    """The bodies that came as files."""
    return tuple(f for ask in asks if ask.type is FieldType.BODY_FILE for f in file_refs(fields.get(ask.name)))


def file_refs(value: object) -> tuple[FileRef, ...]:
    """The files in a field of files."""
    items = value if isinstance(value, list) else []
    return tuple(
        FileRef(str(f["sha256"]), str(f["name"]), size if isinstance(size := f["size"], int) else 0)
        for f in items
        if isinstance(f, dict)
    )
