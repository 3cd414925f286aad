"""The sockets under the carriers: known, so that they can be cut from another thread, and their bytes counted."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import urllib3
from requests.adapters import HTTPAdapter

from oa_client.sync import trust
from oa_client.sync.connecting import EVERY, ROUNDS, Race

LAST = 4
"""Handshakes that say how long a round trip is; one of them may have lost a packet, and the network may change."""
CONNECT_TRIES = 7
"""With a new one every half second, some four seconds until nobody is said to be there."""
USUAL_BUFFER = 1024 * 1024
"""What a connection gets back that was held short; the system's own measure is given up for good once it was set."""


@dataclass(slots=True)
class Traffic:
    """Bytes on the wire without TLS, and requests, since the start."""

    up: int = 0
    down: int = 0
    requests: int = 0


class Adapter(HTTPAdapter):
    """Knows the sockets it opened, so that they can be cut from another thread."""

    def __init__(self, traffic: Traffic, ca_file: str = "") -> None:
        self._ca_file = ca_file
        self._context: ssl.SSLContext | None = None
        self.sockets: set[socket.socket] = set()
        self._traffic = traffic
        self._lock = threading.Lock()
        self._ended = False
        self._handshakes: deque[float] = deque(maxlen=LAST)
        self.window = 0
        """Bytes that may be on their way to here on a connection opened from now on; 0: as the system likes."""
        self._buffer = 0
        self.wanted: Callable[[], bool] = lambda: True
        """Whether a connection that is being made is still wanted."""
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    @property
    def rtt(self) -> float:
        """Seconds of a round trip: the quickest of the last handshakes; infinite before the first."""
        return min(self._handshakes, default=float("inf"))

    def add(self, opened: socket.socket | None) -> None:
        """A connection was made. Raises ConnectionAbortedError when none is wanted any more."""
        with self._lock:
            if opened is not None:
                self.sockets.add(opened)
            if self._ended:
                raise ConnectionAbortedError

    def cut(self) -> None:
        """End the connections that are open."""
        with self._lock:
            for opened in self.sockets:
                with contextlib.suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)
            self.sockets.clear()

    def end(self) -> None:
        """End them, and make no more."""
        with self._lock:
            self._ended = True
        self.cut()

    def limit(self, seconds: float) -> None:
        """The longest silence from here on, on the connection that is open; those closed meanwhile are let go."""
        with self._lock:  # or a cut from another thread stumbles over what is let go here
            for opened in list(self.sockets):
                if opened.fileno() < 0:
                    self.sockets.discard(opened)
                else:
                    opened.settimeout(seconds)

    @contextlib.contextmanager
    def opening(self, connection: urllib3.connection.HTTPConnection) -> Iterator[None]:
        """Around the making of a connection: with this window, timed, and watched from there on."""
        if least := min(filter(None, (self.window, self._buffer)), default=0):
            receive = (socket.SOL_SOCKET, socket.SO_RCVBUF, least)
            connection.socket_options = [*(connection.socket_options or ()), receive]
        yield
        self.add(connection.sock)

    def first_of(self, connect: Callable[[], socket.socket]) -> socket.socket:
        """The first connection that stands, its handshake timed."""
        every = max(EVERY, ROUNDS * self.rtt) if self._handshakes else EVERY
        race = Race(connect, every=every, tries=CONNECT_TRIES, wanted=self.wanted)
        made = race.run()
        self._handshakes.append(race.seconds)
        return made

    def buffer(self, size: int) -> None:
        """So many bytes may lie in the system unread, on these connections and on later ones; 0 as it likes."""
        with self._lock:
            if size == self._buffer:  # what was never set is still the system's own measure
                return
            self._buffer = size
            for opened in self.sockets:
                with contextlib.suppress(OSError):
                    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size or self.window or USUAL_BUFFER)

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Pools whose connections are watched."""
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        adapter, traffic = self, self._traffic

        class Plain(urllib3.connection.HTTPConnection):
            def connect(self) -> None:
                with adapter.opening(self):
                    super().connect()

            def _new_conn(self) -> socket.socket:
                return adapter.first_of(super()._new_conn)

            def send(self, data: Any) -> None:
                if self.sock is None:  # what finds nobody there never goes up
                    self.connect()
                traffic.up += len(data)
                super().send(data)

        class Secure(urllib3.connection.HTTPSConnection):
            def connect(self) -> None:
                with adapter.opening(self):
                    super().connect()

            def _new_conn(self) -> socket.socket:
                return adapter.first_of(super()._new_conn)

            def send(self, data: Any) -> None:
                traffic.up += len(data)
                super().send(data)

        class PlainPool(urllib3.HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(urllib3.HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same watched connections, by way of a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Certificates are checked against what the system believes, not against a list of our own."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        if host.get("scheme") == "https":
            self._context = self._context or trust.context(self._ca_file)
            pool = {"cert_reqs": "CERT_REQUIRED", "ssl_context": self._context}
        return host, pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Always, and against nothing besides."""
        del url, verify, cert
        conn.cert_reqs, conn.ca_certs = "CERT_REQUIRED", None
