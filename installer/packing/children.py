"""Programs the builder calls: each in a group of processes of its own, which ends with the builder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LINGERING: Final = 2.0
"""Seconds to wait for a group that was killed: what it was writing is removed next."""


class Stopped(BaseException):
    """Somebody wants the build to end: what is begun is put away and nothing else is done."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_waiting: list[int] = []
_starting: list[bool] = []
"""A signal that comes while a program is being started waits until it is known whom to end."""


@contextmanager
def stopping() -> Iterator[None]:
    """Let the signals that end a program raise `Stopped` inside: the first of them, the others change nothing."""

    def stop(number: int, _frame: object) -> None:
        for each in STOPS:
            signal.signal(each, signal.SIG_IGN)
        if _starting:
            _waiting.append(number)
        else:
            raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def called(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run it to its end, with what it said; whatever interrupts this ends everything it started."""
    _starting.append(True)
    try:
        running = subprocess.Popen(
            command, env=env, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
    except BaseException:
        _starting.clear()
        raise
    with running:
        out, err = _ended(running)
    return subprocess.CompletedProcess(command, running.returncode, out, err)


def _ended(running: subprocess.Popen[str]) -> tuple[str, str]:
    try:
        _starting.clear()
        if _waiting:
            raise Stopped(_waiting.pop())
        return running.communicate()
    except BaseException:
        _end(running)
        raise


def _end(running: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    until = time.monotonic() + _LINGERING
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.killpg(running.pid, 0)
            time.sleep(0.02)
