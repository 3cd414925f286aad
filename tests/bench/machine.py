"""The state machine of tests/sync at its full count of simulated operations."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator

from tests.bench.figures import Extent, Figure
from tests.sync.test_machine import MACHINES, run

EXAMPLES = 200


def bench(extent: Extent) -> Iterator[Figure]:
    """Seed after seed, until there were so many operations; a run that fails counts as a divergence."""
    operations, divergences, runs, began = 0, 0, 0, time.monotonic()
    examples = max(1, min(EXAMPLES, extent.operations // 400))
    while operations < extent.operations and not divergences:
        machine = MACHINES[runs % len(MACHINES)]
        runs += 1
        try:
            operations += sum(run(machine, examples, seed=runs).values())
        except Exception:
            divergences += 1
            traceback.print_exc()
    yield Figure("machine", "operations", operations, "", f">= {extent.operations}")
    yield Figure("machine", "divergences", divergences, "", "<= 0")
    yield Figure("machine", "operations a second", operations / (time.monotonic() - began), "1/s")
