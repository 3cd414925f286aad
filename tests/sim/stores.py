"""The memory stores on a disk that may be full, under a process that may be killed before any of its writes.

What was committed stays. A write that the kill or the full disk met changed nothing: pages roll back, and each call of
the outbox is one transaction, as the contract of `oa_client.app.ports` says and its contract test checks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager

from oa_client.app.ports import NoRoom
from tests.fakes.memory import MemoryFiles, MemoryOutbox, MemoryPage, MemoryReplica
from tests.sync.office import Killed


class Disk:
    """Counts writes down to the one that never comes; `full` while nothing more goes in."""

    def __init__(self) -> None:
        self.full = False
        self.fuse: int | None = None
        self.refused = 0

    @property
    def calm(self) -> bool:
        return not self.full and self.fuse is None

    def write(self) -> None:
        """A change is about to be committed. Raises `Killed`, `NoRoom`."""
        if self.full:
            self.refused += 1
            raise NoRoom(28, "no room")
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise Killed


def transactions(*names: str):
    """Each of these methods is a transaction: all of it, or nothing where the disk refuses."""

    def over(store: type) -> type:
        for name in names:
            setattr(store, name, inherited(store, name))
        return store

    return over


def inherited(store: type, name: str):
    """The method as the memory store has it at the moment of the call, in a transaction."""

    def method(self, *args, **kwargs):
        return getattr(super(store, self), name)(*args, **kwargs)

    return transaction(functools.wraps(getattr(store, name))(method))


def transaction(method):
    @functools.wraps(method)
    def one(self, *args, **kwargs):
        if self.disk.calm or self.inside:
            return method(self, *args, **kwargs)
        self.inside = True
        before = self.kept()
        try:
            done = method(self, *args, **kwargs)
            if self.changed(before):
                self.disk.write()
        except BaseException:
            self.put_back(before)
            raise
        finally:
            self.inside = False
        return done

    return one


class Kept:
    """A store whose tables are dicts and sets of things that never change."""

    tables: tuple[str, ...] = ()
    disk: Disk
    inside = False

    def kept(self):
        return {name: getattr(self, name).copy() for name in self.tables}

    def changed(self, before) -> bool:
        return any(not same(getattr(self, name), table) for name, table in before.items())

    def put_back(self, before) -> None:
        for name, table in before.items():
            setattr(self, name, table)


def same(now, before) -> bool:
    if isinstance(now, set) or len(now) != len(before):
        return now == before
    return all(key in before and before[key] is value for key, value in now.items())


@transactions(
    "queue", "withdraw", "ask_back", "mark_sent", "settle", "reoffer", "requeue_rows", "queue_row", "rows_done",
    "uploaded", "put_away", "queue_all", "withdraw_all",
)  # fmt: skip
class DiskOutbox(Kept, MemoryOutbox):
    """The precious file."""

    tables = ("_open", "_archive", "_rows", "_drafts", "_up", "_files", "_names")

    def __init__(self) -> None:
        super().__init__()
        self.disk = Disk()

    @transaction
    def keep_file(self, ref, data: bytes) -> None:
        """`add_file` without a path: the bytes come from the simulation."""
        self._files[ref.sha256] = data
        self._names[ref.sha256] = ref


class DiskReplica(MemoryReplica):
    """What the centre can send again; `touched` collects what pages changed, `pages` counts them."""

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk = disk
        self.touched: set[str] = set()
        self.pages = 0

    @contextmanager
    def page(self) -> Iterator[MemoryPage]:
        page = MemoryPage(self.state, self.me)
        try:
            yield page
            if page.undo:
                self.commit(page)
        except BaseException:
            page.roll_back()
            raise
        if page.undo:
            self.pages += 1
            self.touched |= page.changes.matters
        self._changes |= page.changes

    def commit(self, page: MemoryPage) -> None:
        self.disk.write()

    def take_touched(self) -> set[str]:
        touched, self.touched = self.touched, set()
        return touched


@transactions("append", "finish", "want", "note_lost")
class DiskFiles(Kept, MemoryFiles):
    """Bytes of attachments."""

    tables = ("_data", "_whole", "_wanted", "_lost")

    def __init__(self, disk: Disk) -> None:
        super().__init__()
        self.disk = disk
