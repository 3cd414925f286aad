"""The model of the feed under loss, delay, kills between the two files, delegations and restores."""

import copy
import itertools
from collections import defaultdict

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.sync.model import Centre, Client, Span

USERS, UNITS, KINDS = ("a", "b", "c"), ("U", "V"), ("d", "e")
DEVICE, NUMBER = st.integers(0, 3), st.integers(0, 30)
FAULT = st.sampled_from(["fine"] * 4 + ["lost", "late", "killed"])


class Feed(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.centre = Centre()
        self.devices = [Client(user) for user in ("a", "a", "b", "c")]
        self.count = itertools.count()
        self.issued = {}
        self.backup = None
        self.late = []
        self.ever = defaultdict(set)
        for user, unit in (("a", "U"), ("b", "U"), ("c", "V")):
            self.centre.members.append(Span(user, unit, self.centre.tick()))

    def name(self, kind):
        return f"{kind}{next(self.count):04d}"

    @rule(i=DEVICE, kind=st.sampled_from(KINDS), n=st.integers(0, 3))
    def open_matter(self, i, kind, n):
        matter = self.name(kind)
        for action in ["open"] + ["say"] * n:
            self.issue(i, matter, action)

    @rule(i=DEVICE, j=NUMBER)
    def say(self, i, j):
        device = self.devices[i]
        here = sorted({m for m in device.held if device.prefix(m)} | {c[1] for c in device.waiting})
        if here:
            self.issue(i, here[j % len(here)], "say")

    def issue(self, i, matter, action):
        command = (f"k{next(self.count)}", matter, action)
        self.devices[i].waiting.append(command)
        self.issued[command[0]] = (i, command)

    @rule(scope=st.sampled_from(UNITS + USERS), kind=st.sampled_from(KINDS), n=st.integers(1, 5))
    def matters_elsewhere(self, scope, kind, n):
        for _ in range(n):
            matter = self.name(kind)
            self.centre.append(matter, f"s{matter}")
            self.centre.access.append(Span(matter, scope, self.centre.tick()))

    @rule(scope=st.sampled_from(UNITS + USERS), j=NUMBER)
    def grant(self, scope, j):
        if matters := sorted(self.centre.version):
            self.centre.access.append(Span(matters[j % len(matters)], scope, self.centre.tick()))

    @rule(j=NUMBER)
    def revoke(self, j):
        if spans := [a for a in self.centre.access if a.until is None]:
            spans[j % len(spans)].until = self.centre.tick()

    @rule(user=st.sampled_from(USERS), unit=st.sampled_from(UNITS))
    def transfer(self, user, unit):
        held = [m for m in self.centre.members if m.who == user and m.until is None and m.scope in UNITS]
        for member in held:
            member.until = self.centre.tick()
        self.centre.members.append(Span(user, unit, self.centre.tick()))

    @rule(giver=st.sampled_from(USERS + UNITS), taker=st.sampled_from(USERS), kind=st.sampled_from(("", *KINDS)))
    def delegate(self, giver, taker, kind):
        if giver != taker:
            self.centre.members.append(Span(taker, giver, self.centre.tick(), kind=kind))

    @rule(j=NUMBER)
    def end_delegation(self, j):
        if spans := [m for m in self.centre.members if m.until is None]:
            spans[j % len(spans)].until = self.centre.tick()

    @rule()
    def months_pass(self):
        self.centre.old = set(self.centre.version)

    @rule(i=DEVICE, fault=st.sampled_from(["fine", "fine", "lost request", "lost reply", "twice"]))
    def push(self, i, fault):
        device = self.devices[i]
        batch = [c for c in device.waiting if c[0] not in device.accepted][:3]
        if not batch or fault == "lost request":
            return
        if device.epoch != self.centre.epoch:
            return
        for _ in range(2 if fault == "twice" else 1):
            answers = [self.centre.submit(device.user, c) for c in batch]
        if fault != "lost reply":
            for command, yes in zip(batch, answers, strict=True):
                device.accepted |= {command[0]} if yes else set()
                if not yes:
                    device.waiting.remove(command)

    def deliver(self, device, take, fault):
        if fault == "late":
            self.late.append((device, take))
        elif fault != "lost":
            take()
            if fault != "killed":
                device.settle()

    @rule(i=DEVICE, fault=FAULT)
    def live(self, i, fault):
        device, centre = self.devices[i], self.centre
        if device.epoch != centre.epoch:
            device.begin_again(centre.epoch)
            return
        reply = copy.deepcopy(centre.live(device.user, device.position))
        self.deliver(device, lambda: device.take_live(reply), fault)

    @rule(i=DEVICE, j=NUMBER, fault=FAULT)
    def walk(self, i, j, fault):
        device = self.devices[i]
        if device.walks and device.epoch == self.centre.epoch:
            walk, place = list(device.walks.items())[j % len(device.walks)]
            epoch, page = device.epoch, self.centre.walk(device.user, walk, place)
            self.deliver(device, lambda: device.take_walk(epoch, walk, place, page), fault)

    @rule(i=DEVICE, fault=FAULT)
    def fetch(self, i, fault):
        device = self.devices[i]
        if device.wants() and device.epoch == self.centre.epoch:
            epoch, page = device.epoch, self.centre.fetch(device.user, device.wants())
            self.deliver(device, lambda: device.take_fetch(epoch, page), fault)

    @rule(j=NUMBER)
    def late_reply(self, j):
        if self.late:
            device, take = self.late.pop(j % len(self.late))
            self.deliver(device, take, "fine")

    @rule()
    def keep_backup(self):
        self.backup = copy.deepcopy(self.centre)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self):
        epoch = self.centre.epoch + 1
        self.centre = copy.deepcopy(self.backup)
        self.centre.epoch = epoch

    @invariant()
    def nothing_never_granted(self):
        for user in USERS:
            self.ever[user] |= {m for m in self.centre.version if self.centre.visible(user, m)}
        for device in self.devices:
            assert set(device.held) | set(device.head) <= self.ever[device.user]

    @invariant()
    def applied_once(self):
        commands = [c for _, _, _, c in self.centre.entries]
        assert len(commands) == len(set(commands))

    def rest(self, i):
        device = self.devices[i]
        for _ in range(300):
            self.live(i, "fine")
            self.push(i, "fine")
            for j in range(len(device.walks)):
                self.walk(i, j, "fine")
            self.fetch(i, "fine")
            waits = [c for c in device.waiting if c[0] not in device.accepted]
            if not (waits or device.walks or device.wants() or self.centre.live(device.user, device.position).items):
                return

    def teardown(self):
        for _ in range(3):
            for i in range(4):
                self.rest(i)
        for i, device in enumerate(self.devices):
            seen = {m for m in self.centre.version if self.centre.visible(device.user, m)}
            assert set(device.head) == seen
            for matter in seen:
                assert device.head[matter] == self.centre.version[matter]
                truth = {v: c for _, m, v, c in self.centre.entries if m == matter}
                assert device.held.get(matter, {}) == (truth if matter in device.full else {})
            self.own_commands(i)

    def own_commands(self, i):
        mine = [name for name, (j, _) in self.issued.items() if j == i]
        assert set(mine) <= set(self.centre.log), "a command without an outcome"
        made = [(m, c) for _, m, _, c in self.centre.entries]
        assert {n for n in mine if self.centre.log[n]} == {c for _, c in made if c in mine}
        for matter in self.centre.version:
            order = [mine.index(c) for m, c in made if m == matter and c in mine]
            assert order == sorted(order), "own commands reordered"


def test_the_model_of_the_feed():
    how = settings(
        max_examples=250,
        stateful_step_count=40,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    run_state_machine_as_test(hypothesis.seed(1)(Feed), settings=how)
