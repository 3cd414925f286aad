"""Before a newer program brings a centre's data up, they are copied aside; `backup.roll_back` goes back to such a copy.

Only the database is copied: attachments bear their hash as name and never change, and no step touches the keys. So a
copy is quick, lies in the centre's own folder whether a package manager was at work or not, and is what
``oa-server restore --from`` takes.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from server_stub import schema
from server_stub.cannot import DataNewer, NoPlace
from server_stub.copying import DATABASE, copy_database

ASIDE = "before-upgrade"
KEPT = 3
"""Copies kept of data of one version: an upgrade that fails may be tried several times."""
SPARE = 64 * 1024 * 1024
_NAME = re.compile(r"v(?P<version>\d+)-\d{8}-\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Copy:
    """Data as they were before a program brought them up."""

    place: Path
    version: int

    @property
    def made(self) -> time.struct_time | None:
        """When, by the clock of the machine then and in its own zone, as its name says; None: it names no day."""
        try:
            return time.strptime(self.place.name.partition("-")[2], "%Y%m%d-%H%M%S")
        except ValueError:  # somebody gave the folder another name
            return None


def data_version(folder: Path) -> int | None:
    """The version of the data in a folder; None where there are none. Raises `dbapi2.Error`: unreadable."""
    if not (folder / DATABASE).exists():
        return None
    with closing(dbapi2.connect(str(folder / DATABASE), timeout=30)) as connection:
        connection.execute("PRAGMA query_only=1")
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_older(folder: Path) -> bool:
    """Whether opening the centre will bring its data up."""
    found = data_version(folder)
    return found is not None and found < len(schema.STEPS)


def make_way(folder: Path, clock: Callable[[], float] = time.time) -> Copy | None:
    """Copy data of an older version aside, as long as nobody serves them; the copy. Raises `DataNewer`, `NoPlace`."""
    found = data_version(folder)
    if found is None or found == len(schema.STEPS):
        return None
    if found > len(schema.STEPS):
        raise DataNewer(found, len(schema.STEPS))
    _need_room(folder)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(clock()))
    place = folder / ASIDE / f"v{found}-{stamp}"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy_database(folder / DATABASE, place / DATABASE)
    elder = [copy for copy in copies(folder) if copy.version == found and copy.place != place]
    for old in elder[: -(KEPT - 1)]:  # never the one just made, which by a clock that was ahead is the oldest
        shutil.rmtree(old.place)
    return Copy(place, found)


def _need_room(folder: Path) -> None:
    """Room for the copy, and for as much again that the steps may write."""
    need = 2 * (folder / DATABASE).stat().st_size + SPARE
    free = shutil.disk_usage(folder).free
    if free < need:
        raise NoPlace(
            f"{folder} 所在的盘放不下升级前的副本：要 {need >> 20} MB，还剩 {free >> 20} MB；数据没有动，请先腾出地方"
        )


def copies(folder: Path) -> list[Copy]:
    """The whole copies there are, the oldest first."""
    return sorted(_found(folder), key=lambda copy: copy.place.name.partition("-")[2])


def _found(folder: Path) -> Iterator[Copy]:
    for place in (folder / ASIDE).glob("v*"):
        named = _NAME.fullmatch(place.name)
        if named and (place / DATABASE).exists():
            yield Copy(place, int(named["version"]))
