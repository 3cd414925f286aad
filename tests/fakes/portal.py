"""A server of a few lines that answers as a bad network would: each request is given to a function and a raw socket."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import zstandard

from oa_client.protocol import codec
from oa_client.protocol.codec import ENCODING, GENUINE

GENUINE_HEAD = {GENUINE: "1", "Content-Type": "application/json", "Content-Encoding": ENCODING}
PAGE = "<html><script>location='http://1.1.1.1/login'</script><h1>欢迎使用无线网络，请先登录</h1></html>".encode()


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


Answer = Callable[[Asked, socket.socket], None]


def say(line: socket.socket, status: int = 200, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
    """A whole answer, whose length is what its head says, or the length of the body."""
    head = {"Content-Length": str(len(body)), **(headers or {})}
    text = f"HTTP/1.1 {status} X\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n"
    line.sendall(text.encode("latin-1") + body)


def genuine(message: object, status: int = 200, **headers: str) -> Answer:
    """What the centre itself would answer."""
    return lambda _, line: say(line, status, codec.pack(message), {**GENUINE_HEAD, **headers})


def portal(_: Asked, line: socket.socket) -> None:
    """The page of a network that wants to be paid first, with status 200."""
    say(line, 200, PAGE, {"Content-Type": "text/html; charset=utf-8"})


def redirect(_: Asked, line: socket.socket) -> None:
    """To somebody else's page."""
    say(line, 302, b"", {"Location": "http://127.0.0.1:9/login"})


def torn(message: object, at: int, *, honest: bool = False) -> Answer:
    """Cut after so many bytes of the body; `honest`: the head gives no length, the end of the line is the end."""

    def answer(_: Asked, line: socket.socket) -> None:
        whole = codec.pack(message)
        head = {**GENUINE_HEAD, "Content-Length": str(len(whole))}
        if honest:
            head = {**GENUINE_HEAD, "Connection": "close"}
        text = "HTTP/1.1 200 OK\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n"
        line.sendall(text.encode() + whole[:at])
        line.shutdown(socket.SHUT_RDWR)

    return answer


def silence(_: Asked, line: socket.socket) -> None:
    """Nothing, until the other side gives up."""
    with contextlib.suppress(OSError):
        line.settimeout(30)
        line.recv(1)


def drip(data: bytes, *, before: bytes = b"", pause: float = 0.05) -> Answer:
    """Some bytes at once, then one at a time."""

    def answer(_: Asked, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            line.sendall(before)
            for at in range(len(data)):
                line.sendall(data[at : at + 1])
                time.sleep(pause)

    return answer


def zeros(size: int) -> bytes:
    """A zstd frame of so many zeros: a gigabyte in some 32 KB."""
    packer = zstandard.ZstdCompressor(level=3).compressobj()
    block = bytes(1 << 20)
    return b"".join([*(packer.compress(block) for _ in range(size >> 20)), packer.flush()])


@dataclass
class Fake:
    """The server; `answer` may be changed between requests."""

    answer: Answer = portal
    asked: list[Asked] = field(default_factory=list)
    slowly: float = 0.0
    """Seconds between the pieces it reads of a body."""

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="portal", daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self._lines.append(line)
            self._threads.append(threading.Thread(target=self._serve, args=(line,), name="portal-line", daemon=True))
            self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError, ValueError):
            while (asked := self._read(line)) is not None:
                self.asked.append(asked)
                self.answer(asked, line)

    def _read(self, line: socket.socket) -> Asked | None:
        data = b""
        while b"\r\n\r\n" not in data:
            part = line.recv(65536)
            if not part:
                return None
            data += part
            if data[:1] == b"\x16":  # TLS, which is not spoken here
                return None
        head, _, body = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {k.lower(): v for k, _, v in (one.partition(": ") for one in rest)}
        length = int(headers.get("content-length", "0"))
        while len(body) < length:
            if self.slowly:
                time.sleep(self.slowly)
            part = line.recv(min(16384, length - len(body)))
            if not part:
                return None
            body += part
        return Asked(method, path, headers, body)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


@contextlib.contextmanager
def serving(answer: Answer = portal) -> Iterator[Fake]:
    """A fake server, closed at the end."""
    fake = Fake(answer)
    try:
        yield fake
    finally:
        fake.close()


def dead_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as once:
        return int(once.getsockname()[1])
