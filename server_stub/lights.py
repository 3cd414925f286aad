"""简版 at the centre: made in the background when a file has been stored, handed out as the file itself is."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from sqlalchemy import delete, exists, insert, select

from oa_client.protocol.light import NONE, LightPage, ending, pack
from server_stub import tables as t
from server_stub.database import Database
from server_stub.light_maker import make

IDLE_SECONDS = 1.0
"""How long the worker waits for another file before its thread ends."""
WAITS_SECONDS = 2.5
"""How long a reader waits for the next page; less than the silence a client bears."""
MOST_WAITING = 8
"""Readers that wait at once; each holds a thread."""

Maker = Callable[[Path], Generator[LightPage, None, None]]
_log = logging.getLogger(__name__)


class Lights:
    """Light copies. `path` tells where a whole file lies. Any thread may use it."""

    def __init__(self, database: Database, path: Callable[[str], Path], maker: Maker = make) -> None:
        """Nothing runs until a file is `stored` or `catch_up` is called."""
        self._database, self._path, self._maker = database, path, maker
        self._change = threading.Condition()
        self._queue: OrderedDict[str, None] = OrderedDict()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._room = threading.Semaphore(MOST_WAITING)

    # making

    def stored(self, sha256: str) -> None:
        """A file is whole: its turn comes."""
        self._put(sha256, urgent=False)

    def catch_up(self) -> None:
        """Make the copies of files stored before: by an older centre, or by one that ended early."""
        u, done = t.upload.c, exists(select(t.light_file.c.sha256).where(t.light_file.c.sha256 == t.upload.c.sha256))
        with self._database.read() as connection:
            found = connection.execute(select(u.sha256).where(u.stored, ~done).distinct()).scalars().all()
        for sha256 in found:
            self.stored(sha256)

    def finished(self, sha256: str, patience: float) -> bool:
        """Wait until the copy of a file is finished; False when it is not within so many seconds."""
        with self._change:
            return self._change.wait_for(lambda: self._state(sha256) is not None, patience)

    def close(self) -> None:
        """Make no more; waits for the page that is being made."""
        with self._change:
            self._closed = True
            self._queue.clear()
            thread = self._thread
            self._change.notify_all()
        if thread is not None:
            thread.join()

    def _put(self, sha256: str, *, urgent: bool) -> None:
        with self._change:
            if self._closed or (sha256 in self._queue and not urgent):
                return
            self._queue[sha256] = None
            if urgent:
                self._queue.move_to_end(sha256, last=False)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="light", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def _serve(self) -> None:
        while (sha256 := self._next()) is not None:
            try:
                self._make(sha256)
            except Exception:  # noqa: BLE001 - one file must not end the making for the others
                _log.exception("making a light copy failed")

    def _next(self) -> str | None:
        with self._change:
            if not self._queue and not self._closed:
                self._change.wait_for(lambda: self._queue or self._closed, IDLE_SECONDS)
            if not self._queue:
                self._thread = None
                return None
            return self._queue.popitem(last=False)[0]

    def _make(self, sha256: str) -> None:
        if self._state(sha256) is not None or not self._path(sha256).is_file():
            return
        with self._database.write() as connection:
            connection.execute(delete(t.light).where(t.light.c.sha256 == sha256))
        pages, code = 0, ""
        with contextlib.closing(self._maker(self._path(sha256))) as made:
            for page in made:
                if self._closed:
                    return
                if page.kind == NONE:
                    code = page.code
                else:
                    pages += 1
                    self._keep(sha256, page)
        with self._database.write() as connection:
            connection.execute(insert(t.light_file).values(sha256=sha256, pages=pages, code=code))
        self._tell()

    def _keep(self, sha256: str, page: LightPage) -> None:
        values = {"sha256": sha256, "page": page.number, "kind": page.kind, "frame": pack(page)}
        with self._database.write() as connection:
            connection.execute(insert(t.light).values(values))
        self._tell()

    def _tell(self) -> None:
        with self._change:
            self._change.notify_all()

    # handing out: whoever asks was found to see the file

    def frames(self, sha256: str, start: int) -> Iterator[bytes]:
        """The frames from a page on, those being made as they come; a last one says why there are no more."""
        number = start
        while True:
            frame = self._frame(sha256, number)
            if frame is None:
                state = self._state(sha256)
                if state is None and self._wait(sha256, number):
                    continue
                if state is None or state[1]:
                    yield pack(ending("light_making" if state is None else state[1], state[0] if state else 0))
                return
            yield frame
            number += 1

    def _wait(self, sha256: str, number: int) -> bool:
        """Whether there is something new within a while."""
        self._put(sha256, urgent=True)  # somebody reads it now: before all others
        if not self._room.acquire(blocking=False):
            return False
        try:
            with self._change:
                found = self._change.wait_for(lambda: self._known(sha256, number), WAITS_SECONDS)
        finally:
            self._room.release()
        return found and not self._closed

    def _known(self, sha256: str, number: int) -> bool:
        return self._closed or self._frame(sha256, number) is not None or self._state(sha256) is not None

    def _frame(self, sha256: str, number: int) -> bytes | None:
        c = t.light.c
        with self._database.read() as connection:
            found = connection.execute(select(c.frame).where(c.sha256 == sha256, c.page == number)).scalar()
        return None if found is None else bytes(found)

    def _state(self, sha256: str) -> tuple[int, str] | None:
        """Pages and the code of a finished copy; None: not finished."""
        c = t.light_file.c
        with self._database.read() as connection:
            found = connection.execute(select(c.pages, c.code).where(c.sha256 == sha256)).first()
        return None if found is None else (found.pages, found.code)
