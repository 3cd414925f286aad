"""I11 by scripts: on a village line something urgent leaves while a long file goes up, and is seen while one comes down.

The random lives watch this only where no fault comes between, which is rarely while a file is on the line.
"""

import pytest

from oa_client.sync.errands import Channel, Fetch, SendPart
from tests.sim.broken import Broken
from tests.sim.calm import office, pass_time
from tests.sim.defects import by_name
from tests.sim.seat import Seat
from tests.sim.world import World

LONG = 1_200_000
"""Bytes: minutes up this line, and more than one down."""


def write_with_file(world: World, seat: Seat) -> str:
    matter = world.do(seat, "write", kind="paper", title="附件", to=["p1", "p3"], files=[world.crowd.file(seat, LONG)])
    pass_time(world, 15)
    return matter


def is_on_the_line(seat: Seat, call: type) -> bool:
    flying = seat.running.flying(Channel.BULK)
    return flying is not None and isinstance(flying.call, call)


def urgent_leaves_beside_a_file() -> None:
    with office() as (world, seat):
        write_with_file(world, seat)
        assert is_on_the_line(seat, SendPart)
        world.crowd.urgent(seat)
        assert world.watches
        pass_time(world, 40)
        assert not world.watches
        assert is_on_the_line(seat, SendPart)


def file_comes_down(world: World, seat: Seat) -> None:
    """Somebody else sent it, and here somebody wants to open it."""
    write_with_file(world, world.devices[1])
    pass_time(world, 600)
    ((sha, matter, size),) = world.named_files(seat)
    seat.files.want(sha, matter, size)
    seat.running.take(seat.engine.kick)
    pass_time(world, 5)
    assert is_on_the_line(seat, Fetch)


def urgent_is_seen_beside_a_file() -> None:
    with office() as (world, seat):
        file_comes_down(world, seat)
        world.crowd.urgent_elsewhere()  # this ends the wait that was held before
        pass_time(world, 10)
        world.crowd.urgent_elsewhere()
        assert len([watch for watch in world.watches if watch.seat is seat]) == 2
        pass_time(world, 60)
        assert not world.watches


SCRIPTS = {
    "words_behind_files": urgent_leaves_beside_a_file,
    "deaf_beside_files": urgent_is_seen_beside_a_file,
}


@pytest.mark.parametrize("script", [urgent_leaves_beside_a_file, urgent_is_seen_beside_a_file])
def test_nothing_urgent_waits_behind_a_file(script):
    script()


@pytest.mark.parametrize("name", SCRIPTS)
def test_whatever_lets_it_wait_is_found(name):
    with by_name(name)(), pytest.raises(Broken) as found:
        SCRIPTS[name]()
    assert found.value.invariant == "I11"
