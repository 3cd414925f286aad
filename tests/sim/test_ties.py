"""A page that ends inside a tie: what I8 asks of a device that stands there, and what it does not."""

from dataclasses import replace

import pytest

from oa_client.protocol.messages import END, FORGET, Position
from tests.fakes.link import hand_over
from tests.sim import invariants
from tests.sim.broken import Broken
from tests.sim.defects import by_name
from tests.sim.seat import Seat
from tests.sim.world import World, drawn


def turns(world: World, seat: Seat) -> list[Position]:
    """Where the device stands after each turn until there is nothing to ask; I8 is held against every one."""
    seat.engine.kick()
    stood = []
    while errands := seat.engine.errands(0.0):
        for errand in errands:
            hand_over(seat.engine, errand, seat.link.carry(errand.call))
        world.ledger.catch_up()
        invariants.i9_monotone_position(world, seat)
        invariants.i8_atomic_crash(world, seat)
        stood.append(seat.replica.state.feed.position)
    return stood


def transferred() -> list[Position]:
    """Person 3 changes the unit: at one position he loses a matter of the old and comes to see one of the new."""
    with drawn(1):
        world = World(1)
    world.rarely, world.centre.pages = 1, 40
    seat = next(one for one in world.devices if one.person == 3)
    seat.policy = replace(seat.policy, budget=65_536, wait=False)
    seat.start()
    for scope in ("u2", "u3"):
        world.crowd.send("write", "", title="旧件", to=[scope, "p1"])
    turns(world, seat)
    seat.policy = replace(seat.policy, budget=1)
    seat.start()
    world.transfer(3, 2)
    stood = turns(world, seat)
    world.check_device(seat)
    world.centre.close()
    return stood


def test_a_device_inside_a_tie_need_not_know_what_comes_after_it():
    """The news of what was lost comes before that of what is seen since: the page ended between the two."""
    stood = transferred()
    (seq,) = (seq for seq, kind, _ in stood if kind == FORGET)
    assert stood[-1] == (seq, END, "")


def test_a_device_that_steps_over_the_rest_of_a_tie_is_found():
    with by_name("cut_inside_tie")(), pytest.raises(Broken) as found:
        transferred()
    assert found.value.invariant == "I8"
