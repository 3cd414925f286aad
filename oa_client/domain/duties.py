"""Whose work a rule of a table holds open, about which strand, and when it is due."""

from __future__ import annotations

from collections.abc import Iterator

from oa_client.domain.matter import Matter, Moment, Running, Task, Track, TrackId
from oa_client.domain.people import Scope
from oa_client.domain.scene import Scene
from oa_client.domain.table import TaskRule
from oa_client.domain.views import scopes


def tasks_of(rule: TaskRule, scene: Scene) -> Iterator[Task]:
    """The work one rule of a table holds open now."""
    matter = scene.matter
    if matter is None:
        return
    if rule.holders is not None and not rule.giver:
        due = _soonest(matter, None, rule.clocks)
        for scope in dict.fromkeys(scopes(rule.holders, scene)):
            yield Task(scope, rule.duty, rule.step, matter.changed_at, None, due, rule.by_receipt)
    for track in matter.tracks:
        if track.state not in rule.states or (rule.roles and track.role not in rule.roles):
            continue
        if rule.giver:
            due = _soonest(matter, track.id, rule.clocks)
            yield from (
                Task(s, rule.duty, rule.step, matter.changed_at, track.id, due) for s in _givers(rule, track, scene)
            )
        else:
            since = track.delivered_at or matter.changed_at
            yield Task(track.holder, rule.duty, rule.step, since, track.id, _due_of(matter, track, rule.clocks))


def _givers(rule: TaskRule, track: Track, scene: Scene) -> Iterator[Scope]:
    """Who gave a track: the holder of the one above it, else the group the rule names."""
    above = next(scene.matter.above(track), None) if scene.matter else None
    if above is not None:
        yield above.holder
    elif rule.holders is not None:
        yield from dict.fromkeys(scopes(rule.holders, scene))


def _due_of(matter: Matter, track: Track, clocks: tuple[str, ...]) -> Moment | None:
    """When a track is due to its holder: its own day, or a clock the rule names that ends before."""
    if not clocks:
        return track.due if track.due is not None else _soonest(matter, track.id)
    running = _soonest(matter, track.id, clocks)
    return min((m for m in (track.due, running) if m is not None), default=None)


def _soonest(matter: Matter, track: TrackId | None, names: tuple[str, ...] = ()) -> Moment | None:
    """When the first running clock of a track, or of the matter itself, is due; of these names, if any are given."""
    running = (c for c in matter.clocks if c.running is Running.RUNNING and (not names or c.name in names))
    return min((c.due for c in running if c.track in {None, track}), default=None)
