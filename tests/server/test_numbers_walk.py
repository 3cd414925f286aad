"""文号 in small stories: clerks number, hold, give back, lose and find devices, set numbers apart, time goes by.

Each device draws by the rulebook from what it heard last, and brings what it has when the story lets it. What must
hold after every story: no two documents with one number; what a holder drew stands; no number gone unexplained.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from unittest import mock

import msgspec
import pytest
from sqlalchemy import Connection, func, select

from oa_client.app.ports import Session
from oa_client.domain.decision import Command, Context
from oa_client.domain.drawing import kept_address, kept_name, with_drawn
from oa_client.domain.matter import Matter, MatterId, Moment
from oa_client.domain.people import PersonId, PostId
from oa_client.domain.series import Series
from oa_client.protocol.messages import CommandUp, Outcome
from server_stub import claims, entries
from server_stub import tables as t
from server_stub.fold import load
from server_stub.work import Work
from tests.fakes.dispatch import DISPATCH, REGISTRY
from tests.fakes.memory import MemoryOutbox
from tests.server.office import KINDS, Office
from tests.server.registry import SERIES, Registry
from tests.sync.office import DAY

STORIES, ACTS = 36, 60
DRAWN_FOR_NOTHING = frozenset({"number_taken", "number_not_held"})


@dataclass
class Device:
    """One clerk's: what it heard of the series, what it drew, and what it has still to bring."""

    person: int
    outbox: MemoryOutbox
    series: Matter | None = None
    waiting: list[tuple[CommandUp, str]] = field(default_factory=list)
    lost: bool = False

    @property
    def kept(self) -> Series:
        return Series.of(self.series)


class Story:
    """One chosen course of events."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.registry = Registry()
        self.office: Office = self.registry.office
        self.devices = [Device(p, MemoryOutbox(self.session(p))) for p in (1, 2)]
        self.drawn: dict[int, str] = {}
        self.refused: list[tuple[int, str]] = []
        self.reached = 0
        self.numbers: dict[tuple[str, int], str] = {}

    def session(self, person: int) -> Session:
        return Session("memory", f"p{person}", PersonId(person), "", self.office.device(person).device, "token")

    # what happens

    def tell(self) -> None:
        acts = [self.number] * 6 + [self.bring] * 4 + [self.hold, self.hold, self.release, self.release]
        acts += [self.write_off, self.apart, self.give, self.wait, self.take_back]
        for _ in range(ACTS):
            self.rng.choice(acts)(self.rng.choice(self.devices))
            self.check()
        for device in self.devices:
            while device.waiting:
                self.bring(device)
        self.check()

    def wait(self, _: Device) -> None:
        self.office.clock.now += self.rng.choice([60, DAY, 4 * DAY])

    def number(self, device: Device) -> None:
        """A document is written, and numbered as the device knows how: drawn at once, or left to the centre."""
        matter = self.registry.document(device.person)
        with self.office.centre.database.read() as connection:
            fold = load(connection, KINDS, matter)
        assert fold is not None
        actor = self.office.centre.directory().actor(PersonId(device.person), PostId(1))
        assert actor is not None
        command = Command(MatterId(matter), "dispatch", "number", {})
        context = Context(actor, Moment(self.office.clock.now), **self.knowing(device))
        command = with_drawn(DISPATCH, fold.state, command, context)
        self.queue(device, command)

    def knowing(self, device: Device) -> dict[str, object]:
        series = device.series
        return {
            "device": self.office.device(device.person).device,
            "series": lambda at: Series.of(series) if series and kept_address(series) == at else None,
            "drawn": device.outbox.drawn,
        }

    def queue(self, device: Device, command: Command) -> None:
        up = self.registry.up(device.person, command.action, command.matter, command.kind, **command.fields)
        device.outbox.queue(replace(command, matter=MatterId(up.matter)), PostId(1), up.made_at)
        for said in command.drawn.values():
            n = msgspec.convert(said, dict)["n"]
            if command.action == "number":
                assert self.drawn.setdefault(n, up.matter) == up.matter, f"{n} drawn for two documents"
        device.waiting.append((msgspec.structs.replace(up, drawn=dict(command.drawn)), command.action))

    def bring(self, device: Device) -> None:
        """Some of what waits goes up, not always the oldest first; then the device hears how the series stands."""
        if device.lost and self.rng.random() < 0.7:
            return
        device.lost = False
        self.rng.shuffle(device.waiting)
        for _ in range(self.rng.randint(0, len(device.waiting))):
            up, action = device.waiting.pop()
            outcome = self.office.send(device.person, up)[0]
            self.heard(device, up, action, outcome)
        if not any(action == "release" for _, action in device.waiting):
            device.series = self.state()

    def heard(self, device: Device, up: CommandUp, action: str, outcome: Outcome) -> None:
        if outcome.s == "r" and action == "number" and up.drawn:
            n = msgspec.convert(up.drawn["doc_number"], dict)["n"]
            self.refused.append((n, outcome.code))

    def state(self) -> Matter:
        with self.office.centre.database.read() as connection:
            fold = load(connection, KINDS, self.registry.series)
        assert fold is not None
        assert fold.state is not None
        return fold.state

    def hold(self, device: Device) -> None:
        block = self.rng.choice([{}, {}, {"block": self.rng.randint(1, 4)}])
        self.registry.ask(device.person, "hold", **block)
        if self.rng.random() < 0.9 and not device.waiting:
            device.series = self.state()

    def release(self, device: Device) -> None:
        """The device says how far it drew; from then on it draws no more, whether or not the centre has heard."""
        holding = device.kept.held_by(self.office.device(device.person).device, None)
        if holding is None or device.series is None:
            return
        name = kept_name(device.series, holding.year)
        n = max((n for n in device.outbox.drawn(name) if holding.covers(holding.year, n)), default=0)
        last = {"last": {"series": name, "year": holding.year, "n": n}} if n else {}
        self.queue(device, Command(MatterId(self.registry.series), "numbers", "release", {}, drawn=last))
        device.series = None

    def write_off(self, device: Device) -> None:
        """Of the other's holding, as far as its clerk has written numbers into the book; he is away for a while."""
        other = next(d for d in self.devices if d is not device)
        number = self.office.device(other.person).device
        holding = next((h for h in self.kept().holdings if h.device == number and not h.ended), None)
        if holding is not None and self.rng.random() < 0.4:
            drawn = max((n for n in other.outbox.drawn(SERIES) if holding.covers(2026, n)), default=holding.first - 1)
            known = other.kept.held_by(number, 2026) is not None
            self.registry.ask(device.person, "write_off", first=holding.first, last=drawn + 5 * known, reason="丢失")
            other.lost, other.series = True, None

    def kept(self) -> Series:
        return Series.of(self.state())

    def apart(self, device: Device) -> None:
        first = self.reached + self.rng.randint(-2, 4)
        until = self.office.clock.now + DAY
        act, more = self.rng.choice([("reserve", {"until": until}), ("void", {}), ("cancel", {})])
        self.registry.ask(device.person, act, first=max(1, first), reason="会议", **more)

    def give(self, device: Device) -> None:
        matter = self.registry.document(device.person)
        n = self.rng.randint(1, self.reached + 2)
        if self.registry.ask(device.person, "give", first=n, document=matter, reason="空号").s == "a":
            self.queue(device, Command(MatterId(matter), "dispatch", "number", {}))

    def take_back(self, device: Device) -> None:
        """What waits is taken back before it went: its number is spent."""
        drawn = [one for one in device.waiting if one[1] == "number"]
        if drawn and self.rng.random() < 0.3:
            device.waiting.remove(self.rng.choice(drawn))

    # what must hold

    def check(self) -> None:
        owners = self.owners()
        self.reached = max([self.reached, *owners, *self.drawn])
        assert not [r for r in self.refused if r[1] in DRAWN_FOR_NOTHING], "what a holder drew does not stand"
        kept = self.kept()
        end = kept.reach(2026, owners)
        left = [n for n in range(1, end + 1) if n not in owners and not kept.find(2026, n)]
        cancelled = self.cancelled()
        assert all(any(h.covers(2026, n) for h in kept.holdings) or n in cancelled for n in left), (left, kept)

    def owners(self) -> dict[int, str]:
        """Each number with its document; the records say so, not the table of claims alone."""
        with self.office.centre.database.read() as connection:
            records = connection.execute(DISPATCHES).all()
            said = [(self.number_of(connection, id, entries), id) for id, entries in records]
            claimed = claims.taken(connection, REGISTRY, SERIES)
        numbers = [int(text.partition("-")[2]) for text, _ in said if text]
        assert len(numbers) == len(set(numbers)), "one number for two documents"
        assert set(numbers) == claimed
        return {int(text.partition("-")[2]): id for text, id in said if text}

    def number_of(self, connection: Connection, id: str, entries: int) -> str:
        """By its record, which only grows: read again when it has more entries."""
        if (id, entries) not in self.numbers:
            self.numbers[id, entries] = str(numbers_of(connection, id))
        return self.numbers[id, entries]

    def cancelled(self) -> set[object]:
        return {fields_of(e).get("first") for e in self.registry.entries(self.registry.series)}


DISPATCHES = (
    select(t.matter.c.id, func.count())
    .join(t.entry, t.entry.c.matter == t.matter.c.id)
    .where(t.matter.c.kind == "dispatch")
    .group_by(t.matter.c.id)
)


def numbers_of(connection: Connection, id: str) -> object:
    fold = load(connection, KINDS, id)
    return (fold.state.fields.get("doc_number") or "") if fold and fold.state else ""


def fields_of(stored: object) -> dict[str, object]:
    from oa_client.protocol.record import read

    return dict(read(stored).fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("part", range(3))
def test_whatever_the_clerks_do_no_number_is_given_twice_and_what_was_drawn_stands(part: int) -> None:
    for seed in range(part * STORIES // 3, (part + 1) * STORIES // 3):
        Story(seed).tell()


@contextmanager
def ends_by_time() -> Iterator[None]:
    """The centre forgets a holding after three days."""
    kept = entries.series_at

    def forgetful(work: Work, address: str) -> Series | None:
        found = kept(work, address)
        late = work.now - 3 * DAY
        lasting = tuple(h for h in found.holdings if h.ended or h.since > late) if found else ()
        return replace(found, holdings=lasting) if found else None

    with mock.patch.object(entries, "series_at", forgetful):
        yield


@contextmanager
def forgets_what_was_taken_back() -> Iterator[None]:
    """The device counts only what still waits or was brought: the number of what was taken back is drawn again."""

    def only_waiting(self: MemoryOutbox, series: str) -> dict[int, MatterId]:
        return {}

    with mock.patch.object(MemoryOutbox, "drawn", only_waiting):
        yield


@contextmanager
def written_off_is_free() -> Iterator[None]:
    """The sequence goes on from where the lost device is known to have come, not from where it may have."""
    with mock.patch.object(Series, "reach", lambda self, year, taken: max((n for n in taken), default=0)):
        yield


@pytest.mark.parametrize("defect", [ends_by_time, forgets_what_was_taken_back, written_off_is_free])
def test_the_defect_is_caught(defect: type) -> None:
    with defect(), pytest.raises(AssertionError):  # type: ignore[attr-defined]
        for seed in range(STORIES):
            Story(seed).tell()
