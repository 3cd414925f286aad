"""A small office for the tests of the centre: matters seen by whom a field names, a few people, a clock by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from oa_client.domain.calendar import WorkingDays
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import Duty, EntryType
from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.domain.table import (
    Action,
    AudienceRule,
    ClaimRule,
    Effect,
    Field,
    FieldType,
    FollowUpRule,
    Process,
    TaskRule,
    TimerRule,
)
from oa_client.protocol.messages import CommandUp, Outcome, SyncReply, SyncRequest
from server_stub.centre import Centre
from server_stub.commands import Caller
from tests.fakes.dispatch import DISPATCH

NOW = 1_790_000_000
_OPEN = frozenset({"open"})
_EVERYBODY = ("always",)


def paper(kind: str) -> Process:
    """A kind of matter that anybody may open and that is seen by whom its field `to` names, and by nobody else."""
    return Process(
        kind=kind,
        edition=1,
        stages=("open", "late", "shut"),
        over=frozenset({"shut"}),
        track_states=(),
        open_tracks=frozenset(),
        actions=(
            Action(
                "write",
                who=_EVERYBODY,
                states=frozenset(),
                opens=True,
                asks=(
                    Field("title", FieldType.LINE, kept=True),
                    Field("urgency", FieldType.LINE, kept=True),
                    Field("to", FieldType.SCOPES, kept=True),
                    Field("doers", FieldType.SCOPES, kept=True),
                    Field("alarm", FieldType.MOMENT, kept=True),
                    Field("files", FieldType.FILES),
                ),
                effects=(Effect("move", ("open",)),),
            ),
            Action(
                "share",
                who=_EVERYBODY,
                states=_OPEN,
                asks=(Field("to", FieldType.SCOPES, kept=True), Field("doers", FieldType.SCOPES, kept=True)),
            ),
            Action("say", who=_EVERYBODY, states=_OPEN, asks=(Field("opinion", FieldType.TEXT),)),
            Action("attach", who=_EVERYBODY, states=_OPEN, asks=(Field("files", FieldType.FILES),)),
            Action(
                "number",
                who=_EVERYBODY,
                states=_OPEN,
                asks=(Field("number", FieldType.LINE, kept=True),),
                claims=(ClaimRule("numbers", ("number",)),),
                entry=EntryType.NUMBERED,
                needs_centre=True,
            ),
            Action("seal", who=_EVERYBODY, states=_OPEN, needs_files=True),
            Action(
                "spawn",
                who=_EVERYBODY,
                states=_OPEN,
                asks=(Field("to", FieldType.SCOPES), Field("number", FieldType.LINE)),
                follow_ups=(
                    FollowUpRule("memo", "write", {"to": "to", "title": "title"}),
                    FollowUpRule("memo", "bad", when=("given", "number")),
                ),
            ),
            Action("ring", who=("system",), states=_OPEN, effects=(Effect("move", ("late",)),)),
            Action(
                "shut",
                who=_EVERYBODY,
                states=frozenset({"open", "late"}),
                effects=(Effect("move", ("shut",)),),
                entry=EntryType.CLOSED,
            ),
        ),
        tasks=(
            TaskRule(Duty.ACT, "do", when=("stage", "open", "late"), holders=("field", "doers")),
            TaskRule(Duty.READ, "read", holders=("field", "to"), by_receipt=True),
        ),
        audience=(AudienceRule(("field", "to")),),
        timers=(TimerRule("alarm", "alarm", "ring", when=("stage", "open")),),
    )


KINDS = Kinds((*TABLES, paper("paper"), paper("memo"), DISPATCH))


@dataclass
class Clock:
    """A clock by hand."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now


@dataclass
class Office:
    """A centre with four people: p1 p2 of unit 2 (p1 clerk), p3 of unit 3 (clerk), p9 of the district, who sees all."""

    centre: Centre
    clock: Clock
    devices: dict[int, Caller] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        pages: int = 2,
        kinds: Kinds = KINDS,
        calendar: WorkingDays | None = None,
    ) -> Office:
        clock = Clock()
        office = cls(Centre.open(folder, clock=clock, kinds=kinds, pages=pages, calendar=calendar), clock)
        office.fill()
        return office

    def fill(self) -> None:
        """Its units, posts and people."""
        clerk = frozenset({Role.CLERK})
        self.centre.put(
            [
                Unit(UnitId(1), "区政府", None, Level.DISTRICT),
                Unit(UnitId(2), "东街道", UnitId(1), Level.STREET),
                Unit(UnitId(3), "西街道", UnitId(1), Level.STREET),
                Post(PostId(1), UnitId(2), "收发员", clerk),
                Post(PostId(2), UnitId(2), "科员"),
                Post(PostId(3), UnitId(3), "收发员", clerk),
                Post(PostId(9), UnitId(1), "主任", frozenset({Role.LEADER})),
                *(Person(PersonId(p), f"人{p}", (PostId(p),)) for p in (1, 2, 3, 9)),
            ]
        )

    def device(self, person: int) -> Caller:
        """The device of a person."""
        if person not in self.devices:
            self.devices[person] = self.centre.new_device(PersonId(person))
        return self.devices[person]

    def up(self, person: int, action: str, matter: str = "", *, kind: str = "paper", **fields: object) -> CommandUp:
        """The next command of a person; without a matter it opens one."""
        device = self.device(person).device
        n = self.counts.get(device, 0) + 1
        self.counts[device] = n
        post = person
        return CommandUp(n, matter or f"{device}-{n}", kind, action, post, self.clock.now, fields)

    def send(self, person: int, *ups: CommandUp) -> list[Outcome]:
        """Hand commands in."""
        request = SyncRequest(self.centre.epoch, commands=list(ups))
        return self.centre.sync(self.device(person), request).outcomes

    def do(self, person: int, action: str, matter: str = "", *, kind: str = "paper", **fields: object) -> str:
        """A command that must be accepted; the matter it was about."""
        up = self.up(person, action, matter, kind=kind, **fields)
        (outcome,) = self.send(person, up)
        assert outcome.s == "a", outcome
        return up.matter

    def move(self, person: int, *posts: int) -> None:
        """A person now holds these posts."""
        known = self.centre.directory().people[PersonId(person)]
        self.centre.put([Person(known.id, known.name, tuple(PostId(p) for p in posts))])

    def first(self, person: int) -> SyncReply:
        """First contact."""
        return self.centre.sync(self.device(person), SyncRequest(0))


def fields(up: CommandUp, **changes: object) -> CommandUp:
    """A command with other fields."""
    return CommandUp(
        up.n, up.matter, up.kind, up.action, up.post, up.made_at, {**up.fields, **changes}, edition=up.edition
    )
