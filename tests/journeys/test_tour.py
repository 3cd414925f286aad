"""The tour runs from end to end and stands for what it shows; a tour with a document that shows nothing does not pass."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.district import SAMPLES
from tests.journeys.tour import MADE

BESIDE_OTHERS = "8"
"""The suite's other worker takes a core and more; the bound itself is the tour's when it runs alone."""
PNG = b"\x89PNG\r\n\x1a\n"


def tour(out: Path, *more: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run([sys.executable, "-m", "tests.journeys.tour", str(out), *more], check=False)
    return done.returncode, json.loads((out / "tour.json").read_text("utf-8"))


@pytest.mark.timeout(400)
def test_the_tour_passes(tmp_path: Path) -> None:
    code, found = tour(tmp_path, "--busy", BESIDE_OTHERS)
    failed = [c["name"] for c in found["checks"] if not c["ok"]]
    assert (code, failed) == (0, [])
    assert len(found["checks"]) >= 25
    assert len(found["steps"]) >= 28
    for step in found["steps"]:
        picture = (tmp_path / step["png"]).read_bytes()
        assert picture.startswith(PNG), step["png"]
        assert len(picture) > 10_000, step["png"]
    assert found["stalls_ms"]
    assert found["bytes"]["up"] > 0
    assert found["bytes"]["down"] > 0


@pytest.mark.timeout(200)
def test_a_tour_whose_document_shows_nothing_fails(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    samples = tmp_path / "samples"
    (samples / "ofd").mkdir(parents=True)
    (samples / "articles").mkdir()
    blank = Canvas(str(samples / "blank.pdf"))
    blank.showPage()
    blank.save()
    (samples / "articles" / "a.txt").write_text(MADE, "utf-8")
    if SAMPLES.exists():
        shutil.copy(min((SAMPLES / "ofd").glob("*.ofd")), samples / "ofd" / "a.ofd")
    else:
        (samples / "ofd" / "a.ofd").write_bytes(b"PK\x05\x06" + bytes(18))
    code, found = tour(tmp_path / "out", "--samples", str(samples), "-x")
    assert code == 1
    assert {"name": "PDF page is not blank", "ok": False} in found["checks"]
