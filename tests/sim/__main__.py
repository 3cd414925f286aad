"""One seed of the simulated office, told in words; or seed after seed.

python -m tests.sim --seed N [--devices n] [--steps n] [--mode liveness|safety] [--story]
python -m tests.sim --runs OPERATIONS [--seed FIRST]
"""

import argparse
import sys
import time
from collections import Counter

from tests.sim.running import STEPS, Run, campaign, rate, run


def main(words: list[str] | None = None) -> int:
    """The exit code says whether everything held."""
    parser = argparse.ArgumentParser(prog="tests.sim", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--devices", type=int, default=4)
    parser.add_argument("--steps", type=int, default=STEPS, help="operations before the faults end")
    parser.add_argument("--mode", choices=("liveness", "safety"), default="liveness")
    parser.add_argument("--story", action="store_true", help="tell everything, not only the end")
    parser.add_argument("--runs", type=int, metavar="OPERATIONS", help="seed after seed, until there were so many")
    given = parser.parse_args(words)
    if given.runs:
        return many(given.runs, given.seed)
    found = run(
        given.seed,
        steps=given.steps,
        mode=given.mode,
        devices=given.devices,
        told=print if given.story else None,
    )
    if not given.story:
        print("\n".join(found.last))
    print(f"seed {found.seed}, {found.mode}: {words_of(found)}; the story's hash is {found.hash}")
    return 1 if found.broken else 0


def words_of(found: Run) -> str:
    hours = found.virtual / 3600
    count = f"{sum(found.operations.values())} operations in {hours:.1f} hours of virtual time"
    return f"{count}, {found.broken} broken: {found.what}" if found.broken else f"{count}, everything held"


def many(operations: int, first: int) -> int:
    counts: Counter[str] = Counter()
    began, wrong = time.monotonic(), 0
    for found in campaign(operations, first):
        counts += found.operations
        if found.broken:
            wrong += 1
            print(f"seed {found.seed}, {found.mode}: {words_of(found)}", flush=True)
    for name, count in counts.most_common():
        print(f"{count:9,}  {name}")
    done = sum(counts.values())
    print(f"{done:,} operations, {rate(done, began):.0f} a second, {wrong} divergences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
