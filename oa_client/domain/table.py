"""A kind of matter as a table of pure data: its fields, actions, and the rules of its three views.

A table is written in Python with these constructors or read from JSON; both give the same object. Everything
that decides is a `Condition` or an `Effect`: a name of the closed vocabulary with plain arguments, so a table
can be printed, sent, compared and explored. `conditions.py` and `effects.py` say what each name means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from oa_client.domain.matter import Duty, EntryType

Condition = tuple[object, ...]
"""``(name, argument, …)``; arguments are conditions, texts or numbers."""

ALWAYS: Condition = ("always",)


class FieldType(Enum):
    """What may stand in a field."""

    LINE = "line"
    TEXT = "text"
    FLAG = "flag"
    NUMBER = "number"
    MONEY = "money"
    MOMENT = "moment"
    USUAL = "usual"
    CHOICE = "choice"
    CHOICES = "choices"
    HOLDER = "holder"
    HOLDERS = "holders"
    GROUPS = "groups"
    SCOPES = "scopes"
    TRACK = "track"
    TRACKS = "tracks"
    FILES = "files"
    MATTER = "matter"
    BODY = "body"
    BODY_FILE = "body_file"


CHOOSING = frozenset({FieldType.CHOICE, FieldType.CHOICES})
"""What names what may be chosen: one of it, or several."""
WRITTEN = frozenset({FieldType.TEXT, FieldType.BODY})
"""What stays in the entry that brought it; the state only says in which."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an action asks for. A TEXT or a BODY stays in its entry; others are kept in the state when `kept`.

    A BODY is the structured text of a document (see `body.py`); the state keeps its digest, ``<name>_digest``. A
    BODY_FILE, ``<name>_file``, is the same text as a file of its own, where it is too long for a field. It is no
    attachment: the state says in ``<name>_in`` that the text stands in it, its words are judged as those of the field
    are, and at the centre only when its bytes have come. A USUAL says how the day beside it was counted (`usual.py`).

    What is kept can be cleared: an action that asks for it again and is given nothing empties it. FILES are
    added to the matter's, and stand in their place when `kept`. `limit` is the longest text, the most
    members, the largest number.
    """

    name: str
    type: FieldType
    required: Condition = ("never",)
    choices: tuple[str, ...] = ()
    limit: int | None = None
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """What must hold for an action; if not, it is refused with this code.

    With `instead` what was written is not refused but kept under that action, which asks for the same.
    """

    must: Condition
    refusal: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an action changes when `when` holds, in the order of the table."""

    name: str
    args: tuple[object, ...] = ()
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Target:
    """Which track an action is about: one the actor holds (`own`) or one he names; the states it may be in.

    `refusals` says the code for a track in another state; `note` keeps the words of a second holder of the
    same post, who was too late, as a note on the record instead of refusing them. With `roles` only tracks of
    these roles count; an `optional` one may be missing. `held_in`: it is the one whose holder that field names.
    """

    own: bool
    states: frozenset[str]
    refusals: Mapping[str, str] = field(default_factory=dict)
    note: bool = False
    roles: frozenset[str] = frozenset()
    optional: bool = False
    held_in: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """A key the action takes, the texts of `key` fields joined, or the amount in field `amount` when given.

    With `release` the action gives it back; with `instead` it takes the place of what the matter held in the
    registry; a `folded` key is the same however its brackets, widths and spaces are written. An `address` only says
    where this matter is found: no other can want the same. An `exact` amount is all the matter holds in the registry
    from then on, nothing where no field names it; so what is given back twice is given back once. `each`: the one field
    of the key names several, apart by commas or spaces, and these are what the matter holds there from then on.
    """

    registry: str
    key: tuple[str, ...]
    amount: str = ""
    release: bool = False
    when: Condition = ALWAYS
    instead: bool = False
    folded: bool = False
    address: bool = False
    exact: bool = False
    each: bool = False


@dataclass(frozen=True, slots=True)
class NumberRule:
    """The centre gives the matter the next number of a series of the year, once; kept in `field`.

    The series is named by the texts of the `series` fields and the year in Beijing. Until the centre has numbered it
    the field is empty.
    """

    field: str
    registry: str
    series: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """A command on a linked matter that the action sends: opened anew, or the one named in field `matter`.

    `fields` says for each field of that command which field here fills it. With `each` there is one for every
    member of that field, of tracks for the holder of each, who is ``@each``. With `held`, a registry and what makes a
    key of it, the command is on the matter that holds this key. `numbers` are those the command will take: they are
    drawn here and stand in this entry, so that it brings them back with it after a restore. `optional`: where no matter
    holds the key, nothing is sent.
    """

    kind: str
    action: str
    fields: Mapping[str, str] = field(default_factory=dict)
    matter: str = ""
    when: Condition = ALWAYS
    each: str = ""
    held: tuple[str, ...] = ()
    numbers: tuple[NumberRule, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One row of a process table. `refusals` says the code for a stage the action is not for.

    The files that an opening brings, and those of a `document` action, are the document itself.
    """

    name: str
    who: Condition
    states: frozenset[str]
    asks: tuple[Field, ...] = ()
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    target: Target | None = None
    claims: tuple[ClaimRule, ...] = ()
    follow_ups: tuple[FollowUpRule, ...] = ()
    numbers: tuple[NumberRule, ...] = ()
    entry: EntryType = EntryType.ACTED
    opens: bool = False
    needs_centre: bool = False
    needs_files: bool = False
    primary: bool = False
    document: bool = False
    refusals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskRule:
    """Who has work open: the holders of tracks in `states`, of these `roles` only, or a group while `when` holds.

    What ends by a receipt may be answered in words by an action, `answer`. With `giver` the work about such a track is
    not its holder's but whose who gave it: the holder of the track above it, else the group. `clocks` of the track say
    when it is due, whichever ends first; to its holder the track's own due counts with them.
    """

    duty: Duty
    step: str
    when: Condition = ALWAYS
    states: frozenset[str] = frozenset()
    holders: Condition | None = None
    by_receipt: bool = False
    answer: str = ""
    roles: frozenset[str] = frozenset()
    giver: bool = False
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudienceRule:
    """Who sees the matter while `when` holds."""

    scopes: Condition
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class TimerRule:
    """At the moment kept in a field, or when a running clock (``clock.<name>``) is due, the centre acts.

    `when` must stop holding by that action, else the centre would take it again.
    """

    name: str
    moment: str
    action: str
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long a clock runs: working days, calendar days or hours, at most `extension` longer, once.

    One `per_track` runs for each track by itself, and `start_clock` starts it for the track acted on, or else
    for every open one.
    """

    name: str
    amount: int
    unit: str = "working_days"
    extension: int = 0
    per_track: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """A kind of matter in one edition. An edition never changes once a matter has been opened under it.

    Tracks in `void_tracks` are not counted in a list's "so many of so many".
    """

    kind: str
    edition: int
    stages: tuple[str, ...]
    over: frozenset[str]
    track_states: tuple[str, ...]
    open_tracks: frozenset[str]
    actions: tuple[Action, ...]
    tasks: tuple[TaskRule, ...]
    audience: tuple[AudienceRule, ...]
    timers: tuple[TimerRule, ...] = ()
    clocks: tuple[ClockRule, ...] = ()
    void_tracks: frozenset[str] = frozenset({"withdrawn"})

    def action(self, name: str) -> Action | None:
        """The row of that name."""
        return next((a for a in self.actions if a.name == name), None)

    def clock(self, name: str) -> ClockRule | None:
        """The rule of the clock of that name."""
        return next((c for c in self.clocks if c.name == name), None)

    @property
    def opening(self) -> tuple[Action, ...]:
        """The actions that open a matter of this kind."""
        return tuple(a for a in self.actions if a.opens)
