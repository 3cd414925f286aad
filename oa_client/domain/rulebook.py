"""The one rulebook: `decide` what a command may do, `evolve` a matter by an entry, views of its state.

It reads the process tables and nothing else of a kind. The same functions run on the client at once, at the
centre as authority, in the printed flow and in the property tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from oa_client.domain.acceptance import (
    NOTE,
    accept,
    as_counted,
    brought_files,
    claims,
    counted_ahead,
    file_refs,
    found_in,
    missing_files,
    number_found,
    unfit_words,
)
from oa_client.domain.conditions import audience_of, holds, may_hold
from oa_client.domain.decision import Command, Context, Decision, NeedsCentre, NeedsFiles, Refused
from oa_client.domain.drawing import drawn_here
from oa_client.domain.duties import tasks_of
from oa_client.domain.effects import Act, apply
from oa_client.domain.fields import is_empty, malformed, missing
from oa_client.domain.handover import handed_over, is_handover
from oa_client.domain.keeping import asking, keep_counted, keep_value, opened, written
from oa_client.domain.listing import shown
from oa_client.domain.matter import (
    Entry,
    Matter,
    Row,
    Task,
    Timer,
    Track,
    TrackId,
)
from oa_client.domain.money.purse import ONCE
from oa_client.domain.people import Actor, Directory, Role, Scope
from oa_client.domain.recount import is_recount, recounted
from oa_client.domain.scene import Scene, flat_scopes
from oa_client.domain.standing_in import UNDELEGABLE, wished
from oa_client.domain.table import (
    Action,
    Condition,
    Field,
    FieldType,
    Guard,
    Process,
    Target,
)
from oa_client.domain.tracks import held_by_another


def decide(process: Process, matter: Matter | None, command: Command, context: Context) -> Decision:
    """What the rule says of a command now. Never raises, whatever the command's fields hold.

    Nobody acts in a matter he does not see, whatever its table says; only the centre's own timers do, and what follows
    from an act elsewhere.
    """
    action = process.action(command.action)
    if action is None:
        return Refused("unknown_action", {})
    if (wrong := _unfit(process, action, matter, command, context)) is not None:
        return wrong
    track = _target(process, action, matter, command, context.actor)
    if isinstance(track, Refused):
        return _or_note(process, action, matter, command, context, track)
    scene = Scene(
        process,
        matter,
        context.actor,
        command.fields,
        track,
        context.directory,
        context.now,
        command.matter,
        command.cause is not None,
    )
    if (against := _against(action, scene, context)) is not None:
        return _instead(process, matter, command, context, against) if isinstance(against, Guard) else against
    return _supplied(action, scene, command, context) or accept(process, action, scene, command, context)


def _unfit(
    process: Process, action: Action, matter: Matter | None, command: Command, context: Context
) -> Refused | None:
    """Why this command is none for this matter by this person at all."""
    if action.opens != (matter is None):
        return Refused("no_such_matter" if matter is None else "already_open", {"action": action.name})
    if _not_lent(process, context.actor):
        return Refused("not_delegable", {"kind": process.kind})
    if matter is None:
        return malformed(action.asks, command.fields)
    if command.cause is None and not _takes_part(process, matter, context.actor, context.directory):
        return Refused("not_allowed", {"action": action.name})
    if matter.stage not in action.states:
        code = action.refusals.get(matter.stage, "wrong_stage")
        return Refused(code, {"stage": matter.stage, "action": action.name})
    return malformed(action.asks, command.fields) or held_by_another(matter, command)


def _not_lent(process: Process, actor: Actor) -> bool:
    """Whether nobody acts for another in matters of this kind; of those that are personal their tables say so."""
    return actor.on_behalf is not None and process.kind in UNDELEGABLE


def _takes_part(process: Process, matter: Matter, actor: Actor, directory: Directory) -> bool:
    scene = Scene(process, matter, actor, directory=directory)
    return holds(("any", ("system",), ("sees",)), scene)


def _against(action: Action, scene: Scene, context: Context) -> Refused | Guard | None:
    """What in the table speaks against it: who asks, what is not filled in, a guard that does not hold."""
    if not holds(action.who, scene):
        return Refused("not_allowed", {"action": action.name})
    if (gap := missing(action.asks, scene.fields, lambda f: holds(f.required, scene))) is not None:
        return gap
    if (ahead := counted_ahead(scene, context)) is not None:
        return ahead
    counted = as_counted(scene, context)
    return next((g for g in action.guards if not holds(g.must, counted)), None)


def _instead(process: Process, matter: Matter | None, command: Command, context: Context, broken: Guard) -> Decision:
    """A guard refuses it; where the table names what becomes of such words, they are kept so."""
    other = process.action(broken.instead)
    if other is None or other.name == command.action:
        return Refused(broken.refusal, {"action": command.action, **_standing_in(context)})
    asked = {ask.name for ask in other.asks}
    fields = {name: value for name, value in command.fields.items() if name in asked}
    return decide(process, matter, replace(command, action=other.name, fields=fields, track=None), context)


def _standing_in(context: Context) -> Mapping[str, object]:
    """Who asks and for whom, where he stands in for another: a rule about that is told by their names."""
    people, actor = context.directory.people, context.actor
    if actor.on_behalf is None:
        return {}
    taker, giver = people.get(actor.person), people.get(actor.on_behalf)
    return {"taker": taker.name if taker else "", "giver": giver.name if giver else ""}


def _supplied(action: Action, scene: Scene, command: Command, context: Context) -> Decision | None:
    """What it still needs from outside: the centre, bytes, a key nobody else has; None when all is there."""
    matter = scene.matter
    if action.needs_centre:
        if not context.at_centre and not drawn_here(action, scene, command):
            return NeedsCentre(action.name)
        if matter is not None and command.base not in {None, matter.version}:
            return Refused("changed_since", {"action": action.name, "version": matter.version})
    if absent := missing_files(action, matter, command, context):
        return NeedsFiles(absent)
    if (unfit := unfit_words(action, command, context)) is not None:
        return unfit
    if (clash := _overlapping(action, scene, context)) is not None:
        return clash
    for claim in claims(action, scene, {}):
        held = context.holder_of(claim.registry, claim.key) if claim.amount is None else None
        own = None if claim.registry in ONCE else scene.value("@matter")
        if not claim.release and held not in {None, own}:
            return Refused("already_taken", {"registry": claim.registry, "key": claim.key, "matter": held})
    return None


def _overlapping(action: Action, scene: Scene, context: Context) -> Refused | None:
    """Somebody stands in for him already, for the same and then."""
    wish = wished(scene) if any(e.name == "alone" for e in action.effects) and not scene.caused else None
    for other in context.stand_ins(wish.giver) if wish else ():
        if wish and other.id != wish.id and wish.meets(other):
            known = context.directory.people.get(other.taker)
            facts = {"person": known.name if known else "", "until": other.until}
            return Refused("pair_there" if other.standing else "overlapping", facts)
    return None


def _target(
    process: Process, action: Action, matter: Matter | None, command: Command, actor: Actor
) -> Track | Refused | None:
    """The track the command is about, or why there is none for this actor."""
    target = action.target
    if target is None or matter is None:
        return None
    holders = flat_scopes(command.fields.get(target.held_in)) if target.held_in else None
    eligible = (t for t in _eligible(target, matter, actor) if holders is None or t.holder in holders)
    named = [t for t in eligible if command.track in {None, t.id}]
    good = [t for t in named if t.state in target.states]
    if target.optional and not good:
        return None
    if not good:
        return _no_target(action, target, named)
    if len(good) > 1 and not target.own:
        return Refused("track_missing", {"action": action.name})
    return min(good, key=lambda t: (t.state not in process.open_tracks, t.turn, t.id))


def _eligible(target: Target, matter: Matter, actor: Actor) -> list[Track]:
    mine = actor.scopes
    return [
        t
        for t in matter.tracks
        if (not target.own or t.holder in mine) and (not target.roles or t.role in target.roles)
    ]


def _no_target(action: Action, target: Target, named: list[Track]) -> Refused:
    if not named:
        return Refused("no_track", {"action": action.name})
    last = named[-1]
    facts = {"action": action.name, "track": last.id, "state": last.state, "by": last.ended_by}
    return Refused(target.refusals.get(last.state, "track_over"), facts)


def _or_note(
    process: Process,
    action: Action,
    matter: Matter | None,
    command: Command,
    context: Context,
    refused: Refused,
) -> Decision:
    """Too late for a post's or unit's track: the colleague's act stands, these words are kept as a note."""
    words = {k: v for k, v in command.fields.items() if k == "opinion" and not is_empty(v)}
    mine = refused.facts.get("by") == context.actor.effective
    late = refused.code in {"track_over", "already_done"} and not mine
    target = action.target
    if matter is None or target is None or not (target.note and late and words):
        return refused
    track = matter.track(TrackId(_number(refused.facts.get("track"))))
    if process.action(NOTE) is None or track is None or track.holder.startswith("p"):
        return refused
    return decide(process, matter, replace(command, action=NOTE, fields=words, track=track.id), context)


def evolve(process: Process, matter: Matter | None, entry: Entry) -> Matter:
    """The matter after one more entry. Looks nothing up: what it needs stands in the entry."""
    action = process.action(entry.action)
    track = matter.track(entry.track) if matter else None
    base = opened(entry) if matter is None else matter
    after = _keep(base, entry, action)
    if action is not None:
        after = apply(action.effects, after, Act(process, entry, track))
    elif is_handover(entry):
        after = handed_over(after, entry)
    elif is_recount(entry):
        after = recounted(after, entry)
    return replace(after, version=entry.v, changed_at=entry.at, acted=after.acted | entry.people)


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _keep(matter: Matter, entry: Entry, action: Action | None) -> Matter:
    """The fields an action keeps in the state, where its texts stand, and the files it brings."""
    if action is None:
        return matter
    fields, texts, files = dict(matter.fields), dict(matter.texts), matter.files
    for ask in action.asks:
        if ask.name not in entry.fields:
            continue
        value = entry.fields[ask.name]
        if ask.type is FieldType.FILES:
            brought = file_refs(value)
            files = brought if ask.kept else (*files, *(f for f in brought if f not in files))
        elif ask.kept:
            keep_value(ask, value, entry.v, fields, texts)
    keep_counted(fields, entry)
    fields.update(_numbers(action, entry))
    document = matter.document_files
    if action.opens or action.document:
        document = (*document, *(f for f in brought_files(action, entry.fields) if f not in document))
    authors, askers = written(matter, entry, action), asking(matter, entry, action)
    kept = replace(matter, fields=fields, texts=texts, files=files, document_files=document)
    return replace(kept, written=authors, askers=askers)


def _numbers(action: Action, entry: Entry) -> Iterator[tuple[str, str]]:
    for rule in action.numbers:
        if (got := number_found(rule, found_in(entry))) is not None:
            yield rule.field, got.text


def offered(
    process: Process, matter: Matter, actor: Actor, directory: Directory
) -> Iterator[tuple[Action, Track | None]]:
    """The action bar: what this actor may do now, in table order, each with the track it would be about."""
    if _not_lent(process, actor) or not _takes_part(process, matter, actor, directory):
        return
    for action in process.actions:
        if action.opens or matter.stage not in action.states:
            continue
        for track in _candidates(action, matter, actor):
            scene = Scene(process, matter, actor, {}, track, directory)
            asked = frozenset(f.name for f in action.asks)
            if may_hold(action.who, scene, asked) and all(_open(g.must, scene, asked) for g in action.guards):
                yield action, track
                break


def _open(guard: Condition, scene: Scene, asked: frozenset[str]) -> bool:
    """A guard that looks at the time or at what is still to be filled in does not hide the action."""
    return _mentions(guard, "passed") or may_hold(guard, scene, asked)


def _mentions(condition: object, word: str) -> bool:
    if isinstance(condition, tuple):
        return any(_mentions(c, word) for c in condition)
    return condition == word


def _candidates(action: Action, matter: Matter, actor: Actor) -> list[Track] | list[None]:
    target = action.target
    if target is None:
        return [None]
    good = [t for t in _eligible(target, matter, actor) if t.state in target.states]
    return [None] if target.optional and not good else good


def required(process: Process, matter: Matter | None, ask: Field, fields: Mapping[str, object]) -> bool:
    """Whether a field must be filled in, given what stands in the others."""
    return holds(ask.required, Scene(process, matter, fields=fields))


def roles_wanted(action: Action, field: str) -> frozenset[Role]:
    """The roles of which the guards want one in whoever is named in a field; none: anybody will do."""
    named = [g.must for g in action.guards if g.must[:2] == ("named_role", field)]
    return frozenset(role for role in Role for must in named if role.value in must[2:])


def unit_wanted(action: Action, field: str) -> bool:
    """Whether the guards want a unit as a whole in a field, and no person or desk of one."""
    return any(g.must == ("not", ("each_one_person", field)) for g in action.guards)


def tasks(process: Process, matter: Matter) -> tuple[Task, ...]:
    """The work the matter holds open, for whom: 待办 and 待阅 everywhere are this and nothing else."""
    return tuple(tasks_of(process, matter))


def audience(process: Process, matter: Matter) -> frozenset[Scope]:
    """Everyone who may see the matter, as scopes; who acted in it keeps reading it."""
    return audience_of(process, matter)


def row(process: Process, matter: Matter) -> Row:
    """What a list shows of the matter."""
    return shown(process, matter)


def timers(process: Process, matter: Matter) -> tuple[Timer, ...]:
    """What the centre does by itself, and when, as the matter stands."""
    scene = Scene(process, matter)
    return tuple(
        Timer(rule.name, at, rule.action)
        for rule in process.timers
        if holds(rule.when, scene)
        for at in sorted(set(scene.moments(rule.moment)))
    )
