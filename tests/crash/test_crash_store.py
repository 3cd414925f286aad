"""The client's own three files survive every crash; a careless setting or order would not, and is seen."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.record import ROOT, Log, available, module, record
from tests.crash.replay import Result, replay
from tests.crash.workload_store import CHECKER

STATES = 20_000
MOST_BYTES = 300_000

pytestmark = pytest.mark.skipif(not available(), reason="recording takes Linux and a C compiler")

Recorded = Callable[..., Log]


@pytest.fixture
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    def run(*arguments: str) -> Log:
        folder = tmp_path_factory.mktemp("profile")
        log = record(module("tests.crash.workload_store", str(folder), *arguments), folder)
        assert max(path.stat().st_size for path in folder.glob("*.db")) < MOST_BYTES
        return log

    return run


def wrong(result: Result) -> tuple[int, int, int, int]:
    return result.lost, result.duplicated, result.corrupt, result.split


@pytest.mark.timeout(400)
def test_twenty_thousand_crash_states_lose_nothing_and_double_nothing(recorded: Recorded) -> None:
    states, seed = 0, 0
    while states < STATES:
        seed += 1
        result = replay(recorded("FULL", "replica_first", "24"), CHECKER, variants=12, seed=seed)
        assert wrong(result) == (0, 0, 0, 0), result.first_failures
        states += result.states
    print(f"{states} crash states, {seed} recordings")


def test_with_synchronous_normal_acknowledged_work_is_lost(recorded: Recorded) -> None:
    assert replay(recorded("NORMAL"), CHECKER, limit=1500).lost > 0


def test_an_outbox_settled_before_the_replica_is_caught(recorded: Recorded) -> None:
    assert replay(recorded("FULL", "outbox_first"), CHECKER, limit=1500).split > 0


@pytest.mark.timeout(300)
def test_a_hundred_real_kills_lose_nothing(tmp_path: Path) -> None:
    """kill -9 at random moments, the profile opened again by the client's own code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.kills", str(tmp_path), "100", "1"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["kills"] == 100
    assert result["acknowledged"] > 100, "the kills came before anything was said"
    assert (result["lost"], result["duplicated"], result["split"]) == (0, 0, 0), result
