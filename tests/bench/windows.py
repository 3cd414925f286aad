"""The desktop measured from outside: each bench starts fresh processes of tests.bench.desktop and reads what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from oa_client.system.badge import Badge, write_badge
from oa_client.system.keyring import Keyring
from oa_client.system.keyslots import KeySlots, _Slots, _wrap_by_password
from tests.bench.centre import PASSWORD, USER, Serving, large_centre
from tests.bench.figures import Extent, Figure, percentile
from tests.bench.large import KEY, large_profile
from tests.crash.record import ROOT

PATIENCE = 900
CHANGED_BY_USE = ("outbox.db", "window.ini", "badge.json")


def bench_list(extent: Extent) -> Iterator[Figure]:
    """A list of nearly all matters in the real window, opened from the workbench and scrolled."""
    runs = [said("list", seat(extent), str(extent.frames)) for _ in range(extent.starts)]
    frames = [wall for run in runs for wall, _ in run["frames"]]
    worked = [cpu for run in runs for _, cpu in run["frames"]]
    yield Figure("list", "rows", runs[0]["rows"], "")
    yield Figure("list", "open, to the first painted rows", median(run["open"] for run in runs), "ms", "<= 100")
    yield Figure("list", "open, on the processor", median(run["worked"] for run in runs), "ms")
    yield Figure("list", "its ids read by a worker", median(run["ids"] for run in runs), "ms")
    yield Figure("list", "scroll frame, p50", percentile(frames, 0.5), "ms")
    yield Figure("list", "scroll frame, p95", percentile(frames, 0.95), "ms", "<= 16")
    yield Figure("list", "scroll frame on the processor, p95", percentile(worked, 0.95), "ms")
    yield Figure("list", "scroll frame, longest", max(frames), "ms")
    yield Figure("list", "whole process at its largest", max(run["peak"] for run in runs), "MB", "<= 220")
    yield Figure("list", "whole process at the end", max(run["rss"] for run in runs), "MB")


def bench_start(extent: Extent) -> Iterator[Figure]:
    """From the start of the process to the rows of the long list, the profile opened by its password."""
    runs = [said("start", seat(extent, page="toread")) for _ in range(extent.starts)]
    for name, figure in (
        ("python", "python and the modules loaded"),
        ("sign_in", "the first window"),
        ("window", "the main window"),
        ("painted", "the first painted rows"),
    ):
        yield Figure("start", figure, median(run[name] - run["began"] for run in runs), "s")
    answered = median(run["answered"] - run["began"] for run in runs)
    yield Figure("start", "a key answered in the list", answered, "s", "<= 2.0")
    yield Figure("start", "the same on the processor, all threads", median(run["worked"] for run in runs), "s")


def bench_stalls(extent: Extent) -> Iterator[Figure]:
    """Everything fetched from a real centre while somebody scrolls and searches."""
    folder = extent.data / "syncing"
    shutil.rmtree(folder, ignore_errors=True)
    with Serving(large_centre(extent.data / f"centre-{extent.items}", extent.items)) as centre:
        run = said("stalls", folder, centre.url, USER, PASSWORD)
    yield Figure("stalls", "items here at the end", run["items"], "", f">= {extent.items}")
    yield Figure("stalls", "the sync, with somebody working", run["seconds"], "s")
    yield Figure("stalls", "things done meanwhile", run["acts"], "")
    yield Figure("stalls", "longest", run["longest"], "ms", "<= 100")
    yield Figure("stalls", "above 100 ms", run["long"], "")
    yield Figure("stalls", "p99", run["p99"], "ms", "<= 20")
    yield Figure("stalls", "p50", run["p50"], "ms")
    yield Figure("stalls", "longest while the window was built", run["building"], "ms")
    yield Figure("stalls", "exceptions in the window", len(run["raised"]), "", "<= 0")
    print("\n".join(f"  {said}" for said in sorted(set(run["raised"]))), end="")
    print("  worst: " + ", ".join(f"{late:.0f} ms {action or '-'}" for late, action in run["worst"]))


def seat(extent: Extent, page: str = "workbench") -> Path:
    """The large profile as a person left it, with a password to open it by."""
    folder = large_profile(extent.data / f"matters-{extent.matters}", extent.matters)
    kept = folder / "kept"
    if not kept.exists():
        KeySlots(folder, Keyring())._write(_Slots("bench", 0, password=_wrap_by_password(KEY, PASSWORD)))
        write_badge(folder, Badge("http://127.0.0.1:9", USER, "王小明", 1, "", 0))
        (folder / "window.ini").write_text("")
        kept.mkdir()
        for name in CHANGED_BY_USE:
            shutil.copy(folder / name, kept)
    for name in CHANGED_BY_USE:
        for rest in folder.glob(f"{name}*"):
            rest.unlink()
        shutil.copy(kept / name, folder)
    (folder / "window.ini").write_text(f"[window]\npage={page}\n")
    return folder


def said(what: str, *words: Path | str) -> dict:
    """Run one process to its end; the JSON object it printed last."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    env |= {"PYTHONPATH": str(ROOT), "OA_PASSWORD": PASSWORD, "BENCH_BEGAN": repr(time.monotonic())}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.desktop", what, *map(str, words)],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])
