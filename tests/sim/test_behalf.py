"""Acting for somebody from a device: what the record says of it, and that the centre judges it when it arrives."""

import pytest

from tests.sim.broken import Broken
from tests.sim.calm import office, pass_time
from tests.sim.defects import by_name
from tests.sim.seat import Seat
from tests.sim.wire import Behalf
from tests.sim.world import World

GIVER = 1


def says_for_another(world: World, seat: Seat) -> tuple[str, int]:
    """A matter both see, and the number of the command by which his deputy, without a line, acts in it."""
    world.delegate(GIVER, seat.person, ("paper",))
    matter = world.crowd.send("write", "", title="来文", to=["p1", f"p{seat.person}"])
    pass_time(world, 60)
    seat.way.cut = True
    before = set(seat.asked)
    world.do(seat, "say", matter, opinion="代拟同意")
    (n,) = set(seat.asked) - before
    seat.link.behalf[n] = Behalf(GIVER, world.alive[-1], world.posts[GIVER])
    return matter, n


def comes_back_when_that_has_ended() -> str:
    """How the record stands at the centre when the deputy has a line again, too late."""
    with office() as (world, seat):
        _, n = says_for_another(world, seat)
        world.end_delegation(0)
        seat.way.cut = False
        pass_time(world, 400)
        (refused,) = seat.outbox.refused()
        assert refused.n == n
        return refused.code


def test_the_record_says_for_whom():
    """The ledger holds every entry against who was to be acted for: here the entry must have come."""
    with office() as (world, seat):
        matter, n = says_for_another(world, seat)
        seat.way.cut = False
        pass_time(world, 400)
        assert world.ledger.effects[seat.link.caller.device, n] == (matter, 2)


def test_it_is_judged_when_it_arrives():
    assert comes_back_when_that_has_ended() == "authority_ended"


def test_a_centre_that_forgets_the_end_is_found():
    with by_name("acts_for_ever")(), pytest.raises(Broken) as found:
        comes_back_when_that_has_ended()
    assert found.value.invariant == "I2"
