"""What an accepted command comes to: its entry with what was found, its claims, its commands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from oa_client.domain.conditions import CLOCK, Scene, holds
from oa_client.domain.decision import Accepted, Claim, Command, Context, FollowUp, NewEntry
from oa_client.domain.fields import is_empty
from oa_client.domain.matter import Clock, EntryType, FileRef, Matter, MatterId, Running
from oa_client.domain.table import Action, ClaimRule, ClockRule, Field, FieldType, Process

NOTE = "add_note"
"""The action under which the words of a second holder, who was too late, are kept."""


def missing_files(action: Action, matter: Matter | None, command: Command, context: Context) -> tuple[str, ...]:
    """The files of a matter and a command whose bytes an action waits for."""
    if not action.needs_files:
        return ()
    held = matter.files if matter else ()
    wanted = {*(f.sha256 for f in held), *(f.sha256 for f in _files(action, command.fields))}
    return tuple(sorted(sha for sha in wanted if not context.has_file(sha)))


def accept(process: Process, action: Action, scene: Scene, command: Command, context: Context) -> Accepted:
    """The entry of an accepted command, and what goes with it."""
    data: dict[str, object] = {"action": action.name}
    if action.opens:
        data = {"kind": process.kind, "edition": process.edition, **data}
    about = scene.matter.track(command.track) if scene.matter and action.name == NOTE else scene.track
    if about is not None:
        data["track"] = about.id
    if given := _given(action, scene):
        data["fields"] = given
    if found := dict(_found(process, action, scene, context)):
        data["found"] = found
    entry = NewEntry(EntryType.OPENED if action.opens else action.entry, data)
    return Accepted((entry,), tuple(_follow_ups(action, scene)), tuple(claims(action, scene)))


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
    return ask.name in (matter.texts if ask.type is FieldType.TEXT else matter.fields)


def _found(process: Process, action: Action, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    """What the effects will need and may not look up: the moments clocks run to."""
    due = scene.value("due")
    if isinstance(due, int) and any(e.name == "deliver" for e in action.effects):
        yield "due", due
    for effect in action.effects:
        rule = process.clock(str(effect.args[0])) if effect.name.endswith("_clock") else None
        if rule is not None:
            yield from _found_clock(effect.name, rule, scene, context)


def _found_clock(effect: str, rule: ClockRule, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    days, now, name = context.calendar, context.now, f"{CLOCK}{rule.name}"
    if effect == "start_clock":
        yield name, days.due(now, rule.amount, rule.unit)
        return
    going = _clock(scene, rule, Running.PAUSED if effect == "resume_clock" else Running.RUNNING)
    if going is None:
        return
    if effect == "pause_clock":
        yield f"left.{rule.name}", days.left(now, going.due, rule.unit)
    elif effect == "resume_clock":
        yield name, days.due(now, going.left or 0, rule.unit)
    elif effect == "extend_clock":
        yield name, days.later(going.due, rule.extension, rule.unit)


def _clock(scene: Scene, rule: ClockRule, running: Running) -> Clock | None:
    """The clock an action is about, where it is in that condition."""
    return next((c for c in scene.clocks(rule.name) if c.running is running), None)


def _follow_ups(action: Action, scene: Scene) -> Iterator[FollowUp]:
    for rule in action.follow_ups:
        named = scene.value(rule.matter) if rule.matter else ""
        if isinstance(named, str) and bool(named) == bool(rule.matter) and holds(rule.when, scene):
            values = {to: scene.value(source) for to, source in rule.fields.items()}
            filled = {to: value for to, value in values.items() if not is_empty(value)}
            yield FollowUp(Command(MatterId(named), rule.kind, rule.action, filled))


def claims(action: Action, scene: Scene) -> Iterator[Claim]:
    """The keys and amounts an action takes or gives back."""
    for rule in action.claims:
        amount = scene.value(rule.amount) if rule.amount else None
        yield Claim(rule.registry, _key(rule, scene), amount if isinstance(amount, int) else None, rule.release)


def _key(rule: ClaimRule, scene: Scene) -> str:
    """The parts joined so that different parts never join to the same key."""
    parts = (str(scene.value(k) or "") for k in rule.key)
    return "/".join(p.replace("%", "%25").replace("/", "%2F") for p in parts)


def _files(action: Action, fields: Mapping[str, object]) -> tuple[FileRef, ...]:
    names = [f.name for f in action.asks if f.type is FieldType.FILES]
    return tuple(f for name in names for f in file_refs(fields.get(name)))


def file_refs(value: object) -> tuple[FileRef, ...]:
    """The files in a field of files."""
    items = value if isinstance(value, list) else []
    return tuple(
        FileRef(str(f["sha256"]), str(f["name"]), size if isinstance(size := f["size"], int) else 0)
        for f in items
        if isinstance(f, dict)
    )
