"""The only crossing between threads: work goes out to workers, closures come home to the GUI thread."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from oa_client.app.ports import Changes
from oa_client.ui.widgets.running import Job, Lane

T = TypeVar("T")
Watch = Callable[[str], AbstractContextManager[object]]


class WrongThread(RuntimeError):
    """Something of the screen was called from a thread that is not the screen's."""


class _Workers:
    """A few threads that take tasks in order."""

    def __init__(self, name: str, count: int) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.threads = [threading.Thread(target=self._serve, name=f"{name}-{n}", daemon=True) for n in range(count)]
        for thread in self.threads:
            thread.start()

    def put(self, task: Callable[[], None]) -> None:
        self._tasks.put(task)

    def end(self) -> None:
        for _ in self.threads:
            self._tasks.put(None)

    def _serve(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()


class Bridge(QObject):
    """Runs work off the GUI thread and brings its result home; tells every page what changed."""

    changed = Signal(object, str)
    """(Changes, origin), on the GUI thread."""
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None, watch: Watch | None = None) -> None:
        super().__init__(parent)
        self._home = threading.get_ident()
        self._watch: Watch = watch or (lambda _: nullcontext())
        self._closed = False
        self._jobs: set[Job] = set()
        self._lanes = {Lane.READ: _Workers("read", 2), Lane.WRITE: _Workers("write", 1)}
        self._posted.connect(self._execute, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        lane: Lane = Lane.READ,
        name: str = "",
    ) -> Job:
        """Do `work` in a worker, then `done` or `failed` here. Only from the GUI thread."""
        self.check_home(name)
        job = Job()
        if self._closed:
            job.cancel()
            return job
        self._jobs.add(job)
        self._lanes[lane].put(lambda: self._work(job, work, done, failed, lane, name))
        return job

    def _work(
        self,
        job: Job,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        lane: Lane,
        name: str,
    ) -> None:
        if job.cancelled and lane is Lane.READ:
            self.post(lambda: self._home_with(job, lambda: None, name))
            return
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - the crossing: whatever went wrong is told on the other side
            told = error
            self.post(lambda: self._home_with(job, lambda: failed(told), name))
        else:
            self.post(lambda: self._home_with(job, lambda: done(result), name))

    def _home_with(self, job: Job, tell: Callable[[], None], name: str) -> None:
        self._jobs.discard(job)
        if not job.cancelled:
            with self._watch(name):
                tell()

    def post(self, closure: Callable[[], None]) -> None:
        """Run a closure on the GUI thread, soon; from any thread. After `close` it is dropped."""
        if not self._closed:
            self._posted.emit(closure)

    def publish(self, changes: Changes) -> None:
        """Tell every page what changed; from any thread (a listener of the desk)."""
        self.post(lambda: self.changed.emit(changes, changes.origin))

    def _execute(self, closure: Callable[[], None]) -> None:
        if not self._closed:
            closure()

    def check_home(self, name: str = "") -> None:
        """Raise `WrongThread` anywhere but on the GUI thread."""
        if threading.get_ident() != self._home:
            raise WrongThread(name or "bridge")

    @property
    def idle(self) -> bool:
        """Whether no work is under way."""
        return not self._jobs

    def close(self, bound: float = 3.0) -> list[str]:
        """Finish the writes, drop the reads, wait at most `bound` seconds; the names of threads that did not end."""
        self.check_home("close")
        self._closed = True
        for job in self._jobs:
            job.cancel()
        for workers in self._lanes.values():
            workers.end()
        until = time.monotonic() + bound
        threads = [t for workers in self._lanes.values() for t in workers.threads]
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return [t.name for t in threads if t.is_alive()]
