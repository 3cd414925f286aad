"""One process a profile: the first holds it, and carries out what later ones ask over a private local socket.

A second desktop raises the first one's window; a command line on a profile that a desktop holds is run by that desktop.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import stat
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PROFILE, WINDOW = "instance", "window"
"""Who has the stores open; and whose window is there, also before anybody signed in."""
_MOST_BYTES = 16 * 1024 * 1024
FAILED = 70
"""Exit code of a command line that went wrong inside, as sysexits has it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a later process wants carried out: a command line, or the window raised when `argv` is empty."""

    argv: tuple[str, ...]
    password: str = ""
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it."""

    code: int
    out: str = ""
    err: str = ""


Serve = Callable[[Ask], Answered]


class Unanswered(Exception):
    """It was handed over, but no answer came: it may have been carried out, so it must not be done again blindly."""


class Held(Exception):
    """Another process holds this profile."""


class Instance:
    """The hold on a profile, from `take` to `let_go`."""

    def __init__(self, folder: Path, name: str = PROFILE) -> None:
        """For the profile in this folder; another `name` is a hold of its own, as `WINDOW`."""
        self._folder, self._name = folder, name
        self._lock: int | None = None
        self._listening: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def take(self, patience: float = 0.0) -> None:
        """Hold the profile, waiting so many seconds for another. Raises `Held`, OSError. Who dies lets go by dying."""
        until = time.monotonic() + patience
        while True:
            try:
                self._try()
                return
            except Held:
                if time.monotonic() >= until:
                    raise
            time.sleep(0.05)

    def _try(self) -> None:
        lock = os.open(self._folder / f"{self._name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(lock)
        except OSError as error:
            os.close(lock)
            raise Held from error
        self._lock = lock

    def serve(self, serve: Serve) -> None:
        """Carry out what later processes ask, one at a time, on a thread of its own, until `let_go`."""
        path = socket_path(self._folder, self._name)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(path))
        path.chmod(0o600)
        listening.listen(8)
        self._listening = listening
        self._thread = threading.Thread(target=self._loop, args=(listening, serve), name="instance", daemon=True)
        self._thread.start()

    def _loop(self, listening: socket.socket, serve: Serve) -> None:
        while True:
            try:
                peer, _ = listening.accept()
            except OSError:
                return
            with peer, contextlib.suppress(OSError, ValueError, TypeError, KeyError):
                peer.settimeout(10)
                asked = json.loads(_receive(peer))
                answer = _served(serve, Ask(tuple(asked["argv"]), asked["password"], asked["folder"]))
                peer.settimeout(60)
                _send(peer, json.dumps(asdict(answer)).encode())

    def let_go(self) -> None:
        """Give the profile up."""
        if self._listening is not None:
            with contextlib.suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            with contextlib.suppress(FileNotFoundError):
                socket_path(self._folder, self._name).unlink()
        if self._thread is not None:
            self._thread.join(timeout=5)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _served(serve: Serve, asked: Ask) -> Answered:
    """The answer, also where carrying it out went wrong: the next process is served all the same."""
    try:
        return serve(asked)
    except Exception as error:  # noqa: BLE001 - the crossing: what went wrong is told on the other side
        return Answered(FAILED, err=f"{type(error).__name__}\n")


def is_held(folder: Path) -> bool:
    """Whether another process holds the profile now; what else is wrong with the folder is told when it is opened."""
    probe = Instance(folder)
    try:
        probe.take()
    except Held:
        return True
    except OSError:
        return False
    probe.let_go()
    return False


def is_served(folder: Path, name: str = PROFILE) -> bool:
    """Whether somebody listens there; nothing is asked, nothing is made."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer, contextlib.suppress(OSError):
        peer.settimeout(1)
        peer.connect(str(socket_path(folder, name)))
        return True
    return False


def ask(folder: Path, what: Ask, patience: float = 120, name: str = PROFILE) -> Answered | None:
    """Have the process that has this hold carry something out; None when none listens. Raises `Unanswered`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(patience)
        try:
            peer.connect(str(socket_path(folder, name)))
        except OSError:
            return None
        try:
            _send(peer, json.dumps(asdict(what)).encode())
            return Answered(**json.loads(_receive(peer)))
        except (OSError, ValueError, TypeError) as error:
            raise Unanswered from error


def socket_path(folder: Path, name: str = PROFILE) -> Path:
    """The socket of a hold: in its folder, or in a private temporary one when that path is too long for a socket."""
    path = folder.resolve() / f"{name}.sock"
    if len(os.fsencode(path)) < 100:
        return path
    short = hashlib.sha256(os.fsencode(path)).hexdigest()[:24]
    private = Path(tempfile.gettempdir()) / f"lunyue-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(str(private))
    return private / f"{short}.sock"


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists there only

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - exists here only

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _send(peer: socket.socket, data: bytes) -> None:
    peer.sendall(struct.pack(">I", len(data)) + data)


def _receive(peer: socket.socket) -> bytes:
    (size,) = struct.unpack(">I", _exactly(peer, 4))
    if size > _MOST_BYTES:
        msg = "too much"
        raise ValueError(msg)
    return _exactly(peer, size)


def _exactly(peer: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        part = peer.recv(min(65536, size - len(found)))
        if not part:
            msg = "cut off"
            raise ValueError(msg)
        found += part
    return found
