"""An office without faults, for scripts: four devices on lines that hold, all at rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tests.sim.lines import Line
from tests.sim.seat import Seat
from tests.sim.world import World, drawn

VILLAGE = Line("village", 0.15, 8_000, 16_000, 0.0)


@contextmanager
def office(world_of: type[World] = World) -> Iterator[tuple[World, Seat]]:
    """Four devices on lines without faults, all at rest."""
    with drawn(1):
        world = world_of(1, devices=4)
    world.faults = False
    try:
        for seat in world.devices:
            seat.way.line = VILLAGE
            seat.policy = replace(seat.policy, budget=4_000, batch=3)
            seat.boot()
        pass_time(world, 120)
        yield world, world.devices[0]
    finally:
        world.centre.close()


def pass_time(world: World, seconds: float) -> None:
    """Let it pass, under the eyes of the invariants."""
    until = world.timeline.now + seconds
    world.timeline.after(seconds, lambda: None)
    while world.timeline.now < until:
        world.step()
