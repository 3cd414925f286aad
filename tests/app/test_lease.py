"""离线天数: counted from the last answer of the centre by a clock that never runs back; over, nothing is done or lost."""

import pytest

from oa_client.app.lease import DAY, KEPT_SECONDS, Contact, Lease
from oa_client.app.standing import Phase, SyncState
from oa_client.domain.decision import Refused
from oa_client.wording import policies as wording
from oa_client.wording.sentences import sentence

T = 1_800_000_000


class Clock:
    def __init__(self):
        self.at = T

    def now(self):
        return self.at


class Book:
    def __init__(self, kept=None):
        self.kept, self.writes = kept, 0

    def contact(self):
        return self.kept

    def keep_contact(self, contact):
        self.kept, self.writes = contact, self.writes + 1


@pytest.fixture
def clock():
    return Clock()


def test_without_the_policy_there_is_no_end(clock):
    book = Book(Contact(T - 9999 * DAY, T))
    lease = Lease(0, clock, book)
    lease.hear(SyncState(Phase.IDLE, turns=1))
    assert (lease.left, lease.refusal, book.writes) == (None, None, 0)


def test_a_disk_that_takes_nothing_bars_nobody(clock):
    class Full(Book):
        def keep_contact(self, contact):
            raise OSError("no room")

    lease = Lease(7, clock, Full())
    lease.hear(SyncState(Phase.IDLE, turns=1))
    assert lease.left == 7 * DAY


def test_the_days_begin_when_the_policy_first_holds_and_end_to_the_second(clock):
    lease = Lease(7, clock, Book())
    clock.at += 7 * DAY - 1
    assert (lease.left, lease.refusal) == (1, None)
    clock.at += 1
    assert (lease.left, lease.refusal) == (0, Refused("offline_too_long", {"days": 7}))


def test_an_answer_of_the_centre_begins_them_anew(clock):
    lease = Lease(7, clock, Book(Contact(T - 8 * DAY, T - DAY)))
    assert lease.left == 0
    lease.hear(SyncState(Phase.OFFLINE, turns=0))
    lease.hear(SyncState(Phase.NEEDS_SIGN_IN, turns=0))
    lease.hear(SyncState(Phase.IDLE, turns=0, problem="cut"))
    assert lease.left == 0
    lease.hear(SyncState(Phase.SYNCING, turns=1))
    assert lease.left == 7 * DAY
    clock.at += DAY
    lease.hear(SyncState(Phase.SYNCING, turns=1))
    assert lease.left == 6 * DAY
    lease.hear(SyncState(Phase.IDLE, turns=1))
    assert lease.left == 7 * DAY


def test_a_clock_that_was_set_back_gains_nothing_even_over_a_restart(clock):
    book = Book(Contact(T - 6 * DAY, T - 6 * DAY))
    lease = Lease(7, clock, book)
    clock.at += DAY
    lease.look()
    assert lease.left == 0
    clock.at -= 5 * DAY
    assert lease.left == 0
    assert Lease(7, clock, book).left == 0


def test_it_is_written_down_now_and_then_and_what_was_heard_at_once(clock):
    book = Book()
    lease = Lease(7, clock, book)
    assert book.writes == 1
    for _ in range(KEPT_SECONDS - 1):
        clock.at += 1
        lease.hear(SyncState(Phase.IDLE, turns=1))
    assert book.writes < 4
    clock.at += 2 * KEPT_SECONDS
    lease.heard()
    assert book.kept == Contact(clock.at, clock.at)


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (None, ""),
        (4 * DAY, ""),
        (3 * DAY, "再过 3 天"),
        (2 * DAY + 1, "再过 3 天"),
        (DAY, "再过 1 天"),
        (1, "再过 1 天"),
    ],
)
def test_it_is_said_three_days_before(left, says):
    told = wording.lease(left, 30)
    assert told.startswith(says) and bool(told) == bool(says)


def test_once_it_is_over_that_is_said():
    assert wording.lease(0, 30) == sentence("offline_too_long", {"days": 30})
    assert "30 天" in wording.lease(0, 30) and "待上传的都在" in wording.lease(0, 30)
