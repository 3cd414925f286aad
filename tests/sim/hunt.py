"""The search for planted defects: for each the first seed whose life shows it. `python -m tests.sim.hunt [NAME …]`."""

import sys
import time

from tests.sim.defects import PLANTED, SHARED, by_name
from tests.sim.running import Run, run

STEPS, MOST = 400, 60


def hunt(name: str, most: int = MOST, steps: int = STEPS) -> Run | None:
    """The first life in which this defect breaks an invariant."""
    for seed in range(1, most + 1):
        with by_name(name)():
            found = run(seed, steps=steps)
        if found.broken:
            return found
    return None


def main(names: list[str]) -> None:
    for name in names or [*SHARED, *PLANTED]:
        began = time.monotonic()
        found = hunt(name)
        told = f"{found.seed}, {found.broken}: {found.what[:160]}" if found else "not found"
        print(f"{name:30} {time.monotonic() - began:6.1f} s  {told}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
