"""Engine, carriers and driver together against the centre's own application on a real socket."""

import contextlib
import hashlib
import random
import socket
import threading
import time
from collections import deque

import pytest
import uvicorn
from argon2 import PasswordHasher

from oa_client.app.lineuse import LineUse
from oa_client.app.ports import Changes
from oa_client.app.standing import Phase
from oa_client.domain.matter import MatterId
from oa_client.domain.people import PersonId
from oa_client.protocol.messages import SessionRequest, StreamPart
from oa_client.sync.driver import LINES_AT_ONCE, LOOK_SECONDS, Driver, _together, run_until_idle
from oa_client.sync.engine import Engine
from oa_client.sync.errands import Channel, Fault, Trouble
from oa_client.sync.movers import Carrier, Failed
from oa_client.sync.sockets import Traffic
from oa_client.sync.state import Policy
from server_stub.accounts import set_account
from server_stub.app import build
from tests.sync.office import Clock, Office

PASSWORD = "Lunyue-2026-test"


class RealClock:
    def now(self):
        return int(time.time())

    def monotonic(self):
        return time.monotonic()


@contextlib.contextmanager
def served(centre):
    """The centre on a free port of this machine."""
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build(centre), log_level="error", access_log=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        bound.close()


@pytest.fixture
def office():
    made = Office()
    made.clock.shift = int(time.time()) - made.clock.now()
    with made.centre.work() as work:
        for person in made.posts:
            set_account(work, PersonId(person), f"p{person}", PASSWORD, PasswordHasher(1, 8, 1))
    with served(made.centre) as url:
        made.url = url
        yield made
    made.centre.close()


def token(office, device):
    """A token for a device of the office that the centre knows."""
    carrier = Carrier(office.url)
    with contextlib.closing(carrier):
        return carrier.sign_in(SessionRequest(f"p{device.person}", PASSWORD, device.link.caller.device)).token


def stores(device):
    return device.outbox, device.replica, device.files


def synced(office, device, carrier, patience=20.0):
    engine = Engine(*stores(device), RealClock(), random.Random(1), Policy(wait=False))
    return run_until_idle(engine, carrier, RealClock(), patience)


@pytest.fixture
def carrier(office):
    made = Carrier(office.url, token(office, office.devices[0]))
    yield made
    made.close()


def test_until_idle(office, carrier):
    device = office.devices[0]
    matter = office.do(device, "write", title="出门", to=["p1", "p2"])
    report = synced(office, device, carrier)
    assert report.code == ""
    assert report.turns >= 2
    assert report.up > 0
    assert report.down > 0
    assert device.outbox.pending() == ()
    assert device.replica.state.matters[matter].have == 1
    again = synced(office, device, carrier)
    assert (again.turns, again.code) == (1, "")


def test_a_check_that_finds_nothing_is_small(office, carrier):
    device = office.devices[0]
    synced(office, device, carrier)
    before = (carrier.traffic.up, carrier.traffic.down)
    synced(office, device, carrier)
    spent = carrier.traffic.up - before[0] + carrier.traffic.down - before[1]
    assert spent <= 1024, spent


def test_nobody_there_is_said_soon(office):
    carrier = Carrier("http://127.0.0.1:1", "token")
    with contextlib.closing(carrier):
        report = synced(office, office.devices[0], carrier)
    assert report.code == "unreachable"
    assert report.seconds < 10


def test_a_bad_token_needs_signing_in(office):
    carrier = Carrier(office.url, "wrong")
    with contextlib.closing(carrier):
        assert synced(office, office.devices[0], carrier).code == "token"


def test_a_bad_password_is_told(office):
    carrier = Carrier(office.url)
    with contextlib.closing(carrier), pytest.raises(Failed) as failed:
        carrier.sign_in(SessionRequest("p1", "wrong", 0))
    assert (failed.value.fault.status, failed.value.fault.code) == (401, "password")


class Desktop:
    """A device with a driver, as the window runs it."""

    def __init__(self, office, device, **policy):
        self.heard = Changes()
        engine = Engine(*stores(device), RealClock(), random.Random(1), Policy(**policy))
        bearer = token(office, device)
        self.traffic = {channel: Traffic() for channel in Channel}
        self.carriers = {c: Carrier(office.url, bearer, self.traffic[c]) for c in Channel}
        self.driver = Driver(engine, self.carriers, RealClock(), self.hear)
        self.driver.start()

    def hear(self, changes):
        self.heard |= changes

    def settled(self, since=None, patience=15.0):
        return self.driver.wait_for(lambda s: s.settled and (since is None or s.turns > since), patience)


@pytest.fixture
def desktop(office):
    made = []

    def open_one(device, **policy):
        made.append(Desktop(office, device, **policy))
        return made[-1]

    yield open_one
    for one in made:
        assert one.driver.stop() == []


def test_the_desktop_syncs_and_is_woken(office, desktop, carrier):
    first, second = office.devices[0], office.devices[2]
    window = desktop(second)
    assert window.settled()
    matter = office.do(first, "write", title="叫醒", to=["p1", "p2"])
    synced(office, first, carrier)
    assert window.driver.wait_for(lambda s: matter in second.replica.state.matters and s.settled, 10)
    assert matter in window.heard.matters
    assert window.driver.state().phase is Phase.IDLE


def test_what_is_written_goes_at_once_and_wakes_nobody_for_nothing(office, desktop):
    device = office.devices[0]
    window = desktop(device)
    assert window.settled()
    turns = window.driver.state().turns
    office.do(device, "write", title="马上", to=["p1"])
    window.driver.look()
    assert window.settled(turns)
    time.sleep(0.5)
    assert window.driver.state().turns == turns + 1


def test_paused_nothing_moves(office, desktop):
    device = office.devices[0]
    window = desktop(device)
    assert window.settled()
    window.driver.pause(paused=True)
    assert window.driver.wait_for(lambda s: s.phase is Phase.PAUSED, 5)
    office.do(device, "write", title="暂停", to=["p1"])
    window.driver.look()
    time.sleep(0.3)
    assert len(device.outbox.pending()) == 1
    window.driver.pause(paused=False)
    assert window.driver.wait_for(lambda s: s.settled and not device.outbox.pending(), 10)


def test_files_go_up_and_come_down(office, desktop, tmp_path):
    sender, reader = office.devices[0], office.devices[2]
    data = random.Random(3).randbytes(400_000)
    (tmp_path / "a.bin").write_bytes(data)
    ref = sender.outbox.add_file(tmp_path / "a.bin", "附件.bin")
    named = {"sha256": ref.sha256, "name": ref.name, "size": ref.size}
    matter = office.do(
        sender,
        "circulate",
        kind="circulation",
        title="附件",
        mode="parallel",
        purpose="information",
        readers=[["p2"]],
        files=[named],
    )
    up, down = desktop(sender), desktop(reader)
    assert up.driver.wait_for(lambda s: s.settled and not sender.outbox.uploads(), 15)
    assert down.driver.wait_for(lambda s: matter in reader.replica.state.matters, 15)
    reader.files.want(ref.sha256, MatterId(matter), ref.size)
    down.driver.look()
    until = time.monotonic() + 15
    while not reader.files.whole(ref.sha256) and time.monotonic() < until:
        time.sleep(0.02)
    assert hashlib.sha256(b"".join(reader.files.read(ref.sha256))).hexdigest() == ref.sha256


def test_how_the_line_is_used_reaches_the_engine_and_the_line_itself(office, desktop):
    window = desktop(office.devices[0])
    assert window.settled()
    wish, used = LineUse(metered=True, cap=16 * 1024), threading.Event()
    take = window.driver._engine.use
    window.driver._engine.use = lambda use: (take(use), used.set())
    window.driver.use(wish)
    assert used.wait(5)
    assert window.driver._engine._choosing.use == wish
    caps = {channel: carrier.throttle.rate for channel, carrier in window.carriers.items()}
    assert caps == {Channel.CONTROL: 0, Channel.BULK: 16 * 1024, Channel.WAIT: 0}


def test_a_file_on_its_way_is_capped_at_once_and_comes_all_the_same(office, desktop, tmp_path):
    sender, reader = office.devices[0], office.devices[2]
    data = random.Random(4).randbytes(3_000_000)
    (tmp_path / "a.bin").write_bytes(data)
    ref = sender.outbox.add_file(tmp_path / "a.bin", "附件.bin")
    named = {"sha256": ref.sha256, "name": ref.name, "size": ref.size}
    fields = {"title": "附件", "mode": "parallel", "purpose": "information", "readers": [["p2"]], "files": [named]}
    matter = office.do(sender, "circulate", kind="circulation", **fields)
    up, down = desktop(sender), desktop(reader)
    assert up.driver.wait_for(lambda s: s.settled and not sender.outbox.uploads(), 15)
    assert down.driver.wait_for(lambda s: s.settled and matter in reader.replica.state.matters, 15)
    down.driver.use(LineUse(cap=16 * 1024))
    reader.files.want(ref.sha256, MatterId(matter), ref.size)
    down.driver.look()
    until = time.monotonic() + 15
    while not reader.files.at(ref.sha256) and time.monotonic() < until:
        time.sleep(0.02)
    assert 0 < reader.files.at(ref.sha256) <= 200_000, "three minutes' worth at this cap"
    down.driver.use(LineUse())
    while not reader.files.whole(ref.sha256) and time.monotonic() < until:
        time.sleep(0.02)
    assert hashlib.sha256(b"".join(reader.files.read(ref.sha256))).hexdigest() == ref.sha256


def test_an_engine_that_stumbles_goes_on(office, desktop, caplog):
    device = office.devices[0]
    page, stumbles = device.replica.page, []

    def stumble():
        if len(stumbles) < 2:
            stumbles.append(1)
            raise ZeroDivisionError
        return page()

    device.replica.page = stumble
    with caplog.at_level("ERROR", "oa_client.sync.driver"):
        window = desktop(device, backoff_first=0.05)
        assert window.settled()
    assert len(stumbles) == 2


def part(n):
    return StreamPart(1, f"7-{n}")


def test_what_came_meanwhile_is_kept_together_in_its_order_and_within_bounds():
    come = deque([[part(n)] for n in range(LINES_AT_ONCE + 5)])
    found, number = _together(come)
    assert ([p.m for p in found], number) == ([f"7-{n}" for n in range(LINES_AT_ONCE)], LINES_AT_ONCE)
    found, number = _together(come)
    assert ([p.m for p in found], number, len(come)) == ([f"7-{LINES_AT_ONCE + n}" for n in range(5)], 5, 0)


def test_bytes_are_kept_as_they_came():
    come = deque([b"a", b"b"])
    assert [_together(come), _together(come)] == [(b"a", 1), (b"b", 1)]


def test_a_chore_is_done_in_steps_when_nothing_comes_and_again_after_something_came(office):
    left, done = [3], threading.Event()

    def chore():
        left[0] -= 1
        if left[0] == 0:
            done.set()
        return left[0] > 0

    engine = Engine(*stores(office.devices[0]), RealClock(), random.Random(1), Policy())
    driver = Driver(
        engine, {c: Carrier(office.url, "wrong") for c in Channel}, RealClock(), lambda _: None, chore=chore
    )
    driver.start()
    assert done.wait(10)
    left[0] = 2
    done.clear()
    driver.look()
    assert done.wait(10)
    assert driver.stop() == []


def test_a_chore_that_cannot_be_done_holds_nothing_up(office, caplog):
    tried, told = threading.Event(), []

    def chore():
        tried.set()
        raise OSError("the disk is full")

    engine = Engine(*stores(office.devices[0]), RealClock(), random.Random(1), Policy())
    carriers = {c: Carrier(office.url, "wrong") for c in Channel}
    driver = Driver(engine, carriers, RealClock(), lambda _: None, chore=chore)
    driver.listen(lambda state: told.append(state.problem))
    with caplog.at_level("ERROR", "oa_client.sync.driver"):
        driver.start()
        for _ in range(3):
            assert tried.wait(10)
            tried.clear()
            driver.look()
        assert driver.stop() == []
    assert "cannot_keep" not in told


def test_a_channel_that_is_done_is_not_kept_waiting_by_much_that_comes(office):
    """Each thing takes long to keep, and more of it is there whenever one is kept."""
    engine = Engine(*stores(office.devices[0]), Clock(), random.Random(1), Policy())
    clock = Clock()
    driver = Driver(engine, {c: Carrier(office.url, "wrong") for c in Channel}, clock, lambda _: None)
    kept = []

    def keep():
        clock.seconds += LOOK_SECONDS / 2
        kept.append(clock.seconds)
        if len(kept) < 9:
            driver._put(keep)

    driver._put(keep)
    assert driver._next()
    assert len(kept) == 2


def test_a_sleep_is_noticed(office):
    class Sleeper(RealClock):
        slept = 0

        def now(self):
            return super().now() + self.slept

    clock = Sleeper()
    device = office.devices[0]
    engine = Engine(*stores(device), clock, random.Random(1), Policy())
    driver = Driver(engine, {}, clock, lambda _: None)
    assert not driver._slept(clock.monotonic())
    clock.slept = 600
    assert driver._slept(clock.monotonic())
    assert not driver._slept(clock.monotonic())


def test_stopping_does_not_wait_for_a_hung_line(office):
    device = office.devices[0]
    window = Desktop(office, device)
    assert window.settled()
    began = time.monotonic()
    assert window.driver.stop() == []
    assert time.monotonic() - began < 2


def test_a_fault_has_no_secret_in_it():
    assert "token" not in repr(Fault(Trouble.LINK, "cut"))
