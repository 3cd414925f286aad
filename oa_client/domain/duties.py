"""Whose work the rules of a table hold open, about which strand, and when it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from oa_client.domain.lexicon import holds
from oa_client.domain.matter import Clock, Matter, Moment, Running, Task, Track, TrackId
from oa_client.domain.people import Scope
from oa_client.domain.scene import Scene
from oa_client.domain.table import Process, TaskRule
from oa_client.domain.views import scopes


def tasks_of(process: Process, matter: Matter) -> Iterator[Task]:
    """The work a matter holds open now, in the order of the table's rules."""
    duties = _Duties(matter, Scene(process, matter))
    for rule in process.tasks:
        if holds(rule.when, duties.scene):
            yield from duties.by(rule)


class _Duties:
    """A matter with its strands by number and its running clocks by strand: it may have hundreds of both."""

    def __init__(self, matter: Matter, scene: Scene) -> None:
        self.matter, self.scene = matter, scene
        self._tracks = {track.id: track for track in matter.tracks}
        self._running: dict[TrackId | None, list[Clock]] = defaultdict(list)
        for clock in matter.clocks:
            if clock.running is Running.RUNNING:
                self._running[clock.track].append(clock)

    def by(self, rule: TaskRule) -> Iterator[Task]:
        """The work one rule holds open."""
        if rule.holders is not None and not rule.giver:
            due = self._soonest(None, rule.clocks)
            for scope in dict.fromkeys(scopes(rule.holders, self.scene)):
                yield Task(scope, rule.duty, rule.step, self.matter.changed_at, None, due, rule.by_receipt)
        for track in self.matter.tracks:
            if track.state in rule.states and (not rule.roles or track.role in rule.roles):
                yield from self._about(track, rule)

    def _about(self, track: Track, rule: TaskRule) -> Iterator[Task]:
        changed = self.matter.changed_at
        if rule.giver:
            due = self._soonest(track.id, rule.clocks)
            yield from (Task(s, rule.duty, rule.step, changed, track.id, due) for s in self._givers(rule, track))
        else:
            since = track.delivered_at or changed
            yield Task(track.holder, rule.duty, rule.step, since, track.id, self._due_of(track, rule.clocks))

    def _givers(self, rule: TaskRule, track: Track) -> Iterator[Scope]:
        """Who gave a track: the holder of the one above it, else the group the rule names."""
        above = self._tracks.get(track.under) if track.under is not None else None
        if above is not None:
            yield above.holder
        elif rule.holders is not None:
            yield from dict.fromkeys(scopes(rule.holders, self.scene))

    def _due_of(self, track: Track, clocks: tuple[str, ...]) -> Moment | None:
        """When a track is due to its holder: its own day, or a clock the rule names that ends before."""
        if not clocks:
            return track.due if track.due is not None else self._soonest(track.id)
        running = self._soonest(track.id, clocks)
        return min((m for m in (track.due, running) if m is not None), default=None)

    def _soonest(self, track: TrackId | None, names: tuple[str, ...] = ()) -> Moment | None:
        """When the first running clock of a track, or of the matter itself, is due; of these names, if any are."""
        of = (None,) if track is None else (None, track)
        running = (clock for key in of for clock in self._running.get(key, ()) if not names or clock.name in names)
        return min((clock.due for clock in running), default=None)
