"""One jailed child that draws pages of untrusted files, started when first needed and again when it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import oa_client
from oa_client.app.preview import MOST_PREVIEWED, Document, Layout, Pixels, Unshowable
from oa_client.system.office import Office, wants_office
from oa_client.system.preview_child import MOST_ANSWERED, MOST_PAGES, MOST_PIXELS, read_frame, write_frame

PATIENCE = 15.0
"""Seconds a request may take on the clock before the child is ended."""
CACHE_BYTES = 64 * 1024 * 1024
LAYOUTS = 200
REQUESTS = 400
"""After this many a fresh child takes over, so that nothing a file left behind stays long."""

_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "TEMP", "TMP")


_SPENT = frozenset(-number for number in (getattr(signal, "SIGXCPU", None),) if number is not None)
"""How a child ends whose time the system ended: it would only spend as much again."""
_MOST_SIDE, _MOST_LENGTH = 100_000.0, 100_000.0
"""Points of a side, and how often all pages under one another are as long as wide: more is nothing a screen counts."""


class Gone(Exception):
    """The child ended or talks nonsense; `late`: it had its time."""

    def __init__(self, *, late: bool = False) -> None:
        super().__init__()
        self.late = late


def command() -> tuple[str, ...]:
    """How the child is started from here; a frozen program starts itself."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--preview-child")
    return (sys.executable, "-P", "-m", "oa_client.system.preview_child")


class Child:
    """A running child and its pipes."""

    def __init__(self, argv: tuple[str, ...], patience: float) -> None:
        """Start it."""
        self._patience = patience
        self.requests = 0
        self.holds: str | None = None
        env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        env["PYTHONPATH"] = str(Path(oa_client.__file__).resolve().parent.parent)
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, close_fds=True
        )

    def ask(self, head: Mapping[str, object], body: bytes = b"") -> tuple[dict[str, object], bytes]:
        """One request and its answer. Raises `Gone`."""
        self.requests += 1
        late = threading.Event()

        def end() -> None:
            late.set()
            self.process.kill()

        watch = threading.Timer(self._patience, end)
        watch.daemon = True
        watch.start()
        try:
            frame = self._exchange(head, body)
        finally:
            watch.cancel()
        if frame is None:
            self.end()
            raise Gone(late=late.is_set() or self.process.returncode in _SPENT)
        return frame

    def _exchange(self, head: Mapping[str, object], body: bytes) -> tuple[dict[str, object], bytes] | None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            write_frame(self.process.stdin, head, body)
            return read_frame(self.process.stdout, MOST_ANSWERED)
        except (OSError, ValueError):
            return None

    def end(self) -> None:
        """Kill it and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


class ChildPreview:
    """`oa_client.app.preview.Preview` by a child process; callers of several threads take turns."""

    def __init__(
        self, argv: tuple[str, ...] | None = None, *, patience: float = PATIENCE, office: Office | None = None
    ) -> None:
        """Nothing is started yet."""
        self._argv = argv or command()
        self._office = office or Office()
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._patience = patience
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False
        self._layouts: OrderedDict[str, Layout] = OrderedDict()
        self._pixels: OrderedDict[tuple[str, int, int], Pixels] = OrderedDict()
        self._bad: dict[str, str] = {}

    def layout(self, document: Document) -> Layout:
        """How many pages there are and their sizes. Raises `Unshowable`."""
        with self._lock:
            if document.key not in self._layouts:
                self._with_child(document, None)
            return self._layouts[document.key]

    def page(self, document: Document, number: int, width: int) -> Pixels:
        """Page `number`, from 0, as wide as asked. Raises `Unshowable`."""
        place = (document.key, number, width)
        with self._lock:
            if place in self._pixels:
                self._pixels.move_to_end(place)
                return self._pixels[place]
            answer = self._with_child(document, {"do": "page", "page": number, "width": width})
            pixels = _pixels(*answer)
            self._remember(place, pixels)
            return pixels

    def close(self) -> None:
        """End the child, also in the middle of a page; nothing is shown any more."""
        self._closed = True
        self._office.stop()
        child = self._child
        if child is not None:
            child.process.kill()
        with self._lock:
            self._end()

    def _with_child(self, document: Document, request: Mapping[str, object] | None) -> tuple[dict[str, object], bytes]:
        """Have the file open in the child and ask; a child that died is replaced once, a file that kills put aside."""
        if document.key in self._bad:
            raise Unshowable(self._bad[document.key])
        if document.size > MOST_PREVIEWED:
            raise Unshowable("too_big_to_show")
        for attempt in range(2):
            if self._closed:
                raise Unshowable("preview_failed")
            try:
                return self._ask(document, request)
            except Gone as gone:
                self._end()
                if gone.late or attempt:
                    self._bad[document.key] = "preview_failed"
                    raise Unshowable("preview_failed") from gone
        raise AssertionError

    def _ask(self, document: Document, request: Mapping[str, object] | None) -> tuple[dict[str, object], bytes]:
        child = self._running()
        answer: tuple[dict[str, object], bytes] = ({}, b"")
        if child.holds != document.key or request is None:
            child.holds = None
            answer = _judged(child.ask({"do": "open"}, self._body(document)))
            self._layouts[document.key] = _layout(answer[0])
            if len(self._layouts) > LAYOUTS:
                self._layouts.popitem(last=False)
            child.holds = document.key
        return answer if request is None else _judged(child.ask(request))

    def _body(self, document: Document) -> bytes:
        """What the child gets: the file, or what the office suite made of it. Raises `Unshowable`."""
        if document.key in self._made:
            self._made.move_to_end(document.key)
            return self._made[document.key]
        data = _bytes(document)
        if not wants_office(document.name, data):
            return data
        try:
            made = self._office.as_pdf(document.name, data)
        except Unshowable as error:
            if error.code == "office_failed":
                self._bad[document.key] = error.code
            raise
        self._made[document.key] = made
        while sum(map(len, self._made.values())) > CACHE_BYTES and len(self._made) > 1:
            self._made.popitem(last=False)
        return made

    def _running(self) -> Child:
        if self._child is not None and self._child.requests >= REQUESTS:
            self._end()
        if self._child is None:
            try:
                self._child = Child(self._argv, self._patience)
            except OSError as error:
                raise Unshowable("preview_failed") from error
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _remember(self, place: tuple[str, int, int], pixels: Pixels) -> None:
        self._pixels[place] = pixels
        while sum(len(p.data) for p in self._pixels.values()) > CACHE_BYTES and len(self._pixels) > 1:
            self._pixels.popitem(last=False)


def _bytes(document: Document) -> bytes:
    """The file whole. Raises `Unshowable` when it is not here, or not as large as it says."""
    try:
        data = b"".join(document.read())
    except (KeyError, OSError) as error:
        raise Unshowable("file_not_here") from error
    if len(data) > MOST_PREVIEWED:
        raise Unshowable("too_big_to_show")
    return data


def _judged(answer: tuple[dict[str, object], bytes]) -> tuple[dict[str, object], bytes]:
    code = answer[0].get("code")
    if code is not None:
        raise Unshowable(code if code in _CODES else "broken_file")
    return answer


_CODES = frozenset(
    {
        "broken_file",
        "encrypted_file",
        "no_office",
        "too_big_to_show",
        "too_many_pages",
        "unlisted_archive",
        "unsafe_file",
    }
)


def _layout(head: Mapping[str, object]) -> Layout:
    """The sizes a child claims; it may have been taken over, so they are judged. Raises `Gone`."""
    sizes = head.get("sizes")
    if not isinstance(sizes, list) or not 0 < len(sizes) <= MOST_PAGES:
        raise Gone
    found = []
    for size in sizes:
        if not isinstance(size, list) or len(size) != 2:
            raise Gone
        if not all(isinstance(side, int | float) and 0 < side < _MOST_SIDE for side in size):
            raise Unshowable("broken_file")
        found.append((float(size[0]), float(size[1])))
    if sum(high / wide for wide, high in found) > _MOST_LENGTH:
        raise Unshowable("broken_file")
    return Layout(tuple(found))


def _pixels(head: Mapping[str, object], data: bytes) -> Pixels:
    wide, high = head.get("width"), head.get("height")
    good = isinstance(wide, int) and isinstance(high, int) and wide > 0 and high > 0
    if not good or wide * high > 2 * MOST_PIXELS or len(data) != wide * high * 4:  # type: ignore[operator]
        raise Unshowable("broken_file")
    return Pixels(wide, high, data)  # type: ignore[arg-type] # judged in the line above
