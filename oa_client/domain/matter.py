"""A matter (事项) and its handling record: what is folded, what it is folded from, and what is seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NewType

from oa_client.domain.people import SYSTEM, PersonId, PostId, Scope, UnitId
from oa_client.domain.usual import Usual

MatterId = NewType("MatterId", str)
"""``<device incarnation>-<counter>`` of the opening command; a follow-up: the cause's with ``.n``."""

TrackId = NewType("TrackId", int)
Moment = NewType("Moment", int)
"""Seconds since 1970 UTC, as the centre stamped them."""


class EntryType(Enum):
    """The few general types of entry; what happened in particular is the action's name inside."""

    OPENED = "opened"
    ACTED = "acted"
    ASSIGNED = "assigned"
    TEXT_SET = "text_set"
    FILE_ADDED = "file_added"
    NUMBERED = "numbered"
    CLOSED = "closed"
    CORRECTED = "corrected"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a handling record (办理记录). `v` counts from 1; `n` is the schema number of `data`."""

    matter: MatterId
    v: int
    type: EntryType
    at: Moment
    actor: PersonId
    post: PostId
    unit: UnitId
    data: Mapping[str, object]
    on_behalf: PersonId | None = None
    delegation: str | None = None
    n: int = 1

    @property
    def action(self) -> str:
        """The name of the action that made this entry, or '' (imported)."""
        return str(self.data.get("action", ""))

    @property
    def cause(self) -> MatterId | None:
        """The matter where something was done that this follows from; its author need not see this one."""
        found = self.data.get("cause")
        return MatterId(found) if isinstance(found, str) else None

    @property
    def track(self) -> TrackId | None:
        """The track the action was about, if any."""
        found = self.data.get("track")
        return TrackId(found) if isinstance(found, int) else None

    @property
    def fields(self) -> Mapping[str, object]:
        """What the person filled in, as typed."""
        found = self.data.get("fields")
        return found if isinstance(found, dict) else {}

    @property
    def effective(self) -> PersonId:
        """The person whose act it counts as."""
        return self.on_behalf or self.actor

    @property
    def people(self) -> frozenset[PersonId]:
        """Who acted, and for whom; what follows from an act elsewhere, or the centre does, is nobody's act here."""
        return frozenset() if self.cause else frozenset({self.actor, self.effective} - {SYSTEM})


@dataclass(frozen=True, slots=True)
class Track:
    """One strand of work inside a matter. `turn` orders strands; equal turns run side by side.

    A part of another strand stands `under` it and says in `title` what it is about; `progress` is how far its holder
    says he is, of a hundred; `wish` is the later due that he asks for. `moved_by`: who brought it into the state it
    is in, and for whom. `usual`: how its day was counted, while nobody has set another.
    """

    id: TrackId
    holder: Scope
    state: str
    turn: int = 0
    role: str = ""
    due: Moment | None = None
    delivered_at: Moment | None = None
    ended_at: Moment | None = None
    ended_by: PersonId | None = None
    replaces: TrackId | None = None
    under: TrackId | None = None
    title: str = ""
    progress: int | None = None
    wish: Moment | None = None
    moved_by: frozenset[PersonId] = frozenset()
    usual: Usual | None = None


class Running(Enum):
    """Whether a clock is counting."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


OVER = -1


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of time on a matter or on one track.

    `left` is in the clock's own unit and set while it is paused, `OVER` where its moment had passed by then; a clock is
    `extended` once at most.
    """

    name: str
    running: Running
    due: Moment
    track: TrackId | None = None
    left: int | None = None
    extended: bool = False


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that belongs to a matter, by what it contains."""

    sha256: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Matter:
    """The state of a matter: the fold of its entries so far.

    Long texts stay in their entries; `texts` says where. `document_files` are those of its files that are the document
    itself, not what its handling added. `written` names the author of each entry with words, and
    `corrected` the entry that corrects it. `askers`: who opened it or handed it in anew, and for whom.
    """

    id: MatterId
    kind: str
    edition: int
    stage: str
    version: int
    opener: PersonId
    post: PostId
    unit: UnitId
    opened_at: Moment
    changed_at: Moment
    fields: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    tracks: tuple[Track, ...] = ()
    clocks: tuple[Clock, ...] = ()
    acted: frozenset[PersonId] = frozenset()
    document_files: tuple[FileRef, ...] = ()
    written: Mapping[int, PersonId] = field(default_factory=dict)
    corrected: Mapping[int, int] = field(default_factory=dict)
    askers: frozenset[PersonId] = frozenset()

    @property
    def title(self) -> str:
        """What the matter is about."""
        return str(self.fields.get("title", ""))

    def track(self, track: TrackId | None) -> Track | None:
        """The track of that id."""
        return next((t for t in self.tracks if t.id == track), None)

    def above(self, track: Track | None) -> Iterator[Track]:
        """The tracks a track stands under, the nearest first."""
        seen: set[TrackId] = set()
        while track is not None and track.under is not None and track.id not in seen:
            seen.add(track.id)
            track = self.track(track.under)
            if track is not None:
                yield track

    def beneath(self, track: Track) -> tuple[Track, ...]:
        """Every track under a track, at any depth."""
        return tuple(t for t in self.tracks if any(a.id == track.id for a in self.above(t)))


class Duty(Enum):
    """What a task asks: to act (待办) or only to read (待阅)."""

    ACT = "act"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Task:
    """Work a matter holds open for somebody now.

    With `by_receipt` it ends for each person by a receipt row.
    """

    holder: Scope
    duty: Duty
    step: str
    since: Moment
    track: TrackId | None = None
    due: Moment | None = None
    by_receipt: bool = False


SEEN, LIGHT = "seen", "light"
"""In an entry's data: what its author had before him of the files, when it was not all of them in the original."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a list shows of a matter, and what travels as its header.

    `origin`: the organ or the leader it came from, as written or as a scope; `serial`: its number in the register it
    stands in, ``2026-13``; `dated`: the day it bears there. Until `pinned` it stands before the others.
    `amount`: what it asks for, in 分. `mode`: by which of its organ's series it is numbered, where there are two.
    """

    title: str
    stage: str
    opener: PersonId
    unit: UnitId
    opened_at: Moment
    changed_at: Moment
    urgency: str = ""
    number: str = ""
    due: Moment | None = None
    files: int = 0
    ended: int = 0
    total: int = 0
    over: bool = False
    origin: str = ""
    pinned: Moment | None = None
    serial: str = ""
    dated: Moment | None = None
    amount: int = 0
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something the centre does by itself at `at`, unless the matter has moved on."""

    name: str
    at: Moment
    action: str
