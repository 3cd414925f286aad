"""Carries errands over HTTP: three connections that only move bytes, with limits on time and size.

A carrier never decides anything: it turns a call into a request and what comes back into a reply or a `Failed`. Nothing
is used of a reply that does not bear the header of a genuine one.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import requests
import urllib3

from oa_client.app.ways import Way, is_safe
from oa_client.protocol import codec, dictionary
from oa_client.protocol.light import BadLight, Frames
from oa_client.protocol.messages import (
    FileState,
    PasswordReply,
    PasswordRequest,
    Problem,
    SessionReply,
    SessionRequest,
    StreamPart,
    SyncReply,
    SyncRequest,
    Woken,
)
from oa_client.sync import trust
from oa_client.sync.bucket import Throttle
from oa_client.sync.errands import Call, Fault, Fetch, FetchLight, Parts, Reply, SendPart, Stream, Trouble, Turn, Wait
from oa_client.sync.pace import SLOW_RATE, Line, Pace
from oa_client.sync.sockets import Adapter, Traffic

T = TypeVar("T")

CONNECT_SECONDS = 1.5
"""The longest one try to connect may take; others begin meanwhile (`connecting`)."""
STALL_SECONDS, STALL_ROUNDS = 4.0, 6
"""The longest silence inside a body; so many round trips where that is longer (design.md decision 8)."""
THINK_SECONDS = 20.0
"""The longest the centre may take before the first byte of an answer."""
DRIP_STALLS, DRIP_RATE = 3, 128
"""Over three stall limits at least so many bytes a second must come."""
CHUNK = 64 * 1024
NO_HEADERS = dict.fromkeys(("Accept-Encoding", "User-Agent"), urllib3.util.SKIP_HEADER)
"""The protocol says both, and each request carried 43 bytes of them."""
LEVEL = 19
"""Requests are small, and the way up is the thinner one."""
LEAST_BUFFER = 16 * 1024
"""Bytes that a system takes in ahead of a low cap."""
UNREADABLE = 400
NETWORK_LOGIN = 511
"""The one answer of 500 and above that a network gives which wants a login first."""
PROXY_LOGIN = 407
KEPT_ONCE = 32
"""Stream parts handed on together at most: each handing on is a transaction."""

Arrived = Callable[[Parts], None]


class Failed(Exception):
    """The errand ended badly."""

    def __init__(self, fault: Fault) -> None:
        """For this reason."""
        super().__init__(fault.code)
        self.fault = fault


class Carrier:
    """One connection to the centre."""

    def __init__(
        self,
        server: str,
        token: str = "",
        traffic: Traffic | None = None,
        way: Way | None = None,
        line: Line | None = None,
        *,
        bare: bool = False,
    ) -> None:
        """To the centre at this address, bearing this token, by this way; `line` is what others know of it.

        `bare`: also without TLS to another machine, as a bench measures it; the program itself never does.
        """
        self._bare = bare
        self.server = server.rstrip("/")
        self.token = token
        self.traffic = traffic or Traffic()
        self._way = way or Way()
        self.pace = Pace(time.monotonic, line)
        self.throttle = Throttle()
        self._dictionary = dictionary.DICTIONARY
        self._lock = threading.Lock()
        self._aborted = False
        self._open()

    def _open(self) -> None:
        self._adapter = Adapter(self.traffic, self._way.ca_file)
        self._adapter.wanted = lambda: not self._aborted
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        self._session.mount("http://", self._adapter)
        self._session.mount("https://", self._adapter)

    def abort(self) -> None:
        """Cut the errand that is on the way, from any thread; the connection serves again afterwards."""
        with self._lock:
            self._aborted = True
            self.throttle.cut()
            self._adapter.cut()

    def close(self) -> None:
        """Let go of the connection, from any thread, for good: what is on the way is cut, nothing new begins."""
        with self._lock:
            self._aborted = True
            self.throttle.end()
            self._adapter.end()
        self._session.close()

    # errands

    def carry(self, call: Call, arrived: Arrived) -> Reply:
        """Carry one errand to its end; parts are handed to `arrived` on the way. Raises `Failed`."""
        with self._lock:
            self._aborted = False
            self.throttle.begin()
        self._find_way()
        self._adapter.window = self.pace.window
        match call:
            case Turn():
                return self._turn(call.request)
            case Stream():
                self._stream(call, arrived)
            case SendPart():
                return self._send(call)
            case Fetch():
                self._fetch(call, arrived)
            case FetchLight():
                self._fetch_light(call, arrived)
            case Wait():
                return self._wait(call)
        return None

    def sign_in(self, request: SessionRequest) -> SessionReply:
        """Ask the centre who this is. Raises `Failed`."""
        self._find_way()
        return self._post("/v1/session", request, SessionReply)

    def change_password(self, request: PasswordRequest) -> PasswordReply:
        """Have the centre take another password for whoever the token says. Raises `Failed`."""
        self._find_way()
        return self._post("/v1/password", request, PasswordReply)

    def _find_way(self) -> None:
        """Before anything is said. Raises `Failed`: whoever sits on the line would read the password and the token."""
        if not (self._bare or is_safe(self.server)):
            raise Failed(Fault(Trouble.LINK, "not_secure"))
        self._session.proxies = dict(self._way.proxies(self.server))

    def _post(self, path: str, message: object, kind: type[T], number: int = 0) -> T:
        headers = {dictionary.HEADER: str(number)} if number else None
        with self._request("POST", path, body=codec.pack(message, LEVEL, number), headers=headers) as response:
            return self._message(response, kind)

    def _turn(self, request: SyncRequest) -> SyncReply:
        """With the dictionary; once more without where a centre may be too old to read that."""
        try:
            return self._post("/v1/sync", request, SyncReply, self._dictionary)
        except Failed as failed:
            if not self._dictionary or failed.fault.status != UNREADABLE:
                raise
        reply = self._post("/v1/sync", request, SyncReply)
        self._dictionary = 0
        return reply

    def _wait(self, call: Wait) -> Woken | None:
        position = codec.encode(call.position).decode()
        query = {"epoch": str(call.epoch), "position": position, "t": str(call.seconds)}
        with self._request("GET", "/v1/wait", query=query, patience=call.seconds + THINK_SECONDS) as response:
            if response.status_code == 204:
                response.content  # noqa: B018 - read to its end, or the connection is not kept
                return None
            return self._message(response, Woken)

    def _stream(self, call: Stream, arrived: Arrived) -> None:
        lines = codec.Lines()
        ended = False
        query = {"slow": "1"} if self.pace.slow or self._capped_low else None
        with self._request("POST", "/v1/matters", query=query, body=codec.pack(call.request, LEVEL)) as response:
            for data in self._raw(response):
                parts = self._decoded(lines, data)
                for at in range(0, len(parts), KEPT_ONCE):
                    arrived(parts[at : at + KEPT_ONCE])
                ended = ended or any(part.end for part in parts)
        if not ended:
            raise Failed(Fault(Trouble.LINK, "cut"))

    @staticmethod
    def _decoded(lines: codec.Lines, data: bytes) -> list[StreamPart]:
        try:
            return list(lines.feed(data, StreamPart))
        except codec.BadBody as error:
            raise Failed(Fault(Trouble.TORN, "torn")) from error

    def _send(self, call: SendPart) -> FileState:
        query = {"at": str(call.at), "size": str(call.size)} | ({"base": call.base} if call.base else {})
        self._wait_turn(len(call.data))
        with self._request("POST", f"/v1/files/{call.sha256}", query=query, body=call.data) as response:
            return self._message(response, FileState)

    def _fetch(self, call: Fetch, arrived: Arrived) -> None:
        headers = {"Range": f"bytes={call.at}-"}
        path, query = f"/v1/files/{call.sha256}", {"matter": call.matter}
        with self._request("GET", path, query=query, headers=headers) as response:
            if response.status_code != 206 and call.at:
                raise Failed(Fault(Trouble.TORN, "torn"))
            got = call.at
            for data in self._raw(response):
                got += len(data)
                if got > call.size:
                    raise Failed(Fault(Trouble.TORN, "torn"))
                arrived(data)
        if got < call.size:
            raise Failed(Fault(Trouble.LINK, "cut"))

    def _fetch_light(self, call: FetchLight, arrived: Arrived) -> None:
        frames = Frames()
        query = {"matter": call.matter, "from": str(call.at)}
        with self._request("GET", f"/v1/light/{call.sha256}", query=query) as response:
            for data in self._raw(response):
                try:
                    for page in frames.feed(data):
                        arrived(page)
                except BadLight as error:
                    raise Failed(Fault(Trouble.TORN, "torn")) from error
        if frames.rest:
            raise Failed(Fault(Trouble.LINK, "cut"))

    # bytes

    @contextlib.contextmanager
    def _request(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        patience: float | None = None,
    ) -> Iterator[requests.Response]:
        sent = {**NO_HEADERS, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if method == "POST" and not path.startswith("/v1/files/"):
            sent |= {"Content-Type": codec.CONTENT_TYPE, "Content-Encoding": codec.ENCODING}
        request = requests.Request(method, self.server + path, headers=sent, params=query, data=body or None)
        try:
            prepared = self._session.prepare_request(request)
            response = self._connected(prepared, THINK_SECONDS if patience is None else patience)
            with response:
                self._check(response)
                yield response
        except requests.RequestException as error:
            raise Failed(trust.fault_of(error)) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Failed(trust.fault_of(error)) from error

    def _connected(self, prepared: requests.PreparedRequest, patience: float) -> requests.Response:
        self.traffic.requests += 1
        timeout = (CONNECT_SECONDS, patience)
        response = self._session.send(prepared, stream=True, allow_redirects=False, timeout=timeout)
        self.traffic.down += _head_size(response)
        return response

    def _check(self, response: requests.Response) -> None:
        """A genuine answer that is not the one hoped for becomes its `Problem`; a stranger's becomes PORTAL."""
        if response.headers.get(codec.GENUINE) != "1":
            raise Failed(self._from_elsewhere(response))
        if response.status_code < 400:
            return
        after = _seconds(response.headers.get("Retry-After", ""))
        if response.status_code == 409 and "/v1/files/" in response.url:
            state = self._message(response, FileState)
            raise Failed(Fault(Trouble.PROBLEM, "offset", 409, state=state))
        problem = self._message(response, Problem)
        raise Failed(Fault(Trouble.PROBLEM, problem.code, response.status_code, problem.facts, after))

    def _from_elsewhere(self, response: requests.Response) -> Fault:
        """What a reply is that does not bear the header of a genuine one."""
        if response.status_code == PROXY_LOGIN:
            return Fault(Trouble.LINK, "proxy", PROXY_LOGIN)
        if response.status_code >= 500 and response.status_code != NETWORK_LOGIN:
            return Fault(Trouble.LINK, "server_down", response.status_code)  # a gateway, or the end of one
        if response.ok and "Location" not in response.headers and not response.raw.read1(1):
            return Fault(Trouble.LINK, "cut")  # a head that broke off looks like a whole one
        return Fault(Trouble.PORTAL, "portal", response.status_code)

    def _message(self, response: requests.Response, kind: type[T]) -> T:
        body = b""
        for data in self._raw(response):
            body += data
            if len(body) > codec.MOST_PLAIN:
                raise Failed(Fault(Trouble.TORN, "torn"))
        try:
            packed = response.headers.get("Content-Encoding") == codec.ENCODING
            return codec.unpack(body, kind) if packed else codec.decode(body, kind)
        except codec.BadBody as error:
            raise Failed(Fault(Trouble.TORN, "torn")) from error

    def _raw(self, response: requests.Response) -> Iterator[bytes]:
        """The bytes as they come, none held back; silence beyond the stall limit ends them, and so does a drip."""
        stall = self._stall()
        self._adapter.limit(stall)
        self.pace.line.rtt = min(self._adapter.rtt, self.pace.line.rtt)
        since, got = time.monotonic(), 0
        try:
            while data := self._read(response):
                self.traffic.down += len(data)
                got += len(data)
                yield data
                now = time.monotonic()
                if now - since > DRIP_STALLS * stall:
                    if got < DRIP_RATE * (now - since):
                        raise Failed(Fault(Trouble.LINK, "cut"))
                    since, got = now, 0
        finally:
            self.pace.over()

    def _stall(self) -> float:
        rtt = self._adapter.rtt
        return max(STALL_SECONDS, STALL_ROUNDS * rtt) if rtt < STALL_SECONDS else STALL_SECONDS

    # under a cap

    def cap(self, rate: int) -> None:
        """From now on at most so many bytes a second, both ways together, 0 none; from any thread."""
        self.throttle.cap(rate)
        self._adapter.buffer(max(LEAST_BUFFER, rate) if rate else 0)

    def _read(self, response: requests.Response) -> bytes:
        """What came; under a cap that says nothing of how fast the line is."""
        self._wait_turn()
        read: Callable[[], bytes] = partial(response.raw.read1, CHUNK, decode_content=False)
        data = read() if self.throttle.rate else self.pace.reading(read)
        self.throttle.take(len(data))
        return data

    def _wait_turn(self, size: int = 0) -> None:
        """Until the cap lets more go, of which these bytes go at once."""
        if not self.throttle.wait():
            raise Failed(Fault(Trouble.LINK, "cut"))
        self.throttle.take(size)

    @property
    def _capped_low(self) -> bool:
        return 0 < self.throttle.rate < SLOW_RATE


def _head_size(response: requests.Response) -> int:
    return 17 + sum(len(k) + len(v) + 4 for k, v in response.headers.items()) + 2


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
