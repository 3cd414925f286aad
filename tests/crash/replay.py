"""Turns a recorded log into the states a crash could have left behind, and has each of them judged.

For every prefix of the log from `ready` on (a prefix ends after a call, or after something the user was
told):

* kill: everything the kernel had accepted is there, as after kill -9;
* synced: only what was fsynced is there, the least a power cut can leave;
* power 1, 2, …: what was fsynced, and of the rest what chance kept, file by file independently: a file keeps
  nothing, all, the first calls up to a torn one, or any subset of them in which each write may be torn into
  512-byte sectors. Every odd one decides for whole files only, so that one file's last transaction survives
  where another's does not.

Modelled: writes, appends, truncations, fsync and fdatasync a file; loss, reordering and tearing of what was
not synced, holes (zeros) where a later write survived an earlier one; create, unlink and rename; any number
of threads.

Modelled on request only (`lose_entries=True`): a name is durable only once its folder has been fsynced, so
after a power cut a file created since may be missing whole, a file removed since may be back, and a rename
may not have been. The names' changes are kept in order up to a chance point, as journalled file systems do.
It is off by default because on ext4, XFS and Btrfs the fsync of a new file makes its name durable too, and
because SQLite fsyncs the folder itself for its journals; off, a change of names is durable at once and only
contents are at stake. It matters for plain files put in place by rename.

Not modelled: a disk that says "synced" and has not; garbage in sectors being written; a bit that flips; a
full disk or an fsync that fails; the loss of a folder as a whole (folders are made as files need them, empty
ones are not); -shm files (SQLite rebuilds them when the first connection opens); advice and attributes; more
than one process.

States that are byte for byte a state already judged against the same acknowledgements are not judged again:
they are counted as `same`, never among `states`.
"""

import itertools
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.crash.disk import Content, Disk, Files, crash
from tests.crash.record import Ack, Create, Log, Operation, Ready, Rename, Write

SHOWN = 5
REMEMBERED = 4096
_UNTOUCHED = 10**18  # an mtime long past: whatever writes to a file moves it


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with one state, each thing in a few words; all empty means nothing is."""

    lost: tuple[str, ...] = ()
    duplicated: tuple[str, ...] = ()
    corrupt: tuple[str, ...] = ()
    split: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.duplicated or self.corrupt or self.split)


@dataclass(frozen=True, slots=True)
class Failure:
    """One state that was found wrong: the call after which it arose, the kind of crash, the verdict."""

    index: int
    operation: str
    crash: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """How many states were judged, how many of them were wrong in which way, and the first of these."""

    states: int
    same: int
    opened: int
    lost: int
    duplicated: int
    corrupt: int
    split: int
    worst: int
    seconds: float
    first_failures: tuple[Failure, ...]

    @property
    def ok(self) -> bool:
        """Whether no state was wrong."""
        return not (self.lost or self.duplicated or self.corrupt or self.split)

    def __str__(self) -> str:
        """One line of figures."""
        rate = self.states / max(self.seconds, 1e-9)
        return (
            f"{self.states} states ({self.same} more were the same), lost {self.lost} (worst {self.worst}), "
            f"duplicated {self.duplicated}, corrupt {self.corrupt}, split {self.split}, "
            f"{self.opened} openings, {self.seconds:.1f} s, {rate:.0f} a second"
        )


FolderCheck = Callable[[Path, list[Ack]], Verdict]


@dataclass(frozen=True)
class ByFile:
    """A checker that opens each database once for each of its contents.

    A state is one combination of the contents of all databases, and there are far fewer contents than
    combinations. What SQLite makes of a database depends on the bytes of its file, its -wal and its -journal
    alone, so `read` is asked once for each of these, and `judge` for every state. `read` gets the path of the
    database (which may be missing), may change the files, and must close them. An exception from it makes the
    state corrupt.
    """

    databases: tuple[str, ...]
    read: Callable[[Path], Any]
    judge: Callable[[Mapping[str, Any], list[Ack]], Verdict]


Check = FolderCheck | ByFile


def replay(
    log: Log,
    check: Check,
    *,
    variants: int = 3,
    limit: int | None = None,
    seed: int = 1,
    workers: int = 1,
    lose_entries: bool = False,
) -> Result:
    """Judge every state that a crash during the log could have left: two, and `variants` by chance, for each
    prefix.

    With a limit, as many of these states are drawn evenly over the whole log. The same arguments always give
    the same states, whatever the number of workers; with more than one, `check` must be importable (no
    lambda, no closure). An exception from a checker makes the state corrupt.
    """
    started = time.perf_counter()
    spans = _spans(log, workers)
    plan = _Plan(variants, seed, lose_entries, _drawn(log, variants, limit, seed))
    if len(spans) == 1:
        parts = [_replay_span(log, check, plan, spans[0])]
    else:
        with ProcessPoolExecutor(len(spans), multiprocessing.get_context("spawn")) as pool:
            parts = [job.result() for job in [pool.submit(_replay_span, log, check, plan, span) for span in spans]]
    return Result(
        states=sum(part.states for part in parts),
        same=sum(part.same for part in parts),
        opened=sum(part.opened for part in parts),
        lost=sum(part.lost for part in parts),
        duplicated=sum(part.duplicated for part in parts),
        corrupt=sum(part.corrupt for part in parts),
        split=sum(part.split for part in parts),
        worst=max(part.worst for part in parts),
        seconds=time.perf_counter() - started,
        first_failures=tuple(itertools.chain.from_iterable(part.failures for part in parts))[:SHOWN],
    )


# --- what to look at ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    variants: int
    seed: int
    lose_entries: bool
    drawn: frozenset[int] | None

    def crashes(self, index: int) -> Iterator[int]:
        """The crashes to look at after this operation, numbered as `crash` has them."""
        kinds = 2 + self.variants
        return (kind for kind in range(kinds) if self.drawn is None or index * kinds + kind in self.drawn)


def _drawn(log: Log, variants: int, limit: int | None, seed: int) -> frozenset[int] | None:
    kinds = 2 + variants
    states = range(log.ready * kinds, len(log.operations) * kinds)
    if limit is None or limit >= len(states):
        return None
    return frozenset(Random(f"{seed}/drawn").sample(states, limit))


def _spans(log: Log, workers: int) -> list[range]:
    """Even parts of the log, each but the first beginning at an ack, so that none has a state of another."""
    end, cuts = len(log.operations), [log.ready]
    for worker in range(1, workers):
        at = log.ready + (end - log.ready) * worker // workers
        while at < end and not isinstance(log.operations[at], Ack):
            at += 1
        if cuts[-1] < at < end:
            cuts.append(at)
    return [range(first, last) for first, last in itertools.pairwise([*cuts, end])]


# --- the judging ----------------------------------------------------------------------------------


class _Stage:
    """A folder that is made to hold one state after the other; files that need no change are left."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._held: Files = {}

    def put(self, files: Files) -> None:
        for name in set(self._standing()).difference(files):
            os.unlink(f"{self.root}/{name}")
            self._held.pop(name, None)
        for name, content in files.items():
            if self._held.get(name) is not content or not self._untouched(name):
                self._write(name, content)

    def _standing(self, folder: str = "") -> Iterator[str]:
        with os.scandir(f"{self.root}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from self._standing(f"{folder}{entry.name}/")
                else:
                    yield f"{folder}{entry.name}"

    def _untouched(self, name: str) -> bool:
        """Whether the file is as it was put here: a checker may have recovered or emptied it."""
        try:
            return os.stat(f"{self.root}/{name}").st_mtime_ns == _UNTOUCHED
        except FileNotFoundError:
            return False

    def _write(self, name: str, content: Content) -> None:
        if "/" in name:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(f"{self.root}/{name}", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.write(fd, content.data)
            os.ftruncate(fd, len(content.data))
            os.utime(fd, ns=(_UNTOUCHED, _UNTOUCHED))
        finally:
            os.close(fd)
        self._held[name] = content


class _WholeFolder:
    """Judges by a function that looks at all files together."""

    def __init__(self, check: FolderCheck, root: Path) -> None:
        self._check = check
        self._stage = _Stage(root)
        self.opened = 0

    def __call__(self, files: Files, acks: list[Ack]) -> Verdict:
        self._stage.put(files)
        self.opened += 1
        return self._check(self._stage.root, acks)


class _EachFile:
    """Judges by what was read of each database, once for each of its contents."""

    def __init__(self, check: ByFile, names: set[str], root: Path) -> None:
        self._check = check
        self._owner = {name: _owner(name, check.databases) for name in names}
        self._stages = {name: _Stage(root / str(number)) for number, name in enumerate(check.databases)}
        for stage in self._stages.values():
            stage.root.mkdir()
        self._readings: dict[tuple[bytes, ...], Any] = {}
        self.opened = 0

    def __call__(self, files: Files, acks: list[Ack]) -> Verdict:
        groups: dict[str, Files] = {name: {} for name in self._check.databases}
        for name, content in files.items():
            groups[self._owner[name]][name] = content
        return self._check.judge({name: self._reading(name, group) for name, group in groups.items()}, acks)

    def _reading(self, name: str, group: Files) -> Any:
        key = (
            name.encode(),
            *itertools.chain.from_iterable((n.encode(), group[n].digest) for n in sorted(group)),
        )
        if key not in self._readings:
            if len(self._readings) >= REMEMBERED:
                self._readings.clear()
            self._stages[name].put(group)
            self.opened += 1
            try:
                self._readings[key] = self._check.read(self._stages[name].root / name)
            except Exception as problem:
                self._readings[key] = problem
                raise
        reading = self._readings[key]
        if isinstance(reading, Exception):
            raise reading
        return reading


def _owner(name: str, databases: Sequence[str]) -> str:
    for database in databases:
        if name in (database, f"{database}-wal", f"{database}-journal"):
            return database
    raise ValueError(f"the checker does not look at {name}")


def _names(log: Log) -> set[str]:
    """Every name a state of this log can have."""
    created = {operation.name for operation in log.operations if isinstance(operation, Create)}
    renamed = {operation.target for operation in log.operations if isinstance(operation, Rename)}
    return created | renamed | set(log.initial)


@dataclass(slots=True)
class _Tally:
    states: int = 0
    same: int = 0
    opened: int = 0
    lost: int = 0
    duplicated: int = 0
    corrupt: int = 0
    split: int = 0
    worst: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, verdict: Verdict, index: int, operation: Operation, kind: int) -> None:
        self.states += 1
        if verdict.ok:
            return
        self.lost += bool(verdict.lost)
        self.duplicated += bool(verdict.duplicated)
        self.corrupt += bool(verdict.corrupt)
        self.split += bool(verdict.split)
        self.worst = max(self.worst, len(verdict.lost))
        if len(self.failures) < SHOWN:
            name = ("kill", "synced")[kind] if kind < 2 else f"power {kind - 1}"
            self.failures.append(Failure(index, _describe(operation), name, verdict))


def _describe(operation: Operation) -> str:
    if isinstance(operation, Write):
        return f"Write({operation.name!r}, {operation.offset}, {len(operation.data)} bytes)"
    return repr(operation)


def _replay_span(log: Log, check: Check, plan: _Plan, span: range) -> _Tally:
    root = Path(tempfile.mkdtemp(prefix="crash-", dir=_memory()))
    try:
        judge = _EachFile(check, _names(log), root) if isinstance(check, ByFile) else _WholeFolder(check, root)
        tally = _judge_span(log, judge, plan, span)
        tally.opened = judge.opened
        return tally
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _judge_span(log: Log, judge: _WholeFolder | _EachFile, plan: _Plan, span: range) -> _Tally:
    tally, disk, acks = _Tally(), Disk.of(log.initial), list[Ack]()
    judged: set[tuple[tuple[str, bytes], ...]] = set()
    for index, operation in enumerate(log.operations[: span.stop]):
        disk.apply(operation)
        if isinstance(operation, Ack | Ready):
            judged.clear()
        if isinstance(operation, Ack):
            acks.append(operation)
        if index not in span:
            continue
        for kind in plan.crashes(index):
            chance = Random(f"{plan.seed}/{index}/{kind}")
            files = crash(disk, kind, chance, lose_entries=plan.lose_entries)
            identity = tuple((name, files[name].digest) for name in sorted(files))
            if identity in judged:
                tally.same += 1
                continue
            judged.add(identity)
            tally.add(_judged(judge, files, acks), index, operation, kind)
    return tally


def _judged(judge: _WholeFolder | _EachFile, files: Files, acks: list[Ack]) -> Verdict:
    try:
        return judge(files, acks)
    except Exception as problem:
        return Verdict(corrupt=(f"{type(problem).__name__}: {problem}",))


def _memory() -> str | None:
    """A folder in memory, where there is one: nothing here needs to survive and fsync is free there."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
