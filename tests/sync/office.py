"""A small office for the proof: four devices of three people, a real centre in memory, and an oracle beside it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from oa_client.app.overlay import Confirmed, Rules, confirm, fold
from oa_client.app.ports import Session, Settlement, Standing
from oa_client.domain.calendar import WorkingDays
from oa_client.domain.decision import Command
from oa_client.domain.kinds import TABLES, Kinds
from oa_client.domain.matter import Duty, EntryType, MatterId
from oa_client.domain.people import Level, Person, PersonId, Post, PostId, Role, Unit, UnitId
from oa_client.domain.table import Action, AudienceRule, Effect, Field, FieldType, Process, TaskRule, TimerRule
from oa_client.protocol import record
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel, Fault, Stream, Trouble, Turn
from oa_client.sync.state import Policy
from server_stub import tables as t
from server_stub.access import mine
from server_stub.centre import Centre
from server_stub.rows import row_items
from server_stub.work import counter
from tests.fakes.link import NO_LINK, Link, Weather, hand_over, tear
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryReplica
from tests.sync.gathering import Gathering

START = 1_790_000_000
DAY = 86_400


def paper(kind: str) -> Process:
    """A kind of matter seen by whom its field `to` names and by nobody else: the author may lose it, too."""
    anybody = ("always",)
    going = frozenset({"open"})
    to = Field("to", FieldType.SCOPES, kept=True)
    return Process(
        kind=kind,
        edition=1,
        stages=("open", "shut"),
        over=frozenset({"shut"}),
        track_states=(),
        open_tracks=frozenset(),
        actions=(
            Action(
                "write",
                who=anybody,
                states=frozenset(),
                opens=True,
                asks=(Field("title", FieldType.LINE, kept=True), Field("alarm", FieldType.MOMENT, kept=True), to),
                effects=(Effect("move", ("open",)),),
            ),
            Action("share", who=anybody, states=going, asks=(to,)),
            Action("say", who=anybody, states=going, asks=(Field("opinion", FieldType.TEXT),)),
            Action("ring", who=("system",), states=going, effects=(Effect("move", ("shut",)),)),
            Action("shut", who=anybody, states=going, effects=(Effect("move", ("shut",)),), entry=EntryType.CLOSED),
        ),
        tasks=(TaskRule(Duty.READ, "read", holders=("field", "to"), by_receipt=True),),
        audience=(AudienceRule(("field", "to")),),
        timers=(TimerRule("alarm", "alarm", "ring", when=("stage", "open")),),
    )


KINDS = Kinds((*TABLES, paper("paper"), paper("memo")))
CLERK = frozenset({Role.CLERK})
UNITS = (
    Unit(UnitId(1), "区政府", None, Level.DISTRICT),
    Unit(UnitId(2), "东街道", UnitId(1), Level.STREET),
    Unit(UnitId(3), "西街道", UnitId(1), Level.STREET),
)
POSTS = (
    Post(PostId(1), UnitId(2), "收发员", CLERK),
    Post(PostId(2), UnitId(2), "科员", CLERK),
    Post(PostId(3), UnitId(3), "收发员", CLERK),
    Post(PostId(4), UnitId(3), "科员", CLERK),
    Post(PostId(9), UnitId(1), "主任", CLERK),
)
HOMES = {2: (1, 2, 2), 3: (3, 4, 4)}
"""The post a person (1, 2, 3) has in a unit."""


class Killed(BaseException):
    """The process was killed here."""


class Clock:
    """A clock by hand: both times move together unless the time of day is put."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.shift = 0

    def now(self) -> int:
        return START + int(self.seconds) + self.shift

    def monotonic(self) -> float:
        return self.seconds


class Outbox(MemoryOutbox):
    """A memory outbox that can be killed before it settles."""

    kill = False

    def settle(self, settlements: list[Settlement]) -> bool:
        if self.kill:
            self.kill = False
            raise Killed
        return super().settle(settlements)


@dataclass
class Device:
    """One profile of one person, with a link to the centre."""

    person: int
    link: Link
    clock: Clock
    policy: Policy
    outbox: Outbox = field(default_factory=Outbox)
    replica: MemoryReplica = field(default_factory=MemoryReplica)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    engine: Engine = None
    asked: dict[int, tuple[str, str]] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    kinds: Kinds = KINDS
    folded: dict[str, tuple[Kinds, list[record.Stored], Confirmed | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        number = self.link.caller.device
        self.replica.me = PersonId(self.person)
        self.outbox.keep_session(Session("memory", f"p{self.person}", PersonId(self.person), "", number, "token"))
        self.start()

    def start(self) -> None:
        """A new process over the same stores."""
        rng = random.Random(7)
        self.engine = self.make(self.outbox, self.replica, self.files, self.clock, rng, self.policy)

    make = Engine

    def rules(self) -> Rules:
        return Rules(self.kinds, PersonId(self.person), self.link.centre.directory(), WorkingDays())

    def whole(self) -> list[str]:
        """Matters with a shown prefix, or opened here and still waiting."""
        here = {m for m, h in self.replica.state.matters.items() if h.have and h.have == h.head}
        return sorted(here | {m for m, action in self.asked.values() if action in OPENS and self.waits(m)})

    def waits(self, matter: str) -> bool:
        return any(p.command.matter == matter for p in self.outbox.pending())

    def confirmed(self, matter: str):
        """What its record says, folded again only for other bytes or another program."""
        stored = [record.Stored(bytes(e.e), bytes(e.d)) for e in self.replica.shown(matter)]
        kept = self.folded.get(matter)
        if kept is None or kept[0] is not self.kinds or kept[1] != stored:
            kept = self.folded[matter] = self.kinds, stored, confirm(self.kinds, [record.read(one) for one in stored])
        return kept[2]

    def shows(self, matter: str):
        """The matter with my waiting commands folded in: what is on the screen."""
        waiting = [p for p in self.outbox.pending() if p.command.matter == matter]
        return fold(self.rules(), self.confirmed(matter), waiting)


OPENS = {"write", "circulate"}


class Office:
    """The centre, its devices, and the counting of operations."""

    kinds = KINDS
    make_clock = Clock
    people = (1, 1, 2, 3)
    """Whose devices there are."""

    def __init__(self, *, budget: int = 1, pages: int = 6, make=Engine, policy: Policy | None = None) -> None:
        self.clock = self.make_clock()
        self.centre = Centre.open(None, clock=self.clock.now, kinds=self.kinds, pages=pages)
        self.posts = {1: 1, 2: 2, 3: 4}
        self.centre.put([*UNITS, *POSTS, *(self.person(p) for p in self.posts)])
        self.policy = policy or Policy(budget=budget, batch=3, wants=2, first_wants=2, wait=False)
        self.devices = [self.device(p, make) for p in self.people]
        self.ever: dict[int, set[str]] = {p: set() for p in self.posts}
        self.operations: Counter[str] = Counter()
        self.delegations = 0
        self.alive: list[str] = []
        self.late: list[tuple[Device, object, object]] = []
        self.backup = None
        self.gathering = Gathering(self)
        self._look = True
        self.centre.listeners.append(lambda _: setattr(self, "_look", True))

    def person(self, p: int) -> Person:
        return Person(PersonId(p), f"人{p}", (PostId(self.posts[p]),))

    def device(self, person: int, make=Engine) -> Device:
        maker = type("Made", (Device,), {"make": make})
        return maker(person, Link(self.centre, self.centre.new_device(PersonId(person))), self.clock, self.policy)

    # what people do

    def do(self, device: Device, action: str, matter: str = "", *, kind: str = "", undo: int = 0, **fields) -> str:
        """Queue a command on a device; the matter it is about."""
        self.operations["act"] += 1
        kind = kind or self.kind_of(device, matter)
        command = Command(MatterId(matter), kind, action, fields, edition=1)
        now = self.clock.now()
        kept = device.outbox.queue(
            command, PostId(self.posts[device.person]), now, not_before=now + undo if undo else 0
        )
        device.asked[kept.n] = (kept.command.matter, action)
        device.engine.look()
        return kept.command.matter

    def kind_of(self, device: Device, matter: str) -> str:
        shown = device.confirmed(matter)
        if shown is not None:
            return shown.kind
        return next((p.command.kind for p in device.outbox.pending() if p.command.matter == matter), "paper")

    def transfer(self, person: int, unit: int) -> None:
        self.operations["transfer"] += 1
        self.posts[person] = HOMES[unit][person - 1]
        self.centre.put([self.person(person)])

    def delegate(self, giver: int, taker: int, kinds: tuple[str, ...]) -> None:
        self.operations["delegate"] += 1
        self.delegations += 1
        self.alive.append(f"w{self.delegations}")
        self.centre.delegate(self.alive[-1], PersonId(giver), PersonId(taker), kinds)

    def end_delegation(self, j: int) -> None:
        if self.alive:
            self.operations["end delegation"] += 1
            self.centre.end_delegation(self.alive.pop(j % len(self.alive)))

    # what the link does

    def step(self, device: Device, weather: Weather = Weather.FINE, choice: int = 0, *, kill: bool = False) -> bool:
        """Carry one of the errands the device has now; False when it has none and nothing to wait for."""
        errands = device.engine.errands(self.clock.monotonic())
        if not errands:
            wake = device.engine.wake_at()
            if wake == float("inf"):
                return False
            self.clock.seconds = max(self.clock.seconds, wake)
            errands = device.engine.errands(self.clock.monotonic())
        for errand in errands:
            self.clock.seconds += 0.25
            device.outbox.kill = kill
            try:
                self._carry(device, errand, weather, choice)
            except Killed:
                self.operations["killed"] += 1
                device.start()
                break
            finally:
                device.outbox.kill = False
        return bool(errands)

    def _carry(self, device: Device, errand, weather: Weather, choice: int) -> None:
        self.operations[f"{errand.channel.value}: {weather.value}"] += 1
        engine, link = device.engine, device.link
        if weather in {Weather.LOST_REQUEST, Weather.PORTAL}:
            engine.failed(errand, NO_LINK if weather is Weather.LOST_REQUEST else Fault(Trouble.PORTAL))
            return
        carried = link.carry(errand.call)
        if weather is Weather.TWICE_UP:
            carried = link.carry(errand.call)
        if weather in {Weather.LATE, Weather.TWICE_DOWN} and carried.fault is None:
            self.late.append((device, errand, carried))
        if weather in {Weather.LOST_REPLY, Weather.LATE}:
            engine.failed(errand, NO_LINK)
        elif weather is Weather.TORN:
            hand_over(engine, errand, tear(carried, choice))
        elif weather is Weather.CUT and errand.channel is Channel.BULK:
            hand_over(engine, errand, carried, cut=choice % (len(carried.parts) + 1))
        else:
            hand_over(engine, errand, carried)

    def late_reply(self, j: int) -> None:
        """A reply given up for lost arrives after all, past the engine's own check: the harshest case."""
        from oa_client.sync import replication

        if not self.late:
            return
        self.operations["late reply"] += 1
        device, errand, carried = self.late.pop(j % len(self.late))
        hand_over(device.engine, errand, carried)
        with device.replica.page() as page:
            if isinstance(errand.call, Turn):
                replication.apply_reply(page, errand.call.request, carried.reply)
            elif isinstance(errand.call, Stream):
                heads = replication.Heads()
                for part in carried.parts:
                    replication.apply_part(page, part, errand.call.request.epoch, heads)
        replication.settle(device.outbox, device.replica)

    def rest(self, *devices: Device, most: int = 400) -> None:
        """Sync these until nobody has anything left, nor news from another; a restore is closed for that."""
        if self.centre.restoring:
            self.close_restore()
        before = None
        while before != (before := self.head_of_feed()):
            for device in devices or self.devices:
                device.engine.kick()
                for _ in range(most):
                    if not self.step(device):
                        break
                else:
                    raise AssertionError("never comes to rest")

    def head_of_feed(self) -> tuple[int, int]:
        with self.centre.database.read() as c:
            return counter(c, "epoch"), counter(c, "seq")

    # the oracle

    def visible(self, person: int) -> set[str]:
        with self.centre.database.read() as c:
            return set(c.scalars(select(t.matter.c.id).where(mine(c, PersonId(person)).sees())))

    def note(self) -> None:
        """Remember what each person was ever allowed to see."""
        if self._look:
            self._look = False
            for person in self.posts:
                self.ever[person] |= self.visible(person)

    def truth(self, matter: str) -> list[tuple[bytes, bytes]]:
        e = t.entry.c
        with self.centre.database.read() as c:
            rows = c.execute(select(e.envelope, e.data).where(e.matter == matter).order_by(e.v)).all()
        return [(bytes(r.envelope), bytes(r.data)) for r in rows]

    def effects(self) -> list[tuple[int, int, str, int]]:
        """(device, n, matter, v) of every entry a command made, in the order of the feed."""
        e = t.entry.c
        with self.centre.database.read() as c:
            rows = c.execute(select(e.device, e.n, e.matter, e.v).where(e.n > 0).order_by(e.seq))
            return [tuple(r) for r in rows]

    def restore(self, *, close: bool = True) -> None:
        self.operations["restore"] += 1
        self.gathering.before()
        self.centre.restore(self.backup)
        self.gathering.after()
        if close:
            self.centre.close_restore()
        self.look_again()

    def look_again(self) -> None:
        """The directory is that of the backup, too."""
        self._look = True
        directory = self.centre.directory()
        self.posts = {p: directory.people[PersonId(p)].posts[0] for p in self.posts}
        with self.centre.database.read() as c:
            d = t.delegation.c
            self.alive = list(c.scalars(select(d.id).where(d.ended.is_(False))))

    def close_restore(self) -> None:
        """Everybody has come, as far as they will; an administrator closes it."""
        self.operations["close restore"] += 1
        self.gathering.gather()
        self.gathering.check()
        self.gathering.check_whole()
        self.centre.close_restore()

    def everything(self) -> list[str]:
        with self.centre.database.read() as c:
            return list(c.scalars(select(t.matter.c.id)))

    # what must hold

    def check_permitted(self) -> None:
        self.note()
        for device in self.devices:
            extra = set(device.replica.state.matters) - self.ever[device.person]
            assert not extra, f"holds what was never granted: {sorted(extra)}"

    def check_shown(self) -> None:
        """An accepted command of mine is on the screen, in the record or in the overlay, while its matter is here."""
        for device in self.devices:
            state = device.replica.state
            waiting = {p.n for p in device.outbox.pending()}
            for p in device.outbox.archived():
                if p.standing is not Standing.DONE or p.n in waiting:
                    continue
                matter = str(p.command.matter)
                if state.said.get(matter, (-1, -1))[1] >= 0 or matter not in state.matters:
                    continue
                here = state.matters[matter]
                if here.have < here.head and self.operations["restore"]:
                    continue  # after a restore what the centre has kept comes again with the record, not from here
                at = state.mine.get(p.n)
                assert at and at[1] <= state.matters[matter].have, f"{matter}: own accepted command vanished"

    def check_rest(self) -> None:
        for device in self.devices:
            self.check_device(device)
        self.check_commands()

    def check_device(self, device: Device) -> None:
        """At rest: exactly what is visible, byte for byte; headers alone where that is what was sent."""
        seen, state = self.visible(device.person), device.replica.state
        assert set(state.matters) == seen, f"p{device.person}: {sorted(set(state.matters) ^ seen)}"
        for matter, here in state.matters.items():
            truth = self.truth(matter)
            if here.full:
                got = [(bytes(e.e), bytes(e.d)) for e in device.replica.shown(matter)]
                assert got == truth, f"{matter}: {len(got)} of {len(truth)}"
                assert len(here.entries) == len(truth)
                stored = [record.Stored(e, d) for e, d in got]
                assert record.head(matter, stored) == self.head(matter) == here.link
            else:
                assert here.header is not None and here.header.v == len(truth), f"{matter}: header"
        with self.centre.database.read() as c:
            items = [i.value for i in row_items(c, mine(c, PersonId(device.person)), 0)]
        rows = {(i.k, i.i): i.d for i in items if i.d is not None}
        assert {k: d for k, (_, d) in state.rows.items() if d is not None} == rows, "rows"

    def head(self, matter: str) -> bytes:
        e = t.entry.c
        with self.centre.database.read() as c:
            found = c.execute(select(e.hash).where(e.matter == matter).order_by(e.v.desc()).limit(1))
            return bytes(found.scalar_one())

    def check_commands(self) -> None:
        """Every command has exactly one outcome, took effect once or not at all, in the order it was given."""
        effects = self.effects()
        made = Counter((d, n) for d, n, _, _ in effects)
        assert max(made.values(), default=1) == 1, "applied twice"
        for device in self.devices:
            number = device.link.caller.device
            assert not device.outbox.pending(), f"without outcome: {device.outbox.pending()[:3]}"
            done = {p.n for p in device.outbox.archived() if p.standing is Standing.DONE}
            refused = {p.n for p in device.outbox.refused()}
            assert not done & refused
            assert done | refused | device.withdrawn == set(device.asked), "a command got lost"
            applied = [(n, m) for d, n, m, _ in effects if d == number]
            wrong = {n for n, _ in applied} ^ done
            assert not wrong, f"the outcome is not what happened: {number}:{sorted(wrong)}"
            for matter in {m for _, m in applied}:
                mine_here = [n for n, m in applied if m == matter]
                assert mine_here == sorted(mine_here), f"{matter}: own commands reordered"


def plain(matter):
    """A folded matter without the centre's times."""
    if matter is None:
        return None
    tracks = tuple(
        replace(x, delivered_at=bool(x.delivered_at), ended_at=bool(x.ended_at), due=None) for x in matter.tracks
    )
    return replace(matter, opened_at=0, changed_at=0, tracks=tracks, clocks=())
