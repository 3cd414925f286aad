"""A real little HTTP proxy: passes whole-address requests on, and may want a name and password first."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit


class Proxy:
    """Passes one request after the other on; remembers their first lines."""

    def __init__(self, login: str = "", knows: Mapping[str, str] | None = None) -> None:
        """`login`: ``name:password`` that it wants; "" nothing. `knows`: the addresses of names."""
        self._knows = knows or {}
        self._wants = f"proxy-authorization: basic {base64.b64encode(login.encode()).decode()}".lower() if login else ""
        self.asked: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listening.accept()
                self._open.append(peer)
                with contextlib.suppress(OSError):
                    while self._pass_on(peer):
                        pass

    def _pass_on(self, peer: socket.socket) -> bool:
        head, body = _read(peer)
        if not head:
            return False
        lines = head.split("\r\n")
        self.asked.append(lines[0])
        if self._wants and self._wants not in [line.lower() for line in lines]:
            peer.sendall(b"HTTP/1.1 407 X\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
            return True
        method, address, version = lines[0].split(" ")
        there = urlsplit(address)
        path = f"{there.path}?{there.query}" if there.query else there.path
        rest = [line for line in lines[1:] if not line.lower().startswith("proxy-")]
        with socket.create_connection((self._knows.get(there.hostname, there.hostname), there.port)) as onward:
            onward.sendall("\r\n".join([f"{method} {path} {version}", *rest, "", ""]).encode() + body)
            answer, content = _read(onward)
            peer.sendall(answer.encode() + b"\r\n\r\n" + content)
        return True

    def close(self) -> None:
        """Let go of everything."""
        for one in [*self._open, self._listening]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._thread.join(5)


def _read(peer: socket.socket) -> tuple[str, bytes]:
    """A head and its body, by Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (got := peer.recv(65_536)):
            return "", b""
        data += got
    head, _, body = data.partition(b"\r\n\r\n")
    told = [line for line in head.decode("latin-1").split("\r\n") if line.lower().startswith("content-length:")]
    length = int(told[0].split(":")[1]) if told else 0
    while len(body) < length:
        body += peer.recv(65_536)
    return head.decode("latin-1"), body
