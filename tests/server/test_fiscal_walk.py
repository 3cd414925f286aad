"""Budgets in small stories: devices that are away for long, commands sent again, a centre that is restored.

Each device acts on what it saw last and brings its commands when the story lets it. What must hold after every step:
what a line has held and spent is what the records say, counted by another way, never more than it is worth, and
nothing is left held by what has ended.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from oa_client.domain.decision import Claim
from oa_client.domain.matter import Entry
from oa_client.protocol.messages import CommandUp, Outcome, SyncRequest
from oa_client.protocol.record import Stored, read
from server_stub import claims
from server_stub.entries import wire
from server_stub.fold import record
from tests.server.money import BUREAU, CLERK, HANDLER, HEAD, OTHER, OTHER_HEAD, SECTION, STREET_HEAD, VICE, WAN, Money

STORIES, ACTS = 12, 180
WHO = {
    "unit_head": (STREET_HEAD, OTHER_HEAD, HANDLER),
    "finance_section": (SECTION, SECTION, HANDLER),
    "finance_bureau_head": (BUREAU,),
    "vice_head": (VICE,),
    "district_head": (HEAD,),
    "returned": (HANDLER, OTHER, SECTION),
    "approved": (SECTION,),
    "issued": (SECTION,),
    "paying": (SECTION,),
    "paid": (SECTION,),
}
DOES = {
    "unit_head": ("agree", "agree", "agree", "send_back", "withdraw"),
    "finance_section": ("review", "review", "review", "send_back", "withdraw"),
    "finance_bureau_head": ("approve", "approve", "send_back"),
    "vice_head": ("decide", "decide", "approve", "send_back"),
    "district_head": ("decide", "send_back"),
    "returned": ("reapply", "reapply", "withdraw", "void"),
    "approved": ("issue_indicator", "issue_indicator", "void"),
    "issued": ("pay", "pay", "void"),
    "paying": ("pay", "pay", "reconcile"),
    "paid": ("reconcile",),
}


@dataclass
class Device:
    """One person's: how the matters stood when it was last at the centre, what waits, what was accepted."""

    person: int
    seen: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    waiting: list[CommandUp] = field(default_factory=list)
    done: list[CommandUp] = field(default_factory=list)


class Story:
    """One chosen course of events."""

    def __init__(self, seed: int, reached: Counter[str]) -> None:
        self.rng, self.reached = random.Random(seed), reached
        self.money = Money()
        self.lines = {2: [self.money.line(30 * WAN), self.money.line(12 * WAN, code="2010302")]}
        self.lines[3] = [self.money.line(15 * WAN, owner="u3", code="2010303")]
        people = (HANDLER, CLERK, OTHER, STREET_HEAD, OTHER_HEAD, SECTION, BUREAU, VICE, HEAD)
        self.devices = {person: Device(person) for person in people}
        self.opened: list[str] = []
        self.backup: bytes | Path | None = None

    def tell(self) -> None:
        self.back_up()
        acts = [self.apply] * 2 + [self.act] * 16 + [self.bring] * 12 + [self.again, self.change, self.wait]
        for n in range(ACTS):
            self.rng.choice(acts)(self.rng.choice(list(self.devices.values())))
            if n == ACTS // 3:
                self.back_up()
            if n == 2 * ACTS // 3:
                self.restore()
            self.check()
        for device in self.devices.values():
            self.bring(device, everything=True)
        self.check()

    # what happens

    def wait(self, _: Device) -> None:
        self.money.office.clock.now += self.rng.choice([60, 86_400])

    def apply(self, device: Device) -> None:
        """An application, on a line that may have less left by the time it comes."""
        unit = 3 if device.person == OTHER else 2
        applicant = device if device.person in {HANDLER, CLERK, OTHER} else self.devices[HANDLER]
        self.queue(applicant, "apply", "", self.asked(unit))

    def asked(self, unit: int) -> dict[str, object]:
        amount = self.rng.choice([1, 3, 5, 8, 11]) * WAN
        head = STREET_HEAD if unit == 2 else OTHER_HEAD
        line = self.rng.choice(self.lines[unit])
        return self.money.asked(line, amount, unit_head=f"p{head}", payee=f"公司{self.rng.randint(1, 9)}")

    def act(self, device: Device) -> None:
        """Something on a matter as the device saw it last."""
        now = self.stand()
        for one in self.devices.values():
            if not one.waiting and self.rng.random() < 0.7:
                one.seen = dict(now)
        everybody = [device] * 3 + list(self.devices.values())
        seen = [(d, m, *at) for d in everybody for m, at in d.seen.items() if d.person in WHO.get(at[0], ())]
        if not seen:
            return
        device, matter, stage, version, unit = self.rng.choice(seen)
        action = self.rng.choice(DOES[stage])
        self.queue(device, action, matter, self.filled(action, int(unit)), version)
        if self.rng.random() < 0.6:  # it has a link
            self.bring(device, everything=True)

    def filled(self, action: str, unit: int) -> dict[str, object]:
        given: dict[str, dict[str, object]] = {
            "review": {"opinion": "属实", "split_looked": True},
            "decide": self.rng.choice([{}, {"approved": WAN}]),
            "send_back": {"reason": "补材料", "to": self.rng.choice(["applicant", "before"])},
            "withdraw": {"reason": "不要了"},
            "void": {"reason": "不办了"},
            "reapply": self.asked(unit),
            "reconcile": {"opinion": "核减"},
            "issue_indicator": {"indicator": "8号", "line": self.rng.choice(self.lines[unit])},
            "pay": {
                "payment": self.rng.choice([WAN // 2, WAN]),
                "paid_on": self.money.office.clock.now,
                "voucher": str(self.rng.randint(1, 10**6)),
            },
        }
        return given.get(action, {})

    def queue(
        self, device: Device, action: str, matter: str, fields: dict[str, object], base: int | None = None
    ) -> None:
        up = self.money.up(device.person, action, matter, **fields)
        centre_only = {"decide", "issue_indicator", "pay", "reconcile"}
        device.waiting.append(msgspec.structs.replace(up, base=base if action in centre_only else None))

    def bring(self, device: Device, *, everything: bool = False) -> None:
        """Some of what waits goes up in its order, then the device hears how everything stands."""
        whole = everything or self.rng.random() < 0.6
        for _ in range(len(device.waiting) if whole else self.rng.randint(0, len(device.waiting))):
            up = device.waiting.pop(0)
            self.heard(device, up, self.money.office.send(device.person, up)[0])
        if not device.waiting:
            device.seen = self.stand()

    def heard(self, device: Device, up: CommandUp, outcome: Outcome) -> None:
        self.reached[outcome.code or up.action] += 1
        assert outcome.s != "l", outcome
        if outcome.s == "a":
            if up.action == "apply":
                self.opened.append(up.matter)
            stored = wire(self.entries(up.matter)[-1])
            device.done.append(msgspec.structs.replace(up, receipt=outcome.receipt, stored=stored))

    def again(self, device: Device) -> None:
        """The answer was lost: what was accepted is sent once more."""
        if device.done:
            up = msgspec.structs.replace(self.rng.choice(device.done), receipt="", stored=None)
            assert self.money.office.send(device.person, up)[0].s == "a"

    def change(self, _: Device) -> None:
        """The bureau makes a line larger or smaller."""
        line = self.rng.choice([*self.lines[2], *self.lines[3]])
        amount, action = self.rng.choice([1, 4, 10]) * WAN, self.rng.choice(["supplement", "reduce"])
        up = self.money.up(SECTION, action, line, "budget_line", amount=amount, basis="文")
        self.heard(self.devices[SECTION], up, self.money.office.send(SECTION, up)[0])

    def back_up(self) -> None:
        self.backup = self.money.office.centre.snapshot()

    def restore(self) -> None:
        """The centre loses what it has taken since; its devices bring it back in whatever order, then it is closed."""
        before = self.held()
        assert self.backup is not None
        self.money.office.centre.restore(self.backup)
        lost = [(device, up) for device in self.devices.values() for up in device.done]
        for _ in range(200):
            if not lost:
                break
            self.rng.shuffle(lost)
            lost = [one for one in sorted(lost, key=lambda o: o[1].n) if not self.came_back(*one)]
        assert not lost
        assert self.held() == before
        self.money.office.centre.close_restore()

    def came_back(self, device: Device, up: CommandUp) -> bool:
        request = SyncRequest(self.money.office.centre.epoch, commands=[up])
        (outcome,) = self.money.office.centre.sync(self.money.office.device(device.person), request).outcomes
        assert outcome.s != "r", outcome
        return outcome.s == "a"

    # what must hold

    def stand(self) -> dict[str, tuple[str, int, str]]:
        states = (self.money.state(matter) for matter in self.opened)
        return {state.id: (state.stage, state.version, str(state.unit)) for state in states}

    def entries(self, matter: str) -> list[Stored]:
        with self.money.office.centre.database.read() as connection:
            return record(connection, matter)

    def held(self) -> dict[str, tuple[int, int, int]]:
        return {line: self.money.balances(line) for line in (*self.lines[2], *self.lines[3])}

    def check(self) -> None:
        taken, spent, totals = Counter[str](), Counter[str](), Counter[str]()
        for matter in self.opened:
            held = counted([read(stored) for stored in self.entries(matter)])
            taken[held.line] += held.taken
            spent[held.line] += held.spent
        for line, said in self.held().items():
            for entry in map(read, self.entries(line)):
                sign = -1 if entry.action == "reduce" else 1
                totals[line] += sign * int(str(entry.fields.get("total") or entry.fields.get("amount") or 0))
            assert said == (totals[line], taken[line], spent[line]), line
            assert 0 <= said[2] <= said[1] <= said[0], said


@dataclass
class Held:
    """What an application has of its line."""

    line: str = ""
    taken: int = 0
    spent: int = 0


def counted(entries: list[Entry]) -> Held:
    """What an application holds by its record, read with nothing of the table in mind."""
    now, asked, approved = Held(), 0, 0
    back = True
    for entry in entries:
        said, action = entry.fields, entry.action
        if action in {"apply", "reapply"}:
            asked = int(str(said["amount"]))
            now, back = Held(str(said["line"]), asked), True
        elif action == "agree":
            back = False
        elif action == "decide":
            approved = int(str(said.get("approved") or asked))
            now.taken = approved
        elif action == "issue_indicator":
            now.line = str(said["line"])
        elif action == "pay":
            now.spent += int(str(said["payment"]))
        elif action == "reconcile":
            now.taken = now.spent
        elif action in {"withdraw", "void"} or (action == "send_back" and (back or said.get("to") != "before")):
            now.taken = 0
        elif action == "send_back":
            back = turned_back_to_the_unit(entries, entry)
    return now


def turned_back_to_the_unit(entries: list[Entry], until: Entry) -> bool:
    """Whether after these steps it is the head of the unit again who has it."""
    depth = 0
    for entry in entries[: until.v]:
        if entry.action in {"apply", "reapply"}:
            depth = 0
        elif entry.action in {"agree", "review", "approve"}:
            depth += 1
        elif entry.action == "send_back":
            depth -= 1
    return depth == 0


@pytest.mark.timeout(400)
def test_whatever_the_devices_bring_and_when_no_budget_is_overdrawn_or_leaks() -> None:
    reached: Counter[str] = Counter()
    for seed in range(STORIES):
        Story(seed, reached).tell()
    met = {"apply", "decide", "withdraw", "send_back", "reapply", "void", "pay", "over_budget", "wrong_stage"}
    assert met <= set(reached), reached


@contextmanager
def gives_back_without_looking() -> Iterator[None]:
    """A way back gives back what was first asked for, whether or not it was given back before."""
    kept, asked = claims._move_amounts, {}

    def careless(connection: object, one: Claim, matter: str, v: int) -> object:
        if one.exact and one.registry == "budget" and one.amount:
            asked.setdefault(matter, one.amount)
        if one.exact and not one.amount and matter in asked:
            return claims._add(connection, one, matter, v, -asked[matter])
        return kept(connection, one, matter, v)

    with mock.patch.object(claims, "_move_amounts", careless):
        yield


@contextmanager
def keeps_what_ended() -> Iterator[None]:
    """What is handed in again is held beside what was held before."""
    with mock.patch.object(claims, "_held", lambda *_: {}):
        yield


@contextmanager
def no_limit() -> Iterator[None]:
    """Nobody looks whether there is enough."""
    with mock.patch.object(claims, "_over", lambda *_: None):
        yield


@pytest.mark.parametrize("defect", [gives_back_without_looking, keeps_what_ended, no_limit])
def test_the_defect_is_caught(defect: AbstractContextManager[None]) -> None:
    with defect(), pytest.raises(AssertionError):  # type: ignore[operator]
        for seed in range(STORIES):
            Story(seed, Counter()).tell()
