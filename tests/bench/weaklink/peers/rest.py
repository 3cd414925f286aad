"""REST as it is usually done: one JSON of everything, gzipped; one POST an action; files whole, or by Range.

`python -m tests.bench.weaklink.peers.rest serve|A|B|C|D|E`. With WL_RANGE=1 a download goes on where it was cut.
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

from tests.bench.weaklink.line import mark
from tests.bench.weaklink.peers import common

PORT = 8081
NEWEST = 100
EVERY = 15.0
URGENT_AT = 30.0
PIECE = 4096


class Service(BaseHTTPRequestHandler):
    """The server's end. The day, and what is urgent, are files whose being there is the event."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65536

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        if self.path == "/all":
            rows = common.items()
            if (common.folder() / "day").exists():
                rows += common.day()["new"] + common.day()["pull"]
            self._answer(_packed(rows), {"Content-Encoding": "gzip"})
        elif self.path == "/newest":
            rows = common.items()[-NEWEST:]
            if (common.folder() / "urgent").exists():
                rows = [*rows[1:], {**rows[0], "id": "urgent", "body": str(rows[0]["body"])[:250]}]
            self._answer(_packed(rows), {"Content-Encoding": "gzip"})
        else:
            start = int(self.headers.get("Range", "bytes=0-")[6:-1])
            self._answer(common.large()[start:], {}, 206 if start else 200)

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


def _packed(rows: list[dict[str, object]]) -> bytes:
    return gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), 6)


class Client:
    """The client's end."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False
        self._base = f"http://{common.server()}:{PORT}"
        self._patience = float(common.patience())
        self.failures = 0

    def _call(self, method: str, path: str, data: bytes | None = None) -> requests.Response:
        while True:
            try:
                return self._session.request(method, self._base + path, data=data, timeout=self._patience)
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
        """B: all of it again, and the user's own actions."""
        (common.folder() / "day").touch()
        mark("B")
        self._call("GET", "/all").json()
        for deed in common.day()["push"]:
            self._call("POST", "/deeds", json.dumps(deed, ensure_ascii=False).encode())
        mark("end")
        common.say(failures=self.failures)

    def urgent(self) -> None:
        """C: a download, and beside it every 15 s the newest rows."""
        mark("C")
        began = time.monotonic()
        loading = threading.Thread(target=self._load, args=(began,))
        loading.start()
        threading.Timer(URGENT_AT, (common.folder() / "urgent").touch).start()
        while self._call("GET", "/newest").json()[-1]["id"] != "urgent":
            time.sleep(EVERY)
        common.say(urgent=time.monotonic() - began - URGENT_AT)
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
        self._call("PUT", "/document", (files / "v2.docx").read_bytes())
        mark("end")


def main(word: str) -> None:
    if word == "serve":
        ThreadingHTTPServer((common.server(), PORT), Service).serve_forever()
    client = Client()
    tasks = {"A": client.first, "B": client.day, "C": client.urgent, "D": client.attachment, "E": client.changed}
    tasks[word]()


if __name__ == "__main__":
    main(sys.argv[1])
