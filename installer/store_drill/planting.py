"""Packages of the central store that the drill needs beside the one it tries: an older and a later one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packing.freeze import freeze, named, take_source
from packing.interpreter import ensure_root
from packing.licences import gather
from packing.pack import settle
from packing.server_tree import NAME, lay_server
from packing.tree import Release
from packing.wheels import ensure_wheels

FAILS: Final = "/run/oa-server-fails"
"""While this file is there, the planted step fails when half of it is done: entries cannot be changed."""
_LATER: Final = """

def _planted(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE device ADD COLUMN planted TEXT")
    if __import__("os").path.exists("/run/oa-server-fails"):
        connection.exec_driver_sql("UPDATE entry SET actor = 0")


STEPS = (*STEPS, _planted)
"""


@dataclass(frozen=True, slots=True)
class Plant:
    """A version of the package, and what is added to `schema.py` of the revision it is built from."""

    version: str
    added: str = ""

    def package(self, out: Path, cache: Path, revision: str) -> Path:
        """The package, not compressed; one of the same revision that is there is taken. Raises `CannotBuild`."""
        place = out / f"{NAME}_{self.version}_{named(revision)}_amd64.deb"
        if not place.exists():
            out.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix="work-", dir=cache))
            work.chmod(0o755)
            try:
                _build(self, work, cache, revision, place)
            finally:
                shutil.rmtree(work, ignore_errors=True)
        return place


OLD: Final = Plant("0.0.9")
LATER: Final = Plant("9.0.0", _LATER)


def _build(plant: Plant, work: Path, cache: Path, revision: str, place: Path) -> None:
    root, wheels = ensure_root(cache), ensure_wheels(cache)
    epoch = take_source(work / "source", revision)
    schema = work / "source/server_stub/schema.py"
    if plant.added:
        schema.write_text(schema.read_text("utf-8") + plant.added, "utf-8")
    frozen = freeze(root, work / "source", wheels, work, "server", epoch)
    papers = gather(root, wheels, frozen, work / "licences")
    tree = work / "tree"
    lay_server(frozen, work / "source", papers, Release(plant.version, epoch), tree)
    settle(tree, epoch)
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(tree), str(place)]
    subprocess.run(command, check=True, capture_output=True)
