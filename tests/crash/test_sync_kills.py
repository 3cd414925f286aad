"""kill -9 at random moments of a sync over a bad line: what was said to be saved is at the centre in the end, once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.record import ROOT

KILLS = 35
"""A hundred: ``python -m tests.crash.sync_kills FOLDER 100 1``."""


def killed(folder: Path, *words: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.sync_kills", str(folder), *words],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.mark.timeout(600)
def test_kills_on_a_flaky_line_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    found = killed(tmp_path, str(KILLS), "1")
    assert (found["kills"], found["rest"]) == (KILLS, True)
    assert found["acknowledged"] >= KILLS, "the kills came before anything was said"
    assert found["matters"] >= 20, "the device never had anything to compare"
    wrong = {name: found[name] for name in ("lost", "duplicated", "apart", "draft_lost")}
    assert wrong == {"lost": 0, "duplicated": 0, "apart": 0, "draft_lost": False}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("defect", "seen_as"), [("early", "lost"), ("again", "duplicated")])
def test_the_judge_sees_what_is_planted(tmp_path: Path, defect: str, seen_as: str) -> None:
    assert killed(tmp_path, "8", "1", "8", defect)[seen_as] > 0
