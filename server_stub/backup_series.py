"""Dated backups, the newest of which have to be there and to open: what the daily timer makes."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from oa_client.protocol.record import BrokenRecord, Stored, head
from server_stub.backup import NAMED, BackedUp, back_up
from server_stub.copying import DATABASE, FILES, NoBackup, entered

_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-\d{6}(-\d+)?", re.ASCII)
_DRAFT = ".part"
_LOCK = ".backing-up.lock"
DAY = 24 * 3600
_MATTERS = "SELECT matter, envelope, data, hash FROM entry ORDER BY matter, v"


@dataclass(frozen=True, slots=True)
class Proved:
    """What was looked at in a backup: matters whose chain of hashes holds, files that are there."""

    matters: int
    files: int


@dataclass(frozen=True, slots=True)
class Series:
    """The backup that was made, what it was proved by, and how many there are now."""

    made: BackedUp
    proved: Proved
    kept: int
    gone: tuple[str, ...]


def add(folder: Path, to: Path, most: int, *, key: bool = True, clock: Callable[[], float] = time.time) -> Series:
    """A further backup in a folder of them; the oldest beyond `most` go once it is proved. Raises `NoBackup`.

    Whatever else lies in the folder is left alone.
    """
    if most < 1:
        raise NoBackup("至少留一份备份")
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(to):
        return _added(folder, to, most, key, clock)


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    """The only one that adds to a series: another's draft looks like one cut short. Raises `NoBackup`."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none; there only the timer adds
    except ImportError:
        yield
        return
    with (to / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NoBackup(f"{to} 正在备份，等它做完再来；没有改动") from error
        yield


def _added(folder: Path, to: Path, most: int, key: bool, clock: Callable[[], float]) -> Series:
    for left in to.glob(f"*{_DRAFT}"):  # of a backup that was cut short
        if _NAME.fullmatch(left.name.removesuffix(_DRAFT)):
            shutil.rmtree(left)
    elders = dated(to)
    place = _free(to, time.strftime("%Y-%m-%d-%H%M%S", time.localtime(clock())))
    draft = place.with_name(place.name + _DRAFT)
    try:
        made = back_up(folder, draft, key=key, elder=elders[-1] if elders else None, day=int(clock()) // DAY)
        proved = prove(draft, lost=(*made.lost, *made.broken))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(place)
    entered(to)  # before any elder one goes
    gone = [old for old in dated(to) if old != place][
        : max(0, len(dated(to)) - most)
    ]  # by a clock that was ahead it is oldest
    for old in gone:
        shutil.rmtree(old)
    names = tuple(old.name for old in gone)
    return Series(replace(made, to=str(place)), proved, len(dated(to)), names)


def dated(to: Path) -> list[Path]:
    """The backups of a series, the oldest first."""
    return sorted(path for path in to.iterdir() if _NAME.fullmatch(path.name) and (path / DATABASE).exists())


def _free(to: Path, name: str) -> Path:
    """Behind all of the same second: a name that became free is that of one which was older."""
    taken = [path.name[len(name) + 1 :] for path in to.glob(f"{name}*") if _NAME.fullmatch(path.name)]
    return to / (f"{name}-{max(int(n or 1) for n in taken) + 1}" if taken else name)


def prove(copy: Path, what_then: str = "没有留下", lost: Collection[str] = ()) -> Proved:
    """Open a backup for reading only: every chain of hashes holds, every file it names is there. Raises `NoBackup`.

    One named ``….db`` bears no files. `what_then`: what becomes of a backup that does not hold; `lost`: files that the
    centre has no more, for which nothing else goes without a backup.
    """
    alone = copy.suffix == ".db"
    try:
        place = copy if alone else copy / DATABASE
        with closing(dbapi2.connect(f"file:{place}?mode=ro&immutable=1", uri=True)) as connection:
            matters = sum(_holds(matter, list(rows)) for matter, rows in groupby(connection.execute(_MATTERS), _first))
            named = [] if alone else [str(sha) for (sha,) in connection.execute(NAMED)]
    except (dbapi2.DatabaseError, ValueError, TypeError) as problem:  # what damaged bytes are taken for
        raise NoBackup(f"备份做了，但打不开或记录不连续，{what_then}：{problem}") from problem
    gone = [sha for sha in named if not (copy / FILES / sha[:2] / sha).exists()]
    if lacking := [sha for sha in gone if sha not in lost]:
        raise NoBackup(
            f"备份里缺 {len(lacking)} 个附件（如 {lacking[0][:12]}…），{what_then}；请检查中心的 files 文件夹"
        )
    return Proved(matters, len(named) - len(gone))


def _first(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _holds(matter: str, rows: list[tuple[Any, ...]]) -> bool:
    """Whether the record leads to its last hash. Raises `BrokenRecord`."""
    if head(matter, (Stored(bytes(envelope), bytes(data)) for _, envelope, data, _ in rows)) != bytes(rows[-1][3]):
        raise BrokenRecord(f"{matter} 的散列链断了")
    return True
