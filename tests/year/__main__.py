"""The year at full count: python -m tests.year [--items N] [--instructions N] [--seed N]."""

import argparse
import sys
import time

from tests.year.counting import Days, counted
from tests.year.living import NOTICE, lived
from tests.year.telling import told


def main() -> int:
    """The exit code says whether the statistics equal the independent count, and nobody acted without a right."""
    parser = argparse.ArgumentParser(prog="tests.year", description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--instructions", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    year = lived(given.seed, given.items, given.instructions)
    acted = time.monotonic() - began
    centre = year.district.office.centre
    began = time.monotonic()
    theirs = told(centre)
    took = time.monotonic() - began
    with centre.database.read() as connection:
        ours = counted(connection, year.now, Days({2027: NOTICE}))
    apart = {key for key in {*ours, *theirs} if ours.get(key) != theirs.get(key)}
    acts = sum(year.acts.values())
    print(f"{given.items} items, {given.instructions} instructions: {acts} acts in {acted:.0f} s, seed {given.seed}")
    print(f"limits moved in {year.moved} matters; counted in {took:.1f} s; {len(ours)} figures, {len(apart)} apart")
    for key in sorted(apart)[:10]:
        print(key, "entries say", ours.get(key, 0), "the centre", theirs.get(key, 0))
    had = year.told
    wrong = [*had.wrong, *had.judge.wrong]
    print(f"{had.absences} absences stood in for, {had.early} ended early, {had.moved} changed post in the middle")
    print(
        f"{had.behalf} acts for others; {had.refused} tried too late, {had.returned} matters looked at: {len(wrong)} wrong"
    )
    for line in wrong[:10]:
        print(line)
    return 1 if apart or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
