"""Records what a workload does to the files of one folder, with what it told its user in between.

A workload is any program that runs by itself, works on the files of one folder and says through `mark` what
its user has been told: `mark("ready")` once, when the folder is set up and crashes are to begin, and
`ack(...)` right after each call that the program takes as "this is safe now". Without the recorder both print
a line to standard output, so the same workload also serves a test that really kills it and reads the pipe.

To plug in another workload, write two things (workload_reference.py is an example of both):

1. a script run as `record(module("tests.crash.workload_x", str(folder), ...), folder)`;
2. a checker for `replay.replay`: either a function (folder, acks) -> Verdict that opens the files of a crash
   state as the program itself would at its next start and closes them again, or a `replay.ByFile`, which
   opens each database once for each of its contents and then judges what was read of all of them together.
"""

import ctypes
import functools
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path(__file__).with_name("iolog.c")
_HEADER = struct.Struct("<c3xiqqq")


class RecordingError(Exception):
    """The recording cannot be trusted, so nothing may be concluded from it."""


@dataclass(frozen=True, slots=True)
class Create:
    """The file was opened with O_CREAT; it may have been there before."""

    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """These bytes were given to the kernel."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """The file was cut or extended to this size."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """What was written to the file before is durable."""

    name: str


@dataclass(frozen=True, slots=True)
class SyncFolder:
    """The names in this folder are durable; the recorded folder itself is "."."""

    name: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """The name was removed."""

    name: str


@dataclass(frozen=True, slots=True)
class Rename:
    """The file got the name `target`, whose former file, if any, is gone."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Set-up is over: crashes are looked at from here on."""


@dataclass(frozen=True, slots=True)
class Ack:
    """What the program told its user at this point: what the workload passed to `ack`."""

    fields: Mapping[str, Any]


Operation = Create | Write | Truncate | Sync | SyncFolder | Unlink | Rename | Ready | Ack


@dataclass(frozen=True, slots=True)
class Log:
    """The files at the beginning, all taken as durable, and what happened to them since, in order."""

    initial: Mapping[str, bytes]
    operations: tuple[Operation, ...]

    @property
    def ready(self) -> int:
        """The index of the `Ready` mark."""
        return self.operations.index(Ready())


# --- for the workload -----------------------------------------------------------------------------


def mark(text: str) -> None:
    """Note that the program has said `text` by now; a line on standard output when not recorded."""
    try:
        note = ctypes.CDLL(None).oa_mark
    except AttributeError:
        print(text, flush=True)
        return
    note(text.encode())


def ack(**fields: object) -> None:
    """Note that the program has told its user that this is safe now."""
    mark("ack " + json.dumps(fields))


# --- for the test ---------------------------------------------------------------------------------


def available() -> bool:
    """Whether this machine can record: it takes Linux and a C compiler."""
    return sys.platform == "linux" and shutil.which("gcc") is not None


@functools.cache
def shim() -> Path:
    """The library to preload, built once for each version of its source."""
    source = SOURCE.read_bytes()
    folder = Path(tempfile.gettempdir()) / f"lunyue-crash-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise RecordingError(f"{folder} belongs to somebody else")
    built = folder / f"iolog-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not built.exists():
        fresh = folder / f"{built.name}.{os.getpid()}"
        flags = ["-shared", "-fPIC", "-O2", "-Wall", "-U_FORTIFY_SOURCE"]
        subprocess.run(["gcc", *flags, "-o", str(fresh), str(SOURCE), "-ldl", "-lpthread"], check=True)
        fresh.replace(built)
    return built


def module(name: str, *arguments: str) -> list[str]:
    """The command line of a workload that is a module of this repository."""
    return [sys.executable, "-m", name, *arguments]


def record(workload: Sequence[str], folder: Path, env: Mapping[str, str] | None = None, *, seconds: float = 120) -> Log:
    """Run the workload to its end and return what it did to the files of `folder`.

    The files found there count as durable. Raises RecordingError if the workload fails, if it used a call
    that the log cannot express (such as a writable mmap), if two processes took part, or if the log does not
    lead to exactly the files that stand in the folder afterwards.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    initial = _files(folder)
    with tempfile.TemporaryDirectory(prefix="iolog-") as scratch:
        path = Path(scratch, "log")
        settings = {"LD_PRELOAD": str(shim()), "IOLOG": str(path), "IOLOG_MARK": str(folder)}
        done = subprocess.run(
            list(workload),
            env={**os.environ, **(env or {}), **settings},
            cwd=ROOT,
            timeout=seconds,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RecordingError(f"the workload ended with {done.returncode}:\n{done.stderr[-2000:]}")
        log = Log(initial, tuple(_parse(path.read_bytes(), folder)))
    if log.operations.count(Ready()) != 1:
        raise RecordingError("a workload says mark('ready') exactly once")
    _compare(kernel_files(log), _files(folder))
    return log


def splice(target: bytearray, offset: int, data: bytes) -> None:
    """Write `data` at `offset`, with zeros for what was never written before it."""
    if offset > len(target):
        target.extend(bytes(offset - len(target)))
    target[offset : offset + len(data)] = data


def resize(target: bytearray, size: int) -> None:
    """Cut or extend with zeros."""
    if size < len(target):
        del target[size:]
    else:
        target.extend(bytes(size - len(target)))


def kernel_files(log: Log) -> dict[str, bytes]:
    """The files after all operations, as the kernel has them."""
    files = {name: bytearray(data) for name, data in log.initial.items()}
    for operation in log.operations:
        match operation:
            case Create(name):
                files.setdefault(name, bytearray())
            case Write(name, offset, data):
                splice(files[name], offset, data)
            case Truncate(name, size):
                resize(files[name], size)
            case Unlink(name):
                del files[name]
            case Rename(name, target):
                files[target] = files.pop(name)
            case _:
                pass
    return {name: bytes(data) for name, data in files.items()}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def _compare(logged: Mapping[str, bytes], found: Mapping[str, bytes]) -> None:
    wrong = [name for name in sorted(logged.keys() | found.keys()) if logged.get(name) != found.get(name)]
    if wrong:
        raise RecordingError(f"these files were changed by calls the log has not seen: {', '.join(wrong)}")


def _parse(raw: bytes, folder: Path) -> Iterator[Operation]:
    position, writers = 0, set()
    while position < len(raw):
        kind, pid, offset, size, name_size = _HEADER.unpack_from(raw, position)
        position += _HEADER.size
        text = raw[position : position + name_size].decode()
        position += name_size
        data = raw[position : position + size]
        position += size
        writers.add(pid)
        yield _operation(kind, text, offset, data, folder)
    if len(writers) > 1:
        raise RecordingError("more than one process changed the folder: the order between them is not known")


def _operation(kind: bytes, text: str, offset: int, data: bytes, folder: Path) -> Operation:
    if kind == b"E":
        raise RecordingError(f"the log cannot express {text}")
    if kind == b"M":
        return _marked(text)
    names = [PurePosixPath(name).relative_to(folder).as_posix() for name in text.split("\0")]
    match kind:
        case b"O":
            return Create(names[0])
        case b"W":
            return Write(names[0], offset, data)
        case b"T":
            return Truncate(names[0], offset)
        case b"S":
            return Sync(names[0])
        case b"D":
            return SyncFolder(names[0])
        case b"U":
            return Unlink(names[0])
        case b"R":
            return Rename(names[0], names[1])
    raise RecordingError(f"a record of the unknown kind {kind!r}")


def _marked(text: str) -> Ready | Ack:
    if text == "ready":
        return Ready()
    word, _, rest = text.partition(" ")
    fields = json.loads(rest) if word == "ack" else None
    if not isinstance(fields, dict):
        raise RecordingError(f"a mark is 'ready' or 'ack' with a JSON object, not {text!r}")
    return Ack(fields)
