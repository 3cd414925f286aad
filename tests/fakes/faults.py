"""A proxy that spoils what passes: it stands between the real client and the real centre and does to each exchange what
its weather says.

It takes a request whole, has it answered upstream, and gives the answer to the weather together with the client's
socket; so a weather can cut at any byte, change the body, be silent, or answer by itself.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.fakes.portal import PAGE, say, zeros

LONG = 30.0


@dataclass(frozen=True, slots=True)
class Message:
    """A request or a reply as it travelled: its head up to the empty line, and the rest."""

    head: bytes
    body: bytes

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    @property
    def first_line(self) -> str:
        return self.head.split(b"\r\n", 1)[0].decode("latin-1")

    def with_body(self, body: bytes) -> Message:
        """Another body, honestly announced."""
        kept = [
            line
            for line in self.head.rstrip(b"\r\n").split(b"\r\n")
            if line.partition(b":")[0].lower() not in {b"content-length", b"transfer-encoding"}
        ]
        return Message(b"\r\n".join([*kept, b"content-length: %d" % len(body), b"", b""]), body)

    def plain(self) -> bytes:
        """The body without its chunks."""
        if b"transfer-encoding: chunked" not in self.head.lower():
            return self.body
        left, found = self.body, b""
        while left:
            size, _, rest = left.partition(b"\r\n")
            found += rest[: int(size, 16)]
            left = rest[int(size, 16) + 2 :]
        return found


class Exchange:
    """One request; `upstream` has it answered, as often as it is called."""

    def __init__(self, request: Message, line: socket.socket, ask: Callable[[Message], Message]) -> None:
        self.request = request
        self.line = line
        self._ask = ask

    def upstream(self) -> Message:
        return self._ask(self.request)


Weather = Callable[[Exchange], None]
"""Answers an exchange, or not. The connection is closed afterwards when it raises `Over`."""


class Over(Exception):
    """The connection ends here."""


def fine(one: Exchange) -> None:
    """As it came."""
    one.line.sendall(one.upstream().raw)


def replay(reply: Message) -> Weather:
    """A reply from before."""
    return lambda one: one.line.sendall(reply.raw)


def cut(at: int, reply: Message | None = None, *, reset: bool = False) -> Weather:
    """So many bytes of the reply, then the end; `reset`: by RST. Of the centre's, or of a reply from before."""

    def spoil(one: Exchange) -> None:
        one.line.sendall((reply or one.upstream()).raw[:at])
        if reset:
            one.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Over

    return spoil


def half_closed(at: int) -> Weather:
    """So many bytes, then nothing more is said though the other direction stays open."""

    def spoil(one: Exchange) -> None:
        one.line.sendall(one.upstream().raw[:at])
        one.line.shutdown(socket.SHUT_WR)
        _until_gone(one.line)
        raise Over

    return spoil


def silent(at: int = 0) -> Weather:
    """So many bytes, then silence on an open connection."""

    def spoil(one: Exchange) -> None:
        one.line.sendall(one.upstream().raw[:at])
        _until_gone(one.line)
        raise Over

    return spoil


def slow(rate: float, latency: float = 0.0, piece: int = 1024, at_once: int = 0) -> Weather:
    """So many bytes a second, after so many seconds and so many bytes at once; a drip when the piece is 1."""

    def spoil(one: Exchange) -> None:
        raw = one.upstream().raw
        time.sleep(latency)
        one.line.sendall(raw[:at_once])
        for start in range(at_once, len(raw), piece):
            one.line.sendall(raw[start : start + piece])
            time.sleep(piece / rate)

    return spoil


def lost_reply(one: Exchange) -> None:
    """The centre did it, and nobody hears of it."""
    one.upstream()
    raise Over


def lost_request(one: Exchange) -> None:
    """The centre never hears of it."""
    raise Over


def portal(one: Exchange) -> None:
    """The page of a network that wants a login; the centre never hears of it."""
    say(one.line, 200, PAGE, {"Content-Type": "text/html; charset=utf-8"})


def twice(one: Exchange) -> None:
    """The request arrives twice; the second answer is told."""
    one.upstream()
    fine(one)


def truncated(at: int) -> Weather:
    """The body ends early though its head says that this is all of it."""
    return _changed(lambda body: body[:at])


def flipped(bit: int) -> Weather:
    """One bit of the body is another."""

    def flip(body: bytes) -> bytes:
        at = bit // 8 % len(body)
        return body[:at] + bytes([body[at] ^ 1 << bit % 8]) + body[at + 1 :]

    return _changed(flip)


def bomb(size: int) -> Weather:
    """A body of some kilobytes that unpacks to this many."""
    packed = zeros(size)
    return _changed(lambda _: packed)


def _changed(change: Callable[[bytes], bytes]) -> Weather:
    def spoil(one: Exchange) -> None:
        reply = one.upstream()
        one.line.sendall(reply.with_body(change(reply.plain())).raw)

    return spoil


def _until_gone(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.settimeout(LONG)
        while line.recv(4096):
            pass


@dataclass
class FaultProxy:
    """Listens on the loopback; `weather` may be changed between exchanges. `seen` are the replies as they came.

    `known`: where nothing changes upstream, the same request need not be answered there twice.
    """

    upstream: tuple[str, int]
    weather: Weather = fine
    seen: list[Message] = field(default_factory=list)
    known: dict[bytes, Message] | None = None

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="faults", daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self._lines = [one for one in self._lines if one.fileno() >= 0]
                self._threads = [one for one in self._threads if one.is_alive()]
                self._lines.append(line)
                thread = threading.Thread(target=self._serve, args=(line,), name="faults-line", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError, Over), contextlib.ExitStack() as stack:
            upstream: list[socket.socket] = []

            def ask(request: Message) -> Message:
                if self.known is not None and request.raw in self.known:
                    return self.known[request.raw]
                if not upstream:
                    upstream.append(stack.enter_context(socket.create_connection(self.upstream)))
                upstream[0].sendall(request.raw)
                reply = _read(upstream[0])
                if reply is None:
                    raise Over
                self.seen.append(reply)
                if self.known is not None:
                    self.known[request.raw] = reply
                return reply

            while (request := _read(line)) is not None:
                self.weather(Exchange(request, line, ask))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


def _read(line: socket.socket) -> Message | None:
    """A whole message; None when the other side ends before one."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (part := line.recv(65536)):
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    low = head.lower()
    if b"transfer-encoding: chunked" in low:
        while not body.endswith(b"0\r\n\r\n"):
            if not (part := line.recv(65536)):
                return None
            body += part
    elif b"content-length:" in low:
        length = int(low.partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < length:
            if not (part := line.recv(65536)):
                return None
            body += part
    return Message(head + b"\r\n\r\n", body)


@contextlib.contextmanager
def spoiling(url: str, weather: Weather = fine) -> Iterator[FaultProxy]:
    """A proxy before the centre at a URL, closed at the end."""
    host, _, port = url.removeprefix("http://").partition(":")
    proxy = FaultProxy((host, int(port)), weather)
    try:
        yield proxy
    finally:
        proxy.close()
