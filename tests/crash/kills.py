"""Real kills: `python -m tests.crash.kills FOLDER COUNT SEED` works on profiles, kills the worker, and looks.

The modules are loaded once; every kill is of a forked worker at a random moment. What it had acknowledged by then came
through a pipe. Prints one JSON object.
"""

import json
import random
import shutil
import sys
from functools import partial
from pathlib import Path

from oa_client.store.profile import open_profile
from tests.crash import workload_store as work
from tests.crash.killing import kill_one

LONGEST = 0.5
MOST_ACKS = 4
"""A kill waits for so many acknowledgements at most, however slow the machine."""
ROUNDS = 400


def main(root: str, count: str, seed: str) -> int:
    """Kill `count` workers."""
    rng = random.Random(int(seed))
    total = {"kills": 0, "acknowledged": 0, "lost": 0, "duplicated": 0, "corrupt": 0, "split": 0, "wrong": []}
    for number in range(int(count)):
        folder = Path(root) / f"profile-{number}"
        job = partial(work.main, str(folder), "FULL", "replica_first", str(ROUNDS))
        acks = kill_one(job, rng.uniform(0.0, LONGEST), rng.randint(0, MOST_ACKS))
        open_profile(folder, work.KEY).close()
        found = {name: work.read(folder / name) for name in (work.OUTBOX, work.REPLICA, work.FILES)}
        verdict = work.judge(found, acks)
        total["kills"] += 1
        total["acknowledged"] += len(acks)
        for name in ("lost", "duplicated", "corrupt", "split"):
            total[name] += bool(getattr(verdict, name))
        if not verdict.ok:
            total["wrong"].append(repr(verdict))
        shutil.rmtree(folder)
    print(json.dumps(total, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
