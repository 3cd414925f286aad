"""REST as it is usually done: one JSON of everything, gzipped; one POST an action; files whole, or by Range.

`python -m tests.bench.weaklink.peers.rest serve|A|B|C|D|E|F`. With WL_RANGE=1 a download goes on where it was cut.
A check asks whether what it had still holds (ETag), on the connection it kept.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from tests.bench.weaklink.corpus import Paper
from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common

PORT = 8081
NEWEST = 100
EVERY = 15.0
PIECE = 4096
MARKED = 0.2
"""Seconds after which a mark is taken even where a file crosses in no time."""


class Service(BaseHTTPRequestHandler):
    """The server's end. The day, and what is urgent, are files whose being there is the event."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        if self.path == "/large":
            start = int(self.headers.get("Range", "bytes=0-")[6:-1])
            self._answer(common.large()[start:], {}, 206 if start else 200)
        elif self.headers.get("If-None-Match") == _state():
            self._answer(b"", {"ETag": _state()}, 304)
        else:
            rows = _all() if self.path == "/all" else _newest()
            self._answer(_packed(rows), {"Content-Encoding": "gzip", "ETag": _state()})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b'{"ok":true}', {})

    def do_PUT(self) -> None:
        self.do_POST()

    def _answer(self, body: bytes, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


def _happened(name: str) -> bool:
    return (common.folder() / name).exists()


def _state() -> str:
    """What the lists depend on, as their ETag."""
    return f'"{_happened("day"):d}{_happened("urgent"):d}"'


def _all() -> list[Paper]:
    rows = common.items()
    return [*rows, *common.day()["new"], *common.day()["pull"]] if _happened("day") else rows


def _newest() -> list[Paper]:
    rows = common.items()[-NEWEST:]
    return [*rows[1:], common.urgent()] if _happened("urgent") else rows


def _packed(rows: list[Paper]) -> bytes:
    return gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), 6)


class Client:
    """The client's end."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._base = f"http://{common.server()}:{PORT}"
        self._patience = float(common.patience())
        self.failures = 0

    def _call(self, method: str, path: str, data: bytes | None = None, known: str = "") -> requests.Response:
        headers, limit = {"If-None-Match": known} if known else {}, self._patience
        while True:
            try:
                return self._session.request(method, self._base + path, data=data, headers=headers, timeout=limit)
            except requests.RequestException:
                self.failures += 1
                time.sleep(common.AGAIN)

    def first(self) -> None:
        """A: all of it."""
        mark("A")
        have = len(self._call("GET", "/all").json())
        mark("end")
        common.say(have=have, failures=self.failures)

    def day(self) -> None:
        """B: all of it again, and the user's own actions; then whether it still holds."""
        (common.folder() / "day").touch()
        mark("B")
        had = self._call("GET", "/all")
        had.json()
        for deed in common.day()["push"]:
            self._call("POST", "/deeds", json.dumps(deed, ensure_ascii=False).encode())
        mark("check")
        self._check("/all", had.headers["ETag"])
        mark("end")
        common.say(failures=self.failures)

    def _check(self, path: str, known: str) -> None:
        status = self._call("GET", path, known=known).status_code
        assert status == 304, status

    def urgent(self) -> None:
        """C: a download, and beside it every 15 s the newest rows."""
        mark("C")
        began = time.monotonic()
        loading = threading.Thread(target=self._load, args=(began,), daemon=True)
        loading.start()
        threading.Timer(common.URGENT_AT, (common.folder() / "urgent").touch).start()
        while self._call("GET", "/newest").json()[-1]["id"] != "urgent":
            time.sleep(EVERY)
        common.say(urgent=time.monotonic() - began - common.URGENT_AT)
        if not common.only_urgent():
            loading.join()
        mark("end")

    def _load(self, began: float) -> None:
        with requests.Session() as other:
            other.trust_env = False
            size = len(other.get(f"{self._base}/large", timeout=300).content)
        common.say(file=time.monotonic() - began, size=size)

    def attachment(self) -> None:
        """D: a download until it is whole, from the start again or going on."""
        going_on = os.environ.get("WL_RANGE") == "1"
        mark("D")
        began, got, size = time.monotonic(), b"", len(common.large())
        while len(got) < size:
            got = got if going_on else b""
            headers = {"Range": f"bytes={len(got)}-"} if got else {}
            try:
                url = f"{self._base}/large"
                with self._session.get(url, headers=headers, timeout=self._patience, stream=True) as response:
                    for piece in response.iter_content(PIECE):
                        got += piece
            except requests.RequestException:
                self.failures += 1
                time.sleep(common.AGAIN)
        common.say(file=time.monotonic() - began, size=size, failures=self.failures, same=got == common.large())
        mark("end")

    def changed(self) -> None:
        """E: the document whole, again."""
        files = common.papers() / "files"
        self._call("PUT", "/document", (files / "v1.docx").read_bytes())
        mark("E")
        time.sleep(MARKED)
        self._call("PUT", "/document", (files / "v2.docx").read_bytes())
        mark("end")

    def idle(self) -> None:
        """F: every 15 s whether the newest rows still hold."""
        known = self._call("GET", "/newest").headers["ETag"]
        time.sleep(common.SETTLING)
        mark("F")
        until = time.monotonic() + common.idle()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(EVERY, left))
            self._check("/newest", known)
        mark("end")


def main(word: str) -> None:
    if word == "serve":
        ThreadingHTTPServer((common.server(), PORT), Service).serve_forever()
    one = Client()
    tasks = {"A": one.first, "B": one.day, "C": one.urgent, "D": one.attachment, "E": one.changed, "F": one.idle}
    tasks[word]()


if __name__ == "__main__":
    main(sys.argv[1])
