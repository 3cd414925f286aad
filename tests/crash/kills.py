"""Real kills: `python -m tests.crash.kills FOLDER COUNT SEED` works on profiles, kills the worker, and looks.

The modules are loaded once; every kill is of a forked worker at a random moment. What it had acknowledged by then came
through a pipe. Prints one JSON object.
"""

import json
import os
import random
import select
import shutil
import signal
import sys
import time
from pathlib import Path

from oa_client.store.profile import open_profile
from tests.crash import workload_store as work
from tests.crash.record import Ack

LONGEST = 0.5
ROUNDS = 400


def kill_one(folder: Path, moment: float) -> list[Ack]:
    """Run a worker and kill it `moment` seconds after it is ready; what it had acknowledged."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        os.close(reader)
        sys.stdout = os.fdopen(1, "w", buffering=1)
        work.main(str(folder), "FULL", "replica_first", str(ROUNDS))
        os._exit(0)
    os.close(writer)
    said = b""
    while b"ready" not in said:
        said += os.read(reader, 4096)
    until = time.monotonic() + moment
    while (left := until - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            said += os.read(reader, 1 << 16)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reader, 1 << 16):
        said += part
    os.close(reader)
    return list(_acks(said.decode()))


def _acks(said: str):
    for line in said.splitlines(keepends=True):
        if line.startswith("ack ") and line.endswith("\n"):
            yield Ack(json.loads(line[4:]))


def main(root: str, count: str, seed: str) -> int:
    """Kill `count` workers."""
    rng = random.Random(int(seed))
    total = {"kills": 0, "acknowledged": 0, "lost": 0, "duplicated": 0, "corrupt": 0, "split": 0, "wrong": []}
    for number in range(int(count)):
        folder = Path(root) / f"profile-{number}"
        acks = kill_one(folder, rng.uniform(0.0, LONGEST))
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
