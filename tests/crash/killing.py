"""A worker in a process of its own that is killed at a moment; what it had acknowledged by then came through a pipe."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator

from tests.crash.record import Ack

_ACK = b"\nack "


def forked(job: Callable[[], None]) -> tuple[int, int]:
    """A child that does the job and prints into the pipe: its pid, and the end to read."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        os.close(reader)
        sys.stdout = os.fdopen(1, "w", buffering=1)
        job()
        os._exit(0)
    os.close(writer)
    return child, reader


def kill_one(job: Callable[[], None], moment: float, after: int = 0, what: bytes = _ACK) -> list[Ack]:
    """Kill it `moment` seconds after it is ready, or, where it has not said so many of `what` by then, soon after.

    How far it comes in so many seconds is the machine's business; what is proved hangs on how far it came. Returns all
    that it had acknowledged.
    """
    child, reader = forked(job)
    said = _until(reader, lambda said: b"ready" in said)
    until = time.monotonic() + moment
    said = _until(reader, lambda said: said.count(what) >= after, said)
    until = max(until, time.monotonic() + moment / 10)
    while (left := until - time.monotonic()) > 0:
        if select.select([reader], [], [], left)[0]:
            said += os.read(reader, 1 << 16)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reader, 1 << 16):
        said += part
    os.close(reader)
    return list(_acks(said.decode()))


def _until(reader: int, enough: Callable[[bytes], bool], said: bytes = b"") -> bytes:
    """What it has said when that is enough."""
    while not enough(said):
        part = os.read(reader, 4096)
        assert part, "the worker ended by itself"
        said += part
    return said


def _acks(said: str) -> Iterator[Ack]:
    for line in said.splitlines(keepends=True):
        if line.startswith("ack ") and line.endswith("\n"):
            yield Ack(json.loads(line[4:]))
