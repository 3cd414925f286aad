"""The full count of crash states: `python -m tests.bench.crash [--states N] [--workers N]`.

Records the workload anew with every seed until so many states have been judged, then shows that the
negative controls are seen. Ends with 1 if any state was wrong, or if a control was not seen.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.crash.record import Log, module, record
from tests.crash.replay import Result, replay
from tests.crash.workload_reference import CHECKER

ROUNDS = 24
VARIANTS = 12
WORKLOAD = "tests.crash.workload_reference"


def recorded(*arguments: str) -> Log:
    """Record the workload once in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="crash-profile-") as folder:
        return record(module(WORKLOAD, folder, *arguments, str(ROUNDS)), Path(folder))


def full(states: int, workers: int) -> bool:
    """Judge that many states of the right order and the right synchronisation."""
    total, seed, seconds, clean = 0, 0, 0.0, True
    while total < states:
        seed += 1
        result = replay(recorded("FULL", "replica_first"), CHECKER, variants=VARIANTS, seed=seed, workers=workers)
        total, seconds, clean = total + result.states, seconds + result.seconds, clean and result.ok
        report(f"FULL, seed {seed}", result)
    print(f"{total} states in {seconds:.0f} s, {total / seconds:.0f} a second: {'clean' if clean else 'WRONG'}")
    return clean


def controls() -> bool:
    """See that what is planted is found."""
    normal, outbox_first, in_two, off = (
        control(*arguments)
        for arguments in (
            ("NORMAL", "replica_first"),
            ("FULL", "outbox_first"),
            ("FULL", "in_two"),
            ("OFF", "replica_first"),
        )
    )
    return normal.lost > 0 and outbox_first.split > 0 and in_two.duplicated > 0 and off.corrupt > 0


def control(*arguments: str) -> Result:
    """Judge some states of a workload that is wrong."""
    result = replay(recorded(*arguments), CHECKER, limit=5000)
    report(f"control {' '.join(arguments)}", result)
    return result


def report(name: str, result: Result) -> None:
    """Print one line, and what was found wrong first."""
    print(f"{name}: {result}")
    for failure in result.first_failures[:1]:
        print(f"  {failure.crash} after {failure.index} {failure.operation}: {failure.verdict}")


def main() -> int:
    """Run the full count and the controls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--states", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    return 0 if full(chosen.states, chosen.workers) & controls() else 1


if __name__ == "__main__":
    sys.exit(main())
