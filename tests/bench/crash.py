"""The full count of crash states and of real kills, on the client's own three files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Extent, Figure
from tests.crash.record import ROOT, Log, module, record
from tests.crash.replay import Result, replay
from tests.crash.workload_store import CHECKER

ROUNDS = "24"
VARIANTS = 12
CONTROL = 5000
WORKLOAD = "tests.crash.workload_store"


def recorded(*arguments: str) -> Log:
    """Record the workload once in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="crash-profile-") as folder:
        return record(module(WORKLOAD, folder, *arguments), Path(folder))


def bench(extent: Extent) -> Iterator[Figure]:
    """Recording after recording until so many states are judged; then what is planted must be found."""
    results: list[Result] = []
    while sum(result.states for result in results) < extent.states:
        left = extent.states - sum(result.states for result in results)
        log = recorded("FULL", "replica_first", ROUNDS)
        results.append(replay(log, CHECKER, variants=VARIANTS, limit=left, seed=len(results) + 1))
        for failure in results[-1].first_failures[:1]:
            print(f"{failure.crash} after {failure.index} {failure.operation}: {failure.verdict}", file=sys.stderr)
    yield Figure("crash", "states", sum(r.states for r in results), "", f">= {extent.states}")
    for name in ("lost", "duplicated", "corrupt", "split"):
        yield Figure("crash", name, sum(getattr(r, name) for r in results), "", "<= 0")
    yield Figure("crash", "states a second", sum(r.states for r in results) / sum(r.seconds for r in results), "1/s")
    limit = min(CONTROL, extent.states)
    normal = replay(recorded("NORMAL"), CHECKER, limit=limit)
    yield Figure("crash", "control, synchronous=NORMAL: lost", normal.lost, "", ">= 1")
    outbox_first = replay(recorded("FULL", "outbox_first"), CHECKER, limit=limit)
    yield Figure("crash", "control, outbox settled first: split", outbox_first.split, "", ">= 1")


def bench_kills(extent: Extent) -> Iterator[Figure]:
    """Real ``kill -9`` at random moments: of the stores at work, then in the middle of a sync on a flaky line."""
    total = _killed("tests.crash.kills", extent.kills)
    yield Figure("kill", "kills", total["kills"], "", f">= {extent.kills}")
    yield Figure("kill", "acknowledged before them", total["acknowledged"], "")
    for name in ("lost", "duplicated", "corrupt", "split"):
        yield Figure("kill", name, total[name], "", "<= 0")
    total = _killed("tests.crash.sync_kills", extent.kills)
    yield Figure("kill", "in a sync on `flaky`: kills", total["kills"], "", f">= {extent.kills}")
    yield Figure("kill", "in a sync: acknowledged before them", total["acknowledged"], "")
    yield Figure("kill", "in a sync: came to rest", int(total["rest"]), "", ">= 1")
    for name, words in {"lost": "lost", "duplicated": "duplicated", "apart": "records unlike the centre's"}.items():
        yield Figure("kill", f"in a sync: {words}", total[name], "", "<= 0")


def _killed(name: str, count: int) -> dict[str, int]:
    """What a campaign of kills says of itself."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", name, folder, str(count), "1"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: dict[str, int] = json.loads(done.stdout)
    return found
