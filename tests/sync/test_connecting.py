"""Tries to connect side by side, against real listeners."""

import contextlib
import socket
import threading

import pytest

from oa_client.sync.connecting import Race


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.settimeout(10)
        yield made


class Line:
    """The first `lost` tries hang until they are let go; then what comes of them is what `late` says."""

    def __init__(self, listener, lost, late=None):
        self._address = listener.getsockname()
        self._lost = lost
        self._late = late
        self._lock = threading.Lock()
        self.let_go = threading.Event()
        self.tries = 0
        self.made = []

    def connect(self):
        with self._lock:
            self.tries += 1
            hangs = self.tries <= self._lost
        if hangs:
            assert self.let_go.wait(10)
            if self._late is not None:
                raise self._late
        made = socket.create_connection(self._address)
        self.made.append(made)
        return made

    def race(self, tries=3, wanted=lambda: True, every=0.01):
        return Race(self.connect, every=every, tries=tries, wanted=wanted)


def accepted(listener):
    made = listener.accept()[0]
    made.settimeout(10)
    return contextlib.closing(made)


def test_one_that_stands_at_once_is_the_only_one(listener):
    line = Line(listener, 0)
    race = line.race(every=10)
    with race.run() as made, accepted(listener) as there:
        made.sendall(b"x")
        assert there.recv(1) == b"x"
    assert line.tries == 1
    assert race.seconds > 0


def test_the_next_does_not_wait_for_the_one_that_hangs_and_the_late_one_is_closed_unused(listener):
    line = Line(listener, 1)
    with line.race().run() as made, accepted(listener) as there:
        assert made is line.made[0]
        line.let_go.set()
        with accepted(listener) as late:
            assert late.recv(1) == b"", "nothing is asked on it, and it is closed"
        made.sendall(b"x")
        assert there.recv(1) == b"x"
    assert line.tries == 2


def test_when_all_ran_out_of_time_the_last_says_so(listener):
    line = Line(listener, 3, TimeoutError("nobody"))

    def wanted():
        if line.tries == 3:
            line.let_go.set()
        return True

    with pytest.raises(TimeoutError, match="nobody"):
        line.race(wanted=wanted).run()
    assert line.tries == 3


def test_what_is_no_matter_of_time_is_told_at_once(listener):
    line = Line(listener, 3, ConnectionRefusedError())
    line.let_go.set()
    with pytest.raises(ConnectionRefusedError):
        line.race(every=10).run()
    assert line.tries == 1


def test_nobody_waits_for_what_is_not_wanted_and_what_stands_then_is_closed(listener):
    line = Line(listener, 9)
    with pytest.raises(ConnectionAbortedError):
        line.race(wanted=lambda: line.tries < 2).run()
    assert line.tries == 2
    line.let_go.set()
    for _ in range(2):
        with accepted(listener) as late:
            assert late.recv(1) == b""
