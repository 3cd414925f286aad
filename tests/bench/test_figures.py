"""Every bench gives rows that can be read again; how long anything took is nobody's concern here."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import BENCHES
from tests.bench.figures import Figure
from tests.crash.record import ROOT, available

MUST = re.compile(r"(<=|>=) \d+(\.\d+)?")
SMALL = (
    "matters=500",
    "items=60",
    "starts=1",
    "frames=40",
    "states=300",
    "kills=3",
    "operations=400",
    "people=2000",
    "readers=500",
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BENCHES)
def test_each_bench_gives_figures_whose_must_can_be_read(name: str, tmp_path: Path) -> None:
    if name == "crash" and not available():
        pytest.skip("recording takes Linux and a C compiler")
    words = [
        name,
        "--json",
        str(tmp_path / "figures.json"),
        "--data",
        str(tmp_path / "data"),
        *(f"--{s}" for s in SMALL),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", *words],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    figures = [Figure(**row) for row in json.loads((tmp_path / "figures.json").read_text("utf-8"))]
    mine = [figure for figure in figures if figure.bench == name]
    assert mine
    for figure in figures:
        assert figure.must is None or MUST.fullmatch(figure.must), figure
        assert isinstance(figure.value, int | float)
        assert figure.met in {None, True, False}
    assert len({figure.figure for figure in mine}) == len(mine)
