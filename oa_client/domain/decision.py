"""What is asked of the rulebook, what it is told, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.matter import EntryType, MatterId, Moment, TrackId
from oa_client.domain.people import Actor, Directory, PersonId, Scope
from oa_client.domain.series import Series
from oa_client.domain.standing_in import StandIn


@dataclass(frozen=True, slots=True)
class Command:
    """What a person wants done to a matter.

    `base`: the version it was decided on, where that matters; `own`: how many commands of the same device, not yet at
    the centre, its author saw on top of that.
    `holders`: who held each track it names, as its author saw it; without them a number is taken as it stands.
    `cause`: the matter whose act this follows from; only the centre says so. `found`: what was found for it there.
    `drawn`: the numbers its device drew for it from a series that it holds (持号), by the field each is for.
    `on_behalf`, `delegation`: for whom he acts, and by what; his device says so, the centre tells by its own books.
    `light`: of a file of the matter its author had only the light copy before him; the entry says so.
    """

    matter: MatterId
    kind: str
    action: str
    fields: Mapping[str, object] = field(default_factory=dict)
    track: TrackId | None = None
    edition: int | None = None
    base: int | None = None
    holders: Mapping[TrackId, Scope] = field(default_factory=dict)
    own: int = 0
    light: bool = False
    cause: MatterId | None = None
    found: Mapping[str, object] = field(default_factory=dict)
    drawn: Mapping[str, object] = field(default_factory=dict)
    on_behalf: PersonId | None = None
    delegation: str = ""


def _nothing_given(_: str, __: str) -> int:
    return 0


def _nobody_has(_: str, __: str) -> MatterId | None:
    return None


def _file_here(_: str) -> bool:
    return True


def _not_read(_: str) -> str | None:
    return None


def _none_taken(_: str, __: str) -> frozenset[int]:
    return frozenset()


def _none_drawn(_: str) -> Mapping[int, MatterId]:
    return {}


def _nobody_stands_in(_: PersonId) -> tuple[StandIn, ...]:
    return ()


def _kept_by_nobody(_: str) -> Series | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """What the rule may know beside the state: all of it is judged at the moment of deciding."""

    actor: Actor
    now: Moment
    directory: Directory = field(default_factory=Directory)
    calendar: WorkingDays = field(default_factory=WorkingDays)
    at_centre: bool = False
    holder_of: Callable[[str, str], MatterId | None] = _nobody_has
    """(registry, key) -> the matter that holds this unique key, if one does."""
    has_file: Callable[[str], bool] = _file_here
    """sha256 -> whether its bytes have arrived."""
    read_text: Callable[[str], str | None] = _not_read
    """sha256 -> the text of a file (of a body) whose bytes are at hand; None: they are not."""
    given: Callable[[str, str], int] = _nothing_given
    """(registry, series) -> how many numbers of it the centre has given."""
    device: int = 0
    """The incarnation of the device that acts; 0: none, the centre by itself."""
    series: Callable[[str], Series | None] = _kept_by_nobody
    """address -> how the numbers of a series stand, where a matter keeps it."""
    taken: Callable[[str, str], frozenset[int]] = _none_taken
    """(registry, series) -> the numbers of it that matters have."""
    drawn: Callable[[str], Mapping[int, MatterId]] = _none_drawn
    """series -> every number this device ever drew of it, and for which matter."""
    stand_ins: Callable[[PersonId], tuple[StandIn, ...]] = _nobody_stands_in
    """giver -> his delegations that are not over."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry still without number, time and hash."""

    type: EntryType
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A command on another matter, carried out in the same transaction; its id derives from its cause."""

    command: Command


@dataclass(frozen=True, slots=True)
class Claim:
    """A key of a registry that this matter takes (unique), or an amount it takes from a balance.

    With `release` it gives back what it had taken; `instead` of every other key it held there, which go back. An
    `address` is nothing that another could want.
    """

    registry: str
    key: str
    amount: int | None = None
    release: bool = False
    instead: bool = False
    address: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The rule says yes: append these, send those, take these."""

    entries: tuple[NewEntry, ...]
    follow_ups: tuple[FollowUp, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The rule says no: a code and the facts; words are found by whoever speaks to the person."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedsCentre:
    """Only the centre may do this: the command is kept and submits itself when there is a link."""

    action: str


@dataclass(frozen=True, slots=True)
class NeedsFiles:
    """The bytes of these files must arrive first (sha256)."""

    missing: tuple[str, ...]


Decision = Accepted | Refused | NeedsCentre | NeedsFiles


MOVED_ON: Mapping[str, str] = {
    "already_done": "a colleague of the same post, or I on another device, ended the track",
    "already_signed": "one of those it was to be taken back from, or asked back, stands otherwise by now",
    "already_read": "whom it was to be taken back from has read it",
    "changed_since": "decided on an older version, or a track was given to somebody else",
    "no_track": "the track that was mine is there no more",
    "nobody_to_ask": "one of those asked to give it back has done so, or has done with it",
    "nobody_to_urge": "everybody has read it",
    "nobody_waiting": "everybody's turn has come",
    "not_reading": "one of those named has read it, or waits again",
    "not_waiting": "one of those named has had his turn",
    "not_your_turn": "the track waits again",
    "recalled": "its sender took it back",
    "track_missing": "there was one strand of work, now there are several",
    "track_over": "somebody ended the track",
    "wrong_stage": "the matter is in another stage",
}
"""Refusals that the rule did not give when the command was made, but gives now: the matter had moved on since its
author looked. They are nobody's error, and the author is shown both sides. Whatever else the centre refuses for lies
with the command itself or with who may act: ``not_allowed`` too, since nothing in it says that the matter moved.
"""
