"""A centre with 5,000 items that one person sees, built once, and served by a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from oa_client.domain.people import PersonId
from oa_client.protocol.messages import CommandUp, SyncRequest
from server_stub.accounts import QUICK, set_account
from server_stub.people import put_things
from server_stub.serve import open_centre
from tests.bench.large import ME, opening, papers
from tests.crash.record import ROOT
from tests.fakes.office import OFFICE

USER, PASSWORD = "wxm", "bench-password"
AT_ONCE = 100
PATIENCE = 30.0
VERSION = "1"


def large_centre(folder: Path, items: int) -> Path:
    """The centre in `folder`, built if it is not there yet for this many items."""
    stamp = folder / "built"
    if not stamp.exists() or stamp.read_text() != f"{VERSION} {items}":
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.monotonic()
        fill(folder, items)
        stamp.write_text(f"{VERSION} {items}")
        print(f"built a centre with {items} items in {time.monotonic() - began:.0f} s", flush=True)
    return folder


def fill(folder: Path, items: int) -> None:
    """Everybody of the small office, and circulations from the district's clerk."""
    centre = open_centre(folder)
    with centre.work() as work:
        put_things(work, [*OFFICE.units.values(), *OFFICE.posts.values(), *OFFICE.people.values()])
        set_account(work, ME, USER, PASSWORD, QUICK)
    clerk = centre.new_device(PersonId(1))
    now = int(time.time())
    ups = []
    for n, paper in enumerate(papers(0, items), 1):
        fields = {**opening(paper).fields}
        ups.append(CommandUp(n, f"{clerk.device}-{n}", "circulation", "circulate", 1, now, fields, edition=1))
    for first in range(0, items, AT_ONCE):
        some = ups[first : first + AT_ONCE]
        outcomes = centre.sync(clerk, SyncRequest(centre.epoch, commands=some)).outcomes
        bad = [outcome for outcome in outcomes if outcome.s != "a"]
        assert not bad, bad[0]
    centre.close()


class Serving:
    """The centre as a process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = ""

    def __enter__(self) -> Self:
        port_file = self._folder / "port"
        port_file.unlink(missing_ok=True)
        words = ["-m", "server_stub", "serve", "--data", str(self._folder), "--port", "0", "--port-file"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen([sys.executable, *words, str(port_file)], env=env, stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not port_file.exists():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the centre did not start")
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{int(port_file.read_text())}"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
