"""Carries errands over HTTP: three connections that only move bytes, with limits on time and size.

A carrier never decides anything: it turns a call into a request and what comes back into a reply or a `Failed`. Nothing
is used of a reply that does not bear the header of a genuine one.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import requests
import urllib3

from oa_client.protocol import codec
from oa_client.protocol.messages import (
    FileState,
    Problem,
    SessionReply,
    SessionRequest,
    StreamPart,
    SyncReply,
    Woken,
)
from oa_client.sync.connection import Adapter, Sockets, Watch
from oa_client.sync.errands import Call, Fault, Fetch, Parts, Reply, SendPart, Stream, Trouble, Turn, Wait

T = TypeVar("T")

CONNECT_SECONDS = 1.5
CONNECT_TRIES = 3
STALL_SECONDS = 4.0
"""The longest silence inside a body; six round trips where that is longer (design.md decision 8)."""
LEAST_BYTES = 256
"""Fewer bytes than these within the stall limit count as silence: who drips keeps nobody waiting."""
THINK_SECONDS = 20.0
"""The longest the centre may take until the whole head of an answer is here."""
CHUNK = 64 * 1024
KEPT_ONCE = 32
"""Stream parts handed on together at most: each handing on is a transaction."""

Arrived = Callable[[Parts], None]


class Failed(Exception):
    """The errand ended badly."""

    def __init__(self, fault: Fault) -> None:
        """For this reason."""
        super().__init__(fault.code)
        self.fault = fault


@dataclass(slots=True)
class Traffic:
    """Bytes on the wire without TLS, and requests, since the start."""

    up: int = 0
    down: int = 0
    requests: int = 0


class Carrier:
    """One connection to the centre."""

    def __init__(self, server: str, token: str = "", traffic: Traffic | None = None) -> None:
        """To the centre at this address, bearing this token."""
        self._server = server.rstrip("/")
        self.token = token
        self.traffic = traffic or Traffic()
        self._sockets = Sockets(STALL_SECONDS)
        adapter = Adapter(self._sockets)
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def abort(self) -> None:
        """Cut the errand that is on the way, from any thread; the connection serves again afterwards."""
        self._sockets.cut()

    def close(self) -> None:
        """Let go of the connection."""
        self.abort()
        self._session.close()

    # errands

    def carry(self, call: Call, arrived: Arrived) -> Reply:
        """Carry one errand to its end; parts are handed to `arrived` on the way. Raises `Failed`."""
        self._sockets.serve_again()
        match call:
            case Turn():
                return self._post("/v1/sync", call.request, SyncReply)
            case Stream():
                self._stream(call, arrived)
            case SendPart():
                return self._send(call)
            case Fetch():
                self._fetch(call, arrived)
            case Wait():
                return self._wait(call)
        return None

    def sign_in(self, request: SessionRequest) -> SessionReply:
        """Ask the centre who this is. Raises `Failed`."""
        self._sockets.serve_again()
        return self._post("/v1/session", request, SessionReply)

    def _post(self, path: str, message: object, kind: type[T]) -> T:
        with self._request("POST", path, body=codec.pack(message)) as response:
            return self._message(response, kind)

    def _wait(self, call: Wait) -> Woken | None:
        position = codec.encode(call.position).decode()
        query = {"epoch": str(call.epoch), "position": position, "t": str(call.seconds)}
        with self._request("GET", "/v1/wait", query=query, patience=call.seconds + THINK_SECONDS) as response:
            return None if response.status_code == 204 else self._message(response, Woken)

    def _stream(self, call: Stream, arrived: Arrived) -> None:
        lines = codec.Lines()
        ended = False
        with self._request("POST", "/v1/matters", body=codec.pack(call.request)) as response:
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
        query = {"at": str(call.at), "size": str(call.size)}
        with self._request("POST", f"/v1/files/{call.sha256}", query=query, body=call.data) as response:
            return self._message(response, FileState)

    def _fetch(self, call: Fetch, arrived: Arrived) -> None:
        headers = {"Range": f"bytes={call.at}-"}
        path, query = f"/v1/files/{call.sha256}", {"matter": call.matter}
        with self._request("GET", path, query=query, headers=headers) as response:
            begins = response.headers.get("Content-Range", "").startswith(f"bytes {call.at}-")
            if call.at and not (response.status_code == 206 and begins):
                raise Failed(Fault(Trouble.TORN, "torn"))
            got = call.at
            for data in self._raw(response):
                got += len(data)
                if got > call.size:
                    raise Failed(Fault(Trouble.TORN, "torn"))
                arrived(data)
        if got < call.size:
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
        patience: float = 0.0,
    ) -> Iterator[requests.Response]:
        sent = {"Accept-Encoding": codec.ENCODING, "User-Agent": "lunyue", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if method == "POST" and not path.startswith("/v1/files/"):
            sent |= {"Content-Type": codec.CONTENT_TYPE, "Content-Encoding": codec.ENCODING}
        data = io.BytesIO(body) if body else None  # sent in small pieces: each has the stall limit to itself
        request = requests.Request(method, self._server + path, headers=sent, params=query, data=data)
        self._watch = Watch(self._sockets.cut, float("inf"))
        try:
            prepared = self._session.prepare_request(request)
            self.traffic.up += _request_size(prepared, len(body))
            response = self._connected(prepared, patience or THINK_SECONDS)
            with response:
                if self._sockets.are_cut:  # what there is of the head may look whole
                    raise Failed(Fault(Trouble.LINK, "timeout" if self._watch.fired else "cut"))
                self._check(response)
                yield response
        except requests.RequestException as error:
            raise Failed(Fault(Trouble.LINK, "timeout" if self._watch.fired else _link_code(error))) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise Failed(Fault(Trouble.LINK, "cut")) from error
        finally:
            self._watch.end()

    def _connected(self, prepared: requests.PreparedRequest, patience: float) -> requests.Response:
        self.traffic.requests += 1
        self._sockets.sent = lambda: self._watch.allow(patience)
        for tries in range(CONNECT_TRIES):
            try:
                timeout = (CONNECT_SECONDS, patience)
                response = self._session.send(prepared, stream=True, allow_redirects=False, timeout=timeout)
            except requests.ConnectTimeout:
                if tries == CONNECT_TRIES - 1 or self._sockets.are_cut:
                    raise
            else:
                self._watch.allow(float("inf"))
                self.traffic.down += _head_size(response)
                return response
        raise Failed(Fault(Trouble.LINK, "unreachable"))

    def _check(self, response: requests.Response) -> None:
        """A genuine answer that is not the one hoped for becomes its `Problem`; a stranger's becomes PORTAL."""
        if response.headers.get(codec.GENUINE) != "1":
            raise Failed(Fault(Trouble.PORTAL, "portal", response.status_code))
        if response.status_code < 400:
            return
        after = _seconds(response.headers.get("Retry-After", ""))
        if response.status_code == 409 and "/v1/files/" in response.url:
            state = self._message(response, FileState)
            raise Failed(Fault(Trouble.PROBLEM, "offset", 409, state=state))
        problem = self._message(response, Problem)
        raise Failed(Fault(Trouble.PROBLEM, problem.code, response.status_code, problem.facts, after))

    def _message(self, response: requests.Response, kind: type[T]) -> T:
        body = bytearray()
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
        """The bytes as they come, none held back; a silence longer than the stall limit, or dripping, ends them."""
        stall = max(STALL_SECONDS, 6 * response.elapsed.total_seconds())
        self._sockets.patience(stall)
        left, got = stall, 0
        while True:
            began = time.monotonic()
            self._watch.allow(left)
            data = response.raw.read1(CHUNK, decode_content=False)
            self._watch.allow(float("inf"))
            if self._sockets.are_cut:
                raise Failed(Fault(Trouble.LINK, "cut"))
            if not data:
                return
            self.traffic.down += len(data)
            got += len(data)
            left -= time.monotonic() - began
            if got >= LEAST_BYTES:
                left, got = stall, 0
            yield data


def _link_code(error: requests.RequestException) -> str:
    """Why there was no answer, as far as the difference helps a person."""
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate" if "CERTIFICATE" in str(error) else "tls"
    if isinstance(error, requests.ReadTimeout):
        return "timeout"
    if isinstance(error, (requests.exceptions.InvalidURL, ValueError)):
        return "bad_address"
    return "dns" if "NameResolutionError" in repr(error) else "unreachable"


def _request_size(prepared: requests.PreparedRequest, body: int) -> int:
    lines = sum(len(k) + len(v) + 4 for k, v in prepared.headers.items())
    return len(prepared.method or "") + len(prepared.path_url) + 13 + lines + 2 + body


def _head_size(response: requests.Response) -> int:
    return 17 + sum(len(k) + len(v) + 4 for k, v in response.headers.items()) + 2


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
