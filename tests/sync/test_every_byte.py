"""Each reply of the real centre is cut at every byte on its way to the real carrier: nothing half is kept, the state that
is shown is one clear one, and the next try goes on from where it was.
"""

import contextlib
import copy
import hashlib
import logging
import random
from dataclasses import dataclass, replace
from typing import NamedTuple

import pytest
from argon2 import PasswordHasher

from oa_client.app.standing import Phase
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import SessionRequest
from oa_client.sync import movers
from oa_client.sync.errands import Errand, Fault, Fetch, Stream, Trouble, Turn, Wait
from oa_client.sync.movers import Carrier, Failed
from oa_client.sync.state import Policy
from server_stub.accounts import set_account
from tests.fakes import faults
from tests.fakes.faults import FaultProxy, Message
from tests.sync.office import Device, Office
from tests.sync.test_driver import PASSWORD, served

DATA = random.Random(5).randbytes(400)
SHA = hashlib.sha256(DATA).hexdigest()
CODES = {"cut", "unreachable", "torn"}


@dataclass
class World:
    """A device of person 1 that has something to send and something to learn; `before` is how its stores stand."""

    office: Office
    device: Device
    proxy: FaultProxy
    token: str
    paper: str
    caplog: pytest.LogCaptureFixture
    before: tuple = ()

    def again(self) -> None:
        """A new process over the stores as they stood."""
        d = self.device
        d.outbox, d.replica, d.files = copy.deepcopy(self.before)
        d.start()

    def errand(self, kind: type) -> Errand:
        """The first errand of a kind. What comes before it is carried; what lies beside it is put off."""
        engine = self.device.engine
        for _ in range(20):
            found = engine.errands(self.office.clock.monotonic())
            for errand in found:
                if isinstance(errand.call, kind):
                    return errand
            for errand in found:
                assert self.carry(errand) is None
        raise AssertionError(f"no {kind.__name__} is wanted")

    def carry(self, errand: Errand):
        """Carry it on a new connection; the fault, or None."""
        engine = self.device.engine
        with contextlib.closing(Carrier(self.proxy.url, self.token)) as carrier:
            try:
                reply = carrier.carry(errand.call, lambda parts: engine.arrived(errand, parts))
            except Failed as failed:
                engine.failed(errand, failed.fault)
                return failed.fault
            engine.delivered(errand, reply)
            return None

    def spoiled(self, errand: Errand, weather: faults.Weather) -> Fault | None:
        """Carry it in this weather; urllib3 warns of a head that ends early."""
        self.proxy.weather = weather
        with self.caplog.at_level(logging.WARNING):
            fault = self.carry(errand)
        self.proxy.weather = faults.fine
        return fault

    def stands(self):
        """What is kept: matters with the entries of each, the place in the feed, the bytes of files, what waits."""
        d = self.device
        held = {m: (h.head, h.have, dict(h.entries)) for m, h in d.replica.state.matters.items()}
        return held, d.replica.feed(), d.files.at(SHA), [p.n for p in d.outbox.pending()]


@pytest.fixture
def world(caplog):
    office = Office(policy=Policy(budget=8000, wants=20, first_wants=20, wait=False))
    mine, other = office.devices[0], office.devices[2]
    with office.centre.work() as work:
        set_account(work, PersonId(1), "p1", PASSWORD, PasswordHasher(1, 8, 1))
        office.centre.files.put(work.connection, PersonId(2), DATA)
    file = {"sha256": SHA, "name": "附件.pdf", "size": len(DATA)}
    given = {"mode": "parallel", "purpose": "information", "readers": [["p1"]], "files": [file]}
    paper = office.do(other, "circulate", kind="circulation", title="带附件的", **given)
    with served(office.centre) as url, faults.spoiling(url) as proxy:
        signing = Carrier(url)
        with contextlib.closing(signing):
            token = signing.sign_in(SessionRequest("p1", PASSWORD, mine.link.caller.device)).token
        office.rest(other)
        yield World(office, mine, proxy, token, paper, caplog)
    office.centre.close()


def learn_all(world: World) -> None:
    """Everything there is so far comes down."""
    world.device.start()
    while errands := world.device.engine.errands(world.office.clock.monotonic()):
        for errand in errands:
            assert world.carry(errand) is None


def others_write(world: World, count: int = 4) -> None:
    other = world.office.devices[2]
    for n in range(count):
        world.office.do(other, "write", title=f"第{n}件", to=["p1"])
    world.office.rest(other)


def keep(world: World) -> None:
    """From here each try begins."""
    d = world.device
    world.before = (d.outbox, d.replica, d.files)
    world.before = copy.deepcopy(world.before)


class Cut(NamedTuple):
    """What a cut came to, and whether it was in the head of the reply."""

    fault: Fault | None
    in_head: bool


def every_cut(world: World, kind: type):
    """Yields after each cut, at every byte; afterwards the same errand again goes well and stands as without a cut."""
    world.again()
    assert world.carry(world.errand(kind)) is None
    whole: Message = world.proxy.seen[-1]
    expected = world.stands()
    assert len(whole.body) > 0
    for at in range(len(whole.raw)):
        world.again()
        errand = world.errand(kind)
        start = world.stands()
        fault = world.spoiled(errand, faults.cut(at, whole))
        yield Cut(fault, at < len(whole.head)), start, world.stands(), expected
        if world.stands() == expected:
            continue  # all of it was here before the end
        world.device.engine.kick()
        assert world.carry(world.errand(kind)) is None, at
        assert world.stands() == expected, at


def is_clear(world: World, fault, *, in_head: bool) -> None:
    """One state with one reason.

    A head that ends early lacks the mark of a genuine reply and is taken for a portal's: a wrong reason, yet one clear
    state, and nothing is kept of it.
    """
    state = world.device.engine.state()
    assert fault is not None
    if in_head and fault.trouble is Trouble.PORTAL:
        assert (state.phase, state.problem) == (Phase.PORTAL, "portal")
    else:
        assert fault.trouble in {Trouble.LINK, Trouble.TORN}
        assert fault.code in CODES
        assert (state.phase, state.problem) == (Phase.OFFLINE, fault.code)
    assert not state.settled


@pytest.mark.timeout(120)
def test_a_turn(world):
    learn_all(world)
    others_write(world)
    world.office.do(world.device, "write", title="我的", to=["p2"])
    keep(world)
    for cut, start, stands, expected in every_cut(world, Turn):
        is_clear(world, cut.fault, in_head=cut.in_head)
        assert stands == start, "nothing of half a reply is kept, and the command still waits"
        assert stands != expected


@pytest.mark.timeout(120)
def test_a_stream_of_records(world):
    other = world.office.devices[2]
    given = {"mode": "parallel", "purpose": "information", "readers": [["p1"]]}
    for n in range(8):
        world.office.do(other, "circulate", kind="circulation", title=f"长文{n}", body=f"第{n}段。" * 2000, **given)
    world.office.rest(other)
    assert not other.outbox.refused()
    world.device.start()
    world.errand(Stream)
    keep(world)
    world.proxy.known = {}
    seen = set()
    for cut, start, stands, expected in every_cut(world, Stream):
        if stands != expected:
            is_clear(world, cut.fault, in_head=cut.in_head)
        (before, feed, *rest), (after, feed_after, *rest_after) = start, stands
        assert (feed, rest) == (feed_after, rest_after)
        whole = {m for m, (head, have, _) in after.items() if have == head}
        assert all(after[m][:2] == before[m][:2] for m in after.keys() - whole), "a record is whole or not begun"
        seen.add(len(whole))
        assert not (cut.in_head and whole)
    assert len(seen) > 2, "what came before the cut is kept, block by block"


@pytest.mark.timeout(120)
def test_a_wait(world):
    learn_all(world)
    world.device.policy = replace(world.device.policy, wait=True)
    world.device.start()
    errand = world.errand(Wait)
    others_write(world, 1)
    assert world.carry(errand) is None
    whole = world.proxy.seen[-1]
    for at in range(len(whole.raw)):
        errand = world.errand(Wait)
        others_write(world, 1)
        start = world.stands()
        fault = world.spoiled(errand, faults.cut(at, whole))
        is_clear(world, fault, in_head=at < len(whole.head))
        assert world.stands() == start
        world.device.engine.kick()
    world.errand(Wait)
    world.office.check_permitted()
    assert set(world.device.replica.state.matters) == world.office.visible(1), "all of it came by the turns between"


@pytest.mark.timeout(120)
def test_a_file(world):
    learn_all(world)
    world.device.files.want(SHA, MatterId(world.paper), len(DATA))
    keep(world)
    kept = set()
    for cut, _, stands, _ in every_cut(world, Fetch):
        is_clear(world, cut.fault, in_head=cut.in_head)
        kept.add(stands[2])
        assert DATA.startswith(world.device.files._data.get(SHA, b""))
    assert kept == set(range(len(DATA))), "every byte that came is kept, and goes on from there"


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("weather", "trouble"),
    [
        (faults.lost_reply, Trouble.LINK),
        (faults.lost_request, Trouble.LINK),
        (faults.cut(60, reset=True), Trouble.LINK),
        (faults.half_closed(200), Trouble.LINK),
        (faults.silent(), Trouble.LINK),
        (faults.silent(230), Trouble.LINK),
        (faults.slow(20, piece=1, at_once=260), Trouble.LINK),
        (faults.truncated(40), Trouble.TORN),
        (faults.bomb(1 << 30), Trouble.TORN),
        (faults.portal, Trouble.PORTAL),
    ],
    ids=lambda value: getattr(value, "__qualname__", str(value)),
)
def test_a_turn_in_bad_weather_takes_effect_once(world, weather, trouble, monkeypatch):
    learn_all(world)
    others_write(world)
    world.office.do(world.device, "write", title="我的", to=["p2"])
    errand = world.errand(Turn)
    start = world.stands()
    with monkeypatch.context() as impatient:
        if trouble is Trouble.LINK:  # a silence is not waited out; what is answered may take its time
            impatient.setattr(movers, "STALL_SECONDS", 0.2)
            impatient.setattr(movers, "THINK_SECONDS", 0.5)
        fault = world.spoiled(errand, weather)
    assert fault is not None
    assert fault.trouble is trouble
    assert world.stands() == start
    world.device.engine.kick()
    assert world.carry(world.errand(Turn)) is None
    world.office.rest()
    world.office.check_rest()


def test_a_request_that_arrives_twice_takes_effect_once(world):
    learn_all(world)
    world.office.do(world.device, "write", title="我的", to=["p2"])
    assert world.spoiled(world.errand(Turn), faults.twice) is None
    world.office.rest()
    world.office.check_rest()


@pytest.mark.timeout(120)
def test_no_flipped_bit_is_believed(world):
    learn_all(world)
    others_write(world)
    keep(world)
    world.again()
    errand = world.errand(Turn)
    assert world.carry(errand) is None
    expected = world.stands()
    size = len(world.proxy.seen[-1].body)
    world.proxy.known = {}
    for bit in range(size * 8):
        world.again()
        errand = world.errand(Turn)
        start = world.stands()
        fault = world.spoiled(errand, faults.flipped(bit))
        assert world.stands() in (start, expected) if fault is None else world.stands() == start, bit
