"""How much a turn asks for."""

import pytest

from oa_client.protocol.messages import WalkAsk
from oa_client.sync.room import BACKLOG_PAGES, MOST_PAGES, QUICK, WALK_PAGES, Room

FIRST, LATER = WalkAsk(("upto", 0, 9)), WalkAsk(("upto", 0, 9), "2.9.5.x")


@pytest.fixture
def room():
    return Room(1000)


def pages(room, walk=LATER, *, failing=False):
    return room.ask(walk, failing=failing) / 1000


def test_little_at_first_more_of_a_backlog_and_more_of_what_nobody_waits_for(room):
    assert (pages(room, FIRST), pages(room, None), pages(room)) == (1, BACKLOG_PAGES, WALK_PAGES)


def test_pages_grow_while_they_are_quick(room):
    grown = []
    for _ in range(4):
        room.took(LATER, QUICK / 2)
        grown.append(pages(room))
    assert grown == [min(MOST_PAGES, WALK_PAGES * 2**n) for n in range(1, 5)]
    assert pages(room, FIRST) == 1


def test_a_slow_line_has_them_as_they_are_and_a_slower_one_small_again(room):
    room.took(LATER, QUICK)
    assert pages(room) == WALK_PAGES
    room.took(LATER, QUICK / 2)
    room.took(LATER, QUICK * 3)
    assert pages(room) == WALK_PAGES


@pytest.mark.parametrize("walk", [FIRST, None])
def test_what_is_small_anyhow_says_nothing_of_the_line(room, walk):
    room.took(walk, QUICK / 2)
    assert pages(room) == WALK_PAGES


def test_after_a_break_everything_begins_small(room):
    room.took(LATER, QUICK / 2)
    assert [pages(room, walk, failing=True) for walk in (FIRST, LATER, None)] == [1, 1, 1]
    assert pages(room) == WALK_PAGES
