"""What conditions, claims and views look at: a matter, who acts, what he filled in, and the values named there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from oa_client.domain.matter import Clock, Matter, MatterId, Moment, Running, Track
from oa_client.domain.people import (
    Actor,
    Directory,
    Scope,
    clerks_scope,
    is_scope,
    person_scope,
    unit_scope,
)
from oa_client.domain.table import Process

CLOCK = "clock."
"""Before the name of a clock where a moment is meant."""
EACH = ".each"
"""Behind the name of a clock under ``found``: what was found for each track's by itself."""
ALWAYS_THERE = frozenset({"@matter", "@unit", "@files", "@document_files", "@actor", "@actor_clerks"})
"""What may be named like a field of any matter: it, the unit that opened it, its files, those of them that are the
document itself, who acts, the clerks there."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a condition looks at.

    Views and effects see no actor, no time and no command but what the entry says.
    """

    process: Process
    matter: Matter | None
    actor: Actor | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    track: Track | None = None
    directory: Directory = field(default_factory=Directory)
    now: Moment | None = None
    subject: MatterId | None = None
    caused: bool = False

    def value(self, name: str) -> object:
        """A field as the command gives it, else as the matter keeps it; the ``ALWAYS_THERE`` of any matter."""
        if name in self.fields:
            return self.fields[name]
        if name in ALWAYS_THERE:
            return self._always_there(name)
        return self.matter.fields.get(name) if self.matter else None

    def _always_there(self, name: str) -> object:
        if name == "@matter":
            return self.matter.id if self.matter else self.subject
        if name == "@unit":
            return self._unit()
        if name == "@files":
            return [asdict(f) for f in self.matter.files] if self.matter else None
        if name == "@document_files":
            return [asdict(f) for f in self.matter.document_files] if self.matter else None
        if self.actor is None:
            return None
        return person_scope(self.actor.effective) if name == "@actor" else clerks_scope(self.actor.unit)

    def _unit(self) -> Scope | None:
        if self.matter is not None:
            return unit_scope(self.matter.unit)
        return unit_scope(self.actor.unit) if self.actor else None

    def amount(self, of: object) -> int | None:
        """A number of the table, or the one in a field."""
        value = of if isinstance(of, int) else self.value(str(of))
        return value if isinstance(value, int) else None

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks of the matter, none before it is opened."""
        return self.matter.tracks if self.matter else ()

    def clocks(self, name: str) -> tuple[Clock, ...]:
        """The clocks of a name: the matter's, and those of the track at hand or of all when there is none."""
        found = self.matter.clocks if self.matter else ()
        track = self.track.id if self.track else None
        return tuple(c for c in found if c.name == name and (track is None or c.track in {None, track}))

    def moments(self, name: str) -> tuple[Moment, ...]:
        """The moments a name stands for: a field's, or the due moments of a running clock."""
        if name.startswith(CLOCK):
            clocks = self.clocks(name.removeprefix(CLOCK))
            return tuple(c.due for c in clocks if c.running is Running.RUNNING)
        value = self.value(name)
        return (Moment(value),) if isinstance(value, int) else ()


def flat_scopes(value: object) -> tuple[Scope, ...]:
    """The scopes in a field's value: one, a list, or a list of groups; no deeper."""
    if isinstance(value, str):
        return (Scope(value),) if is_scope(value) else ()
    found: list[Scope] = []
    for item in value if isinstance(value, (list, tuple)) else ():
        members = item if isinstance(item, (list, tuple)) else (item,)
        found += (Scope(m) for m in members if is_scope(m))
    return tuple(found)
