"""Files between the kernel and the disk, and what a crash leaves of them; replay.py says what is modelled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random

from tests.crash.record import (
    Create,
    Operation,
    Rename,
    Sync,
    SyncFolder,
    Truncate,
    Unlink,
    Write,
    resize,
    splice,
)

SECTOR = 512


class Content:
    """Bytes of a file, and their digest once it is asked for."""

    __slots__ = ("_digest", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._digest: bytes | None = None

    @property
    def digest(self) -> bytes:
        """What tells these bytes from any others."""
        if self._digest is None:
            self._digest = blake2b(self.data, digest_size=16).digest()
        return self._digest


Files = dict[str, Content]
"""All files of one state under their names."""


class Inode:
    """A file: what the kernel has, what is durable, and the calls between the two."""

    __slots__ = ("_accepted", "_kernel", "durable", "pending")

    def __init__(self, data: bytes = b"") -> None:
        self._kernel = bytearray(data)
        self._accepted: Content | None = Content(data)
        self.durable = Content(data)
        self.pending: list[Write | Truncate] = []

    @property
    def accepted(self) -> Content:
        """All the kernel was given."""
        if self._accepted is None:
            self._accepted = Content(bytes(self._kernel))
        return self._accepted

    def change(self, operation: Write | Truncate) -> None:
        """Give the kernel one more call."""
        self.pending.append(operation)
        self._accepted = None
        _apply(self._kernel, operation)

    def sync(self) -> None:
        """Make durable what the kernel has."""
        if self.pending:
            self.durable = self.accepted
            self.pending = []


def _apply(target: bytearray, operation: Write | Truncate) -> None:
    if isinstance(operation, Write):
        splice(target, operation.offset, operation.data)
    else:
        resize(target, operation.size)


_Names = dict[str, Inode | None]
"""A change of names that happens whole or not at all."""


@dataclass(slots=True)
class Disk:
    """All files under their names, and the changes of names whose folder has not been fsynced since."""

    names: dict[str, Inode]
    durable_names: dict[str, Inode]
    pending_names: list[tuple[str, _Names]] = field(default_factory=list)

    @classmethod
    def of(cls, initial: Mapping[str, bytes]) -> "Disk":
        """These files, all durable."""
        names = {name: Inode(data) for name, data in initial.items()}
        return cls(names, dict(names))

    def apply(self, operation: Operation) -> None:
        """Let one more operation happen."""
        match operation:
            case Write(name) | Truncate(name):
                self.names[name].change(operation)
            case Sync(name):
                self.names[name].sync()
            case Create(name):
                if name not in self.names:
                    self._rename(_folder(name), {name: Inode()})
            case Unlink(name):
                self._rename(_folder(name), {name: None})
            case Rename(name, target):
                self._rename(_folder(target), {target: self.names[name], name: None})
            case SyncFolder(folder):
                for _, change in (entry for entry in self.pending_names if entry[0] == folder):
                    _enter(self.durable_names, change)
                self.pending_names = [entry for entry in self.pending_names if entry[0] != folder]
            case _:
                pass

    def _rename(self, folder: str, change: _Names) -> None:
        _enter(self.names, change)
        self.pending_names.append((folder, change))

    def kept_names(self, count: int) -> dict[str, Inode]:
        """The names after a power cut that kept the first `count` pending changes."""
        names = dict(self.durable_names)
        for _, change in self.pending_names[:count]:
            _enter(names, change)
        return names


def _enter(names: dict[str, Inode], change: _Names) -> None:
    for name, inode in change.items():
        if inode is None:
            names.pop(name, None)
        else:
            names[name] = inode


def _folder(name: str) -> str:
    return name.rpartition("/")[0] or "."


def crash(disk: Disk, kind: int, chance: Random, *, lose_entries: bool) -> Files:
    """The files after a crash: 0 is a kill, 1 keeps only what was synced, 2 and on keep what chance keeps."""
    if kind == 0:
        return {name: inode.accepted for name, inode in disk.names.items()}
    if kind == 1:
        names = disk.kept_names(0) if lose_entries else disk.names
        return {name: inode.durable for name, inode in names.items()}
    names = disk.kept_names(chance.randint(0, len(disk.pending_names))) if lose_entries else disk.names
    pending = [name for name in sorted(names) if names[name].pending]
    files = {name: inode.durable for name, inode in names.items()}
    if kind % 2 == 0 and len(pending) > 1:
        for name in chance.sample(pending, chance.randint(1, len(pending) - 1)):
            files[name] = names[name].accepted
    else:
        for name in pending:
            files[name] = _survivor(names[name], chance)
    return files


def _survivor(inode: Inode, chance: Random) -> Content:
    """What chance leaves of one file."""
    match chance.randrange(6):
        case 0:
            return inode.durable
        case 1:
            return inode.accepted
        case 2 | 3:
            whole = chance.randint(0, len(inode.pending) - 1)
            kept = [*inode.pending[:whole], *_torn(inode.pending[whole], chance)]
        case _:
            kept = [part for operation in inode.pending for part in _perhaps(operation, chance)]
    data = bytearray(inode.durable.data)
    for operation in kept:
        _apply(data, operation)
    return Content(bytes(data))


def _perhaps(operation: Write | Truncate, chance: Random) -> Sequence[Write | Truncate]:
    luck = chance.random()
    if luck < 0.45:
        return (operation,)
    return () if luck < 0.75 else _torn(operation, chance)


def _torn(operation: Write | Truncate, chance: Random) -> Sequence[Write | Truncate]:
    """Some sectors of a write: its beginning, or any of them. A truncation happens or does not."""
    if isinstance(operation, Truncate):
        return (operation,) if chance.random() < 0.5 else ()
    sectors = list(_sectors(operation))
    if chance.random() < 0.5:
        return sectors[: chance.randint(0, len(sectors))]
    return [sector for sector in sectors if chance.random() < 0.5]


def _sectors(write: Write) -> Iterator[Write]:
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(write.name, start, write.data[start - write.offset : stop - write.offset])
        start = stop
