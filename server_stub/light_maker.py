"""One file through a jailed child: the pages of its light copy as they are made; what the child says is judged."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import server_stub
from oa_client.protocol.light import NONE, BadLight, Frames, LightPage, ending

PATIENCE = 30.0
"""Seconds on the clock between two pages before the child is ended."""
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM", b"GIF8")
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP", "TMP")


def argv() -> tuple[str, ...]:
    """How the child is started from here; a frozen program starts itself."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--light-child")
    return (sys.executable, "-P", "-m", "server_stub.light_child")


def make(
    file: Path, *, patience: float = PATIENCE, command: tuple[str, ...] | None = None
) -> Generator[LightPage, None, None]:
    """The pages in order; a last one of kind `NONE` says why there are no more. Closing the iterator ends the child."""
    if not _may_have_pages(file):
        yield ending("light_none")
        return
    env = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    env["PYTHONPATH"] = str(Path(server_stub.__file__).resolve().parent.parent)
    with file.open("rb") as given:
        child = subprocess.Popen(
            command or argv(), stdin=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, close_fds=True
        )
    with child:
        try:
            yield from _pages(child, patience)
        finally:
            child.kill()


def _may_have_pages(file: Path) -> bool:
    """Whether it begins as a PDF or a picture does: most other files need no process to say no."""
    with file.open("rb") as given:
        head = given.read(1024)
    return b"%PDF-" in head or head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _pages(child: subprocess.Popen[bytes], patience: float) -> Iterator[LightPage]:
    frames, expected, pages = Frames(), 0, 0
    try:
        for data in _read(child, patience):
            for page in frames.feed(data):
                if page.kind == NONE:
                    yield page
                    return
                if page.number != expected or page.pages != (pages or page.pages):
                    raise BadLight("out of order")
                expected, pages = expected + 1, page.pages
                yield page
    except BadLight:
        yield ending("light_broken")
        return
    if expected == 0 or expected < pages:
        yield ending("light_too_heavy")


def _read(child: subprocess.Popen[bytes], patience: float) -> Iterator[bytes]:
    """What it writes; a child that is silent too long is killed, which ends it."""
    assert child.stdout is not None
    while True:
        watch = threading.Timer(patience, child.kill)
        watch.daemon = True
        watch.start()
        try:
            data = os.read(child.stdout.fileno(), 64 * 1024)
        finally:
            watch.cancel()
        if not data:
            return
        yield data
