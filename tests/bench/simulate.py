"""The simulator of tests/sim at its full count of operations, and the random search for its planted defects."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from tests.bench.figures import Extent, Figure
from tests.sim.defects import PLANTED, SHARED
from tests.sim.hunt import MOST, hunt
from tests.sim.running import campaign, rate

A_SEED = 10_000
"""For so many operations of the campaign one seed is searched for each defect; in a small one there is no search."""
TELL = 50
"""After so many seeds a line says how far it is: the full count takes an hour of a free core."""


def bench(extent: Extent) -> Iterator[Figure]:
    """Seed after seed from `extent.seed` on; whatever breaks an invariant is a divergence, and its seed is printed."""
    counts: Counter[str] = Counter()
    divergences, began = 0, time.monotonic()
    for found in campaign(extent.operations, extent.seed):
        counts += found.operations
        if found.seed % TELL == 0:
            print(f"simulate: up to seed {found.seed}: {counts.total():,} operations", flush=True)
        if found.broken:
            divergences += 1
            print(f"simulate: seed {found.seed} ({found.mode}) breaks {found.broken}: {found.what}", flush=True)
    done = sum(counts.values())
    yield Figure("simulate", "operations", done, "", f">= {extent.operations}")
    yield Figure("simulate", "divergences", divergences, "", "<= 0")
    yield Figure("simulate", "operations a second", rate(done, began), "1/s")
    for name, count in counts.most_common():
        yield Figure("simulate", name, count, "")
    if seeds := min(MOST, extent.operations // A_SEED):
        yield from _search(seeds)


def _search(seeds: int) -> Iterator[Figure]:
    """How many of the planted defects chance finds within so many seeds; which it does not is printed."""
    names = (*SHARED, *PLANTED)
    missed = [name for name in names if hunt(name, seeds) is None]
    for name in missed:
        print(f"simulate: {name} was not found within {seeds} seeds", flush=True)
    yield Figure("simulate", "planted defects", len(names), "")
    yield Figure("simulate", "planted defects found by chance", len(names) - len(missed), "")
