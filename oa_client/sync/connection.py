"""What lies under a carrier: its sockets, which can be cut from another thread, and the watch over slow answers."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import weakref
from collections.abc import Callable

import urllib3
from requests.adapters import HTTPAdapter


class Sockets:
    """The open sockets of a carrier, which can be cut from another thread, also before they are connected."""

    def __init__(self, stall: float) -> None:
        """None yet; each may be silent so many seconds while something is sent."""
        self._stall = stall
        self.sent: Callable[[], None] = lambda: None
        """Called when a request is out and its answer begins to be waited for."""
        self._open: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._cut = False

    def add(self, opened: socket.socket) -> None:
        """One more; shut at once when they were cut meanwhile."""
        opened.settimeout(self._stall)
        with self._lock:
            self._open.add(opened)
            if self._cut:
                _shut(opened)

    def cut(self) -> None:
        """Shut all, and those still to come."""
        with self._lock:
            self._cut = True
            for opened in self._open:
                _shut(opened)
            self._open.clear()

    def serve_again(self) -> None:
        """A new errand begins."""
        with self._lock:
            self._cut = False

    @property
    def are_cut(self) -> bool:
        """Whether they were cut since the errand began."""
        return self._cut

    def patience(self, seconds: float) -> None:
        """How long each may be silent."""
        with self._lock:
            for opened in self._open:
                with contextlib.suppress(OSError):
                    opened.settimeout(seconds)


def _shut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)


class Watch:
    """Cuts the line when an answer is not forward by a given moment, however its bytes drip in."""

    def __init__(self, cut: Callable[[], None], seconds: float) -> None:
        """`cut` is called from a thread of its own after so many seconds, unless more are allowed meanwhile."""
        self._cut = cut
        self._until = self._woken_at = time.monotonic() + seconds
        self._changed = threading.Condition()
        self._over = False
        self.fired = False
        self._thread = threading.Thread(target=self._run, name="carrier-watch", daemon=True)
        self._thread.start()

    def allow(self, seconds: float) -> None:
        """From now on so long."""
        with self._changed:
            self._until = time.monotonic() + seconds
            if self._until < self._woken_at:
                self._changed.notify()

    def end(self) -> None:
        """It is over."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._over:
                left = self._until - time.monotonic()
                if left <= 0:
                    self.fired = True
                    self._cut()
                    return
                self._woken_at = self._until
                self._changed.wait(min(left, 3600.0))


class Adapter(HTTPAdapter):
    """Tells of the sockets it opens."""

    def __init__(self, sockets: Sockets) -> None:
        """Each socket it opens is told to these."""
        self._sockets = sockets
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """With connections that tell of their sockets."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        opened = self._sockets

        class Plain(urllib3.connection.HTTPConnection):
            def connect(self) -> None:
                super().connect()
                if self.sock is not None:
                    opened.add(self.sock)

            def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
                opened.sent()
                return super().getresponse()

        class Secure(urllib3.connection.HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                if self.sock is not None:
                    opened.add(self.sock)

            def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]
                opened.sent()
                return super().getresponse()

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
