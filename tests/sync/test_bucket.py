"""The cap on bytes a second, by a clock in the hand; and a carrier that waits for it."""

import socket
import threading

import pytest
import zstandard

from oa_client.protocol import codec
from oa_client.protocol.messages import FileState, MattersRequest, StreamPart
from oa_client.sync import pace
from oa_client.sync.bucket import Bucket, Throttle
from oa_client.sync.errands import Fetch, SendPart, Stream
from oa_client.sync.movers import Failed
from tests.sync import test_movers
from tests.sync.test_movers import http

meet = test_movers.meet
SHA = "a" * 64
KB = 1024
DAYS = 10**7
"""A cap of one byte a second makes anybody wait for longer than a test lasts."""


class Hand:
    """A clock by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def bucket(clock):
    made = Bucket(clock)
    made.cap(16 * KB)
    return made


def carried(bucket, clock, size, part):
    """Seconds that so many bytes take, taken in parts as large as these."""
    began = clock.now
    for _ in range(size // part):
        clock.now += bucket.wait()
        bucket.take(part)
    return clock.now + bucket.wait() - began


@pytest.mark.parametrize("part", [100, 4 * KB, 64 * KB])
def test_over_a_while_no_more_goes_than_the_cap_however_it_is_cut(bucket, clock, part):
    size = 100 * part * (64 * KB // part)
    assert carried(bucket, clock, size, part) == pytest.approx(size / (16 * KB) - 1, rel=1e-6), (
        "a second's worth is free"
    )


def test_an_idle_line_saves_up_no_more_than_a_second(bucket, clock):
    clock.now += 3600
    bucket.take(16 * KB)
    assert bucket.wait() == 0
    bucket.take(16 * KB)
    assert bucket.wait() == pytest.approx(1)


def test_without_a_cap_nobody_waits(clock):
    bucket = Bucket(clock)
    bucket.take(10**9)
    assert bucket.wait() == 0


def test_another_cap_begins_anew(bucket, clock):
    bucket.take(10 * 16 * KB)
    assert bucket.wait() == pytest.approx(9)
    bucket.cap(32 * KB)
    assert bucket.wait() == 0
    bucket.take(64 * KB)
    assert bucket.wait() == pytest.approx(1)
    bucket.cap(0)
    assert bucket.wait() == 0


class Waiting:
    """Somebody who waits on a thread of his own."""

    def __init__(self, wait):
        self.came = []
        self.thread = threading.Thread(target=lambda: self.came.append(wait()), daemon=True)
        self.thread.start()

    def over(self):
        self.thread.join(10)
        return self.came


def test_waiting_ends_at_once_when_it_is_cut_and_stays_cut_until_the_next_errand():
    throttle = Throttle()
    throttle.cap(1)
    throttle.take(DAYS)
    waiting = Waiting(throttle.wait)
    throttle.cut()
    assert waiting.over() == [False]
    assert throttle.wait() is False
    throttle.cap(0)
    throttle.begin()
    assert throttle.wait() is True


def test_after_the_end_nobody_waits_at_all():
    throttle = Throttle()
    throttle.cap(1)
    throttle.take(DAYS)
    throttle.end()
    throttle.begin()
    assert throttle.wait() is False


def test_who_waits_goes_on_when_the_cap_is_lifted():
    throttle = Throttle()
    throttle.cap(1)
    throttle.take(DAYS)
    waiting = Waiting(throttle.wait)
    throttle.cap(0)
    assert waiting.over() == [True]


# on a connection


def capped(carrier, rate=1):
    """The cap, and how long its carrier had to wait, summed up by a clock that only waiting moves on."""
    clock = Hand()
    carrier.throttle = Throttle(clock)
    carrier.throttle.cap(rate)

    def wait():
        clock.now += carrier.throttle._bucket.wait()
        return True

    carrier.throttle.wait = wait
    return clock


def test_what_comes_down_is_capped(meet):
    data = b"x" * 400_000
    carrier, _ = meet(http(data, "206 Partial", Content_Encoding=None))
    clock = capped(carrier, 16 * KB)
    got = []
    carrier.carry(Fetch(SHA, "m", 0, len(data)), got.append)
    assert b"".join(got) == data
    left = carrier.throttle._bucket.wait()
    assert clock.now - 100 + left == pytest.approx(len(data) / (16 * KB) - 1, rel=1e-6)


def test_what_goes_up_is_capped(meet):
    answer = http(codec.pack(FileState(65_536, 131_072)))
    carrier, stranger = meet(answer, answer)
    clock = capped(carrier, 16 * KB)
    for at in (0, 65_536):
        carrier.carry(SendPart(SHA, at, 131_072, b"y" * 65_536), lambda _: None)
    assert clock.now - 100 == pytest.approx(131_072 / (16 * KB) - 1, abs=0.1)
    assert len(stranger.seen) == 2


def test_under_a_low_cap_the_centre_is_asked_to_press_hard_however_fast_the_line_was(meet):
    line = zstandard.compress(codec.encode(StreamPart(1, end=True)) + b"\n")
    carrier, stranger = meet(http(line), http(line), http(line))
    carrier.pace._rate = 10**9
    stream = Stream(MattersRequest(5, [("a", 0)]))
    for cap in (0, 16 * KB, 0):
        carrier.cap(cap)
        carrier.carry(stream, lambda _: None)
    assert [b"slow=1" in request.split(b"\r\n")[0] for request in stranger.seen] == [False, True, False]


@pytest.mark.parametrize("end", ["abort", "close"])
def test_a_carrier_that_waits_for_its_cap_is_cut_at_once(meet, end):
    data = b"x" * 600_000
    carrier, _ = meet(http(data, "206 Partial", Content_Encoding=None))
    carrier.cap(1)
    first = threading.Event()
    ended = []

    def carry():
        try:
            carrier.carry(Fetch(SHA, "m", 0, len(data)), lambda _: first.set())
        except Failed as failed:
            ended.append(failed.fault.code)

    thread = threading.Thread(target=carry, daemon=True)
    thread.start()
    assert first.wait(10)
    getattr(carrier, end)()
    thread.join(10)
    assert ended == ["cut"]


def test_a_cap_says_nothing_of_how_fast_the_line_is(meet, monkeypatch):
    data = b"x" * 400_000
    monkeypatch.setattr(pace, "LARGER", len(data))
    answer = http(data, "206 Partial", Content_Encoding=None)
    carrier, _ = meet(answer, answer)
    carrier.cap(1_000_000)
    carrier.throttle.take(1_200_000)
    carrier.carry(Fetch(SHA, "m", 0, len(data)), lambda _: None)
    assert carrier.pace._rate == 0
    carrier.cap(0)
    carrier.carry(Fetch(SHA, "m", 0, len(data)), lambda _: None)
    assert carrier.pace._rate > 1_000_000


def receive_buffers(carrier):
    return {opened.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) for opened in carrier._adapter.sockets}


def test_under_a_cap_the_system_takes_in_little_ahead_of_it(meet):
    """Else the whole file stands in the socket's buffer: the line was not spared, and a cut loses it."""
    answer = http(codec.pack(FileState(1, 2)))
    carrier, _ = meet(answer, answer)
    part = SendPart(SHA, 0, 2, b"y")
    carrier.carry(part, lambda _: None)
    usual = min(receive_buffers(carrier))
    carrier.cap(0)
    assert receive_buffers(carrier) == {usual}, "as it was, so nothing is set"
    carrier.cap(16 * KB)
    on_the_open_one = receive_buffers(carrier)
    assert max(on_the_open_one) <= 64 * KB < usual
    carrier._adapter.cut()
    carrier.carry(part, lambda _: None)
    assert receive_buffers(carrier) == on_the_open_one, "a new connection as well"
    carrier.cap(0)
    assert min(receive_buffers(carrier)) > 64 * KB
