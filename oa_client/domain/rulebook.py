"""The one rulebook: `decide` what a command may do, `evolve` a matter by what was done, and the views of its state.

It reads the process tables and nothing else of a kind. The same functions run on the client at once, at the centre as
authority, in the printed flow and in the property tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.domain.conditions import Scene, audience_of, holds, scopes
from oa_client.domain.decision import (
    Accepted,
    Claim,
    Command,
    Context,
    Decision,
    FollowUp,
    NeedsCentre,
    NeedsFiles,
    NewEntry,
    Refused,
)
from oa_client.domain.effects import Act, apply
from oa_client.domain.fields import check_fields
from oa_client.domain.matter import (
    Entry,
    EntryType,
    FileRef,
    Matter,
    MatterId,
    Moment,
    Row,
    Task,
    Timer,
    Track,
    TrackId,
)
from oa_client.domain.people import SYSTEM, Actor, Directory, PersonId, Scope
from oa_client.domain.table import Action, Field, FieldType, Process, TaskRule

NOTE = "add_note"
"""The action under which the words of a second holder, who was too late, are kept."""


def decide(process: Process, matter: Matter | None, command: Command, context: Context) -> Decision:
    """What the rule says of a command now. Never raises, whatever the command holds."""
    action = process.action(command.action)
    if action is None:
        return Refused("unknown_action", {"action": command.action})
    if action.opens != (matter is None):
        return Refused("no_such_matter" if matter is None else "already_open", {"action": action.name})
    if matter is not None and matter.stage not in action.states:
        return Refused("wrong_stage", {"stage": matter.stage, "action": action.name})
    track = _target(action, matter, command, context.actor)
    if isinstance(track, Refused):
        return _or_note(process, action, matter, command, context, track)
    scene = Scene(process, matter, context.actor, command.fields, track, context.directory)
    if not holds(action.who, scene):
        return Refused("not_allowed", {"action": action.name})
    if (wrong := check_fields(action.asks, command.fields, lambda f: holds(f.required, scene))) is not None:
        return wrong
    for guard in action.guards:
        if not holds(guard.must, scene):
            return Refused(guard.refusal, {"action": action.name})
    if action.needs_centre and not context.at_centre:
        return NeedsCentre(action.name)
    missing = _missing_files(action, matter, command, context)
    return NeedsFiles(missing) if missing else _accept(process, action, scene, command, context)


def _target(action: Action, matter: Matter | None, command: Command, actor: Actor) -> Track | Refused | None:
    """The track the command is about, or why there is none for this actor."""
    target = action.target
    if target is None or matter is None:
        return None
    mine = actor.scopes
    named = [
        t for t in matter.tracks if command.track in {None, t.id} and (not target.own or t.holder in mine)
    ]
    if command.track is None and not target.own and len(named) > 1:
        named = [t for t in named if t.state in target.states]
        if len(named) > 1:
            return Refused("track_missing", {"action": action.name})
    good = [t for t in named if t.state in target.states]
    if good:
        return min(good, key=lambda t: t.turn)
    if not named:
        return Refused("no_track", {"action": action.name})
    last = named[-1]
    code = target.refusals.get(last.state, "track_over")
    return Refused(code, {"action": action.name, "track": last.id, "state": last.state, "by": last.ended_by})


def _or_note(
    process: Process,
    action: Action,
    matter: Matter | None,
    command: Command,
    context: Context,
    refused: Refused,
) -> Decision:
    """Too late for a post's or unit's track: the colleague's act stands, these words are kept as a note."""
    words = {k: v for k, v in command.fields.items() if k == "opinion" and v}
    note = process.action(NOTE)
    late = (
        refused.code in {"track_over", "already_done"} and refused.facts.get("by") != context.actor.effective
    )
    if matter is None or note is None or action.target is None or not (action.target.note and late and words):
        return refused
    track = matter.track(TrackId(_int(refused.facts.get("track"))))
    if track is None or track.holder.startswith("p"):
        return refused
    return decide(process, matter, replace(command, action=NOTE, fields=words, track=track.id), context)


def _int(value: object) -> int:
    return value if isinstance(value, int) else -1


def _missing_files(
    action: Action, matter: Matter | None, command: Command, context: Context
) -> tuple[str, ...]:
    if not action.needs_files:
        return ()
    held = matter.files if matter else ()
    wanted = {*(f.sha256 for f in held), *(f.sha256 for f in _files(action, command.fields))}
    return tuple(sorted(sha for sha in wanted if not context.has_file(sha)))


def _accept(process: Process, action: Action, scene: Scene, command: Command, context: Context) -> Accepted:
    data: dict[str, object] = {"action": action.name}
    if action.opens:
        data = {"kind": process.kind, "edition": process.edition, **data}
    if scene.track is not None:
        data["track"] = scene.track.id
    given = {k: v for k, v in command.fields.items() if v is not None and v != "" and v != []}
    if given:
        data["fields"] = given
    if found := dict(_found(process, action, scene, context)):
        data["found"] = found
    entry = NewEntry(EntryType.OPENED if action.opens else action.entry, data)
    return Accepted((entry,), tuple(_follow_ups(action, scene)), tuple(_claims(action, scene)))


def _found(process: Process, action: Action, scene: Scene, context: Context) -> Iterator[tuple[str, object]]:
    """What the effects will need and may not look up: the moments clocks run to."""
    due = scene.value("due")
    if isinstance(due, int) and any(e.name == "deliver" for e in action.effects):
        yield "due", due
    for effect in action.effects:
        name = str(effect.args[0]) if effect.args else ""
        rule = process.clock(name)
        running = next((c for c in (scene.matter.clocks if scene.matter else ()) if c.name == name), None)
        if rule is None:
            continue
        if effect.name == "start_clock":
            yield f"clock.{name}", context.calendar.due(context.now, rule.amount, rule.unit)
        elif effect.name == "pause_clock" and running is not None:
            yield f"left.{name}", context.calendar.left(context.now, running.due, rule.unit)
        elif effect.name == "resume_clock" and running is not None:
            yield f"clock.{name}", context.calendar.due(context.now, running.left or 0, rule.unit)
        elif effect.name == "extend_clock" and running is not None:
            yield f"clock.{name}", context.calendar.due(running.due, rule.extension, rule.unit)


def _follow_ups(action: Action, scene: Scene) -> Iterator[FollowUp]:
    for rule in action.follow_ups:
        if holds(rule.when, scene):
            values = {to: scene.value(source) for to, source in rule.fields.items()}
            matter = MatterId(str(scene.value(rule.matter) or "")) if rule.matter else MatterId("")
            yield FollowUp(Command(matter, rule.kind, rule.action, values))


def _claims(action: Action, scene: Scene) -> Iterator[Claim]:
    for rule in action.claims:
        amount = scene.value(rule.amount) if rule.amount else None
        key = "/".join(str(scene.value(k) or "") for k in rule.key)
        yield Claim(rule.registry, key, amount if isinstance(amount, int) else None)


def evolve(process: Process, matter: Matter | None, entry: Entry) -> Matter:
    """The matter after one more entry. Looks nothing up: what it needs stands in the entry."""
    action = process.action(entry.action)
    track = matter.track(entry.track) if matter else None
    base = _open(entry) if matter is None else matter
    after = _keep(base, entry, action)
    if action is not None:
        after = apply(action.effects, after, Act(process, entry, track))
    return replace(after, version=entry.v, changed_at=entry.at, acted=after.acted | _actors(entry))


def _actors(entry: Entry) -> frozenset[PersonId]:
    return frozenset({entry.actor, entry.effective} - {SYSTEM})


def _open(entry: Entry) -> Matter:
    return Matter(
        id=entry.matter,
        kind=str(entry.data.get("kind", "")),
        edition=_int(entry.data.get("edition")),
        stage="",
        version=0,
        opener=entry.effective,
        post=entry.post,
        unit=entry.unit,
        opened_at=entry.at,
        changed_at=entry.at,
    )


def _keep(matter: Matter, entry: Entry, action: Action | None) -> Matter:
    """The fields an action keeps in the state, where its texts stand, and the files it brings."""
    asks = {f.name: f for f in (action.asks if action else ())}
    kept = {k: v for k, v in entry.fields.items() if k in asks and asks[k].kept}
    texts = {
        k: entry.v for k in entry.fields if k in asks and asks[k].type is FieldType.TEXT and asks[k].kept
    }
    fields = {k: v for k, v in kept.items() if asks[k].type not in {FieldType.TEXT, FieldType.FILES}}
    files = _files(action, entry.fields) if action else ()
    return replace(
        matter,
        fields={**matter.fields, **fields} if fields else matter.fields,
        texts={**matter.texts, **texts} if texts else matter.texts,
        files=(*matter.files, *files),
    )


def _files(action: Action, fields: Mapping[str, object]) -> tuple[FileRef, ...]:
    names = [f.name for f in action.asks if f.type is FieldType.FILES]
    found = [item for name in names for item in _list(fields.get(name))]
    return tuple(
        FileRef(str(f["sha256"]), str(f["name"]), _int(f["size"])) for f in found if isinstance(f, dict)
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def offered(
    process: Process, matter: Matter, actor: Actor, directory: Directory
) -> Iterator[tuple[Action, Track | None]]:
    """The actions this actor may take now, in table order, each with the track it would be about: the action bar."""
    for action in process.actions:
        if action.opens or matter.stage not in action.states:
            continue
        for track in _candidates(action, matter, actor):
            scene = Scene(process, matter, actor, {}, track, directory)
            if holds(action.who, scene) and all(_may_hold(g.must, action, scene) for g in action.guards):
                yield action, track
                break


def _candidates(action: Action, matter: Matter, actor: Actor) -> list[Track] | list[None]:
    target = action.target
    if target is None:
        return [None]
    good = [t for t in matter.tracks if t.state in target.states]
    return [t for t in good if t.holder in actor.scopes] if target.own else good


def _may_hold(guard: tuple[object, ...], action: Action, scene: Scene) -> bool:
    """A guard that looks at what is still to be filled in does not hide the action."""
    asked = {f.name for f in action.asks}
    return _mentions(guard, asked) or holds(guard, scene)


def _mentions(condition: object, names: set[str]) -> bool:
    if isinstance(condition, tuple):
        return any(_mentions(c, names) for c in condition)
    return condition in names


def required(process: Process, matter: Matter | None, ask: Field, fields: Mapping[str, object]) -> bool:
    """Whether a field must be filled in, given what stands in the others."""
    return holds(ask.required, Scene(process, matter, fields=fields))


def tasks(process: Process, matter: Matter) -> tuple[Task, ...]:
    """The work the matter holds open, for whom: 待办 and 待阅 everywhere are this and nothing else."""
    scene = Scene(process, matter)
    return tuple(t for rule in process.tasks if holds(rule.when, scene) for t in _tasks_of(rule, scene))


def _tasks_of(rule: TaskRule, scene: Scene) -> Iterator[Task]:
    matter = scene.matter
    assert matter is not None
    if rule.holders is not None:
        for scope in scopes(rule.holders, scene):
            yield Task(scope, rule.duty, rule.step, matter.changed_at, by_receipt=rule.by_receipt)
    for track in matter.tracks:
        if track.state in rule.states:
            since = track.delivered_at or matter.changed_at
            yield Task(track.holder, rule.duty, rule.step, since, track.id, track.due)


def audience(process: Process, matter: Matter) -> frozenset[Scope]:
    """Everyone who may see the matter, as scopes; who acted in it keeps reading it (by the table's ``acted``)."""
    return audience_of(process, matter)


def row(process: Process, matter: Matter) -> Row:
    """What a list shows of the matter."""
    counted = [t for t in matter.tracks if t.state not in {"withdrawn", "forwarded"}]
    dues = [c.due for c in matter.clocks if c.running.value == "running"]
    due = matter.fields.get("due")
    return Row(
        title=matter.title,
        stage=matter.stage,
        opener=matter.opener,
        unit=matter.unit,
        opened_at=matter.opened_at,
        changed_at=matter.changed_at,
        urgency=str(matter.fields.get("urgency", "")),
        number=str(matter.fields.get("number", "")),
        due=Moment(due) if isinstance(due, int) else min(dues, default=None),
        files=len(matter.files),
        ended=sum(t.state not in process.open_tracks for t in counted),
        total=len(counted),
        over=matter.stage in process.over,
    )


def timers(process: Process, matter: Matter) -> tuple[Timer, ...]:
    """What the centre does by itself, and when, as the matter stands."""
    scene = Scene(process, matter)
    return tuple(
        Timer(rule.name, Moment(at), rule.action)
        for rule in process.timers
        if holds(rule.when, scene) and isinstance(at := matter.fields.get(rule.moment), int)
    )
