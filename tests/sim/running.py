"""Runs of the simulator: one seed, or seed after seed until there were so many operations."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.sim.broken import Broken
from tests.sim.story import Printer
from tests.sim.world import World, drawn

STEPS = 1500


@dataclass(frozen=True, slots=True)
class Run:
    """How one life of the office went; `broken` names the invariant that did not hold."""

    seed: int
    mode: str
    operations: Counter[str]
    hash: str
    virtual: float
    broken: str = ""
    what: str = ""
    last: tuple[str, ...] = field(default=(), repr=False)


def run(seed: int, *, steps: int = STEPS, mode: str = "liveness", devices: int = 4, told: Printer | None = None) -> Run:
    """One life; an invariant that breaks, or anything that raises, ends it."""
    with drawn(seed), quiet():
        world = World(seed, devices=devices, told=told)
        name, what = "", ""
        try:
            world.live(steps, liveness=mode == "liveness")
        except Broken as found:
            name, what = found.invariant, str(found)
        except AssertionError as found:
            name, what = "I5", str(found)  # of the gathering: a record is not what it was
        except Exception as found:
            name, what = "crash", repr(found)
        finally:
            world.centre.close()
    story = world.story
    return Run(seed, mode, Counter(story.counts), story.hash, world.timeline.now, name, what, tuple(story.last))


def campaign(operations: int, first: int = 1) -> Iterator[Run]:
    """Seed after seed, every third for safety alone, until there were so many operations."""
    done, seed = 0, first
    while done < operations:
        found = run(seed, mode="safety" if seed % 3 == 0 else "liveness")
        done += sum(found.operations.values())
        seed += 1
        yield found


@contextmanager
def quiet() -> Iterator[None]:
    """What goes wrong here is meant to: nobody needs the log of it."""
    log = logging.getLogger("server_stub")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)


def rate(operations: int, began: float) -> float:
    return operations / max(1e-6, time.monotonic() - began)
